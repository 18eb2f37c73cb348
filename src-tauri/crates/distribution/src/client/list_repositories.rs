//! `GET /v2/_catalog`: the repositories, where a registry lists them. Not in the OCI's specification.

use portolan_oci::RepositoryName;

use super::{Client, list_pages::List};
use crate::{Cursor, Error, Operation, Page, Result, scope::Scope};

impl Client {
    /// One page of repository names, from the beginning or from `cursor` on; `size` is a wish for the
    /// first page. [`Error::Unsupported`] where the registry has no catalog.
    pub async fn list_repositories(
        &self,
        cursor: Option<&Cursor>,
        size: Option<usize>,
    ) -> Result<Page<RepositoryName>> {
        let page = self.list_page(&self.catalog()?, cursor, size).await;
        page.map_err(no_catalog)
    }

    fn catalog(&self) -> Result<List<'static>> {
        let url = self.0.base.join("_catalog");
        Ok(List {
            url: url.map_err(|_| self.protocol("its address can't be built"))?,
            scopes: vec![Scope::catalog()],
            member: "repositories",
            what: "the list of repositories".to_owned(),
            operation: Operation::ListRepositories,
        })
    }
}

fn no_catalog(error: Error) -> Error {
    match error {
        Error::NotFound { complaint, .. } => Error::Unsupported {
            what: Operation::ListRepositories,
            complaint,
        },
        error => error,
    }
}
