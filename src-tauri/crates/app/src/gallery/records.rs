//! Between records as the room `gallery` has them and listings as `storage` keeps them.

use jiff::Timestamp;
use portolan_contract::Failure;
use portolan_gallery::{Record, SourceKind, starter};
use portolan_search::{Card, Listing};
use portolan_storage::StoredListing;

/// A record as it is kept.
pub(super) fn keep(record: &Record) -> Result<StoredListing, Failure> {
    let card = &record.listing.card;
    Ok(StoredListing {
        reference: card.reference(),
        source: card.source.clone(),
        starter: card.is_starter,
        observed_at: record.observed_at,
        has_logo: record.logo.is_some(),
        record: serde_json::to_vec(record)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?,
    })
}

/// Several of them.
pub(super) fn keep_all<'a>(
    records: impl IntoIterator<Item = &'a Record>,
) -> Result<Vec<StoredListing>, Failure> {
    records.into_iter().map(keep).collect()
}

/// What was kept. A record that can't be read any more still says where it is.
pub(super) fn read(stored: &StoredListing) -> Record {
    serde_json::from_slice(&stored.record).unwrap_or_else(|problem| {
        tracing::warn!(%problem, reference = stored.reference, "a listing can't be read");
        bare(&stored.reference, &stored.source)
    })
}

/// A record of which nothing is known but where it is.
pub(super) fn bare(reference: &str, source: &str) -> Record {
    let (host, path) = reference.split_once('/').unwrap_or((reference, ""));
    let (alias, name) = path.split_once('/').unwrap_or(("", path));
    let card = Card {
        source: source.to_owned(),
        host: host.to_owned(),
        alias: alias.to_owned(),
        name: name.to_owned(),
        ..Card::default()
    };
    Record {
        listing: Listing {
            card,
            ..Listing::default()
        },
        ..Record::default()
    }
}

/// Of what several sources say of one repository, the one to show: a public source's first, for it says
/// more than a connection's catalog.
pub(super) fn choose<'a>(
    listings: impl IntoIterator<Item = &'a StoredListing>,
) -> Option<&'a StoredListing> {
    let is_own = |listing: &&StoredListing| SourceKind::named(&listing.source).is_none();
    listings.into_iter().min_by_key(is_own)
}

/// What is shown and found of a repository, of all that its sources say: what the one to show says, what
/// another knows of its newest image, and who lists it besides.
pub(super) fn unite<'a>(
    listings: impl IntoIterator<Item = &'a StoredListing, IntoIter: Clone>,
) -> Option<Record> {
    let listings = listings.into_iter();
    let shown = choose(listings.clone())?;
    let mut record = read(shown);
    record.listing.card.also = Vec::new();
    for other in listings.filter(|it| it.source != shown.source) {
        let known = read(other).listing;
        let listing = &mut record.listing;
        listing.card.also.push(other.source.clone());
        take_if_empty(&mut listing.tags, known.tags);
        take_if_empty(&mut listing.labels, known.labels);
        take_if_empty(&mut listing.environment, known.environment);
        listing.base_image = listing.base_image.take().or(known.base_image);
    }
    Some(record)
}

fn take_if_empty<T>(known: &mut Vec<T>, more: Vec<T>) {
    if known.is_empty() {
        *known = more;
    }
}

/// What is to be kept of what is known and what is new.
pub(super) fn merge(known: &StoredListing, new: StoredListing) -> StoredListing {
    let mut record = read(known);
    record.merge(read(&new));
    let observed_at = record.observed_at;
    match keep(&record) {
        Ok(merged) => StoredListing {
            record: same_or(&known.record, merged.record, observed_at),
            ..merged
        },
        // What can't be written is not known any better.
        Err(_) => new,
    }
}

/// The known bytes where nothing but the time of asking differs, so that the index is not troubled.
fn same_or(known: &[u8], merged: Vec<u8>, observed_at: Option<Timestamp>) -> Vec<u8> {
    let Ok(mut before) = serde_json::from_slice::<Record>(known) else {
        return merged;
    };
    before.observed_at = observed_at;
    match serde_json::to_vec(&before) {
        Ok(bytes) if bytes == merged => known.to_vec(),
        _ => merged,
    }
}

/// The catalogue that is shipped, with a name that changes when it does.
pub(super) fn read_starter() -> Result<(String, Vec<StoredListing>), Failure> {
    let records: Vec<Record> = starter().map(Record::from).collect();
    let listings = keep_all(&records)?;
    // FNV-1a: it has to differ, not to withstand anybody.
    let bytes = listings.iter().flat_map(|listing| &listing.record);
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Ok((format!("{hash:016x}"), listings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_again_and_is_the_same_is_no_news() {
        let mut record = bare("quay.io/a/b", "quay");
        record.observed_at = Some(Timestamp::UNIX_EPOCH);
        let known = keep(&record).unwrap();
        record.observed_at = Some(Timestamp::from_second(60).unwrap());
        let merged = merge(&known, keep(&record).unwrap());
        assert_eq!(merged.record, known.record);
        assert_eq!(merged.observed_at, record.observed_at);
        record.listing.card.description = "different".to_owned();
        let merged = merge(&known, keep(&record).unwrap());
        assert_eq!(read(&merged), record);
    }

    #[test]
    fn what_two_sources_say_of_a_repository_is_one_listing_that_names_both() {
        let listed = |source: &str, description: &str, tags: &[&str]| {
            let mut record = bare("docker.io/library/nginx", source);
            record.listing.card.description = description.to_owned();
            record.listing.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
            keep(&record).unwrap()
        };
        let own = listed("mirror", "", &["1.27"]);
        let public = listed("docker-hub", "Web server", &[]);
        let united = unite([&own, &public]).unwrap().listing;
        assert_eq!(united.card.source, "docker-hub");
        assert_eq!(united.card.also, ["mirror"]);
        assert_eq!(united.card.description, "Web server");
        assert_eq!(united.tags, ["1.27"]);
        assert!(unite([&own]).unwrap().listing.card.also.is_empty());
    }

    #[test]
    fn the_shipped_catalogue_has_a_name_of_its_own() {
        let (version, listings) = read_starter().unwrap();
        assert_eq!(version, read_starter().unwrap().0);
        assert!(listings.len() >= 700 && listings.iter().all(|it| it.starter));
    }
}
