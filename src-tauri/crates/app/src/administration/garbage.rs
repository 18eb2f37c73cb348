//! A vendor's collection of garbage: its turns and their logs, one now, and when it comes by itself.

use jiff::Timestamp;
use portolan_contract::{
    ActivityDeed, CollectGarbage, CollectionPage, ConnectionId, Failure, GarbageLog,
    GarbageSchedule, GarbageScheduling, GarbageState, GarbageTurn, GarbageTurnAt, ListCollections,
    Nothing, OfferName, SetGarbageSchedule,
};
use portolan_distribution::Cursor;
use portolan_registries as registries;

use super::read_offers::offered;
use crate::{App, changes, failures::OrFail as _};

/// What Activity names as touched, in Harbor's own word.
const TARGET: &str = "system/gc";

/// Bytes of a turn's log that are shown: its end.
const SHOWN: usize = 256 << 10;

impl App {
    /// A page of the turns that the collection had, newest first.
    pub async fn list_collections(
        &self,
        request: ListCollections,
    ) -> Result<CollectionPage, Failure> {
        let registry = self.registry(&request.connection).await?;
        let garbage = offered(registry.offers().garbage, OfferName::GarbageCollection)?;
        let cursor = request.cursor.map(Cursor::from);
        let page = garbage.list_collections(cursor.as_ref()).await.or_fail()?;
        Ok(CollectionPage {
            turns: page.items.into_iter().map(show).collect(),
            next: page.next.map(|next| next.as_str().to_owned()),
        })
    }

    /// Begins a turn now.
    pub async fn collect_garbage(&self, request: CollectGarbage) -> Result<Nothing, Failure> {
        let CollectGarbage {
            connection,
            dry,
            delete_untagged,
        } = request;
        let deed = ActivityDeed::CollectGarbage {
            dry,
            delete_untagged,
        };
        self.recorded(&connection, deed, TARGET, async {
            let registry = self.registry(&connection).await?;
            let garbage = offered(registry.offers().garbage, OfferName::GarbageCollection)?;
            garbage
                .collect_garbage(dry, delete_untagged)
                .await
                .or_fail()
        })
        .await?;
        Ok(Nothing {})
    }

    /// What a turn wrote down; of a long one, the end.
    pub async fn read_collection_log(&self, request: GarbageTurnAt) -> Result<GarbageLog, Failure> {
        let registry = self.registry(&request.connection).await?;
        let garbage = offered(registry.offers().garbage, OfferName::GarbageCollection)?;
        let text = garbage.collection_log(request.id).await.or_fail()?;
        let from = text.ceil_char_boundary(text.len().saturating_sub(SHOWN));
        Ok(GarbageLog {
            is_cut: from > 0,
            text: text[from..].to_owned(),
        })
    }

    /// Stops a turn that is under way.
    pub async fn stop_collection(&self, request: GarbageTurnAt) -> Result<Nothing, Failure> {
        let stored = self.stored_connection(&request.connection).await?;
        if stored.draft.read_only {
            return Err(changes::read_only());
        }
        let registry = self.registry(&request.connection).await?;
        let garbage = offered(registry.offers().garbage, OfferName::GarbageCollection)?;
        garbage.stop_collection(request.id).await.or_fail()?;
        Ok(Nothing {})
    }

    /// When garbage is collected by itself.
    pub async fn read_garbage_schedule(
        &self,
        connection: ConnectionId,
    ) -> Result<GarbageScheduling, Failure> {
        let registry = self.registry(&connection).await?;
        let garbage = offered(registry.offers().garbage, OfferName::GarbageCollection)?;
        let found = garbage.collection_schedule().await.or_fail()?;
        let next = found.as_ref().and_then(|schedule| schedule.next);
        Ok(GarbageScheduling {
            schedule: found.map(|schedule| GarbageSchedule {
                cron: schedule.cron,
                deletes_untagged: schedule.deletes_untagged,
            }),
            next: next.map(Timestamp::as_millisecond),
        })
    }

    /// Sets when garbage is collected by itself, unless it is otherwise by now than was shown.
    pub async fn set_garbage_schedule(
        &self,
        request: SetGarbageSchedule,
    ) -> Result<Nothing, Failure> {
        let SetGarbageSchedule {
            connection,
            before,
            after,
        } = request;
        let now = self.read_garbage_schedule(connection.clone()).await?;
        if now.schedule != before {
            return Err(changes::changed(vec!["schedule".to_owned()]));
        }
        let wanted = after
            .as_ref()
            .map(|schedule| registries::CollectionSchedule {
                cron: schedule.cron.trim().to_owned(),
                deletes_untagged: schedule.deletes_untagged,
                next: None,
            });
        let deed = ActivityDeed::GarbageSchedule { before, after };
        self.recorded(&connection, deed, TARGET, async {
            let registry = self.registry(&connection).await?;
            let garbage = offered(registry.offers().garbage, OfferName::GarbageCollection)?;
            let set = garbage.set_collection_schedule(wanted.as_ref());
            set.await.or_fail()
        })
        .await?;
        Ok(Nothing {})
    }
}

fn show(turn: registries::Collection) -> GarbageTurn {
    GarbageTurn {
        id: turn.id,
        state: match turn.state {
            registries::CollectionState::Waiting => GarbageState::Waiting,
            registries::CollectionState::Running => GarbageState::Running,
            registries::CollectionState::Done => GarbageState::Done,
            registries::CollectionState::Failed => GarbageState::Failed,
            registries::CollectionState::Stopped => GarbageState::Stopped,
            registries::CollectionState::Unknown => GarbageState::Unknown,
        },
        began: turn.began.map(Timestamp::as_millisecond),
        changed: turn.changed.map(Timestamp::as_millisecond),
        is_scheduled: turn.is_scheduled,
        is_dry: turn.is_dry,
        deletes_untagged: turn.deletes_untagged,
        freed: turn.freed,
    }
}
