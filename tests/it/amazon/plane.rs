//! The data plane of the fake's registries: pushed to and pulled from with a registry token.

use base64::{Engine, engine::general_purpose::STANDARD};
use portolan_tests::{
    Pusher,
    aws::{FakeAws, Picture},
};
use reqwest::{Client, StatusCode, redirect::Policy};
use serde_json::{Value, json};

use super::{REGION, ecr, texts};

/// The password of a new registry token.
pub(super) async fn password(fake: &FakeAws) -> String {
    let reply = ecr(fake, "GetAuthorizationToken", json!({})).await;
    let token = reply["authorizationData"][0]["authorizationToken"]
        .as_str()
        .unwrap();
    let text = String::from_utf8(STANDARD.decode(token).unwrap()).unwrap();
    text.strip_prefix("AWS:").unwrap().to_owned()
}

async fn plane(fake: &FakeAws) -> (String, String) {
    let reply = ecr(fake, "GetAuthorizationToken", json!({})).await;
    let endpoint = reply["authorizationData"][0]["proxyEndpoint"].clone();
    (endpoint.as_str().unwrap().to_owned(), password(fake).await)
}

fn client() -> Client {
    let client = Client::builder().no_proxy().redirect(Policy::none());
    client.build().unwrap()
}

#[tokio::test]
async fn what_is_pushed_is_described_and_pulled_again() {
    let fake = FakeAws::start().await;
    let created = ecr(
        &fake,
        "CreateRepository",
        json!({ "repositoryName": "team/app" }),
    )
    .await;
    let (endpoint, password) = plane(&fake).await;
    let uri = created["repository"]["repositoryUri"].as_str().unwrap();
    assert_eq!(format!("http://{uri}"), format!("{endpoint}/team/app"));
    let push = Pusher::new(&endpoint, Some(("AWS", &password)));
    let amd = push.image("team/app", "amd64", "for amd64").await;
    let arm = push
        .image_for("team/app", "arm64", "for arm64", "linux", "arm64")
        .await;
    let index = push.index("team/app", "v1", &[amd, arm]).await;
    let reply = ecr(
        &fake,
        "DescribeImages",
        json!({ "repositoryName": "team/app" }),
    )
    .await;
    assert_eq!(reply["imageDetails"].as_array().unwrap().len(), 3);

    let url = format!("{endpoint}/v2/team/app/manifests/v1");
    let head = client()
        .head(&url)
        .basic_auth("AWS", Some(&password))
        .send()
        .await
        .unwrap();
    let digest = index.digest.to_string();
    assert_eq!(head.headers()["docker-content-digest"], digest.as_str());
    let get = client()
        .get(&url)
        .basic_auth("AWS", Some(&password))
        .send()
        .await
        .unwrap();
    assert!(!get.headers().contains_key("docker-content-digest"));
    assert_eq!(get.bytes().await.unwrap(), index.bytes);
    assert_eq!(fake.count_on_plane("GET manifest"), 1);
}

#[tokio::test]
async fn a_blob_comes_by_a_redirect_that_takes_no_second_sign_in() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    fake.region(REGION)
        .push("app", &Picture::of("layer of the image").tag("v1"));
    let (endpoint, password) = plane(&fake).await;
    let get = json!({ "repositoryName": "app", "imageIds": [{ "imageTag": "v1" }] });
    let image = ecr(&fake, "BatchGetImage", get).await;
    let text = image["images"][0]["imageManifest"].as_str().unwrap();
    let manifest: Value = serde_json::from_str(text).unwrap();
    let digest = manifest["layers"][0]["digest"].as_str().unwrap();
    let url = format!("{endpoint}/v2/app/blobs/{digest}");
    let reply = client()
        .get(&url)
        .basic_auth("AWS", Some(&password))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), StatusCode::TEMPORARY_REDIRECT);
    let storage = reply.headers()["location"].to_str().unwrap();
    assert!(!storage.starts_with(&endpoint), "another origin");
    let twice = client()
        .get(storage)
        .basic_auth("AWS", Some(&password))
        .send()
        .await
        .unwrap();
    assert_eq!(twice.status(), StatusCode::BAD_REQUEST);
    let rest = client()
        .get(storage)
        .header("range", "bytes=9-")
        .send()
        .await
        .unwrap();
    assert_eq!(rest.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(rest.text().await.unwrap(), "the image");
    let asked = json!({ "repositoryName": "app", "layerDigest": digest });
    let reply = ecr(&fake, "GetDownloadUrlForLayer", asked).await;
    let url = reply["downloadUrl"].as_str().unwrap();
    assert_eq!(
        client()
            .get(url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
        "layer of the image"
    );
}

#[tokio::test]
async fn without_a_token_or_with_an_old_one_nothing_is_shown() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let (endpoint, fresh) = plane(&fake).await;
    fake.set_token_life(-1.0);
    let old = password(&fake).await;
    let url = format!("{endpoint}/v2/app/tags/list");
    let nobody = client().get(&url).send().await.unwrap();
    assert_eq!(nobody.status(), StatusCode::UNAUTHORIZED);
    let challenge = nobody.headers()["www-authenticate"].to_str().unwrap();
    assert!(challenge.starts_with("Basic "), "{challenge}");
    let late = client()
        .get(&url)
        .basic_auth("AWS", Some(&old))
        .send()
        .await
        .unwrap();
    assert_eq!(late.status(), StatusCode::FORBIDDEN);
    let text = late.text().await.unwrap();
    assert!(
        text.contains("Your authorization token has expired"),
        "{text}"
    );
    let right = client()
        .get(&url)
        .basic_auth("AWS", Some(&fresh))
        .send()
        .await
        .unwrap();
    assert_eq!(right.status(), StatusCode::OK);
}

