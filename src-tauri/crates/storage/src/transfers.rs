//! Copies that are not at their end, with their frozen plans: what a restart goes on with.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::{
    ActivityId, Error, Store,
    rows::{millis, now, read_text, read_time},
};

/// A copy that is not at its end. What it is and does is in the words of whoever carries it out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Transfer {
    /// The activity that it is.
    pub activity: ActivityId,
    /// From where to where, as JSON.
    pub about: String,
    /// The plan, as JSON.
    pub plan: String,
    /// Whether the person stopped it, to go on later.
    pub is_paused: bool,
    /// When it was begun.
    pub begun_at: Timestamp,
}

impl Store {
    /// Keeps a copy until it is at its end.
    pub async fn keep_transfer(
        &self,
        activity: ActivityId,
        about: String,
        plan: String,
    ) -> Result<(), Error> {
        self.write(move |database| {
            database.execute(
                "INSERT INTO transfers (activity, about, plan, is_paused, begun_at)
                 VALUES (?, ?, ?, 0, ?)",
                params![activity.to_string(), about, plan, millis(now())],
            )?;
            Ok(())
        })
        .await
    }

    /// Keeps a copy's plan with what was learned since.
    pub async fn restate_transfer(&self, activity: ActivityId, plan: String) -> Result<(), Error> {
        self.write(move |database| {
            database.execute(
                "UPDATE transfers SET plan = ? WHERE activity = ?",
                params![plan, activity.to_string()],
            )?;
            Ok(())
        })
        .await
    }

    /// Every copy that is not at its end, the oldest first.
    pub async fn transfers(&self) -> Result<Vec<Transfer>, Error> {
        self.read(|database| {
            let mut statement = database.prepare_cached(
                "SELECT activity, about, plan, is_paused, begun_at FROM transfers
                 ORDER BY begun_at, activity",
            )?;
            let rows = statement.query_map([], read_transfer)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// One of them; `None` where it is at its end.
    pub async fn transfer(&self, activity: ActivityId) -> Result<Option<Transfer>, Error> {
        self.read(move |database| {
            let found = database
                .prepare_cached(
                    "SELECT activity, about, plan, is_paused, begun_at FROM transfers
                     WHERE activity = ?",
                )?
                .query_row([activity.to_string()], read_transfer)
                .optional()?;
            Ok(found)
        })
        .await
    }

    /// Notes whether a copy was stopped to go on later.
    pub async fn pause_transfer(&self, activity: ActivityId, is_paused: bool) -> Result<(), Error> {
        self.write(move |database| {
            database.execute(
                "UPDATE transfers SET is_paused = ? WHERE activity = ?",
                params![is_paused, activity.to_string()],
            )?;
            Ok(())
        })
        .await
    }

    /// Forgets a copy, which is at its end.
    pub async fn forget_transfer(&self, activity: ActivityId) -> Result<(), Error> {
        self.write(move |database| {
            database.execute(
                "DELETE FROM transfers WHERE activity = ?",
                [activity.to_string()],
            )?;
            Ok(())
        })
        .await
    }
}

fn read_transfer(row: &Row<'_>) -> rusqlite::Result<Transfer> {
    Ok(Transfer {
        activity: read_text(row, 0)?,
        about: row.get(1)?,
        plan: row.get(2)?,
        is_paused: row.get(3)?,
        begun_at: read_time(row, 4)?,
    })
}
