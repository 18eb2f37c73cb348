//! The person's own registries in the gallery: their repositories as they are browsed, under the name of
//! their connection. Trouble here is only logged: browsing goes on without.

use std::collections::HashSet;

use jiff::Timestamp;
use portolan_contract::{ConnectionId, Event, Failure, RepositoryAt};
use portolan_gallery::{Record, SourceKind};
use portolan_storage::{Connection as Stored, StoredListing};

use super::{
    own::OwnSources,
    own_image::Described,
    records::{bare, keep, read},
};
use crate::{App, amazon::reference, failures::OrFail};

/// Listings that are kept at a time.
const PIECE: usize = 500;

impl App {
    /// A connection's repositories were listed, or could not be.
    pub(crate) async fn list_own(&self, connection: &ConnectionId, problem: Option<&Failure>) {
        let listed = async {
            let Some(own) = self.own_source(connection).await? else {
                return Ok(());
            };
            let state = self.gallery.store.source(&own.name).await.or_fail()?;
            self.note_asked(&own.name, &state, problem).await?;
            match problem {
                Some(_) => Ok(()),
                None => self.relist(&own).await,
            }
        };
        warn(listed.await);
    }

    /// The images of a repository were read.
    pub(crate) async fn list_own_image(&self, at: &RepositoryAt) {
        let listed = async {
            let Some(own) = self.own_source(&at.connection).await? else {
                return Ok(());
            };
            let Ok(repository) = at.repository.parse() else {
                return Ok(());
            };
            let seen = self.store.repository(own.stored.id, &repository).await;
            if seen.or_fail()?.is_none_or(|seen| seen.gone_at.is_some()) {
                return Ok(());
            }
            let described = self.describe(own.stored.id, &repository).await?;
            let record = own.record(repository.as_str(), described);
            self.keep_records(&[record]).await.map(drop)
        };
        warn(listed.await);
    }

    /// Connections were added, removed or named otherwise; `before` is what they were called.
    pub(crate) async fn follow_connections(&self, before: OwnSources) {
        warn(self.rename_own(before).await);
    }

    /// Brings the listings of all connections up to what is known of these, once the program runs.
    pub(crate) async fn list_all_own(&self) {
        if self.gallery.index.opened().await.is_err() {
            return;
        }
        let listed = async {
            let counts = self.gallery.store.count_listings().await.or_fail()?;
            let own = self.own_sources().await?;
            let named: HashSet<&str> = own.names().collect();
            for source in counts.keys() {
                let is_public = SourceKind::named(source).is_some();
                if !is_public && !named.contains(source.as_str()) {
                    self.forget_own(source).await?;
                }
            }
            for (_, connection) in own {
                if let Some(own) = self.own_source(&connection).await? {
                    self.relist(&own).await?;
                }
            }
            Ok(())
        };
        warn(listed.await);
    }

    /// A connection as a source; nothing where it is switched off.
    async fn own_source(&self, connection: &ConnectionId) -> Result<Option<OwnSource>, Failure> {
        let own = self.own_sources().await?;
        let Some(name) = own.name_of(connection).map(str::to_owned) else {
            return Ok(None);
        };
        let state = self.gallery.store.source(&name).await.or_fail()?;
        if !state.enabled {
            return Ok(None);
        }
        let stored = self.stored_connection(connection).await?;
        Ok(Some(OwnSource { name, stored }))
    }

    /// Lists the repositories that are new, and no longer those that are gone.
    async fn relist(&self, own: &OwnSource) -> Result<(), Failure> {
        let store = &self.gallery.store;
        let repositories = self.store.repositories(own.stored.id).await.or_fail()?;
        let known = store.references_of(&own.name).await.or_fail()?;
        let mut known: HashSet<String> = known.into_iter().collect();
        let mut fresh = Vec::new();
        let mut is_changed = false;
        for repository in repositories {
            let name = repository.name.as_str();
            if repository.gone_at.is_some() || known.remove(&own.reference(name)) {
                continue;
            }
            let described = if repository.tags > 0 {
                self.describe(own.stored.id, &repository.name).await?
            } else {
                Described::default()
            };
            fresh.push(own.record(name, described));
            if fresh.len() == PIECE {
                self.keep_records(&std::mem::take(&mut fresh)).await?;
                is_changed = true;
            }
        }
        is_changed |= !fresh.is_empty() || !known.is_empty();
        self.keep_records(&fresh).await?;
        for reference in known {
            self.remove_own(&own.name, reference).await?;
        }
        if is_changed {
            self.events.tell(Event::GallerySourcesChanged);
        }
        Ok(())
    }

    async fn remove_own(&self, source: &str, reference: String) -> Result<(), Failure> {
        let store = &self.gallery.store;
        let removed = store.remove_listings(source, Some(reference)).await;
        if removed.or_fail()? > 0 {
            self.gallery.index.wake();
        }
        Ok(())
    }

    /// Forgets a connection that there is no more. Another one of its name begins anew.
    async fn forget_own(&self, source: &str) -> Result<(), Failure> {
        if self.gallery.store.forget_source(source).await.or_fail()? > 0 {
            self.gallery.index.wake();
        }
        Ok(())
    }

    async fn rename_own(&self, before: OwnSources) -> Result<(), Failure> {
        let after = self.own_sources().await?;
        let mut renamed = Vec::new();
        for (name, connection) in before {
            match after.name_of(&connection) {
                None => self.forget_own(&name).await?,
                Some(now) if now != name => renamed.push((name, now.to_owned(), connection)),
                Some(_) => {}
            }
        }
        // By way of names that nobody has: one may be called now what another was.
        for (name, _, connection) in &renamed {
            self.rename(name, &connection.0).await?;
        }
        for (_, now, connection) in &renamed {
            self.rename(&connection.0, now).await?;
        }
        self.events.tell(Event::GallerySourcesChanged);
        Ok(())
    }

    async fn rename(&self, from: &str, to: &str) -> Result<(), Failure> {
        let source = to.to_owned();
        let rewrite = move |listing: StoredListing| {
            let mut record = read(&listing);
            record.listing.card.source.clone_from(&source);
            keep(&record).unwrap_or(listing)
        };
        let store = &self.gallery.store;
        store.rename_source(from, to, rewrite).await.or_fail()?;
        self.gallery.index.wake();
        Ok(())
    }
}

/// A connection as a source.
#[derive(Debug)]
struct OwnSource {
    name: String,
    stored: Stored,
}

impl OwnSource {
    fn reference(&self, repository: &str) -> String {
        let (host, name) = reference(&self.stored.draft, repository);
        format!("{}/{name}", host.to_lowercase())
    }

    fn record(&self, repository: &str, described: Described) -> Record {
        let mut record = bare(&self.reference(repository), &self.name);
        let plain = record.clone();
        described.write_to(&mut record.listing);
        // What strangers wrote into an image is no reason to lose the repository.
        if let Err(problem) = record.check() {
            tracing::info!(%problem, repository, "what an image says of itself is not listed");
            record = plain;
        }
        record.observed_at = Some(Timestamp::now());
        record
    }
}

fn warn(listed: Result<(), Failure>) {
    if let Err(failure) = listed {
        tracing::warn!(%failure, "a registry of one's own was not listed");
    }
}
