//! The journal of what was done, when, to what, with what result; and of what is only half done.
//!
//! Each item is marked before its deed and after it, so that after a crash it is known which deeds were
//! done, which were not, and which one is unsure and has to be looked at again.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use portolan_oci::RepositoryName;
use rusqlite::{Connection as Database, OptionalExtension, Row, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    ConnectionId, Error, Store,
    rows::{
        json, millis, now, read_json, read_optional_json, read_optional_text, read_optional_time,
        read_text, read_time, read_word, word,
    },
};

/// Names an activity for ever.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActivityId(Uuid);

impl ActivityId {
    /// A new name that nothing has yet.
    pub fn new() -> Self {
        Self(Uuid::new_v4())
    }
}

impl Default for ActivityId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for ActivityId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for ActivityId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        text.parse().map(Self)
    }
}

/// How far an activity is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivityState {
    /// Written down, nothing done yet.
    Planned,
    /// Being done.
    Running,
    /// The program ended while it was being done. It can go on.
    Interrupted,
    /// All of it is done.
    Done,
    /// Some of it is done, some failed. It can go on.
    Partly,
    /// None of it is done.
    Failed,
    /// The person stopped it; some of it may be done. It can go on.
    Cancelled,
    /// It was done and undone.
    Undone,
}

/// How far an item is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Not begun.
    Waiting,
    /// Begun.
    Doing,
    /// Begun when the program ended: the registry knows whether it was done.
    Unsure,
    /// Done.
    Done,
    /// Not done; the outcome says why.
    Failed,
    /// Not done, because there was nothing to do or the person stopped it.
    Skipped,
}

/// How an item ended.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ItemOutcome {
    /// Done.
    Done,
    /// Not done.
    Failed,
    /// Left out.
    Skipped,
}

/// What is written down before anything is done.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityDraft {
    /// Which verb (`delete_images`, `move_tag` …).
    pub kind: String,
    /// What the title is made of, in the words of whoever shows it.
    pub title: Value,
    /// On which connection.
    pub connection: Option<ConnectionId>,
    /// In which repository, where it is one.
    pub repository: Option<RepositoryName>,
    /// Which activity this one takes back.
    pub undoes: Option<ActivityId>,
    /// To what, one each, in the order they will be done.
    pub targets: Vec<Value>,
}

/// Something a person did.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Its name for ever.
    pub id: ActivityId,
    /// Which verb.
    pub kind: String,
    /// What the title is made of.
    pub title: Value,
    /// On which connection; it may have been removed since.
    pub connection: Option<ConnectionId>,
    /// In which repository, where it is one.
    pub repository: Option<RepositoryName>,
    /// How far it is.
    pub state: ActivityState,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it first began.
    pub started_at: Option<Timestamp>,
    /// When it last ended.
    pub ended_at: Option<Timestamp>,
    /// What came of it, in the words of whoever did it.
    pub result: Option<Value>,
    /// Which activity it takes back.
    pub undoes: Option<ActivityId>,
    /// Until when it can be undone; `None` where nothing was kept for that.
    pub undo_until: Option<Timestamp>,
    /// How many items there are.
    pub items: u64,
    /// How many of them are done.
    pub items_done: u64,
    /// How many of them failed.
    pub items_failed: u64,
}

