//! Whether speed is bought with worse answers: the first ten and the totals against a plain walk over all
//! listings with the same formula; and a judged set of what people type, over the catalogue that is
//! shipped, against both of FTS5's rankings.
//! `LISTINGS=20000` makes it smaller.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    path::Path,
    process::ExitCode,
};

use portolan_gallery::{Record, starter};
use portolan_search::{Cancellation, Hits, Index, Listing, Query, popularity};
use portolan_tests::{Fts5, Judged, ListingCorpus, listings_wanted, measure::Verdict};

const SEED: u64 = 42;
const TYPED: u64 = 20_261_123;

fn main() -> ExitCode {
    let mut verdict = Verdict::default();
    let corpus = ListingCorpus::new(SEED, listings_wanted(100_000));
    let listings = by_popularity(corpus.iter());
    let folder = tempfile::tempdir().unwrap();
    let index = fill(folder.path(), &listings);
    compare_with_walk(&mut verdict, &index, &Walk::over(&listings), &corpus);
    judge(&mut verdict);
    verdict.exit_code()
}

fn by_popularity(listings: impl Iterator<Item = Listing>) -> Vec<Listing> {
    let mut listings: Vec<Listing> = listings.collect();
    listings.sort_by_key(|it| Reverse(popularity(&it.card)));
    listings
}

fn fill(folder: &Path, listings: &[Listing]) -> Index {
    let (index, _) = Index::open(&folder.join("index")).unwrap();
    index
        .rebuild(listings.iter().cloned(), &Cancellation::default(), |_| {})
        .unwrap();
    index
}

/// Rates what is found in the shipped catalogue.
fn judge(verdict: &mut Verdict) {
    let listings = by_popularity(starter().map(|row| Record::from(row).listing));
    let folder = tempfile::tempdir().unwrap();
    let index = fill(folder.path(), &listings);
    let peer_path = folder.path().join("peer.db");
    let mut peer = Fts5::fill(&peer_path, listings.iter().cloned()).unwrap();
    peer.load_vocabulary().unwrap();
    let judged = Judged::read(&listings.iter().map(|it| it.card.reference()).collect());
    let (mut ours, mut ranked, mut popular) = (0.0, 0.0, 0.0);
    let mut kinds: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for it in &judged {
        let found = references(&search(&index, it.text));
        let rate = it.rate(&found);
        if rate < 0.7 {
            println!(
                "{:?}: {rate:.2} for {:?}",
                it.text,
                &found[..found.len().min(6)]
            );
        }
        let kind = kinds.entry(it.kind).or_default();
        *kind = (kind.0 + rate, kind.1 + 1.0);
        ours += rate;
        ranked += it.rate(&peer.search_ranked(it.text).unwrap());
        // With its vocabulary in memory, so that typos find something there too.
        let rows = peer.search_misspelt(it.text).unwrap().1;
        let rows: Vec<String> = rows.into_iter().map(|row| row.reference).collect();
        popular += it.rate(&rows);
    }
    for (kind, (rates, count)) in kinds {
        println!("{kind}: nDCG@10 {:.3} of {count}", rates / count);
    }
    let count = judged.len() as f64;
    println!("{count} judged queries over {} listings", listings.len());
    // What is missing from a perfect answer.
    let missing = |sum: f64| vec![1.0 - sum / count];
    verdict.hold_below("search_quality 1 - nDCG@10", "", &missing(ours), 0.10);
    verdict.compare(
        "search_quality 1 - nDCG@10",
        "",
        &missing(ours),
        ("fts5 bm25", &missing(ranked)),
        1.0,
    );
    verdict.compare(
        "search_quality 1 - nDCG@10",
        "",
        &missing(ours),
        ("fts5 popularity", &missing(popular)),
        1.0,
    );
}

fn compare_with_walk(verdict: &mut Verdict, index: &Index, walk: &Walk, corpus: &ListingCorpus) {
    let typed = corpus.keystrokes(TYPED, 2_000);
    let (mut same, mut all, mut other_totals, mut asked) = (0, 0, 0, 0);
    for text in typed.iter().step_by(7) {
        let hits = search(index, text);
        if hits.is_corrected {
            continue;
        }
        asked += 1;
        let (total, first) = walk.search(text);
        if total != hits.total {
            println!("{text:?}: {} found, the walk found {total}", hits.total);
            other_totals += 1;
        }
        let found = references(&hits);
        all += first.len();
        same += first
            .iter()
            .filter(|it| found.iter().take(10).any(|found| found == *it))
            .count();
    }
    println!("{asked} keystrokes compared with a full walk");
    let other = 1.0 - f64::from(same as u32) / f64::from(all as u32);
    verdict.hold_below("search_quality 1 - overlap@10", "", &[other], 0.01);
    verdict.hold_below(
        "search_quality totals that differ",
        "",
        &[f64::from(other_totals)],
        0.0,
    );
}

fn search(index: &Index, text: &str) -> Hits {
    let query = Query {
        text: text.to_owned(),
        limit: 50,
        ..Query::default()
    };
    index.search(&query, &Cancellation::default()).unwrap()
}

fn references(hits: &Hits) -> Vec<String> {
    hits.hits.iter().map(|it| it.card.reference()).collect()
}

/// All listings as numbers of words, for looking at every one of them. It knows the formula, and
/// nothing of the index. The texts are lower case and ASCII already.
struct Walk {
    words: Vec<String>,
    rows: Vec<WalkedRow>,
}

struct WalkedRow {
    reference: String,
    alias: String,
    whole: [String; 2],
    /// Words of the path, with the publisher, with the description, with the rest.
    tiers: [Vec<u32>; 4],
}

