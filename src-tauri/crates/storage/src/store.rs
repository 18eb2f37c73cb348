//! Opening the database, and the two ways in: one writer, a few readers, both off the event loop.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::{Connection, TransactionBehavior};
use tokio::sync::Semaphore;

use crate::{
    ActivityId, Error, Paths, Salvaged, content::RecentlyUsed, opening, paths::open_private_file,
};

/// How many reads run at the same time; the next ones wait.
const READERS: usize = 4;

/// The database. Clones are the same one; the last clone that goes closes it and frees the home.
///
/// Every verb is `async` and runs SQLite on a blocking thread. A verb whose future is dropped half-way
/// still ends its transaction whole. What a verb has answered `Ok` to is on the disk
/// (`synchronous = FULL`): it survives the end of the process and of the power.
#[derive(Clone, Debug)]
pub struct Store {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    paths: Paths,
    writer: Mutex<Connection>,
    writing: Semaphore,
    idle_readers: Mutex<Vec<Connection>>,
    reading: Semaphore,
    /// Noted in memory, so that reading the cache writes nothing.
    recently_used: Mutex<RecentlyUsed>,
    /// Locked for as long as the store lives; the system frees it even after kill -9.
    _lock: fs::File,
}

/// What opening found and did.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct OpenReport {
    /// There was no database; a fresh one was made.
    pub created: bool,
    /// The schema version before it was brought up to date, where that was needed.
    pub migrated_from: Option<u32>,
    /// A damaged database was found and kept here; a fresh one was opened.
    pub damaged_kept_at: Option<PathBuf>,
    /// What could be carried over from the damaged database.
    pub salvaged: Salvaged,
    /// Activities that were running when the program ended. They can go on.
    pub interrupted: Vec<ActivityId>,
}

impl Store {
    /// Opens the database of a home, making the home if needed. Blocks: call it before the event loop
    /// runs, or on a blocking thread.
    ///
    /// A damaged database is moved aside (`portolan.db.damaged-<time>`), never deleted.
    ///
    /// # Errors
    /// [`Error::InUse`] when another process holds the home, [`Error::NewerSchema`],
    /// [`Error::ReadOnly`], [`Error::DiskFull`]; nothing was changed then.
    pub fn open(paths: &Paths) -> Result<(Self, OpenReport), Error> {
        paths.create()?;
        let lock = opening::lock_home(paths)?;
        let (writer, report) = opening::open_writer(paths)?;
        let store = Self {
            shared: Arc::new(Shared {
                paths: paths.clone(),
                writer: Mutex::new(writer),
                writing: Semaphore::new(1),
                idle_readers: Mutex::default(),
                reading: Semaphore::new(READERS),
                recently_used: Mutex::default(),
                _lock: lock,
            }),
        };
        Ok((store, report))
    }

    /// The home this database is in.
    pub fn paths(&self) -> &Paths {
        &self.shared.paths
    }

    /// Runs `query` on a reader, which sees one moment of the database.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.shared.reading.acquire().await;
        let shared = Arc::clone(&self.shared);
        on_blocking_thread(move || {
            let idle = unpoisoned(shared.idle_readers.lock()).pop();
            let reader = match idle {
                Some(reader) => reader,
                None => opening::open_reader(&shared.paths.database())?,
            };
            let answer = {
                let moment = reader
                    .unchecked_transaction()
                    .map_err(|error| shared.located(error.into()))?;
                query(&moment).map_err(|error| shared.located(error))
            };
            unpoisoned(shared.idle_readers.lock()).push(reader);
            answer
        })
        .await
    }

    /// Runs `change` in one transaction: all of it is kept, or, on an error, nothing.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Connection) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let _permit = self.shared.writing.acquire().await;
        let shared = Arc::clone(&self.shared);
        on_blocking_thread(move || {
            let mut writer = unpoisoned(shared.writer.lock());
            let attempt = || -> Result<T, Error> {
                let transaction =
                    writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let answer = change(&transaction)?;
                transaction.commit()?;
                Ok(answer)
            };
            let result = attempt();
            result.map_err(|error| shared.located(error))
        })
        .await
    }
}

