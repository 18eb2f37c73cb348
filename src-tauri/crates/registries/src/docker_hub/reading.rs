//! What Docker Hub's JSON means. Pure.

use std::collections::BTreeSet;

use portolan_distribution::Problem;
use portolan_oci::{Digest, MediaType, RepositoryName, Tag};
use serde_json::Value;

use crate::{
    FactName, ListedImage, RepositoryFacts, SaidFact, Visibility, vendor_api::Lenient as _,
};

/// Characters of an entry that can't be used which are told.
const SHOWN: usize = 100;

/// A tag as Hub lists it.
pub(super) struct ReadTag {
    pub(super) tag: Tag,
    pub(super) image: ListedImage,
    /// Whether the list says the digest; else the image's is made up and must be asked for.
    pub(super) has_digest: bool,
}

/// The names of a page of a namespace's repositories.
pub(super) fn repository_names(
    namespace: &str,
    page: &Value,
) -> (Vec<RepositoryName>, Vec<Problem>) {
    let (mut names, mut problems) = (Vec::new(), Vec::new());
    for entry in page.list("results") {
        let name = entry.text("name").unwrap_or_default();
        match format!("{namespace}/{name}").parse() {
            Ok(name) => names.push(name),
            Err(_) => problems.push(unusable(name)),
        }
    }
    (names, problems)
}

/// One entry of a list of tags.
pub(super) fn read_tag(entry: &Value) -> Result<ReadTag, Problem> {
    let name = entry.text("name").unwrap_or_default();
    let tag: Tag = name.parse().map_err(|_| unusable(name))?;
    // Attestations say "unknown": nobody could run them.
    let runnable: Vec<&Value> = entry
        .list("images")
        .iter()
        .filter(|image| image.text("os") != Some("unknown"))
        .collect();
    let only = match runnable.as_slice() {
        [one] => one.digest("digest"),
        _ => None,
    };
    let said = entry.digest("digest").or(only);
    let has_digest = said.is_some();
    let mut image = ListedImage::new(said.unwrap_or_else(|| Digest::of(b"")));
    image.tags.push(tag.clone());
    let media_type = entry.text("media_type").map(str::to_owned);
    image.media_type = media_type.map(MediaType::from);
    image.pushed_at = entry
        .time("tag_last_pushed")
        .or_else(|| entry.time("last_updated"));
    image.last_pulled_at = entry.time("tag_last_pulled");
    let platforms: BTreeSet<String> = runnable
        .iter()
        .filter_map(|image| platform(image))
        .collect();
    image.platforms = platforms.into_iter().collect();
    let sizes: Option<Vec<u64>> = runnable.iter().map(|image| image.number("size")).collect();
    let sum = sizes.filter(|sizes| !sizes.is_empty());
    image.size = sum
        .and_then(|sizes| sizes.into_iter().try_fold(0_u64, u64::checked_add))
        .or_else(|| entry.number("full_size"));
    Ok(ReadTag {
        tag,
        image,
        has_digest,
    })
}

/// `os/architecture[/variant]`.
fn platform(image: &Value) -> Option<String> {
    let (os, architecture) = (image.text("os")?, image.text("architecture")?);
    Some(match image.text("variant") {
        Some(variant) => format!("{os}/{architecture}/{variant}"),
        None => format!("{os}/{architecture}"),
    })
}

