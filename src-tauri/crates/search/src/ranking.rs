//! Searching the segments: what matches, how much of it, and which come first.
//!
//! Documents are numbered by popularity, so within a tier the first are the best, and a tier is left as
//! soon as the window is full. The exact total comes from the widest reach alone.

use std::{cmp::Reverse, collections::BinaryHeap, ops::ControlFlow};

use tantivy::{DocAddress, Searcher, TantivyDocument, schema::Field};

use crate::{
    answer::Hits,
    error::Error,
    facets::Tally,
    filter::{Kept, find_kept},
    plan::{Misspelt, Place, Plan},
    query::{Cancellation, Query, Sort},
    schema::{Fields, Reach, read_document},
    segment::Segment,
    set::Set,
    snippet::Marker,
};

/// The index as it was at one commit.
pub(crate) struct View {
    pub(crate) searcher: Searcher,
    pub(crate) segments: Vec<Segment>,
    pub(crate) fields: Fields,
}

/// Where the words are: what is earlier outranks what is later, whatever their popularity.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Tier {
    Reference,
    WholeName,
    /// `alias/name`, begun: the alias whole and first, the other words in the name.
    OwnPath,
    Path,
    /// With the last word whole: what begins with it is more often something else in a sentence.
    WholeTitle,
    WholeSummary,
    Title,
    Summary,
    Anywhere,
    OwnMisspelt,
    MisspeltOnce,
    Misspelt,
    MisspeltBeginning,
    /// Other forms of the words, or fewer of them: the choice of that number.
    Loose(usize),
}

const TIERS: [Tier; 13] = [
    Tier::Reference,
    Tier::WholeName,
    Tier::OwnPath,
    Tier::Path,
    Tier::WholeTitle,
    Tier::WholeSummary,
    Tier::Title,
    Tier::Summary,
    Tier::Anywhere,
    Tier::OwnMisspelt,
    Tier::MisspeltOnce,
    Tier::Misspelt,
    Tier::MisspeltBeginning,
];

impl Tier {
    /// Whether a name that has fewer words beside what was typed comes first. A misspelt name can't be
    /// known to be whole, and is meant more often than one that only contains it.
    fn prefers_short_names(self) -> bool {
        matches!(
            self,
            Self::OwnMisspelt | Self::MisspeltOnce | Self::Misspelt
        )
    }
}

/// More words in a name than this say no more about what was meant.
const MOST_NAME_WORDS: u64 = 6;

/// What matched in one segment.
pub(crate) struct Matched {
    /// By the words alone.
    pub(crate) text: Set,
    /// By other spellings; nothing as long as there is no need for them.
    pub(crate) misspelt: Misspelt,
    /// By other forms of the words or fewer of them, the best first; nothing as long as there is no need.
    pub(crate) loose: Vec<Set>,
    pub(crate) kept: Vec<Kept>,
    /// By words and filter, without what was deleted.
    pub(crate) passed: Set,
}

impl Matched {
    fn new(segment: &Segment, text: Set, kept: Vec<Kept>) -> Self {
        let passed = pass(segment, &text, kept.iter());
        Self {
            text,
            misspelt: Misspelt::default(),
            loose: Vec::new(),
            kept,
            passed,
        }
    }

    /// What passes without the filter's own part for one facet.
    fn passed_but_for(&self, segment: &Segment, facet: Field) -> Set {
        if self.kept.iter().all(|it| it.facet != Some(facet)) {
            return self.passed.clone();
        }
        let others = self.kept.iter().filter(|it| it.facet != Some(facet));
        pass(segment, &self.text, others)
    }
}

pub(crate) fn pass<'a>(segment: &Segment, text: &Set, kept: impl Iterator<Item = &'a Kept>) -> Set {
    let passed = kept.fold(text.clone(), |passed, kept| passed.and(&kept.set));
    if segment.deleted.is_empty() {
        passed
    } else {
        passed.without(&segment.deleted)
    }
}

/// A document in the running: its rank, and where it is.
type Candidate<Rank> = (Rank, DocAddress);

