//! A gallery of any size, made from a seed: listings, what people type to find them, and their typos.
//! The words are made of syllables; how often each is used, and pulled, falls as Zipf found it.

use portolan_search::{Card, Listing, Standing};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

const SYLLABLES: [&str; 55] = [
    "ra", "do", "ker", "net", "sql", "mon", "gra", "fa", "na", "pro", "me", "the", "us", "red",
    "is", "post", "gres", "ku", "ber", "nes", "con", "sul", "va", "ult", "tra", "fik", "en", "voy",
    "ela", "stic", "ki", "ba", "lo", "ki", "jen", "kins", "git", "lab", "run", "ner", "mi", "nio",
    "et", "cd", "ar", "go", "hel", "ium", "ci", "lium", "fal", "co", "tri", "vy", "ze",
];
const WORDS: usize = 80_000;
const PUBLISHERS: u64 = 60_000;
const CATEGORIES: [&str; 12] = [
    "Databases",
    "Networking",
    "Monitoring",
    "Languages",
    "Security",
    "Storage",
    "Web servers",
    "Message queues",
    "Machine learning",
    "Developer tools",
    "Operating systems",
    "Analytics",
];

/// So many listings, the most pulled first.
#[derive(Debug)]
pub struct ListingCorpus {
    seed: u64,
    count: u64,
    words: Vec<String>,
}

impl ListingCorpus {
    /// The same seed and count make the same listings.
    pub fn new(seed: u64, count: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let words = (0..WORDS)
            .map(|rank| {
                // Frequent words are short.
                let most = if rank < 2_000 { 3 } else { 5 };
                let syllables = random.random_range(2..most);
                let syllable = |_| SYLLABLES[random.random_range(0..SYLLABLES.len())];
                (0..syllables).map(syllable).collect()
            })
            .collect();
        Self { seed, count, words }
    }

