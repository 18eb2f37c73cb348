//! What `docker save` and `podman save` write: a list `manifest.json` that names configs and layers by
//! paths of their own. It becomes OCI manifests of the same bytes.

use std::{collections::BTreeMap, io::Read as _};

use portolan_distribution::RawManifest;
use portolan_oci::{
    Algorithm, CONFIG_LIMIT, Descriptor, Digest, Hasher, MANIFEST_LIMIT, Manifest, MediaType,
};
use serde::Deserialize;

use super::{
    FileError,
    shelf::Shelf,
    source::IMAGE_NAME,
    unpacking::{Packing, fill},
};

/// Images of one archive, layers of one image, and names of one image.
const MOST: usize = 1_000;

/// A layer as docker saves it.
pub(super) const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

/// What an archive was found to hold.
#[derive(Debug, Default)]
pub(super) struct Saved {
    /// Each image as often as it has names, or once.
    pub(super) images: Vec<Descriptor>,
    /// Manifests that are in no file.
    pub(super) manifests: BTreeMap<Digest, RawManifest>,
    /// Where the bytes of each digest are.
    pub(super) blobs: BTreeMap<Digest, String>,
}

/// An image as the list names it (moby, image/spec/spec.md, v1.2).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    config: String,
    repo_tags: Option<Vec<String>>,
    layers: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Config {
    rootfs: RootFs,
}

#[derive(Debug, Deserialize)]
struct RootFs {
    diff_ids: Vec<Digest>,
}

/// Reads the list and the configs that it names. Layers that are packed are hashed; of the others the
/// config gives the digest, which whoever reads them verifies.
pub(super) fn read_saved(shelf: &Shelf) -> Result<Saved, FileError> {
    let bytes = shelf.read("manifest.json", MANIFEST_LIMIT as u64)?;
    let listed: Vec<Listed> =
        serde_json::from_slice(&bytes).map_err(unreadable("manifest.json"))?;
    if listed.len() > MOST {
        return Err(FileError::TooMuch(format!("more than {MOST} images")));
    }
    let mut saved = Saved::default();
    for image in listed {
        read_image(shelf, image, &mut saved)?;
    }
    Ok(saved)
}

fn read_image(shelf: &Shelf, image: Listed, saved: &mut Saved) -> Result<(), FileError> {
    let names = image.repo_tags.unwrap_or_default();
    if image.layers.len() > MOST || names.len() > MOST {
        return Err(FileError::TooMuch(format!("more than {MOST} layers")));
    }
    let bytes = shelf.read(&image.config, CONFIG_LIMIT as u64)?;
    let config = Descriptor::of(MediaType::OCI_CONFIG, &bytes);
    if let Some(asked) = named_by(&image.config)
        && asked != config.digest
    {
        let got = config.digest;
        return Err(FileError::Mismatch { asked, got });
    }
    let read: Config = serde_json::from_slice(&bytes).map_err(unreadable(&image.config))?;
    let diff_ids = read.rootfs.diff_ids;
    if diff_ids.len() != image.layers.len() {
        return Err(FileError::Unreadable {
            file: image.config,
            reason: format!(
                "it has {} layers where manifest.json has {}",
                diff_ids.len(),
                image.layers.len()
            ),
        });
    }
    let mut layers = Vec::new();
    for (path, diff_id) in image.layers.iter().zip(diff_ids) {
        let layer = read_layer(shelf, path, diff_id)?;
        saved.blobs.insert(layer.digest.clone(), path.clone());
        layers.push(layer);
    }
    saved.blobs.insert(config.digest.clone(), image.config);
    let bytes = serde_json::to_vec(&Manifest::new(config, layers));
    let bytes = bytes.map_err(unreadable("manifest.json"))?;
    let described = Descriptor::of(MediaType::OCI_MANIFEST, &bytes);
    let raw = RawManifest {
        digest: described.digest.clone(),
        media_type: MediaType::OCI_MANIFEST,
        bytes: bytes.into(),
    };
    let names_of = |name: String| {
        let mut named = described.clone();
        named.annotations.insert(IMAGE_NAME.to_owned(), name);
        named
    };
    if names.is_empty() {
        saved.images.push(described.clone());
    } else {
        saved.images.extend(names.into_iter().map(names_of));
    }
    saved.manifests.insert(raw.digest.clone(), raw);
    Ok(())
}

/// The layer at `path`, whose content unpacked is `diff_id`.
fn read_layer(shelf: &Shelf, path: &str, diff_id: Digest) -> Result<Descriptor, FileError> {
    let (mut reader, size) = shelf.open(path)?;
    let mut piece = vec![0; 128 << 10];
    let io = |cause| FileError::io(shelf.path())(cause);
    let begin = fill(&mut reader, &mut piece[..8]).map_err(io)?;
    let media_type = match Packing::of(&piece[..begin]) {
        Packing::Plain => {
            let plain = MediaType::parse(LAYER);
            return Ok(Descriptor::new(plain, diff_id, size));
        }
        Packing::Gzip => MediaType::OCI_LAYER_GZIP,
        Packing::Zstd => MediaType::OCI_LAYER_ZSTD,
    };
    let mut hasher = Hasher::new(Algorithm::Sha256);
    hasher.update(&piece[..begin]);
    loop {
        let count = reader.read(&mut piece).map_err(io)?;
        if count == 0 {
            return Ok(Descriptor::new(media_type, hasher.finish(), size));
        }
        hasher.update(&piece[..count]);
    }
}

/// The digest that a config's name gives: `<hex>.json`, or `blobs/sha256/<hex>`.
fn named_by(path: &str) -> Option<Digest> {
    let last = path.rsplit('/').next()?;
    let hex = last.strip_suffix(".json").unwrap_or(last);
    format!("sha256:{hex}").parse().ok()
}

fn unreadable(file: &str) -> impl FnOnce(serde_json::Error) -> FileError {
    let file = file.to_owned();
    |problem| FileError::Unreadable {
        file,
        reason: problem.to_string(),
    }
}
