//! Each repository as an OCI image layout (image spec 1.1, "Image Layout"), derived from the database so
//! that other programs read it: `skopeo copy oci:ROOT/layouts/samples+harbour:1.4.2 …`.
//!
//! A layout's `index.json` names every tag, so writing it costs as much as the repository has tags. It is
//! therefore never part of a push: a repository is written once it has been quiet for two seconds, when
//! the registry stops, and whenever [`LocalRegistry::write_layout`] asks.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use portolan_oci::{Digest, RepositoryName};
use serde::Serialize;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::{Error, LocalRegistry, manifests::parse_digest, rows};

/// How long a repository must be quiet before its layout is written.
const QUIET: Duration = Duration::from_secs(2);

/// Which repositories changed since their layout was written.
#[derive(Debug, Default)]
pub(crate) struct Layouts {
    changed: Mutex<HashMap<RepositoryName, Instant>>,
    woken: Notify,
    /// One layout is written at a time: two writers would fight over the same links.
    writing: Mutex<()>,
}

impl Layouts {
    /// Notes that a repository changed just now.
    pub(crate) fn touch(&self, repository: &RepositoryName) {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        changed.insert(repository.clone(), Instant::now());
        drop(changed);
        self.woken.notify_one();
    }

    /// The repositories that have been quiet long enough, and when the next one will be.
    fn take_quiet(&self) -> (Vec<RepositoryName>, Option<Instant>) {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let quiet: Vec<RepositoryName> = changed
            .iter()
            .filter(|(_, at)| now.duration_since(**at) >= QUIET)
            .map(|(repository, _)| repository.clone())
            .collect();
        for repository in &quiet {
            changed.remove(repository);
        }
        (quiet, changed.values().min().map(|at| *at + QUIET))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Index {
    schema_version: u8,
    media_type: &'static str,
    manifests: Vec<Entry>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    media_type: String,
    digest: Digest,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<NameAnnotation>,
}

#[derive(Serialize)]
struct NameAnnotation {
    #[serde(rename = "org.opencontainers.image.ref.name")]
    name: String,
}

impl LocalRegistry {
    /// Where a repository's layout is. `/` becomes `+`, which no name has: nested folders would let the
    /// repository `a/blobs` fall into the layout of `a`.
    pub fn layout_path(&self, repository: &RepositoryName) -> PathBuf {
        self.root
            .join("layouts")
            .join(repository.as_str().replace('/', "+"))
    }

    /// Brings a repository's layout up to date and says where it is.
    ///
    /// # Errors
    /// [`Error::UnknownRepository`]; [`Error::DiskFull`] and [`Error::ReadOnly`], which leave the layout
    /// as it was or incomplete, never the registry.
    pub fn write_layout(&self, repository: &RepositoryName) -> Result<PathBuf, Error> {
        let _writing = self
            .layouts
            .writing
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Cleared before reading: a push after this marks it again.
        let id = self.database.write(|transaction| {
            let id = rows::existing_repository(transaction, repository)?;
            transaction.execute(
                "UPDATE repositories SET layout_stale = 0 WHERE id = ?",
                [id],
            )?;
            Ok(id)
        })?;
        let written = self.derive_layout(repository, id);
        if written.is_err() {
            self.database
                .write(|transaction| rows::mark_layout_stale(transaction, id))?;
        }
        written
    }

    fn derive_layout(&self, repository: &RepositoryName, id: i64) -> Result<PathBuf, Error> {
        let folder = self.layout_path(repository);
        let (entries, wanted) = self
            .database
            .read(|view| Ok((entries(view, id)?, wanted(view, id)?)))?;
        if entries.is_empty() {
            return match fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    Err(Error::file("removing", folder, error))
                }
                _ => Ok(folder),
            };
        }
        let blobs = folder.join("blobs");
        let present = present(&blobs)?;
        for digest in &wanted {
            if !present.contains(digest) {
                self.link(digest, &blobs)?;
            }
        }
        write_whole(
            &folder.join("oci-layout"),
            br#"{"imageLayoutVersion":"1.0.0"}"#,
        )?;
        let index = Index {
            schema_version: 2,
            media_type: "application/vnd.oci.image.index.v1+json",
            manifests: entries,
        };
        let text = serde_json::to_vec(&index)
            .map_err(|error| Error::file("writing", folder.join("index.json"), error.into()))?;
        write_whole(&folder.join("index.json"), &text)?;
        // Only now is nothing left that names them.
        for digest in present.difference(&wanted) {
            remove_link(&blobs, digest)?;
        }
        Ok(folder)
    }

