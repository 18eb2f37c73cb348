//! Keys that end, and endpoints that are named outside of a connection.

use std::{ffi::OsStr, fs};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portolan_contract::{
    AmazonApi, AmazonSignInDraft, Code, ConnectionDraft, Failure, Nothing, OpenImage,
    TestConnection,
};
use portolan_tests::aws::{ACCOUNT, Picture};

use super::{REPOSITORY, Scene, by_profile};
use crate::secrets::{every_file, holds};

fn by_key(scene: &Scene, id: &str, secret: &str, token: Option<&str>) -> ConnectionDraft {
    let mut draft = by_profile(&scene.fake, &["eu-west-1"]);
    draft.amazon.as_mut().unwrap().sign_in = AmazonSignInDraft::AccessKey {
        id: id.to_owned(),
        secret: Some(secret.to_owned()),
        session_token: token.map(str::to_owned),
    };
    draft
}

#[tokio::test]
async fn a_temporary_key_signs_in_with_its_token_and_not_without() {
    let scene = Scene::open().await;
    let (id, secret, token) = scene.fake.add_session(ACCOUNT, 3600.0);
    let added = scene
        .app
        .add_connection(by_key(&scene, &id, &secret, Some(&token)))
        .await
        .unwrap();
    let listed = scene.app.refresh_repositories(added.id.clone()).await;
    listed.unwrap();
    // The token is a secret: nothing tells it.
    let shown = serde_json::to_string(&scene.app.list_connections(Nothing {}).await.unwrap());
    assert!(!shown.unwrap().contains(&token));

    let without = scene.app.add_connection(by_key(&scene, &id, &secret, None));
    let refused = without.await.unwrap_err();
    assert!(
        matches!(&refused, Failure { code: Code::InvalidInput { field }, .. } if field == "sessionToken"),
        "{refused:?}"
    );
    let wrong = TestConnection {
        draft: by_key(&scene, &id, &secret, Some("another")),
        of: None,
    };
    assert!(!scene.app.test_connection(wrong).await.unwrap().works);
    scene.app.close().await;
}

#[tokio::test]
async fn endpoints_of_the_config_file_are_used_and_told_with_where_they_are_named() {
    let mut address = String::new();
    let scene = Scene::open_with(|surroundings| {
        let everywhere = OsStr::new("AWS_ENDPOINT_URL");
        let fake = surroundings.environment.remove(everywhere).unwrap();
        address = fake.into_string().unwrap();
        let sts = ("AWS_ENDPOINT_URL_STS".into(), address.clone().into());
        surroundings.environment.extend([sts]);
        let config = format!(
            "[profile work]\nregion = eu-west-1\nservices = desk\nendpoint_url = http://127.0.0.1:1\n\
             [services desk]\necr =\n  endpoint_url = {address}\n"
        );
        fs::write(surroundings.home.join(".aws/config"), config).unwrap();
    })
    .await;
    // Signing in asked STS, and this asks ECR.
    let connection = scene.connection.clone();
    scene.app.refresh_repositories(connection).await.unwrap();
    assert!(scene.fake.count("DescribeRepositories") > 0);

    let choices = scene.app.list_amazon_choices(Nothing {}).await.unwrap();
    let profile = choices
        .profiles
        .iter()
        .find(|it| it.name == "work")
        .unwrap();
    let named = |api| {
        let mut all = profile.endpoints.iter();
        let found = all.find(|it| it.api == api).unwrap();
        (found.address.as_str(), found.from.as_str())
    };
    assert_eq!(
        named(AmazonApi::Sts),
        (address.as_str(), "AWS_ENDPOINT_URL_STS")
    );
    assert_eq!(named(AmazonApi::Ecr), (address.as_str(), "[services desk]"));
    assert_eq!(
        named(AmazonApi::CloudTrail),
        ("http://127.0.0.1:1", "[profile work]")
    );
    let everywhere: Vec<AmazonApi> = choices.endpoints.iter().map(|it| it.api).collect();
    assert_eq!(everywhere, [AmazonApi::Sts]);
    scene.app.close().await;
}

#[tokio::test]
async fn the_registrys_token_is_used_and_in_no_file_of_the_home() {
    let scene = Scene::open().await;
    let place = scene.fake.region("eu-west-1");
    place.push("team/app", &Picture::of("harbour").tag("1.0"));
    let opened = scene.app.open_image(OpenImage {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        selector: "1.0".to_owned(),
    });
    opened.await.unwrap();
    let tokens = scene.fake.given_tokens();
    assert!(!tokens.is_empty(), "it was read without a token");
    scene.app.close().await;
    let mut files = Vec::new();
    every_file(scene.home.root(), &mut files);
    assert!(!files.is_empty());
    for token in tokens {
        let sent = STANDARD.encode(format!("AWS:{token}"));
        for (path, bytes) in &files {
            let is_there = holds(bytes, token.as_bytes()) || holds(bytes, sent.as_bytes());
            assert!(!is_there, "{path} has it");
        }
    }
}
