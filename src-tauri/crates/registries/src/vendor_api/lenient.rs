//! Reads a vendor's JSON tolerantly: a member that is missing or of another type is not there, and costs
//! nothing but itself.

use jiff::{Timestamp, fmt::rfc2822};
use portolan_oci::{Digest, Tag};
use serde_json::Value;

/// Members of JSON, as far as they are what they should be.
pub trait Lenient {
    /// A text that says something; empty ones and `null` say nothing.
    fn text(&self, member: &str) -> Option<&str>;
    /// A whole number from 0 on; also one in a text, as some vendors write large ones.
    fn number(&self, member: &str) -> Option<u64>;
    /// Yes or no.
    fn flag(&self, member: &str) -> Option<bool>;
    /// A moment, as RFC 3339 or RFC 2822 write it, or in unix seconds. Vendors' "never" (year 1) is none.
    fn time(&self, member: &str) -> Option<Timestamp>;
    /// The entries of a list; none where there is no list.
    fn list(&self, member: &str) -> &[Value];
    /// A digest.
    fn digest(&self, member: &str) -> Option<Digest>;
    /// The tags that a list of texts names; what is no tag is left out.
    fn tags(&self, member: &str) -> Vec<Tag>;
}

impl Lenient for Value {
    fn text(&self, member: &str) -> Option<&str> {
        let text = self.get(member)?.as_str()?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn number(&self, member: &str) -> Option<u64> {
        let value = self.get(member)?;
        value
            .as_u64()
            .or_else(|| value.as_str()?.trim().parse().ok())
    }

    fn flag(&self, member: &str) -> Option<bool> {
        self.get(member)?.as_bool()
    }

    fn time(&self, member: &str) -> Option<Timestamp> {
        let value = self.get(member)?;
        let moment = match value.as_str() {
            Some(text) => moment(text.trim())?,
            None => Timestamp::from_second(value.as_i64()?).ok()?,
        };
        (moment > Timestamp::UNIX_EPOCH).then_some(moment)
    }

    fn list(&self, member: &str) -> &[Value] {
        self.get(member)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice)
    }

    fn digest(&self, member: &str) -> Option<Digest> {
        self.text(member)?.parse().ok()
    }

    fn tags(&self, member: &str) -> Vec<Tag> {
        let texts = self.list(member).iter().filter_map(Value::as_str);
        texts.filter_map(|text| text.parse().ok()).collect()
    }
}

fn moment(text: &str) -> Option<Timestamp> {
    let plain = text.parse().ok();
    plain.or_else(|| Some(rfc2822::parse(text).ok()?.timestamp()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_that_are_missing_or_of_another_type_are_not_there() {
        let value = json!({
            "name": 7, "size": "12", "count": -1, "private": "yes", "pushed": "soon", "tags": {},
            "never": "0001-01-01T00:00:00Z", "at": "2026-11-20T10:00:00.5Z", "unix": 1_763_000_000, "posted": "Fri, 20 Nov 2026 10:00:00 -0000",
            "digest": "sha256:short", "named": ["1.0", "not a tag", 3],
        });
        assert_eq!(value.text("name"), None);
        assert_eq!(value.number("size"), Some(12));
        assert_eq!(value.number("count"), None);
        assert_eq!(value.flag("private"), None);
        assert_eq!(value.time("pushed"), None);
        assert_eq!(value.time("never"), None);
        assert!(value.time("at").is_some());
        let posted = value.time("posted").unwrap();
        assert_eq!(posted.to_string(), "2026-11-20T10:00:00Z");
        assert_eq!(value.time("unix").unwrap().as_second(), 1_763_000_000);
        assert!(value.list("tags").is_empty());
        assert_eq!(value.digest("digest"), None);
        assert_eq!(value.tags("named").len(), 1);
        assert_eq!(Value::Null.text("anything"), None);
    }
}
