//! Referrers seen: what describes an image, and how that was found out.

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ConnectionId, Error, Store, repositories,
    rows::{json, millis, read_json, read_time},
};

/// How referrers were found.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferrersFoundBy {
    /// The referrers API of the distribution spec 1.1.
    Api,
    /// The fallback tag `sha256-<hex>`, the spec's "Referrers Tag Schema".
    FallbackTag,
    /// Cosign's older tags, `sha256-<hex>.sig` and the like.
    CosignTags,
    /// More than one of these.
    Several,
}

/// All referrers of one subject, as last seen.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferrerListing {
    /// Descriptors in the registry's order, as JSON objects of the OCI's shape.
    pub descriptors: Vec<Value>,
    /// How they were found.
    pub found_by: ReferrersFoundBy,
    /// When.
    pub observed_at: Timestamp,
}

impl Store {
    /// Keeps the referrers of `subject`, in place of what was seen before.
    pub async fn record_referrers(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        subject: &Digest,
        listing: ReferrerListing,
    ) -> Result<(), Error> {
        let (repository, subject) = (repository.clone(), subject.clone());
        self.write(move |database| {
            let id = repositories::see(database, connection, &repository, listing.observed_at)?;
            database.execute(
                "INSERT OR REPLACE INTO referrers VALUES (?, ?, ?, ?, ?)",
                params![
                    id,
                    subject.as_str(),
                    json(&listing.found_by)?,
                    json(&listing.descriptors)?,
                    millis(listing.observed_at)
                ],
            )?;
            Ok(())
        })
        .await
    }

    /// The referrers of `subject` as last seen; `None` where they were never asked for.
    pub async fn referrers(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        subject: &Digest,
    ) -> Result<Option<ReferrerListing>, Error> {
        let (repository, subject) = (repository.clone(), subject.clone());
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(None);
            };
            Ok(database
                .prepare_cached(
                    "SELECT descriptors, found_by, observed_at FROM referrers
                     WHERE repository = ? AND subject = ?",
                )?
                .query_row(params![id, subject.as_str()], |row| {
                    Ok(ReferrerListing {
                        descriptors: read_json(row, 0)?,
                        found_by: read_json(row, 1)?,
                        observed_at: read_time(row, 2)?,
                    })
                })
                .optional()?)
        })
        .await
    }
}
