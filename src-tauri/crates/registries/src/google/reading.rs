//! What Google's registries add to the list of tags: the repositories below, and every manifest with its
//! size, times and tags. Members that lack or are of another type are absent.

use jiff::Timestamp;
use portolan_distribution::Problem;
use portolan_oci::{MediaType, RepositoryName};
use serde_json::Value;

use crate::{ListedImage, rows::unusable, vendor_api::Lenient as _};

/// The repositories right below this one.
pub(super) fn read_children(list: &Value, name: &RepositoryName) -> Vec<RepositoryName> {
    let names = list.list("child").iter().filter_map(Value::as_str);
    names
        .filter_map(|child| format!("{name}/{child}").parse().ok())
        .collect()
}

/// Whether anything is in it, so that it is a repository and not only a place on the way to some.
pub(super) fn has_content(list: &Value) -> bool {
    let manifests = list.get("manifest").and_then(Value::as_object);
    !list.list("tags").is_empty() || manifests.is_some_and(|manifests| !manifests.is_empty())
}

/// Every manifest of the repository, and what can't be used; `None` where the registry sent none of Google's
/// additions.
pub(super) fn read_images(list: &Value) -> Option<(Vec<ListedImage>, Vec<Problem>)> {
    let manifests = list.get("manifest")?.as_object()?;
    let mut images = Vec::new();
    let mut problems = Vec::new();
    for (digest, said) in manifests {
        let Ok(digest) = digest.parse() else {
            problems.push(unusable(digest));
            continue;
        };
        images.push(ListedImage {
            media_type: said.text("mediaType").map(MediaType::parse),
            size: said.number("imageSizeBytes"),
            pushed_at: milliseconds(said, "timeUploadedMs"),
            tags: said.tags("tag"),
            ..ListedImage::new(digest)
        });
    }
    Some((images, problems))
}

fn milliseconds(row: &Value, member: &str) -> Option<Timestamp> {
    let milliseconds = i64::try_from(row.number(member)?).ok()?;
    // Nothing was pushed in 1970: that is how "never" is written.
    let is_known = milliseconds > 0;
    is_known.then(|| Timestamp::from_millisecond(milliseconds).ok())?
}

#[cfg(test)]
mod tests {
    use portolan_oci::Digest;
    use serde_json::json;

    use super::*;

    fn list(time: Value) -> Value {
        json!({
            "name": "acme/images/app",
            "child": ["api", "BAD NAME", 3],
            "tags": ["latest"],
            "manifest": {
                Digest::of(b"{}").to_string(): {
                    "imageSizeBytes": "1234",
                    "mediaType": "application/vnd.oci.image.index.v1+json",
                    "timeCreatedMs": "0",
                    "timeUploadedMs": time,
                    "tag": ["latest", "v1"],
                },
            },
        })
    }

    #[test]
    fn one_list_tells_digests_sizes_times_and_tags_whichever_way_numbers_are_written() {
        for time in [json!("1700000000000"), json!(1_700_000_000_000_u64)] {
            let (images, _) = read_images(&list(time)).unwrap();
            let image = &images[0];
            assert_eq!(image.digest, Digest::of(b"{}"));
            assert_eq!(image.size, Some(1_234));
            assert_eq!(image.pushed_at, Timestamp::from_second(1_700_000_000).ok());
            assert_eq!(image.tags.len(), 2);
            assert_eq!(image.media_type, Some(MediaType::OCI_INDEX));
        }
    }

    #[test]
    fn what_lacks_is_absent_and_what_is_no_digest_is_told() {
        let strange = json!({ "manifest": { "latest": {}, Digest::of(b"1").to_string(): null } });
        let (images, problems) = read_images(&strange).unwrap();
        assert_eq!(images, [ListedImage::new(Digest::of(b"1"))]);
        assert_eq!(problems, [Problem::Unusable("latest".to_owned())]);
        assert!(
            read_images(&list(json!(-1))).unwrap().0[0]
                .pushed_at
                .is_none()
        );
    }

    #[test]
    fn a_list_without_the_additions_is_an_ordinary_one() {
        let plain = json!({ "name": "acme/app", "tags": ["latest"] });
        assert!(read_images(&plain).is_none());
        assert!(has_content(&plain));
        assert!(!has_content(
            &json!({ "tags": [], "manifest": {}, "child": ["a"] })
        ));
    }

    #[test]
    fn children_are_repositories_below() {
        let name: RepositoryName = "acme/images/app".parse().unwrap();
        let children = read_children(&list(json!(null)), &name);
        assert_eq!(children, ["acme/images/app/api".parse().unwrap()]);
    }
}
