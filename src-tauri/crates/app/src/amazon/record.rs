//! Writes down in Activity what is changed of the settings of repositories and registries.

use std::{future::Future, sync::Arc};

use portolan_contract::{
    ActivityDeed, ActivityId, ActivityState as Shown, AmazonSetting, ConnectionId, Event, Failure,
    Nothing, RegistryAt, RobotAt, ScopeAt, SetBack, SetCopyRule, SetGarbageSchedule, SetVendorRule,
};
use portolan_storage::{ActivityDraft, ActivityState, ItemOutcome};

use super::setting::is_same;
use crate::{
    App,
    changes::{self, Title},
    failures::OrFail,
};

/// The kind under which these are kept in the journal.
const KIND: &str = "amazon";

impl App {
    /// Does `work`, and writes down that it was done, or why not.
    pub(crate) async fn recorded<T>(
        &self,
        connection: &ConnectionId,
        deed: ActivityDeed,
        target: &str,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let activity = self.begin_record(connection, deed, target).await?;
        let done = work.await;
        self.end_record(activity, &done).await?;
        done
    }

    /// Writes down what is about to be done.
    pub(super) async fn begin_record(
        &self,
        connection: &ConnectionId,
        deed: ActivityDeed,
        target: &str,
    ) -> Result<portolan_storage::ActivityId, Failure> {
        let stored = self.stored_connection(connection).await?;
        if stored.draft.read_only {
            return Err(changes::read_only());
        }
        let title = Title {
            connection_name: stored.draft.name.clone(),
            deed,
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
            targets: vec![target.into()],
        };
        let activity = self.store.plan_activity(draft).await.or_fail()?;
        self.store.start_activity(activity).await.or_fail()?;
        Ok(activity)
    }

    /// Writes down that it was done, or why not.
    pub(super) async fn end_record<T>(
        &self,
        activity: portolan_storage::ActivityId,
        done: &Result<T, Failure>,
    ) -> Result<(), Failure> {
        let (outcome, state) = match done {
            Ok(_) => (ItemOutcome::Done, ActivityState::Done),
            Err(_) => (ItemOutcome::Failed, ActivityState::Failed),
        };
        let failure = done.as_ref().err();
        let result = failure.and_then(|failure| serde_json::to_value(failure).ok());
        let ended = self.store.end_item(activity, 0, outcome, result.clone());
        ended.await.or_fail()?;
        let ended = self.store.end_activity(activity, state, result);
        ended.await.or_fail()?;
        self.events.tell(Event::ActivityChanged {
            activity: ActivityId(activity.to_string()),
        });
        Ok(())
    }

    /// Sets a setting back to what it was before an activity, unless it is otherwise by now.
    pub async fn set_back(self: &Arc<Self>, request: SetBack) -> Result<Nothing, Failure> {
        let id = changes::kept_id(&request.activity)?;
        let kept = self.store.activity(id).await.or_fail()?;
        if let Some(shown) = changes::show_activity(&kept)
            && matches!(shown.state, Shown::Done | Shown::Partly)
            && let ActivityDeed::StorageClass {
                repository,
                archive,
                ..
            } = shown.deed
        {
            self.set_storage_back(&request.activity, shown.connection, repository, archive)
                .await?;
            return Ok(Nothing {});
        }
        let shown = changes::show_activity(&kept).filter(|shown| shown.state == Shown::Done);
        if let Some(shown) = &shown
            && matches!(shown.deed, ActivityDeed::PublicSetting { .. })
        {
            self.set_public_back(id, shown).await?;
            return self.note_undone(id).await;
        }
        if let Some(shown) = &shown
            && matches!(shown.deed, ActivityDeed::SaveToFile { .. })
        {
            self.remove_saved_file(id, &shown.deed).await?;
            return self.note_undone(id).await;
        }
        match shown.map(|shown| (shown.deed, shown.connection)) {
            Some((
                ActivityDeed::AmazonSetting {
                    repository,
                    before,
                    after,
                },
                connection,
            )) => {
                let now = self
                    .amazon_setting(&connection, &repository, &after)
                    .await?;
                if !is_same(&now, &after) {
                    return Err(changes::changed(vec![name_of(&after).to_owned()]));
                }
                self.change_setting(&connection, &repository, now, before)
                    .await?;
            }
            Some((
                ActivityDeed::RegistrySetting {
                    region,
                    before,
                    after,
                },
                connection,
            )) => {
                let at = RegistryAt { connection, region };
                self.set_registry_back(&at, *before, &after).await?;
            }
            Some((
                ActivityDeed::ImageSetting {
                    repository,
                    before,
                    after,
                },
                connection,
            )) => {
                self.set_image_setting_back(connection, repository, (before, after))
                    .await?;
            }
            Some((
                ActivityDeed::DeleteWholeRepository {
                    repository,
                    restorable: true,
                },
                connection,
            )) => self.restore_repository(&connection, &repository).await?,
            Some((ActivityDeed::PullRule { before, after }, _)) => {
                self.set_pull_rule_back(before, after).await?;
            }
            Some((ActivityDeed::CopyRule { before, after }, _)) => {
                self.set_copy_rule(SetCopyRule {
                    before: after,
                    after: before,
                })
                .await?;
            }
            Some((
                ActivityDeed::VendorRule {
                    scope,
                    before,
                    after,
                },
                connection,
            )) => {
                self.set_vendor_rule(SetVendorRule {
                    at: ScopeAt { connection, scope },
                    before: after.map(|rule| *rule),
                    after: before.map(|rule| *rule),
                })
                .await?;
            }
            Some((
                ActivityDeed::Robot {
                    scope,
                    id,
                    user,
                    change,
                },
                connection,
            )) => {
                let at = ScopeAt { connection, scope };
                self.set_robot_back(RobotAt { at, id, user }, change)
                    .await?;
            }
            Some((ActivityDeed::GarbageSchedule { before, after }, connection)) => {
                self.set_garbage_schedule(SetGarbageSchedule {
                    connection,
                    before: after,
                    after: before,
                })
                .await?;
            }
            _ => return Err(changes::nothing_to_undo()),
        }
        self.note_undone(id).await
    }

    async fn note_undone(&self, id: portolan_storage::ActivityId) -> Result<Nothing, Failure> {
        let ended = self.store.end_activity(id, ActivityState::Undone, None);
        ended.await.or_fail()?;
        self.events.tell(Event::ActivityChanged {
            activity: ActivityId(id.to_string()),
        });
        Ok(Nothing {})
    }
}

/// What a setting is called in a list of what differs.
fn name_of(setting: &AmazonSetting) -> &'static str {
    match setting {
        AmazonSetting::Mutability { .. } => "imageTagMutability",
        AmazonSetting::ScanOnPush { .. } => "scanOnPush",
        AmazonSetting::ResourceTags { .. } => "tags",
        AmazonSetting::Lifecycle { .. } => "lifecyclePolicyText",
        AmazonSetting::Permissions { .. } => "policyText",
    }
}
