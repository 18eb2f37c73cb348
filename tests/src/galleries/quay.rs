//! Version 1 of Quay's API, anonymously.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Gallery, Said, Shelf, ShownListing, digest_of};

/// Rows of one page.
const PAGE: usize = 10;

pub(super) fn answer(shelf: &Shelf, path: &str, query: &HashMap<String, String>) -> Option<Said> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let rest = parts.strip_prefix(&["api", "v1"])?;
    let number = |key: &str| query.get(key).and_then(|text| text.parse::<usize>().ok());
    match rest {
        ["find", "repositories"] => {
            let words = query.get("query").map_or("", String::as_str);
            let all = shelf.of(Gallery::Quay).into_iter();
            let found: Vec<ShownListing> = all.filter(|it| it.is_found_by(words)).collect();
            let page = number("page").unwrap_or(1).clamp(1, 10);
            let from = (page - 1) * PAGE;
            let rows: Vec<Value> = found.iter().skip(from).take(PAGE).map(found_row).collect();
            Some(Said::Yes(json!({
                "results": rows,
                "has_additional": from + PAGE < found.len(),
                "page": page,
                "page_size": PAGE,
                "start_index": from,
            })))
        }
        ["repository"] => Some(namespace(shelf, query)),
        ["repository", alias, name] => Some(one(shelf, alias, name, repository)),
        ["repository", alias, name, "tag"] => {
            let page = number("page").unwrap_or(1).max(1);
            let size = number("limit").unwrap_or(50).min(100);
            Some(one(shelf, alias, name, |it| tags(it, page, size)))
        }
        _ => None,
    }
}

fn one(shelf: &Shelf, alias: &str, name: &str, say: impl Fn(&ShownListing) -> Value) -> Said {
    match shelf.one(Gallery::Quay, alias, name) {
        Some(listing) => Said::Yes(say(&listing)),
        None => Said::No(
            404,
            json!({ "detail": "Not Found", "error_type": "not_found", "status": 404 }),
        ),
    }
}

/// What is asked is one namespace; the token is the place in it.
fn namespace(shelf: &Shelf, query: &HashMap<String, String>) -> Said {
    let Some(alias) = query.get("namespace") else {
        return Said::No(400, json!({ "detail": "a filter is required" }));
    };
    let all = shelf.of(Gallery::Quay).into_iter();
    let theirs: Vec<ShownListing> = all.filter(|it| it.alias == *alias).collect();
    let from: usize = query
        .get("next_page")
        .and_then(|token| token.strip_prefix("place-")?.parse().ok())
        .unwrap_or(0);
    let rows: Vec<Value> = theirs
        .iter()
        .skip(from)
        .take(PAGE)
        .map(listed_row)
        .collect();
    let mut said = json!({ "repositories": rows });
    if from + PAGE < theirs.len() {
        said["next_page"] = json!(format!("place-{}", from + PAGE));
    }
    Said::Yes(said)
}

fn found_row(listing: &ShownListing) -> Value {
    json!({
        "kind": "repository",
        "namespace": { "kind": "organization", "name": listing.alias, "score": 1 },
        "name": listing.name,
        "description": listing.description,
        "is_public": true,
        "href": format!("/repository/{}/{}", listing.alias, listing.name),
        "score": 4.0,
        "last_modified": 1_767_323_045,
        "stars": listing.stars,
        "popularity": 12.5,
    })
}

fn listed_row(listing: &ShownListing) -> Value {
    json!({
        "namespace": listing.alias,
        "name": listing.name,
        "description": listing.description,
        "is_public": true,
        "kind": "image",
        "state": "NORMAL",
        "last_modified": 1_767_323_045,
    })
}

fn repository(listing: &ShownListing) -> Value {
    let tags: Map<String, Value> = listing
        .tags
        .iter()
        .map(|tag| {
            let said = json!({
                "name": tag,
                "size": 12_345_678,
                "last_modified": "Fri, 02 Jan 2026 03:04:05 -0000",
                "manifest_digest": digest_of(listing, tag),
            });
            (tag.clone(), said)
        })
        .collect();
    json!({
        "namespace": listing.alias,
        "name": listing.name,
        "kind": "image",
        "description": listing.about,
        "is_public": true,
        "state": "NORMAL",
        "tags": tags,
    })
}

fn tags(listing: &ShownListing, page: usize, size: usize) -> Value {
    let from = (page - 1) * size;
    let rows: Vec<Value> = listing
        .tags
        .iter()
        .skip(from)
        .take(size)
        .map(|tag| {
            json!({
                "name": tag,
                "reversion": false,
                "start_ts": 1_767_323_045,
                "manifest_digest": digest_of(listing, tag),
                "is_manifest_list": true,
                "size": 12_345_678,
                "last_modified": "Fri, 02 Jan 2026 03:04:05 -0000",
            })
        })
        .collect();
    json!({
        "tags": rows,
        "page": page,
        "has_additional": from + size < listing.tags.len(),
    })
}
