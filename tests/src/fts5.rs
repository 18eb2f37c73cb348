//! SQLite's FTS5 as well as it can be tuned for searching as one types: the benchmarks' peer.
//!
//! Rows are in the order of popularity, so that `order by rowid limit 50` streams and stops early; names
//! are a tier before all columns; short beginnings have their own index; places of words are not kept.

use std::{collections::HashMap, path::Path};

use portolan_search::Listing;
use rusqlite::{Connection, params};

/// The tuned table.
#[derive(Debug)]
pub struct Fts5 {
    connection: Connection,
    /// Words of names by their length, for typos.
    vocabulary: HashMap<usize, Vec<String>>,
}

/// What is shown of one hit.
#[derive(Clone, Debug)]
pub struct Row {
    /// `host/alias/name`.
    pub reference: String,
    /// The rest of what is shown, as it was stored.
    pub shown: String,
    /// The long text that snippets are cut from.
    pub about: String,
}

const SETTINGS: &str = "
    pragma journal_mode = off;
    pragma synchronous = off;
    pragma cache_size = -262144;
    pragma mmap_size = 8589934592;";
const SCHEMA: &str = "
    create virtual table listings using fts5(
        path, title, description, about, reference unindexed, shown unindexed,
        prefix = '1 2 3', detail = column, tokenize = 'unicode61 remove_diacritics 2');";

impl Fts5 {
    /// Changes with the table and its settings.
    pub fn schema() -> u64 {
        SCHEMA
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
                (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            })
    }

    /// Opens what was filled.
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SETTINGS)?;
        Ok(Self {
            connection,
            vocabulary: HashMap::new(),
        })
    }

    /// Fills a new table with listings that come in the order of popularity.
    pub fn fill(path: &Path, listings: impl Iterator<Item = Listing>) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SETTINGS)?;
        connection.execute_batch(SCHEMA)?;
        connection.execute_batch("begin")?;
        {
            let mut insert =
                connection.prepare("insert into listings values (?1, ?2, ?3, ?4, ?5, ?6)")?;
            for listing in listings {
                let card = &listing.card;
                let shown = serde_json::to_string(card).unwrap_or_default();
                insert.execute(params![
                    format!("{} {}", card.alias, card.name),
                    format!("{} {}", card.display_name, card.publisher),
                    [
                        card.description.as_str(),
                        &card.categories.join(" "),
                        &card.keywords.join(" "),
                    ]
                    .join(" "),
                    listing.about,
                    card.reference(),
                    shown,
                ])?;
            }
        }
        connection.execute_batch("commit; insert into listings(listings) values ('optimize');")?;
        Ok(Self {
            connection,
            vocabulary: HashMap::new(),
        })
    }

    /// Takes the words of names into memory, to look for typos in.
    pub fn load_vocabulary(&mut self) -> rusqlite::Result<()> {
        self.connection.execute_batch(
            "create virtual table temp.vocabulary using fts5vocab(main, listings, col)",
        )?;
        let mut select = self
            .connection
            .prepare("select term from temp.vocabulary where col = 'path'")?;
        let mut rows = select.query([])?;
        let mut vocabulary: HashMap<usize, Vec<String>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let word: String = row.get(0)?;
            vocabulary.entry(word.len()).or_default().push(word);
        }
        drop(rows);
        drop(select);
        self.vocabulary = vocabulary;
        Ok(())
    }

    /// The first 50 in two tiers, and the exact total.
    pub fn search(&self, text: &str) -> rusqlite::Result<(u64, Vec<Row>)> {
        let words = words_of(text);
        self.ask(&as_query(&words, |word| vec![word.to_owned()]))
    }

    /// The same, with every word that no name has replaced by those one edit away.
    pub fn search_misspelt(&self, text: &str) -> rusqlite::Result<(u64, Vec<Row>)> {
        self.ask(&self.correct(text))
    }

    fn correct(&self, text: &str) -> String {
        as_query(&words_of(text), |word| {
            let known = self.vocabulary.get(&word.len());
            if known.is_some_and(|it| it.binary_search_by(|it| it.as_str().cmp(word)).is_ok()) {
                return vec![word.to_owned()];
            }
            let lengths = word.len().saturating_sub(1)..=word.len() + 1;
            let candidates = lengths.filter_map(|it| self.vocabulary.get(&it)).flatten();
            let near = candidates.filter(|it| is_one_edit_away(it.as_bytes(), word.as_bytes()));
            near.cloned().chain([word.to_owned()]).collect()
        })
    }

    fn ask(&self, query: &str) -> rusqlite::Result<(u64, Vec<Row>)> {
        if query.is_empty() {
            return Ok((0, Vec::new()));
        }
        let mut rows = self.first(&format!("path : ({query})"), 50)?;
        if rows.len() < 50 {
            for row in self.first(query, 50)? {
                if rows.len() < 50 && !rows.iter().any(|it| it.reference == row.reference) {
                    rows.push(row);
                }
            }
        }
        let mut count = self
            .connection
            .prepare_cached("select count(*) from listings where listings match ?1")?;
        let total: i64 = count.query_row([query], |row| row.get(0))?;
        Ok((total as u64, rows))
    }

    fn first(&self, query: &str, limit: i64) -> rusqlite::Result<Vec<Row>> {
        let mut select = self.connection.prepare_cached(
            "select reference, shown, about from listings where listings match ?1 order by rowid limit ?2",
        )?;
        let rows = select.query_map(params![query, limit], |row| {
            Ok(Row {
                reference: row.get(0)?,
                shown: row.get(1)?,
                about: row.get(2)?,
            })
        })?;
        rows.collect()
    }

    /// The first ten by FTS5's own ranking, which walks over all that match, with the same corrections.
    pub fn search_ranked(&self, text: &str) -> rusqlite::Result<Vec<String>> {
        let query = self.correct(text);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = self.connection.prepare_cached(
            "select reference from listings where listings match ?1 order by rank limit 10",
        )?;
        let rows = select.query_map([query], |row| row.get(0))?;
        rows.collect()
    }
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|it: char| !it.is_alphanumeric());
    words
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// All words, the last of which may go on; each may be one of several.
fn as_query(words: &[String], spellings: impl Fn(&str) -> Vec<String>) -> String {
    let last = words.len().saturating_sub(1);
    let any = |(at, word): (usize, &String)| {
        let star = if at == last { "*" } else { "" };
        let quoted = spellings(word)
            .into_iter()
            .map(|it| format!("\"{it}\" {star}"));
        format!("({})", quoted.collect::<Vec<_>>().join(" OR "))
    };
    words
        .iter()
        .enumerate()
        .map(any)
        .collect::<Vec<_>>()
        .join(" AND ")
}

