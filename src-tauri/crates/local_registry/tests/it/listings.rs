//! Tag listing and catalog: order, pages, and parameters that no honest client sends.

use portolan_oci::MediaType;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::fixture::{Home, header, name};

async fn home_with_tags(tags: &[&str]) -> Home {
    let home = Home::start();
    let manifest = home.client.push_image("team/app", tags[0], "one").await;
    for tag in &tags[1..] {
        let response = home
            .client
            .put_manifest("team/app", tag, &MediaType::OCI_MANIFEST, &manifest)
            .await;
        assert_eq!(response.status(), StatusCode::CREATED);
    }
    home
}

async fn tags(home: &Home, query: &str) -> (Value, String) {
    let response = home
        .client
        .get(&format!("/v2/team/app/tags/list{query}"))
        .await;
    assert_eq!(response.status(), StatusCode::OK, "{query}");
    let link = header(&response, "link");
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["name"], "team/app");
    (body["tags"].clone(), link)
}

/// The path inside `<…>; rel="next"`.
pub(crate) fn next_path(link: &str) -> String {
    let (path, relation) = link.strip_prefix('<').unwrap().split_once('>').unwrap();
    assert_eq!(relation, "; rel=\"next\"");
    path.to_owned()
}

#[tokio::test]
async fn tags_come_in_alphanumeric_order_without_regard_to_case() {
    let home = home_with_tags(&["b", "A", "a", "B", "_x", "1.10", "1.9", "C"]).await;
    let (all, link) = tags(&home, "").await;
    assert_eq!(all, json!(["1.10", "1.9", "_x", "A", "a", "B", "b", "C"]));
    assert_eq!(link, "");
}

#[tokio::test]
async fn pages_of_tags_lead_through_all_of_them_once() {
    let names: Vec<String> = (0..25)
        .map(|number| format!("{}v{number}", ["a", "A"][number % 2]))
        .collect();
    let home = home_with_tags(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let (all, _) = tags(&home, "").await;
    let mut seen = Vec::new();
    let mut path = "/v2/team/app/tags/list?n=4".to_owned();
    loop {
        let response = home.client.get(&path).await;
        let link = header(&response, "link");
        let body: Value = response.json().await.unwrap();
        seen.extend(body["tags"].as_array().unwrap().clone());
        if link.is_empty() {
            break;
        }
        path = next_path(&link);
    }
    assert_eq!(Value::from(seen), all);
}

#[tokio::test]
async fn a_page_can_begin_anywhere_even_after_a_tag_that_is_gone() {
    let home = home_with_tags(&["v1", "v2", "v3"]).await;
    assert_eq!(tags(&home, "?last=v1").await.0, json!(["v2", "v3"]));
    assert_eq!(tags(&home, "?last=v2a").await.0, json!(["v3"]));
    assert_eq!(tags(&home, "?last=zzz").await.0, json!([]));
    assert_eq!(tags(&home, "?n=1&last=v1").await.0, json!(["v2"]));
    assert_eq!(tags(&home, "?n=3").await.1, "");
}

#[tokio::test]
async fn no_tags_asked_for_is_an_empty_list_without_a_next_page() {
    let home = home_with_tags(&["v1", "v2"]).await;
    assert_eq!(tags(&home, "?n=0").await, (json!([]), String::new()));
}

#[tokio::test]
async fn hostile_page_parameters_are_refused_or_harmless() {
    let home = home_with_tags(&["v1", "v2"]).await;
    for query in ["?n=-1", "?n=abc", "?n=1.5", "?n=", "?n=0x10"] {
        let response = home
            .client
            .get(&format!("/v2/team/app/tags/list{query}"))
            .await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
    }
    let long = format!("/v2/team/app/tags/list?last={}", "a".repeat(5_000));
    assert_eq!(
        home.client.get(&long).await.status(),
        StatusCode::BAD_REQUEST
    );
    let all = json!(["v1", "v2"]);
    for query in [
        "?n=18446744073709551615",
        "?n=99999999999999999999999999",
        "?last=%00",
        "?last='%20OR%201=1--",
        "?other=1",
        "?last=",
    ] {
        assert_eq!(tags(&home, query).await.0, all, "{query}");
    }
    let (rest, _) = tags(&home, "?last=%F0%9F%92%A3").await;
    assert_eq!(rest, json!([]));
}

#[tokio::test]
async fn an_unknown_repository_has_no_list_and_one_without_tags_an_empty_one() {
    let home = home_with_tags(&["v1"]).await;
    let response = home.client.get("/v2/team/nothing/tags/list").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    home.client.delete("/v2/team/app/manifests/v1").await;
    assert_eq!(tags(&home, "").await.0, json!([]));
}

#[tokio::test]
async fn the_catalog_lists_repositories_that_have_something_by_pages() {
    let home = Home::start();
    for repository in ["c", "a/b", "a", "a-b", "b"] {
        home.client.push_image(repository, "v1", "one").await;
    }
    home.client.push_blob("only/a-blob", b"blob").await;
    let first = home.client.get("/v2/_catalog?n=3").await;
    let path = next_path(&header(&first, "link"));
    let first: Value = first.json().await.unwrap();
    assert_eq!(first["repositories"], json!(["a", "a-b", "a/b"]));
    let second = home.client.get(&path).await;
    assert_eq!(header(&second, "link"), "");
    let second: Value = second.json().await.unwrap();
    assert_eq!(second["repositories"], json!(["b", "c"]));
    // One whose images are all deleted is not a phantom in the list.
    home.registry.delete_repository(&name("b")).unwrap();
    let rest: Value = home
        .client
        .get("/v2/_catalog?last=a/b")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(rest["repositories"], json!(["c"]));
}

#[tokio::test]
async fn the_summary_counts_shared_content_once_in_each_repository() {
    let home = Home::start();
    let manifest = home.client.push_image("team/app", "v1", "one").await;
    home.client.push_image("team/app", "v2", "one").await;
    home.client.push_image("team/other", "v1", "one").await;
    let image = crate::fixture::Image::of("one");
    let bytes = (manifest.len() + image.config.len() + image.layer.len()) as u64;
    let summaries = home.registry.summarize_repositories().unwrap();
    let figures: Vec<_> = summaries
        .iter()
        .map(|summary| {
            (
                summary.name.as_str(),
                summary.tags,
                summary.manifests,
                summary.bytes,
            )
        })
        .collect();
    assert_eq!(
        figures,
        [("team/app", 2, 1, bytes), ("team/other", 1, 1, bytes)]
    );
    assert_eq!(home.registry.size().unwrap().content_bytes, bytes);
}
