//! Follows a registry's lists to their end, and stops where a list has none.

use std::collections::HashSet;

use portolan_distribution::{Cursor, Page, Problem};
use portolan_oci::RepositoryName;

use crate::{ListedTag, Registry, Result};

/// Pages that are read at most: a hundred thousand tags come in a thousand of the smallest pages.
const PAGE_LIMIT: usize = 20_000;

/// Entries that are kept at most.
const ENTRY_LIMIT: usize = 2_000_000;

/// Reads one list page by page.
#[derive(Debug, Default)]
pub struct Pages {
    next: Option<Cursor>,
    seen: HashSet<Cursor>,
    read: usize,
    entries: usize,
    ended: bool,
}

impl Pages {
    /// Where the next page begins: `None` inside is the first page, `None` outside the end.
    #[expect(clippy::option_option, reason = "the first page has no cursor")]
    fn place(&self) -> Option<Option<&Cursor>> {
        (!self.ended).then_some(self.next.as_ref())
    }

    /// Whether the page read last was the last one.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// Takes in a page, and decides whether there is another one. Some registries answer a link past
    /// their end, to the same page or an empty one (vscode-docker issue 4309).
    fn take<T>(&mut self, page: &mut Page<T>) {
        self.read += 1;
        self.entries += page.items.len();
        self.next = page.next.take();
        let Some(next) = &self.next else {
            self.ended = true;
            return;
        };
        if page.items.is_empty() || !self.seen.insert(next.clone()) {
            self.ended = true;
            if !page.items.is_empty() {
                page.problems.push(Problem::Repeated);
            }
        } else if self.read >= PAGE_LIMIT {
            self.ended = true;
            page.problems.push(Problem::Endless { pages: self.read });
        } else if self.entries >= ENTRY_LIMIT {
            self.ended = true;
            page.problems.push(Problem::TooMany { limit: ENTRY_LIMIT });
        }
    }

    /// The next page of tags; `None` at the end. Its `next` is taken care of.
    pub async fn next_tags(
        &mut self,
        registry: &dyn Registry,
        repository: &RepositoryName,
    ) -> Result<Option<Page<ListedTag>>> {
        let Some(cursor) = self.place() else {
            return Ok(None);
        };
        let mut page = registry.list_tags(repository, cursor).await?;
        self.take(&mut page);
        Ok(Some(page))
    }

    /// The next page of repositories; `None` at the end. Its `next` is taken care of.
    pub async fn next_repositories(
        &mut self,
        registry: &dyn Registry,
    ) -> Result<Option<Page<RepositoryName>>> {
        let Some(cursor) = self.place() else {
            return Ok(None);
        };
        let mut page = registry.list_repositories(cursor).await?;
        self.take(&mut page);
        Ok(Some(page))
    }
}

/// Whether a list with these problems lacks some of what the registry has.
pub fn is_cut(problems: &[Problem]) -> bool {
    problems
        .iter()
        .any(|problem| !matches!(problem, Problem::Unusable(_)))
}

/// All tags of a repository. A list that never ends is cut, which `problems` says.
pub async fn list_all_tags(
    registry: &dyn Registry,
    repository: &RepositoryName,
) -> Result<Page<ListedTag>> {
    let mut all = Page::empty();
    let mut pages = Pages::default();
    while let Some(page) = pages.next_tags(registry, repository).await? {
        all.items.extend(page.items);
        all.problems.extend(page.problems);
    }
    Ok(all)
}

/// All repositories of a registry. A list that never ends is cut, which `problems` says.
pub async fn list_all_repositories(registry: &dyn Registry) -> Result<Page<RepositoryName>> {
    let mut all = Page::empty();
    let mut pages = Pages::default();
    while let Some(page) = pages.next_repositories(registry).await? {
        all.items.extend(page.items);
        all.problems.extend(page.problems);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(items: usize, next: Option<&str>) -> Page<usize> {
        Page {
            items: (0..items).collect(),
            next: next.map(|text| Cursor::from(text.to_owned())),
            problems: Vec::new(),
        }
    }

    #[test]
    fn a_list_is_followed_until_no_page_is_named() {
        let mut pages = Pages::default();
        pages.take(&mut page(2, Some("a")));
        assert_eq!(pages.place().flatten().unwrap().as_str(), "a");
        pages.take(&mut page(2, None));
        assert!(pages.place().is_none());
    }

    #[test]
    fn an_empty_page_is_the_end_whatever_it_links_to() {
        let mut pages = Pages::default();
        let mut empty = page(0, Some("a"));
        pages.take(&mut empty);
        assert!(pages.place().is_none() && !is_cut(&empty.problems));
    }

    #[test]
    fn a_page_that_links_back_ends_the_list_and_says_so() {
        let mut pages = Pages::default();
        pages.take(&mut page(1, Some("a")));
        let mut again = page(1, Some("a"));
        pages.take(&mut again);
        assert!(pages.place().is_none());
        assert_eq!(again.problems, [Problem::Repeated]);
    }

    #[test]
    fn a_chain_of_ever_new_links_is_cut() {
        let mut pages = Pages::default();
        let mut last = page(1, None);
        for place in 0..PAGE_LIMIT {
            last = page(1, Some(&place.to_string()));
            pages.take(&mut last);
        }
        assert!(pages.place().is_none() && is_cut(&last.problems));
    }
}
