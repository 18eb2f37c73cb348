//! Searching the gallery while a person types.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_contract::{
    Facet, Failure, GalleryFacets, GalleryFilter, GalleryHit, GallerySnippet, GallerySort,
    GalleryWindow, SearchGallery, SnippetPlace,
};
use portolan_search::{
    Cancellation, Count, Error, Facets, Filter, Hit, Hits, Query, SnippetPlace as FoundIn, Sort,
    Typed,
};

use super::card::{Around, cut, show_card};
use crate::{App, app::off_the_loop, failures::ToFailure};

/// Characters of a text, at most.
pub(super) const LONGEST: usize = 10_000;
/// Hits of one window, at most.
const LIMIT: u64 = 500;

impl App {
    /// A window onto what a text finds. Dropping the call ends the search.
    pub async fn search_gallery(&self, request: SearchGallery) -> Result<GalleryWindow, Failure> {
        if request.text.chars().count() > LONGEST {
            return Err(Failure::invalid("text", "longer than 10,000 characters"));
        }
        let now = Timestamp::now();
        let typed = Typed::read(&request.text, now);
        let found = self.find(query(&request, now)).await?;
        let references = found.hits.hits.iter().map(|hit| hit.card.reference());
        let around = self.around(references.collect()).await?;
        let Found { hits, all } = found;
        Ok(GalleryWindow {
            total: hits.total,
            all,
            corrected: hits.is_corrected,
            offset: request.offset,
            hits: hits
                .hits
                .into_iter()
                .map(|hit| show_hit(hit, &around))
                .collect(),
            facets: hits.facets.map(show_facets),
            understood: show_filter(typed.filter),
            rebuilding: self.gallery.index.is_rebuilding(),
            revision: self.gallery.index.revision(),
        })
    }

    /// Asks the index. One that turns out to be damaged is made again, and finds nothing until it was.
    pub(crate) async fn find(&self, query: Query) -> Result<Found, Failure> {
        let index = self.gallery.index.opened().await?.0;
        let cancellation = Cancellation::default();
        let _guard = CancelOnDrop(cancellation.clone());
        let searched = Arc::clone(&index);
        let answer = off_the_loop(move || searched.search(&query, &cancellation)).await?;
        let hits = match answer {
            Ok(hits) => hits,
            Err(Error::Damaged(reason)) if !self.gallery.index.was_mended_lately() => {
                tracing::error!(reason, "the index of the gallery is damaged");
                self.gallery.index.note_damage();
                Hits::default()
            }
            Err(error) => return Err(error.to_failure()),
        };
        let all = index.listings();
        Ok(Found { hits, all })
    }
}

/// What the index answered.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) hits: Hits,
    /// Listings there are.
    pub(crate) all: u64,
}

/// Ends a search that nobody waits for any more.
struct CancelOnDrop(Cancellation);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

fn query(request: &SearchGallery, now: Timestamp) -> Query {
    Query {
        text: request.text.clone(),
        filter: Filter::default(),
        sort: match request.sort {
            GallerySort::Relevance => Sort::Relevance,
            GallerySort::Pulls => Sort::Pulls,
            GallerySort::Updated => Sort::Updated,
            GallerySort::Name => Sort::Name,
        },
        offset: usize::try_from(request.offset).unwrap_or(usize::MAX),
        limit: request.limit.min(LIMIT) as usize,
        with_facets: request.with_facets,
        now,
    }
}

fn show_hit(hit: Hit, around: &Around) -> GalleryHit {
    GalleryHit {
        alias: cut(&hit.card.alias, &hit.alias_marks),
        name: cut(&hit.card.name, &hit.name_marks),
        snippet: hit.snippet.map(|snippet| GallerySnippet {
            place: show_place(snippet.place),
            pieces: cut(&snippet.text, &snippet.marks),
        }),
        card: show_card(hit.card, around),
    }
}

fn show_place(place: FoundIn) -> SnippetPlace {
    match place {
        FoundIn::DisplayName => SnippetPlace::DisplayName,
        FoundIn::Publisher => SnippetPlace::Publisher,
        FoundIn::Description => SnippetPlace::Description,
        FoundIn::Keywords => SnippetPlace::Keywords,
        FoundIn::About => SnippetPlace::About,
        FoundIn::Usage => SnippetPlace::Usage,
        FoundIn::Image => SnippetPlace::Image,
    }
}

fn show_facets(facets: Facets) -> GalleryFacets {
    let show = |counts: Vec<Count>| {
        let counts = counts
            .into_iter()
            .map(|Count { value, count }| Facet { value, count });
        counts.collect()
    };
    GalleryFacets {
        sources: show(facets.sources),
        kinds: show(facets.kinds),
        systems: show(facets.systems),
        architectures: show(facets.architectures),
        categories: show(facets.categories),
        standings: show(facets.standings),
        publishers: show(facets.publishers),
    }
}

fn show_filter(filter: Filter) -> GalleryFilter {
    let standings = filter.standings.iter().map(|it| it.as_str().to_owned());
    GalleryFilter {
        standings: standings.collect(),
        publishers: filter.publishers,
        architectures: filter.architectures,
        systems: filter.systems,
        kinds: filter.kinds,
        sources: filter.sources,
        categories: filter.categories,
        updated_since: filter.updated_since.map(Timestamp::as_millisecond),
        updated_before: filter.updated_before.map(Timestamp::as_millisecond),
        least_pulls: filter.least_pulls,
        most_pulls: filter.most_pulls,
    }
}
