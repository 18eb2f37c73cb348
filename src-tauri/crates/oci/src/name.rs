//! Repository names and tags, by the grammar of the distribution spec 1.1, "Pulling manifests".

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not a repository name or a tag.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NameError {
    /// A repository name holds lower-case letters, digits, single separators, and slashes.
    #[error(
        "a repository name has lower-case letters, digits and . _ - between them, in parts divided by /"
    )]
    Repository,
    /// Longer than registries accept, in characters.
    #[error("a repository name has at most 255 characters")]
    TooLong,
    /// A tag holds letters, digits, `.`, `_` and `-`, at most 128 of them.
    #[error("a tag has up to 128 letters, digits, . _ and -, and starts with a letter, digit or _")]
    Tag,
}

/// A repository's name inside its registry, such as `library/nginx`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RepositoryName(Box<str>);

impl RepositoryName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RepositoryName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if text.len() > 255 {
            return Err(NameError::TooLong);
        }
        if text.split('/').all(is_path_component) {
            Ok(Self(text.into()))
        } else {
            Err(NameError::Repository)
        }
    }
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_path_component(part: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = part.as_bytes();
    let ends_in_words =
        bytes.first().copied().is_some_and(is_word) && bytes.last().copied().is_some_and(is_word);
    ends_in_words
        && bytes.split(|byte| is_word(*byte)).all(|separator| {
            matches!(separator, b"" | b"." | b"_" | b"__")
                || separator.iter().all(|byte| *byte == b'-')
        })
}

/// A tag, such as `1.27-alpine`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(Box<str>);

impl Tag {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let mut bytes = text.bytes();
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let starts = bytes.next().is_some_and(is_word);
        if starts
            && text.len() <= 128
            && bytes.all(|byte| is_word(byte) || matches!(byte, b'.' | b'-'))
        {
            Ok(Self(text.into()))
        } else {
            Err(NameError::Tag)
        }
    }
}

macro_rules! text_conversions {
    ($($name:ident),*) => {$(
        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}
text_conversions!(RepositoryName, Tag);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repository_names_follow_the_specs_grammar() {
        for good in ["a", "library/nginx", "a__b/c-d", "a.b", "a---b", "0/1/2"] {
            assert!(good.parse::<RepositoryName>().is_ok(), "{good} was refused");
        }
        for bad in [
            "", "/a", "a/", "A", "a//b", "a___b", "a..b", "-a", "a_", "a/../b", "a b",
        ] {
            assert!(bad.parse::<RepositoryName>().is_err(), "{bad} was accepted");
        }
    }

    #[test]
    fn tags_follow_the_specs_grammar() {
        assert!("1.27-alpine".parse::<Tag>().is_ok());
        assert!("_x".parse::<Tag>().is_ok());
        for bad in ["", "-a", ".a", "a b", "a/b", "a\u{202e}b"] {
            assert!(bad.parse::<Tag>().is_err(), "{bad:?} was accepted");
        }
        assert!("a".repeat(129).parse::<Tag>().is_err());
    }
}
