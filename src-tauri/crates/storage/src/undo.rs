//! What is kept so that a deed can be taken back: ordered steps, the exact bytes they put back, and the
//! layers a person ticked.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use portolan_oci::{Algorithm, Digest, Hasher};
use rusqlite::{Connection as Database, OptionalExtension, params};
use serde_json::Value;

use crate::{
    ActivityId, Content, Error, Store, content,
    database::on_blocking_thread,
    paths::create_private_folder,
    rows::{json, millis, now, read_json, read_text, read_time},
};

/// How a layer's file ends while it is being written.
const PART: &str = "part";

/// Content that a snapshot keeps; read its bytes with [`Store::content`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptContent {
    /// Which.
    pub digest: Digest,
    /// Its bytes.
    pub size: u64,
}

/// A layer that a snapshot keeps in a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeptLayer {
    /// Which.
    pub digest: Digest,
    /// Its bytes.
    pub size: u64,
    /// Where they are.
    pub path: PathBuf,
}

/// All that was kept to take an activity back.
#[derive(Clone, Debug, PartialEq)]
pub struct UndoSnapshot {
    /// Which activity.
    pub activity: ActivityId,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is kept.
    pub expires_at: Timestamp,
    /// What was done, in order, in the words of whoever takes it back.
    pub steps: Vec<Value>,
    /// The manifests and configs that are kept for it.
    pub contents: Vec<KeptContent>,
    /// The layers that are kept for it.
    pub layers: Vec<KeptLayer>,
}

impl Store {
    /// Adds steps and the content they need to an activity's snapshot, making it if there is none. Call
    /// it, and wait, before the deed. The content is spared by eviction until `expires_at`.
    pub async fn keep_for_undo(
        &self,
        activity: ActivityId,
        steps: Vec<Value>,
        contents: Vec<Content>,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        self.write(move |database| {
            open_snapshot(database, activity, expires_at)?;
            let first: i64 = database.query_row(
                "SELECT coalesce(max(n), -1) + 1 FROM undo_steps WHERE activity = ?",
                [activity.to_string()],
                |row| row.get(0),
            )?;
            let mut insert = database.prepare_cached("INSERT INTO undo_steps VALUES (?, ?, ?)")?;
            for (n, step) in (first..).zip(&steps) {
                insert.execute(params![activity.to_string(), n, json(step)?])?;
            }
            for kept in &contents {
                let id = content::insert(database, kept)?;
                database
                    .prepare_cached("INSERT OR IGNORE INTO undo_content VALUES (?, ?)")?
                    .execute(params![activity.to_string(), id])?;
            }
            Ok(())
        })
        .await
    }

    /// Writes a step of an activity's snapshot anew, by its place, where it was not known before what
    /// would come of it.
    pub async fn restate_undo(
        &self,
        activity: ActivityId,
        n: u32,
        step: Value,
    ) -> Result<(), Error> {
        self.write(move |database| {
            database.execute(
                "UPDATE undo_steps SET step = ?3 WHERE activity = ?1 AND n = ?2",
                params![activity.to_string(), n, json(&step)?],
            )?;
            Ok(())
        })
        .await
    }

    /// Where a layer that is to be kept may be written: a path that is new for each call. Hand it to
    /// [`Store::keep_layer`] when it is whole.
    pub fn new_layer_path(&self) -> Result<PathBuf, Error> {
        let folder = self.paths().kept_layers();
        create_private_folder(&folder)?;
        Ok(folder.join(format!("{}.{PART}", uuid::Uuid::new_v4())))
    }

    /// Takes over a layer written at [`Store::new_layer_path`]: verifies it against `digest`, makes it
    /// durable, and spares it until `expires_at`.
    ///
    /// # Errors
    /// [`Error::DigestMismatch`]: the file is deleted.
    pub async fn keep_layer(
        &self,
        activity: ActivityId,
        digest: &Digest,
        written: PathBuf,
        expires_at: Timestamp,
    ) -> Result<(), Error> {
        let (digest, folder) = (digest.clone(), self.paths().kept_layers());
        let wanted = digest.clone();
        let part = written.clone();
        // Hashing a large file must not keep other writers waiting.
        let verified = on_blocking_thread(move || {
            verify(&part, &wanted).map_err(|source| Error::io(&part, source))
        });
        let Some(size) = verified.await? else {
            return Err(Error::DigestMismatch { digest });
        };
        self.write(move |database| {
            open_snapshot(database, activity, expires_at)?;
            database.execute(
                "INSERT OR IGNORE INTO undo_layers VALUES (?, ?, ?)",
                params![activity.to_string(), digest.as_str(), size as i64],
            )?;
            // The file is in its place before the row is: a row without its file would be a lie.
            let kept = folder.join(file_name(&digest));
            settle(&written, &kept).map_err(|source| Error::io(&kept, source))
        })
        .await
    }

