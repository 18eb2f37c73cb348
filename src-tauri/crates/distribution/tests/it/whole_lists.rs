//! Lists read to their end, as the rooms above do it.

use portolan_distribution::{Client, Page, Pages, Result};
use portolan_oci::{RepositoryName, Tag};

pub(crate) async fn all_tags(client: &Client, repository: &RepositoryName) -> Result<Page<Tag>> {
    let mut all = Page::empty();
    let mut pages = Pages::default();
    while let Some(cursor) = pages.place() {
        let mut page = client.list_tags(repository, cursor, None).await?;
        pages.take(&mut page, Tag::as_str);
        all.items.extend(page.items);
        all.problems.extend(page.problems);
    }
    Ok(all)
}

pub(crate) async fn all_repositories(client: &Client) -> Result<Page<RepositoryName>> {
    let mut all = Page::empty();
    let mut pages = Pages::default();
    while let Some(cursor) = pages.place() {
        let mut page = client.list_repositories(cursor, None).await?;
        pages.take(&mut page, RepositoryName::as_str);
        all.items.extend(page.items);
        all.problems.extend(page.problems);
    }
    Ok(all)
}
