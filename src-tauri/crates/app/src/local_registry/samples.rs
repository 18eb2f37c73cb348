//! Adds the sample images.

use std::sync::Arc;

use portolan_contract::{Event, Failure, JobId, JobKind, Nothing};

use crate::{App, JobAbout, app::off_the_loop, failures::OrFail};

impl App {
    /// Begins adding the sample images. Adding them again changes nothing.
    pub async fn add_samples(self: &Arc<Self>, _: Nothing) -> Result<JobId, Failure> {
        let registry = self.local_store().await?;
        let (app, connection) = (Arc::clone(self), self.local.connection.clone());
        let about = JobAbout {
            connection: Some(connection.clone()),
            ..JobAbout::new(JobKind::Samples)
        };
        Ok(self.jobs.start(about, move |progress| async move {
            off_the_loop(move || {
                registry.add_sample_images(|now| {
                    progress.expect_items(now.total as u64);
                    if now.done > 0 {
                        progress.finish_item();
                    }
                })
            })
            .await?
            .or_fail()?;
            app.expire(&connection);
            app.events.tell(Event::RepositoriesChanged { connection });
            app.events.tell(Event::LocalRegistryChanged);
            Ok(())
        }))
    }
}
