//! Backfills of replication: begun, stopped, and how they go.

use portolan_contract::{
    ActivityDeed, BackfillAt, BackfillReport, Failure, Nothing, RegistryAt, ReplicationBackfill,
    StartBackfill,
};

use super::shown;
use crate::{App, failures::OrFail};

/// Images that a report names.
const SHOWN: usize = 500;

impl App {
    /// All backfills that ECR knows of, the newest first.
    pub async fn list_backfills(
        &self,
        request: RegistryAt,
    ) -> Result<Vec<ReplicationBackfill>, Failure> {
        let registry = self.registry_of(&request).await?;
        let found = registry.backfills().await.or_fail()?;
        let mut backfills: Vec<_> = found.into_iter().map(shown::backfill).collect();
        backfills.sort_by_key(|backfill| std::cmp::Reverse(backfill.started));
        Ok(backfills)
    }

    /// One backfill with what became of its images; those that failed, where some did.
    pub async fn read_backfill(&self, request: BackfillAt) -> Result<BackfillReport, Failure> {
        let registry = self
            .registry_of(&RegistryAt {
                connection: request.connection,
                region: request.region,
            })
            .await?;
        let (mut found, mut images) = registry
            .backfill(&request.id, false, SHOWN)
            .await
            .or_fail()?;
        if found.failed.is_some_and(|failed| failed > 0) {
            (found, images) = registry
                .backfill(&request.id, true, SHOWN)
                .await
                .or_fail()?;
        }
        Ok(BackfillReport {
            backfill: shown::backfill(found),
            images: images.into_iter().map(shown::backfilled).collect(),
        })
    }

    /// Begins to copy what was there before its rule. There is no undo: copies stay.
    pub async fn start_backfill(&self, request: StartBackfill) -> Result<Nothing, Failure> {
        let StartBackfill {
            connection,
            region,
            destination,
        } = request;
        let deed = ActivityDeed::Backfill {
            region: region.clone(),
            destination: destination.clone(),
            stopped: false,
        };
        let target = format!("{} {}", destination.account, destination.region);
        let at = RegistryAt { connection, region };
        let work = async {
            let registry = self.registry_of(&at).await?;
            let destination = shown::read_destination(&destination);
            registry.start_backfill(&destination).await.or_fail()
        };
        self.recorded(&at.connection, deed, &target, Box::pin(work))
            .await?;
        self.note_registry(&at.connection);
        Ok(Nothing {})
    }

    /// Stops one. What is copied stays.
    pub async fn stop_backfill(&self, request: BackfillAt) -> Result<Nothing, Failure> {
        let BackfillAt {
            connection,
            region,
            id,
            destination,
        } = request;
        let deed = ActivityDeed::Backfill {
            region: region.clone(),
            destination: destination.clone(),
            stopped: true,
        };
        let at = RegistryAt { connection, region };
        let work = async {
            let registry = self.registry_of(&at).await?;
            registry.stop_backfill(&id).await.or_fail()
        };
        self.recorded(&at.connection, deed, &id, Box::pin(work))
            .await?;
        self.note_registry(&at.connection);
        Ok(Nothing {})
    }
}
