//! What the journal keeps of a change, as JSON: its title, its items, and what its undo needs.

use std::str::FromStr as _;

use jiff::Timestamp;
use portolan_contract::{
    Activity, ActivityDeed, ActivityId, ActivityItem, ActivityState, ActivityUndo, Certainty,
    Change, Code, ConnectionId, Failure, Hint, ItemState, Retry,
};
use portolan_oci::Digest;
use portolan_policy::{Deed, Part};
use portolan_storage::{
    Activity as Kept, ActivityItem as KeptItem, ActivityState as KeptState,
    ItemState as KeptItemState, UndoSnapshot,
};
use serde::{Deserialize, Serialize};

use super::site::now;

/// The kind under which changes and undos are kept in the journal.
pub(crate) const KIND: &str = "change";

/// What an activity is, as it was begun.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Title {
    /// The connection's name then.
    pub(crate) connection_name: String,
    /// What is done.
    pub(crate) deed: ActivityDeed,
    /// Whether its undo is certain, whatever the registry collects.
    pub(crate) certain: bool,
    /// Until when it is certain only, by the registry's own undo.
    #[serde(default)]
    pub(crate) restorable_until: Option<Timestamp>,
}

/// One item of an activity.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub(crate) enum Task {
    /// Sends a blob that the registry has lost and we have kept.
    PutBlob(Digest),
    /// Anything else.
    Deed(Deed),
}

/// What was touched, as it was before and should be after.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) before: Part,
    pub(crate) after: Part,
}

impl Step {
    /// The step of a snapshot.
    pub(crate) fn of(snapshot: &UndoSnapshot) -> Result<Self, Failure> {
        // The step is kept last: without one, nothing had been done yet.
        let step = snapshot.steps.first().cloned().ok_or_else(|| {
            let detail = "nothing was done before it ended";
            Failure::new(Code::Conflict, Hint::NothingToUndo, Retry::No, detail)
        })?;
        serde_json::from_value(step)
            .map_err(|problem| Failure::unexpected(format!("what was kept for undo: {problem}")))
    }
}

impl Task {
    /// What it is done to, as the list of items shows it: a tag or digest.
    pub(crate) fn target(&self) -> String {
        match self {
            Self::PutBlob(digest)
            | Self::Deed(Deed::PutManifest { digest } | Deed::DeleteManifest { digest, .. }) => {
                digest.to_string()
            }
            Self::Deed(Deed::PutTag { tag, .. }) => tag.to_string(),
            Self::Deed(Deed::RemoveTags { tags, .. }) => {
                let names: Vec<&str> = tags.iter().map(portolan_oci::Tag::as_str).collect();
                names.join(", ")
            }
        }
    }
}

/// The change that a deed makes or takes back.
pub(crate) fn change_of(deed: &ActivityDeed) -> Option<&Change> {
    match deed {
        ActivityDeed::Change { change } | ActivityDeed::Undo { change, .. } => Some(change),
        ActivityDeed::FreeSpace { .. }
        | ActivityDeed::AddSamples
        | ActivityDeed::ShortName { .. }
        | ActivityDeed::AmazonSetting { .. }
        | ActivityDeed::ImageSetting { .. }
        | ActivityDeed::StorageClass { .. }
        | ActivityDeed::CreateRepository { .. }
        | ActivityDeed::CreateProject { .. }
        | ActivityDeed::DeleteWholeRepository { .. }
        | ActivityDeed::PublicSetting { .. }
        | ActivityDeed::RegistrySetting { .. }
        | ActivityDeed::PullRule { .. }
        | ActivityDeed::Backfill { .. }
        | ActivityDeed::SaveToFile { .. }
        | ActivityDeed::PullIntoEngine { .. }
        | ActivityDeed::RetentionRun { .. }
        | ActivityDeed::CopyRule { .. }
        | ActivityDeed::VendorRule { .. }
        | ActivityDeed::VendorRun { .. }
        | ActivityDeed::VendorRemoval { .. }
        | ActivityDeed::Robot { .. }
        | ActivityDeed::CollectGarbage { .. }
        | ActivityDeed::GarbageSchedule { .. }
        | ActivityDeed::Replication { .. } => None,
    }
}

/// An activity as the window shows it; `None` for one that another version wrote in other words.
pub(crate) fn show_activity(kept: &Kept) -> Option<Activity> {
    show_activity_at(kept, now())
}

