//! Searching the segments: what matches, how much of it, and which come first.
//!
//! Documents are numbered by popularity, so within a tier the first are the best, and a tier is left as
//! soon as the window is full. The exact total comes from the widest field alone.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap},
    ops::ControlFlow,
};

use tantivy::{DocAddress, Searcher, TantivyDocument, schema::Field};

use crate::{
    answer::Hits,
    error::Error,
    facets::Tally,
    filter::{Kept, find_kept},
    plan::{Plan, Spelling},
    query::{Cancellation, Query, Sort},
    schema::{Fields, read_document},
    segment::Segment,
    set::Set,
    snippet::Marker,
};

/// With fewer exact matches than this, other spellings are let in.
const FEW: u64 = 5;

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
    Path,
    Title,
    Summary,
    Anywhere,
    PathMisspelt,
    PathBeginsMisspelt,
    SummaryMisspelt,
}

const EXACT: [Tier; 6] = [
    Tier::Reference,
    Tier::WholeName,
    Tier::Path,
    Tier::Title,
    Tier::Summary,
    Tier::Anywhere,
];
const MISSPELT: [Tier; 3] = [
    Tier::PathMisspelt,
    Tier::PathBeginsMisspelt,
    Tier::SummaryMisspelt,
];

/// What matched in one segment.
struct Matched {
    /// By the words alone.
    text: Set,
    kept: Vec<Kept>,
    /// By words and filter, without what was deleted.
    passed: Set,
}

impl Matched {
    fn new(segment: &Segment, text: Set, kept: Vec<Kept>) -> Self {
        let passed = pass(segment, &text, kept.iter());
        Self { text, kept, passed }
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

fn pass<'a>(segment: &Segment, text: &Set, kept: impl Iterator<Item = &'a Kept>) -> Set {
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
        let edits = self.correct(&plan, &mut found, cancellation)?;
        let window = query.offset.saturating_add(query.limit);
        let chosen = if query.limit == 0 {
            Vec::new()
        } else if query.sort == Sort::Relevance {
            self.rank(&plan, &found, edits, window, cancellation)?
        } else {
            self.order(query.sort, &found, window, cancellation)?
        };
        let spellings = self.find_spellings(&plan, edits)?;
        let marker = Marker::new(&plan, spellings);
        let mut hits = Vec::new();
        for address in chosen.into_iter().skip(query.offset) {
            cancellation.check()?;
            let document: TantivyDocument = self.searcher.doc(address)?;
            hits.push(marker.mark(read_document(&self.fields, &document)?));
        }
        Ok(Hits {
            total: count(&found),
            is_corrected: edits > 0,
            hits,
            facets: match query.with_facets {
                true => Some(self.count_facets(&found, cancellation)?),
                false => None,
            },
        })
    }

    /// All that the words match, before filters.
    fn find_text(&self, segment: &Segment, plan: &Plan) -> Result<Set, Error> {
        if plan.is_wordless() {
            return Ok(Set::full(segment.documents()));
        }
        let mut text = plan.find_words(segment, self.fields.all, Spelling::Exact)?;
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

    /// Lets other spellings in when next to nothing matched. Says how many edits were let in.
    fn correct(
        &self,
        plan: &Plan,
        found: &mut [Matched],
        cancellation: &Cancellation,
    ) -> Result<u8, Error> {
        let exact = count(found);
        if exact >= FEW {
            return Ok(0);
        }
        for edits in 1..=plan.most_edits() {
            for (matched, segment) in found.iter_mut().zip(&self.segments) {
                cancellation.check()?;
                for tier in MISSPELT {
                    let more = self.find_tier(segment, plan, tier, edits)?;
                    matched.text = matched.text.or(&more, segment.documents());
                }
                matched.passed = pass(segment, &matched.text, matched.kept.iter());
            }
            if count(found) > exact {
                return Ok(edits);
            }
        }
        Ok(0)
    }

    fn find_tier(
        &self,
        segment: &Segment,
        plan: &Plan,
        tier: Tier,
        edits: u8,
    ) -> Result<Set, Error> {
        let fields = &self.fields;
        let (field, spelling) = match tier {
            Tier::Reference => return plan.find_reference(segment, fields),
            Tier::WholeName => return plan.find_exact(segment, fields),
            Tier::Path => (fields.path, Spelling::Exact),
            Tier::Title => (fields.title, Spelling::Exact),
            Tier::Summary => (fields.summary, Spelling::Exact),
            Tier::Anywhere => (fields.all, Spelling::Exact),
            Tier::PathMisspelt => (fields.path, Spelling::Whole(edits)),
            Tier::PathBeginsMisspelt => (fields.path, Spelling::Beginning(edits)),
            Tier::SummaryMisspelt => (fields.summary, Spelling::Beginning(edits)),
        };
        plan.find_words(segment, field, spelling)
    }

    /// The best by tier and popularity.
    fn rank(
        &self,
        plan: &Plan,
        found: &[Matched],
        edits: u8,
        window: usize,
        cancellation: &Cancellation,
    ) -> Result<Vec<DocAddress>, Error> {
        let tiers: &[Tier] = match (plan.is_wordless(), edits) {
            (true, _) => &[Tier::Anywhere],
            (false, 0) => &EXACT,
            (false, _) => &[EXACT.as_slice(), MISSPELT.as_slice()].concat(),
        };
        let mut candidates: Vec<Candidate<(Tier, Reverse<u64>)>> = Vec::new();
        for (number, (matched, segment)) in found.iter().zip(&self.segments).enumerate() {
            let wanted = window.min(matched.passed.len() as usize);
            let (mut taken, mut earlier) = (0, Vec::new());
            for tier in tiers {
                cancellation.check()?;
                if taken == wanted {
                    break;
                }
                let set = match tier {
                    Tier::Anywhere if edits == 0 => matched.passed.clone(),
                    _ => self.find_tier(segment, plan, *tier, edits)?,
                };
                let _ = set.visit(|document| {
                    let is_new = |set: &Set| !set.contains(document);
                    if matched.passed.contains(document) && earlier.iter().all(is_new) {
                        let popularity = segment.popularity.first(document).unwrap_or(0);
                        let address = DocAddress::new(number as u32, document);
                        candidates.push(((*tier, Reverse(popularity)), address));
                        taken += 1;
                    }
                    if taken == wanted {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    }
                });
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

    /// The spellings that were let in, for marking them.
    fn find_spellings(&self, plan: &Plan, edits: u8) -> Result<Vec<BTreeSet<String>>, Error> {
        let mut all: Vec<BTreeSet<String>> = Vec::new();
        if edits > 0 {
            for segment in &self.segments {
                let spelling = Spelling::Beginning(edits);
                let more = plan.spellings(segment, self.fields.summary, spelling)?;
                all.resize(more.len(), BTreeSet::new());
                for (known, more) in all.iter_mut().zip(more) {
                    known.extend(more);
                }
            }
        }
        Ok(all)
    }
}

fn count(found: &[Matched]) -> u64 {
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
