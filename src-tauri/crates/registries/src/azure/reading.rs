//! What Azure's own API says of manifests, tags and repositories, and of what is locked.

use portolan_distribution::Problem;
use portolan_oci::{Digest, MediaType, Tag};
use serde_json::Value;

use crate::{FactName, Lenient as _, ListedImage, RepositoryFacts, SaidFact};

/// The images of a page of manifests, and what could not be used.
pub(super) fn read_manifests(answer: &Value) -> (Vec<ListedImage>, Vec<Problem>) {
    let mut images = Vec::new();
    let mut problems = Vec::new();
    for manifest in answer.list("manifests") {
        if let Some(digest) = manifest.digest("digest") {
            images.push(read_manifest(manifest, digest, &mut problems));
        } else {
            let called = manifest.get("digest").map(Value::to_string);
            problems.push(unusable(&called.unwrap_or_default()));
        }
    }
    (images, problems)
}

fn read_manifest(manifest: &Value, digest: Digest, problems: &mut Vec<Problem>) -> ListedImage {
    let mut tags = Vec::new();
    for tag in manifest.list("tags").iter().filter_map(Value::as_str) {
        match tag.parse::<Tag>() {
            Ok(tag) => tags.push(tag),
            Err(_) => problems.push(unusable(tag)),
        }
    }
    let media_type = manifest.text("mediaType").map(MediaType::parse);
    let is_index = media_type.as_ref().is_some_and(MediaType::is_index);
    let platform = match (manifest.text("os"), manifest.text("architecture")) {
        (Some(os), Some(architecture)) if !is_index => Some(format!("{os}/{architecture}")),
        _ => None,
    };
    ListedImage {
        media_type,
        artifact_type: manifest.text("configMediaType").map(str::to_owned),
        tags,
        size: manifest.number("imageSize").filter(|size| *size > 0),
        platforms: platform.into_iter().collect(),
        pushed_at: manifest.time("createdTime"),
        ..ListedImage::new(digest)
    }
}

/// Whether a tag or manifest may neither move nor go.
pub(super) fn is_locked(entry: &Value) -> bool {
    let Some(may) = entry.get("changeableAttributes") else {
        return false;
    };
    may.flag("writeEnabled") == Some(false) || may.flag("deleteEnabled") == Some(false)
}

/// What it says of a repository.
pub(super) fn read_facts(answer: &Value) -> RepositoryFacts {
    let may = answer.get("changeableAttributes");
    let flag = |name: &str| may.and_then(|may| may.flag(name));
    let off = [
        "writeEnabled",
        "deleteEnabled",
        "listEnabled",
        "readEnabled",
    ]
    .into_iter()
    .filter(|name| flag(name) == Some(false))
    .map(|name| format!("{name}=false"))
    .collect::<Vec<_>>();
    let lock = (!off.is_empty()).then(|| SaidFact {
        about: FactName::Lock,
        text: off.join(", "),
    });
    RepositoryFacts {
        created_at: answer.time("createdTime"),
        updated_at: answer.time("lastUpdateTime"),
        has_immutable_tags: flag("writeEnabled").map(|may| !may),
        said: lock.into_iter().collect(),
        ..RepositoryFacts::default()
    }
}

fn unusable(called: &str) -> Problem {
    Problem::Unusable(
        called
            .chars()
            .filter(|it| !it.is_control())
            .take(80)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    #[test]
    fn a_manifest_is_an_image_with_its_tags_and_dates() {
        let (images, problems) = read_manifests(&json!({
            "registry": "mine.azurecr.io", "imageName": "team/app",
            "manifests": [{
                "digest": DIGEST, "imageSize": 4096, "createdTime": "2026-05-06T07:08:09.1234567Z",
                "lastUpdateTime": "2026-05-07T07:08:09Z", "architecture": "amd64", "os": "linux",
                "mediaType": MediaType::OCI_MANIFEST.as_str(), "tags": ["v1", "latest"],
                "changeableAttributes": { "deleteEnabled": true, "writeEnabled": true },
            }],
        }));
        assert!(problems.is_empty());
        let tags: Vec<_> = images[0].tags.iter().map(Tag::as_str).collect();
        assert_eq!(tags, ["v1", "latest"]);
        assert_eq!(images[0].platforms, ["linux/amd64"]);
        assert!(images[0].pushed_at.is_some());
    }

    #[test]
    fn an_untagged_manifest_is_an_image_too_and_odd_members_cost_only_themselves() {
        let (images, problems) = read_manifests(&json!({ "manifests": [
            { "digest": DIGEST, "tags": null, "imageSize": "x", "createdTime": 3.5 },
            { "digest": "sha256:../x" }, 7,
        ] }));
        assert_eq!(images, [ListedImage::new(DIGEST.parse().unwrap())]);
        assert_eq!(problems.len(), 2);
        assert!(read_manifests(&Value::Null).0.is_empty());
    }

    #[test]
    fn a_tag_is_locked_when_it_may_not_be_written_or_not_be_deleted() {
        let with = |write: bool, delete: bool| {
            is_locked(&json!({
                "changeableAttributes": { "writeEnabled": write, "deleteEnabled": delete },
            }))
        };
        assert!(!with(true, true));
        assert!(with(false, true) && with(true, false));
        assert!(!is_locked(&json!({ "name": "v1" })));
    }

    #[test]
    fn what_is_switched_off_of_a_repository_is_said_in_azures_words() {
        let facts = read_facts(&json!({
            "imageName": "team/app", "createdTime": "2026-01-01T00:00:00Z", "tagCount": 3,
            "changeableAttributes": { "writeEnabled": false, "deleteEnabled": true },
        }));
        assert_eq!(facts.has_immutable_tags, Some(true));
        assert_eq!(facts.said[0].text, "writeEnabled=false");
    }
}
