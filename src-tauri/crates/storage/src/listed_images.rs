//! What registries' own lists said of images: pushed, pulled, scanned, kept where. Unlike a summary it is
//! true of one repository only, and may be otherwise tomorrow.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use portolan_oci::{Digest, MediaType, RepositoryName, Tag};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use crate::{
    ConnectionId, Error, Store, images, repositories,
    rows::{
        json, millis, read_optional_json, read_optional_text, read_optional_time, read_text, word,
    },
    tags::read_media_type,
};

/// An image as a registry's own list described it. What the registry doesn't say is `None`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedImage {
    /// Which manifest.
    pub digest: Digest,
    /// Its type.
    pub media_type: Option<MediaType>,
    /// The artifact type, or the config's media type where it stands in for it.
    pub artifact_type: Option<String>,
    /// Compressed bytes as the registry counts them; of an index possibly those of one platform.
    pub size: Option<u64>,
    /// What it runs on; none where the registry doesn't say. Where it does, `size` is over all of them.
    pub platforms: Vec<String>,
    /// When it was pushed.
    pub pushed_at: Option<Timestamp>,
    /// When it was last pulled, as exactly as the registry keeps it.
    pub last_pulled_at: Option<Timestamp>,
    /// What a scan found.
    pub scan: Option<ScanSummary>,
    /// Where it is kept.
    pub storage: Option<StorageClass>,
    /// What it describes.
    pub subject: Option<Digest>,
    /// When it was last archived.
    pub archived_at: Option<Timestamp>,
    /// When it last came back from the archive.
    pub activated_at: Option<Timestamp>,
    /// When the registry removes its tags by itself, of those that expire.
    pub expirations: BTreeMap<Tag, Timestamp>,
}

/// What the listed images of a repository come to.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct ListedTotals {
    /// How many there are.
    pub images: u64,
    /// Compressed bytes of all whose size is known; what they share is counted with each. `None` where the
    /// list told no size at all.
    pub bytes: Option<u64>,
}

/// What the registry's scan of an image came to.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct ScanSummary {
    /// How far it is.
    pub state: ScanState,
    /// The registry's own words, where it has any.
    pub description: Option<String>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Findings by severity.
    pub counts: BTreeMap<Severity, u64>,
}

/// How far a scan is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanState {
    /// Asked for, not begun.
    Pending,
    /// On its way.
    Running,
    /// Done.
    Complete,
    /// Done, and repeated by itself.
    Continuous,
    /// It did not work.
    Failed,
    /// This image is not scanned.
    NotCovered,
    /// A state unknown to the program that kept it.
    Unknown,
}

/// How bad a finding is, the least first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nobody has rated it yet.
    Undefined,
    /// Worth knowing.
    Informational,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Where an image is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StorageClass {
    /// At hand.
    Standard,
    /// Put away: listed, and not to be pulled until it is restored.
    Archive,
    /// On its way back.
    Restoring,
}

