//! The program against moto, for what moto does: a second Amazon that nobody here has written.

use portolan_ecr::{Account, Encryption, Error, Missing, NewRepository, PrivateRegistry};
use portolan_oci::{Digest, MediaType};
use portolan_registries::Registry;
use portolan_tests::Moto;
use serde_json::json;

use super::{REGION, at, connector, settings, tag};

#[tokio::test]
async fn a_repository_an_image_and_a_policy_live_and_die_at_moto() {
    let Some(moto) = Moto::start("the program's ECR against moto").await else {
        return;
    };
    let account = Account::new(&connector(), settings(moto.url(), &[REGION])).unwrap();
    let registry = PrivateRegistry::open(account).await.unwrap();
    let new = NewRepository {
        name: "team/app".to_owned(),
        scan_on_push: true,
        tags: [("team".to_owned(), "harbour".to_owned())].into(),
        ..NewRepository::default()
    };
    let made = registry.create_repository(REGION, &new).await.unwrap();
    assert_eq!(made.encryption, Encryption::Aes256);
    let here = at("team/app");
    let page = registry.list_repositories(None).await.unwrap();
    assert_eq!(page.items, std::slice::from_ref(&here));
    let missing = registry.describe_repository(&at("missing")).await;
    let Err(Error::NotFound { what, .. }) = missing else {
        panic!("{missing:?}");
    };
    assert_eq!(what, Missing::Repository);

    let kind = "application/vnd.oci.image.manifest.v1+json";
    let part = json!({ "mediaType": "application/vnd.oci.empty.v1+json",
        "digest": Digest::of(b"{}").as_str(), "size": 2 });
    let manifest =
        json!({ "schemaVersion": 2, "mediaType": kind, "config": part, "layers": [part] });
    let bytes = bytes::Bytes::from(manifest.to_string());
    let digest = Digest::of(&bytes);
    for name in ["v1", "latest"] {
        let put = registry
            .put_manifest(&here, &tag(name), &MediaType::parse(kind), bytes.clone())
            .await
            .unwrap();
        assert_eq!(put.digest, digest, "moto counts it only when it is told");
    }
    let images = registry.list_images(&here, None).await.unwrap().unwrap();
    assert_eq!(images.items.len(), 1);
    assert_eq!(images.items[0].tags.len(), 2);
    let raw = registry.manifest(&here, &tag("v1")).await.unwrap();
    assert_eq!(raw.bytes, bytes);
    registry
        .delete_tag(&here, &"v1".parse().unwrap())
        .await
        .unwrap();
    registry.delete_manifest(&here, &digest).await.unwrap();
    let images = registry.list_images(&here, None).await.unwrap().unwrap();
    assert_eq!(images.items, []);

    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Sid": "pull", "Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage"],
    }]})
    .to_string();
    registry
        .set_repository_policy(&here, &policy, false)
        .await
        .unwrap();
    assert!(registry.repository_policy(&here).await.unwrap().is_some());
    let token = registry.registry_token(REGION).await.unwrap();
    assert!(
        token.expires_at < jiff::Timestamp::now(),
        "moto's ended in 2015"
    );
    registry.delete_repository(&here, true).await.unwrap();
}
