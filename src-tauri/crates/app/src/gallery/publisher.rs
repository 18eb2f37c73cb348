//! A publisher: who it is by what it publishes, and what else its source knows of it.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_contract::{Event, Failure, Publisher, PublisherAt};
use portolan_gallery::{Source, SourceKind};
use portolan_search::{Filter, Query, Sort};

use super::{card::show_standing, errands::Errand, place::Place, trouble::show_trouble};
use crate::{App, failures::OrFail};

/// Hits among which somebody says who the publisher is.
const LOOKED_AT: usize = 50;
/// Pages of its repositories that are fetched at most.
const MOST_PAGES: usize = 10;

impl App {
    /// Who publishes under an alias. Its source is asked behind for what the index lacks.
    pub async fn read_publisher(
        self: &Arc<Self>,
        request: PublisherAt,
    ) -> Result<Publisher, Failure> {
        let PublisherAt { host, alias } = request;
        // Its repositories have such references.
        Place::read(&format!("{host}/{alias}/any"))?;
        let kind = SourceKind::ALL
            .into_iter()
            .find(|kind| kind.registry() == host);
        let sources = kind.iter().map(|kind| kind.as_str().to_owned()).collect();
        let filter = Filter {
            publishers: vec![alias.clone()],
            sources,
            ..Filter::default()
        };
        let query = Query {
            filter,
            sort: Sort::Relevance,
            limit: LOOKED_AT,
            now: Timestamp::now(),
            ..Query::default()
        };
        let hits = self.find(query).await?.hits;
        let cards = || hits.hits.iter().map(|hit| &hit.card);
        let references: Vec<String> = cards().map(portolan_search::Card::reference).collect();
        let with_logos = self.gallery.store.with_logos(references.clone());
        let with_logos = with_logos.await.or_fail()?;
        let about = format!("{host}/{alias}");
        if let Some(kind) = kind {
            self.ask_for_publisher(kind, &about, &alias).await?;
        }
        let outcome = self.gallery.errands.look(Errand::Publisher, &about);
        let standing = cards().map(|card| card.standing).max();
        Ok(Publisher {
            display_name: cards()
                .map(|card| card.publisher.clone())
                .find(|name| !name.is_empty())
                .unwrap_or_default(),
            standing: show_standing(standing.unwrap_or_default()),
            listings: hits.total,
            logo_of: references
                .into_iter()
                .find(|reference| with_logos.contains(reference)),
            refreshing: outcome.is_running,
            problem: outcome.problem,
            host,
            alias,
        })
    }

    async fn ask_for_publisher(
        self: &Arc<Self>,
        kind: SourceKind,
        about: &str,
        alias: &str,
    ) -> Result<(), Failure> {
        let state = self.gallery.store.source(kind.as_str()).await.or_fail()?;
        if !state.enabled || !self.gallery.errands.begin(Errand::Publisher, about) {
            return Ok(());
        }
        let source = self.gallery.sources.of(kind);
        let (app, about, alias) = (Arc::clone(self), about.to_owned(), alias.to_owned());
        self.jobs.start_behind(async move {
            let problem = app.fetch_publisher(source.as_ref(), &alias).await.err();
            app.gallery.errands.end(Errand::Publisher, &about, problem);
            app.events.tell(Event::ListingChanged { reference: about });
        });
        Ok(())
    }

    async fn fetch_publisher(&self, source: &dyn Source, alias: &str) -> Result<(), Failure> {
        let mut next = None;
        for _ in 0..MOST_PAGES {
            let page = source.publisher(alias, next.as_ref()).await;
            let page = match page {
                // Not every gallery has publishers; their repositories are found by searching.
                Err(portolan_gallery::Error::Unsupported { .. }) => return Ok(()),
                page => page.map_err(|error| show_trouble(source.kind().as_str(), &error))?,
            };
            self.keep_records(&page.records).await?;
            let is_repeated = page.next == next;
            next = page.next.filter(|_| !is_repeated);
            if next.is_none() {
                break;
            }
        }
        Ok(())
    }
}
