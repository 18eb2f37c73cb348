//! `DELETE /v2/<name>/manifests/<reference>`: a tag, or a manifest with all its tags.

use http::Method;
use portolan_oci::{RepositoryName, Selector};

use super::{Ask, Client, head_manifest::name};
use crate::{Error, Operation, Result, count::Purpose, scope::Scope, transport::Request};

impl Client {
    /// Deletes by tag (the tag alone, where the registry can) or by digest (the manifest and every tag
    /// on it). [`Error::Unsupported`] where the registry does not delete this way. Not repeated after
    /// a lost answer: meanwhile the name may mean something else.
    pub async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<()> {
        let url = self.url(repository, &format!("manifests/{selector}"))?;
        let operation = match selector {
            Selector::Tag(_) => Operation::DeleteTag,
            Selector::Digest(_) => Operation::DeleteManifest,
        };
        let ask = Ask {
            request: Request::new(Method::DELETE, url, Purpose::Write),
            scopes: vec![Scope::repository(repository, &["delete", "pull"])],
            what: name(repository, selector),
            operation,
        };
        match self.succeed(&ask).await {
            Ok(_) => Ok(()),
            // Registries that delete by digest only take the tag for a broken digest or name.
            Err(Error::Refuses {
                status: 400,
                complaint,
                ..
            }) if operation == Operation::DeleteTag => Err(Error::Unsupported {
                what: operation,
                complaint,
            }),
            Err(error) => Err(error),
        }
    }
}