impl Store {
    /// Lets go of what a deletion left in the file. Nothing depends on it: where it fails, the space is
    /// used again later.
    pub(crate) async fn give_back_space(&self) {
        let _permit = self.shared.writing.acquire().await;
        let shared = Arc::clone(&self.shared);
        let given = on_blocking_thread(move || {
            let writer = unpoisoned(shared.writer.lock());
            let mut vacuum = writer.prepare("PRAGMA incremental_vacuum")?;
            let mut steps = vacuum.query([])?;
            // Each step frees a page.
            while steps.next()?.is_some() {}
            writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(())
        });
        if let Err(error) = given.await {
            tracing::warn!(%error, "the database kept its size");
        }
    }

    pub(crate) fn recently_used<T>(&self, act: impl FnOnce(&mut RecentlyUsed) -> T) -> T {
        let mut used = unpoisoned(self.shared.recently_used.lock());
        act(&mut used)
    }
}

impl Shared {
    fn located(&self, error: Error) -> Error {
        located(&self.paths.database(), error)
    }
}

/// Says which file an SQLite error is about. Damage leaves a marker, so that the next opening checks
/// every page.
pub(crate) fn located(database: &Path, error: Error) -> Error {
    let Error::Database(source) = error else {
        return error;
    };
    let error = Error::database(database, source);
    if matches!(error, Error::Damaged { .. }) {
        tracing::error!(%error, "the database is damaged");
        // Without the marker the next opening still makes its ordinary checks.
        let _ = open_private_file(&suspicion(database));
    }
    error
}

pub(crate) fn suspicion(database: &Path) -> PathBuf {
    database.with_extension("db.suspect")
}

pub(crate) async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(stopped) if stopped.is_panic() => std::panic::resume_unwind(stopped.into_panic()),
        // Only a runtime that is shutting down refuses work.
        Err(stopped) => Err(Error::Unreadable {
            what: "an answer",
            reason: stopped.to_string(),
        }),
    }
}

