//! An OCI image layout in a tar archive as a destination: all of it, or nothing.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use portolan_distribution::{BlobSource, Pieces, PutManifest, RawManifest};
use portolan_oci::{Descriptor, Digest, Index, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::Result;

use super::{
    FileError,
    folder::{OCI_LAYOUT, name_in},
    form::new_file,
    heads::Heads,
    pieces::{Hashing, read_blocking},
    shelf::Stretch,
    source::{blob_path, tag_of},
    tar_file::{Filler, TarFile},
};
use crate::{Destination, ManifestForm, spool::Spooled};

/// A layout in an archive that is not there yet. Blobs are written side by side, each into the stretch
/// that was made for it.
#[derive(Debug)]
pub struct LayoutArchive {
    path: PathBuf,
    writing: Arc<Mutex<Writing>>,
}

#[derive(Debug, Default)]
struct Writing {
    tar: Option<TarFile>,
    stretches: HashMap<Digest, Stretch>,
    whole: HashMap<Digest, u64>,
    manifests: HashMap<Digest, RawManifest>,
    entries: Vec<Descriptor>,
    heads: Heads,
}

impl LayoutArchive {
    /// What will be at `path`, where nothing may be yet.
    pub fn at(path: &Path) -> Result<Self> {
        Ok(Self {
            path: new_file(path)?,
            writing: Arc::default(),
        })
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writing {
    fn tar(&mut self, path: &Path) -> Result<&mut TarFile, FileError> {
        match &mut self.tar {
            Some(tar) => Ok(tar),
            none => Ok(none.insert(TarFile::begin(path)?)),
        }
    }

    /// The stretch for a blob. One that is asked for again is written over.
    fn reserve(
        &mut self,
        path: &Path,
        digest: &Digest,
        size: u64,
    ) -> Result<(Stretch, Filler), FileError> {
        let known = self
            .stretches
            .get(digest)
            .filter(|known| known.size == size)
            .copied();
        let tar = self.tar(path)?;
        let stretch = match known {
            Some(known) => known,
            None => tar.reserve(&blob_path(digest), size)?,
        };
        let filler = tar.filler();
        self.stretches.insert(digest.clone(), stretch);
        Ok((stretch, filler))
    }

    /// Writes what names the images, and gives the archive its name.
    fn settle(&mut self) -> Result<(), FileError> {
        let Some(mut tar) = self.tar.take() else {
            return Ok(());
        };
        if self
            .stretches
            .keys()
            .any(|digest| !self.whole.contains_key(digest))
        {
            return Err(FileError::Damaged("a blob did not come whole".to_owned()));
        }
        let mut entries = std::mem::take(&mut self.entries);
        entries.extend(self.heads.lost(&entries));
        let index = serde_json::to_vec(&Index::new(entries));
        let index = index.map_err(|problem| FileError::Unreadable {
            file: "index.json".to_owned(),
            reason: problem.to_string(),
        })?;
        tar.append("oci-layout", OCI_LAYOUT.as_bytes())?;
        tar.append("index.json", &index)?;
        tar.settle()
    }
}

#[async_trait]
impl Destination for LayoutArchive {
    async fn list_tags(&self) -> Result<Option<Vec<Tag>>> {
        Ok(None)
    }

    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>> {
        let writing = self.writing();
        Ok(match selector {
            Selector::Digest(digest) => {
                let is_there = writing.manifests.contains_key(digest);
                is_there.then(|| digest.clone())
            }
            Selector::Tag(tag) => {
                let mut entries = writing.entries.iter();
                let found = entries.find(|entry| tag_of(entry).as_ref() == Some(tag));
                found.map(|entry| entry.digest.clone())
            }
        })
    }

    async fn manifest(&self, selector: &Selector) -> Result<RawManifest> {
        let digest = self.resolve(selector).await?;
        let found = digest.and_then(|digest| self.writing().manifests.get(&digest).cloned());
        let missing = || FileError::Missing(selector.to_string());
        Ok(found.ok_or_else(missing)?)
    }

    async fn has_blob(&self, digest: &Digest) -> Result<bool> {
        Ok(self.writing().whole.contains_key(digest))
    }

    async fn mount_blob(&self, _: &Digest, _: &RepositoryName) -> Result<bool> {
        Ok(false)
    }

    async fn take_blob(&self, digest: &Digest, source: &dyn BlobSource) -> Result<()> {
        let reserved = self.writing().reserve(&self.path, digest, source.size());
        let (stretch, filler) = reserved?;
        let asked = digest.clone();
        let written = read_blocking(source, move |reader| {
            let mut reader = Hashing::new(reader, asked.algorithm());
            filler.fill(stretch, &mut reader)?;
            reader.verify(&asked)
        });
        let size = written.await?;
        self.writing().whole.insert(digest.clone(), size);
        Ok(())
    }

    async fn take_unknown(&self, pieces: Pieces) -> Result<(Digest, u64)> {
        let spooled = Spooled::write(pieces, self.path.parent().unwrap_or(Path::new("."))).await?;
        self.take_blob(&spooled.digest, &spooled.source).await?;
        Ok((spooled.digest.clone(), spooled.source.size()))
    }

    async fn put_manifest(
        &self,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        let raw = RawManifest {
            digest: match selector {
                Selector::Digest(digest) => digest.clone(),
                Selector::Tag(_) => Digest::of(&bytes),
            },
            media_type: media_type.clone(),
            bytes,
        };
        let digest = raw.digest.clone();
        let mut writing = self.writing();
        if !writing.manifests.contains_key(&digest) {
            let (stretch, filler) = writing.reserve(&self.path, &digest, raw.bytes.len() as u64)?;
            filler.fill(stretch, &mut &*raw.bytes)?;
            writing.whole.insert(digest.clone(), raw.bytes.len() as u64);
            writing.manifests.insert(digest.clone(), raw.clone());
            writing.heads.note(&raw);
        }
        name_in(&mut writing.entries, &raw, selector);
        Ok(PutManifest {
            digest,
            subject_indexed: true,
        })
    }

    fn host(&self) -> Option<String> {
        None
    }

    fn native_form(&self) -> Option<ManifestForm> {
        Some(ManifestForm::Oci)
    }

    async fn settle(&self, is_whole: bool) -> Result<()> {
        if !is_whole {
            *self.writing() = Writing::default();
            return Err(FileError::Unfinished(self.path.clone()).into());
        }
        let writing = Arc::clone(&self.writing);
        let settled = tokio::task::spawn_blocking(move || {
            writing
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .settle()
        });
        let settled = settled.await;
        let failed = |problem: tokio::task::JoinError| FileError::Damaged(problem.to_string());
        Ok(settled.map_err(failed)??)
    }
}