    /// What they are made from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// All of them, the most pulled first, made as they are asked for.
    pub fn iter(&self) -> impl Iterator<Item = Listing> + '_ {
        (0..self.count).map(|rank| self.listing(rank))
    }

    /// The listing of that rank.
    pub fn listing(&self, rank: u64) -> Listing {
        let mut random =
            StdRng::seed_from_u64(self.seed ^ rank.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let number = zipf(&mut random, PUBLISHERS);
        let mut alias = self.words[(number as usize * 7 + 3) % WORDS].clone();
        if number as usize > WORDS / 16 {
            alias.push_str(&number.to_string());
        }
        let mut name = self.word(&mut random).to_owned();
        for _ in 0..random.random_range(0..3) {
            name.push('-');
            name.push_str(self.word(&mut random));
        }
        if random.random_range(0..10) < 3 {
            name.push_str(SYLLABLES[random.random_range(0..SYLLABLES.len())]);
            name.push_str(&random.random_range(0..1000).to_string());
        }
        let (source, host) = match random.random_range(0..10) {
            0..7 => ("docker-hub", "docker.io"),
            7..9 => ("quay", "quay.io"),
            _ => ("ecr-public", "public.ecr.aws"),
        };
        let length = match random.random_range(0..10) {
            0 => random.random_range(4_000..25_000),
            _ => random.random_range(200..1_500),
        };
        // Two listings of one name and publisher would be one listing.
        let name = format!("{name}-{}", base36(rank));
        Listing {
            card: Card {
                source: source.to_owned(),
                also: Vec::new(),
                host: host.to_owned(),
                display_name: String::new(),
                publisher: alias.clone(),
                alias,
                name,
                description: self.text(&mut random, 90),
                kind: if random.random_range(0..12) == 0 {
                    "chart"
                } else {
                    "image"
                }
                .to_owned(),
                systems: vec!["linux".to_owned()],
                architectures: match random.random_range(0..3) {
                    0 => vec!["amd64".to_owned(), "arm64".to_owned()],
                    _ => vec!["amd64".to_owned()],
                },
                categories: vec![CATEGORIES[zipf(&mut random, 12) as usize].to_owned()],
                keywords: Vec::new(),
                standing: if random.random_range(0..50) == 0 {
                    Standing::Verified
                } else {
                    Standing::Unknown
                },
                pulls: Some((10_000_000_000.0 / ((rank + 1) as f64).powf(1.15)) as u64),
                stars: None,
                created: None,
                updated: jiff::Timestamp::from_second(
                    1_500_000_000 + random.random_range(0..280_000_000),
                )
                .ok(),
                is_starter: false,
                renown: 0,
            },
            about: self.text(&mut random, length),
            ..Listing::default()
        }
    }

    /// What people type, a text a keystroke, until there are so many.
    pub fn keystrokes(&self, seed: u64, count: usize) -> Vec<String> {
        let mut random = StdRng::seed_from_u64(seed);
        let mut typed = Vec::new();
        while typed.len() < count {
            let text = self.wanted(&mut random).0;
            let ends = text.char_indices().map(|(at, it)| at + it.len_utf8());
            typed.extend(ends.map(|end| text[..end].to_owned()));
        }
        typed.truncate(count);
        typed
    }

    /// Something a person types to its end, and the listing in mind.
    fn wanted(&self, random: &mut StdRng) -> (String, Listing) {
        let listing = self.any(random);
        let card = &listing.card;
        let name = bare_name(card);
        let words: Vec<&str> = card.description.split(' ').collect();
        let word = words[random.random_range(0..words.len())];
        let text = match random.random_range(0..5) {
            0 => name.to_owned(),
            1 => format!("{}/{name}", card.alias),
            2 => format!("{} {name}", card.alias),
            3 => format!("{name} {word}"),
            _ => words[..words.len().min(2)].join(" "),
        };
        (text, listing)
    }

    /// Half of what people look for is popular, half is anything.
    fn any(&self, random: &mut StdRng) -> Listing {
        let rank = if random.random_bool(0.5) {
            zipf(random, self.count)
        } else {
            random.random_range(0..self.count)
        };
        self.listing(rank)
    }

    /// Names with one typo in a word that has five letters or more left, every other with its alias, and what was
    /// meant.
    pub fn typos(&self, seed: u64, count: usize) -> Vec<Typo> {
        let mut random = StdRng::seed_from_u64(seed);
        let mut typos = Vec::new();
        while typos.len() < count {
            let meant = self.any(&mut random).card;
            let has_alias = typos.len() % 2 == 0;
            let name = meant.name.clone();
            let first = name.split('-').next().unwrap_or_default();
            if first.len() < 6 {
                continue;
            }
            let bad = misspell(&mut random, first);
            let rest = &bare_name(&meant)[first.len()..];
            let words = format!("{bad}{rest}").replace('-', " ");
            let text = if has_alias {
                format!("{} {words}", meant.alias)
            } else {
                words
            };
            typos.push(Typo {
                text,
                has_alias,
                meant: meant.reference(),
            });
        }
        typos
    }

    fn word(&self, random: &mut StdRng) -> &str {
        &self.words[zipf(random, WORDS as u64) as usize]
    }

    fn text(&self, random: &mut StdRng, length: usize) -> String {
        let mut text = String::with_capacity(length + 16);
        while text.len() < length {
            text.push_str(self.word(random));
            text.push(' ');
        }
        text.pop();
        text
    }
}

/// How many listings a benchmark takes: what the variable `LISTINGS` says, or this many.
pub fn listings_wanted(usual: u64) -> u64 {
    let wanted = std::env::var("LISTINGS").ok();
    wanted.map_or(usual, |it| it.parse().unwrap())
}

/// Something typed wrong.
#[derive(Clone, Debug)]
pub struct Typo {
    /// As it was typed.
    pub text: String,
    /// Whether the publisher's alias is in it.
    pub has_alias: bool,
    /// The reference that was meant.
    pub meant: String,
}

/// The name without the number that makes it one of a kind, which nobody types.
fn bare_name(card: &Card) -> &str {
    card.name.rsplit_once('-').map_or(&card.name, |it| it.0)
}

/// From 0 to below `count`, each as often as one by its rank.
fn zipf(random: &mut StdRng, count: u64) -> u64 {
    let share: f64 = random.random();
    (((count as f64 + 1.0).ln() * share).exp() as u64 - 1).min(count - 1)
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// One letter dropped, doubled, changed or exchanged with the next, but never the first.
fn misspell(random: &mut StdRng, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = random.random_range(1..letters.len() - 1);
    match random.random_range(0..4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = if letters[at] == 'x' { 'y' } else { 'x' },
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_gallery() {
        let (one, two) = (ListingCorpus::new(1, 100), ListingCorpus::new(1, 100));
        assert!(one.iter().eq(two.iter()));
        assert_eq!(one.keystrokes(7, 50), two.keystrokes(7, 50));
        let ids: std::collections::HashSet<_> = one.iter().map(|it| it.card.id()).collect();
        assert_eq!(ids.len(), 100);
    }
}
