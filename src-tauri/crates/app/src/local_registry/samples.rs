//! Adds the sample images.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use portolan_contract::{ActivityDeed, Failure, JobId, JobKind, Nothing};
use portolan_local_registry::sample_repositories;

use crate::{App, app::off_the_loop, failures::OrFail};

impl App {
    /// Begins adding the sample images. Adding them again changes nothing.
    pub async fn add_samples(self: &Arc<Self>, _: Nothing) -> Result<JobId, Failure> {
        let registry = self.local_store().await?;
        let targets = sample_repositories().map(str::to_owned).collect();
        let deed = ActivityDeed::AddSamples;
        self.start_recorded(JobKind::Samples, deed, targets, |progress| async move {
            let done = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&done);
            let added = off_the_loop(move || {
                registry.add_sample_images(|now| {
                    progress.expect_items(now.total as u64);
                    if now.done > 0 {
                        progress.finish_item();
                    }
                    counted.store(now.done, Ordering::Relaxed);
                })
            })
            .await;
            let outcome = added.and_then(|added| added.or_fail().map(drop));
            (done.load(Ordering::Relaxed), outcome)
        })
        .await
    }
}
