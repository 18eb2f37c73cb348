//! Referrers seen: what describes an image, and how that was found out.

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName};
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ConnectionId, Error, Store, repositories,
    rows::{json, millis, read_json, read_time, read_word, word},
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
                    word(&listing.found_by)?,
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
                        found_by: read_word(row, 1)?,
                        observed_at: read_time(row, 2)?,
                    })
                })
                .optional()?)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures::{at, connection, fresh, name};

    #[tokio::test]
    async fn referrers_never_asked_for_differ_from_none_found() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        let subject = Digest::of(b"image");
        assert_eq!(
            store.referrers(id, &name("a"), &subject).await.unwrap(),
            None
        );
        let listing = |descriptors, found_by, time| ReferrerListing {
            descriptors,
            found_by,
            observed_at: at(time),
        };
        let none = listing(vec![], ReferrersFoundBy::Api, 1);
        store
            .record_referrers(id, &name("a"), &subject, none.clone())
            .await
            .unwrap();
        assert_eq!(
            store.referrers(id, &name("a"), &subject).await.unwrap(),
            Some(none)
        );
        let one = listing(
            vec![json!({"mediaType": "application/vnd.oci.image.manifest.v1+json", "size": 7})],
            ReferrersFoundBy::FallbackTag,
            2,
        );
        store
            .record_referrers(id, &name("a"), &subject, one.clone())
            .await
            .unwrap();
        assert_eq!(
            store.referrers(id, &name("a"), &subject).await.unwrap(),
            Some(one)
        );
        assert_eq!(
            store.referrers(id, &name("b"), &subject).await.unwrap(),
            None
        );
    }
}
