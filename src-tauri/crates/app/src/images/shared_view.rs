//! The one view of a repository that all windows onto it share: made outside of every lock, by one at a
//! time, and where it can be before anybody asks. What rows are is said by [`super::view`].

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use portolan_contract::Failure;
use tokio::sync::Mutex as AsyncMutex;

use super::{
    collection::{Collection, lock},
    view::View,
};
use crate::app::off_the_loop;

/// The newest view, and the right to make the next.
#[derive(Default)]
pub(super) struct SharedView {
    shown: Mutex<Shown>,
    /// Held by whoever makes a view.
    making: Arc<AsyncMutex<()>>,
}

/// What is shown.
#[derive(Default)]
struct Shown {
    built: Option<Built>,
    /// Somebody got an older view than the one that was being made, and is told when it is there.
    is_owed: bool,
}

struct Built {
    view: Arc<View>,
    at: Instant,
    took: Duration,
}

impl Collection {
    /// Something came to its end: a view from before it is not shown any more. Where one is looked at,
    /// the next is made first, so that nobody waits for it.
    pub(super) async fn settle(self: &Arc<Self>) {
        let rows = self.state().rows;
        let is_looked_at = lock(&self.view.shown).built.is_some();
        if is_looked_at && let Err(problem) = self.make_view(rows).await {
            // Whoever looks next tries again, and is told.
            tracing::warn!(?problem, "the rows were not made");
        }
        let mut state = self.state();
        state.settled = state.settled.max(rows);
    }

    /// The view of what is known now. While details stream into a large repository, a view may be a
    /// moment old, so that making views never takes more than a small part of the time; and while a
    /// newer one is being made, the one before is shown and its end is told.
    pub(crate) async fn view(self: &Arc<Self>) -> Result<Arc<View>, Failure> {
        let (rows, settled) = {
            let state = self.state();
            (state.rows, state.settled)
        };
        {
            let mut shown = lock(&self.view.shown);
            if let Some(built) = &shown.built {
                let view = Arc::clone(&built.view);
                let is_recent = built.at.elapsed() < built.took * 8;
                if view.revision >= rows || (view.revision >= settled && is_recent) {
                    return Ok(view);
                }
                if view.revision >= settled && self.view.making.try_lock().is_err() {
                    shown.is_owed = true;
                    return Ok(view);
                }
            }
        }
        self.make_view(rows).await
    }

    /// Makes the view of what is known now, unless one that is at least of this revision came meanwhile.
    async fn make_view(self: &Arc<Self>, rows: u64) -> Result<Arc<View>, Failure> {
        let turn = Arc::clone(&self.view.making).lock_owned().await;
        let collection = Arc::clone(self);
        // Whoever asked may leave: what was begun serves the next.
        off_the_loop(move || {
            let (view, built) = if let Some(view) = collection.made_since(rows) {
                (view, None)
            } else {
                let built = collection.build();
                (Arc::clone(&built.view), Some(built))
            };
            let is_owed = {
                let mut shown = lock(&collection.view.shown);
                shown.built = built.or(shown.built.take());
                // Within this lock, so that nobody is owed what was told before.
                drop(turn);
                std::mem::take(&mut shown.is_owed)
            };
            if is_owed {
                collection.events.tell(collection.changed());
            }
            view
        })
        .await
    }

    fn made_since(&self, rows: u64) -> Option<Arc<View>> {
        let shown = lock(&self.view.shown);
        let built = shown.built.as_ref()?;
        (built.view.revision >= rows).then(|| Arc::clone(&built.view))
    }

    fn build(&self) -> Built {
        let began = Instant::now();
        let (known, rows) = {
            let state = self.state();
            (Arc::clone(&state.known), state.rows)
        };
        let view = Arc::new(View::new(&known, rows));
        Built {
            view,
            at: Instant::now(),
            took: began.elapsed(),
        }
    }
}

#[cfg(test)]
mod tests;
