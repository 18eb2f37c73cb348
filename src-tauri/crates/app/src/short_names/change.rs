//! Changes the person's own short names, written down in the journal before it is done, and takes such a
//! change back.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};
use portolan_containers::{Change, Edit, carry_out, prepare_change, prepare_undo};
use portolan_contract::{
    ActivityDeed, ActivityId, ActivityState as Shown, Begun, Code, Event, Failure, Hint, Retry,
    ShortNameChange,
};
use portolan_storage::{ActivityDraft, ActivityId as KeptId, ActivityState, ItemOutcome};

use super::show::show_path;
use crate::{
    App,
    app::off_the_loop,
    changes::{Title, kept_id, show_activity},
    failures::OrFail,
};

/// The kind under which these changes are kept in the journal.
const KIND: &str = "short_name";

impl App {
    /// Changes one of the person's own files. When it answers it is done.
    pub async fn change_short_name(&self, request: ShortNameChange) -> Result<Begun, Failure> {
        let layout = self.containers_layout().await?;
        let wanted = read_change(request);
        let edit = off_the_loop(move || prepare_change(&layout, &wanted))
            .await?
            .or_fail()?;
        self.carry_out_edit(edit, None).await
    }

    /// Takes such a change back: the file is as it was to the byte, unless something else in it has changed.
    pub async fn undo_short_name(&self, request: ActivityId) -> Result<Begun, Failure> {
        let refuse =
            |hint, detail: &str| Err(Failure::new(Code::Conflict, hint, Retry::No, detail));
        let id = kept_id(&request)?;
        let kept = self.store.activity(id).await.or_fail()?;
        let shown = show_activity(&kept).filter(|_| kept.kind == KIND);
        if shown.is_none_or(|shown| shown.state != Shown::Done) {
            return refuse(
                Hint::NothingToUndo,
                "it is no change of a short name that is done",
            );
        }
        let snapshot = self.store.undo_snapshot(id).await.or_fail()?;
        let snapshot = snapshot.filter(|snapshot| snapshot.expires_at > Timestamp::now());
        let Some(step) = snapshot.and_then(|snapshot| snapshot.steps.into_iter().next()) else {
            return refuse(
                Hint::UndoExpired,
                "what was kept for it is not kept any more",
            );
        };
        let done: Edit = serde_json::from_value(step)
            .map_err(|problem| Failure::unexpected(format!("what was kept for undo: {problem}")))?;
        let layout = self.containers_layout().await?;
        let edit = off_the_loop(move || prepare_undo(&layout, &done))
            .await?
            .or_fail()?;
        let begun = self.carry_out_edit(edit, Some(id)).await?;
        let undone = self.store.end_activity(id, ActivityState::Undone, None);
        undone.await.or_fail()?;
        self.events
            .tell(Event::ActivityChanged { activity: request });
        Ok(begun)
    }

    /// Writes down what is to be done and what its undo needs, does it, and writes down what came of it.
    async fn carry_out_edit(&self, edit: Edit, undoes: Option<KeptId>) -> Result<Begun, Failure> {
        let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
        let title = Title {
            connection_name: String::new(),
            deed: ActivityDeed::ShortName {
                name: edit.name.clone(),
                before: edit.before.clone(),
                after: edit.after.clone(),
                file: show_path(&edit.path),
                undoes: undoes.map(|undone| ActivityId(undone.to_string())),
            },
            certain: true,
            restorable_until: None,
        };
        let draft = ActivityDraft {
            kind: KIND.to_owned(),
            title: serde_json::to_value(title).map_err(json)?,
            connection: None,
            repository: None,
            undoes,
            targets: vec![edit.name.clone().into()],
        };
        let activity = self.store.plan_activity(draft).await.or_fail()?;
        let days = i64::from(self.settings.current().undo_days);
        let until = Timestamp::now()
            .saturating_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MAX);
        let step = serde_json::to_value(&edit).map_err(json)?;
        let kept = self
            .store
            .keep_for_undo(activity, vec![step], vec![], until);
        kept.await.or_fail()?;
        self.store.start_activity(activity).await.or_fail()?;
        self.store.start_item(activity, 0).await.or_fail()?;
        let outcome = off_the_loop(move || carry_out(&edit)).await?.or_fail();
        let result = outcome.as_ref().err();
        let result = result.map(serde_json::to_value).transpose().map_err(json)?;
        let (item, state) = match &outcome {
            Ok(()) => (ItemOutcome::Done, ActivityState::Done),
            Err(_) => (ItemOutcome::Failed, ActivityState::Failed),
        };
        let ended = self.store.end_item(activity, 0, item, result.clone());
        ended.await.or_fail()?;
        let ended = self.store.end_activity(activity, state, result);
        ended.await.or_fail()?;
        let activity = ActivityId(activity.to_string());
        self.events.tell(Event::ShortNamesChanged);
        self.events.tell(Event::ActivityChanged {
            activity: activity.clone(),
        });
        outcome.map(|()| Begun { activity })
    }
}

fn read_change(change: ShortNameChange) -> Change {
    match change {
        ShortNameChange::Set { name, target } => Change::Set { name, target },
        ShortNameChange::SwitchOff { name } => Change::SwitchOff { name },
        ShortNameChange::Remove { name, file } => Change::Remove {
            name,
            path: PathBuf::from(file),
        },
    }
}
