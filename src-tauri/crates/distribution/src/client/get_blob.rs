//! `GET /v2/<name>/blobs/<digest>`: a small blob whole, such as a config.

use bytes::Bytes;
use http::Method;
use portolan_oci::{Digest, RepositoryName};

use super::{Ask, Client};
use crate::{Error, Operation, Result, count::Purpose, scope::Scope, transport::Request};

impl Client {
    /// A whole blob of at most `limit` bytes, verified.
    pub async fn get_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        limit: u64,
    ) -> Result<Bytes> {
        let ask = self.blob_ask(Method::GET, repository, digest, &["pull"])?;
        let body = self.fetch(ask, limit).await?.body;
        if digest.matches(&body) {
            return Ok(body);
        }
        Err(Error::DigestMismatch {
            asked: digest.clone(),
            got: Digest::of_with(digest.algorithm(), &body),
        })
    }

    /// A request about one blob.
    pub(super) fn blob_ask(
        &self,
        method: Method,
        repository: &RepositoryName,
        digest: &Digest,
        actions: &[&str],
    ) -> Result<Ask> {
        let purpose = match method {
            Method::GET => Purpose::BlobGet,
            Method::HEAD => Purpose::Other,
            _ => Purpose::Write,
        };
        let url = self.url(repository, &format!("blobs/{digest}"))?;
        Ok(Ask {
            request: Request::new(method, url, purpose),
            scopes: vec![Scope::repository(repository, actions)],
            what: format!("blob {digest} of {repository}"),
            operation: Operation::Other,
        })
    }
}
