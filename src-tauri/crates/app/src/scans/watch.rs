//! Scans that are begun here, and followed until the window can be told how they ended.

use std::{sync::Arc, time::Duration};

use portolan_contract::{Event, Failure, ImageAt, Nothing, RepositoryAt, ScanReport, ScanStatus};
use portolan_oci::Selector;
use portolan_registries::Kind;

use super::report::selector;
use crate::{App, amazon::repository_name as name, changes::read_only, failures::OrFail};

/// How long after one look the next one comes: longer each time, up to the last.
const LOOK_AFTER: [u64; 6] = [1, 2, 3, 5, 8, 10];

/// How many looks are made at most: about an hour of them.
const LOOKS: usize = 360;

impl App {
    /// Has the registry scan an image now. How that ends is told by an event, as long as the program runs.
    pub async fn start_scan(self: &Arc<Self>, request: ImageAt) -> Result<Nothing, Failure> {
        let repository = name(&request.repository)?;
        let image = selector(&request.digest)?;
        let registry = self.registry(&request.connection).await?;
        match &image {
            Selector::Digest(digest) if registry.kind() != Kind::Ecr => {
                let stored = self.stored_connection(&request.connection).await?;
                if stored.draft.read_only {
                    return Err(read_only());
                }
                registry.start_scan(&repository, digest).await.or_fail()?;
            }
            image => {
                let ecr = self.ecr(&request.connection).await?;
                ecr.start_scan(&repository, image).await.or_fail()?;
            }
        }
        let is_listed = registry.kind() != Kind::Ecr;
        let app = Arc::clone(self);
        self.jobs.start_behind(async move {
            if let Some(report) = app.follow(&request).await {
                app.look_again_at(&request);
                if is_listed {
                    app.list_again(&request).await;
                }
                app.events.tell(Event::ScanEnded {
                    connection: request.connection,
                    repository: request.repository,
                    digest: request.digest,
                    status: report.status,
                    counts: report.counts,
                });
            }
        });
        Ok(Nothing {})
    }

    /// Lists again what is open, where the list itself tells of scans.
    async fn list_again(self: &Arc<Self>, of: &ImageAt) {
        let at = RepositoryAt {
            connection: of.connection.clone(),
            repository: of.repository.clone(),
        };
        if self.in_use(&at).is_some()
            && let Err(failure) = self.refresh_images(at).await
        {
            tracing::info!(%failure, "what was scanned could not be listed again");
        }
    }

    /// What the list of images says of a scan is not so any more.
    fn look_again_at(&self, of: &ImageAt) {
        let at = RepositoryAt {
            connection: of.connection.clone(),
            repository: of.repository.clone(),
        };
        if let (Some(collection), Ok(digest)) = (self.in_use(&at), of.digest.parse()) {
            collection.forget_look_ups_of(&digest);
            self.events.tell(collection.changed());
        }
    }

    /// The report of a scan that is over; nothing where it does not end in time.
    async fn follow(self: &Arc<Self>, of: &ImageAt) -> Option<ScanReport> {
        for look in 0..LOOKS {
            let seconds = LOOK_AFTER.get(look).or(LOOK_AFTER.last())?;
            tokio::time::sleep(Duration::from_secs(*seconds)).await;
            match self.report_of(of).await {
                // It may not be there yet when it was only just begun.
                Ok(report) if is_going_on(report.status) => {}
                Ok(report) => return Some(report),
                Err(failure) => {
                    tracing::info!(%failure, "a scan could not be looked at");
                }
            }
        }
        None
    }
}

fn is_going_on(status: ScanStatus) -> bool {
    matches!(
        status,
        ScanStatus::Never | ScanStatus::Pending | ScanStatus::InProgress
    )
}
