//! Docker Hub's API: three ways to search, a namespace, a repository and its tags.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Gallery, Said, Shelf, ShownListing, digest_of};

pub(super) fn answer(shelf: &Shelf, path: &str, query: &HashMap<String, String>) -> Option<Said> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let at = |key: &str, otherwise: usize| {
        let text = query.get(key);
        text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let words = |key: &str| query.get(key).map_or("", String::as_str);
    match parts.as_slice() {
        ["api", "search", "v4"] => {
            let (from, size) = (at("from", 0), at("size", 25));
            let found = search(shelf, words("query"));
            let rows: Vec<Value> = found.iter().skip(from).take(size).map(v4_row).collect();
            Some(Said::Yes(json!({ "total": found.len(), "results": rows })))
        }
        ["v2", "search", "repositories"] => {
            let found = search(shelf, words("query"));
            Some(Said::Yes(page(&found, query, v2_row)))
        }
        ["v1", "search"] => {
            let found = search(shelf, words("q"));
            let rows: Vec<Value> = found.iter().take(at("n", 25)).map(v1_row).collect();
            Some(Said::Yes(
                json!({ "num_results": found.len(), "results": rows }),
            ))
        }
        ["v2", "namespaces", alias, "repositories"] => {
            let all = shelf.of(Gallery::DockerHub);
            let theirs: Vec<_> = all.into_iter().filter(|it| it.alias == *alias).collect();
            Some(Said::Yes(page(&theirs, query, repository)))
        }
        ["v2", "namespaces", alias, "repositories", name] | ["v2", "repositories", alias, name] => {
            Some(match shelf.one(Gallery::DockerHub, alias, name) {
                Some(listing) => {
                    let mut said = repository(&listing);
                    said["full_description"] = json!(listing.about);
                    Said::Yes(said)
                }
                None => Said::No(404, json!({ "message": "object not found", "errinfo": {} })),
            })
        }
        ["v2", "namespaces", alias, "repositories", name, "tags"] => {
            Some(match shelf.one(Gallery::DockerHub, alias, name) {
                Some(listing) => {
                    let tag = |name: &String| tag(&listing, name);
                    Said::Yes(page(&listing.tags, query, tag))
                }
                None => Said::No(404, json!({ "message": "object not found", "errinfo": {} })),
            })
        }
        _ => None,
    }
}

fn search(shelf: &Shelf, words: &str) -> Vec<ShownListing> {
    let all = shelf.of(Gallery::DockerHub).into_iter();
    all.filter(|listing| listing.is_found_by(words)).collect()
}

/// The envelope of lists: a page of `page_size` rows, and whether there is a next one.
fn page<T>(all: &[T], query: &HashMap<String, String>, row: impl Fn(&T) -> Value) -> Value {
    let number = |key: &str, otherwise: usize| {
        let text = query.get(key);
        text.and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    };
    let (page, size) = (number("page", 1), number("page_size", 10).min(100));
    let from = (page - 1) * size;
    let rows: Vec<Value> = all.iter().skip(from).take(size).map(row).collect();
    let has_more = from + rows.len() < all.len();
    json!({
        "count": all.len(),
        "next": has_more.then(|| format!("https://hub.docker.com/next?page={}", page + 1)),
        "previous": null,
        "results": rows,
    })
}

fn path_of(listing: &ShownListing) -> String {
    match listing.alias.as_str() {
        "library" => listing.name.clone(),
        alias => format!("{alias}/{}", listing.name),
    }
}

fn v4_row(listing: &ShownListing) -> Value {
    let badge = match (listing.alias.as_str(), listing.is_verified) {
        ("library", _) => "official",
        (_, true) => "verified_publisher",
        _ => "none",
    };
    // A text for people, rounded down.
    let pulls = if listing.pulls >= 1_000_000_000 {
        "1B+".to_owned()
    } else {
        format!("{}+", listing.pulls)
    };
    json!({
        "id": path_of(listing),
        "name": listing.name,
        "short_description": listing.description,
        "badge": badge,
        "star_count": listing.stars,
        "pull_count": pulls,
        "publisher": { "id": listing.alias, "name": listing.publisher },
        "architectures": [{ "name": "amd64" }, { "name": "arm64" }],
        "operating_systems": [{ "name": "linux" }],
        "categories": [{ "name": "Web Servers", "slug": "web-servers" }],
    })
}

fn v2_row(listing: &ShownListing) -> Value {
    json!({
        "repo_name": path_of(listing),
        "short_description": listing.description,
        "star_count": listing.stars,
        "pull_count": listing.pulls,
        "repo_owner": "",
        "is_automated": false,
        "is_official": listing.alias == "library",
    })
}

fn v1_row(listing: &ShownListing) -> Value {
    json!({
        "name": path_of(listing),
        "description": listing.description,
        "star_count": listing.stars,
        "is_official": listing.alias == "library",
    })
}

fn repository(listing: &ShownListing) -> Value {
    json!({
        "name": listing.name,
        "namespace": listing.alias,
        "repository_type": "image",
        "status": 1,
        "description": listing.description,
        "is_private": false,
        "star_count": listing.stars,
        "pull_count": listing.pulls,
        "last_updated": "2026-01-02T03:04:05.678901Z",
        "date_registered": "2014-06-05T19:14:45.123456Z",
        "media_types": ["application/vnd.oci.image.index.v1+json"],
        "content_types": ["image"],
        "categories": [{ "name": "Web Servers", "slug": "web-servers" }],
    })
}

fn tag(listing: &ShownListing, name: &str) -> Value {
    json!({
        "name": name,
        "last_updated": "2026-01-02T03:04:05.678901Z",
        "full_size": 72_345_678,
        "tag_status": "active",
        "tag_last_pushed": "2026-01-02T03:04:05.678901Z",
        "digest": digest_of(listing, name),
        "images": [
            { "architecture": "amd64", "os": "linux", "size": 72_345_678 },
            { "architecture": "arm64", "os": "linux", "variant": "v8", "size": 71_345_678 },
            { "architecture": "unknown", "os": "unknown", "size": 1_234 },
        ],
    })
}
