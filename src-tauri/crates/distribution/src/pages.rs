//! Following a list in pages to its end, and stopping where it has none. Asking for a page is its
//! verb's.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

use crate::{Cursor, Page, Problem};

/// Pages that are read at most: half a million tags in pages of a hundred.
const PAGE_LIMIT: usize = 5_000;

/// Entries that are kept at most.
const ENTRY_LIMIT: usize = 2_000_000;

/// Pages in a row that bring nothing new, before the list is taken for one that never ends.
const STALE_LIMIT: usize = 3;

/// How far one list was read.
#[derive(Debug, Default)]
pub struct Pages {
    next: Option<Cursor>,
    cursors: HashSet<Cursor>,
    hasher: RandomState,
    /// Hashes of the entries that came: enough to know a page of old ones.
    entries: HashSet<u64>,
    read: usize,
    stale: usize,
    ended: bool,
}

impl Pages {
    /// Where the next page begins: `None` inside is the first page, `None` outside the end.
    pub fn place(&self) -> Option<Option<&Cursor>> {
        (!self.ended).then_some(self.next.as_ref())
    }

    /// Whether the page read last was the last one.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// Takes in a page, and decides whether another one follows; `name` tells its entries apart. A list
    /// that is cut here says so in the page's problems. Some registries answer a link past their end, to
    /// the same page or an empty one (vscode-docker issue 4309).
    pub fn take<T>(&mut self, page: &mut Page<T>, name: impl Fn(&T) -> &str) {
        self.read += 1;
        let before = self.entries.len();
        let hashes = page
            .items
            .iter()
            .map(|item| self.hasher.hash_one(name(item)));
        self.entries.extend(hashes.collect::<Vec<_>>());
        let is_stale = self.entries.len() == before;
        self.stale = if is_stale { self.stale + 1 } else { 0 };
        let is_empty = page.items.is_empty() && page.problems.is_empty();
        self.next = page.next.take().filter(|_| !is_empty);
        let Some(next) = &self.next else {
            self.ended = true;
            return;
        };
        let problem = if !self.cursors.insert(next.clone()) || self.stale >= STALE_LIMIT {
            Problem::Repeated
        } else if self.read >= PAGE_LIMIT {
            Problem::Endless { pages: self.read }
        } else if self.entries.len() >= ENTRY_LIMIT {
            Problem::TooMany { limit: ENTRY_LIMIT }
        } else {
            return;
        };
        self.ended = true;
        page.problems.push(problem);
    }
}

/// Whether a list with these problems lacks some of what the registry has.
pub fn is_cut(problems: &[Problem]) -> bool {
    problems
        .iter()
        .any(|problem| !matches!(problem, Problem::Unusable(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(items: &[&str], next: Option<&str>) -> Page<String> {
        Page {
            items: items.iter().map(|&item| item.to_owned()).collect(),
            next: next.map(|text| Cursor::from(text.to_owned())),
            problems: Vec::new(),
        }
    }

    /// The page's problems once it was taken in.
    fn take(pages: &mut Pages, mut page: Page<String>) -> Vec<Problem> {
        pages.take(&mut page, String::as_str);
        page.problems
    }

    #[test]
    fn a_list_is_followed_until_no_page_is_named() {
        let mut pages = Pages::default();
        take(&mut pages, page(&["1", "2"], Some("a")));
        assert_eq!(pages.place().flatten().unwrap().as_str(), "a");
        take(&mut pages, page(&["3"], None));
        assert!(pages.place().is_none());
    }

    #[test]
    fn an_empty_page_is_the_end_whatever_it_links_to() {
        let mut pages = Pages::default();
        let problems = take(&mut pages, page(&[], Some("a")));
        assert!(pages.place().is_none() && !is_cut(&problems));
    }

    #[test]
    fn a_page_of_unusable_entries_is_not_the_end() {
        let mut pages = Pages::default();
        let mut unusable = page(&[], Some("a"));
        unusable.problems.push(Problem::Unusable("/".to_owned()));
        take(&mut pages, unusable);
        assert!(pages.place().is_some());
    }

    #[test]
    fn a_page_that_links_back_ends_the_list_and_says_so() {
        let mut pages = Pages::default();
        take(&mut pages, page(&["1"], Some("a")));
        let problems = take(&mut pages, page(&["2"], Some("a")));
        assert!(pages.place().is_none());
        assert_eq!(problems, [Problem::Repeated]);
    }

    #[test]
    fn pages_that_bring_nothing_new_are_not_followed_for_ever() {
        let mut pages = Pages::default();
        let mut problems = Vec::new();
        let mut read = 0;
        while pages.place().is_some() {
            read += 1;
            problems = take(&mut pages, page(&["1"], Some(&read.to_string())));
        }
        assert_eq!(read, 1 + STALE_LIMIT);
        assert_eq!(problems, [Problem::Repeated]);
    }

    #[test]
    fn a_chain_of_ever_new_links_is_cut() {
        let mut pages = Pages::default();
        let mut problems = Vec::new();
        let mut read = 0;
        while pages.place().is_some() {
            read += 1;
            let number = read.to_string();
            problems = take(&mut pages, page(&[&number], Some(&number)));
        }
        assert_eq!(problems, [Problem::Endless { pages: PAGE_LIMIT }]);
        assert!(is_cut(&problems));
    }
}
