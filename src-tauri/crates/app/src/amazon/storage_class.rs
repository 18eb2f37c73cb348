//! Puts images into the archive and gets them back, each written down with what came of it.

use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use portolan_contract::{
    ActivityDeed, ActivityId, ConnectionId, Event, Failure, ImageFailure, RepositoryAt,
    SetStorageClass, StorageClassSet,
};
use portolan_oci::Digest;
use portolan_registries::StorageClass;
use portolan_storage::{ActivityDraft, ActivityState, ItemOutcome};

use super::setting::name;
use crate::{
    App,
    changes::{self, Title},
    failures::OrFail,
};

/// The kind under which these are kept in the journal.
const KIND: &str = "amazon";

/// Images that are asked for side by side: ECR takes one a call.
const SIDE_BY_SIDE: usize = 4;

/// Images of one request.
const MOST: usize = 1000;

impl App {
    /// Puts images into the archive or gets them back.
    pub async fn set_storage_class(
        self: &Arc<Self>,
        request: SetStorageClass,
    ) -> Result<StorageClassSet, Failure> {
        let repository = name(&request.repository)?;
        if request.digests.is_empty() || request.digests.len() > MOST {
            return Err(Failure::invalid(
                "digests",
                format!("there may be 1 to {MOST}"),
            ));
        }
        let digests: Result<Vec<Digest>, Failure> = request
            .digests
            .iter()
            .map(|text| text.parse().map_err(|_| Failure::invalid("digests", text)))
            .collect();
        let digests = digests?;
        let stored = self.stored_connection(&request.connection).await?;
        if stored.draft.read_only {
            return Err(changes::read_only());
        }
        let ecr = self.ecr(&request.connection).await?;
        let title = Title {
            connection_name: stored.draft.name.clone(),
            deed: ActivityDeed::StorageClass {
                repository: request.repository.clone(),
                digests: request.digests.clone(),
                archive: request.archive,
            },
            certain: false,
            restorable_until: None,
        };
        let title = serde_json::to_value(title)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title,
            connection: Some(stored.id),
            repository: None,
            undoes: None,
            targets: request
                .digests
                .iter()
                .map(|digest| digest.as_str().into())
                .collect(),
        };
        let activity = self.store.plan_activity(draft).await.or_fail()?;
        self.store.start_activity(activity).await.or_fail()?;
        let class = if request.archive {
            StorageClass::Archive
        } else {
            StorageClass::Standard
        };
        let (ecr, repository) = (&ecr, &repository);
        let mut asked = stream::iter(digests.into_iter().enumerate())
            .map(|(place, digest)| async move {
                let outcome = ecr.set_storage_class(repository, &digest, class).await;
                (place, digest, outcome.or_fail())
            })
            .buffer_unordered(SIDE_BY_SIDE);
        let mut answer = StorageClassSet {
            done: 0,
            failed: Vec::new(),
        };
        while let Some((place, digest, outcome)) = asked.next().await {
            let (kept, result) = match outcome {
                Ok(_) => {
                    answer.done += 1;
                    (ItemOutcome::Done, None)
                }
                Err(failure) => {
                    let result = serde_json::to_value(&failure).ok();
                    answer.failed.push(ImageFailure {
                        digest: digest.to_string(),
                        failure,
                    });
                    (ItemOutcome::Failed, result)
                }
            };
            let ended = self.store.end_item(activity, place as u32, kept, result);
            ended.await.or_fail()?;
        }
        drop(asked);
        let state = match (answer.done, answer.failed.is_empty()) {
            (_, true) => ActivityState::Done,
            (0, _) => ActivityState::Failed,
            _ => ActivityState::Partly,
        };
        let ended = self.store.end_activity(activity, state, None);
        ended.await.or_fail()?;
        self.events.tell(Event::ActivityChanged {
            activity: ActivityId(activity.to_string()),
        });
        if answer.done > 0 {
            self.look_again(&request.connection, &request.repository)
                .await;
        }
        Ok(answer)
    }

    /// What was put away or brought back is so in the list at once.
    async fn look_again(self: &Arc<Self>, connection: &ConnectionId, repository: &str) {
        let at = RepositoryAt {
            connection: connection.clone(),
            repository: repository.to_owned(),
        };
        if let Err(problem) = self.refresh_images(at).await {
            tracing::info!(%problem, "images were not listed again");
        }
    }

    /// Takes the other way what an activity put away or brought back, of the images with which that worked.
    pub(super) async fn set_storage_back(
        self: &Arc<Self>,
        activity: &ActivityId,
        connection: ConnectionId,
        repository: String,
        was_archived: bool,
    ) -> Result<(), Failure> {
        let id = changes::kept_id(activity)?;
        let items = self.store.activity_items(id).await.or_fail()?;
        let done = items
            .iter()
            .filter(|item| item.state == portolan_storage::ItemState::Done);
        let request = SetStorageClass {
            connection,
            repository,
            digests: done
                .filter_map(|item| item.target.as_str().map(str::to_owned))
                .collect(),
            archive: !was_archived,
        };
        let outcome = self.set_storage_class(request).await?;
        // Where some stayed, the way back is still open.
        if let Some(first) = outcome.failed.into_iter().next() {
            return Err(first.failure);
        }
        self.store
            .end_activity(id, ActivityState::Undone, None)
            .await
            .or_fail()?;
        self.events.tell(Event::ActivityChanged {
            activity: activity.clone(),
        });
        Ok(())
    }
}