impl View {
    /// Answers a query.
    pub(crate) fn search(&self, query: &Query, cancellation: &Cancellation) -> Result<Hits, Error> {
        let plan = Plan::read(&query.text, &query.filter, query.now);
        let mut found = Vec::with_capacity(self.segments.len());
        for segment in &self.segments {
            cancellation.check()?;
            let text = self.find_text(segment, &plan)?;
            let kept = find_kept(&plan.filter, segment, &self.fields)?;
            found.push(Matched::new(segment, text, kept));
        }
        let misspelt = self.correct(&plan, &mut found, cancellation)?;
        // A name that was misspelt is what was meant.
        let is_loose =
            misspelt != Some(Reach::Path) && self.loosen(&plan, &mut found, cancellation)?;
        let window = query.offset.saturating_add(query.limit);
        let chosen = if query.limit == 0 {
            Vec::new()
        } else if query.sort == Sort::Relevance {
            self.rank(&plan, &found, window, cancellation)?
        } else {
            self.order(query.sort, &found, window, cancellation)?
        };
        let spellings = found.iter().map(|it| it.misspelt.spellings.as_slice());
        let marker = Marker::new(&plan, is_loose, spellings);
        let mut hits = Vec::new();
        for address in chosen.into_iter().skip(query.offset) {
            cancellation.check()?;
            let document: TantivyDocument = self.searcher.doc(address)?;
            hits.push(marker.mark(read_document(&self.fields, &document)?));
        }
        Ok(Hits {
            total: count(&found),
            is_corrected: misspelt.is_some() || is_loose,
            hits,
            facets: if query.with_facets {
                Some(self.count_facets(&found, cancellation)?)
            } else {
                None
            },
        })
    }

    pub(crate) fn place<'a>(&'a self, segment: &'a Segment, reach: Reach) -> Place<'a> {
        Place {
            segment,
            fields: &self.fields,
            reach,
        }
    }

    /// All that the words match, before filters.
    fn find_text(&self, segment: &Segment, plan: &Plan) -> Result<Set, Error> {
        if plan.is_wordless() {
            return Ok(Set::full(segment.documents()));
        }
        let mut text = plan.find_words(self.place(segment, Reach::All))?;
        // A whole name may be written without what is between its words.
        for named in [
            plan.find_exact(segment, &self.fields)?,
            plan.find_reference(segment, &self.fields)?,
        ] {
            if named.count_and(&text) < named.len() {
                text = text.or(&named, segment.documents());
            }
        }
        Ok(text)
    }

    fn find_tier(
        &self,
        segment: &Segment,
        plan: &Plan,
        matched: &Matched,
        tier: Tier,
    ) -> Result<Set, Error> {
        let at = |reach| self.place(segment, reach);
        match tier {
            Tier::Reference => plan.find_reference(segment, &self.fields),
            Tier::WholeName => plan.find_exact(segment, &self.fields),
            Tier::OwnPath => {
                let own = plan.find_own(segment, &self.fields)?;
                Ok(match own.len() {
                    0 => own,
                    _ => own.and(&plan.find_words(at(Reach::Path))?),
                })
            }
            Tier::Path => plan.find_words(at(Reach::Path)),
            Tier::WholeTitle => plan.find_whole_words(at(Reach::Title)),
            Tier::WholeSummary => plan.find_whole_words(at(Reach::Summary)),
            Tier::Title => plan.find_words(at(Reach::Title)),
            Tier::Summary => plan.find_words(at(Reach::Summary)),
            Tier::Anywhere if plan.is_wordless() => Ok(matched.passed.clone()),
            Tier::Anywhere => plan.find_words(at(Reach::All)),
            Tier::OwnMisspelt if matched.misspelt.whole.len() == 0 => Ok(Set::EMPTY),
            Tier::OwnMisspelt => {
                let own = plan.find_own(segment, &self.fields)?;
                Ok(own.and(&matched.misspelt.whole))
            }
            Tier::MisspeltOnce => Ok(matched.misspelt.once.clone()),
            Tier::Misspelt => Ok(matched.misspelt.whole.clone()),
            Tier::MisspeltBeginning => Ok(matched.misspelt.begun.clone()),
            Tier::Loose(choice) => Ok(matched.loose.get(choice).cloned().unwrap_or_default()),
        }
    }

