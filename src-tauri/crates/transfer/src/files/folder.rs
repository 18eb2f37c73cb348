//! An OCI image layout in a folder as a destination: added to where it is there, and made where it is not.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use portolan_distribution::{BlobSource, Pieces, PutManifest, RawManifest};
use portolan_oci::{Descriptor, Digest, Index, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::Result;
use tokio::sync::Mutex;

use super::{
    FileError,
    heads::Heads,
    pieces::{Hashing, read_blocking},
    shelf::Shelf,
    source::{REF_NAME, blob_path, read_index, read_manifest, tag_of},
};
use crate::{Destination, ManifestForm, spool::Spooled};

/// What an OCI layout says of itself.
pub(super) const OCI_LAYOUT: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

/// A layout in a folder.
#[derive(Debug)]
pub struct LayoutFolder {
    folder: PathBuf,
    shelf: Shelf,
    /// `index.json` is read, changed and replaced by one at a time.
    turn: Mutex<()>,
    heads: Arc<std::sync::Mutex<Heads>>,
}

impl LayoutFolder {
    /// The layout at `folder`. A folder that has anything else in it is refused.
    pub fn at(folder: &Path) -> Result<Self> {
        Ok(Self::look(folder)?)
    }

    fn look(folder: &Path) -> Result<Self, FileError> {
        let this = Self {
            folder: folder.to_owned(),
            shelf: Shelf::Folder(folder.to_owned()),
            turn: Mutex::default(),
            heads: Arc::default(),
        };
        if !folder.is_dir() {
            super::form::new_file(folder)?;
        } else if this.shelf.find("oci-layout").is_some() {
            read_index(&this.shelf)?;
        } else {
            let mut entries = std::fs::read_dir(folder).map_err(FileError::io(folder))?;
            if entries.next().is_some() {
                return Err(FileError::Exists(folder.to_owned()));
            }
        }
        Ok(this)
    }

    /// Makes an empty layout where there is none.
    fn prepare(&self) -> Result<(), FileError> {
        if self.is_there() {
            return Ok(());
        }
        std::fs::create_dir_all(&self.folder).map_err(self.io())?;
        self.write_index(Vec::new())?;
        // Last: with it the folder is a layout.
        let said = std::fs::write(self.folder.join("oci-layout"), OCI_LAYOUT);
        said.map_err(self.io())
    }

    fn is_there(&self) -> bool {
        self.shelf.find("oci-layout").is_some()
    }

    fn index(&self) -> Result<Index, FileError> {
        if self.is_there() {
            read_index(&self.shelf)
        } else {
            Ok(Index::new(Vec::new()))
        }
    }

    fn io(&self) -> impl FnOnce(std::io::Error) -> FileError + use<> {
        FileError::io(self.folder.clone())
    }

    fn write_index(&self, entries: Vec<Descriptor>) -> Result<(), FileError> {
        let bytes = serde_json::to_vec(&Index::new(entries));
        let bytes = bytes.map_err(|problem| FileError::Unreadable {
            file: "index.json".to_owned(),
            reason: problem.to_string(),
        })?;
        self.replace(&self.folder.join("index.json"), |file| {
            std::io::Write::write_all(file, &bytes)
        })
    }

    /// Writes a file beside and gives it its name when it is whole and on the disk.
    fn replace(
        &self,
        whole: &Path,
        write: impl FnOnce(&mut std::fs::File) -> std::io::Result<()>,
    ) -> Result<(), FileError> {
        let parent = whole.parent().unwrap_or(&self.folder);
        std::fs::create_dir_all(parent).map_err(self.io())?;
        let part = parent.join(format!(".{:016x}.part", fastrand::u64(..)));
        let written = std::fs::File::create_new(&part).and_then(|mut file| {
            write(&mut file)?;
            file.sync_all()
        });
        let settled = written.and_then(|()| std::fs::rename(&part, whole));
        if settled.is_err() {
            // What is not whole is of no use.
            let _ = std::fs::remove_file(&part);
        }
        settled.map_err(self.io())
    }

    async fn write_blob(&self, digest: &Digest, source: &dyn BlobSource) -> Result<(), FileError> {
        self.prepare()?;
        let this = Self {
            folder: self.folder.clone(),
            shelf: self.shelf.clone(),
            turn: Mutex::default(),
            heads: Arc::clone(&self.heads),
        };
        let asked = digest.clone();
        read_blocking(source, move |reader| {
            let mut reader = Hashing::new(reader, asked.algorithm());
            let mut verified = Ok(0);
            let written = this.replace(&this.folder.join(blob_path(&asked)), |file| {
                std::io::copy(&mut reader, file)?;
                verified = reader.verify(&asked);
                let wrong = || std::io::Error::from(std::io::ErrorKind::InvalidData);
                verified.as_ref().map(drop).map_err(|_| wrong())
            });
            verified.and(written)
        })
        .await
    }
}

/// Names a manifest among the entries of an index: under a tag in the place of what had it; by its
/// digest alone where it describes another, which is found by the index only, or where nothing else
/// leads to it.
pub(super) fn name_in(entries: &mut Vec<Descriptor>, raw: &RawManifest, selector: &Selector) {
    let size = raw.bytes.len() as u64;
    let mut entry = Descriptor::new(raw.media_type.clone(), raw.digest.clone(), size);
    match selector {
        Selector::Tag(tag) => {
            entries.retain(|known| {
                let is_unnamed = !known.annotations.contains_key(REF_NAME);
                let has_tag = tag_of(known).as_ref() == Some(tag);
                !(has_tag || is_unnamed && known.digest == entry.digest)
            });
            entry
                .annotations
                .insert(REF_NAME.to_owned(), tag.to_string());
            entries.push(entry);
        }
        Selector::Digest(digest) => {
            let is_known = entries.iter().any(|known| known.digest == *digest);
            let document = raw.parse();
            let describes = document.is_ok_and(|document| document.subject().is_some());
            if describes && !is_known {
                entries.push(entry);
            }
        }
    }
}

#[async_trait]
impl Destination for LayoutFolder {
    async fn list_tags(&self) -> Result<Option<Vec<Tag>>> {
        if !self.is_there() {
            return Ok(None);
        }
        Ok(Some(
            self.index()?.manifests.iter().filter_map(tag_of).collect(),
        ))
    }

    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>> {
        match selector {
            Selector::Digest(digest) => Ok(self.has_blob(digest).await?.then(|| digest.clone())),
            Selector::Tag(tag) => {
                let index = self.index()?;
                let mut entries = index.manifests.iter();
                let found = entries.find(|entry| tag_of(entry).as_ref() == Some(tag));
                Ok(found.map(|entry| entry.digest.clone()))
            }
        }
    }

    async fn manifest(&self, selector: &Selector) -> Result<RawManifest> {
        let digest = self.resolve(selector).await?;
        let missing = || FileError::Missing(selector.to_string());
        let digest = digest.ok_or_else(missing)?;
        Ok(read_manifest(
            &self.shelf,
            &blob_path(&digest),
            &digest,
            None,
        )?)
    }

    async fn has_blob(&self, digest: &Digest) -> Result<bool> {
        Ok(self.shelf.find(&blob_path(digest)).is_some())
    }

    async fn mount_blob(&self, _: &Digest, _: &RepositoryName) -> Result<bool> {
        Ok(false)
    }

    async fn take_blob(&self, digest: &Digest, source: &dyn BlobSource) -> Result<()> {
        Ok(self.write_blob(digest, source).await?)
    }

    async fn take_unknown(&self, pieces: Pieces) -> Result<(Digest, u64)> {
        self.prepare()?;
        let spooled = Spooled::write(pieces, &self.folder).await?;
        self.take_blob(&spooled.digest, &spooled.source).await?;
        Ok((spooled.digest.clone(), spooled.source.size()))
    }

    async fn put_manifest(
        &self,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        let digest = match selector {
            Selector::Digest(digest) => digest.clone(),
            Selector::Tag(_) => Digest::of(&bytes),
        };
        if !self.has_blob(&digest).await? {
            self.write_blob(&digest, &bytes).await?;
        }
        let raw = RawManifest {
            digest: digest.clone(),
            media_type: media_type.clone(),
            bytes,
        };
        self.heads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .note(&raw);
        let _turn = self.turn.lock().await;
        let mut entries = self.index()?.manifests;
        let before = entries.clone();
        name_in(&mut entries, &raw, selector);
        if entries != before {
            self.write_index(entries)?;
        }
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

    async fn settle(&self, _: bool) -> Result<()> {
        let _turn = self.turn.lock().await;
        let mut entries = self.index()?.manifests;
        let heads = std::mem::take(&mut *self.heads.lock().unwrap_or_else(PoisonError::into_inner));
        let lost = heads.lost(&entries);
        if !lost.is_empty() {
            entries.extend(lost);
            self.write_index(entries)?;
        }
        Ok(())
    }
}