impl Store {
    /// Keeps what a list said of images. A list that is `whole` takes the place of the one before: what it
    /// does not name is not listed any more.
    pub async fn record_listed_images(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        listed: Vec<ListedImage>,
        whole: bool,
        observed_at: Timestamp,
    ) -> Result<(), Error> {
        let repository = repository.clone();
        self.write(move |database| {
            let id = repositories::see(database, connection, &repository, observed_at)?;
            if whole {
                database.execute("DELETE FROM listed_images WHERE repository = ?", [id])?;
            }
            let mut insert = database.prepare_cached(
                "INSERT OR REPLACE INTO listed_images VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?;
            for image in &listed {
                images::see_manifest(database, id, &image.digest, observed_at)?;
                insert.execute(params![
                    id,
                    image.digest.as_str(),
                    image.media_type.as_ref().map(MediaType::as_str),
                    image.artifact_type,
                    image.size.map(|size| size as i64),
                    image.pushed_at.map(millis),
                    image.last_pulled_at.map(millis),
                    image.scan.as_ref().map(json).transpose()?,
                    image.storage.as_ref().map(word).transpose()?,
                    image.subject.as_ref().map(Digest::as_str),
                    image.archived_at.map(millis),
                    image.activated_at.map(millis),
                    (!image.platforms.is_empty()).then(|| json(&image.platforms)).transpose()?,
                    (!image.expirations.is_empty())
                        .then(|| json(&image.expirations))
                        .transpose()?,
                ])?;
            }
            Ok(())
        })
        .await
    }

    /// What was listed of a repository's images.
    pub async fn listed_images(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<Vec<ListedImage>, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            let mut statement = database.prepare_cached(
                "SELECT digest, media_type, artifact_type, size, pushed_at, last_pulled_at, scan,
                        storage, subject, archived_at, activated_at, platforms, expirations
                 FROM listed_images WHERE repository = ?",
            )?;
            let rows = statement.query_map([id], read_listed)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

impl Store {
    /// What the listed images of each repository of a connection come to; repositories without any are
    /// not named.
    pub async fn listed_totals(
        &self,
        connection: ConnectionId,
    ) -> Result<HashMap<RepositoryName, ListedTotals>, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT repositories.name, count(*), sum(listed_images.size)
                 FROM listed_images JOIN repositories ON repositories.id = listed_images.repository
                 WHERE repositories.connection = ? GROUP BY repositories.id",
            )?;
            let rows = statement.query_map([connection.to_string()], |row| {
                let totals = ListedTotals {
                    images: row.get::<_, i64>(1)? as u64,
                    bytes: row.get::<_, Option<i64>>(2)?.map(|bytes| bytes as u64),
                };
                Ok((read_text(row, 0)?, totals))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn read_listed(row: &Row<'_>) -> rusqlite::Result<ListedImage> {
    let storage: Option<String> = row.get(7)?;
    Ok(ListedImage {
        digest: read_text(row, 0)?,
        media_type: read_media_type(row, 1)?,
        artifact_type: row.get(2)?,
        size: row.get::<_, Option<i64>>(3)?.map(|size| size as u64),
        platforms: read_optional_json(row, 11)?.unwrap_or_default(),
        pushed_at: read_optional_time(row, 4)?,
        last_pulled_at: read_optional_time(row, 5)?,
        scan: read_optional_json(row, 6)?,
        // A class of a newer Portolan is one that nobody here knows.
        storage: storage.and_then(|word| serde_json::from_value(word.into()).ok()),
        subject: read_optional_text(row, 8)?,
        archived_at: read_optional_time(row, 9)?,
        activated_at: read_optional_time(row, 10)?,
        expirations: read_optional_json(row, 12)?.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, connection, fresh, name};

    fn listed(text: &str) -> ListedImage {
        ListedImage {
            digest: Digest::of(text.as_bytes()),
            media_type: Some(MediaType::OCI_MANIFEST),
            artifact_type: None,
            size: Some(7),
            platforms: vec!["linux/amd64".to_owned()],
            pushed_at: Some(at(1)),
            last_pulled_at: None,
            scan: Some(ScanSummary {
                state: ScanState::Complete,
                description: None,
                completed_at: Some(at(2)),
                counts: BTreeMap::from([(Severity::High, 3), (Severity::Low, 1)]),
            }),
            storage: Some(StorageClass::Archive),
            subject: Some(Digest::of(b"subject")),
            archived_at: Some(at(3)),
            activated_at: Some(at(4)),
            expirations: BTreeMap::from([("1.0".parse().unwrap(), at(5))]),
        }
    }

    #[tokio::test]
    async fn what_a_list_said_comes_back_until_a_whole_list_says_otherwise() {
        let (_home, store) = fresh();
        let (id, repository) = (connection(&store).await, name("team/app"));
        let record = |images: Vec<ListedImage>, whole, minute| {
            store.record_listed_images(id, &repository, images, whole, at(minute))
        };
        let read = || store.listed_images(id, &repository);
        assert_eq!(read().await.unwrap(), []);
        record(vec![listed("a"), listed("b")], true, 3)
            .await
            .unwrap();
        let mut again = listed("a");
        again.last_pulled_at = Some(at(4));
        record(vec![again.clone()], false, 5).await.unwrap();
        let mut both = vec![again.clone(), listed("b")];
        both.sort_by(|one, other| one.digest.cmp(&other.digest));
        assert_eq!(read().await.unwrap(), both);
        let totals = ListedTotals {
            images: 2,
            bytes: Some(14),
        };
        let all = store.listed_totals(id).await.unwrap();
        assert_eq!(all, HashMap::from([(repository.clone(), totals)]));
        record(vec![again.clone()], true, 6).await.unwrap();
        assert_eq!(read().await.unwrap(), [again.clone()]);
        // A list without sizes says nothing of bytes, which is not none of them.
        again.size = None;
        record(vec![again], true, 7).await.unwrap();
        let all = store.listed_totals(id).await.unwrap();
        assert_eq!(all[&repository].bytes, None);
    }
}
