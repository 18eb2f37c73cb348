//! Brings the database's schema up to date, one numbered SQL file after the other.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;

/// All steps in order. A released file is never edited: a change is a new file.
const MIGRATIONS: [&str; 1] = [include_str!("../migrations/0001_foundation.sql")];

/// What there was to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Migrated {
    /// An empty file became a database.
    Fresh,
    /// It had an older schema.
    From(u32),
    /// Nothing.
    UpToDate,
}

/// Runs what is missing, all in one transaction. A newer schema is left untouched.
pub(crate) fn run(path: &Path, connection: &mut Connection) -> Result<Migrated, Error> {
    let known = MIGRATIONS.len() as u32;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > known {
        return Err(Error::NewerSchema {
            path: path.to_owned(),
            found,
            known,
        });
    }
    if found == known {
        return Ok(Migrated::UpToDate);
    }
    for migration in &MIGRATIONS[found as usize..] {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(match found {
        0 => Migrated::Fresh,
        older => Migrated::From(older),
    })
}