/// The same at another moment.
pub(crate) fn show_activity_at(kept: &Kept, now: Timestamp) -> Option<Activity> {
    let title: Title = serde_json::from_value(kept.title.clone()).ok()?;
    let state = show_state(kept.state);
    let until = kept.undo_until.filter(|until| *until > now);
    let restorable_until = title.restorable_until.filter(|until| *until > now);
    let is_certain =
        title.certain && (title.restorable_until.is_none() || restorable_until.is_some());
    let has_ended = state != ActivityState::Running;
    let can_undo = has_ended
        && state != ActivityState::Undone
        && (kept.items_done > 0 || state == ActivityState::Interrupted);
    // A setting is set back by the verb for settings.
    let is_setting = matches!(
        title.deed,
        ActivityDeed::PublicSetting { .. }
            | ActivityDeed::SaveToFile { .. }
            | ActivityDeed::PullIntoEngine { .. }
    );
    let undo = until
        .filter(|_| can_undo && !is_setting)
        .map(|until| ActivityUndo {
            certainty: if is_certain {
                Certainty::Certain
            } else {
                Certainty::Likely
            },
            until: until.as_millisecond(),
            restorable_until: restorable_until.map(Timestamp::as_millisecond),
        });
    // Only changes of registries go on half-way; copies among them by their own plan.
    let goes_on =
        change_of(&title.deed).is_some_and(|change| !matches!(change, Change::CopyHere { .. }));
    Some(Activity {
        id: ActivityId(kept.id.to_string()),
        connection: ConnectionId(
            kept.connection
                .map(|connection| connection.to_string())
                .unwrap_or_default(),
        ),
        connection_name: title.connection_name,
        deed: title.deed,
        state,
        started: kept.started_at.unwrap_or(kept.created_at).as_millisecond(),
        ended: kept.ended_at.map(Timestamp::as_millisecond),
        items: kept.items,
        done: kept.items_done,
        failed: kept.items_failed,
        undo,
        can_resume: goes_on && until.is_some() && can_go_on(state) && kept.items_done < kept.items,
    })
}

/// Whether an activity in this state may have left something undone.
pub(crate) fn can_go_on(state: ActivityState) -> bool {
    match state {
        ActivityState::Partly
        | ActivityState::Failed
        | ActivityState::Cancelled
        | ActivityState::Interrupted => true,
        ActivityState::Running | ActivityState::Done | ActivityState::Undone => false,
    }
}

/// Why an activity stopped, where that was written down.
pub(crate) fn show_result(kept: &Kept) -> Option<Failure> {
    serde_json::from_value(kept.result.clone()?).ok()
}

/// An item as the window shows it.
pub(crate) fn show_item(kept: &KeptItem) -> ActivityItem {
    let task = serde_json::from_value::<Task>(kept.target.clone());
    let outcome = kept.outcome.clone();
    ActivityItem {
        target: match (task, kept.target.as_str()) {
            (Ok(task), _) => task.target(),
            // Of what is no change, the items are plain names.
            (Err(_), Some(name)) => name.to_owned(),
            (Err(_), None) => kept.target.to_string(),
        },
        state: match kept.state {
            // What is unsure or was skipped is looked at again by whoever goes on.
            KeptItemState::Waiting | KeptItemState::Unsure | KeptItemState::Skipped => {
                ItemState::Waiting
            }
            KeptItemState::Doing => ItemState::Running,
            KeptItemState::Done => ItemState::Done,
            KeptItemState::Failed => ItemState::Failed,
        },
        failure: outcome.and_then(|outcome| serde_json::from_value(outcome).ok()),
    }
}

fn show_state(kept: KeptState) -> ActivityState {
    match kept {
        KeptState::Planned | KeptState::Running => ActivityState::Running,
        KeptState::Interrupted => ActivityState::Interrupted,
        KeptState::Done => ActivityState::Done,
        KeptState::Partly => ActivityState::Partly,
        KeptState::Failed => ActivityState::Failed,
        KeptState::Cancelled => ActivityState::Cancelled,
        KeptState::Undone => ActivityState::Undone,
    }
}

/// The journal's own identity of an activity.
pub(crate) fn kept_id(id: &ActivityId) -> Result<portolan_storage::ActivityId, Failure> {
    portolan_storage::ActivityId::from_str(&id.0).map_err(|_| Failure {
        code: Code::NotFound,
        hint: None,
        retry: Retry::No,
        detail: format!("there is no activity {}", id.0),
    })
}
