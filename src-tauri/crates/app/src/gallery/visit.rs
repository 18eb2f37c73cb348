//! Looking into a registry that the person has not connected: anonymously, changing nothing, and by the
//! screens of any registry.

use std::sync::Arc;

use portolan_contract::{ConnectionId, Event, Failure, ListingAt, Visited};
use portolan_storage::ConnectionDraft;

use super::place::Place;
use crate::{
    App, address::connections_to, amazon::name_here, connections::VISITED, failures::OrFail,
};

impl App {
    /// Where a repository of the gallery is looked into: a connection of the person's own, else an
    /// anonymous one that is kept aside.
    pub async fn visit_listing(self: &Arc<Self>, request: ListingAt) -> Result<Visited, Failure> {
        let place = Place::read(&request.reference)?;
        for own in self.store.connections().await.or_fail()? {
            // A connection to several hosts calls its repositories otherwise.
            if let Some(repository) = name_here(&own.draft, &place.host, place.repository.as_str())
            {
                return Ok(Visited {
                    connection: ConnectionId(own.id.to_string()),
                    repository,
                });
            }
        }
        Ok(Visited {
            connection: self.visit(&place).await?,
            repository: place.repository.to_string(),
        })
    }

    pub(super) async fn visit(&self, place: &Place) -> Result<ConnectionId, Failure> {
        // Two that are opened at once share one.
        let _turn = self.gallery.visiting.lock().await;
        let connections = self.store.connections().await.or_fail()?;
        let stands_in = self.gallery.registries.get(&place.host);
        let host = stands_in.unwrap_or(&place.host);
        let mut there = connections_to(&connections, &place.host);
        there.extend(
            stands_in
                .iter()
                .flat_map(|host| connections_to(&connections, host)),
        );
        // The person's own first: it may see more.
        there.sort_by_key(|connection| connection.draft.kind == VISITED);
        if let Some(connection) = there.first() {
            return Ok(ConnectionId(connection.id.to_string()));
        }
        let mut draft = ConnectionDraft::to(host.clone());
        VISITED.clone_into(&mut draft.kind);
        draft.read_only = true;
        draft.plain_http = is_this_machine(host);
        let stored = self.store.add_connection(draft).await.or_fail()?;
        self.events.tell(Event::ConnectionsChanged);
        Ok(ConnectionId(stored.id.to_string()))
    }
}

/// Only there plain http goes without asking.
pub(super) fn is_this_machine(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}