/// A panic in a closure rolled its transaction back, so what the lock guards is sound.
fn unpoisoned<T>(lock: Result<T, PoisonError<T>>) -> T {
    lock.unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use rusqlite::params;

    use super::*;
    use crate::fixtures::{activity, bytes_of_size, connection, fresh, later, name};

    #[tokio::test]
    async fn what_was_kept_is_there_after_a_restart() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        let paths = store.paths().clone();
        drop(store);
        let (store, report) = Store::open(&paths).unwrap();
        assert_eq!(report, OpenReport::default());
        assert_eq!(store.connections().await.unwrap()[0].id, id);
    }

    #[test]
    fn a_home_belongs_to_one_program_at_a_time() {
        let home = tempfile::TempDir::new().unwrap();
        let paths = Paths::at(home.path());
        let (store, report) = Store::open(&paths).unwrap();
        assert!(report.created);
        assert!(matches!(Store::open(&paths), Err(Error::InUse { .. })));
        let clone = store.clone();
        drop(store);
        assert!(matches!(Store::open(&paths), Err(Error::InUse { .. })));
        drop(clone);
        Store::open(&paths).unwrap();
    }

    #[tokio::test]
    async fn a_newer_schema_is_refused_and_left_untouched() {
        let (_home, store) = fresh();
        let paths = store.paths().clone();
        store
            .write(|database| Ok(database.pragma_update(None, "user_version", 99)?))
            .await
            .unwrap();
        drop(store);
        let before = fs::read(paths.database()).unwrap();
        let refused = Store::open(&paths).unwrap_err();
        assert!(matches!(
            refused,
            Error::NewerSchema {
                found: 99,
                known: 1,
                ..
            }
        ));
        assert!(refused.to_string().contains("use a newer Portolan"));
        assert!(fs::read(paths.database()).unwrap() == before);
    }

    fn kept_aside(paths: &Paths) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(paths.home())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains(".damaged-"))
            .collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_kept_aside() {
        let home = tempfile::TempDir::new().unwrap();
        let paths = Paths::at(home.path());
        let rubbish = b"this was a shopping list".repeat(100);
        for _ in 0..2 {
            fs::write(paths.database(), &rubbish).unwrap();
            let (store, report) = Store::open(&paths).unwrap();
            assert!(report.created);
            assert_eq!(fs::read(report.damaged_kept_at.unwrap()).unwrap(), rubbish);
            connection(&store).await;
            drop(store);
        }
        let aside = kept_aside(&paths);
        let databases = aside
            .iter()
            .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
        assert_eq!(databases.count(), 2, "{aside:?}");
    }

    /// Fills pages of the file with noise, as a failing disk would.
    fn scribble(path: &Path, pages: std::ops::Range<u64>) {
        use std::io::{Seek, SeekFrom, Write};
        let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
        for page in pages {
            file.seek(SeekFrom::Start(page * 4096)).unwrap();
            file.write_all(&[0xa5; 4096]).unwrap();
        }
    }

    #[tokio::test]
    async fn damage_to_what_cannot_be_fetched_again_is_found_at_the_start() {
        let (_home, store) = fresh();
        for _ in 0..200 {
            connection(&store).await;
        }
        let paths = store.paths().clone();
        let root = root_page(&store, "connections").await;
        drop(store);
        scribble(&paths.database(), root - 1..root);
        let (store, report) = Store::open(&paths).unwrap();
        assert!(report.damaged_kept_at.unwrap().exists());
        assert_eq!(store.connections().await.unwrap(), []);
    }

    #[tokio::test]
    async fn damage_met_in_the_cache_is_an_error_then_and_set_aside_at_the_next_start() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        let contents: Vec<_> = (0..100).map(|seed| bytes_of_size(5000, seed)).collect();
        store
            .keep_content(id, contents.clone(), u64::MAX >> 1)
            .await
            .unwrap();
        let paths = store.paths().clone();
        let pages = root_page(&store, "content").await;
        drop(store);
        scribble(&paths.database(), pages - 1..pages);
        let (store, report) = Store::open(&paths).unwrap();
        assert_eq!(
            report,
            OpenReport::default(),
            "a start does not read the whole cache"
        );
        let met = store.content(&contents[0].digest).await;
        assert!(matches!(met, Err(Error::Damaged { .. })), "{met:?}");
        drop(store);
        let (store, report) = Store::open(&paths).unwrap();
        assert!(report.damaged_kept_at.is_some());
        assert_eq!(store.connections().await.unwrap()[0].id, id);
        assert!(
            !store
                .kept_among(vec![contents[0].digest.clone()])
                .await
                .unwrap()
                .contains(&contents[0].digest)
        );
        drop(store);
        let (_, report) = Store::open(&paths).unwrap();
        assert_eq!(report, OpenReport::default());
    }

    #[tokio::test]
    async fn what_can_still_be_read_of_a_damaged_database_is_carried_over() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        store.add_bookmark("registry.example/a", "A").await.unwrap();
        store
            .pin_repository(id, &name("team/app"), true)
            .await
            .unwrap();
        let activity = activity(&store, 3).await;
        store.start_activity(activity).await.unwrap();
        let content = bytes_of_size(5000, 1);
        let step = serde_json::json!({"put": content.digest.as_str()});
        store
            .keep_for_undo(
                activity,
                vec![step.clone()],
                vec![content.clone()],
                later(1),
            )
            .await
            .unwrap();
        let layer = store.new_layer_path().unwrap();
        fs::write(&layer, b"layer").unwrap();
        let digest = portolan_oci::Digest::of(b"layer");
        store
            .keep_layer(activity, &digest, layer, later(1))
            .await
            .unwrap();
        let stray = store.paths().kept_layers().join("sha256-stray");
        fs::write(&stray, b"stray").unwrap();
        let paths = store.paths().clone();
        let page = root_page(&store, "visits").await;
        drop(store);
        scribble(&paths.database(), page - 1..page);
        fs::write(suspicion(&paths.database()), b"").unwrap();

        let (store, report) = Store::open(&paths).unwrap();
        let kept = report.damaged_kept_at.unwrap();
        assert_eq!(
            report.salvaged,
            Salvaged {
                connections: 1,
                bookmarks: 1,
                activities: 1,
                undo_snapshots: 1
            }
        );
        assert_eq!(report.interrupted, [activity]);
        assert_eq!(store.connections().await.unwrap()[0].id, id);
        assert!(store.repositories(id).await.unwrap()[0].pinned);
        let snapshot = store.undo_snapshot(activity).await.unwrap().unwrap();
        assert_eq!(snapshot.steps, [step]);
        assert!(snapshot.layers[0].path.exists());
        assert_eq!(store.content(&content.digest).await.unwrap(), Some(content));
        assert_eq!(store.activity_items(activity).await.unwrap().len(), 3);
        assert!(!stray.exists(), "moved aside");
        let aside = fs::read_dir(paths.kept_layers())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.is_dir())
            .unwrap();
        assert_eq!(fs::read(aside.join("sha256-stray")).unwrap(), b"stray");
        assert!(kept.exists());
        let names: Vec<_> = fs::read_dir(paths.home())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert!(
            !names
                .iter()
                .any(|name| name.to_string_lossy().starts_with(".tmp")),
            "{names:?}"
        );
    }

    async fn root_page(store: &Store, table: &'static str) -> u64 {
        store
            .read(move |database| {
                Ok(database.query_row(
                    "SELECT rootpage FROM sqlite_schema WHERE name = ?",
                    [table],
                    |row| row.get::<_, i64>(0),
                )? as u64)
            })
            .await
            .unwrap()
    }

    #[test]
    fn a_home_that_cannot_be_made_is_said_to_be_so() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"").unwrap();
        let refused = Store::open(&Paths::at(file.join("home"))).unwrap_err();
        assert!(matches!(refused, Error::ReadOnly { .. }), "{refused}");
        assert!(refused.to_string().contains("can't be written"));
    }

    #[tokio::test]
    async fn a_disk_that_became_read_only_is_said_to_be_so() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        store.read(|_| Ok(())).await.unwrap();
        // What SQLite answers on a read-only file, without needing one.
        unpoisoned(store.shared.writer.lock())
            .pragma_update(None, "query_only", true)
            .unwrap();
        let refused = store.remove_connection(id).await;
        assert!(
            matches!(refused, Err(Error::ReadOnly { .. })),
            "{refused:?}"
        );
        assert_eq!(
            store.connections().await.unwrap().len(),
            1,
            "reading goes on"
        );
    }

    #[tokio::test]
    async fn a_full_disk_is_said_to_be_so_and_harms_nothing() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        let set_limit = |pages: i64| {
            store.write(move |database| {
                Ok(database.query_row(
                    &format!("PRAGMA max_page_count = {pages}"),
                    params![],
                    |_| Ok(()),
                )?)
            })
        };
        set_limit(1).await.unwrap();
        let content = bytes_of_size(1_000_000, 1);
        let refused = store
            .keep_content(id, vec![content.clone()], u64::MAX >> 1)
            .await;
        assert!(
            matches!(refused, Err(Error::DiskFull { .. })),
            "{refused:?}"
        );
        assert_eq!(store.connections().await.unwrap().len(), 1);
        assert_eq!(store.content(&content.digest).await.unwrap(), None);
        set_limit(1_000_000).await.unwrap();
        store
            .keep_content(id, vec![content.clone()], u64::MAX >> 1)
            .await
            .unwrap();
        assert_eq!(store.content(&content.digest).await.unwrap(), Some(content));
    }

    #[tokio::test]
    async fn a_change_that_fails_half_way_leaves_nothing_behind() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        let failed: Result<(), Error> = store
            .write(move |database| {
                database.execute("DELETE FROM connections WHERE id = ?", [id.to_string()])?;
                Err(Error::OwnerGone)
            })
            .await;
        assert!(failed.is_err());
        assert_eq!(store.connections().await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn many_readers_and_writers_get_along() {
        let (_home, store) = fresh();
        let tasks = (0..64).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                if n % 2 == 0 {
                    store
                        .add_bookmark(format!("address {n}"), "")
                        .await
                        .unwrap();
                }
                store.bookmarks().await.unwrap();
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(store.bookmarks().await.unwrap().len(), 32);
    }

    #[tokio::test]
    async fn no_secret_has_a_column() {
        let (_home, store) = fresh();
        let columns: Vec<String> = store
            .read(|database| {
                let mut statement = database.prepare(
                    "SELECT tables.name || '.' || columns.name FROM sqlite_schema AS tables
                     JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'",
                )?;
                let rows = statement.query_map([], |row| row.get(0))?;
                Ok(rows.collect::<Result<_, _>>()?)
            })
            .await
            .unwrap();
        assert!(columns.len() > 50);
        for column in columns {
            for word in ["password", "secret", "token", "private"] {
                assert!(!column.contains(word), "{column}");
            }
        }
    }
}
