//! What the address box suggests of what was seen before: bookmarks, visits, repositories, tags.

use portolan_oci::{RepositoryName, Tag};
use rusqlite::{Connection as Database, params};

use crate::{ConnectionId, Error, Store, rows::read_text};

/// Something seen before that matches what is typed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Suggestion {
    /// A bookmark.
    Bookmark {
        /// Its address.
        address: String,
        /// Its title.
        title: String,
    },
    /// An address that was opened, at its last visit.
    Visit {
        /// The address.
        address: String,
        /// The title of its screen.
        title: String,
    },
    /// A repository.
    Repository {
        /// Whose.
        connection: ConnectionId,
        /// Which.
        repository: RepositoryName,
    },
    /// A tag.
    Tag {
        /// Whose.
        connection: ConnectionId,
        /// In which repository.
        repository: RepositoryName,
        /// Which.
        tag: Tag,
    },
}

impl Store {
    /// Up to `limit` suggestions of each kind: bookmarks and visits that contain `text`, repositories
    /// that contain it, tags that begin with it. With a colon (`nginx:1.2`), tags that contain what
    /// follows it in repositories that contain what precedes it. Letter case does not matter.
    pub async fn suggest(
        &self,
        text: impl Into<String> + Send,
        limit: usize,
    ) -> Result<Vec<Suggestion>, Error> {
        let text = text.into();
        let text = text.trim().to_owned();
        self.read(move |database| {
            if text.is_empty() {
                return Ok(Vec::new());
            }
            let mut found = bookmarks(database, &text, limit)?;
            found.extend(visits(database, &text, limit)?);
            found.extend(repositories(database, &text, limit)?);
            found.extend(match text.rsplit_once(':') {
                Some((repository, tag)) if !tag.contains('/') => {
                    tags_within(database, repository, tag, limit)?
                }
                _ => tags_beginning(database, &text, limit)?,
            });
            Ok(found)
        })
        .await
    }
}

