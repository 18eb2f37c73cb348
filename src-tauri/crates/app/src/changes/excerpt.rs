//! From a manifest's exact bytes to what decisions and the window need of it.

use std::collections::BTreeMap;

use portolan_contract::ImageKind;
use portolan_oci::{ArtifactKind, Descriptor, Document, MediaType};
use portolan_policy::{Blob, Manifest};
use portolan_storage::Content;

/// Reads a manifest. One that can't be understood needs nothing, as far as we can tell: its exact
/// bytes are kept and put back all the same.
pub(crate) fn read_manifest(content: &Content, present: bool) -> Manifest {
    let mut manifest = Manifest {
        media_type: content.media_type.clone(),
        size: content.bytes.len() as u64,
        children: Vec::new(),
        blobs: Vec::new(),
        understood: false,
        subject: None,
        artifact_type: None,
        present,
    };
    let Ok(document) = Document::parse(&content.bytes, Some(&content.media_type)) else {
        return manifest;
    };
    manifest.subject = document.subject().map(|subject| subject.digest.clone());
    manifest.understood = !content.media_type.is_schema1();
    match document {
        Document::Index(index) => {
            manifest.artifact_type = index.artifact_type;
            for entry in index.manifests {
                // BuildKit's cache is an index whose entries are layers.
                if is_manifest(&entry.media_type) {
                    manifest.children.push(entry.digest);
                } else {
                    manifest.blobs.push(blob(&entry, false));
                }
            }
        }
        Document::Image(image) => {
            manifest.artifact_type = image.artifact_type;
            let config = image.config.iter().map(|config| blob(config, true));
            let layers = image.layers.iter().map(|layer| blob(layer, false));
            // The empty config often stands in for a layer too: each digest once, as what it first is.
            let mut distinct = BTreeMap::new();
            for blob in config.chain(layers) {
                distinct.entry(blob.digest.clone()).or_insert(blob);
            }
            manifest.blobs = distinct.into_values().collect();
        }
        Document::Schema1(_) => {}
    }
    manifest
}

fn is_manifest(media_type: &MediaType) -> bool {
    media_type.is_index() || media_type.is_image_manifest() || media_type.is_schema1()
}

fn blob(descriptor: &Descriptor, is_config: bool) -> Blob {
    let is_foreign = descriptor.media_type.as_str().contains("foreign")
        || descriptor.media_type.as_str().contains("nondistributable");
    Blob {
        digest: descriptor.digest.clone(),
        size: descriptor.size,
        is_config,
        foreign: is_foreign,
    }
}

/// What an image is.
pub(crate) fn kind_of(content: &Content) -> ImageKind {
    if content.media_type.is_schema1() {
        return ImageKind::Relic;
    }
    let Ok(document) = Document::parse(&content.bytes, Some(&content.media_type)) else {
        return ImageKind::Artifact;
    };
    match ArtifactKind::of(&document) {
        ArtifactKind::Image => ImageKind::Image,
        ArtifactKind::Index => ImageKind::Index,
        ArtifactKind::HelmChart => ImageKind::HelmChart,
        ArtifactKind::Sbom => ImageKind::Sbom,
        ArtifactKind::Signature => ImageKind::Signature,
        ArtifactKind::Attestation => ImageKind::Attestation,
        ArtifactKind::Other(_) => ImageKind::Artifact,
    }
}