impl Walk {
    /// Takes listings in the order of popularity.
    fn over(listings: &[Listing]) -> Self {
        let mut known: HashMap<String, u32> = HashMap::new();
        let mut number = |word: &str| {
            let next = known.len() as u32;
            *known.entry(word.to_owned()).or_insert(next)
        };
        let mut read = |texts: &[&str]| {
            let mut numbers: Vec<u32> = texts
                .iter()
                .flat_map(|text| split(text))
                .map(|it| number(&it))
                .collect();
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let row = |listing: &Listing| {
            let card = &listing.card;
            let squeeze = |text: &str| text.replace(['-', '/', '.', ' ', '_'], "").to_lowercase();
            let path = [card.alias.as_str(), &card.name];
            let title = [&path[..], &[&card.display_name, &card.publisher]].concat();
            let filed = card
                .categories
                .iter()
                .chain(&card.keywords)
                .map(String::as_str);
            let mut summary = title.clone();
            summary.push(&card.description);
            summary.extend(filed);
            let mut all = summary.clone();
            all.extend([listing.about.as_str(), &listing.usage]);
            WalkedRow {
                reference: card.reference(),
                alias: card.alias.to_lowercase(),
                whole: [squeeze(&card.name), squeeze(&path.concat())],
                tiers: [read(&path), read(&title), read(&summary), read(&all)],
            }
        };
        let rows = listings.iter().map(row).collect();
        let mut words = vec![String::new(); known.len()];
        for (word, number) in known {
            words[number as usize] = word;
        }
        Self { words, rows }
    }

    /// The total, and the first ten.
    fn search(&self, text: &str) -> (u64, Vec<String>) {
        let typed: Vec<&str> = text.split([' ', '/']).filter(|it| !it.is_empty()).collect();
        let squeezed = typed.concat().replace('-', "");
        let last = typed.len() - 1;
        let is_open = !text.ends_with([' ', '/', '-']);
        let wanted = self.ways(&typed, is_open.then_some(last));
        let whole = self.ways(&typed, None);
        let (mut total, mut found) = (0, Vec::new());
        for (popularity, row) in self.rows.iter().enumerate() {
            let tier = if row.whole.contains(&squeezed) {
                Some(0)
            } else if matches(&wanted, &row.tiers[3]) {
                // Words that are whole come first in the publisher and in the description.
                let ranks = [
                    (0, &wanted),
                    (1, &whole),
                    (2, &whole),
                    (1, &wanted),
                    (2, &wanted),
                ];
                let holds = |(tier, ways): &(usize, &Vec<Ways>)| matches(ways, &row.tiers[*tier]);
                // What is of the publisher that is named first comes before all other names.
                let is_own = typed.len() > 1 && row.alias == typed[0];
                Some(match ranks.iter().position(holds) {
                    Some(0) if is_own => 1,
                    at => 2 + at.unwrap_or(ranks.len()),
                })
            } else {
                None
            };
            if let Some(tier) = tier {
                total += 1;
                found.push((tier, popularity));
            }
        }
        found.sort_unstable();
        found.truncate(10);
        let names = found
            .into_iter()
            .map(|it| self.rows[it.1].reference.clone());
        (total, names.collect())
    }

    /// Each word as what it may be: joined, or all of its parts. The one at `open` may go on.
    fn ways(&self, typed: &[&str], open: Option<usize>) -> Vec<Ways> {
        let of = |(at, written): (usize, &&str)| {
            let may_go_on = open == Some(at);
            let parts: Vec<&str> = written.split('-').filter(|it| !it.is_empty()).collect();
            let mut ways = vec![self.matching(&parts.concat(), may_go_on)];
            let end = parts.len() - 1;
            let part = |(at, part): (usize, &&str)| self.matching(part, may_go_on && at == end);
            ways.extend(parts.iter().enumerate().filter(|_| end > 0).map(part));
            ways
        };
        typed.iter().enumerate().map(of).collect()
    }

    fn matching(&self, word: &str, may_go_on: bool) -> Vec<bool> {
        let matches = |known: &String| {
            if may_go_on {
                known.starts_with(word)
            } else {
                known == word
            }
        };
        self.words.iter().map(matches).collect()
    }
}

/// For each way to match a word, which of the known words do: the first alone, or all others together.
type Ways = Vec<Vec<bool>>;

/// Whether each word is among these, in one way or another.
fn matches(wanted: &[Ways], numbers: &[u32]) -> bool {
    let has = |way: &Vec<bool>| numbers.iter().any(|it| way[*it as usize]);
    wanted
        .iter()
        .all(|ways| has(&ways[0]) || ways.len() > 1 && ways[1..].iter().all(has))
}

/// Words of a text, and what is written together without what is between.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for written in text.split(|it: char| !it.is_alphanumeric() && !"-_.".contains(it)) {
        let parts: Vec<String> = written
            .split(['-', '_', '.'])
            .flat_map(split_humps)
            .filter(|it| !it.is_empty())
            .map(str::to_lowercase)
            .collect();
        if (2..=6).contains(&parts.len()) {
            let mut joined = parts.concat();
            joined.truncate(48);
            words.push(joined);
        }
        words.extend(parts);
    }
    words
}

/// `MySQL` as My and SQL.
fn split_humps(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let is_hump =
        |at: &usize| bytes[at - 1].is_ascii_lowercase() && bytes[*at].is_ascii_uppercase();
    let ends = (1..text.len()).filter(is_hump).chain([text.len()]);
    let mut start = 0;
    let humps = ends.map(|end| &text[std::mem::replace(&mut start, end)..end]);
    humps.collect()
}
