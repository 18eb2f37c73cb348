//! Google: everything in one list, the walk from a project down, and tags that go before their manifest.

use portolan_distribution::Credential;
use portolan_registries::Kind;
use portolan_tests::{Answer, Scripted};
use serde_json::{Value, json};

use super::{DELETE, GET, SECRET, asked, connect, digest, images, names, repository, signed_in};

const HOST: &str = "europe-docker.pkg.dev";

fn list(name: &str, child: &[&str], images: &[(&str, &[&str])]) -> Value {
    let manifests: serde_json::Map<String, Value> = images
        .iter()
        .map(|(content, tags)| {
            let said = json!({
                "imageSizeBytes": "1234", "mediaType": "application/vnd.oci.image.manifest.v1+json",
                "timeCreatedMs": "0", "timeUploadedMs": 1_700_000_000_000_u64, "tag": tags,
            });
            (digest(content).to_string(), said)
        })
        .collect();
    let tags: Vec<&str> = images
        .iter()
        .flat_map(|(_, tags)| tags.iter().copied())
        .collect();
    json!({ "name": name, "child": child, "tags": tags, "manifest": manifests })
}

#[tokio::test]
async fn one_list_brings_digests_sizes_times_and_tags() {
    let server = Scripted::start().await;
    let said = list(
        "acme/images/app",
        &[],
        &[("a", &["latest", "1.0"]), ("b", &[])],
    );
    server.answer(GET, "/v2/", Answer::json(200, &json!({})));
    server.answer(
        GET,
        "/v2/acme/images/app/tags/list",
        Answer::json(200, &said),
    );
    let registry = connect(
        Kind::GoogleArtifactRegistry,
        HOST,
        &server,
        Credential::Anonymous,
    );
    let images = images(registry.as_ref(), "acme/images/app").await;
    assert_eq!(images.len(), 2);
    let tagged = images
        .iter()
        .find(|image| image.digest == digest("a"))
        .unwrap();
    assert_eq!(names(&tagged.tags), ["latest", "1.0"]);
    assert_eq!(tagged.size, Some(1_234));
    assert_eq!(tagged.pushed_at.unwrap().as_second(), 1_700_000_000);
    let untagged = registry
        .list_untagged(&repository("acme/images/app"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(untagged, [digest("b")]);
    let lists = server
        .seen()
        .into_iter()
        .filter(|seen| seen.path.contains("/tags/list"));
    assert_eq!(lists.count(), 2, "one for each of the two questions");
}

#[tokio::test]
async fn a_server_without_googles_additions_is_read_by_the_protocol() {
    let server = Scripted::start().await;
    server.answer(GET, "/v2/", Answer::json(200, &json!({})));
    let plain = json!({ "name": "acme/app", "tags": ["latest"] });
    server.answer(GET, "/v2/acme/app/tags/list", Answer::json(200, &plain));
    let registry = connect(
        Kind::GoogleArtifactRegistry,
        HOST,
        &server,
        Credential::Anonymous,
    );
    assert_eq!(
        registry
            .list_images(&repository("acme/app"), None)
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        registry
            .list_untagged(&repository("acme/app"))
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn the_project_of_a_json_key_is_walked_from_the_top() {
    let server = Scripted::start().await;
    server.answer(GET, "/v2/", Answer::json(200, &json!({})));
    for (name, said) in [
        ("acme", list("acme", &["images", "empty"], &[])),
        ("acme/images", list("acme/images", &["app"], &[])),
        ("acme/empty", list("acme/empty", &[], &[])),
        (
            "acme/images/app",
            list("acme/images/app", &["debug"], &[("a", &["1.0"])]),
        ),
        (
            "acme/images/app/debug",
            list("acme/images/app/debug", &[], &[("b", &["1.0"])]),
        ),
    ] {
        server.answer(
            GET,
            &format!("/v2/{name}/tags/list"),
            Answer::json(200, &said),
        );
    }
    let key = json!({ "type": "service_account", "project_id": "acme", "private_key": SECRET });
    let credential = Credential::Basic {
        user: "_json_key".to_owned(),
        password: key.to_string().into(),
    };
    let registry = connect(Kind::GoogleArtifactRegistry, HOST, &server, credential);
    let first = registry.list_repositories(None).await.unwrap();
    assert_eq!(first.items, [repository("acme/images/app")]);
    let second = registry
        .list_repositories(first.next.as_ref())
        .await
        .unwrap();
    assert_eq!(second.items, [repository("acme/images/app/debug")]);
    assert!(second.next.is_none());
}

#[tokio::test]
async fn a_manifests_tags_go_before_it() {
    let server = Scripted::start().await;
    let path = "/v2/acme/images/app";
    let said = list("acme/images/app", &[], &[("a", &["latest", "1.0"])]);
    server
        .answer(GET, "/v2/", Answer::json(200, &json!({})))
        .answer(GET, &format!("{path}/tags/list"), Answer::json(200, &said))
        .answer(
            DELETE,
            &format!("{path}/manifests/latest"),
            Answer::status(202),
        )
        .answer(
            DELETE,
            &format!("{path}/manifests/1.0"),
            Answer::status(202),
        )
        .answer(
            DELETE,
            &format!("{path}/manifests/{}", digest("a")),
            Answer::status(202),
        );
    let registry = connect(
        Kind::GoogleArtifactRegistry,
        HOST,
        &server,
        signed_in("oauth2accesstoken"),
    );
    registry
        .delete_manifest(&repository("acme/images/app"), &digest("a"))
        .await
        .unwrap();
    let deleted: Vec<String> = server
        .seen()
        .into_iter()
        .filter(|seen| seen.method == DELETE)
        .map(|seen| seen.path.rsplit('/').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        deleted,
        [
            "latest".to_owned(),
            "1.0".to_owned(),
            digest("a").to_string()
        ]
    );
    assert!(registry.observed().delete_digest.is_proven());
}

#[tokio::test]
async fn an_access_token_reads_from_googles_api_what_the_list_of_tags_lacks() {
    let server = Scripted::start().await;
    let plain = json!({ "name": "acme/images/app", "tags": ["1.0", "1.1"] });
    let api = "/v1/projects/acme/locations/europe/repositories/images/dockerImages";
    let row = |name: &str, tag: &str| {
        json!({
            "name": format!("projects/acme/{name}"),
            "uri": format!("{HOST}/acme/images/{name}@{}", digest(tag)), "tags": [tag],
            "imageSizeBytes": "1234", "uploadTime": "2026-01-02T03:04:05.678Z",
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
        })
    };
    // Another image of the same repository, and one whose name only begins alike.
    let first = json!({ "dockerImages": [row("app", "1.0"), row("other", "9"), row("app-2", "8")],
                        "nextPageToken": "more" });
    let second = json!({ "dockerImages": [row("app", "1.1")] });
    server
        .answer(GET, "/v2/", Answer::json(200, &json!({})))
        .answer(
            GET,
            "/v2/acme/images/app/tags/list",
            Answer::json(200, &plain),
        )
        .answer(
            GET,
            &format!("{api}?pageSize=1000"),
            Answer::json(200, &first),
        )
        .answer(
            GET,
            &format!("{api}?pageSize=1000&pageToken=more"),
            Answer::json(200, &second),
        );
    let kind = Kind::GoogleArtifactRegistry;
    let registry = connect(kind, HOST, &server, signed_in("oauth2accesstoken"));
    let listed = images(registry.as_ref(), "acme/images/app").await;
    let tags: Vec<&str> = listed.iter().flat_map(|image| names(&image.tags)).collect();
    assert_eq!(tags, ["1.0", "1.1"]);
    assert_eq!(listed[0].size, Some(1_234));
    assert!(listed.iter().all(|image| image.pushed_at.is_some()));
    // Whom it does not show it to reads by the protocol.
    let refusal = json!({ "error": { "code": 403, "message": "Permission denied" } });
    server.answer(GET, api, Answer::json(403, &refusal));
    let app = repository("acme/images/app");
    assert_eq!(registry.list_images(&app, None).await.unwrap(), None);
    // A key is for the registry alone: the API is not asked with it.
    let before = asked(&server).len();
    let keyed = connect(kind, HOST, &server, signed_in("_json_key"));
    assert_eq!(keyed.list_images(&app, None).await.unwrap(), None);
    assert_eq!(asked(&server).len(), before);
}