/// One deed of an activity.
#[derive(Clone, Debug, PartialEq)]
pub struct ActivityItem {
    /// Its place, from 0.
    pub n: u32,
    /// To what it is done.
    pub target: Value,
    /// How far it is.
    pub state: ItemState,
    /// What came of it: an error's detail, a new digest.
    pub outcome: Option<Value>,
    /// When it last began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl Store {
    /// Writes an activity and its items down, before anything is done.
    pub async fn plan_activity(&self, draft: ActivityDraft) -> Result<ActivityId, Error> {
        let id = ActivityId::new();
        self.write(move |database| {
            database.execute(
                "INSERT INTO activities (id, kind, title, connection, repository, state, created_at, undoes)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    id.to_string(),
                    draft.kind,
                    json(&draft.title)?,
                    draft.connection.map(|connection| connection.to_string()),
                    draft.repository.as_ref().map(RepositoryName::as_str),
                    word(&ActivityState::Planned)?,
                    millis(now()),
                    draft.undoes.map(|undone| undone.to_string())
                ],
            )?;
            let mut insert = database.prepare_cached(
                "INSERT INTO activity_items (activity, n, target, state) VALUES (?, ?, ?, ?)",
            )?;
            for (n, target) in draft.targets.iter().enumerate() {
                insert.execute(params![
                    id.to_string(),
                    n as i64,
                    json(target)?,
                    word(&ItemState::Waiting)?
                ])?;
            }
            Ok(id)
        })
        .await
    }

    /// Marks an activity as running: at first, or to go on.
    pub async fn start_activity(&self, id: ActivityId) -> Result<(), Error> {
        self.write(move |database| {
            let changed = database.execute(
                "UPDATE activities SET state = ?2, started_at = coalesce(started_at, ?3), ended_at = NULL
                 WHERE id = ?1",
                params![id.to_string(), word(&ActivityState::Running)?, millis(now())],
            )?;
            found(changed, "activity", &id)
        })
        .await
    }

    /// Marks an item as begun. Call it, and wait, before the deed.
    pub async fn start_item(&self, activity: ActivityId, n: u32) -> Result<(), Error> {
        self.write(move |database| {
            let changed = database
                .prepare_cached(
                    "UPDATE activity_items SET state = ?3, started_at = ?4, ended_at = NULL, outcome = NULL
                     WHERE activity = ?1 AND n = ?2",
                )?
                .execute(params![
                    activity.to_string(),
                    n,
                    word(&ItemState::Doing)?,
                    millis(now())
                ])?;
            found(changed, "item", &format!("{activity}/{n}"))
        })
        .await
    }

    /// Writes anew what an item is, where it was not known before what would come of it.
    pub async fn restate_item(
        &self,
        activity: ActivityId,
        n: u32,
        target: Value,
    ) -> Result<(), Error> {
        self.write(move |database| {
            let changed = database
                .prepare_cached(
                    "UPDATE activity_items SET target = ?3 WHERE activity = ?1 AND n = ?2",
                )?
                .execute(params![activity.to_string(), n, json(&target)?])?;
            found(changed, "item", &format!("{activity}/{n}"))
        })
        .await
    }

    /// Marks how an item ended. Call it right after the deed.
    pub async fn end_item(
        &self,
        activity: ActivityId,
        n: u32,
        outcome: ItemOutcome,
        detail: Option<Value>,
    ) -> Result<(), Error> {
        let state = match outcome {
            ItemOutcome::Done => ItemState::Done,
            ItemOutcome::Failed => ItemState::Failed,
            ItemOutcome::Skipped => ItemState::Skipped,
        };
        self.write(move |database| {
            let changed = database
                .prepare_cached(
                    "UPDATE activity_items SET state = ?3, outcome = ?4, ended_at = ?5
                     WHERE activity = ?1 AND n = ?2",
                )?
                .execute(params![
                    activity.to_string(),
                    n,
                    word(&state)?,
                    detail.as_ref().map(json).transpose()?,
                    millis(now())
                ])?;
            found(changed, "item", &format!("{activity}/{n}"))
        })
        .await
    }

    /// Marks how an activity ended. `Running` and `Planned` are not ends; use [`Store::start_activity`].
    pub async fn end_activity(
        &self,
        id: ActivityId,
        state: ActivityState,
        result: Option<Value>,
    ) -> Result<(), Error> {
        self.write(move |database| {
            let changed = database.execute(
                "UPDATE activities SET state = ?2, result = coalesce(?3, result), ended_at = ?4 WHERE id = ?1",
                params![
                    id.to_string(),
                    word(&state)?,
                    result.as_ref().map(json).transpose()?,
                    millis(now())
                ],
            )?;
            found(changed, "activity", &id)
        })
        .await
    }

    /// Activities, newest first; those that follow `after` in that order where it is given.
    pub async fn activities(
        &self,
        after: Option<ActivityId>,
        limit: usize,
    ) -> Result<Vec<Activity>, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(&format!(
                "{SELECT_ACTIVITY} WHERE ?1 IS NULL OR (activities.created_at, activities.id) <
                     (SELECT created_at, id FROM activities WHERE id = ?1)
                 ORDER BY activities.created_at DESC, activities.id DESC LIMIT ?2"
            ))?;
            let after = after.map(|after| after.to_string());
            let rows = statement.query_map(params![after, limit as i64], read_activity)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// One activity.
    pub async fn activity(&self, id: ActivityId) -> Result<Activity, Error> {
        self.read(move |database| {
            database
                .prepare_cached(&format!("{SELECT_ACTIVITY} WHERE activities.id = ?"))?
                .query_row([id.to_string()], read_activity)
                .optional()?
                .ok_or_else(|| missing("activity", &id))
        })
        .await
    }

    /// The items of an activity in their order.
    pub async fn activity_items(&self, id: ActivityId) -> Result<Vec<ActivityItem>, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT n, target, state, outcome, started_at, ended_at FROM activity_items
                 WHERE activity = ? ORDER BY n",
            )?;
            let rows = statement.query_map([id.to_string()], |row| {
                Ok(ActivityItem {
                    n: row.get(0)?,
                    target: read_json(row, 1)?,
                    state: read_word(row, 2)?,
                    outcome: read_optional_json(row, 3)?,
                    started_at: read_optional_time(row, 4)?,
                    ended_at: read_optional_time(row, 5)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

const SELECT_ACTIVITY: &str = "
    SELECT activities.id, kind, title, connection, repository, state, activities.created_at,
           started_at, ended_at, result, undoes, expires_at,
           (SELECT count(*) FROM activity_items WHERE activity = activities.id),
           (SELECT count(*) FROM activity_items WHERE activity = activities.id AND state = 'done'),
           (SELECT count(*) FROM activity_items WHERE activity = activities.id AND state = 'failed')
    FROM activities LEFT JOIN undo_snapshots ON undo_snapshots.activity = activities.id";

/// What was running when the program ended was interrupted, and what was being done then is unsure.
pub(crate) fn mark_interrupted(database: &mut Database) -> Result<Vec<ActivityId>, Error> {
    let transaction = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let interrupted = transaction
        .prepare("UPDATE activities SET state = ?2, ended_at = ?3 WHERE state = ?1 RETURNING id")?
        .query_map(
            params![
                word(&ActivityState::Running)?,
                word(&ActivityState::Interrupted)?,
                millis(now())
            ],
            |row| read_text(row, 0),
        )?
        .collect::<Result<Vec<ActivityId>, _>>()?;
    transaction.execute(
        "UPDATE activity_items SET state = ?2 WHERE state = ?1",
        params![word(&ItemState::Doing)?, word(&ItemState::Unsure)?],
    )?;
    transaction.commit()?;
    Ok(interrupted)
}

fn found(changed: usize, what: &'static str, name: &dyn fmt::Display) -> Result<(), Error> {
    if changed == 0 {
        return Err(missing(what, name));
    }
    Ok(())
}

fn missing(what: &'static str, name: &dyn fmt::Display) -> Error {
    Error::NotFound {
        what,
        name: name.to_string(),
    }
}

fn read_activity(row: &Row<'_>) -> rusqlite::Result<Activity> {
    Ok(Activity {
        id: read_text(row, 0)?,
        kind: row.get(1)?,
        title: read_json(row, 2)?,
        connection: read_optional_text(row, 3)?,
        repository: read_optional_text(row, 4)?,
        state: read_word(row, 5)?,
        created_at: read_time(row, 6)?,
        started_at: read_optional_time(row, 7)?,
        ended_at: read_optional_time(row, 8)?,
        result: read_optional_json(row, 9)?,
        undoes: read_optional_text(row, 10)?,
        undo_until: read_optional_time(row, 11)?,
        items: row.get::<_, i64>(12)? as u64,
        items_done: row.get::<_, i64>(13)? as u64,
        items_failed: row.get::<_, i64>(14)? as u64,
    })
}

#[cfg(test)]
mod tests;
