//! A repository's page: what is kept of it at once, and what its source says behind.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{Event, Failure, ListingAt, ListingLink, ListingPage};
use portolan_gallery::{Depth, Record, Source, render_markdown};

use super::{
    card::show_card,
    errands::Errand,
    place::Place,
    records::{bare, unite},
    trouble::show_trouble,
};
use crate::{App, app::off_the_loop, failures::OrFail};

/// A page that was read longer ago is read again.
const FRESH: SignedDuration = SignedDuration::from_hours(24);

impl App {
    /// What is known of a repository. What its source says since then is asked behind; an event tells.
    pub async fn read_listing(
        self: &Arc<Self>,
        request: ListingAt,
    ) -> Result<ListingPage, Failure> {
        let place = Place::read(&request.reference)?;
        let reference = place.reference();
        let record = self.read_record(&place).await?;
        self.ask_for_page(&place, &record).await?;
        let (app, opened) = (Arc::clone(self), reference.clone());
        self.jobs.start_to_finish(async move {
            let noted = app.gallery.store.note_opened(&opened, Timestamp::now());
            if let Err(error) = noted.await {
                tracing::warn!(%error, "what was opened is not remembered");
            }
        });
        let around = self.around(vec![reference.clone()]).await?;
        let (about, usage) = (record.listing.about, record.listing.usage);
        let (about, usage) = off_the_loop(move || (render(&about), render(&usage))).await?;
        let outcome = self.gallery.errands.look(Errand::Page, &reference);
        let links = record.links.into_iter();
        Ok(ListingPage {
            created: record.listing.card.created.map(Timestamp::as_millisecond),
            card: show_card(record.listing.card, &around),
            about,
            usage,
            links: links
                .map(|link| ListingLink {
                    label: link.label,
                    url: link.url,
                })
                .collect(),
            observed_at: record.observed_at.map(Timestamp::as_millisecond),
            refreshing: outcome.is_running,
            problem: outcome.problem,
        })
    }

    /// What is kept of a repository, or nothing but where it is.
    pub(super) async fn read_record(&self, place: &Place) -> Result<Record, Failure> {
        let reference = place.reference();
        let kept = self.gallery.store.listings_at(&reference).await.or_fail()?;
        let source = place
            .source()
            .map_or("", portolan_gallery::SourceKind::as_str);
        Ok(unite(&kept).unwrap_or_else(|| bare(&reference, source)))
    }

    /// The source that may be asked about a repository.
    pub(super) async fn source_of(
        &self,
        place: &Place,
    ) -> Result<Option<Arc<dyn Source>>, Failure> {
        let Some(kind) = place.source() else {
            return Ok(None);
        };
        let state = self.gallery.store.source(kind.as_str()).await.or_fail()?;
        Ok(state.enabled.then(|| self.gallery.sources.of(kind)))
    }

    async fn ask_for_page(self: &Arc<Self>, place: &Place, record: &Record) -> Result<(), Failure> {
        let is_fresh = record.depth == Depth::Read
            && record
                .observed_at
                .is_some_and(|at| Timestamp::now().duration_since(at) < FRESH);
        if is_fresh {
            return Ok(());
        }
        let Some(source) = self.source_of(place).await? else {
            return Ok(());
        };
        let reference = place.reference();
        if !self.gallery.errands.begin(Errand::Page, &reference) {
            return Ok(());
        }
        let (app, place) = (Arc::clone(self), place.clone());
        self.jobs.start_behind(async move {
            let problem = app.fetch_page(&place, source.as_ref()).await.err();
            app.gallery.errands.end(Errand::Page, &reference, problem);
            app.events.tell(Event::ListingChanged { reference });
        });
        Ok(())
    }

    async fn fetch_page(&self, place: &Place, source: &dyn Source) -> Result<(), Failure> {
        let (alias, name) = place.alias_and_name();
        let answer = source.read(alias, name).await;
        let answer = answer.map_err(|error| show_trouble(source.kind().as_str(), &error));
        let problem = answer.as_ref().err();
        // That a repository is not there is no trouble of the source.
        let trouble = problem.filter(|failure| failure.code != portolan_contract::Code::NotFound);
        let name = source.kind().as_str();
        self.gallery
            .store
            .note_asked(name, Timestamp::now(), trouble)
            .await
            .or_fail()?;
        self.keep_records(&[answer?]).await?;
        Ok(())
    }
}

fn render(text: &str) -> Option<String> {
    let html = render_markdown(text).into_string();
    (!html.trim().is_empty()).then_some(html)
}
