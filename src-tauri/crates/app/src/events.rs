//! Tells everyone who listens that something changed.

use portolan_contract::Event;
use tokio::sync::broadcast;

/// How many events a slow listener may fall behind before it misses some and must ask afresh.
const CAPACITY: usize = 1024;

/// The program's events, to any number of listeners.
#[derive(Clone, Debug)]
pub struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(CAPACITY).0)
    }
}

impl Events {
    /// Tells all listeners; nobody listening is fine.
    pub fn tell(&self, event: Event) {
        let _ = self.0.send(event);
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
