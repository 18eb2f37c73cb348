//! Looks after images that come back from an archive, until they are there: the window's rows change
//! without anybody refreshing them.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use portolan_storage::StorageClass;

use super::{collection::Collection, known::Known};
use crate::App;

/// How long after one look the next one comes, in seconds: longer each time, up to the last. A way back takes
/// up to twenty minutes.
const LOOK_AFTER: [u64; 6] = [2, 5, 10, 15, 20, 30];

/// How many looks are made at most: about an hour of them.
const LOOKS: usize = 120;

impl App {
    /// Looks until no image of the repository is on its way back; once at a time for each repository.
    pub(super) fn await_restores(self: &Arc<Self>, collection: &Arc<Collection>) {
        if collection.awaits_restores.swap(true, Ordering::Relaxed) {
            return;
        }
        let (app, collection) = (Arc::clone(self), Arc::clone(collection));
        self.jobs.start_behind(async move {
            for look in 0..LOOKS {
                tokio::time::sleep(collection.pause_before(look)).await;
                // Who has looked elsewhere for long finds out when looking here again.
                let is_over = !collection.state().known.has_restoring();
                if is_over || app.in_use(&collection.at).is_none() {
                    break;
                }
                let mut ended = app.start_refresh(&collection);
                if ended.wait_for(Option::is_some).await.is_err() {
                    break;
                }
            }
            collection.awaits_restores.store(false, Ordering::Relaxed);
        });
    }
}

impl Collection {
    /// How long to wait before a look. It costs a call for a thousand images, so there are fewer where there
    /// are many.
    fn pause_before(&self, look: usize) -> Duration {
        let listed = self.state().known.listed.len() as u64;
        let seconds = LOOK_AFTER.get(look).or(LOOK_AFTER.last());
        Duration::from_secs(seconds.copied().unwrap_or_default().max(listed / 500))
    }
}

impl Known {
    /// Whether an image is on its way back.
    pub(super) fn has_restoring(&self) -> bool {
        let mut listed = self.listed.values();
        listed.any(|image| image.storage == Some(StorageClass::Restoring))
    }
}
