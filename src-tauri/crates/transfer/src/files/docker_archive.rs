//! An archive as `docker save` writes it as a destination: images of one platform each, their layers
//! unpacked; all of it, or nothing.

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;
use portolan_distribution::{BlobSource, PutManifest, RawManifest};
use portolan_oci::{
    Algorithm, Digest, Document, Manifest, MediaType, RepositoryName, Selector, Tag,
};
use portolan_registries::Result;
use serde::Serialize;
use tokio::sync::Mutex as Turn;

use super::{
    FileError,
    form::new_file,
    pieces::{Hashing, Shared, read_blocking},
    source::blob_path,
    tar_file::TarFile,
    unpacking::unpack,
};
use crate::Destination;

/// An archive that is not there yet. What a layer unpacks to is known at its end only, so layers are
/// written one after the other.
#[derive(Debug)]
pub struct DockerArchive {
    path: PathBuf,
    /// What images are called before their tag.
    name: String,
    tar: Arc<Turn<Option<TarFile>>>,
    writing: Arc<Mutex<Writing>>,
}

#[derive(Debug, Default)]
struct Writing {
    /// What each blob of the source is unpacked.
    unpacked: HashMap<Digest, Digest>,
    manifests: BTreeMap<Digest, (RawManifest, Manifest)>,
    tags: BTreeMap<Tag, Digest>,
}

/// An image as the archive's list names it (moby, image/spec/spec.md, v1.2).
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    config: String,
    repo_tags: Vec<String>,
    layers: Vec<String>,
}

impl DockerArchive {
    /// What will be at `path`, where nothing may be yet.
    pub fn at(path: &Path, name: &str) -> Result<Self> {
        Ok(Self {
            path: new_file(path)?,
            name: name.to_owned(),
            tar: Arc::default(),
            writing: Arc::default(),
        })
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn write_blob(&self, digest: &Digest, source: &dyn BlobSource) -> Result<(), FileError> {
        let mut turn = Arc::clone(&self.tar).lock_owned().await;
        let (path, asked) = (self.path.clone(), digest.clone());
        let writing = Arc::clone(&self.writing);
        let size = source.size();
        read_blocking(source, move |reader| {
            let tar = match &mut *turn {
                Some(tar) => tar,
                none => none.insert(TarFile::begin(&path)?),
            };
            let packed = Arc::new(Mutex::new(Hashing::new(reader, asked.algorithm())));
            let unpacked =
                unpack(Shared(Arc::clone(&packed)), size).map_err(FileError::io(&path))?;
            let mut unpacked = Hashing::new(unpacked, Algorithm::Sha256);
            tar.append_unknown(&mut unpacked, |unpacked| {
                // What follows the packed content counts for its digest.
                let mut packed = packed.lock().unwrap_or_else(PoisonError::into_inner);
                let rest = std::io::copy(&mut *packed, &mut std::io::sink());
                rest.map_err(FileError::io(&path))?;
                packed.verify(&asked)?;
                let diff_id = unpacked.digest();
                let mut writing = writing.lock().unwrap_or_else(PoisonError::into_inner);
                let is_new = !writing.unpacked.values().any(|known| *known == diff_id);
                let name = blob_path(&diff_id);
                writing.unpacked.insert(asked.clone(), diff_id);
                Ok(is_new.then_some(name))
            })
        })
        .await
    }
}

impl Writing {
    /// The list of all images.
    fn list(&self, name: &str) -> Result<Vec<u8>, FileError> {
        let place = |digest: &Digest| {
            let unpacked = self.unpacked.get(digest);
            let missing = || FileError::Missing(digest.to_string());
            unpacked.map(blob_path).ok_or_else(missing)
        };
        let mut listed = Vec::new();
        for (digest, (_, manifest)) in &self.manifests {
            let Some(config) = &manifest.config else {
                return Err(FileError::NoImage(digest.clone()));
            };
            let tags = self.tags.iter().filter(|(_, tagged)| *tagged == digest);
            listed.push(Listed {
                config: place(&config.digest)?,
                repo_tags: tags.map(|(tag, _)| format!("{name}:{tag}")).collect(),
                layers: manifest
                    .layers
                    .iter()
                    .map(|layer| place(&layer.digest))
                    .collect::<Result<_, _>>()?,
            });
        }
        serde_json::to_vec(&listed).map_err(|problem| FileError::Unreadable {
            file: "manifest.json".to_owned(),
            reason: problem.to_string(),
        })
    }
}

#[async_trait]
impl Destination for DockerArchive {
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
            Selector::Tag(tag) => writing.tags.get(tag).cloned(),
        })
    }

    async fn manifest(&self, selector: &Selector) -> Result<RawManifest> {
        let digest = self.resolve(selector).await?;
        let writing = self.writing();
        let found = digest.and_then(|digest| writing.manifests.get(&digest));
        let missing = || FileError::Missing(selector.to_string());
        Ok(found.map(|(raw, _)| raw.clone()).ok_or_else(missing)?)
    }

    async fn has_blob(&self, digest: &Digest) -> Result<bool> {
        Ok(self.writing().unpacked.contains_key(digest))
    }

    async fn mount_blob(&self, _: &Digest, _: &RepositoryName) -> Result<bool> {
        Ok(false)
    }

    async fn take_blob(&self, digest: &Digest, source: &dyn BlobSource) -> Result<()> {
        Ok(self.write_blob(digest, source).await?)
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
        let Ok(Document::Image(manifest)) = raw.parse() else {
            return Err(FileError::NoImage(digest).into());
        };
        let mut writing = self.writing();
        if let Selector::Tag(tag) = selector {
            writing.tags.insert(tag.clone(), digest.clone());
        }
        writing.manifests.insert(digest.clone(), (raw, manifest));
        Ok(PutManifest {
            digest,
            subject_indexed: true,
        })
    }

    fn host(&self) -> Option<String> {
        None
    }

    fn takes_plain_images(&self) -> bool {
        true
    }

    async fn settle(&self, is_whole: bool) -> Result<()> {
        let mut turn = Arc::clone(&self.tar).lock_owned().await;
        let tar = turn.take();
        let written = std::mem::take(&mut *self.writing());
        if !is_whole {
            return Err(FileError::Unfinished(self.path.clone()).into());
        }
        let Some(mut tar) = tar else {
            return Ok(());
        };
        let list = written.list(&self.name)?;
        let settled = tokio::task::spawn_blocking(move || {
            tar.append("manifest.json", &list)?;
            tar.settle()
        });
        let failed = |problem: tokio::task::JoinError| FileError::Damaged(problem.to_string());
        Ok(settled.await.map_err(failed)??)
    }
}
