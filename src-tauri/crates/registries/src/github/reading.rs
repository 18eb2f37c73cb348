//! What GitHub's JSON says of packages and their versions; members that lack or are of another type are
//! absent.

use portolan_distribution::Problem;
use portolan_oci::RepositoryName;
use serde_json::Value;

use crate::{ListedImage, rows::unusable, vendor_api::Lenient as _};

/// A version of a package: a manifest with all its tags.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Version {
    /// By which GitHub deletes and restores it.
    pub(super) id: u64,
    /// What is in a list of images.
    pub(super) image: ListedImage,
}

/// The repository of a row in a list of packages, as it is called in references.
pub(super) fn read_package(row: &Value) -> Result<RepositoryName, Problem> {
    let owner = row.get("owner").and_then(|owner| owner.text("login"));
    let (Some(owner), Some(name)) = (owner, row.text("name")) else {
        return Err(unusable(name_of(row)));
    };
    // Logins keep the case that their owner chose; references are in lower case.
    let repository = format!("{owner}/{name}").to_lowercase();
    repository.parse().map_err(|_| unusable(name_of(row)))
}

/// A version. The name of one that is no digest belongs to a package of another type.
pub(super) fn read_version(row: &Value) -> Result<Version, Problem> {
    let (Some(digest), Some(id)) = (row.digest("name"), row.number("id")) else {
        return Err(unusable(name_of(row)));
    };
    let mut image = ListedImage::new(digest);
    let container = row
        .get("metadata")
        .and_then(|metadata| metadata.get("container"));
    image.tags = container.map(|it| it.tags("tags")).unwrap_or_default();
    image.pushed_at = row.time("created_at");
    Ok(Version { id, image })
}

/// The name of a row, for what is said of one that can't be used.
fn name_of(row: &Value) -> &str {
    row.text("name").unwrap_or("a row without a name")
}

#[cfg(test)]
mod tests {
    use portolan_oci::{Digest, Tag};
    use serde_json::json;

    use super::*;

    fn digest() -> Digest {
        Digest::of(b"{}")
    }

    #[test]
    fn a_version_is_an_image_with_all_its_tags_and_its_date() {
        let row = json!({
            "id": 45_763,
            "name": digest().to_string(),
            "url": "https://api.github.com/users/octocat/packages/container/hello_docker/versions/45763",
            "created_at": "2026-09-11T21:56:39Z",
            "updated_at": "2026-10-01T00:00:00Z",
            "metadata": {
                "package_type": "container",
                "container": { "tags": ["latest", "1.2", "not a tag"] },
            },
        });
        let version = read_version(&row).unwrap();
        assert_eq!(version.id, 45_763);
        assert_eq!(version.image.digest, digest());
        let tags: Vec<&str> = version.image.tags.iter().map(Tag::as_str).collect();
        assert_eq!(tags, ["latest", "1.2"]);
        assert_eq!(version.image.pushed_at, "2026-09-11T21:56:39Z".parse().ok());
    }

    #[test]
    fn members_that_lack_or_are_of_another_type_cost_only_themselves() {
        let bare = json!({ "id": 1, "name": digest().to_string() });
        assert!(read_version(&bare).unwrap().image.tags.is_empty());
        let strange = json!({
            "id": 1,
            "name": digest().to_string(),
            "created_at": [12],
            "metadata": { "container": { "tags": { "latest": true } } },
        });
        let version = read_version(&strange).unwrap();
        assert_eq!(version.image, ListedImage::new(digest()));
    }

    #[test]
    fn rows_that_are_no_images_are_told_and_left_out() {
        for row in [
            json!({ "id": 1, "name": "1.0.0" }),
            json!({ "id": {}, "name": digest().to_string() }),
            json!(null),
            json!([]),
        ] {
            assert!(
                matches!(read_version(&row), Err(Problem::Unusable(_))),
                "{row}"
            );
        }
    }

    #[test]
    fn a_package_is_a_repository_in_lower_case() {
        let row = json!({ "name": "team/Tool", "owner": { "login": "Octo-Org" } });
        assert_eq!(read_package(&row).unwrap().as_str(), "octo-org/team/tool");
        let row = json!({ "name": "bad name", "owner": { "login": "octo" } });
        assert_eq!(
            read_package(&row),
            Err(Problem::Unusable("bad name".to_owned()))
        );
    }
}
