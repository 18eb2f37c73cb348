//! Google's registries: the distribution protocol with Google's additions to its list of tags. Not confirmed
//! by Google: the status of the refusal to delete what has tags.

use http::Method;
use serde_json::{Map, Value, json};

use super::{Asked, Shelf, VendorRules};
use crate::scripted::Answer;

/// What Google adds to a registry.
#[derive(Clone, Copy, Debug, Default)]
pub struct GoogleRules;

impl VendorRules for GoogleRules {
    fn is_open(&self, _: &Asked) -> bool {
        false
    }

    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        let path = asked.path.strip_prefix("/v2/")?;
        if let Some(name) = path.strip_suffix("/tags/list") {
            return list(shelf, name);
        }
        let (name, reference) = path.split_once("/manifests/")?;
        let repository = shelf.repositories.get(name)?;
        let has_tags = !repository.tags_of(reference).is_empty();
        (asked.method == Method::DELETE && has_tags).then(|| {
            let words = "Manifest is still referenced by tag.";
            Answer::error(400, "GOOGLE_MANIFEST_DANGLING_TAG", words)
        })
    }
}

fn list(shelf: &Shelf, name: &str) -> Option<Answer> {
    let below = format!("{name}/");
    let child: Vec<&str> = shelf
        .repositories
        .keys()
        .filter_map(|other| other.strip_prefix(&below)?.split('/').next())
        .collect();
    let repository = shelf.repositories.get(name);
    if repository.is_none() && child.is_empty() {
        // As the protocol answers it.
        return None;
    }
    let mut manifest = Map::new();
    for (digest, shelved) in repository.iter().flat_map(|it| &it.manifests) {
        let tags = repository.map(|it| it.tags_of(digest)).unwrap_or_default();
        manifest.insert(
            digest.clone(),
            json!({
                "imageSizeBytes": shelved.size().to_string(), "mediaType": shelved.media_type,
                "timeCreatedMs": "0", "timeUploadedMs": shelved.pushed.as_millisecond(), "tag": tags,
            }),
        );
    }
    let tags: Vec<&String> = repository.iter().flat_map(|it| it.tags.keys()).collect();
    let said: Value = json!({ "name": name, "child": child, "manifest": manifest, "tags": tags });
    Some(Answer::json(200, &said))
}
