//! What an image is, by digest, so that lists open without reading any manifest; and which manifests
//! are in which repository and in which index.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use portolan_oci::{Digest, MediaType, RepositoryName};
use rusqlite::{Connection as Database, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::{
    ConnectionId, Error, Store, repositories,
    rows::{
        json, millis, read_json, read_optional_text, read_optional_time, read_text, read_time,
        read_word, word,
    },
    tags,
};

/// What a manifest is, as the grid's type column says it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImageKind {
    /// An image for one platform.
    Image,
    /// An index or manifest list.
    Index,
    /// A Helm chart.
    HelmChart,
    /// A software bill of materials.
    Sbom,
    /// A signature.
    Signature,
    /// A provenance or another attestation.
    Attestation,
    /// A Docker schema 1 image: a read-only relic.
    Schema1,
    /// Any other artifact.
    Artifact,
}

/// A manifest that an index names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImageChild {
    /// Which.
    pub digest: Digest,
    /// As the index says it.
    pub media_type: MediaType,
    /// Bytes of the child manifest itself, as the index says it.
    pub size: u64,
    /// `os/architecture[/variant]`, where the index says it.
    pub platform: Option<String>,
}

/// What a list shows of a manifest. True for ever, because the digest names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImageSummary {
    /// Which manifest.
    pub digest: Digest,
    /// What it is.
    pub kind: ImageKind,
    /// As the registry named it.
    pub media_type: MediaType,
    /// The artifact type, or the config's media type where it stands in for it.
    pub artifact_type: Option<String>,
    /// Bytes of config and layers as the registry holds them (of all platforms for an index), each
    /// digest once. `None`: not known (yet), never 0.
    pub compressed_size: Option<u64>,
    /// When the image was built, as its config or annotations say.
    pub created_at: Option<Timestamp>,
    /// What it describes, for a referrer.
    pub subject: Option<Digest>,
    /// `os/architecture[/variant]` of each platform.
    pub platforms: Vec<String>,
    /// The manifests that an index names, in its order.
    pub children: Vec<ImageChild>,
    /// The annotations and labels that lists and search show.
    pub excerpt: BTreeMap<String, String>,
}

impl Store {
    /// Where a manifest was seen, the latest first: for whoever has nothing but a digest.
    pub async fn places_of(
        &self,
        digest: &Digest,
    ) -> Result<Vec<(ConnectionId, RepositoryName)>, Error> {
        let digest = digest.clone();
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT connection, name FROM manifests
                 JOIN repositories ON repositories.id = manifests.repository
                 WHERE digest = ? ORDER BY manifests.last_seen DESC LIMIT 50",
            )?;
            let rows = statement.query_map([digest.as_str()], |row| {
                Ok((read_text(row, 0)?, read_text(row, 1)?))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Keeps what lists show of manifests in a repository. Also notes that they are there.
    pub async fn record_images(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        images: Vec<ImageSummary>,
        seen_at: Timestamp,
    ) -> Result<(), Error> {
        let repository = repository.clone();
        self.write(move |database| {
            let id = repositories::see(database, connection, &repository, seen_at)?;
            for image in &images {
                see_manifest(database, id, &image.digest, seen_at)?;
                record(database, image)?;
            }
            Ok(())
        })
        .await
    }

    /// What is known of these digests; those not known are left out.
    pub async fn images(&self, digests: Vec<Digest>) -> Result<Vec<ImageSummary>, Error> {
        self.read(move |database| {
            let mut found = Vec::with_capacity(digests.len());
            for digest in &digests {
                found.extend(find(database, digest)?);
            }
            Ok(found)
        })
        .await
    }

    /// What is known of every manifest ever seen in a repository; one query for a whole grid.
    pub async fn images_in(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<Vec<ImageSummary>, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            let mut statement = database.prepare_cached(
                "SELECT images.digest, kind, media_type, artifact_type, compressed_size, created_at,
                        subject, platforms, excerpt
                 FROM manifests JOIN images ON images.digest = manifests.digest WHERE repository = ?",
            )?;
            let mut found = statement
                .query_map([id], read_image)?
                .collect::<Result<Vec<_>, _>>()?;
            for image in &mut found {
                if image.kind == ImageKind::Index {
                    image.children = children(database, &image.digest)?;
                }
            }
            Ok(found)
        })
        .await
    }

    /// Notes that manifests are in a repository, where the registry can list them (untagged ones too).
    pub async fn record_manifests(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        digests: Vec<Digest>,
        seen_at: Timestamp,
    ) -> Result<(), Error> {
        let repository = repository.clone();
        self.write(move |database| {
            let id = repositories::see(database, connection, &repository, seen_at)?;
            for digest in &digests {
                see_manifest(database, id, digest, seen_at)?;
            }
            Ok(())
        })
        .await
    }

