//! Reading members of JSON that may lack, or be of another type than they were: what can't be read
//! counts as absent. Also the record that every source's row begins as.

use jiff::{Timestamp, fmt::rfc2822};
use portolan_search::{Card, Listing};
use serde_json::Value;

use crate::{
    Link, Record, SourceKind,
    text::{LINE_LIMIT, LONG_LIMIT, WORD_LIMIT, clean_address, clean_line, clean_text},
};

/// Members of a list of words that are kept.
const WORDS_LIMIT: usize = 50;

/// A short text; a number is read as its digits.
pub(super) fn word(value: &Value, key: &str) -> String {
    match value.get(key) {
        Some(Value::String(text)) => clean_line(text, WORD_LIMIT),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A name as it was written: one that is none must not become one by being cleaned.
pub(super) fn name(value: &Value, key: &str) -> String {
    let text = text(value, key);
    if text.len() <= WORD_LIMIT {
        text.to_owned()
    } else {
        String::new()
    }
}

/// A description of a line or two.
pub(super) fn line(value: &Value, key: &str) -> String {
    clean_line(text(value, key), LINE_LIMIT)
}

/// A long text.
pub(super) fn long(value: &Value, key: &str) -> String {
    clean_text(text(value, key), LONG_LIMIT)
}

/// A web address.
pub(super) fn address(value: &Value, key: &str) -> Option<String> {
    clean_address(text(value, key))
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A list; anything else is an empty one.
pub(super) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    let members = value.get(key).and_then(Value::as_array);
    members.map_or(&[], Vec::as_slice)
}

/// The words of a list, or the `name`s of its objects; each once.
pub(super) fn words(value: &Value, key: &str) -> Vec<String> {
    let mut found = Vec::new();
    for member in list(value, key) {
        let text = member.as_str().or_else(|| member.get("name")?.as_str());
        let word = clean_line(text.unwrap_or_default(), WORD_LIMIT);
        if !word.is_empty() && !found.contains(&word) && found.len() < WORDS_LIMIT {
            found.push(word);
        }
    }
    found
}

/// Yes, as a boolean or as text.
pub(super) fn is_true(value: &Value, key: &str) -> bool {
    match value.get(key) {
        Some(Value::Bool(is)) => *is,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// A count; of a text such as `1B+` or `2.5M` at least that many.
pub(super) fn count(value: &Value, key: &str) -> Option<u64> {
    match value.get(key)? {
        Value::Number(number) => number
            .as_u64()
            .or_else(|| whole(number.as_f64().unwrap_or(-1.0))),
        Value::String(text) => read_count(text),
        _ => None,
    }
}

fn whole(number: f64) -> Option<u64> {
    // Beyond this a float no longer counts, and nothing is pulled that often.
    (0.0..9e15).contains(&number).then_some(number as u64)
}

fn read_count(text: &str) -> Option<u64> {
    let text = text.trim().trim_end_matches('+').trim_end();
    let plain = text.replace([',', '_', ' '], "");
    let (digits, factor) = match plain.chars().last()?.to_ascii_uppercase() {
        'K' => (&plain[..plain.len() - 1], 1e3),
        'M' => (&plain[..plain.len() - 1], 1e6),
        'B' | 'G' => (&plain[..plain.len() - 1], 1e9),
        'T' => (&plain[..plain.len() - 1], 1e12),
        _ => (plain.as_str(), 1.0),
    };
    let is_number = digits.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let number: f64 = digits.parse().ok().filter(|_| is_number)?;
    whole((number * factor).round())
}

/// A time: ISO 8601, as mail writes it, or Unix seconds or milliseconds.
pub(super) fn moment(value: &Value, key: &str) -> Option<Timestamp> {
    match value.get(key)? {
        Value::Number(number) => {
            let number = number.as_f64()?;
            let seconds = if number > 1e11 { number / 1e3 } else { number };
            let is_time = seconds > 0.0 && seconds < 253_402_300_800.0;
            Timestamp::from_second(seconds as i64)
                .ok()
                .filter(|_| is_time)
        }
        Value::String(text) if text.len() < 64 => text.parse().ok().or_else(|| {
            let mail = rfc2822::DateTimeParser::new().relaxed_weekday(true);
            mail.parse_timestamp(text).ok()
        }),
        _ => None,
    }
}

/// What is known of a repository by its place alone; nothing where it names none.
pub(super) fn record(kind: SourceKind, alias: &str, name: &str, page: String) -> Option<Record> {
    let card = Card {
        source: kind.as_str().to_owned(),
        host: kind.registry().to_owned(),
        alias: alias.to_owned(),
        name: name.to_owned(),
        kind: "image".to_owned(),
        ..Card::default()
    };
    let record = Record {
        listing: Listing {
            card,
            ..Listing::default()
        },
        links: vec![Link {
            label: "registry".to_owned(),
            url: page,
        }],
        observed_at: Some(Timestamp::now()),
        ..Record::default()
    };
    let is_complete = !alias.is_empty();
    (is_complete && record.check().is_ok()).then_some(record)
}

/// Whether an alias and a name could be a repository: anything else is not even asked for.
pub(super) fn is_place(alias: &str, name: &str) -> bool {
    !alias.is_empty()
        && !name.is_empty()
        && format!("{alias}/{name}")
            .parse::<portolan_oci::RepositoryName>()
            .is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn counts_are_read_from_numbers_and_from_what_people_are_shown() {
        for (value, expected) in [
            (json!(12), Some(12)),
            (json!(12.7), Some(12)),
            (json!("1B+"), Some(1_000_000_000)),
            (json!("2.5M"), Some(2_500_000)),
            (json!("10K+"), Some(10_000)),
            (json!("1,234,567"), Some(1_234_567)),
            (json!("0"), Some(0)),
            (json!(-1), None),
            (json!(1e308), None),
            (json!("many"), None),
            (json!("1e5"), None),
            (json!(""), None),
            (json!("é+"), None),
            (json!(null), None),
            (json!([1]), None),
        ] {
            assert_eq!(count(&json!({ "n": value }), "n"), expected, "{value}");
        }
        assert_eq!(count(&json!({}), "n"), None);
    }

    #[test]
    fn times_are_read_in_all_the_ways_services_write_them() {
        let read = |value| moment(&json!({ "t": value }), "t").map(Timestamp::as_second);
        assert_eq!(read(json!("2023-04-05T06:07:08Z")), Some(1_680_674_828));
        assert_eq!(
            read(json!("2023-04-05T06:07:08.123456+00:00")),
            Some(1_680_674_828)
        );
        assert_eq!(
            read(json!("Wed, 05 Apr 2023 06:07:08 -0000")),
            Some(1_680_674_828)
        );
        assert_eq!(read(json!(1_680_674_828)), Some(1_680_674_828));
        assert_eq!(read(json!(1_680_674_828_123_i64)), Some(1_680_674_828));
        for bad in [
            json!("yesterday"),
            json!(-5),
            json!(1e300),
            json!({}),
            json!("x".repeat(9_000)),
        ] {
            assert_eq!(read(bad), None);
        }
    }

    #[test]
    fn lists_of_words_and_of_named_objects_are_the_same() {
        let value = json!({ "a": ["x", {"name": "y"}, "x", 3, null, ""], "b": "no list" });
        assert_eq!(words(&value, "a"), ["x", "y"]);
        assert!(words(&value, "b").is_empty());
    }
}
