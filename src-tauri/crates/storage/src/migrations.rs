//! Brings the database's schema up to date, one numbered SQL file after the other.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::Error;

/// All steps of `portolan.db` in order. A released file is never edited: a change is a new file.
pub(crate) const FOUNDATION_STEPS: [&str; 9] = [
    include_str!("../migrations/0001_foundation.sql"),
    include_str!("../migrations/0002_missing_manifests.sql"),
    include_str!("../migrations/0003_listed_images.sql"),
    include_str!("../migrations/0004_archive_times.sql"),
    include_str!("../migrations/0005_retention.sql"),
    include_str!("../migrations/0006_transfers.sql"),
    include_str!("../migrations/0007_replication.sql"),
    include_str!("../migrations/0008_listed_platforms.sql"),
    include_str!("../migrations/0009_tag_expirations.sql"),
];

/// All steps of `gallery.db` in order, by the same rule.
pub(crate) const GALLERY_STEPS: [&str; 2] = [
    include_str!("../migrations/gallery/0001_listings.sql"),
    include_str!("../migrations/gallery/0002_intakes.sql"),
];

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
pub(crate) fn run(
    migrations: &[&str],
    path: &Path,
    connection: &mut Connection,
) -> Result<Migrated, Error> {
    let known = migrations.len() as u32;
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
    for migration in &migrations[found as usize..] {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(match found {
        0 => Migrated::Fresh,
        older => Migrated::From(older),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE things (name TEXT); INSERT INTO things VALUES ('kept');";
    const SECOND: &str = "ALTER TABLE things ADD COLUMN size INTEGER;";

    fn bring(connection: &mut Connection, migrations: &[&str]) -> Result<Migrated, Error> {
        run(migrations, Path::new("test.db"), connection)
    }

    #[test]
    fn an_older_database_is_brought_up_to_date_with_all_it_holds() {
        let mut database = Connection::open_in_memory().unwrap();
        assert_eq!(bring(&mut database, &[FIRST]).unwrap(), Migrated::Fresh);
        assert_eq!(
            bring(&mut database, &[FIRST, SECOND]).unwrap(),
            Migrated::From(1)
        );
        assert_eq!(
            bring(&mut database, &[FIRST, SECOND]).unwrap(),
            Migrated::UpToDate
        );
        let (name, size): (String, Option<i64>) = database
            .query_row("SELECT name, size FROM things", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        assert_eq!((name.as_str(), size), ("kept", None));
    }

    #[test]
    fn a_step_that_fails_leaves_the_older_database_as_it_was() {
        let mut database = Connection::open_in_memory().unwrap();
        bring(&mut database, &[FIRST]).unwrap();
        let failed = bring(
            &mut database,
            &[FIRST, SECOND, "ALTER TABLE absent ADD COLUMN x;"],
        );
        assert!(failed.is_err());
        assert_eq!(bring(&mut database, &[FIRST]).unwrap(), Migrated::UpToDate);
        assert!(database.prepare("SELECT size FROM things").is_err());
    }

    #[test]
    fn all_steps_run_on_an_empty_file() {
        for steps in [&FOUNDATION_STEPS[..], &GALLERY_STEPS] {
            let mut database = Connection::open_in_memory().unwrap();
            assert_eq!(bring(&mut database, steps).unwrap(), Migrated::Fresh);
        }
    }
}