/// A LIKE pattern part that means exactly `text`, with `\` as the escape.
fn literal(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

fn containing(text: &str) -> String {
    format!("%{}%", literal(text))
}

fn bookmarks(database: &Database, text: &str, limit: usize) -> Result<Vec<Suggestion>, Error> {
    let mut statement = database.prepare_cached(
        r"SELECT address, title FROM bookmarks
          WHERE address LIKE ?1 ESCAPE '\' OR title LIKE ?1 ESCAPE '\' ORDER BY position LIMIT ?2",
    )?;
    let rows = statement.query_map(params![containing(text), limit as i64], |row| {
        Ok(Suggestion::Bookmark {
            address: row.get(0)?,
            title: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn visits(database: &Database, text: &str, limit: usize) -> Result<Vec<Suggestion>, Error> {
    // With max(), SQLite takes the other columns from the row of the last visit.
    let mut statement = database.prepare_cached(
        r"SELECT address, title, max(visited_at) FROM visits
          WHERE (address LIKE ?1 ESCAPE '\' OR title LIKE ?1 ESCAPE '\')
            AND address NOT IN (SELECT address FROM bookmarks)
          GROUP BY address ORDER BY max(visited_at) DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![containing(text), limit as i64], |row| {
        Ok(Suggestion::Visit {
            address: row.get(0)?,
            title: row.get(1)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn repositories(database: &Database, text: &str, limit: usize) -> Result<Vec<Suggestion>, Error> {
    // What begins with the text, whole or after a slash, comes first; then the shortest.
    let mut statement = database.prepare_cached(
        r"SELECT connection, name FROM repositories
          WHERE gone_at IS NULL AND name LIKE ?1 ESCAPE '\'
          ORDER BY NOT (name LIKE ?2 ESCAPE '\' OR name LIKE '%/' || ?2 ESCAPE '\'),
                   length(name), name
          LIMIT ?3",
    )?;
    let beginning = format!("{}%", literal(text));
    let rows = statement.query_map(params![containing(text), beginning, limit as i64], |row| {
        Ok(Suggestion::Repository {
            connection: read_text(row, 0)?,
            repository: read_text(row, 1)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn tags_beginning(database: &Database, text: &str, limit: usize) -> Result<Vec<Suggestion>, Error> {
    // A range, not LIKE: the index on names is used for sure, escapes or not.
    let mut statement = database.prepare_cached(
        "SELECT connection, repositories.name, tags.name FROM tags
         JOIN repositories ON repositories.id = repository
         WHERE tags.name >= ?1 COLLATE NOCASE AND tags.name < ?2 COLLATE NOCASE
         ORDER BY tags.name COLLATE NOCASE LIMIT ?3",
    )?;
    let end = format!("{text}\u{10ffff}");
    let rows = statement.query_map(params![text, end, limit as i64], read_tag)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn tags_within(
    database: &Database,
    repository: &str,
    tag: &str,
    limit: usize,
) -> Result<Vec<Suggestion>, Error> {
    // A host before the repository (`ghcr.io/team/app:`) is left out of the comparison.
    let mut statement = database.prepare_cached(
        r"SELECT connection, repositories.name, tags.name FROM repositories
          JOIN tags ON tags.repository = repositories.id
          WHERE (repositories.name LIKE ?1 ESCAPE '\'
                 OR (?4 <> '' AND ?4 LIKE '%/' || repositories.name))
            AND tags.name LIKE ?2 ESCAPE '\'
          ORDER BY tags.position LIMIT ?3",
    )?;
    let rows = statement.query_map(
        params![
            containing(repository),
            containing(tag),
            limit as i64,
            repository
        ],
        read_tag,
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_tag(row: &rusqlite::Row<'_>) -> rusqlite::Result<Suggestion> {
    Ok(Suggestion::Tag {
        connection: read_text(row, 0)?,
        repository: read_text(row, 1)?,
        tag: read_text(row, 2)?,
    })
}

#[cfg(test)]
mod tests {
    use portolan_oci::Digest;

    use super::*;
    use crate::fixtures::{at, connection, fresh, sees};

    fn words(found: Vec<Suggestion>) -> Vec<String> {
        found
            .into_iter()
            .map(|suggestion| match suggestion {
                Suggestion::Bookmark { title, .. } => format!("bookmark {title}"),
                Suggestion::Visit { title, .. } => format!("visit {title}"),
                Suggestion::Repository { repository, .. } => repository.to_string(),
                Suggestion::Tag {
                    repository, tag, ..
                } => format!("{repository}:{tag}"),
            })
            .collect()
    }

    async fn store_with_things_seen() -> (tempfile::TempDir, Store) {
        let (home, store) = fresh();
        let id = connection(&store).await;
        let digest = Digest::of(b"image");
        for (repository, tag) in [
            ("library/nginx", "1.27-alpine"),
            ("library/nginx", "Mainline"),
            ("team/ingress-nginx", "1.12"),
            ("nginx", "latest"),
        ] {
            sees(&store, id, repository, tag, &digest, 1).await;
        }
        store
            .add_bookmark("ghcr.io/team/nginx", "Our web server")
            .await
            .unwrap();
        store
            .record_visit("docker.io/library/nginx", "Old title", at(1))
            .await
            .unwrap();
        store
            .record_visit("docker.io/library/nginx", "New title", at(2))
            .await
            .unwrap();
        (home, store)
    }

    #[tokio::test]
    async fn words_find_bookmarks_visits_and_repositories_best_first() {
        let (_home, store) = store_with_things_seen().await;
        assert_eq!(
            words(store.suggest(" NGINX ", 10).await.unwrap()),
            [
                "bookmark Our web server",
                "visit New title",
                "nginx",
                "library/nginx",
                "team/ingress-nginx",
            ]
        );
        assert_eq!(words(store.suggest("nginx", 1).await.unwrap()).len(), 3);
    }

    #[tokio::test]
    async fn tags_are_found_by_how_they_begin_whatever_their_case() {
        let (_home, store) = store_with_things_seen().await;
        assert_eq!(
            words(store.suggest("1.", 10).await.unwrap()),
            ["team/ingress-nginx:1.12", "library/nginx:1.27-alpine"]
        );
        assert_eq!(
            words(store.suggest("main", 10).await.unwrap()),
            ["library/nginx:Mainline"]
        );
    }

    #[tokio::test]
    async fn a_colon_looks_for_tags_within_repositories() {
        let (_home, store) = store_with_things_seen().await;
        for text in ["library/nginx:alp", "docker.io/library/nginx:alp"] {
            assert_eq!(
                words(store.suggest(text, 10).await.unwrap()),
                ["library/nginx:1.27-alpine"]
            );
        }
    }

    #[tokio::test]
    async fn signs_that_mean_something_to_sql_mean_themselves() {
        let (_home, store) = store_with_things_seen().await;
        for text in ["%", "_", "ng%nx", "'; DROP TABLE tags; --", "\\", ""] {
            assert_eq!(
                words(store.suggest(text, 10).await.unwrap()),
                [""; 0],
                "{text}"
            );
        }
    }
}
