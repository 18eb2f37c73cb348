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
    Error, OpenReport, Paths,
    database::{located, suspicion},
    journal,
    kept_aside::keep_aside,
    migrations::{self, FOUNDATION_STEPS, Migrated},
    paths::{create_private_folder, open_private_file},
    salvage::salvage,
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
    create_private_folder(&paths.kept_layers())?;
    let (writer, migrated) = open_file(&paths.database(), &FOUNDATION)?;
    match migrated {
        Migrated::Fresh => report.created = true,
        Migrated::From(version) => report.migrated_from = Some(version),
        Migrated::UpToDate => {}
    }
    Ok(writer)
}

/// What sets one of our database files apart from another.
pub(crate) struct Plan {
    pub(crate) migrations: &'static [&'static str],
    /// Tables that every start reads whole; small ones.
    pub(crate) read_at_start: &'static [&'static str],
    /// `FULL`: what was committed survives the end of the power; `NORMAL`: the end of the process alone.
    pub(crate) synchronous: &'static str,
}

/// Opens a file to write to it, brings its schema up to date, and reads what must be readable.
pub(crate) fn open_file(path: &Path, plan: &Plan) -> Result<(Connection, Migrated), Error> {
    // SQLite gives its journal and shared memory the permissions of the database.
    open_private_file(path).map_err(|source| Error::io(path, source))?;
    let open = || -> Result<(Connection, Migrated), Error> {
        let mut writer = Connection::open(path)?;
        prepare(&writer)?;
        if fs::metadata(path).is_ok_and(|file| file.len() == 0) {
            // Later deletions can then give space back. It is too late for that once there are tables.
            writer.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        }
        // What goes is overwritten where that costs no extra write.
        writer.pragma_update(None, "secure_delete", "FAST")?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        writer.pragma_update(None, "synchronous", plan.synchronous)?;
        writer.pragma_update(None, "journal_size_limit", 64 << 20)?;
        let migrated = migrations::run(plan.migrations, path, &mut writer)?;
        check(&writer, plan.read_at_start, suspicion(path).exists())?;
        Ok((writer, migrated))
    };
    open().map_err(|error| located(path, error))
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

/// Of what can't be fetched again, all is read at every start. The cache is checked only where damage was
/// met before, because reading it all would slow every start. The journal and undo rely on commits that
/// are on the disk when they return.
const FOUNDATION: Plan = Plan {
    migrations: &FOUNDATION_STEPS,
    read_at_start: &[
        "connections",
        "bookmarks",
        "activities",
        "undo_snapshots",
        "undo_content",
        "window_state",
    ],
    synchronous: "FULL",
};

fn check(connection: &Connection, tables: &[&str], thoroughly: bool) -> Result<(), Error> {
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
    for table in tables {
        let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
    }
    Ok(())
}