/// What Hub says of a repository.
pub(super) fn facts(detail: &Value) -> RepositoryFacts {
    let text = |member: &str| detail.text(member).map(str::to_owned);
    let categories: Vec<&str> = detail
        .list("categories")
        .iter()
        .filter_map(|category| category.text("name"))
        .collect();
    let mut said = Vec::new();
    if !categories.is_empty() {
        said.push(SaidFact {
            about: FactName::Categories,
            text: categories.join(", "),
        });
    }
    if let Some(state) = text("status_description").filter(|state| state != "active") {
        said.push(SaidFact {
            about: FactName::State,
            text: state,
        });
    }
    let immutable = detail
        .get("immutable_tags_settings")
        .and_then(|settings| settings.flag("enabled"));
    RepositoryFacts {
        description: text("description"),
        long_description: text("full_description"),
        is_editable: false,
        visibility: detail.flag("is_private").map(|is_private| {
            if is_private {
                Visibility::Private
            } else {
                Visibility::Public
            }
        }),
        stars: detail.number("star_count"),
        is_starred: None,
        is_bookmarked: None,
        pulls: detail.number("pull_count"),
        created_at: detail.time("date_registered"),
        updated_at: detail.time("last_updated"),
        size: detail.number("storage_size"),
        quota: None,
        project: None,
        owner: text("namespace"),
        web_page: page_of(detail),
        has_immutable_tags: immutable,
        said,
    }
}

fn page_of(detail: &Value) -> Option<String> {
    let (namespace, name) = (detail.text("namespace")?, detail.text("name")?);
    let place: RepositoryName = format!("{namespace}/{name}").parse().ok()?;
    Some(match place.as_str().strip_prefix("library/") {
        Some(official) => format!("https://hub.docker.com/_/{official}"),
        None => format!("https://hub.docker.com/r/{place}"),
    })
}

/// Whether one may change a repository, where Hub says so.
pub(super) fn may_write(detail: &Value) -> Option<bool> {
    let rights = detail.get("permissions")?;
    let write = rights.flag("write");
    let admin = rights.flag("admin");
    (write.is_some() || admin.is_some()).then(|| write == Some(true) || admin == Some(true))
}

fn unusable(name: &str) -> Problem {
    let shown = name.chars().filter(|it| !it.is_control()).take(SHOWN);
    Problem::Unusable(shown.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn digest(of: &str) -> String {
        Digest::of(of.as_bytes()).to_string()
    }

    #[test]
    fn a_tag_tells_all_columns() {
        let read = read_tag(&json!({
            "name": "1.0", "digest": digest("index"), "full_size": 5, "tag_status": "active",
            "media_type": "application/vnd.oci.image.index.v1+json",
            "tag_last_pushed": "2026-11-20T10:00:00.123456Z", "tag_last_pulled": "2026-11-21T10:00:00Z",
            "images": [
                { "os": "linux", "architecture": "arm64", "variant": "v8", "size": 30, "digest": digest("a") },
                { "os": "linux", "architecture": "amd64", "variant": null, "size": 40, "digest": digest("b") },
                { "os": "unknown", "architecture": "unknown", "size": 3, "digest": digest("c") },
            ],
        }))
        .unwrap_or_else(|_| panic!("not read"));
        assert!(read.has_digest);
        assert_eq!(read.image.platforms, ["linux/amd64", "linux/arm64/v8"]);
        assert_eq!(read.image.size, Some(70));
        assert!(read.image.pushed_at.is_some() && read.image.last_pulled_at.is_some());
        assert!(read.image.media_type.unwrap().is_index());
    }

    #[test]
    fn members_that_are_missing_or_of_another_type_cost_only_themselves() {
        let read = read_tag(&json!({
            "name": "old", "digest": 7, "full_size": "12", "tag_last_pushed": 0, "images": null,
        }))
        .unwrap_or_else(|_| panic!("not read"));
        assert!(!read.has_digest);
        assert_eq!(read.image.size, Some(12));
        assert_eq!(read.image.pushed_at, None);
        assert!(read_tag(&json!({ "name": "no tag\u{7}" })).is_err());
        assert!(read_tag(&Value::Null).is_err());
        assert_eq!(facts(&json!([])), RepositoryFacts::default());
    }

    #[test]
    fn names_that_break_the_grammar_are_left_out_and_told() {
        let page = json!({ "results": [{ "name": "app" }, { "name": "../x" }, {}] });
        let (names, problems) = repository_names("me", &page);
        assert_eq!(names.len(), 1);
        assert_eq!(problems.len(), 2);
    }
}
