//! `HEAD /v2/<name>/manifests/<reference>`: what a manifest is, without fetching it.

use http::{Method, header};
use portolan_oci::{MediaType, RepositoryName, Selector};

use super::{Ask, Client, accept};
use crate::{
    Error, ManifestHead, Operation, Result, count::Purpose, scope::Scope, transport::Request,
};

impl Client {
    /// What the registry says of a manifest (a HEAD, which is free of Docker Hub's quota).
    pub async fn head_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<ManifestHead> {
        let whole = self
            .fetch(self.manifest_ask(Method::HEAD, repository, selector)?, 0)
            .await?;
        let digest = whole
            .text("docker-content-digest")
            .and_then(|text| text.parse().ok());
        if let (Selector::Digest(asked), Some(got)) = (selector, &digest)
            && asked != got
        {
            return Err(Error::DigestMismatch {
                asked: asked.clone(),
                got: got.clone(),
            });
        }
        Ok(ManifestHead {
            digest,
            media_type: whole.text("content-type").map(MediaType::parse),
            size: whole
                .text("content-length")
                .and_then(|text| text.parse().ok()),
        })
    }

    /// A request about one manifest, saying that every kind is welcome: a registry converts or hides
    /// what is not named.
    pub(super) fn manifest_ask(
        &self,
        method: Method,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<Ask> {
        let purpose = if method == Method::HEAD {
            Purpose::ManifestHead
        } else {
            Purpose::ManifestGet
        };
        let url = self.url(repository, &format!("manifests/{selector}"))?;
        let request = Request::new(method, url, purpose);
        Ok(Ask {
            request: request.header(header::ACCEPT, accept(&MediaType::ACCEPTED)),
            scopes: vec![Scope::repository(repository, &["pull"])],
            what: name(repository, selector),
            operation: Operation::Other,
        })
    }
}

/// `repository:tag` or `repository@digest`.
pub(super) fn name(repository: &RepositoryName, selector: &Selector) -> String {
    match selector {
        Selector::Tag(tag) => format!("{repository}:{tag}"),
        Selector::Digest(digest) => format!("{repository}@{digest}"),
    }
}
