//! Repositories seen, and what is known of each registry's catalog.

use jiff::Timestamp;
use portolan_oci::RepositoryName;
use rusqlite::{Connection as Database, OptionalExtension, Row, params};

use crate::{
    ConnectionId, Error, Store,
    rows::{millis, read_optional_time, read_text, read_time},
};

/// A repository that was seen or pinned.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Repository {
    /// Its name inside its registry.
    pub name: RepositoryName,
    /// When it was first seen or pinned.
    pub first_seen: Timestamp,
    /// When it was last seen in a catalog or opened.
    pub last_seen: Timestamp,
    /// Whether the person pinned it, as is done where there is no catalog.
    pub pinned: bool,
    /// When a complete catalog no longer named it, or it was deleted. `None`: as far as we know it is there.
    pub gone_at: Option<Timestamp>,
    /// When its tags were last listed to the end.
    pub tags_listed_at: Option<Timestamp>,
    /// How many tags it had then.
    pub tags: u64,
}

/// What is known of a registry's catalog.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct CatalogState {
    /// Whether the registry offered one.
    pub offered: bool,
    /// Whether the last listing came to its end.
    pub complete: bool,
    /// When that was.
    pub listed_at: Timestamp,
}

impl Store {
    /// Repositories of a connection in the order of their names, the gone ones too.
    pub async fn repositories(&self, connection: ConnectionId) -> Result<Vec<Repository>, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT name, first_seen, last_seen, pinned, gone_at, tags_listed_at,
                        (SELECT count(*) FROM tags WHERE tags.repository = repositories.id)
                 FROM repositories WHERE connection = ? ORDER BY name",
            )?;
            let rows = statement.query_map([connection.to_string()], read_repository)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// One repository, if it was ever seen.
    pub async fn repository(
        &self,
        connection: ConnectionId,
        name: &RepositoryName,
    ) -> Result<Option<Repository>, Error> {
        let name = name.clone();
        self.read(move |database| {
            Ok(database
                .prepare_cached(
                    "SELECT name, first_seen, last_seen, pinned, gone_at, tags_listed_at,
                            (SELECT count(*) FROM tags WHERE tags.repository = repositories.id)
                     FROM repositories WHERE connection = ? AND name = ?",
                )?
                .query_row(
                    params![connection.to_string(), name.as_str()],
                    read_repository,
                )
                .optional()?)
        })
        .await
    }

    /// Records a whole catalog: repositories that are not in it are marked as gone.
    pub async fn replace_catalog(
        &self,
        connection: ConnectionId,
        names: Vec<RepositoryName>,
        listed_at: Timestamp,
    ) -> Result<(), Error> {
        self.replace_part(connection, names, Vec::new(), listed_at)
            .await
    }

    /// The same of a catalog that could not be asked of everything: what is `unasked` stays as it was seen
    /// last.
    pub async fn replace_part(
        &self,
        connection: ConnectionId,
        names: Vec<RepositoryName>,
        unasked: Vec<RepositoryName>,
        listed_at: Timestamp,
    ) -> Result<(), Error> {
        self.write(move |database| {
            for name in &names {
                see(database, connection, name, listed_at)?;
            }
            let is_whole = unasked.is_empty();
            let staying: Vec<RepositoryName> = names.into_iter().chain(unasked).collect();
            database.execute(
                "UPDATE repositories SET gone_at = ?2
                 WHERE connection = ?1 AND gone_at IS NULL AND last_seen < ?2
                   AND NOT EXISTS (SELECT 1 FROM json_each(?3) WHERE value = name)",
                params![
                    connection.to_string(),
                    millis(listed_at),
                    crate::rows::json(&staying)?
                ],
            )?;
            set_catalog(database, connection, true, is_whole, listed_at)
        })
        .await
    }

    /// Records part of a catalog, or repositories seen in another way. Nothing is marked as gone.
    pub async fn record_repositories(
        &self,
        connection: ConnectionId,
        names: Vec<RepositoryName>,
        seen_at: Timestamp,
    ) -> Result<(), Error> {
        self.write(move |database| {
            for name in &names {
                see(database, connection, name, seen_at)?;
            }
            Ok(())
        })
        .await
    }

    /// Records how asking for a catalog went where it brought no whole listing.
    pub async fn record_catalog(
        &self,
        connection: ConnectionId,
        offered: bool,
        complete: bool,
        listed_at: Timestamp,
    ) -> Result<(), Error> {
        self.write(move |database| set_catalog(database, connection, offered, complete, listed_at))
            .await
    }

    /// What is known of the catalog; `None` where it was never asked for.
    pub async fn catalog(&self, connection: ConnectionId) -> Result<Option<CatalogState>, Error> {
        self.read(move |database| {
            Ok(database
                .prepare_cached(
                    "SELECT offered, complete, listed_at FROM catalogs WHERE connection = ?",
                )?
                .query_row([connection.to_string()], |row| {
                    Ok(CatalogState {
                        offered: row.get(0)?,
                        complete: row.get(1)?,
                        listed_at: read_time(row, 2)?,
                    })
                })
                .optional()?)
        })
        .await
    }

    /// Pins or unpins a name, seen before or not.
    pub async fn pin_repository(
        &self,
        connection: ConnectionId,
        name: &RepositoryName,
        pinned: bool,
    ) -> Result<(), Error> {
        let name = name.clone();
        self.write(move |database| {
            let now = crate::rows::now();
            database.execute(
                "INSERT INTO repositories (connection, name, first_seen, last_seen, pinned)
                 VALUES (?1, ?2, ?3, ?3, ?4)
                 ON CONFLICT (connection, name) DO UPDATE SET pinned = ?4",
                params![connection.to_string(), name.as_str(), millis(now), pinned],
            )?;
            Ok(())
        })
        .await
    }

    /// Marks a repository as gone: the registry no longer knows it, or it was deleted.
    pub async fn record_repository_gone(
        &self,
        connection: ConnectionId,
        name: &RepositoryName,
        gone_at: Timestamp,
    ) -> Result<(), Error> {
        let name = name.clone();
        self.write(move |database| {
            database.execute(
                "UPDATE repositories SET gone_at = ?3 WHERE connection = ?1 AND name = ?2",
                params![connection.to_string(), name.as_str(), millis(gone_at)],
            )?;
            Ok(())
        })
        .await
    }
}

