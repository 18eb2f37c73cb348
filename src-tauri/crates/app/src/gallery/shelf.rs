//! What the gallery shows before anything is typed.

use std::collections::HashMap;

use jiff::Timestamp;
use portolan_contract::{Failure, GalleryShelf, KeepSearch, ListingCard, Nothing};
use portolan_search::Card;

use super::{
    card::{show_card, strip_scheme},
    place::Place,
    records::{bare, unite},
};
use crate::{App, failures::OrFail};

/// Searches on the shelf.
const SEARCHES: usize = 12;
/// Cards of each kind on the shelf.
const CARDS: usize = 24;

impl App {
    /// Searches worth coming back to, what was opened lately and what is bookmarked.
    pub async fn read_gallery_shelf(&self, _: Nothing) -> Result<GalleryShelf, Failure> {
        let store = &self.gallery.store;
        let (searches, opened, bookmarks, count) = tokio::join!(
            store.searches(SEARCHES),
            store.opened(CARDS),
            self.store.bookmarks(),
            store.count_references(),
        );
        let opened = opened.or_fail()?;
        let bookmarks = bookmarks.or_fail()?.into_iter();
        let bookmarked = bookmarks
            .filter_map(|bookmark| Place::read(strip_scheme(&bookmark.address)).ok())
            .map(|place| place.reference())
            .collect();
        Ok(GalleryShelf {
            searches: searches.or_fail()?,
            // What was opened is shown even where nothing more is known of it by now.
            opened: self.cards(opened, true).await?,
            bookmarked: self.cards(bookmarked, false).await?,
            listings: count.or_fail()?,
        })
    }

    /// Keeps a search for the shelf.
    pub async fn keep_search(&self, request: KeepSearch) -> Result<Nothing, Failure> {
        let text = request
            .text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        if !text.is_empty() {
            let now = Timestamp::now();
            self.gallery.store.keep_search(&text, now).await.or_fail()?;
        }
        Ok(Nothing {})
    }

    /// Forgets all searches.
    pub async fn forget_searches(&self, _: Nothing) -> Result<Nothing, Failure> {
        self.gallery.store.forget_searches().await.or_fail()?;
        Ok(Nothing {})
    }

    /// The cards of these repositories, in their order; with `unknown` also of those nobody listed.
    async fn cards(
        &self,
        references: Vec<String>,
        unknown: bool,
    ) -> Result<Vec<ListingCard>, Failure> {
        let store = &self.gallery.store;
        let listings = store.listings_among(references.clone()).await.or_fail()?;
        let mut known: HashMap<&str, Vec<_>> = HashMap::new();
        for listing in &listings {
            known.entry(&listing.reference).or_default().push(listing);
        }
        let card = |reference: &String| -> Option<Card> {
            match known.get(reference.as_str()) {
                Some(listings) => Some(unite(listings.iter().copied())?.listing.card),
                None => unknown.then(|| {
                    let source = Place::read(reference).ok().and_then(|place| place.source());
                    let source = source.map_or("", portolan_gallery::SourceKind::as_str);
                    bare(reference, source).listing.card
                }),
            }
        };
        let cards: Vec<Card> = references.iter().filter_map(card).take(CARDS).collect();
        let around = self.around(references).await?;
        Ok(cards
            .into_iter()
            .map(|card| show_card(card, &around))
            .collect())
    }
}
