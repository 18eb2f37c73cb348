//! `HEAD /v2/<name>/blobs/<digest>`: whether a blob is there.

use http::Method;
use portolan_oci::{Digest, RepositoryName};

use super::Client;
use crate::{Error, Result};

impl Client {
    /// The size of a blob that is there (0 where the registry doesn't say); `None` where it is not.
    pub async fn blob_exists(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<u64>> {
        let ask = self.blob_ask(Method::HEAD, repository, digest, &["pull"])?;
        match self.fetch(ask, 0).await {
            Ok(whole) => {
                let length = whole.text("content-length");
                Ok(Some(length.and_then(|text| text.parse().ok()).unwrap_or(0)))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
