//! `DELETE /v2/<name>/blobs/<digest>`: a blob.

use http::Method;
use portolan_oci::{Digest, RepositoryName};

use super::Client;
use crate::{Operation, Result};

impl Client {
    /// Deletes a blob. Not every registry lets anybody do this.
    pub async fn delete_blob(&self, repository: &RepositoryName, digest: &Digest) -> Result<()> {
        let mut ask = self.blob_ask(Method::DELETE, repository, digest, &["delete", "pull"])?;
        ask.operation = Operation::DeleteBlob;
        self.succeed(&ask).await.map(|_| ())
    }
}
