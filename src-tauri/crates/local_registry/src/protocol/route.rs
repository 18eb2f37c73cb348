//! Which of the spec's endpoints a path means. Names may hold slashes, and parts such as `blobs`, so a
//! path is read from its end.

use std::borrow::Cow;

use portolan_oci::{Digest, RepositoryName, Selector};
use uuid::Uuid;

use super::refusal::Refusal;

/// The endpoints of the distribution spec 1.1.1, and the catalog.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Route {
    /// `/v2/`
    Base,
    /// `/v2/_catalog`
    Catalog,
    /// `/v2/<name>/tags/list`
    Tags(RepositoryName),
    /// `/v2/<name>/manifests/<reference>`
    Manifest(RepositoryName, Selector),
    /// `/v2/<name>/blobs/<digest>`
    Blob(RepositoryName, Digest),
    /// `/v2/<name>/blobs/uploads/`
    Uploads(RepositoryName),
    /// `/v2/<name>/blobs/uploads/<id>`; `None` for an id that was never given out.
    Upload(RepositoryName, Option<Uuid>),
    /// `/v2/<name>/referrers/<digest>`
    Referrers(RepositoryName, Digest),
}

impl Route {
    /// Reads the path of a request.
    pub(crate) fn parse(path: &str) -> Result<Self, Refusal> {
        let path = decode(path).ok_or_else(Refusal::no_endpoint)?;
        let rest = match path.strip_prefix("/v2") {
            Some("" | "/") => return Ok(Self::Base),
            Some(rest) => rest.strip_prefix('/').ok_or_else(Refusal::no_endpoint)?,
            None => return Err(Refusal::no_endpoint()),
        };
        if rest == "_catalog" {
            return Ok(Self::Catalog);
        }
        let (before, last) = rest.rsplit_once('/').ok_or_else(Refusal::no_endpoint)?;
        if let Some(name) = before.strip_suffix("/blobs/uploads") {
            let name = repository(name)?;
            return Ok(if last.is_empty() {
                Self::Uploads(name)
            } else {
                Self::Upload(name, last.parse().ok())
            });
        }
        let (name, kind) = before.rsplit_once('/').ok_or_else(Refusal::no_endpoint)?;
        match (kind, last) {
            ("tags", "list") => Ok(Self::Tags(repository(name)?)),
            ("manifests", reference) => {
                let name = repository(name)?;
                Ok(Self::Manifest(name, selector(reference)?))
            }
            ("blobs", "uploads") => Ok(Self::Uploads(repository(name)?)),
            ("blobs", text) => Ok(Self::Blob(repository(name)?, digest(text)?)),
            ("referrers", text) => Ok(Self::Referrers(repository(name)?, digest(text)?)),
            _ => Err(Refusal::no_endpoint()),
        }
    }
}

fn repository(text: &str) -> Result<RepositoryName, Refusal> {
    text.parse().map_err(|error| Refusal::bad_name(&error))
}

fn selector(text: &str) -> Result<Selector, Refusal> {
    if text.contains(':') {
        Ok(Selector::Digest(digest(text)?))
    } else {
        let tag = text.parse().map_err(|error| Refusal::bad_tag(&error))?;
        Ok(Selector::Tag(tag))
    }
}

/// A digest out of a path or a query.
pub(crate) fn digest(text: &str) -> Result<Digest, Refusal> {
    text.parse().map_err(|error| Refusal::bad_digest(&error))
}

/// Undoes percent-encoding: some clients write the colon of a digest as `%3A`.
fn decode(path: &str) -> Option<Cow<'_, str>> {
    if !path.contains('%') {
        return Some(Cow::Borrowed(path));
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let hex = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn name(text: &str) -> RepositoryName {
        text.parse().unwrap()
    }

    #[test]
    fn names_may_contain_the_words_of_the_protocol() {
        let path = format!("/v2/a/blobs/uploads/blobs/{DIGEST}");
        let expected = Route::Blob(name("a/blobs/uploads"), DIGEST.parse().unwrap());
        assert_eq!(Route::parse(&path).unwrap(), expected);
        assert_eq!(
            Route::parse("/v2/tags/list/tags/list").unwrap(),
            Route::Tags(name("tags/list"))
        );
        assert_eq!(
            Route::parse("/v2/manifests/manifests/manifests").unwrap(),
            Route::Manifest(name("manifests"), "manifests".parse().unwrap())
        );
    }

    #[test]
    fn uploads_are_told_from_blobs() {
        assert_eq!(
            Route::parse("/v2/a/b/blobs/uploads/").unwrap(),
            Route::Uploads(name("a/b"))
        );
        assert_eq!(
            Route::parse("/v2/a/b/blobs/uploads/nothing").unwrap(),
            Route::Upload(name("a/b"), None)
        );
    }

    #[test]
    fn an_encoded_colon_is_a_colon() {
        let path = format!("/v2/a/referrers/{}", DIGEST.replace(':', "%3A"));
        assert!(matches!(Route::parse(&path), Ok(Route::Referrers(..))));
    }

    #[test]
    fn hostile_paths_lead_nowhere() {
        for path in [
            "/",
            "/v1/",
            "/v2/../etc/passwd",
            "/v2/a/blobs/sha256:../../etc/passwd",
            "/v2/a/%2e%2e/blobs/uploads/",
            "/v2/A/tags/list",
            "/v2//tags/list",
            "/v2/a/manifests/%",
            "/v2/a/manifests/%ff",
            "/v2/a/manifests/a%00b",
            "/v2/a/manifests/",
        ] {
            assert!(Route::parse(path).is_err(), "{path} led somewhere");
        }
    }
}
