//! The kinds of images, between the rooms below and the window.

use portolan_contract::ImageKind;
use portolan_oci::{ArtifactKind, Document};
use portolan_storage::ImageKind as KeptKind;

/// The kind of a kept summary.
pub(crate) fn kind_of(kept: KeptKind) -> ImageKind {
    match kept {
        KeptKind::Image => ImageKind::Image,
        KeptKind::Index => ImageKind::Index,
        KeptKind::HelmChart => ImageKind::HelmChart,
        KeptKind::Sbom => ImageKind::Sbom,
        KeptKind::Signature => ImageKind::Signature,
        KeptKind::Attestation => ImageKind::Attestation,
        KeptKind::Schema1 => ImageKind::Relic,
        KeptKind::Artifact => ImageKind::Artifact,
    }
}

/// The kind to keep of a manifest.
pub(crate) fn kept_kind(document: &Document) -> KeptKind {
    match document {
        Document::Schema1(_) => KeptKind::Schema1,
        document => match ArtifactKind::of(document) {
            ArtifactKind::Image => KeptKind::Image,
            ArtifactKind::Index => KeptKind::Index,
            ArtifactKind::HelmChart => KeptKind::HelmChart,
            ArtifactKind::Sbom => KeptKind::Sbom,
            ArtifactKind::Signature => KeptKind::Signature,
            ArtifactKind::Attestation => KeptKind::Attestation,
            ArtifactKind::Other(_) => KeptKind::Artifact,
        },
    }
}

/// The kind that a descriptor tells.
pub(crate) fn described_kind(kind: &ArtifactKind) -> ImageKind {
    match kind {
        ArtifactKind::Image => ImageKind::Image,
        ArtifactKind::Index => ImageKind::Index,
        ArtifactKind::HelmChart => ImageKind::HelmChart,
        ArtifactKind::Sbom => ImageKind::Sbom,
        ArtifactKind::Signature => ImageKind::Signature,
        ArtifactKind::Attestation => ImageKind::Attestation,
        ArtifactKind::Other(_) => ImageKind::Artifact,
    }
}
