//! Image references: `host[:port]/repository[:tag][@digest]`.

use std::{fmt, str::FromStr};

use crate::{Digest, DigestError, NameError, RepositoryName, Tag};

/// What picks an image inside a repository.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Selector {
    /// By a movable name.
    Tag(Tag),
    /// By its content.
    Digest(Digest),
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(tag) => tag.fmt(formatter),
            Self::Digest(digest) => digest.fmt(formatter),
        }
    }
}

impl FromStr for Selector {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        if text.contains(':') {
            Ok(Self::Digest(text.parse()?))
        } else {
            Ok(Self::Tag(text.parse()?))
        }
    }
}

/// Why a text is not an image reference.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReferenceError {
    /// Nothing there.
    #[error("the reference is empty")]
    Empty,
    /// The host part has characters no host has.
    #[error("{0:?} is not a registry host")]
    Host(String),
    /// The repository or tag breaks the grammar.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The digest breaks the grammar.
    #[error(transparent)]
    Digest(#[from] DigestError),
}

/// A whole reference with Docker's defaults filled in: `nginx` is `docker.io/library/nginx`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Reference {
    /// `host` or `host:port`, lower case.
    pub host: String,
    /// The repository inside the registry.
    pub repository: RepositoryName,
    /// The tag, where one is written.
    pub tag: Option<Tag>,
    /// The digest, where one is written; it decides when both are.
    pub digest: Option<Digest>,
}

impl Reference {
    /// The digest if there is one, else the tag, else `latest`.
    pub fn selector(&self) -> Selector {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => Selector::Digest(digest.clone()),
            (None, Some(tag)) => Selector::Tag(tag.clone()),
            (None, None) => Selector::Tag(latest()),
        }
    }
}

fn latest() -> Tag {
    // A constant that the grammar accepts; the fallback can't be reached.
    "latest".parse().unwrap_or_else(|_| unreachable!())
}

impl FromStr for Reference {
    type Err = ReferenceError;

    /// Reads `host[:port]/path[:tag][@digest]`. The first part is a host when it has a dot, a colon,
    /// or is `localhost`, as Docker reads it.
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ReferenceError::Empty);
        }
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.parse::<Digest>()?)),
            None => (text, None),
        };
        let (host, path) = match rest.split_once('/') {
            Some((first, path))
                if first.contains(['.', ':']) || first == "localhost" || first.starts_with('[') =>
            {
                (first.to_ascii_lowercase(), path)
            }
            _ => ("docker.io".to_owned(), rest),
        };
        if !is_host(&host) {
            return Err(ReferenceError::Host(host));
        }
        let (path, tag) = match path.rsplit_once(':') {
            Some((path, tag)) => (path, Some(tag.parse::<Tag>()?)),
            None => (path, None),
        };
        let is_hub = matches!(host.as_str(), "docker.io" | "index.docker.io");
        let path = if is_hub && !path.contains('/') {
            format!("library/{path}")
        } else {
            path.to_owned()
        };
        let host = if is_hub { "docker.io".to_owned() } else { host };
        Ok(Self {
            host,
            repository: path.parse()?,
            tag,
            digest,
        })
    }
}

fn is_host(text: &str) -> bool {
    let (name, port) = if let Some(rest) = text.strip_prefix('[') {
        match rest.split_once(']') {
            Some((address, port)) if address.parse::<std::net::Ipv6Addr>().is_ok() => {
                ("ipv6", port.strip_prefix(':'))
            }
            _ => return false,
        }
    } else {
        match text.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (text, None),
        }
    };
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    is_name && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.host, self.repository)?;
        if let Some(tag) = &self.tag {
            write!(formatter, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(formatter, "@{digest}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_get_dockers_defaults() {
        assert_eq!(
            "nginx".parse::<Reference>().unwrap().to_string(),
            "docker.io/library/nginx"
        );
        assert_eq!(
            "bitnami/redis:7".parse::<Reference>().unwrap().to_string(),
            "docker.io/bitnami/redis:7"
        );
    }

    #[test]
    fn a_port_is_not_a_tag() {
        let reference: Reference = "localhost:5000/team/app".parse().unwrap();
        assert_eq!(
            (reference.host.as_str(), reference.tag),
            ("localhost:5000", None)
        );
        assert_eq!(
            "[::1]:5000/a:b".parse::<Reference>().unwrap().host,
            "[::1]:5000"
        );
    }

    #[test]
    fn userinfo_and_homographs_are_refused() {
        for text in [
            "user@evil.example/a",
            "evil.example:80:90/a",
            "gооgle.com/a",
            "a.example/b c",
        ] {
            assert!(text.parse::<Reference>().is_err(), "{text} was accepted");
        }
    }
}
