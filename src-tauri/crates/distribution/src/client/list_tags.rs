//! `GET /v2/<name>/tags/list`: the tags of a repository.

use portolan_oci::{RepositoryName, Tag};

use super::{Client, list_pages::List};
use crate::{Cursor, Operation, Page, Result, scope::Scope};

impl Client {
    /// One page of tags, from the beginning or from `cursor` on; `size` is a wish for the first page,
    /// which some registries ignore.
    pub async fn list_tags(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
        size: Option<usize>,
    ) -> Result<Page<Tag>> {
        self.list_page(&self.tags(repository)?, cursor, size).await
    }

    pub(super) fn tags(&self, repository: &RepositoryName) -> Result<List<'static>> {
        Ok(List {
            url: self.url(repository, "tags/list")?,
            scopes: vec![Scope::repository(repository, &["pull"])],
            member: "tags",
            what: format!("repository {repository}"),
            operation: Operation::Other,
        })
    }
}
