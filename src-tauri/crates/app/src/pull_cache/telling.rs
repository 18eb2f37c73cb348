//! Tells the window of what is pulled through the local registry meanwhile.

use std::{sync::Arc, time::Duration};

use portolan_contract::Event;
use tokio::sync::broadcast::error::RecvError;

use crate::App;

/// How often it is told at most: an engine that pulls asks for many things a second.
const TELL_EVERY: Duration = Duration::from_secs(1);

impl App {
    /// Tells of changes of the cache while the program runs, of whichever registry runs.
    pub(crate) async fn tell_of_cache(self: Arc<Self>) {
        let mut events = self.events.listen();
        loop {
            if let Ok(registry) = self.local_store().await {
                let mut changes = registry.cache_changes();
                // It ends when nobody else holds it.
                drop(registry);
                while changes.changed().await.is_ok() {
                    self.events.tell(Event::PullCacheChanged);
                    tokio::time::sleep(TELL_EVERY).await;
                }
            }
            // It does not run: until it is started again there is nothing to tell.
            loop {
                match events.recv().await {
                    Ok(Event::LocalRegistryChanged) | Err(RecvError::Lagged(_)) => break,
                    Ok(_) => {}
                    Err(RecvError::Closed) => return,
                }
            }
        }
    }
}
