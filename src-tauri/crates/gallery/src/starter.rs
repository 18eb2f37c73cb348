//! The starter catalogue: well-known public repositories and what each is for, so that there is
//! something to find on the first run and without a network. One table a registry, in `starter/`.

use std::collections::HashMap;

use crate::SourceKind;

/// The registry that a row of the catalogue is in.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum StarterSource {
    /// `public.ecr.aws`.
    EcrPublic,
    /// `docker.io`; the alias of its official images is `library`.
    DockerHub,
}

/// What the catalogue says of one repository. Written by hand and not asked of the registry: true when
/// the program was released, and to be replaced by what a source answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StarterListing {
    /// Where it is.
    pub source: StarterSource,
    /// The registry alias or namespace, the first part of its path.
    pub alias: &'static str,
    /// The rest of its path; may have `/` in it.
    pub name: &'static str,
    /// `image`, `chart` or `artifact`.
    pub kind: &'static str,
    /// What it is filed under: `databases`, `observability` …
    pub categories: Vec<&'static str>,
    /// `os/architecture`; empty where that was not known for certain.
    pub platforms: Vec<&'static str>,
    /// Who publishes it, for people; may be empty.
    pub publisher: &'static str,
    /// What it is for, in one or two lines.
    pub description: &'static str,
    /// Words that people look for it with and that its other texts lack.
    pub words: Vec<&'static str>,
    /// How often people look for it, as we judge: 255 for most, 0 for what is not among the well-known.
    pub renown: u8,
}

impl StarterListing {
    /// `host/alias/name`, without a tag.
    fn reference(&self) -> String {
        let host = SourceKind::from(self.source).registry();
        format!("{host}/{}/{}", self.alias, self.name)
    }
}

const TABLES: [(StarterSource, &str); 2] = [
    (
        StarterSource::EcrPublic,
        include_str!("../starter/ecr-public.tsv"),
    ),
    (
        StarterSource::DockerHub,
        include_str!("../starter/docker-hub.tsv"),
    ),
];

/// References of what people look for most, in that order.
const WELL_KNOWN: &str = include_str!("../starter/well-known.txt");

/// The whole catalogue, by registry, alias and name.
pub fn starter() -> impl Iterator<Item = StarterListing> {
    let ranks = (0..=u8::MAX).rev();
    let renowned: HashMap<&str, u8> = WELL_KNOWN.lines().zip(ranks).collect();
    TABLES
        .into_iter()
        .flat_map(|(source, table)| {
            let rows = table.lines().skip(1);
            rows.filter_map(move |row| read(source, row))
        })
        .map(move |row| {
            let reference = row.reference();
            let renown = renowned.get(reference.as_str()).copied().unwrap_or(0);
            StarterListing { renown, ..row }
        })
}

/// One row of a table; nothing where a column lacks, which the tests below rule out.
fn read(source: StarterSource, row: &'static str) -> Option<StarterListing> {
    let columns: [&str; 8] = row.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let [
        alias,
        name,
        kind,
        categories,
        platforms,
        publisher,
        description,
        words,
    ] = columns;
    Some(StarterListing {
        source,
        alias,
        name,
        kind,
        categories: list(categories),
        platforms: list(platforms),
        publisher,
        description,
        words: list(words),
        renown: 0,
    })
}

fn list(text: &str) -> Vec<&str> {
    text.split(',').filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_of_every_table_is_read() {
        let rows: usize = TABLES
            .iter()
            .map(|(_, table)| table.lines().count() - 1)
            .sum();
        assert_eq!(starter().count(), rows);
        assert!(rows >= 700, "{rows}");
    }

    #[test]
    fn each_repository_is_listed_once_and_described_in_its_own_words() {
        let (mut places, mut descriptions) = (BTreeSet::new(), BTreeSet::new());
        for listing in starter() {
            let place = (listing.source, listing.alias, listing.name);
            assert!(places.insert(place), "{place:?} is listed twice");
            let description = (listing.source, listing.description);
            assert!(descriptions.insert(description), "{description:?}");
        }
    }

    #[test]
    fn the_well_known_are_in_the_catalogue_and_known_once() {
        let listed: BTreeSet<String> = starter().map(|it| it.reference()).collect();
        let known: BTreeSet<&str> = WELL_KNOWN.lines().collect();
        assert_eq!(known.len(), WELL_KNOWN.lines().count());
        let unlisted: Vec<_> = known.iter().filter(|it| !listed.contains(**it)).collect();
        assert!(unlisted.is_empty(), "{unlisted:?}");
        assert!(
            u8::try_from(known.len()).is_ok(),
            "the last would be no better than the rest"
        );
    }

    #[test]
    fn every_listing_says_where_what_and_what_for() {
        for listing in starter() {
            let StarterListing {
                alias,
                name,
                kind,
                description,
                words,
                ..
            } = &listing;
            assert!(!alias.is_empty() && !name.is_empty(), "{listing:?}");
            assert!(["image", "chart", "artifact"].contains(kind), "{listing:?}");
            assert!((40..=220).contains(&description.len()), "{listing:?}");
            assert!((3..=8).contains(&words.len()), "{listing:?}");
            let are_platforms = |text: &&str| text.split('/').count() >= 2;
            assert!(listing.platforms.iter().all(are_platforms), "{listing:?}");
        }
    }
}