    /// Notes that a manifest is no longer in a repository. Tags seen on it go to the history.
    pub async fn record_manifest_gone(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        digest: &Digest,
        observed_at: Timestamp,
    ) -> Result<(), Error> {
        let (repository, digest) = (repository.clone(), digest.clone());
        self.write(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(());
            };
            tags::remove_all_on(database, id, &digest, observed_at)?;
            for gone in [
                "DELETE FROM manifests WHERE repository = ? AND digest = ?",
                "DELETE FROM referrers WHERE repository = ? AND subject = ?",
                "DELETE FROM listed_images WHERE repository = ? AND digest = ?",
            ] {
                database.execute(gone, params![id, digest.as_str()])?;
            }
            Ok(())
        })
        .await
    }

    /// All manifests known to be in a repository, tagged or not.
    pub async fn manifests_in(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<Vec<Digest>, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            let mut statement = database.prepare_cached(
                "SELECT digest FROM manifests WHERE repository = ? ORDER BY digest",
            )?;
            let rows = statement.query_map([id], |row| read_text(row, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// When each manifest known to be in a repository was first seen there: its push was no later.
    pub async fn first_seen(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<HashMap<Digest, Timestamp>, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(HashMap::new());
            };
            let mut statement = database
                .prepare_cached("SELECT digest, first_seen FROM manifests WHERE repository = ?")?;
            let rows =
                statement.query_map([id], |row| Ok((read_text(row, 0)?, read_time(row, 1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Which indexes known to be in a repository name `digest`, directly or through another index.
    pub async fn indexes_containing(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Vec<Digest>, Error> {
        let (repository, digest) = (repository.clone(), digest.clone());
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            // UNION, not UNION ALL: an index that names itself ends the walk.
            let mut statement = database.prepare_cached(
                "WITH RECURSIVE containing (digest) AS (
                     SELECT parent FROM index_children WHERE child = ?2
                     UNION
                     SELECT parent FROM index_children JOIN containing ON child = containing.digest)
                 SELECT containing.digest FROM containing
                 JOIN manifests ON manifests.digest = containing.digest
                 WHERE repository = ?1 ORDER BY 1",
            )?;
            let rows =
                statement.query_map(params![id, digest.as_str()], |row| read_text(row, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Notes that a manifest is in a repository.
pub(crate) fn see_manifest(
    database: &Database,
    repository: i64,
    digest: &Digest,
    at: Timestamp,
) -> Result<(), Error> {
    database
        .prepare_cached(
            "INSERT INTO manifests VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT DO UPDATE SET last_seen = max(last_seen, ?3)",
        )?
        .execute(params![repository, digest.as_str(), millis(at)])?;
    Ok(())
}

fn record(database: &Database, image: &ImageSummary) -> Result<(), Error> {
    database
        .prepare_cached("INSERT OR REPLACE INTO images VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")?
        .execute(params![
            image.digest.as_str(),
            word(&image.kind)?,
            image.media_type.as_str(),
            image.artifact_type,
            image.compressed_size.map(|size| size as i64),
            image.created_at.map(millis),
            image.subject.as_ref().map(Digest::as_str),
            json(&image.platforms)?,
            json(&image.excerpt)?
        ])?;
    let mut insert = database
        .prepare_cached("INSERT OR REPLACE INTO index_children VALUES (?, ?, ?, ?, ?, ?)")?;
    for (position, child) in image.children.iter().enumerate() {
        insert.execute(params![
            image.digest.as_str(),
            position as i64,
            child.digest.as_str(),
            child.media_type.as_str(),
            child.size as i64,
            child.platform
        ])?;
    }
    Ok(())
}

fn find(database: &Database, digest: &Digest) -> Result<Option<ImageSummary>, Error> {
    let found = database
        .prepare_cached(
            "SELECT digest, kind, media_type, artifact_type, compressed_size, created_at, subject,
                    platforms, excerpt
             FROM images WHERE digest = ?",
        )?
        .query_row([digest.as_str()], read_image)
        .optional()?;
    match found {
        Some(mut image) => {
            image.children = children(database, digest)?;
            Ok(Some(image))
        }
        None => Ok(None),
    }
}

fn children(database: &Database, parent: &Digest) -> Result<Vec<ImageChild>, Error> {
    let mut statement = database.prepare_cached(
        "SELECT child, media_type, size, platform FROM index_children
         WHERE parent = ? ORDER BY position",
    )?;
    let rows = statement.query_map([parent.as_str()], |row| {
        Ok(ImageChild {
            digest: read_text(row, 0)?,
            media_type: MediaType::from(row.get::<_, String>(1)?),
            size: row.get::<_, i64>(2)? as u64,
            platform: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_image(row: &rusqlite::Row<'_>) -> rusqlite::Result<ImageSummary> {
    Ok(ImageSummary {
        digest: read_text(row, 0)?,
        kind: read_word(row, 1)?,
        media_type: MediaType::from(row.get::<_, String>(2)?),
        artifact_type: row.get(3)?,
        compressed_size: row.get::<_, Option<i64>>(4)?.map(|size| size as u64),
        created_at: read_optional_time(row, 5)?,
        subject: read_optional_text(row, 6)?,
        platforms: read_json(row, 7)?,
        children: Vec::new(),
        excerpt: read_json(row, 8)?,
    })
}

#[cfg(test)]
mod tests;
