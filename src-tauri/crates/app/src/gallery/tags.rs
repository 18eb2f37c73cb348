//! The tags of a listed repository: what is kept of them at once, and what its source or, failing that,
//! its registry says behind.

use std::{cmp::Ordering, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    Event, Failure, ListListingTags, ListingTag, ListingTagColumn, ListingTagSort, ListingTagWindow,
};
use portolan_distribution::Pages;
use portolan_gallery::{SeenTag, Source};
use portolan_storage::KeptTags;
use serde::{Deserialize, Serialize};

use super::{
    errands::Errand,
    place::Place,
    records::{keep_all, read},
    trouble::show_trouble,
};
use crate::{
    App,
    failures::{OrFail, ToFailure},
    images::version_key,
};

/// Tags that are fetched at most; `more` says that there are others.
const MOST: usize = 5_000;
/// Pages that are fetched at most.
const MOST_PAGES: usize = 50;
/// Rows of one window, at most.
const LIMIT: usize = 1_000;
/// Tags that were listed longer ago are listed again.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// The tags of a repository, as they are kept.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct TagList {
    tags: Vec<SeenTag>,
    /// There are more.
    more: bool,
}

impl App {
    /// A window onto the tags of a repository. They are asked for behind when they are old.
    pub async fn list_listing_tags(
        self: &Arc<Self>,
        request: ListListingTags,
    ) -> Result<ListingTagWindow, Failure> {
        let place = Place::read(&request.reference)?;
        let reference = place.reference();
        let kept = self.gallery.store.tags_of(&reference).await.or_fail()?;
        let observed_at = kept.as_ref().map(|kept| kept.observed_at);
        let list: TagList = kept
            .and_then(|kept| serde_json::from_slice(&kept.tags).ok())
            .unwrap_or_default();
        let is_fresh = observed_at.is_some_and(|at| Timestamp::now().duration_since(at) < FRESH);
        if !is_fresh && self.gallery.errands.begin(Errand::Tags, &reference) {
            let (app, place) = (Arc::clone(self), place);
            self.jobs.start_behind(async move {
                let reference = place.reference();
                let problem = app.fetch_tags(&place).await.err();
                app.gallery.errands.end(Errand::Tags, &reference, problem);
                app.events.tell(Event::ListingChanged { reference });
            });
        }
        let outcome = self.gallery.errands.look(Errand::Tags, &reference);
        let all = list.tags.len() as u64;
        let rows = arrange(list.tags, &request.filter, request.sort);
        let total = rows.len() as u64;
        let limit = (request.limit as usize).min(LIMIT);
        let rows = rows.into_iter().skip(request.offset as usize).take(limit);
        Ok(ListingTagWindow {
            total,
            all,
            offset: request.offset,
            rows: rows.map(show).collect(),
            more: list.more,
            observed_at: observed_at.map(Timestamp::as_millisecond),
            refreshing: outcome.is_running,
            problem: outcome.problem,
            revision: outcome.revision,
        })
    }

    async fn fetch_tags(self: &Arc<Self>, place: &Place) -> Result<(), Failure> {
        let listed = match self.source_of(place).await? {
            Some(source) => match ask_source(place, source.as_ref()).await {
                Ok(list) => Ok(list),
                // The registry itself may know better than its gallery does.
                Err(failure) => self.ask_registry(place).await.map_err(|_| failure),
            },
            None => self.ask_registry(place).await,
        };
        let list = listed?;
        let names: Vec<String> = list.tags.iter().map(|tag| tag.tag.clone()).collect();
        let tags = serde_json::to_vec(&list)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let observed_at = Timestamp::now();
        let kept = KeptTags { tags, observed_at };
        self.gallery
            .store
            .keep_tags(&place.reference(), kept)
            .await
            .or_fail()?;
        self.make_findable_by(place, names).await
    }

    /// The registry's own list, read anonymously.
    async fn ask_registry(self: &Arc<Self>, place: &Place) -> Result<TagList, Failure> {
        let connection = self.visit(place).await?;
        let registry = self.registry(&connection).await?;
        let (mut pages, mut list) = (Pages::default(), TagList::default());
        for _ in 0..MOST_PAGES {
            let page = registry
                .next_tags(&place.repository, &mut pages)
                .await
                .map_err(|error| error.to_failure())?;
            let Some(page) = page else {
                return Ok(list);
            };
            list.tags
                .extend(page.items.into_iter().map(|listed| SeenTag {
                    tag: listed.tag.to_string(),
                    digest: listed.digest.map(|digest| digest.to_string()),
                    size: listed.size,
                    ..SeenTag::default()
                }));
            if list.tags.len() >= MOST {
                break;
            }
        }
        list.more = !pages.is_ended();
        Ok(list)
    }

