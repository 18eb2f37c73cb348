//! `GET /v2/<name>/manifests/<reference>`: a manifest's exact bytes.

use http::Method;
use portolan_oci::{Digest, Document, MANIFEST_LIMIT, MediaType, RepositoryName, Selector};

use super::Client;
use crate::{Error, RawManifest, Result, answer::Whole};

impl Client {
    /// A manifest's exact bytes. Asked for by digest they must have it; by tag they must have the one
    /// that the registry itself names, if it does.
    pub async fn get_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<RawManifest> {
        let ask = self.manifest_ask(Method::GET, repository, selector)?;
        let whole = self.fetch(ask, MANIFEST_LIMIT as u64).await?;
        let digest = verify(selector, &whole)?;
        let media_type = settle_type(&whole)?;
        Ok(RawManifest {
            digest,
            media_type,
            bytes: whole.body,
        })
    }
}

/// The digest that the bytes were found to have. What is expected comes from the question, or else
/// from the registry's own claim; never is a claim taken for a digest.
fn verify(selector: &Selector, whole: &Whole) -> Result<Digest> {
    let claimed = || {
        whole
            .text("docker-content-digest")
            .and_then(|text| text.parse().ok())
    };
    let expected: Option<Digest> = match selector {
        Selector::Digest(digest) => Some(digest.clone()),
        Selector::Tag(_) => claimed(),
    };
    match expected {
        Some(asked) if Document::matches(&whole.body, &asked) => Ok(asked),
        Some(asked) => Err(Error::DigestMismatch {
            got: Digest::of_with(asked.algorithm(), &whole.body),
            asked,
        }),
        None => Ok(Document::digest(&whole.body)),
    }
}

/// The registry's type; where it says nothing useful (static files, object stores), the manifest's own.
fn settle_type(whole: &Whole) -> Result<MediaType> {
    let answered = whole.text("content-type").map(MediaType::parse);
    match answered {
        Some(media_type) if !media_type.says_nothing() => Ok(media_type),
        answered => Ok(Document::parse(&whole.body, answered.as_ref())?.media_type()),
    }
}
