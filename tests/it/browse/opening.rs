//! One image: its content, platforms, referrers, raw bytes; from the registry once, then from the cache.

use http::Method;
use portolan_contract::{
    Engine, Hint, ImageKind, ListPullCommands, ListPushCommands, OpenImage, Presence, ReadRaw,
    ReferrersFound,
};
use portolan_tests::{Kind, until};
use serde_json::json;

use super::Scene;

#[tokio::test]
async fn an_image_opens_with_config_steps_and_layers_and_then_from_the_cache() {
    let scene = Scene::open().await;
    let pushed = scene.push.image("team/app", "1.0", "hello").await;
    let image = scene.image("team/app", "1.0").await;
    assert_eq!(
        image.reference,
        format!("{}/team/app:1.0", scene.proxy.host())
    );
    assert_eq!(image.digest, pushed.digest.to_string());
    assert_eq!((image.kind, image.from_cache), (ImageKind::Image, false));
    assert_eq!(image.manifest_size, pushed.bytes.len() as u64);
    assert_eq!(image.tags, ["1.0"]);
    let content = image.content.clone().unwrap();
    let config = content.config.unwrap();
    assert_eq!(config.platform.as_deref(), Some("linux/amd64"));
    assert_eq!(config.environment[0].name, "PATH");
    assert_eq!(config.labels[0].value, "hello");
    assert_eq!(content.steps[0].instruction, "COPY");
    assert_eq!(content.steps[0].size, Some(5));
    assert_eq!(content.layers[0].size, 5);
    // CNCF Distribution has no referrers API, and nothing describes the image.
    assert_eq!(image.referrers_found, Some(ReferrersFound::FallbackTag));
    assert_eq!(image.referrers, []);

    scene.proxy.forget();
    let again = scene.image("team/app", "1.0").await;
    assert!(again.from_cache);
    assert_eq!(again.content, image.content);
    assert_eq!((again.size, again.created), (image.size, image.created));
    let by_digest = scene.image("team/app", &image.digest).await;
    assert_eq!(by_digest.digest, image.digest);
    // What is asked behind costs no content.
    until("the tag was asked where it points", async || {
        (scene.proxy.count(&Method::HEAD, Kind::ManifestByTag) > 0).then_some(())
    })
    .await;
    assert_eq!(scene.proxy.count(&Method::GET, Kind::Blob), 0);
    assert_eq!(scene.proxy.count(&Method::GET, Kind::ManifestByDigest), 0);
    scene.close().await;
}

#[tokio::test]
async fn an_index_opens_with_its_platforms_and_attestations_and_says_which_child_is_missing() {
    let scene = Scene::open().await;
    let push = &scene.push;
    let [amd64, arm64] = scene.push_two_platforms("y").await;
    let attestation = push
        .referrer("team/app", &amd64, "application/vnd.in-toto+json")
        .await;
    let mut named = attestation.descriptor();
    named["platform"] = json!({"os": "unknown", "architecture": "unknown"});
    named["annotations"] = json!({
        "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": amd64.digest.to_string(),
    });
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [amd64.descriptor(), arm64.descriptor(), named],
    });
    let index = push
        .manifest(
            "team/app",
            "1.0",
            "application/vnd.oci.image.index.v1+json",
            &index,
        )
        .await;
    let path = format!("/v2/team/app/manifests/{}", arm64.digest);
    push.ask(Method::DELETE, &path).await;

    let image = scene.image("team/app", "1.0").await;
    assert_eq!((image.kind, image.size), (ImageKind::Index, None));
    assert_eq!(image.content, None);
    let platforms: Vec<_> = image
        .platforms
        .iter()
        .map(|child| {
            (
                child.platform.as_deref(),
                child.present,
                child.attestations.len(),
            )
        })
        .collect();
    assert_eq!(
        platforms,
        [
            (Some("linux/amd64"), Presence::Present, 1),
            (Some("linux/arm64"), Presence::Missing, 0),
        ]
    );
    assert!(image.platforms[0].size.is_some() && image.platforms[0].created.is_some());
    assert_eq!(
        image.platforms[0].attestations[0].found,
        ReferrersFound::Index
    );

    let again = scene.image("team/app", "1.0").await;
    assert!(again.from_cache);
    assert_eq!(again.platforms[1].present, Presence::Missing);
    let child = scene.image("team/app", &amd64.digest.to_string()).await;
    assert_eq!(child.contained_in, [index.digest.to_string()]);
    scene.close().await;
}

