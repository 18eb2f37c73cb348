//! What the cache holds, and emptying it.

use portolan_contract::{
    CacheUsage, ClearCache, ConnectionCache, ConnectionId, Event, Failure, Nothing,
};

use crate::{App, failures::OrFail};

impl App {
    /// Bytes of manifests and configs that are kept, in all and by connection.
    pub async fn measure_cache(&self, _: Nothing) -> Result<CacheUsage, Failure> {
        let usage = self.store.cache_usage().await.or_fail()?;
        let connections = usage.connections.into_iter().map(|share| ConnectionCache {
            connection: ConnectionId(share.connection.to_string()),
            bytes: share.bytes,
        });
        Ok(CacheUsage {
            bytes: usage.bytes,
            limit: self.settings.current().cache_limit_bytes,
            connections: connections.collect(),
        })
    }

    /// Empties the cache of one connection or of all. What undo needs stays.
    pub async fn clear_cache(&self, request: ClearCache) -> Result<CacheUsage, Failure> {
        match request.connection {
            Some(id) => {
                let stored = self.stored_connection(&id).await?;
                self.store
                    .clear_connection_content(stored.id)
                    .await
                    .or_fail()?;
            }
            None => self.store.clear_content().await.or_fail()?,
        }
        self.events.tell(Event::EverythingChanged);
        self.measure_cache(Nothing {}).await
    }
}