    fn link(&self, digest: &Digest, blobs: &Path) -> Result<(), Error> {
        let from = self.pool.path(digest);
        let to = link_path(blobs, digest);
        let folder = to.parent().unwrap_or(blobs);
        fs::create_dir_all(folder).map_err(|error| Error::file("creating", folder, error))?;
        match fs::hard_link(&from, &to) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            // Some file systems (exFAT, some network ones) have no hard links.
            Err(_) => match fs::copy(&from, &to) {
                Ok(_) => Ok(()),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                Err(error) => Err(Error::file("linking", to, error)),
            },
        }
    }

    /// The repositories whose layout is not up to date.
    pub fn stale_layouts(&self) -> Result<Vec<RepositoryName>, Error> {
        self.database.read(|view| {
            let mut statement =
                view.prepare_cached("SELECT name FROM repositories WHERE layout_stale = 1")?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.map(|name| {
                let name = name?;
                name.parse()
                    .map_err(|_| Error::Damaged(format!("{name:?} stands where a name should")))
            })
            .collect()
        })
    }

    /// Brings every layout up to date that is not.
    pub fn write_stale_layouts(&self) -> Result<(), Error> {
        for repository in self.stale_layouts()? {
            self.write_layout(&repository)?;
        }
        Ok(())
    }
}

fn entries(view: &rusqlite::Connection, repository: i64) -> Result<Vec<Entry>, Error> {
    // Tagged manifests once a tag; then untagged ones that no index leads to, such as referrers.
    let mut statement = view.prepare_cached(
        "SELECT m.media_type, c.digest, c.size, t.name
         FROM manifests m
         JOIN contents c ON c.id = m.content_id
         LEFT JOIN tags t ON t.manifest_id = m.id
         WHERE m.repository_id = ?1 AND m.removed_at IS NULL
           AND (t.name IS NOT NULL OR NOT EXISTS (
               SELECT 1 FROM edges e JOIN manifests p ON p.content_id = e.parent_id
               WHERE e.child_id = m.content_id AND p.repository_id = ?1 AND p.removed_at IS NULL))
         ORDER BY t.name IS NULL, t.name COLLATE NOCASE, t.name, m.id",
    )?;
    let mut found = statement.query([repository])?;
    let mut entries = Vec::new();
    while let Some(row) = found.next()? {
        entries.push(Entry {
            media_type: row.get(0)?,
            digest: parse_digest(&row.get::<_, String>(1)?)?,
            size: row.get::<_, i64>(2)? as u64,
            annotations: row
                .get::<_, Option<String>>(3)?
                .map(|name| NameAnnotation { name }),
        });
    }
    Ok(entries)
}

fn wanted(view: &rusqlite::Connection, repository: i64) -> Result<HashSet<Digest>, Error> {
    let mut statement = view.prepare_cached(
        "SELECT digest FROM contents WHERE size IS NOT NULL AND id IN (
             SELECT content_id FROM manifests WHERE repository_id = ?1 AND removed_at IS NULL
             UNION
             SELECT e.child_id FROM manifests m JOIN edges e ON e.parent_id = m.content_id
             WHERE m.repository_id = ?1 AND m.removed_at IS NULL)",
    )?;
    let rows = statement.query_map([repository], |row| row.get::<_, String>(0))?;
    rows.map(|digest| parse_digest(&digest?)).collect()
}

fn link_path(blobs: &Path, digest: &Digest) -> PathBuf {
    blobs.join(digest.algorithm().name()).join(digest.hex())
}

fn present(blobs: &Path) -> Result<HashSet<Digest>, Error> {
    let mut present = HashSet::new();
    for algorithm in ["sha256", "sha512"] {
        let folder = blobs.join(algorithm);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::file("listing", folder, error)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| Error::file("listing", &folder, error))?;
            let name = format!("{algorithm}:{}", entry.file_name().to_string_lossy());
            present.extend(name.parse::<Digest>());
        }
    }
    Ok(present)
}

fn remove_link(blobs: &Path, digest: &Digest) -> Result<(), Error> {
    let path = link_path(blobs, digest);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::file("removing", path, error))
        }
        _ => Ok(()),
    }
}

/// Writes a file beside and gives it its name once it is whole, so that no reader sees half of it.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let beside = path.with_extension("new");
    fs::write(&beside, bytes)
        .and_then(|()| fs::File::open(&beside)?.sync_data())
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|error| Error::file("writing", path, error))
}

/// Writes layouts behind the pushes until `token` is cancelled, and what is left then.
pub(crate) async fn keep_fresh(registry: Arc<LocalRegistry>, token: CancellationToken) {
    // What an earlier run left undone counts as changed just now.
    run_blocking(&registry, |registry| {
        for repository in registry.stale_layouts()? {
            registry.layouts.touch(&repository);
        }
        Ok(())
    })
    .await;
    loop {
        let (quiet, next) = registry.layouts.take_quiet();
        for repository in quiet {
            run_blocking(&registry, move |registry| {
                registry.write_layout(&repository).map(|_| ())
            })
            .await;
        }
        let until_next = async {
            match next {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = token.cancelled() => break,
            () = registry.layouts.woken.notified() => {}
            () = until_next => {}
        }
    }
    run_blocking(&registry, LocalRegistry::write_stale_layouts).await;
}

async fn run_blocking(
    registry: &Arc<LocalRegistry>,
    verb: impl FnOnce(&LocalRegistry) -> Result<(), Error> + Send + 'static,
) {
    let registry = Arc::clone(registry);
    match tokio::task::spawn_blocking(move || verb(&registry)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "a layout was not written"),
        Err(error) => tracing::warn!(%error, "writing a layout broke off"),
    }
}