#[tokio::test]
async fn referrers_are_found_by_the_fallback_tag_and_cosigns_tags() {
    let scene = Scene::open().await;
    let push = &scene.push;
    let image = push.image("team/app", "1.0", "a").await;
    let fallback = image.digest.fallback_tag();
    let sbom = push
        .referrer("team/app", &image, "application/spdx+json")
        .await;
    push.index("team/app", &fallback, std::slice::from_ref(&sbom))
        .await;
    push.image("team/app", &format!("{fallback}.sig"), "signature")
        .await;
    scene.refresh("team/app").await;
    let opened = scene.image("team/app", "1.0").await;
    let mut found: Vec<_> = opened.referrers.iter().map(|one| one.found).collect();
    found.sort_by_key(|found| format!("{found:?}"));
    assert_eq!(
        found,
        [ReferrersFound::CosignTag, ReferrersFound::FallbackTag]
    );
    let described = scene.image("team/app", sbom.digest.as_str()).await;
    assert_eq!(described.subject, Some(image.digest.to_string()));
    assert_eq!(described.kind, ImageKind::Sbom);
    scene.close().await;
}

#[tokio::test]
async fn the_exact_bytes_of_a_manifest_and_a_config_are_read_and_saved() {
    let scene = Scene::open().await;
    let pushed = scene.push.image("team/app", "1.0", "a").await;
    let manifest: serde_json::Value = serde_json::from_slice(&pushed.bytes).unwrap();
    let config = manifest["config"]["digest"].as_str().unwrap().to_owned();
    let ask = |digest: &str| ReadRaw {
        connection: scene.connection.clone(),
        repository: "team/app".to_owned(),
        digest: digest.to_owned(),
    };
    let raw = scene
        .app
        .read_raw(ask(pushed.digest.as_str()))
        .await
        .unwrap();
    assert_eq!(raw.text.as_bytes(), pushed.bytes);
    assert_eq!(raw.media_type, pushed.media_type);
    let raw = scene.app.read_raw(ask(&config)).await.unwrap();
    assert!(raw.text.contains("\"architecture\":\"amd64\""));

    let folder = tempfile::tempdir().unwrap();
    let settings = portolan_contract::ChangeSettings {
        downloads_folder: Some(folder.path().display().to_string()),
        ..Default::default()
    };
    scene.app.change_settings(settings).await.unwrap();
    let first = scene
        .app
        .save_raw(ask(pushed.digest.as_str()))
        .await
        .unwrap();
    let second = scene
        .app
        .save_raw(ask(pushed.digest.as_str()))
        .await
        .unwrap();
    assert_ne!(first.path, second.path);
    assert_eq!(std::fs::read(&first.path).unwrap(), pushed.bytes);
    assert_eq!(std::fs::read(&second.path).unwrap(), pushed.bytes);
    scene.close().await;
}

#[tokio::test]
async fn what_is_not_there_or_no_name_is_a_clear_failure() {
    let scene = Scene::open().await;
    scene.push.image("team/app", "1.0", "a").await;
    let open = async |repository: &str, selector: &str| {
        let request = OpenImage {
            connection: scene.connection.clone(),
            repository: repository.to_owned(),
            selector: selector.to_owned(),
        };
        scene.app.open_image(request).await.unwrap_err()
    };
    let missing = open("team/app", "2.0").await;
    assert_eq!(missing.code, portolan_contract::Code::NotFound);
    let tag = open("team/app", "no tag").await;
    assert_eq!(
        tag.hint,
        Some(Hint::TagInvalid {
            name: "no tag".to_owned()
        })
    );
    let name = open("Team/App", "1.0").await;
    assert_eq!(
        name.hint,
        Some(Hint::NameInvalid {
            name: "Team/App".to_owned()
        })
    );
    scene.close().await;
}

#[tokio::test]
async fn commands_name_the_registry_of_the_connection() {
    let scene = Scene::open().await;
    let host = scene.proxy.host();
    let pull = scene
        .app
        .list_pull_commands(ListPullCommands {
            connection: scene.connection.clone(),
            repository: "team/app".to_owned(),
            selector: "1.0".to_owned(),
            platform: None,
            kind: None,
        })
        .await
        .unwrap();
    assert_eq!(pull[0].engine, Engine::Docker);
    assert_eq!(pull[0].text, format!("docker pull {host}/team/app:1.0"));
    let push = scene
        .app
        .list_push_commands(ListPushCommands {
            connection: scene.connection.clone(),
            repository: None,
            shell: portolan_contract::Shell::Posix,
        })
        .await
        .unwrap();
    assert_eq!(push.len(), 7);
    scene.close().await;
}
