//! The order of tags as versions: `1.9` before `1.10`, `1.0-rc1` before `1.0` before `1.0-alpine`.
//!
//! A tag becomes a key once, and keys compare byte by byte, so sorting a hundred thousand tags parses
//! each of them once. Oldest first: words, then versions, then `latest`.

/// What follows the numbers of a version, in ascending order.
mod after {
    pub(super) const PRE_RELEASE: u8 = 1;
    pub(super) const NOTHING: u8 = 2;
    pub(super) const VARIANT: u8 = 3;
    /// One more number: `1.27.0` comes after everything that is just `1.27`.
    pub(super) const NUMBER: u8 = 4;
}

/// Which part of the order a tag belongs to.
mod class {
    pub(super) const WORD: u8 = 1;
    pub(super) const VERSION: u8 = 2;
    pub(super) const LATEST: u8 = 3;
}

/// A separator inside a text sorts before everything else.
const SEPARATOR: u8 = 1;
/// Numbers sort before letters.
const DIGITS: u8 = 2;
/// Letters keep their own codes, which are larger.
const END: u8 = 0;

/// Words that make what they follow a pre-release, in ascending order of nothing but the alphabet.
const PRE_RELEASES: [&str; 11] = [
    "alpha", "beta", "canary", "dev", "ea", "m", "nightly", "pre", "preview", "rc", "snapshot",
];

/// The key of a tag: keys compare as the tags do as versions. Different tags have different keys.
pub(crate) fn key(tag: &str) -> Box<[u8]> {
    let mut key = Vec::with_capacity(tag.len() * 2 + 8);
    if tag.eq_ignore_ascii_case("latest") {
        key.push(class::LATEST);
    } else if let Some(numbers) = version(tag) {
        key.push(class::VERSION);
        write_version(&mut key, numbers);
    } else {
        key.push(class::WORD);
        write_natural(&mut key, tag);
    }
    key.push(END);
    // What differs only in case, leading zeros or a `v` still has one order.
    key.extend_from_slice(tag.as_bytes());
    key.into_boxed_slice()
}

/// The tag without a leading `v`, where it begins with a number. A commit's hash is no version, even
/// where it begins with a digit.
fn version(tag: &str) -> Option<&str> {
    let bare = match tag.strip_prefix(['v', 'V']) {
        Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => rest,
        _ => tag,
    };
    if !bare.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let is_hash = bare.len() >= 7
        && bare.bytes().all(|byte| byte.is_ascii_hexdigit())
        && bare.bytes().any(|byte| byte.is_ascii_alphabetic());
    (!is_hash).then_some(bare)
}

/// Numbers divided by dots, then what follows them.
fn write_version(key: &mut Vec<u8>, mut rest: &str) {
    loop {
        let end = digits(rest);
        write_number(key, &rest[..end]);
        rest = &rest[end..];
        match rest.strip_prefix('.') {
            Some(next) if next.starts_with(|first: char| first.is_ascii_digit()) => {
                key.push(after::NUMBER);
                rest = next;
            }
            _ => break,
        }
    }
    if rest.is_empty() {
        key.push(after::NOTHING);
        return;
    }
    let is_attached = !rest.starts_with(['-', '.', '_']);
    let suffix = rest.trim_start_matches(['-', '.', '_']);
    key.push(if is_pre_release(suffix, is_attached) {
        after::PRE_RELEASE
    } else {
        after::VARIANT
    });
    write_natural(key, suffix);
}

/// Whether what follows a version's numbers makes it one that comes before the release. `a1` and `b2`
/// do only where they are written right at the numbers, as Python's versions are.
fn is_pre_release(suffix: &str, is_attached: bool) -> bool {
    let letters = suffix.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = suffix.split_at(letters);
    let is_numbered = rest.starts_with(|next: char| next.is_ascii_digit());
    if is_attached && is_numbered && (word == "a" || word == "b") {
        return true;
    }
    // `m1` is a milestone, `m` alone is a letter.
    (word != "m" || is_numbered)
        && PRE_RELEASES
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
}

/// Text in which runs of digits count as numbers, whatever the case of its letters.
fn write_natural(key: &mut Vec<u8>, mut rest: &str) {
    while let Some(first) = rest.bytes().next() {
        if first.is_ascii_digit() {
            let end = digits(rest);
            key.push(DIGITS);
            write_number(key, &rest[..end]);
            rest = &rest[end..];
        } else {
            key.push(match first {
                b'-' | b'.' | b'_' => SEPARATOR,
                other => other.to_ascii_lowercase(),
            });
            rest = &rest[1..];
        }
    }
}

/// A number of any length: how many digits it has, then the digits. A tag has at most 128 of them.
fn write_number(key: &mut Vec<u8>, digits: &str) {
    let digits = digits.trim_start_matches('0');
    key.push(digits.len() as u8 + 1);
    key.extend_from_slice(digits.as_bytes());
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asserts that the tags, in this order, are in ascending order.
    fn assert_ascending(tags: &[&str]) {
        for (place, one) in tags.iter().enumerate() {
            for other in &tags[place + 1..] {
                assert!(key(one) < key(other), "{one} should come before {other}");
            }
        }
    }

    #[test]
    fn numbers_count_as_numbers() {
        assert_ascending(&["1.2.9", "1.9", "1.10", "1.10.1", "2", "10", "20240101"]);
        assert_ascending(&["release-9", "release-10", "release-10.1"]);
    }

    #[test]
    fn a_v_before_the_number_changes_nothing() {
        assert_ascending(&["1.0.0", "v1.0.1", "1.0.2", "V1.0.3"]);
        assert_ne!(key("1.0"), key("v1.0"));
    }

    #[test]
    fn pre_releases_come_before_their_release_and_variants_after_it() {
        assert_ascending(&[
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.0.0-alpine",
            "1.0.0-alpine3.20",
            "1.0.1",
        ]);
        assert_ascending(&[
            "3.14.0a1",
            "3.14.0b2",
            "3.14.0rc1",
            "3.14.0rc1-slim",
            "3.14.0",
        ]);
        assert_ascending(&["5.0-m1", "5.0", "5.0-m"]);
    }

    #[test]
    fn latest_is_the_newest_and_words_are_the_oldest() {
        assert_ascending(&["edge", "main", "stable", "0.1", "99.0", "latest"]);
        assert_ascending(&["1a2b3c4", "3f785f1", "0.1"]);
    }

    #[test]
    fn a_number_of_a_hundred_digits_is_still_a_number() {
        let long = "9".repeat(100);
        let longer = format!("1{}", "0".repeat(100));
        assert_ascending(&["9", &long, &longer]);
    }

    #[test]
    fn different_tags_never_have_the_same_key() {
        let tags = [
            "1.0", "01.0", "v1.0", "V1.0", "a-b", "a.b", "A-B", "latest", "LATEST",
        ];
        let mut keys: Vec<_> = tags.iter().map(|tag| key(tag)).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), tags.len());
    }
}
