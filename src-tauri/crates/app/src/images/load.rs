//! Loads what every row of a repository lacks, as a job that can be watched and cancelled.

use std::sync::Arc;

use portolan_contract::{Failure, JobId, JobKind, RepositoryAt};

use crate::{App, JobAbout};

impl App {
    /// Loads everything that rows lack; a second asking joins the job that runs.
    pub async fn load_details(self: &Arc<Self>, request: RepositoryAt) -> Result<JobId, Failure> {
        let collection = self.collection(&request).await?;
        if let Some(running) = collection.load_job() {
            return Ok(running);
        }
        collection.forgive();
        let about = JobAbout::new(JobKind::LoadDetails).at(request.connection, request.repository);
        let app = Arc::clone(self);
        Ok(self.jobs.start(about.clone(), move |progress| {
            let ended = collection.want_all(about.id, collection.lacking(), progress.clone());
            app.drive(&collection);
            async move {
                tokio::select! {
                    outcome = ended => {
                        // Whoever hears that it is done finds it in the store.
                        collection.keeping.wait().await;
                        outcome.unwrap_or(Ok(()))
                    }
                    () = progress.cancelled() => {
                        collection.stop_wanting_all();
                        Ok(())
                    }
                }
            }
        }))
    }
}