#[tokio::test]
async fn tags_come_a_thousand_at_most_and_with_a_link_to_the_next() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    for tag in ["a", "b", "c"] {
        fake.region(REGION).push("app", &Picture::of(tag).tag(tag));
    }
    let (endpoint, password) = plane(&fake).await;
    let get = async |query: &str| {
        let url = format!("{endpoint}/v2/app/tags/list{query}");
        client()
            .get(url)
            .basic_auth("AWS", Some(&password))
            .send()
            .await
            .unwrap()
    };
    assert_eq!(get("?n=1001").await.status(), StatusCode::BAD_REQUEST);
    let first = get("?n=2").await;
    assert!(first.headers()["link"].to_str().unwrap().contains("last=b"));
    let second: Value = get("?n=2&last=b").await.json().await.unwrap();
    assert_eq!(second["tags"], json!(["c"]));
}

#[tokio::test]
async fn a_frozen_tag_is_refused_on_this_path_too() {
    let fake = FakeAws::start().await;
    let input = json!({ "repositoryName": "app", "imageTagMutability": "IMMUTABLE" });
    ecr(&fake, "CreateRepository", input).await;
    let (endpoint, password) = plane(&fake).await;
    let push = Pusher::new(&endpoint, Some(("AWS", &password)));
    let one = push.image("app", "v1", "one").await;
    let two = push.image("app", "v2", "two").await;
    let put = async |bytes: Vec<u8>, tag: &str| {
        let url = format!("{endpoint}/v2/app/manifests/{tag}");
        let request = client().put(url).basic_auth("AWS", Some(&password));
        let kind = "application/vnd.oci.image.manifest.v1+json";
        let reply = request
            .header("content-type", kind)
            .body(bytes)
            .send()
            .await;
        let reply = reply.unwrap();
        (reply.status().as_u16(), reply.text().await.unwrap())
    };
    let (status, text) = put(two.bytes, "v1").await;
    assert_eq!(status, 400);
    assert!(
        text.contains("TAG_INVALID") && text.contains("immutable"),
        "{text}"
    );
    assert_eq!(
        put(one.bytes, "v1").await.0,
        201,
        "the same again is no mistake"
    );
}

#[tokio::test]
async fn a_layer_can_be_uploaded_by_the_api_in_parts() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let reply = ecr(
        &fake,
        "InitiateLayerUpload",
        json!({ "repositoryName": "app" }),
    )
    .await;
    let upload = &reply["uploadId"];
    let part = |first: usize, text: &str| {
        json!({
            "repositoryName": "app", "uploadId": upload,
            "partFirstByte": first, "partLastByte": first + text.len() - 1,
            "layerPartBlob": STANDARD.encode(text),
        })
    };
    ecr(&fake, "UploadLayerPart", part(0, "one ")).await;
    let gap = super::refusal(&fake, "UploadLayerPart", part(9, "two")).await;
    assert_eq!(gap, "InvalidLayerPartException");
    ecr(&fake, "UploadLayerPart", part(4, "two")).await;
    let digest = portolan_oci::Digest::of(b"one two").to_string();
    let complete = json!({ "repositoryName": "app", "uploadId": upload, "layerDigests": [digest] });
    ecr(&fake, "CompleteLayerUpload", complete.clone()).await;
    let gone = super::refusal(&fake, "CompleteLayerUpload", complete).await;
    assert_eq!(gone, "UploadNotFoundException");
    let absent = portolan_oci::Digest::of(b"absent").to_string();
    let asked = json!({ "repositoryName": "app", "layerDigests": [digest, absent] });
    let reply = ecr(&fake, "BatchCheckLayerAvailability", asked).await;
    let states = texts(&reply["layers"], "layerAvailability");
    assert_eq!(states, ["AVAILABLE", "UNAVAILABLE"]);
}
