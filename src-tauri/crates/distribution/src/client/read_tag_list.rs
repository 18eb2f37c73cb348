//! `GET /v2/<name>/tags/list` with all that a registry puts into it beside the tags.

use portolan_oci::RepositoryName;
use serde_json::Value;

use super::Client;
use crate::{Cursor, Result, link};

impl Client {
    /// One page of the list of tags as the registry wrote it, from the beginning or from `cursor` on, and
    /// where it goes on.
    pub async fn read_tag_list(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<(Value, Option<Cursor>)> {
        let (value, headers, url) = self
            .read_page(&self.tags(repository)?, cursor, None)
            .await?;
        let next = self.next_cursor(link::next(&headers), &url)?;
        Ok((value, next))
    }
}
