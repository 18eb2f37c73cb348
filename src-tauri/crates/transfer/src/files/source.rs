//! Images in files as a source: OCI image layouts (image spec, "OCI Image Layout Specification") in a
//! folder or an archive, and what `docker save` writes.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use portolan_distribution::{BlobStream, Found, RawManifest, Referrer};
use portolan_oci::{
    AttachmentTag, CosignKind, Descriptor, Digest, Document, Index, MANIFEST_LIMIT, MediaType,
    Platform, RepositoryName, Selector, Tag,
};
use portolan_registries::Result;

use super::{
    FileError, FileForm, FileImage, archive::read_archive, saved::read_saved, shelf::Shelf,
    unpacking::Packing,
};
use crate::Source;

/// The annotation that names an image in a layout.
pub(super) const REF_NAME: &str = "org.opencontainers.image.ref.name";

/// The annotation that Docker and containerd give an image's whole name in.
pub(super) const IMAGE_NAME: &str = "io.containerd.image.name";

/// Images of one file that are looked at, and manifests of each.
const MOST_IMAGES: usize = 10_000;
const MOST_MANIFESTS: usize = 1_000;

/// Manifests that describe others, by which.
type Subjects = BTreeMap<Digest, Vec<Descriptor>>;

/// Images in files.
#[derive(Debug)]
pub struct FileSource {
    shelf: Shelf,
    form: FileForm,
    /// What `index.json` names, or what was made of the list of `docker save`.
    index: Index,
    /// Where blobs are that are not called by their digest.
    elsewhere: BTreeMap<Digest, String>,
    /// Manifests that are in no file.
    made: BTreeMap<Digest, RawManifest>,
    /// Which manifest describes which, once it was asked.
    subjects: Mutex<Option<Arc<Subjects>>>,
}

