//! Tells the window that Amazon asks for patience: what the SDKs sit out by themselves is not hidden.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use portolan_contract::{ConnectionId, Event};
use portolan_ecr::{Attempt, AttemptOutcome, Observe};

use crate::Events;

/// One word of it in so long: where many requests are throttled, each of them is.
const BETWEEN_WORDS: Duration = Duration::from_secs(15);

/// Watches the attempts of one connection.
#[derive(Debug)]
pub(super) struct Watcher {
    events: Events,
    connection: ConnectionId,
    told: Mutex<Option<Instant>>,
}

impl Watcher {
    pub(super) const fn new(events: Events, connection: ConnectionId) -> Self {
        Self {
            events,
            connection,
            told: Mutex::new(None),
        }
    }
}

impl Observe for Watcher {
    fn answered(&self, attempt: &Attempt) {
        if !matches!(attempt.outcome, AttemptOutcome::Throttled { .. }) {
            return;
        }
        {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            if told.is_some_and(|at| at.elapsed() < BETWEEN_WORDS) {
                return;
            }
            *told = Some(Instant::now());
        }
        self.events.tell(Event::Throttled {
            connection: self.connection.clone(),
            operation: attempt.operation.clone(),
            attempt: attempt.number,
            of: attempt.of,
        });
    }
}
