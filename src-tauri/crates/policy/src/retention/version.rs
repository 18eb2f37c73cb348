//! Tags that are versions: `1.27.3`, `v2.0.0-rc.1`, `3.18.4-alpine`. What follows the numbers keeps
//! versions apart, so that variants don't push each other out.

/// Which versions are counted together: those of one `major.minor` with the same variant.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(super) struct Line {
    major: u64,
    minor: u64,
    variant: String,
}

/// A version within its line; the larger, the newer.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Place {
    /// The patch, and further numbers.
    numbers: Vec<u64>,
    /// The number of a pre-release.
    candidate: Vec<u64>,
}

/// Words that make what they follow a pre-release, whose numbers order it.
const PRE_RELEASES: [&str; 8] = [
    "alpha", "beta", "dev", "nightly", "pre", "preview", "rc", "snapshot",
];

/// A tag's version. A tag with fewer than three numbers (`1.27`) names a line and no version of it.
pub(super) fn version_of(tag: &str) -> Option<(Line, Place)> {
    let bare = tag.strip_prefix(['v', 'V']).unwrap_or(tag);
    let end = bare
        .find(|next: char| !next.is_ascii_digit() && next != '.')
        .unwrap_or(bare.len());
    let (numbers, variant) = bare.split_at(end);
    let mut read = Vec::new();
    for part in numbers.split('.') {
        // Eighteen digits are no version any more, and no sum overflows.
        if part.is_empty() || part.len() > 18 {
            return None;
        }
        read.push(part.parse().ok()?);
    }
    if read.len() < 3 || !(variant.is_empty() || variant.starts_with(['-', '_'])) {
        return None;
    }
    let (variant, candidate) = split_candidate(variant);
    let rest = read.split_off(2);
    Some((
        Line {
            major: read[0],
            minor: read[1],
            variant,
        },
        Place {
            numbers: rest,
            candidate,
        },
    ))
}

/// A pre-release is its word, and its numbers order it: `-rc.1` and `-rc.2` are of one line.
fn split_candidate(variant: &str) -> (String, Vec<u64>) {
    let suffix = variant.trim_start_matches(['-', '_']);
    let letters = suffix.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = suffix.split_at(letters);
    let numbers: Option<Vec<u64>> = rest
        .split(['.', '-'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect();
    let is_candidate = PRE_RELEASES
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known));
    match numbers {
        Some(numbers) if is_candidate => (word.to_ascii_lowercase(), numbers),
        _ => (suffix.to_owned(), Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_order_versions_and_what_follows_them_keeps_them_apart() {
        let line = |tag: &str| version_of(tag).unwrap().0;
        let place = |tag: &str| version_of(tag).unwrap().1;
        assert_eq!(line("1.27.3"), line("v1.27.10"));
        assert!(place("1.27.10") > place("1.27.9"));
        assert!(place("1.27.3.1") > place("1.27.3"));
        assert_ne!(line("1.27.3"), line("1.27.3-alpine"));
        assert_ne!(line("1.27.3-alpine3.18"), line("1.27.3-alpine3.19"));
        assert_ne!(line("1.27.3"), line("1.28.3"));
        assert_eq!(line("2.0.0-rc.1"), line("v2.0.0-rc10"));
        assert!(place("2.0.0-rc10") > place("2.0.0-rc.2"));
        assert_ne!(line("2.0.0-rc.1"), line("2.0.0"));
    }

    #[test]
    fn what_names_a_line_or_no_version_at_all_is_none() {
        for tag in [
            "1",
            "1.27",
            "v1.27",
            "latest",
            "1..2",
            "1.2.3x",
            "1.2.3.",
            "20261121",
            "main-1.2.3",
            "1.2.99999999999999999999",
        ] {
            assert_eq!(version_of(tag), None, "{tag}");
        }
    }
}