impl FileSource {
    /// What a folder or archive holds. It reads the headers of an archive, and hashes what `docker save`
    /// named otherwise and packed; call it where blocking is fine.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self::read(path)?)
    }

    fn read(path: &Path) -> Result<Self, FileError> {
        let found = std::fs::metadata(path).map_err(FileError::io(path))?;
        if found.is_dir() {
            let shelf = Shelf::Folder(path.to_owned());
            return Self::of(shelf, FileForm::Folder);
        }
        let mut begin = [0; 8];
        let read = std::fs::File::open(path);
        let read = read.and_then(|mut file| super::unpacking::fill(&mut file, &mut begin));
        let count = read.map_err(FileError::io(path))?;
        let is_packed = Packing::of(&begin[..count]) != Packing::Plain
            || begin.starts_with(b"\xfd7zXZ\0")
            || begin.starts_with(b"BZh");
        if is_packed {
            return Err(FileError::Compressed(path.to_owned()));
        }
        if begin.starts_with(b"PK\x03\x04") {
            return Err(FileError::UnknownForm(path.to_owned()));
        }
        Self::of(read_archive(path)?, FileForm::OciArchive)
    }

    fn of(shelf: Shelf, form: FileForm) -> Result<Self, FileError> {
        if shelf.find("index.json").is_some() && shelf.find("oci-layout").is_some() {
            return Ok(Self {
                index: read_index(&shelf)?,
                shelf,
                form,
                elsewhere: BTreeMap::new(),
                made: BTreeMap::new(),
                subjects: Mutex::default(),
            });
        }
        if form == FileForm::OciArchive && shelf.find("manifest.json").is_some() {
            let saved = read_saved(&shelf)?;
            return Ok(Self {
                shelf,
                form: FileForm::DockerArchive,
                index: Index::new(saved.images),
                elsewhere: saved.blobs,
                made: saved.manifests,
                subjects: Mutex::default(),
            });
        }
        Err(FileError::UnknownForm(shelf.path().to_owned()))
    }

    /// How it is written.
    pub fn form(&self) -> FileForm {
        self.form
    }

    /// What is in it: each image once for each of its names. What describes another image is not
    /// listed, since it comes along with that.
    pub fn images(&self) -> Result<Vec<FileImage>> {
        let describing: BTreeSet<Digest> = self
            .subjects()
            .values()
            .flatten()
            .map(|descriptor| descriptor.digest.clone())
            .collect();
        let mut images = Vec::new();
        for descriptor in self.index.manifests.iter().take(MOST_IMAGES) {
            let tag = tag_of(descriptor);
            let is_attachment = tag.as_ref().and_then(AttachmentTag::recognise).is_some();
            if is_attachment || describing.contains(&descriptor.digest) {
                continue;
            }
            let mut weight = Weight::default();
            self.weigh(&descriptor.digest, &mut weight)?;
            weight.platforms.extend(descriptor.platform.clone());
            weight.platforms.sort_by_key(ToString::to_string);
            weight.platforms.dedup();
            images.push(FileImage {
                name: name_of(descriptor).map(str::to_owned),
                tag,
                digest: descriptor.digest.clone(),
                bytes: weight
                    .blobs
                    .values()
                    .fold(0, |sum: u64, size| sum.saturating_add(*size)),
                platforms: weight.platforms,
            });
        }
        Ok(images)
    }

    /// Adds up what a manifest and its children need.
    fn weigh(&self, digest: &Digest, weight: &mut Weight) -> Result<(), FileError> {
        if weight.seen.len() > MOST_MANIFESTS {
            return Err(FileError::TooMuch(format!(
                "an image of more than {MOST_MANIFESTS} manifests"
            )));
        }
        if !weight.seen.insert(digest.clone()) {
            return Ok(());
        }
        let raw = self.read_manifest(digest)?;
        let document = raw.parse().map_err(|problem| FileError::Unreadable {
            file: digest.to_string(),
            reason: problem.to_string(),
        })?;
        match document {
            Document::Image(manifest) => {
                for blob in manifest.config.iter().chain(&manifest.layers) {
                    weight.blobs.insert(blob.digest.clone(), blob.size);
                }
                weight
                    .platforms
                    .extend(manifest.config.and_then(|config| self.platform(&config)));
            }
            Document::Index(index) => {
                for child in &index.manifests {
                    match self.weigh(&child.digest, weight) {
                        // A platform that was left out when it was saved.
                        Ok(()) | Err(FileError::Missing(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            Document::Schema1(_) => {}
        }
        Ok(())
    }

    /// The platform that an image's config names.
    fn platform(&self, config: &Descriptor) -> Option<Platform> {
        #[derive(serde::Deserialize)]
        struct Runs {
            os: String,
            architecture: String,
            variant: Option<String>,
        }
        let bytes = self
            .shelf
            .read(&self.place(&config.digest), MANIFEST_LIMIT as u64)
            .ok()?;
        let runs: Runs = serde_json::from_slice(&bytes).ok()?;
        Some(Platform {
            variant: runs.variant,
            ..Platform::new(&runs.os, &runs.architecture)
        })
    }

    fn named(&self) -> impl Iterator<Item = (Tag, &Descriptor)> {
        self.index.manifests.iter().filter_map(|descriptor| {
            let tag = tag_of(descriptor)?;
            Some((tag, descriptor))
        })
    }

    fn place(&self, digest: &Digest) -> String {
        let elsewhere = self.elsewhere.get(digest);
        elsewhere.cloned().unwrap_or_else(|| blob_path(digest))
    }

    fn read_manifest(&self, digest: &Digest) -> Result<RawManifest, FileError> {
        if let Some(made) = self.made.get(digest) {
            return Ok(made.clone());
        }
        let described = self.index.manifests.iter().find(|it| it.digest == *digest);
        let said = described.map(|descriptor| descriptor.media_type.clone());
        read_manifest(&self.shelf, &self.place(digest), digest, said)
    }

    /// What describes what, among the manifests that the index names.
    fn subjects(&self) -> Arc<Subjects> {
        let mut known = self.subjects.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.get_or_insert_with(|| {
            let mut found = Subjects::new();
            for descriptor in self.index.manifests.iter().take(MOST_IMAGES) {
                let raw = self.read_manifest(&descriptor.digest);
                let document = raw.ok().and_then(|raw| raw.parse().ok());
                if let Some(subject) = document.as_ref().and_then(Document::subject) {
                    let about = found.entry(subject.digest.clone()).or_default();
                    about.push(descriptor.clone());
                }
            }
            Arc::new(found)
        });
        Arc::clone(found)
    }
}

/// What an image needs.
#[derive(Debug, Default)]
struct Weight {
    seen: BTreeSet<Digest>,
    blobs: BTreeMap<Digest, u64>,
    platforms: Vec<Platform>,
}

/// `blobs/<algorithm>/<hex>`; the digest's grammar leaves no way out.
pub(super) fn blob_path(digest: &Digest) -> String {
    format!("blobs/{}/{}", digest.algorithm().name(), digest.hex())
}

/// A manifest's bytes, verified.
pub(super) fn read_manifest(
    shelf: &Shelf,
    place: &str,
    digest: &Digest,
    said: Option<MediaType>,
) -> Result<RawManifest, FileError> {
    let bytes = shelf.read(place, MANIFEST_LIMIT as u64)?;
    if !digest.matches(&bytes) {
        return Err(FileError::Mismatch {
            asked: digest.clone(),
            got: Digest::of_with(digest.algorithm(), &bytes),
        });
    }
    let media_type = match Document::parse(&bytes, None) {
        Ok(document) => document.media_type(),
        Err(_) => said.unwrap_or(MediaType::OCI_MANIFEST),
    };
    Ok(RawManifest {
        bytes,
        media_type,
        digest: digest.clone(),
    })
}

/// An image's name as a person gave it: a whole one, or a tag alone.
fn name_of(descriptor: &Descriptor) -> Option<&str> {
    let annotations = &descriptor.annotations;
    let name = annotations
        .get(IMAGE_NAME)
        .or_else(|| annotations.get(REF_NAME));
    name.map(String::as_str)
}

/// The tag that an entry of an index has; of whole names (`docker.io/library/nginx:1.27`) it is what
/// follows the last colon.
pub(super) fn tag_of(descriptor: &Descriptor) -> Option<Tag> {
    let name = name_of(descriptor)?;
    let last = name.rsplit('/').next()?;
    let after = last.split_once(':').map(|(_, tag)| tag);
    let alone = (!name.contains('/')).then_some(last);
    after.or(alone)?.parse().ok()
}

/// Reads `index.json`.
pub(super) fn read_index(shelf: &Shelf) -> Result<Index, FileError> {
    let bytes = shelf.read("index.json", MANIFEST_LIMIT as u64)?;
    let unreadable = |reason: String| FileError::Unreadable {
        file: "index.json".to_owned(),
        reason,
    };
    match Document::parse(&bytes, Some(&MediaType::OCI_INDEX)) {
        Ok(Document::Index(index)) => Ok(index),
        Ok(_) => Err(unreadable("it is no index".to_owned())),
        Err(problem) => Err(unreadable(problem.to_string())),
    }
}

#[async_trait]
impl Source for FileSource {
    async fn list_tags(&self, most: usize) -> Result<Option<Vec<Tag>>> {
        let tags: Vec<Tag> = self.named().map(|(tag, _)| tag).collect();
        Ok(Some(tags).filter(|tags| tags.len() <= most))
    }

    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>> {
        Ok(match selector {
            Selector::Tag(wanted) => {
                let mut named = self.named();
                let found = named.find(|(tag, _)| tag == wanted);
                found.map(|(_, descriptor)| descriptor.digest.clone())
            }
            Selector::Digest(digest) => {
                let is_there = self.made.contains_key(digest)
                    || self.shelf.find(&self.place(digest)).is_some();
                is_there.then(|| digest.clone())
            }
        })
    }

    async fn manifest(&self, selector: &Selector) -> Result<RawManifest> {
        let digest = Source::resolve(self, selector).await?;
        let missing = || FileError::Missing(selector.to_string());
        Ok(self.read_manifest(&digest.ok_or_else(missing)?)?)
    }

    async fn stream_blob(&self, digest: &Digest, start: u64) -> Result<BlobStream> {
        let (size, pieces) = self.shelf.stream(&self.place(digest), start).await?;
        Ok(BlobStream::new(Some(size), start.min(size), pieces))
    }

    async fn referrers(&self, subject: &Digest, _: Option<&[Tag]>) -> Result<Vec<Referrer>> {
        let about = self.subjects().get(subject).cloned().unwrap_or_default();
        let mut found: Vec<Referrer> = about
            .into_iter()
            .map(|descriptor| Referrer {
                descriptor,
                found: Found::Api,
            })
            .collect();
        for kind in CosignKind::ALL {
            let wanted = AttachmentTag::cosign(subject, kind).tag();
            let named = self.named().find(|(tag, _)| *tag == wanted);
            found.extend(named.map(|(tag, descriptor)| Referrer {
                descriptor: descriptor.clone(),
                found: Found::CosignTag(tag),
            }));
        }
        Ok(found)
    }

    fn mountable(&self) -> Option<(String, RepositoryName)> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_the_end_of_a_whole_name_or_all_of_a_short_one() {
        let tag = |key: &str, name: &str| {
            let mut descriptor = Descriptor::of(MediaType::OCI_MANIFEST, b"{}");
            descriptor
                .annotations
                .insert(key.to_owned(), name.to_owned());
            tag_of(&descriptor).map(|tag| tag.to_string())
        };
        assert_eq!(tag(REF_NAME, "1.0").as_deref(), Some("1.0"));
        assert_eq!(
            tag(REF_NAME, "docker.io/library/hi:1").as_deref(),
            Some("1")
        );
        assert_eq!(tag(IMAGE_NAME, "hi:1").as_deref(), Some("1"));
        assert_eq!(tag(IMAGE_NAME, "localhost:5000/hi"), None);
        assert_eq!(tag(REF_NAME, "../evil"), None);
    }
}