fn set_catalog(
    database: &Database,
    connection: ConnectionId,
    offered: bool,
    complete: bool,
    listed_at: Timestamp,
) -> Result<(), Error> {
    database.execute(
        "INSERT OR REPLACE INTO catalogs VALUES (?, ?, ?, ?)",
        params![connection.to_string(), offered, complete, millis(listed_at)],
    )?;
    Ok(())
}

/// Notes that a repository is there, and answers its row.
pub(crate) fn see(
    database: &Database,
    connection: ConnectionId,
    name: &RepositoryName,
    at: Timestamp,
) -> Result<i64, Error> {
    Ok(database
        .prepare_cached(
            "INSERT INTO repositories (connection, name, first_seen, last_seen)
             VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT (connection, name)
             DO UPDATE SET last_seen = max(last_seen, ?3), gone_at = NULL RETURNING id",
        )?
        .query_row(
            params![connection.to_string(), name.as_str(), millis(at)],
            |row| row.get(0),
        )?)
}

/// The row of a repository that was seen before.
pub(crate) fn find(
    database: &Database,
    connection: ConnectionId,
    name: &RepositoryName,
) -> Result<Option<i64>, Error> {
    Ok(database
        .prepare_cached("SELECT id FROM repositories WHERE connection = ? AND name = ?")?
        .query_row(params![connection.to_string(), name.as_str()], |row| {
            row.get(0)
        })
        .optional()?)
}

fn read_repository(row: &Row<'_>) -> rusqlite::Result<Repository> {
    Ok(Repository {
        name: read_text(row, 0)?,
        first_seen: read_time(row, 1)?,
        last_seen: read_time(row, 2)?,
        pinned: row.get(3)?,
        gone_at: read_optional_time(row, 4)?,
        tags_listed_at: read_optional_time(row, 5)?,
        tags: row.get::<_, i64>(6)? as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, connection, fresh, name};

    async fn present(store: &Store, connection: ConnectionId) -> Vec<String> {
        let all = store.repositories(connection).await.unwrap();
        all.into_iter()
            .filter(|repository| repository.gone_at.is_none())
            .map(|repository| repository.name.to_string())
            .collect()
    }

    #[tokio::test]
    async fn a_whole_catalog_marks_what_it_no_longer_names() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        store
            .replace_catalog(id, vec![name("a"), name("b")], at(1))
            .await
            .unwrap();
        store
            .pin_repository(id, &name("pinned"), true)
            .await
            .unwrap();
        store
            .replace_catalog(id, vec![name("b"), name("c")], at(2))
            .await
            .unwrap();
        assert!(
            present(&store, id)
                .await
                .starts_with(&["b".to_owned(), "c".to_owned()])
        );
        let a = store.repository(id, &name("a")).await.unwrap().unwrap();
        assert_eq!((a.first_seen, a.gone_at), (at(1), Some(at(2))));
        assert_eq!(
            store.catalog(id).await.unwrap(),
            Some(CatalogState {
                offered: true,
                complete: true,
                listed_at: at(2)
            })
        );
        store
            .replace_catalog(id, vec![name("a")], at(3))
            .await
            .unwrap();
        assert!(present(&store, id).await.contains(&"a".to_owned()));
    }

    #[tokio::test]
    async fn part_of_a_catalog_marks_nothing_as_gone() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        store
            .record_repositories(id, vec![name("a")], at(1))
            .await
            .unwrap();
        store
            .record_repositories(id, vec![name("b")], at(2))
            .await
            .unwrap();
        store.record_catalog(id, true, false, at(2)).await.unwrap();
        assert_eq!(present(&store, id).await, ["a", "b"]);
        assert!(!store.catalog(id).await.unwrap().unwrap().complete);
    }

    #[tokio::test]
    async fn where_there_is_no_catalog_pinned_names_are_there() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        assert_eq!(store.catalog(id).await.unwrap(), None);
        store.record_catalog(id, false, false, at(1)).await.unwrap();
        store
            .pin_repository(id, &name("team/app"), true)
            .await
            .unwrap();
        let pinned = store
            .repository(id, &name("team/app"))
            .await
            .unwrap()
            .unwrap();
        assert!(pinned.pinned);
        store
            .pin_repository(id, &name("team/app"), false)
            .await
            .unwrap();
        assert!(
            !store
                .repository(id, &name("team/app"))
                .await
                .unwrap()
                .unwrap()
                .pinned
        );
    }
}
