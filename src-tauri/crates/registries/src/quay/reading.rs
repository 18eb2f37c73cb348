//! What Quay's JSON says of repositories and tags; members that lack or are of another type are absent.

use jiff::{Timestamp, fmt::rfc2822};
use portolan_distribution::Problem;
use portolan_oci::{Digest, RepositoryName, Tag};
use serde_json::Value;

use crate::{FoundRepository, rows::unusable, vendor_api::Lenient as _};

/// One row of the history of a repository's tags: where a tag pointed, and from when to when.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct TagRow {
    pub(super) tag: Tag,
    pub(super) digest: Digest,
    /// Compressed bytes; of an index Quay may count those of all platforms, or none.
    pub(super) size: Option<u64>,
    /// It leads to an index.
    pub(super) is_index: bool,
    /// Since when it points there.
    pub(super) since: Option<Timestamp>,
    /// Until when it did; `None` while it still does.
    pub(super) until: Option<Timestamp>,
    /// When Quay removes it by itself.
    pub(super) expires: Option<Timestamp>,
    /// It may not be moved or removed.
    pub(super) is_immutable: bool,
}

/// The repository of a row, whose namespace is a text in lists and an object in searches. Quay's old
/// applications are no image repositories.
pub(super) fn read_repository(row: &Value) -> Option<Result<RepositoryName, Problem>> {
    if row.text("kind") == Some("application") {
        return None;
    }
    let found = row
        .get("namespace")
        .and_then(|namespace| namespace.text("name"));
    let namespace = row.text("namespace").or(found).unwrap_or_default();
    let name = row.text("name").unwrap_or_default();
    let whole = format!("{namespace}/{name}");
    Some(whole.parse().map_err(|_| unusable(&whole)))
}

/// A row of what the search found; what is no repository of images, or can't be called, is left out.
pub(super) fn read_found(row: &Value) -> Option<FoundRepository> {
    Some(FoundRepository {
        name: read_repository(row)?.ok()?,
        description: row.text("description").map(str::to_owned),
        is_public: row.flag("is_public"),
        stars: row.number("stars"),
    })
}

/// A row of the tags of a repository, as it is at `now`. One that expires has its end in the future.
pub(super) fn read_tag(row: &Value, now: Timestamp) -> Result<TagRow, Problem> {
    let name = row.text("name").unwrap_or_default();
    let tag = name.parse().map_err(|_| unusable(name))?;
    let digest = row
        .digest("manifest_digest")
        .ok_or_else(|| unusable(name))?;
    let end = row.time("end_ts");
    let expires = moment(row, "expiration").or(end);
    Ok(TagRow {
        tag,
        digest,
        size: row.number("size"),
        is_index: row.flag("is_manifest_list") == Some(true),
        since: row
            .time("start_ts")
            .or_else(|| moment(row, "last_modified")),
        until: end.filter(|end| *end <= now),
        expires: expires.filter(|at| *at > now),
        is_immutable: row.flag("immutable") == Some(true),
    })
}

/// A moment as e-mails write them, which is how Quay does.
fn moment(row: &Value, member: &str) -> Option<Timestamp> {
    let text = row.text(member)?;
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    parser
        .parse_timestamp(text)
        .ok()
        .or_else(|| row.time(member))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_second(1_750_000_000).unwrap()
    }

    fn digest() -> Digest {
        Digest::of(b"{}")
    }

    fn row(more: Value) -> Value {
        let mut row = json!({
            "name": "latest",
            "reversion": false,
            "start_ts": 1_700_000_000,
            "manifest_digest": digest().to_string(),
            "is_manifest_list": false,
            "size": 1_234,
            "last_modified": "Tue, 14 Nov 2023 22:13:20 -0000",
        });
        for (key, value) in more.as_object().unwrap() {
            row[key] = value.clone();
        }
        row
    }

    #[test]
    fn a_live_tag_has_a_beginning_and_no_end() {
        let read = read_tag(&row(json!({})), now()).unwrap();
        assert_eq!(read.digest, digest());
        assert_eq!(read.size, Some(1_234));
        assert_eq!(read.since, Timestamp::from_second(1_700_000_000).ok());
        assert!(read.until.is_none() && read.expires.is_none() && !read.is_immutable);
    }

    #[test]
    fn what_is_dead_expires_or_is_immutable_says_so() {
        let dead = read_tag(&row(json!({ "end_ts": 1_700_000_060 })), now()).unwrap();
        assert_eq!(dead.until, Timestamp::from_second(1_700_000_060).ok());
        assert_eq!(dead.expires, None);
        // A tag that expires lives until then, whichever way Quay says it.
        let then = Timestamp::from_second(1_760_000_000).unwrap();
        for expiring in [
            json!({ "expiration": "Thu, 09 Oct 2025 08:53:20 -0000", "end_ts": 1_760_000_000 }),
            json!({ "end_ts": 1_760_000_000 }),
        ] {
            let expiring = read_tag(&row(expiring), now()).unwrap();
            assert_eq!((expiring.expires, expiring.until), (Some(then), None));
        }
        let held = read_tag(&row(json!({ "immutable": true })), now()).unwrap();
        assert!(held.is_immutable);
    }

    #[test]
    fn members_of_another_type_cost_only_themselves() {
        let strange = row(json!({
            "start_ts": "soon",
            "end_ts": {},
            "size": -4,
            "immutable": "yes",
            "expiration": 9,
            "is_manifest_list": null,
        }));
        let read = read_tag(&strange, now()).unwrap();
        // The other date stands in.
        assert_eq!(read.since, Timestamp::from_second(1_700_000_000).ok());
        assert_eq!(read.size, None);
        assert!(read.until.is_none() && !read.is_immutable && !read.is_index);
    }

    #[test]
    fn rows_that_name_no_tag_or_no_digest_are_told_and_left_out() {
        for more in [
            json!({ "name": "not a tag" }),
            json!({ "manifest_digest": "sha256:../../etc/passwd" }),
            json!({ "manifest_digest": null }),
        ] {
            assert!(matches!(
                read_tag(&row(more), now()),
                Err(Problem::Unusable(_))
            ));
        }
    }

    #[test]
    fn a_namespace_is_a_text_or_an_object_and_applications_are_no_images() {
        let listed = json!({ "namespace": "acme", "name": "app" });
        let found = json!({ "namespace": { "name": "acme" }, "name": "app" });
        for row in [listed, found] {
            let name = read_repository(&row).unwrap().unwrap();
            assert_eq!(name.as_str(), "acme/app");
        }
        let chart = json!({ "namespace": "acme", "name": "chart", "kind": "application" });
        assert!(read_repository(&chart).is_none());
        assert!(read_repository(&json!({ "name": 3 })).unwrap().is_err());
    }
}
