//! The rules of what stays in a repository that a person keeps, with their schedule. What they say is in
//! the words of whoever reads them.

use jiff::Timestamp;
use portolan_oci::RepositoryName;
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use crate::{
    ConnectionId, Error, Store,
    rows::{json, millis, read_optional_json, read_text, read_time},
};

/// The rules that are kept for a repository.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionKept {
    /// The document.
    pub document: String,
    /// When they have their turn by themselves.
    pub schedule: Option<Value>,
    /// What came of the last turn.
    pub last_run: Option<Value>,
    /// From when on the next turn is counted: the last one, or when the schedule was set.
    pub counted_at: Timestamp,
}

/// The same with where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionRow {
    /// On which connection.
    pub connection: ConnectionId,
    /// In which repository.
    pub repository: RepositoryName,
    /// What is kept.
    pub kept: RetentionKept,
}

impl Store {
    /// The rules of a repository, where there are some.
    pub async fn retention(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<Option<RetentionKept>, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            Ok(database
                .prepare_cached(
                    "SELECT document, schedule, last_run, counted_at FROM retention
                     WHERE connection = ? AND repository = ?",
                )?
                .query_row(
                    params![connection.to_string(), repository.as_str()],
                    |row| read_kept(row, 0),
                )
                .optional()?)
        })
        .await
    }

    /// Keeps the rules of a repository in place of those that were there; `None` forgets them.
    pub async fn keep_retention(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        kept: Option<RetentionKept>,
    ) -> Result<(), Error> {
        let repository = repository.clone();
        self.write(move |database| {
            let connection = connection.to_string();
            match kept {
                Some(kept) => database.execute(
                    "INSERT OR REPLACE INTO retention VALUES (?, ?, ?, ?, ?, ?)",
                    params![
                        connection,
                        repository.as_str(),
                        kept.document,
                        kept.schedule.as_ref().map(json).transpose()?,
                        kept.last_run.as_ref().map(json).transpose()?,
                        millis(kept.counted_at),
                    ],
                )?,
                None => database.execute(
                    "DELETE FROM retention WHERE connection = ? AND repository = ?",
                    params![connection, repository.as_str()],
                )?,
            };
            Ok(())
        })
        .await
    }

    /// Notes that rules had their turn, and from when on the next is counted. Rules that were forgotten or
    /// have no schedule any more stay so.
    pub async fn note_retention_run(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        run: Option<Value>,
        counted_at: Timestamp,
    ) -> Result<(), Error> {
        let repository = repository.clone();
        self.write(move |database| {
            database.execute(
                "UPDATE retention SET last_run = coalesce(?3, last_run), counted_at = ?4
                 WHERE connection = ?1 AND repository = ?2",
                params![
                    connection.to_string(),
                    repository.as_str(),
                    run.as_ref().map(json).transpose()?,
                    millis(counted_at)
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// All rules that have their turn by themselves.
    pub async fn scheduled_retention(&self) -> Result<Vec<RetentionRow>, Error> {
        self.read(|database| {
            let mut statement = database.prepare_cached(
                "SELECT connection, repository, document, schedule, last_run, counted_at
                 FROM retention WHERE schedule IS NOT NULL ORDER BY 1, 2",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(RetentionRow {
                    connection: read_text(row, 0)?,
                    repository: read_text(row, 1)?,
                    kept: read_kept(row, 2)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn read_kept(row: &Row<'_>, first: usize) -> rusqlite::Result<RetentionKept> {
    Ok(RetentionKept {
        document: row.get(first)?,
        schedule: read_optional_json(row, first + 1)?,
        last_run: read_optional_json(row, first + 2)?,
        counted_at: read_time(row, first + 3)?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{ConnectionDraft, fixtures::fresh};

    #[tokio::test]
    async fn rules_are_kept_with_their_schedule_and_go_with_their_connection() {
        let (_home, store) = fresh();
        let draft = ConnectionDraft::to("registry.example");
        let connection = store.add_connection(draft).await.unwrap().id;
        let repository: RepositoryName = "team/app".parse().unwrap();
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let mut kept = RetentionKept {
            document: "{}".to_owned(),
            schedule: None,
            last_run: None,
            counted_at: at(1),
        };
        let keep =
            |kept: Option<RetentionKept>| store.keep_retention(connection, &repository, kept);
        keep(Some(kept.clone())).await.unwrap();
        assert_eq!(store.scheduled_retention().await.unwrap(), []);
        kept.schedule = Some(json!({ "every": 6 }));
        keep(Some(kept.clone())).await.unwrap();
        let noted = store.note_retention_run(connection, &repository, Some(json!("ran")), at(9));
        noted.await.unwrap();
        let again = store.note_retention_run(connection, &repository, None, at(8));
        again.await.unwrap();
        kept.last_run = Some(json!("ran"));
        kept.counted_at = at(8);
        let found = store.retention(connection, &repository).await.unwrap();
        assert_eq!(found, Some(kept));
        assert_eq!(store.scheduled_retention().await.unwrap().len(), 1);
        store.remove_connection(connection).await.unwrap();
        assert_eq!(store.scheduled_retention().await.unwrap(), []);
    }
}
