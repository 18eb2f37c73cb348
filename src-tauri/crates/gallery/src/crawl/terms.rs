//! The questions of a crawl: which is being asked and how far, which are left, and into which a
//! question is split that has more answers than are ever shown.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use serde::{Deserialize, Serialize};

use crate::{Cursor, Found, Record};

/// Characters that begin a name.
const FIRST: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

/// Characters that go on with a name.
const NEXT: &str = "abcdefghijklmnopqrstuvwxyz0123456789-._/";

/// The longest question that splitting makes.
const LONGEST: usize = 6;

/// Pages of one question; sources show no more than a few dozen.
const PAGE_LIMIT: usize = 200;

/// Pages of the question for everything that are read before it is split.
const DEEP: usize = 25;

/// Tries of one question, after which it is given up.
const TRIES: u32 = 5;

/// The same while everything else fails as well.
const MOST_TRIES: u32 = 12;

/// One question and how far its answer was read.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Term {
    pub(super) words: String,
    /// Where the next page begins.
    pub(super) place: Option<Cursor>,
    /// Made by splitting, and can be split again.
    is_splittable: bool,
    /// Its share of all questions.
    share: f64,
    /// How often it failed.
    tries: u32,
    /// What the pages so far had on them, so that one that comes again is known.
    pages: Vec<u64>,
    /// Rows that were shown so far.
    seen: u64,
    /// It has more results than the source shows.
    is_capped: bool,
    /// How many results it has.
    total: Option<u64>,
    /// How many results the question it was split from has.
    of: Option<u64>,
}

/// All questions of a crawl.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Terms {
    /// The last one is asked next.
    left: Vec<Term>,
    pub(super) done: u64,
    pub(super) failed: u64,
    pub(super) capped: u64,
    /// The shares of those that are no longer left.
    answered: f64,
    /// The shares of all.
    whole: f64,
}

impl Terms {
    /// The question for everything, which splits by itself.
    pub(super) fn everything() -> Self {
        let term = Term {
            is_splittable: true,
            share: 1.0,
            ..Term::default()
        };
        Self {
            left: vec![term],
            whole: 1.0,
            ..Self::default()
        }
    }

    pub(super) fn current(&self) -> Option<&Term> {
        self.left.last()
    }

    pub(super) fn left(&self) -> u64 {
        self.left.len() as u64
    }

    /// Whether the question for everything is asked now.
    pub(super) fn is_everything(&self) -> bool {
        self.current().is_some_and(|term| term.words.is_empty())
    }

    pub(super) fn fraction(&self) -> f64 {
        if self.left.is_empty() {
            return 1.0;
        }
        (self.answered / self.whole.max(f64::MIN_POSITIVE)).clamp(0.0, 1.0)
    }

    /// Adds questions that are not split; what is left already is asked before them. Each weighs as
    /// much as a question of two letters.
    pub(super) fn add(&mut self, words: impl IntoIterator<Item = String>) {
        let share = 1.0 / (FIRST.len() * NEXT.len()) as f64;
        let known = self.left.iter().map(|term| term.words.clone());
        let mut known: HashSet<String> = known.collect();
        let fresh = words
            .into_iter()
            .filter(|words| !words.is_empty() && known.insert(words.clone()));
        let mut added: Vec<Term> = fresh
            .map(|words| Term {
                words,
                share,
                ..Term::default()
            })
            .collect();
        added.reverse();
        self.whole += share * added.len() as f64;
        self.left.splice(0..0, added);
    }

    /// Takes in the page that the present question was answered with, and goes on to the next page or
    /// question. Answers whether the page brought anything new.
    pub(super) fn turn_page(&mut self, found: &Found, records: &[Record]) -> bool {
        let Some(term) = self.left.last_mut() else {
            return false;
        };
        let page = fingerprint(records);
        if term.pages.contains(&page) {
            // The source goes round in circles: no later page will be another.
            self.close();
            return false;
        }
        term.pages.push(page);
        term.tries = 0;
        term.seen += records.len() as u64 + found.left_out;
        let ends_early = found.next.is_none() && found.total.is_some_and(|it| it > term.seen);
        term.is_capped |= found.is_capped || ends_early;
        // Where the longer question finds as much and something else, its words were not looked at.
        let finds_as_much = term.of.is_some() && term.of == found.total;
        let is_vain = finds_as_much && !are_named(records, &term.words);
        term.is_splittable &= !is_vain;
        term.total = found.total;
        let is_same_place = found.next.is_none() || found.next == term.place;
        // The most popular repositories are worth reading as far as they are shown.
        let is_enough = term.can_split() && (!term.words.is_empty() || term.pages.len() >= DEEP);
        if is_same_place || is_enough || is_vain || term.pages.len() >= PAGE_LIMIT {
            self.close();
        } else {
            term.place.clone_from(&found.next);
        }
        true
    }

    /// Begins the present question again, because its place in the list was lost.
    pub(super) fn begin_again(&mut self) {
        let Some(term) = self.left.last_mut() else {
            return;
        };
        term.place = None;
        term.pages.clear();
        term.seen = 0;
        term.tries += 1;
        if term.can_split() {
            self.close();
        } else if term.tries >= TRIES {
            self.give_up();
        }
    }

    /// Asks the others first, because the present question failed; gives it up when it has failed
    /// often. Where everything fails, more is put down to the source, and less to the question.
    pub(super) fn put_off(&mut self, everything_fails: bool) {
        let Some(mut term) = self.left.pop() else {
            return;
        };
        let limit = if everything_fails { MOST_TRIES } else { TRIES };
        term.tries += 1;
        if term.tries < limit {
            self.left.insert(0, term);
        } else {
            self.left.push(term);
            self.give_up();
        }
    }

    /// Asks the present question no more.
    pub(super) fn give_up(&mut self) {
        if let Some(term) = self.left.pop() {
            self.failed += 1;
            self.answered += term.share;
        }
    }

    /// Ends the present question, and puts longer ones in its place, in the order of the alphabet,
    /// where it has more answers than are shown.
    pub(super) fn close(&mut self) {
        let Some(term) = self.left.pop() else { return };
        self.done += 1;
        if !term.can_split() {
            self.capped += u64::from(term.is_capped);
            self.answered += term.share;
            return;
        }
        let letters = if term.words.is_empty() { FIRST } else { NEXT };
        let share = term.share / letters.len() as f64;
        let parts = letters.chars().rev().map(|letter| Term {
            words: format!("{}{letter}", term.words),
            is_splittable: true,
            share,
            of: term.total,
            ..Term::default()
        });
        self.left.extend(parts);
    }
}

impl Term {
    fn can_split(&self) -> bool {
        self.is_capped && self.is_splittable && self.words.len() < LONGEST
    }
}

/// Whether half of the records have the words in their alias or name.
fn are_named(records: &[Record], words: &str) -> bool {
    let is_named = |record: &&Record| {
        let card = &record.listing.card;
        format!("{}/{}", card.alias, card.name).contains(words)
    };
    records.iter().filter(is_named).count() * 2 >= records.len()
}

fn fingerprint(records: &[Record]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for record in records {
        record.id().hash(&mut hasher);
    }
    hasher.finish()
}