    /// All that was kept to take an activity back; `None` where nothing was, or its time is over.
    pub async fn undo_snapshot(&self, activity: ActivityId) -> Result<Option<UndoSnapshot>, Error> {
        let folder = self.paths().kept_layers();
        self.read(move |database| {
            let Some((created_at, expires_at)) = database
                .prepare_cached(
                    "SELECT created_at, expires_at FROM undo_snapshots WHERE activity = ?",
                )?
                .query_row([activity.to_string()], |row| {
                    Ok((read_time(row, 0)?, read_time(row, 1)?))
                })
                .optional()?
            else {
                return Ok(None);
            };
            let steps = database
                .prepare_cached("SELECT step FROM undo_steps WHERE activity = ? ORDER BY n")?
                .query_map([activity.to_string()], |row| read_json(row, 0))?
                .collect::<Result<_, _>>()?;
            let contents = database
                .prepare_cached(
                    "SELECT digest, size FROM undo_content JOIN content ON content.id = content
                     WHERE activity = ? ORDER BY digest",
                )?
                .query_map([activity.to_string()], |row| {
                    Ok(KeptContent {
                        digest: read_text(row, 0)?,
                        size: row.get::<_, i64>(1)? as u64,
                    })
                })?
                .collect::<Result<_, _>>()?;
            let layers = database
                .prepare_cached(
                    "SELECT digest, size FROM undo_layers WHERE activity = ? ORDER BY digest",
                )?
                .query_map([activity.to_string()], |row| {
                    let digest: Digest = read_text(row, 0)?;
                    Ok(KeptLayer {
                        path: folder.join(file_name(&digest)),
                        digest,
                        size: row.get::<_, i64>(1)? as u64,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(Some(UndoSnapshot {
                activity,
                created_at,
                expires_at,
                steps,
                contents,
                layers,
            }))
        })
        .await
    }

    /// Every digest that some undo still needs, content and layers: what "free space" must spare.
    pub async fn digests_held_for_undo(&self) -> Result<Vec<Digest>, Error> {
        self.read(|database| {
            let mut statement = database.prepare_cached(
                "SELECT digest FROM undo_content JOIN content ON content.id = content
                 UNION SELECT digest FROM undo_layers",
            )?;
            let rows = statement.query_map([], |row| read_text(row, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Forgets what was kept for one activity; it can't be undone any more.
    pub async fn forget_undo(&self, activity: ActivityId) -> Result<(), Error> {
        self.forget("activity = ?", activity.to_string()).await
    }

    /// Forgets all snapshots whose time is over at `at`. Their content becomes ordinary cache.
    pub async fn forget_expired_undo(&self, at: Timestamp) -> Result<(), Error> {
        self.forget("expires_at <= ?", millis(at)).await
    }

    async fn forget(
        &self,
        condition: &'static str,
        value: impl rusqlite::ToSql + Send + 'static,
    ) -> Result<(), Error> {
        let forgotten = self
            .write(move |database| {
                let forgotten = database.execute(
                    &format!("DELETE FROM undo_snapshots WHERE {condition}"),
                    params![value],
                )?;
                if forgotten > 0 {
                    content::drop_unseen(database)?;
                }
                Ok(forgotten)
            })
            .await?;
        if forgotten > 0 {
            self.sweep_layers().await?;
        }
        Ok(())
    }

    /// Deletes the layer files of snapshots that are gone.
    async fn sweep_layers(&self) -> Result<(), Error> {
        let folder = self.paths().kept_layers();
        // As a write, so that no layer is settled between the look and the deletion.
        self.write(move |database| sweep(database, &folder, false))
            .await
    }
}

/// Deletes layer files that no snapshot keeps; with `cut_off`, also those whose writing never ended,
/// which is only right while nobody writes.
pub(crate) fn sweep(database: &Database, folder: &Path, cut_off: bool) -> Result<(), Error> {
    for path in unkept_layers(database, folder)? {
        if cut_off || path.extension().is_none_or(|end| end != PART) {
            fs::remove_file(&path).map_err(|source| Error::io(&path, source))?;
        }
    }
    Ok(())
}

/// Moves layer files that no snapshot names any more into a folder beside them: after damage to the
/// database this is not a reason to delete them.
pub(crate) fn set_layers_aside(
    database: &Database,
    folder: &Path,
    at: Timestamp,
) -> Result<(), Error> {
    let aside = folder.join(format!("damaged-{}", at.as_millisecond()));
    for path in unkept_layers(database, folder)? {
        create_private_folder(&aside)?;
        let name = path.file_name().unwrap_or_default();
        fs::rename(&path, aside.join(name)).map_err(|source| Error::io(&path, source))?;
    }
    Ok(())
}

fn unkept_layers(database: &Database, folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let kept = database
        .prepare("SELECT DISTINCT digest FROM undo_layers")?
        .query_map([], |row| Ok(file_name(&read_text(row, 0)?)))?
        .collect::<Result<HashSet<_>, _>>()?;
    let failed = |source| Error::io(folder, source);
    let mut unkept = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_file = entry.file_type().map_err(failed)?.is_file();
        if is_file && !kept.contains(&*entry.file_name().to_string_lossy()) {
            unkept.push(entry.path());
        }
    }
    Ok(unkept)
}

fn open_snapshot(
    database: &Database,
    activity: ActivityId,
    expires_at: Timestamp,
) -> Result<(), Error> {
    database
        .prepare_cached(
            "INSERT INTO undo_snapshots VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET expires_at = max(expires_at, ?3)",
        )?
        .execute(params![
            activity.to_string(),
            millis(now()),
            millis(expires_at)
        ])?;
    Ok(())
}

fn file_name(digest: &Digest) -> String {
    format!("{}-{}", digest.algorithm().name(), digest.hex())
}

/// Makes a written file durable and answers its size; deletes it, and answers `None`, where it is not
/// what it should be.
fn verify(written: &Path, digest: &Digest) -> io::Result<Option<u64>> {
    let mut file = fs::File::open(written)?;
    let (size, found) = hash(&mut file, digest.algorithm())?;
    if found != *digest {
        fs::remove_file(written)?;
        return Ok(None);
    }
    file.sync_all()?;
    Ok(Some(size))
}

/// Moves a verified file to its place, durably.
fn settle(written: &Path, kept: &Path) -> io::Result<()> {
    fs::rename(written, kept)?;
    #[cfg(unix)]
    if let Some(folder) = kept.parent() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn hash(file: &mut fs::File, algorithm: Algorithm) -> io::Result<(u64, Digest)> {
    let mut hasher = Hasher::new(algorithm);
    let mut size = 0;
    let mut buffer = vec![0; 256 << 10];
    loop {
        let read = io::Read::read(file, &mut buffer)?;
        if read == 0 {
            return Ok((size, hasher.finish()));
        }
        hasher.update(&buffer[..read]);
        size += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fixtures::{activity, bytes_of_size, fresh, later};

    #[tokio::test]
    async fn a_snapshot_gives_back_its_steps_in_order_and_the_exact_bytes() {
        let (_home, store) = fresh();
        let id = activity(&store, 2).await;
        assert_eq!(store.undo_snapshot(id).await.unwrap(), None);
        let (first, second) = (bytes_of_size(10, 1), bytes_of_size(20, 2));
        let until = later(14);
        store
            .keep_for_undo(id, vec![json!({"put": "v1"})], vec![first.clone()], until)
            .await
            .unwrap();
        store
            .keep_for_undo(
                id,
                vec![json!({"put": "v2"}), json!({"tag": "latest"})],
                vec![second.clone(), first.clone()],
                until,
            )
            .await
            .unwrap();
        let snapshot = store.undo_snapshot(id).await.unwrap().unwrap();
        assert_eq!(
            snapshot.steps,
            [
                json!({"put": "v1"}),
                json!({"put": "v2"}),
                json!({"tag": "latest"})
            ]
        );
        assert_eq!(snapshot.contents.len(), 2);
        for content in [first, second] {
            assert_eq!(store.content(&content.digest).await.unwrap(), Some(content));
        }
        assert_eq!(
            store.activity(id).await.unwrap().undo_until.map(millis),
            Some(millis(until))
        );
    }

    #[tokio::test]
    async fn a_ticked_layer_is_kept_as_long_as_its_snapshot() {
        let (_home, store) = fresh();
        let (first, second) = (activity(&store, 1).await, activity(&store, 1).await);
        let layer = vec![7; 600_000];
        let digest = Digest::of(&layer);
        for (id, days) in [(first, 1), (second, 2)] {
            let path = store.new_layer_path().unwrap();
            fs::write(&path, &layer).unwrap();
            store
                .keep_layer(id, &digest, path, later(days))
                .await
                .unwrap();
        }
        let kept = store
            .undo_snapshot(first)
            .await
            .unwrap()
            .unwrap()
            .layers
            .remove(0);
        assert_eq!((kept.size, fs::read(&kept.path).unwrap()), (600_000, layer));
        assert_eq!(store.digests_held_for_undo().await.unwrap(), [digest]);
        store.forget_undo(first).await.unwrap();
        assert_eq!(store.undo_snapshot(first).await.unwrap(), None);
        assert!(kept.path.exists());
        store.forget_expired_undo(later(3)).await.unwrap();
        assert!(!kept.path.exists());
        assert_eq!(store.digests_held_for_undo().await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_layer_that_is_not_what_it_should_be_is_refused_and_deleted() {
        let (_home, store) = fresh();
        let id = activity(&store, 1).await;
        let path = store.new_layer_path().unwrap();
        fs::write(&path, b"half of it").unwrap();
        let refused = store
            .keep_layer(
                id,
                &Digest::of(b"half of it, and more"),
                path.clone(),
                later(1),
            )
            .await;
        assert!(matches!(refused, Err(Error::DigestMismatch { .. })));
        assert!(!path.exists());
        assert_eq!(store.undo_snapshot(id).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_layer_whose_writing_was_cut_off_is_cleared_away_at_the_next_start() {
        let (_home, store) = fresh();
        let part = store.new_layer_path().unwrap();
        fs::write(&part, b"half of it").unwrap();
        store.forget_expired_undo(later(1)).await.unwrap();
        assert!(part.exists(), "it may still be being written");
        let paths = store.paths().clone();
        drop(store);
        Store::open(&paths).unwrap();
        assert!(!part.exists());
    }
}
