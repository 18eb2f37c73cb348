//! Opening the database's file: locking the home, making sure that the file is sound, and setting it aside
//! where it is not.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::Connection;

use crate::{
    Error, OpenReport, Paths, journal,
    kept_aside::keep_aside,
    migrations::{self, Migrated},
    paths::{create_private_folder, open_private_file},
    salvage::salvage,
    store::{located, suspicion},
    undo,
};

pub(crate) fn lock_home(paths: &Paths) -> Result<fs::File, Error> {
    let path = paths.lock();
    let file = open_private_file(&path).map_err(|source| Error::io(&path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::InUse {
            path: paths.home().to_owned(),
        }),
        Err(fs::TryLockError::Error(source)) => Err(Error::io(&path, source)),
    }
}

/// Opens the writer of a sound database: this one, or a fresh one where this one is damaged.
pub(crate) fn open_writer(paths: &Paths) -> Result<(Connection, OpenReport), Error> {
    let mut report = OpenReport::default();
    let database = paths.database();
    let mut writer = match open_checked(paths, &mut report) {
        Err(Error::Damaged { .. }) => {
            let kept = keep_aside(&database, Timestamp::now())?;
            let mut writer = open_checked(paths, &mut report)?;
            report.salvaged = salvage(&mut writer, &kept);
            undo::set_layers_aside(&writer, &paths.kept_layers(), Timestamp::now())
                .map_err(|error| located(&database, error))?;
            report.damaged_kept_at = Some(kept);
            writer
        }
        other => other?,
    };
    // A marker that can't be removed costs one whole check more at the next start.
    let _ = fs::remove_file(suspicion(&database));
    let mut at_start = || {
        report.interrupted = journal::mark_interrupted(&mut writer)?;
        undo::sweep(&writer, &paths.kept_layers(), true)
    };
    at_start().map_err(|error| located(&database, error))?;
    Ok((writer, report))
}

/// Opens the writer, brings the schema up to date, and reads what must be readable.
fn open_checked(paths: &Paths, report: &mut OpenReport) -> Result<Connection, Error> {
    let path = paths.database();
    // SQLite gives its journal and shared memory the permissions of the database.
    open_private_file(&path).map_err(|source| Error::io(&path, source))?;
    create_private_folder(&paths.kept_layers())?;
    let open = || -> Result<(Connection, Migrated), Error> {
        let mut writer = Connection::open(&path)?;
        prepare(&writer)?;
        if fs::metadata(&path).is_ok_and(|file| file.len() == 0) {
            // Later deletions can then give space back. It is too late for that once there are tables.
            writer.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        }
        // What goes is overwritten where that costs no extra write.
        writer.pragma_update(None, "secure_delete", "FAST")?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // A commit is on the disk when it returns: the journal and undo rely on it.
        writer.pragma_update(None, "synchronous", "FULL")?;
        writer.pragma_update(None, "journal_size_limit", 64 << 20)?;
        let migrated = migrations::run(&path, &mut writer)?;
        check(&writer, suspicion(&path).exists())?;
        Ok((writer, migrated))
    };
    let (writer, migrated) = open().map_err(|error| located(&path, error))?;
    match migrated {
        Migrated::Fresh => report.created = true,
        Migrated::From(version) => report.migrated_from = Some(version),
        Migrated::UpToDate => {}
    }
    Ok(writer)
}

pub(crate) fn open_reader(path: &Path) -> Result<Connection, Error> {
    let open = || -> Result<Connection, Error> {
        let reader = Connection::open(path)?;
        prepare(&reader)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    };
    open().map_err(|error| located(path, error))
}

fn prepare(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Tables that can't be fetched again. Every start reads them whole; they are small. The cache is
/// checked only where damage was met before, because reading it all would slow every start.
const PRECIOUS: [&str; 6] = [
    "connections",
    "bookmarks",
    "activities",
    "undo_snapshots",
    "undo_content",
    "window_state",
];

fn check(connection: &Connection, thoroughly: bool) -> Result<(), Error> {
    if thoroughly {
        let verdict: String =
            connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(Error::Damaged {
                path: connection.path().map(PathBuf::from).unwrap_or_default(),
            });
        }
        return Ok(());
    }
    for table in PRECIOUS {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
    }
    Ok(())
}
