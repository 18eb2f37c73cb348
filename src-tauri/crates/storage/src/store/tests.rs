//! Opening a home: kept, newer, damaged, full, read-only, in use.

use std::path::Path;

use rusqlite::params;

use super::*;
use crate::database::suspicion;
use crate::fixtures::{activity, bytes_of_size, connection, fresh, later, name};
use crate::migrations::FOUNDATION_STEPS;

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
            known,
            ..
        } if known as usize == FOUNDATION_STEPS.len()
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
    store
        .shared
        .database
        .with_writer(|writer| writer.pragma_update(None, "query_only", true))
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
