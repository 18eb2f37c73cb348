//! A damaged database: kept aside, and rebuilt from what can still be read of it, from the layouts, and
//! from the pool of content.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName, Tag};

use crate::{
    Error, MANIFEST_LIMIT,
    database::{Database, with_suffix},
    files::Files,
    manifest::ManifestFacts,
    manifests,
    pool::{self, Pool},
    rows,
    salvage::{self, Salvage},
};

/// The repository for manifests whose own can't be told any more.
const HOMELESS: &str = "recovered";

/// What was rebuilt after the database was found damaged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Recovery {
    /// What was wrong.
    pub reason: String,
    /// Where the damaged database is kept. `None` when there was none at all.
    pub kept_aside: Option<PathBuf>,
    /// Tags that were found again.
    pub tags: u64,
    /// Manifests that were found again.
    pub manifests: u64,
    /// Manifests whose repository could not be told; they are in the repository `recovered`.
    pub homeless: u64,
    /// Tags whose manifest is gone or no longer has its digest.
    pub lost: Vec<(RepositoryName, Tag)>,
}

/// Opens the database, rebuilding it where it is damaged or gone.
pub(crate) fn open_database(
    root: &Path,
    pool: &Pool,
    files: Arc<dyn Files>,
) -> Result<(Database, Option<Recovery>), Error> {
    let path = root.join("registry.db");
    let rebuilt = with_suffix(&path, ".rebuilt");
    if rebuilt.exists() {
        if path.exists() {
            // An earlier rebuilding was interrupted before it was whole.
            remove_database(&rebuilt)?;
        } else {
            // It was whole, and the damaged one already aside.
            rename_database(&rebuilt, &path)?;
        }
    }
    let (reason, is_missing) = match Database::open(&path, Arc::clone(&files)) {
        Ok(database) if database.is_new() && !pool.contents()?.is_empty() => {
            ("it was missing".to_owned(), true)
        }
        Ok(database) => return Ok((database, None)),
        Err(Error::Damaged(reason)) => (reason, false),
        Err(error) => return Err(error),
    };
    tracing::error!(%reason, "the registry's database is rebuilt");
    let mut salvage = salvage::salvage_database(&path, root)?;
    if is_missing || !salvage.is_complete {
        salvage.is_complete = false;
        salvage::salvage_layouts(&root.join("layouts"), &mut salvage);
    }
    let database = Database::open(&rebuilt, Arc::clone(&files))?;
    let mut recovery = rebuild(&database, pool, &salvage, reason)?;
    drop(database);
    if is_missing {
        remove_database(&path)?;
    } else {
        let aside = with_suffix(
            &path,
            &format!(".damaged-{}", Timestamp::now().strftime("%Y%m%dT%H%M%S")),
        );
        rename_database(&path, &aside)?;
        recovery.kept_aside = Some(aside);
    }
    rename_database(&rebuilt, &path)?;
    files
        .sync_folder(root)
        .map_err(|error| Error::file("syncing", root, error))?;
    Ok((Database::open(&path, files)?, Some(recovery)))
}

fn rename_database(from: &Path, to: &Path) -> Result<(), Error> {
    // The log first: without it the database is older but whole, the other way round it would be mixed.
    for suffix in ["-wal", "-shm", ""] {
        let (from, to) = (with_suffix(from, suffix), with_suffix(to, suffix));
        if from.exists() {
            fs::rename(&from, to).map_err(|error| Error::file("renaming", from, error))?;
        }
    }
    Ok(())
}

fn remove_database(path: &Path) -> Result<(), Error> {
    for suffix in ["-wal", "-shm", ""] {
        let path = with_suffix(path, suffix);
        if path.exists() {
            fs::remove_file(&path).map_err(|error| Error::file("removing", path, error))?;
        }
    }
    Ok(())
}

