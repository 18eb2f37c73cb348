//! Carries over what can still be read of a damaged database: all that can't be fetched again.

use std::{collections::HashMap, path::Path};

use rusqlite::{Connection, Row, params_from_iter, types::Value};

use crate::Error;

/// How much was carried over from a damaged database.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Salvaged {
    /// Connections.
    pub connections: u64,
    /// Bookmarks.
    pub bookmarks: u64,
    /// Activities of the journal.
    pub activities: u64,
    /// Activities that can still be undone, with all their content.
    pub undo_snapshots: u64,
}

/// What is carried over, in an order in which each row finds what it belongs to. Of the cache only the
/// repositories (pinned names are a person's) and the content that undo needs.
const TABLES: [(&str, &str); 16] = [
    ("connections", ""),
    ("capability_observations", ""),
    ("repositories", ""),
    ("bookmarks", ""),
    ("visits", ""),
    ("window_state", ""),
    ("retention", ""),
    ("replication_turns", ""),
    ("replicated", ""),
    ("activities", ""),
    ("activity_items", ""),
    ("undo_snapshots", ""),
    ("undo_steps", ""),
    ("content", "WHERE id IN (SELECT content FROM undo_content)"),
    ("undo_content", ""),
    ("undo_layers", ""),
];

/// Fills a fresh database from a damaged one that was kept aside, as far as it can be read. The kept
/// file is not touched: SQLite would tidy it up, so it works on a copy.
pub(crate) fn salvage(fresh: &mut Connection, kept: &Path) -> Salvaged {
    let mut attempt = || -> Result<Salvaged, Error> {
        let copies = tempfile::TempDir::new_in(kept.parent().unwrap_or(Path::new(".")))
            .map_err(|source| Error::io(kept, source))?;
        let copy = copies.path().join("damaged.db");
        std::fs::copy(kept, &copy).map_err(|source| Error::io(kept, source))?;
        let mut journal = kept.as_os_str().to_owned();
        journal.push("-wal");
        // Without its journal the copy is older, which is still worth carrying over.
        let _ = std::fs::copy(&journal, copies.path().join("damaged.db-wal"));
        carry_over(&Connection::open(&copy)?, fresh)
    };
    let salvaged = attempt().unwrap_or_else(|error| {
        tracing::warn!(%error, "nothing could be carried over from the damaged database");
        Salvaged::default()
    });
    tracing::info!(?salvaged, "the damaged database was kept aside");
    salvaged
}

fn carry_over(damaged: &Connection, fresh: &mut Connection) -> Result<Salvaged, Error> {
    // Rows of another schema don't fit.
    if schema_version(damaged)? != schema_version(fresh)? {
        return Ok(Salvaged::default());
    }
    let transaction = fresh.transaction()?;
    for (table, condition) in TABLES {
        // From both ends: what lies behind the damage is reached backwards.
        for order in ["ASC", "DESC"] {
            if let Err(error) = copy_rows(damaged, &transaction, table, condition, order) {
                tracing::warn!(%error, table, "not all rows could be carried over");
            }
        }
    }
    drop_incomplete_undo(damaged, &transaction)?;
    // Their tags were not carried over, so they were never listed.
    transaction.execute("UPDATE repositories SET tags_listed_at = NULL", [])?;
    let count = |table: &str| -> Result<u64, Error> {
        let query = format!("SELECT count(*) FROM {table}");
        Ok(transaction.query_row(&query, [], |row| row.get::<_, i64>(0))? as u64)
    };
    let salvaged = Salvaged {
        connections: count("connections")?,
        bookmarks: count("bookmarks")?,
        activities: count("activities")?,
        undo_snapshots: count("undo_snapshots")?,
    };
    transaction.commit()?;
    Ok(salvaged)
}

fn schema_version(database: &Connection) -> Result<u32, Error> {
    Ok(database.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn copy_rows(
    damaged: &Connection,
    fresh: &Connection,
    table: &str,
    condition: &str,
    order: &str,
) -> Result<(), Error> {
    let mut select = damaged.prepare(&format!(
        "SELECT * FROM {table} {condition} ORDER BY 1 {order}"
    ))?;
    let columns = select.column_count();
    let places = vec!["?"; columns].join(", ");
    let mut insert = fresh.prepare(&format!("INSERT OR IGNORE INTO {table} VALUES ({places})"))?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        // One that no longer finds what it belongs to is left behind.
        let _ = insert.execute(params_from_iter(values(row, columns)?));
    }
    Ok(())
}

fn values(row: &Row<'_>, columns: usize) -> rusqlite::Result<Vec<Value>> {
    (0..columns).map(|column| row.get(column)).collect()
}

/// An undo that lost a step, or some of its content, would put back something else: rather none.
fn drop_incomplete_undo(damaged: &Connection, fresh: &Connection) -> Result<(), Error> {
    for table in ["undo_steps", "undo_content", "undo_layers"] {
        let after = rows_by_activity(fresh, table)?;
        // Where it can't even be counted, nothing is known to be whole.
        let before = rows_by_activity(damaged, table).ok();
        for activity in activities_with_undo(fresh)? {
            let is_whole = before
                .as_ref()
                .is_some_and(|before| before.get(&activity) == after.get(&activity));
            if !is_whole {
                fresh.execute("DELETE FROM undo_snapshots WHERE activity = ?", [activity])?;
            }
        }
    }
    Ok(())
}

fn activities_with_undo(database: &Connection) -> Result<Vec<String>, Error> {
    let mut statement = database.prepare("SELECT activity FROM undo_snapshots")?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn rows_by_activity(database: &Connection, table: &str) -> Result<HashMap<String, i64>, Error> {
    let mut statement = database.prepare(&format!(
        "SELECT activity, count(*) FROM {table} GROUP BY activity"
    ))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