/// One letter more, less, other, or two exchanged.
fn is_one_edit_away(one: &[u8], two: &[u8]) -> bool {
    let start = one
        .iter()
        .zip(two)
        .take_while(|(one, two)| one == two)
        .count();
    let (one, two) = (&one[start..], &two[start..]);
    match one.len() as i64 - two.len() as i64 {
        0 => {
            one.get(1..) == two.get(1..)
                || (one.len() > 1 && one[0] == two[1] && one[1] == two[0] && one[2..] == two[2..])
        }
        1 => &one[1..] == two,
        -1 => one == &two[1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ListingCorpus;

    #[test]
    fn the_peer_finds_names_and_their_typos() {
        let folder = tempfile::tempdir().unwrap();
        let corpus = ListingCorpus::new(1, 500);
        let mut peer = Fts5::fill(&folder.path().join("peer.db"), corpus.iter()).unwrap();
        peer.load_vocabulary().unwrap();
        let card = corpus.listing(3).card;
        let text = format!("{} {}", card.alias, card.name);
        let (total, rows) = peer.search(&text).unwrap();
        assert_eq!(
            (total, rows[0].reference.as_str()),
            (1, card.reference().as_str())
        );
        let found = corpus.typos(2, 40).into_iter().filter(|typo| {
            let rows = peer.search_misspelt(&typo.text).unwrap().1;
            rows.iter().take(10).any(|row| row.reference == typo.meant)
        });
        assert!(found.count() > 30);
    }
}
