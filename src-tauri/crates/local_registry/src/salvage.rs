//! What can still be read of a damaged database and of the layouts. Nothing is judged or written here.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::Path,
};

use portolan_oci::{Digest, MediaType, RepositoryName, Tag};
use rusqlite::{Connection, Row};
use serde::Deserialize;

use crate::{Error, database::with_suffix};

/// Names found again, of whatever age.
#[derive(Debug, Default)]
pub(crate) struct Salvage {
    pub(crate) manifests: BTreeMap<(RepositoryName, Digest), SalvagedManifest>,
    pub(crate) tags: BTreeMap<(RepositoryName, Tag), Digest>,
    pub(crate) links: BTreeSet<(RepositoryName, Digest)>,
    /// Whether the tables of manifests and tags were read to their ends, so that nothing else is to be
    /// looked for.
    pub(crate) is_complete: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct SalvagedManifest {
    pub(crate) media_type: MediaType,
    pub(crate) is_removed: bool,
}

/// Reads a copy of the damaged database, so that the damaged one stays as it was found.
pub(crate) fn salvage_database(path: &Path, root: &Path) -> Result<Salvage, Error> {
    let failed = |error| Error::file("copying", path, error);
    let folder = tempfile::tempdir_in(root).map_err(failed)?;
    let copy = folder.path().join("copy.db");
    fs::copy(path, &copy).map_err(failed)?;
    let wal = with_suffix(path, "-wal");
    if wal.exists() {
        fs::copy(&wal, with_suffix(&copy, "-wal")).map_err(failed)?;
    }
    Ok(Connection::open(&copy).map_or_else(|_| Salvage::default(), |copy| read_tables(&copy)))
}

fn read_tables(connection: &Connection) -> Salvage {
    let mut salvage = Salvage::default();
    let mut names: HashMap<i64, RepositoryName> = HashMap::new();
    let mut digests: HashMap<i64, Digest> = HashMap::new();
    let mut manifests: HashMap<i64, (i64, i64, String, bool)> = HashMap::new();
    let mut tags: BTreeMap<(i64, String), i64> = BTreeMap::new();
    let mut links: BTreeSet<(i64, i64)> = BTreeSet::new();
    let mut is_complete = read_both_ways(connection, "repositories", "id", |row| {
        if let Ok(name) = row.get::<_, String>("name")?.parse() {
            names.insert(row.get("id")?, name);
        }
        Ok(())
    });
    is_complete &= read_both_ways(connection, "contents", "id", |row| {
        if let Ok(digest) = row.get::<_, String>("digest")?.parse() {
            digests.insert(row.get("id")?, digest);
        }
        Ok(())
    });
    is_complete &= read_both_ways(connection, "manifests", "id", |row| {
        let removed_at: Option<i64> = row.get("removed_at")?;
        let manifest = (
            row.get("repository_id")?,
            row.get("content_id")?,
            row.get("media_type")?,
            removed_at.is_some(),
        );
        manifests.insert(row.get("id")?, manifest);
        Ok(())
    });
    is_complete &= read_both_ways(connection, "tags", "repository_id, name", |row| {
        let key = (row.get("repository_id")?, row.get("name")?);
        tags.insert(key, row.get("manifest_id")?);
        Ok(())
    });
    read_both_ways(connection, "links", "repository_id, content_id", |row| {
        let removed_at: Option<i64> = row.get("removed_at")?;
        if removed_at.is_none() {
            links.insert((row.get("repository_id")?, row.get("content_id")?));
        }
        Ok(())
    });
    salvage.is_complete = is_complete;
    for (repository, content, media_type, is_removed) in manifests.values() {
        if let (Some(name), Some(digest)) = (names.get(repository), digests.get(content)) {
            let manifest = SalvagedManifest {
                media_type: media_type.clone().into(),
                is_removed: *is_removed,
            };
            salvage
                .manifests
                .insert((name.clone(), digest.clone()), manifest);
        }
    }
    for ((repository, tag), manifest) in tags {
        let digest = manifests
            .get(&manifest)
            .and_then(|(_, content, ..)| digests.get(content));
        if let (Some(name), Ok(tag), Some(digest)) =
            (names.get(&repository), tag.parse::<Tag>(), digest)
        {
            salvage.tags.insert((name.clone(), tag), digest.clone());
        }
    }
    for (repository, content) in links {
        if let (Some(name), Some(digest)) = (names.get(&repository), digests.get(&content)) {
            salvage.links.insert((name.clone(), digest.clone()));
        }
    }
    salvage
}

/// Reads a table from its start until damage stops it, then from its end. `true` when nothing did.
fn read_both_ways(
    connection: &Connection,
    table: &str,
    key: &str,
    mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> bool {
    let descending = key.replace(',', " DESC,");
    let mut read = |order: &str| -> rusqlite::Result<()> {
        // NOT INDEXED: an index may be damaged where its table is not.
        let sql = format!("SELECT * FROM {table} NOT INDEXED ORDER BY {order}");
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    };
    match read(key) {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, table, "a table could be read in part only");
            // What the way back yields is all there is.
            let _ = read(&format!("{descending} DESC"));
            false
        }
    }
}

#[derive(Deserialize)]
struct LayoutIndex {
    manifests: Vec<LayoutEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LayoutEntry {
    media_type: String,
    digest: Digest,
    #[serde(default)]
    annotations: HashMap<String, String>,
}

/// Adds what the layouts say of names that are not known yet. A layout may be some seconds old.
pub(crate) fn salvage_layouts(layouts: &Path, salvage: &mut Salvage) {
    let Ok(folders) = fs::read_dir(layouts) else {
        return;
    };
    for folder in folders.flatten() {
        let name = folder.file_name().to_string_lossy().replace('+', "/");
        let Ok(repository) = name.parse::<RepositoryName>() else {
            continue;
        };
        let text = fs::read(folder.path().join("index.json")).unwrap_or_default();
        let Ok(index) = serde_json::from_slice::<LayoutIndex>(&text) else {
            continue;
        };
        for entry in index.manifests {
            let tag = entry
                .annotations
                .get("org.opencontainers.image.ref.name")
                .and_then(|text| text.parse::<Tag>().ok());
            if let Some(tag) = tag {
                salvage
                    .tags
                    .entry((repository.clone(), tag))
                    .or_insert_with(|| entry.digest.clone());
            }
            salvage
                .manifests
                .entry((repository.clone(), entry.digest))
                .or_insert(SalvagedManifest {
                    media_type: entry.media_type.into(),
                    is_removed: false,
                });
        }
    }
}
