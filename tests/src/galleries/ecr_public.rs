//! The unsigned web API of the Amazon ECR Public gallery.

use serde_json::{Value, json};

use super::{Gallery, Said, Shelf, ShownListing, digest_of};

pub(super) fn answer(shelf: &Shelf, path: &str, question: &Value) -> Option<Said> {
    match path {
        "/searchRepositoryCatalogData" => Some(search(shelf, question)),
        "/getRepositoryCatalogData" => Some(asked_for(shelf, question, |listing| page(&listing))),
        "/describeImageTags" => Some(tags(shelf, question)),
        _ => None,
    }
}

fn refusal(kind: &str) -> Said {
    Said::No(400, json!({ "__type": kind, "message": "refused" }))
}

/// Where the token leads: `edition-offset`.
fn offset(shelf: &Shelf, question: &Value) -> Option<usize> {
    let Some(token) = question["nextToken"].as_str() else {
        return Some(0);
    };
    let (edition, offset) = token.split_once('-')?;
    let is_current = edition.parse() == Ok(*shelf.edition.lock().unwrap());
    is_current.then(|| offset.parse().ok()).flatten()
}

fn token(shelf: &Shelf, offset: usize) -> String {
    format!("{}-{offset}", shelf.edition.lock().unwrap())
}

fn search(shelf: &Shelf, question: &Value) -> Said {
    let words = question["searchTerm"].as_str().unwrap_or_default();
    let size = question["maxResults"].as_u64().unwrap_or(25) as usize;
    let Some(from) = offset(shelf, question) else {
        return refusal("InvalidParameterException");
    };
    let all = shelf.of(Gallery::EcrPublic);
    let found: Vec<&ShownListing> = all.iter().filter(|it| it.is_found_by(words)).collect();
    let shown = found.len().min(*shelf.cap.lock().unwrap());
    let end = (from + size).min(shown);
    let rows: Vec<Value> = found[from.min(end)..end].iter().map(|it| row(it)).collect();
    let mut answer = json!({
        "repositoryCatalogSearchResultList": rows,
        "totalResults": found.len(),
    });
    if end < shown {
        answer["nextToken"] = json!(token(shelf, end));
    }
    Said::Yes(answer)
}

fn row(listing: &ShownListing) -> Value {
    json!({
        "repositoryName": listing.name,
        "primaryRegistryAliasName": listing.alias,
        "displayName": listing.publisher,
        "logoUrl": listing.logo,
        "repositoryDescription": listing.description,
        "operatingSystems": ["Linux"],
        "architectures": ["x86-64", "ARM 64"],
        "registryVerified": listing.is_verified,
        "downloadCount": listing.pulls,
    })
}

fn page(listing: &ShownListing) -> Value {
    json!({
        "catalogData": {
            "description": listing.description,
            "architectures": ["x86-64", "ARM 64"],
            "operatingSystems": ["Linux"],
            "logoUrl": listing.logo,
            "aboutText": listing.about,
            "usageText": listing.usage,
        },
        "insightData": { "downloadCount": listing.pulls },
    })
}

fn asked_for(shelf: &Shelf, question: &Value, say: impl Fn(ShownListing) -> Value) -> Said {
    let alias = question["registryAliasName"].as_str().unwrap_or_default();
    let name = question["repositoryName"].as_str().unwrap_or_default();
    match shelf.one(Gallery::EcrPublic, alias, name) {
        Some(listing) => Said::Yes(say(listing)),
        None => refusal("RepositoryNotFoundException"),
    }
}

fn tags(shelf: &Shelf, question: &Value) -> Said {
    let size = question["maxResults"].as_u64().unwrap_or(100) as usize;
    let Some(from) = offset(shelf, question) else {
        return refusal("InvalidParameterException");
    };
    asked_for(shelf, question, |listing| {
        let end = (from + size).min(listing.tags.len());
        let rows: Vec<Value> = listing.tags[from.min(end)..end]
            .iter()
            .map(|tag| {
                json!({
                    "imageTag": tag,
                    "createdAt": "2026-01-02T03:04:05.678Z",
                    "imageDetail": {
                        "imageDigest": digest_of(&listing, tag),
                        "imageSizeInBytes": 12_345_678,
                        "imagePushedAt": "2026-01-02T03:04:05.678Z",
                    },
                })
            })
            .collect();
        let mut answer = json!({ "imageTagDetails": rows });
        if end < listing.tags.len() {
            answer["nextToken"] = json!(token(shelf, end));
        }
        answer
    })
}