    /// The best by tier and popularity.
    fn rank(
        &self,
        plan: &Plan,
        found: &[Matched],
        window: usize,
        cancellation: &Cancellation,
    ) -> Result<Vec<DocAddress>, Error> {
        let mut candidates: Vec<Candidate<(Tier, u64, Reverse<u64>)>> = Vec::new();
        for (number, (matched, segment)) in found.iter().zip(&self.segments).enumerate() {
            let wanted = window.min(matched.passed.len() as usize);
            let (mut taken, mut earlier) = (0, Vec::new());
            let loose = (0..matched.loose.len()).map(Tier::Loose);
            for tier in TIERS.into_iter().chain(loose) {
                cancellation.check()?;
                if taken == wanted {
                    break;
                }
                let set = self.find_tier(segment, plan, matched, tier)?;
                let is_new = |document| !earlier.iter().any(|it: &Set| it.contains(document));
                let mut take = |words, document| {
                    let popularity = segment.popularity.first(document).unwrap_or(0);
                    let address = DocAddress::new(number as u32, document);
                    candidates.push(((tier, words, Reverse(popularity)), address));
                    taken += 1;
                    taken == wanted
                };
                if tier.prefers_short_names() {
                    let words = |document| {
                        let count = segment.name_words.first(document).unwrap_or(0);
                        i128::from(count.min(MOST_NAME_WORDS))
                    };
                    // Of those in earlier tiers no more than were taken can be among them.
                    let set = set.and(&matched.passed);
                    let first = smallest(&set, wanted, words, cancellation)?;
                    for (words, document) in first.into_iter().filter(|it| is_new(it.1)) {
                        if take(words as u64, document) {
                            break;
                        }
                    }
                } else {
                    let _ = set.visit(|document| {
                        let passes = matched.passed.contains(document) && is_new(document);
                        if passes && take(0, document) {
                            ControlFlow::Break(())
                        } else {
                            ControlFlow::Continue(())
                        }
                    });
                }
                earlier.push(set);
            }
        }
        Ok(first_of(candidates, window))
    }

    /// The first by a column.
    fn order(
        &self,
        sort: Sort,
        found: &[Matched],
        window: usize,
        cancellation: &Cancellation,
    ) -> Result<Vec<DocAddress>, Error> {
        let mut numbers: Vec<Candidate<i128>> = Vec::new();
        let mut names: Vec<Candidate<String>> = Vec::new();
        for (number, (matched, segment)) in found.iter().zip(&self.segments).enumerate() {
            let address = |document| DocAddress::new(number as u32, document);
            let names_column = segment.sort_name.as_ref().map(|it| it.ords());
            let rank = |document| match sort {
                Sort::Pulls => -i128::from(segment.pulls.first(document).unwrap_or(0)),
                Sort::Updated => -i128::from(segment.updated.first(document).unwrap_or(0)),
                Sort::Name | Sort::Relevance => {
                    let name = names_column.and_then(|it| it.first(document));
                    i128::from(name.unwrap_or(0))
                }
            };
            let first = smallest(&matched.passed, window, rank, cancellation)?;
            for (rank, document) in first {
                if let (Sort::Name, Some(column)) = (sort, &segment.sort_name) {
                    // Numbers of names mean nothing in another segment.
                    let mut name = String::new();
                    column.ord_to_str(rank as u64, &mut name)?;
                    names.push((name, address(document)));
                } else {
                    numbers.push((rank, address(document)));
                }
            }
        }
        Ok(match sort {
            Sort::Name => first_of(names, window),
            _ => first_of(numbers, window),
        })
    }

    fn count_facets(
        &self,
        found: &[Matched],
        cancellation: &Cancellation,
    ) -> Result<crate::Facets, Error> {
        let mut tally = Tally::default();
        for (matched, segment) in found.iter().zip(&self.segments) {
            tally.add(segment, &self.fields, cancellation, |facet| {
                matched.passed_but_for(segment, facet)
            })?;
        }
        Ok(tally.finish(&self.fields))
    }
}

pub(crate) fn count(found: &[Matched]) -> u64 {
    found.iter().map(|it| u64::from(it.passed.len())).sum()
}

/// The places of the smallest ranks, in order.
fn first_of<Rank: Ord>(mut candidates: Vec<Candidate<Rank>>, window: usize) -> Vec<DocAddress> {
    candidates.sort();
    candidates.truncate(window);
    candidates.into_iter().map(|it| it.1).collect()
}

/// The documents of the smallest ranks; of equal ones the more popular.
fn smallest(
    set: &Set,
    window: usize,
    rank: impl Fn(u32) -> i128,
    cancellation: &Cancellation,
) -> Result<Vec<(i128, u32)>, Error> {
    let mut best: BinaryHeap<(i128, u32)> = BinaryHeap::new();
    let mut seen = 0_u32;
    let ended = set.visit(|document| {
        let rank = rank(document);
        if best.len() < window {
            best.push((rank, document));
        } else if let Some(mut worst) = best.peek_mut()
            && (rank, document) < *worst
        {
            *worst = (rank, document);
        }
        seen += 1;
        if seen.is_multiple_of(4096) && cancellation.check().is_err() {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    match ended {
        ControlFlow::Break(()) => Err(Error::Cancelled),
        ControlFlow::Continue(()) => Ok(best.into_vec()),
    }
}
