//! Listings: searched from the first start, asked, harvested, shared, and mended by itself.

mod asking;
mod first_run;
mod harvesting;
mod own;
mod packs;
mod visiting;

use std::sync::Arc;

use portolan_app::{App, GalleryPlaces};
use portolan_contract::{
    Event, Failure, GallerySort, GallerySource, GalleryWindow, JobId, Nothing, SearchGallery,
};
use portolan_tests::{FreshHome, Galleries, until};
use tokio::sync::broadcast::Receiver;

use crate::program::open_asking;

async fn search(app: &App, text: &str) -> GalleryWindow {
    let request = SearchGallery {
        text: text.to_owned(),
        sort: GallerySort::Relevance,
        offset: 0,
        limit: 20,
        with_facets: true,
    };
    app.search_gallery(request).await.unwrap()
}

fn references(window: &GalleryWindow) -> Vec<&str> {
    let hits = window.hits.iter();
    hits.map(|hit| hit.card.reference.as_str()).collect()
}

/// Waits until a text finds these and nothing else, in whatever order.
async fn finds(app: &App, text: &str, expected: &[&str]) {
    until(&format!("{text} to find {expected:?}"), async || {
        let window = search(app, text).await;
        let mut found = references(&window);
        found.sort_unstable();
        (found == expected).then_some(())
    })
    .await;
}

/// The program with its sources at these galleries.
async fn open_at(home: &FreshHome, galleries: &Galleries) -> Arc<App> {
    open_asking(home, &GalleryPlaces::named(&galleries.url())).await
}

async fn source(app: &App, name: &str) -> GallerySource {
    let sources = app.list_sources(Nothing {}).await.unwrap();
    sources
        .into_iter()
        .find(|source| source.id == name)
        .unwrap_or_else(|| panic!("there is no source {name}"))
}

/// Waits until a job has ended, and answers why it failed.
async fn end_of(events: &mut Receiver<Event>, job: &JobId) -> Option<Failure> {
    loop {
        if let Event::JobEnded {
            job: ended,
            failure,
        } = events.recv().await.unwrap()
            && ended == *job
        {
            return failure;
        }
    }
}