    /// Its tags are among the words that it is found by.
    async fn make_findable_by(&self, place: &Place, tags: Vec<String>) -> Result<(), Failure> {
        let store = &self.gallery.store;
        let kept = store.listings_at(&place.reference()).await.or_fail()?;
        let records = kept.iter().map(read).map(|mut record| {
            record.listing.tags.clone_from(&tags);
            record
        });
        let listings = keep_all(&records.collect::<Vec<_>>())?;
        store.put_listings(listings, |_, new| new).await.or_fail()?;
        self.gallery.index.wake();
        Ok(())
    }
}

async fn ask_source(place: &Place, source: &dyn Source) -> Result<TagList, Failure> {
    let (alias, name) = place.alias_and_name();
    let (mut list, mut next) = (TagList::default(), None);
    for _ in 0..MOST_PAGES {
        let page = source.tags(alias, name, next.as_ref()).await;
        let page = page.map_err(|error| show_trouble(source.kind().as_str(), &error))?;
        let is_repeated = page.next.is_some() && page.next == next;
        list.tags.extend(page.tags);
        next = page.next.filter(|_| !is_repeated);
        if next.is_none() || list.tags.len() >= MOST {
            break;
        }
    }
    list.more = next.is_some();
    Ok(list)
}

/// The tags that match, in order.
fn arrange(tags: Vec<SeenTag>, filter: &str, sort: ListingTagSort) -> Vec<SeenTag> {
    let filter = filter.trim().to_lowercase();
    let matches = |tag: &SeenTag| {
        let digest = tag.digest.as_deref().unwrap_or_default();
        tag.tag.to_lowercase().contains(&filter) || digest.contains(&filter)
    };
    let mut tags: Vec<SeenTag> = tags.into_iter().filter(matches).collect();
    // As versions first, so that equal sizes and times are in that order.
    tags.sort_by_cached_key(|tag| version_key(&tag.tag));
    match sort.column {
        ListingTagColumn::Tag if sort.descending => tags.reverse(),
        ListingTagColumn::Tag => {}
        ListingTagColumn::Size => {
            tags.sort_by(|one, two| known_first(one.size, two.size, sort.descending));
        }
        ListingTagColumn::Created => {
            tags.sort_by(|one, two| known_first(one.created, two.created, sort.descending));
        }
    }
    tags
}

/// Unknown values come last either way.
fn known_first<T: Ord>(one: Option<T>, two: Option<T>, descending: bool) -> Ordering {
    match (one, two) {
        (Some(one), Some(two)) if descending => two.cmp(&one),
        (Some(one), Some(two)) => one.cmp(&two),
        (one, two) => two.is_some().cmp(&one.is_some()),
    }
}

fn show(tag: SeenTag) -> ListingTag {
    ListingTag {
        tag: tag.tag,
        digest: tag.digest,
        size: tag.size,
        platforms: tag.platforms,
        created: tag.created.map(Timestamp::as_millisecond),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(filter: &str, column: ListingTagColumn, descending: bool) -> Vec<String> {
        let tags = [
            ("1.9", Some(2)),
            ("1.10", None),
            ("latest", Some(1)),
            ("1.10-alpine", Some(3)),
        ];
        let tags = tags.map(|(tag, size)| SeenTag {
            tag: tag.to_owned(),
            size,
            ..SeenTag::default()
        });
        let sort = ListingTagSort { column, descending };
        let arranged = arrange(tags.to_vec(), filter, sort);
        arranged.into_iter().map(|tag| tag.tag).collect()
    }

    #[test]
    fn tags_are_in_the_order_of_versions() {
        let newest = names("", ListingTagColumn::Tag, true);
        assert_eq!(newest, ["latest", "1.10-alpine", "1.10", "1.9"]);
        assert_eq!(
            names("1.10", ListingTagColumn::Tag, false),
            ["1.10", "1.10-alpine"]
        );
    }

    #[test]
    fn unknown_sizes_come_last_either_way() {
        let smallest = names("", ListingTagColumn::Size, false);
        assert_eq!(smallest, ["latest", "1.9", "1.10-alpine", "1.10"]);
        let largest = names("", ListingTagColumn::Size, true);
        assert_eq!(largest, ["1.10-alpine", "1.9", "latest", "1.10"]);
    }
}
