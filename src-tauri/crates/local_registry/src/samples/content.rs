//! Blobs and manifests of the samples, and where they are put. No clock and no chance: every byte follows
//! from the recipe.

use std::io::{self, Write as _};

use flate2::{Compression, GzBuilder};
use portolan_oci::{Digest, Hasher, MediaType, RepositoryName, Selector, Tag};
use serde_json::{Value, json};

use crate::{Error, LocalRegistry};

/// A repository that a recipe fills.
pub(super) struct Shelf<'a> {
    registry: &'a LocalRegistry,
    repository: RepositoryName,
}

/// A manifest, made but not yet put anywhere.
#[derive(Clone, Debug)]
pub(super) struct Built {
    pub(super) media_type: MediaType,
    pub(super) digest: Digest,
    bytes: Vec<u8>,
}

impl Built {
    pub(super) fn new(media_type: MediaType, manifest: &Value) -> Self {
        let bytes = format!("{manifest:#}").into_bytes();
        Self {
            media_type,
            digest: Digest::of(&bytes),
            bytes,
        }
    }

    /// The descriptor by which an index or a referrer names it.
    pub(super) fn descriptor(&self) -> Value {
        json!({
            "mediaType": self.media_type,
            "digest": self.digest,
            "size": self.bytes.len(),
        })
    }
}

impl<'a> Shelf<'a> {
    pub(super) fn new(registry: &'a LocalRegistry, repository: RepositoryName) -> Self {
        Self {
            registry,
            repository,
        }
    }

    /// Puts a blob and returns its descriptor.
    pub(super) fn put_blob(&self, media_type: &MediaType, bytes: &[u8]) -> Result<Value, Error> {
        let digest = Digest::of(bytes);
        // The same blob again costs one look and no file.
        if self.registry.blob_size(&self.repository, &digest).is_err() {
            self.registry.put_blob(&self.repository, bytes)?;
        }
        Ok(json!({ "mediaType": media_type, "digest": digest, "size": bytes.len() }))
    }

    /// Puts the empty blob `{}` that artifacts use as their config (image spec 1.1, "Guidance for an
    /// Empty Descriptor").
    pub(super) fn put_empty(&self) -> Result<Value, Error> {
        self.put_blob(&MediaType::EMPTY, b"{}")
    }

    /// Puts a manifest without a tag.
    pub(super) fn put_untagged(&self, built: &Built) -> Result<(), Error> {
        let selector = Selector::Digest(built.digest.clone());
        self.put(&selector, built)
    }

    /// Puts a manifest under each of `tags`, and says how many those are.
    pub(super) fn put_tagged(&self, built: &Built, tags: &[&str]) -> Result<u64, Error> {
        for tag in tags {
            let tag: Tag = tag
                .parse()
                .map_err(|_| Error::InvalidManifest(format!("{tag} is no tag")))?;
            self.put(&Selector::Tag(tag), built)?;
        }
        Ok(tags.len() as u64)
    }

    fn put(&self, selector: &Selector, built: &Built) -> Result<(), Error> {
        self.registry
            .put_manifest(
                &self.repository,
                selector,
                Some(&built.media_type),
                &built.bytes,
            )
            .map(|_| ())
    }
}

/// A file of a layer.
pub(super) struct LayerFile {
    pub(super) path: &'static str,
    pub(super) mode: u32,
    pub(super) bytes: Vec<u8>,
}

impl LayerFile {
    /// A text that people read.
    pub(super) fn text(path: &'static str, text: impl Into<String>) -> Self {
        Self {
            path,
            mode: 0o644,
            bytes: text.into().into_bytes(),
        }
    }

    /// A stand-in for a program: `size` bytes that follow from `seed` and don't compress.
    pub(super) fn program(path: &'static str, seed: &str, size: usize) -> Self {
        Self {
            path,
            mode: 0o755,
            bytes: filler(seed, size),
        }
    }
}

fn filler(seed: &str, size: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size + 64);
    let mut counter = 0_u64;
    while bytes.len() < size {
        let mut hasher = Hasher::new(portolan_oci::Algorithm::Sha256);
        hasher.update(seed.as_bytes());
        hasher.update(&counter.to_le_bytes());
        bytes.extend_from_slice(hasher.finish().hex().as_bytes());
        counter += 1;
    }
    bytes.truncate(size);
    bytes
}

/// An archive of the files in the order given, all owned by root and of one time (seconds since 1970).
pub(super) fn archive(files: &[LayerFile], time: u64) -> Result<Vec<u8>, Error> {
    let mut builder = tar::Builder::new(Vec::new());
    for file in files {
        let mut header = tar::Header::new_ustar();
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(file.mode);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(time);
        header.set_size(file.bytes.len() as u64);
        builder
            .append_data(&mut header, file.path, file.bytes.as_slice())
            .map_err(failed)?;
    }
    builder.into_inner().map_err(failed)
}

/// Gzip without compression: the bytes then don't depend on the compressor's version, and samples are
/// too small to gain from it.
pub(super) fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut encoder = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), Compression::none());
    encoder.write_all(bytes).map_err(failed)?;
    encoder.finish().map_err(failed)
}

/// Zstandard at its fastest level.
pub(super) fn zstd(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    zstd::encode_all(bytes, 1).map_err(failed)
}

fn failed(error: io::Error) -> Error {
    Error::file("making", "a sample", error)
}
