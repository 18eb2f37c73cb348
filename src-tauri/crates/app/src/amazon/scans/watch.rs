//! Scans that are begun here, and followed until the window can be told how they ended.

use std::{sync::Arc, time::Duration};

use portolan_contract::{Event, Failure, ImageAt, Nothing, RepositoryAt, ScanReport, ScanStatus};

use super::report::{read_report, selector};
use crate::{App, amazon::setting::name, failures::OrFail};

/// How long after one look the next one comes: longer each time, up to the last.
const LOOK_AFTER: [u64; 6] = [1, 2, 3, 5, 8, 10];

/// How many looks are made at most: about an hour of them.
const LOOKS: usize = 360;

impl App {
    /// Has ECR scan an image now. How that ends is told by an event, as long as the program runs.
    pub async fn start_scan(self: &Arc<Self>, request: ImageAt) -> Result<Nothing, Failure> {
        let ecr = self.ecr(&request.connection).await?;
        let repository = name(&request.repository)?;
        let image = selector(&request.digest)?;
        ecr.start_scan(&repository, &image).await.or_fail()?;
        let app = Arc::clone(self);
        self.jobs.start_behind(async move {
            if let Some(report) = app.follow(&request).await {
                app.look_again_at(&request);
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
        let repository = name(&of.repository).ok()?;
        let image = selector(&of.digest).ok()?;
        for look in 0..LOOKS {
            let seconds = LOOK_AFTER.get(look).or(LOOK_AFTER.last())?;
            tokio::time::sleep(Duration::from_secs(*seconds)).await;
            let Ok(ecr) = self.ecr(&of.connection).await else {
                continue;
            };
            match read_report(&ecr, &repository, &image).await {
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
