//! Where listings come from: which sources there are, how each is, and whether it may be asked.

use jiff::Timestamp;
use portolan_contract::{
    Code, ConnectionId, Event, Failure, GallerySource, GallerySourceKind, Hint, Nothing, Retry,
    SwitchSource,
};
use portolan_gallery::SourceKind;
use portolan_storage::{SourceCount, SourceState};

use crate::{App, failures::OrFail};

/// A source that there is.
#[derive(Clone, Debug)]
pub(super) enum Known {
    Public(SourceKind),
    Own(ConnectionId),
}

impl App {
    /// Every source: the public ones, then one's own connections.
    pub async fn list_sources(&self, _: Nothing) -> Result<Vec<GallerySource>, Failure> {
        let counts = self.gallery.store.count_listings().await.or_fail()?;
        let mut sources = Vec::new();
        for (name, known) in self.known_sources().await? {
            let state = self.gallery.store.source(&name).await.or_fail()?;
            let count = counts.get(&name).copied().unwrap_or_default();
            sources.push(self.show_source(name, known, state, count));
        }
        Ok(sources)
    }

    /// Lets a source be asked, or not. What is known of it stays.
    pub async fn switch_source(&self, request: SwitchSource) -> Result<GallerySource, Failure> {
        let SwitchSource { source, enabled } = request;
        let known = self.known_source(&source).await?;
        let store = &self.gallery.store;
        store.switch_source(&source, enabled).await.or_fail()?;
        if let (Known::Public(kind), false) = (&known, enabled) {
            self.gallery.harvests.pause(*kind).await;
        }
        self.events.tell(Event::GallerySourcesChanged);
        let state = store.source(&source).await.or_fail()?;
        let mut counts = store.count_listings().await.or_fail()?;
        let count = counts.remove(&source).unwrap_or_default();
        Ok(self.show_source(source, known, state, count))
    }

    /// The source of this name.
    pub(super) async fn known_source(&self, name: &str) -> Result<Known, Failure> {
        let sources = self.known_sources().await?;
        let mut named = sources.into_iter().filter(|(source, _)| source == name);
        named
            .next()
            .map(|(_, known)| known)
            .ok_or_else(|| Failure::invalid("source", "there is no such source"))
    }

    async fn known_sources(&self) -> Result<Vec<(String, Known)>, Failure> {
        let public = SourceKind::ALL.map(|kind| (kind.as_str().to_owned(), Known::Public(kind)));
        let own = self.own_sources().await?.into_iter();
        let own = own.map(|(name, id)| (name, Known::Own(id)));
        Ok(public.into_iter().chain(own).collect())
    }

    fn show_source(
        &self,
        id: String,
        known: Known,
        state: SourceState,
        count: SourceCount,
    ) -> GallerySource {
        let (kind, connection) = match &known {
            Known::Public(SourceKind::EcrPublic) => (GallerySourceKind::EcrPublic, None),
            Known::Public(SourceKind::DockerHub) => (GallerySourceKind::DockerHub, None),
            Known::Public(SourceKind::Quay) => (GallerySourceKind::Quay, None),
            Known::Own(connection) => (GallerySourceKind::Connection, Some(connection.clone())),
        };
        let harvest = match &known {
            Known::Public(kind) => {
                let kept = state.crawl.as_deref();
                self.gallery.harvests.show(*kind, kept, state.met)
            }
            Known::Own(_) => None,
        };
        let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        GallerySource {
            id,
            kind,
            connection,
            enabled: state.enabled,
            can_harvest: matches!(&known, Known::Public(kind) if can_harvest(*kind)),
            listings: count.listings,
            starter: count.starter,
            asked_at: millis(state.asked_at),
            harvested_at: millis(state.harvested_at),
            harvest,
            problem: state.problem(),
        }
    }
}

/// Docker Hub and Quay answer questions only: neither lists all it has.
pub(super) const fn can_harvest(kind: SourceKind) -> bool {
    matches!(kind, SourceKind::EcrPublic)
}

/// The person does not want it to be asked.
pub(super) fn switched_off(source: &str) -> Failure {
    let hint = Hint::SourceSwitchedOff {
        source: source.to_owned(),
    };
    Failure::new(Code::Unsupported, hint, Retry::AfterChange, "")
}