/// Fills an empty database with all that was salvaged and the pool still has.
fn rebuild(
    database: &Database,
    pool: &Pool,
    salvage: &Salvage,
    reason: String,
) -> Result<Recovery, Error> {
    let sizes: HashMap<Digest, u64> = pool.contents()?.into_iter().collect();
    let found = read_manifests(pool, &sizes, salvage)?;
    let homes = find_homes(&found, salvage)?;
    database.write(|transaction| {
        for (digest, size) in &sizes {
            rows::ensure_stored(transaction, digest, *size)?;
        }
        for (repository, digest) in &salvage.links {
            if sizes.contains_key(digest) {
                let repository = rows::ensure_repository(transaction, repository)?;
                let content = rows::ensure_content(transaction, digest)?;
                rows::link(transaction, repository, content)?;
            }
        }
        let mut ids: HashMap<(&RepositoryName, &Digest), i64> = HashMap::new();
        let mut homeless = 0;
        for (digest, repositories) in &homes {
            let Some(facts) = found.get(digest) else {
                continue;
            };
            let content = rows::ensure_content(transaction, digest)?;
            manifests::note_edges(transaction, content, facts)?;
            for repository in repositories {
                let id = rows::ensure_repository(transaction, repository)?;
                for blob in facts.blobs.iter().chain(&facts.foreign) {
                    if sizes.contains_key(blob) {
                        let blob = rows::ensure_content(transaction, blob)?;
                        rows::link(transaction, id, blob)?;
                    }
                }
                let manifest = manifests::upsert_manifest(transaction, id, content, facts)?;
                let salvaged = salvage.manifests.get(&(repository.clone(), digest.clone()));
                if salvaged.is_some_and(|manifest| manifest.is_removed) {
                    manifests::remove_manifest(transaction, manifest)?;
                } else {
                    ids.insert((repository, digest), manifest);
                    homeless += u64::from(repository.as_str() == HOMELESS);
                }
                rows::mark_layout_stale(transaction, id)?;
            }
        }
        let mut recovery = Recovery {
            reason,
            kept_aside: None,
            tags: 0,
            manifests: ids.len() as u64,
            homeless,
            lost: Vec::new(),
        };
        for ((repository, tag), digest) in &salvage.tags {
            match ids.get(&(repository, digest)) {
                Some(manifest) => {
                    let id = rows::ensure_repository(transaction, repository)?;
                    manifests::point_tag(transaction, id, tag, *manifest)?;
                    recovery.tags += 1;
                }
                None => recovery.lost.push((repository.clone(), tag.clone())),
            }
        }
        Ok(recovery)
    })
}

/// The manifests of the pool that still have their digest.
fn read_manifests(
    pool: &Pool,
    sizes: &HashMap<Digest, u64>,
    salvage: &Salvage,
) -> Result<HashMap<Digest, ManifestFacts>, Error> {
    let types: HashMap<&Digest, &portolan_oci::MediaType> = salvage
        .manifests
        .iter()
        .map(|((_, digest), manifest)| (digest, &manifest.media_type))
        .collect();
    let mut found = HashMap::new();
    for (digest, size) in sizes {
        if *size > MANIFEST_LIMIT {
            continue;
        }
        let path = pool.path(digest);
        let bytes = pool::read_small(&path, MANIFEST_LIMIT)
            .map_err(|error| Error::file("reading", path, error))?
            .unwrap_or_default();
        if !bytes.trim_ascii_start().starts_with(b"{") || !digest.matches(&bytes) {
            continue;
        }
        if let Ok(facts) = ManifestFacts::read(types.get(digest).copied(), &bytes) {
            found.insert(digest.clone(), facts);
        }
    }
    Ok(found)
}

/// Which repositories each manifest belongs to: those that were salvaged, those of the index that
/// contains it, that of the subject it describes; at last the one for what has no other.
fn find_homes(
    found: &HashMap<Digest, ManifestFacts>,
    salvage: &Salvage,
) -> Result<BTreeMap<Digest, HashSet<RepositoryName>>, Error> {
    let mut homes: BTreeMap<Digest, HashSet<RepositoryName>> = BTreeMap::new();
    let named = salvage.manifests.keys().cloned();
    let tagged = salvage
        .tags
        .iter()
        .map(|((repository, _), digest)| (repository.clone(), digest.clone()));
    let mut next: Vec<(RepositoryName, Digest)> = named.chain(tagged).collect();
    let mut referrers: HashMap<&Digest, Vec<&Digest>> = HashMap::new();
    for (digest, facts) in found {
        if let Some(subject) = &facts.subject {
            referrers.entry(subject).or_default().push(digest);
        }
    }
    while let Some((repository, digest)) = next.pop() {
        let Some(facts) = found.get(&digest) else {
            continue;
        };
        let known = homes.entry(digest.clone()).or_default();
        if !known.insert(repository.clone()) || salvage.is_complete {
            continue;
        }
        let described = referrers.get(&digest).into_iter().flatten().copied();
        for other in facts.children.iter().chain(described) {
            next.push((repository.clone(), other.clone()));
        }
    }
    if !salvage.is_complete {
        let homeless: RepositoryName = HOMELESS
            .parse()
            .map_err(|_| Error::Damaged(HOMELESS.to_owned()))?;
        for digest in found.keys() {
            let homes = homes.entry(digest.clone()).or_default();
            if homes.is_empty() {
                homes.insert(homeless.clone());
            }
        }
    }
    Ok(homes)
}
