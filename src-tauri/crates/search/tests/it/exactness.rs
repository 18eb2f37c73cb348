//! Totals, counts and order against a plain walk over all listings.

use std::collections::BTreeMap;

use portolan_search::{Change, Listing, Query, popularity};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::corpus::{Gallery, ask, listing, references, search};

const SYLLABLES: [&str; 12] = [
    "ka", "kar", "to", "ton", "mi", "mira", "lo", "sel", "va", "van", "dru", "p",
];

fn word(random: &mut StdRng) -> String {
    // Small numbers are frequent, so some words are in most listings.
    let mut pick = || {
        let (one, two) = (random.random_range(0..12_usize), random.random_range(0..12));
        SYLLABLES[one.min(two)]
    };
    [pick(), pick()].concat()
}

fn random_listing(random: &mut StdRng, number: u64) -> Listing {
    let path = format!("{}/{}-{}", word(random), word(random), word(random));
    let description: Vec<String> = (0..4).map(|_| word(random)).collect();
    let about: Vec<String> = (0..8).map(|_| word(random)).collect();
    let mut made = listing("docker-hub", &path, number, &description.join(" "));
    made.card.host = format!("host{number}.example");
    made.about = about.join(" ");
    if random.random_range(0..3) == 0 {
        made.card.architectures = vec!["arm64".to_owned()];
    }
    made
}

/// The words of a text that is lower case and ASCII already.
fn words(text: &str) -> Vec<String> {
    let together = text.split([' ', '/']).filter(|it| it.contains('-'));
    let joined = together.map(|it| it.replace('-', ""));
    let parts = text.split([' ', '/', '-']).map(str::to_owned);
    parts.chain(joined).collect()
}

/// What there is to match in a listing.
struct Walked<'a> {
    listing: &'a Listing,
    whole: [String; 2],
    /// Words of the path, of the description too, of everything.
    tiers: [Vec<String>; 3],
}

impl<'a> Walked<'a> {
    fn of(listing: &'a Listing) -> Self {
        let card = &listing.card;
        let path = format!("{}/{}", card.alias, card.name);
        let squeezed = |text: &str| text.replace(['/', '-', ' '], "");
        let whole = [squeezed(&card.name), squeezed(&path)];
        let summary = format!("{path} {}", card.description);
        let all = format!("{summary} {}", listing.about);
        Self {
            listing,
            whole,
            tiers: [path, summary, all].map(|text| words(&text)),
        }
    }

    /// The tier that it is in for these words, the last of which may go on.
    fn tier(&self, query: &[&str]) -> Option<usize> {
        if self.whole.contains(&query.concat()) {
            return Some(0);
        }
        let (last, earlier) = query.split_last().unwrap();
        let has = |words: &Vec<String>, wanted: &str| words.iter().any(|it| it == wanted);
        let begins = |words: &Vec<String>| {
            words.iter().any(|it| it.starts_with(last)) && earlier.iter().all(|it| has(words, it))
        };
        let is_whole = |words: &Vec<String>| query.iter().all(|it| has(words, it));
        let [path, summary, all] = &self.tiers;
        let card = &self.listing.card;
        let is_own = query.len() > 1 && card.alias == query[0];
        // What has all words whole comes first, but for the path.
        let ranks = [
            is_own && begins(path),
            begins(path),
            is_whole(summary),
            begins(summary),
            begins(all),
        ];
        let at = ranks.iter().position(|it| *it)?;
        Some(at + 1)
    }
}

fn check(gallery: &Gallery, listings: &BTreeMap<String, Listing>, seed: u64) {
    let mut random = StdRng::seed_from_u64(seed);
    let walked: Vec<Walked<'_>> = listings.values().map(Walked::of).collect();
    for _ in 0..300 {
        let mut typed: Vec<String> = (0..random.random_range(1..4))
            .map(|_| word(&mut random))
            .collect();
        let last = typed.last_mut().unwrap();
        let kept = random.random_range(1..=last.len());
        last.truncate(kept);
        typed.dedup();
        let query: Vec<&str> = typed.iter().map(String::as_str).collect();
        let filter = random.random_range(0..3) == 0;
        let mut expected: Vec<_> = walked
            .iter()
            .filter(|it| !filter || it.listing.card.architectures == ["arm64"])
            .filter_map(|it| {
                let card = &it.listing.card;
                Some((it.tier(&query)?, std::cmp::Reverse(popularity(card)), card))
            })
            .collect();
        expected.sort_by_key(|it| (it.0, it.1));
        let text = format!(
            "{}{}",
            if filter { "arch:arm64 " } else { "" },
            typed.join(" ")
        );
        let hits = search(&gallery.index, &ask(&text));
        if hits.is_corrected {
            assert!(expected.len() < 5, "{text}");
            continue;
        }
        assert_eq!(hits.total as usize, expected.len(), "{text}");
        let expected = expected.iter().take(50).map(|it| it.2.reference());
        assert_eq!(references(&hits), expected.collect::<Vec<_>>(), "{text}");
    }
}

fn random_listings(count: u64) -> BTreeMap<String, Listing> {
    let mut random = StdRng::seed_from_u64(11);
    let made = (0..count).map(|number| random_listing(&mut random, number));
    made.map(|it| (it.card.host.clone(), it)).collect()
}

#[test]
fn totals_and_order_are_those_of_a_full_walk() {
    let mut listings = random_listings(3_000);
    let gallery = Gallery::of(listings.values().cloned().collect());
    check(&gallery, &listings, 1);
    // With changes in small segments, and what they replace and remove in the large one.
    let mut random = StdRng::seed_from_u64(5);
    for round in 0..12 {
        let mut change = Change::default();
        for _ in 0..20 {
            let host = format!("host{}.example", random.random_range(0..3_300));
            if let Some(old) = listings.remove(&host) {
                change.removed.push(old.card.id());
            } else {
                let mut new = random_listing(&mut random, 10_000 + round);
                new.card.host.clone_from(&host);
                listings.insert(host, new.clone());
                change.put.push(new);
            }
        }
        gallery.index.change(&change).unwrap();
    }
    check(&gallery, &listings, 2);
    gallery.index.compact().unwrap();
    check(&gallery, &listings, 3);
}

#[test]
fn ready_made_sets_say_the_same_as_postings() {
    // Enough listings for a segment to have them.
    let listings = random_listings(21_000);
    let gallery = Gallery::of(listings.values().cloned().collect());
    let made = walk(gallery.folder.path())
        .iter()
        .any(|it| it.contains("dense"));
    assert!(made, "no ready-made sets were written");
    check(&gallery, &listings, 4);
    let query = Query {
        with_facets: true,
        ..ask("k")
    };
    let facets = search(&gallery.index, &query).facets.unwrap();
    let arm = facets
        .architectures
        .iter()
        .find(|it| it.value == "arm64")
        .unwrap();
    let counted = listings
        .values()
        .filter(|it| it.card.architectures == ["arm64"]);
    let counted = counted
        .filter(|it| Walked::of(it).tier(&["k"]).is_some())
        .count();
    assert_eq!(arm.count as usize, counted);
}

/// The files below a folder.
fn walk(folder: &std::path::Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .flat_map(|entry| {
            if entry.path().is_dir() {
                walk(&entry.path())
            } else {
                vec![entry.path().display().to_string()]
            }
        })
        .collect()
}
