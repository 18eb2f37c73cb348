//! A list that is made of several lists of a registry, one after another, as the repositories of several
//! owners: which of them is read, and where in it.

use std::collections::VecDeque;

use portolan_distribution::Cursor;
use serde::{Deserialize, Serialize};

/// How far such a list was read. It travels in a cursor, so nothing is remembered between two pages.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub(crate) struct InTurn {
    /// The lists that are not read to their end yet; the first is being read.
    lists: VecDeque<String>,
    /// Where the first of them goes on; `None` is its beginning.
    place: Option<String>,
}

impl InTurn {
    /// Begins with the first of `lists`.
    pub(crate) fn begin(lists: impl IntoIterator<Item = String>) -> Self {
        Self {
            lists: lists.into_iter().collect(),
            place: None,
        }
    }

    /// Goes on where a cursor says; a text that was none of ours is the end.
    pub(crate) fn resume(cursor: &Cursor) -> Self {
        serde_json::from_str(cursor.as_str()).unwrap_or_default()
    }

    /// The list that is to be read next, and where in it; `None` at the end of the last.
    pub(crate) fn next(&self) -> Option<(&str, Option<&str>)> {
        let list = self.lists.front()?;
        Some((list, self.place.as_deref()))
    }

    /// Adds lists that are to be read after those that wait already.
    pub(crate) fn add(&mut self, lists: impl IntoIterator<Item = String>) {
        self.lists.extend(lists);
    }

    /// Notes that a page was read, and where its list goes on.
    pub(crate) fn turn(&mut self, place: Option<String>) {
        if place.is_none() {
            self.lists.pop_front();
        }
        self.place = place;
    }

    /// The cursor that leads here; `None` at the end.
    pub(crate) fn cursor(&self) -> Option<Cursor> {
        if self.lists.is_empty() {
            return None;
        }
        serde_json::to_string(self).ok().map(Cursor::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read_one_after_another_each_to_its_end() {
        let mut turn = InTurn::begin(["a".to_owned(), "b".to_owned()]);
        let mut read = Vec::new();
        while let Some((list, place)) = turn.next() {
            read.push(format!("{list}{}", place.unwrap_or_default()));
            let is_first = place.is_none();
            turn.turn(is_first.then(|| "2".to_owned()));
            if let Some(cursor) = turn.cursor() {
                assert_eq!(InTurn::resume(&cursor), turn);
            }
        }
        assert_eq!(read, ["a", "a2", "b", "b2"]);
        assert!(turn.cursor().is_none());
    }

    #[test]
    fn a_cursor_of_something_else_is_the_end() {
        let strange = Cursor::from("?page=2".to_owned());
        assert!(InTurn::resume(&strange).next().is_none());
    }
}
