//! What a manifest is for: an image, a chart, a signature … told from its types and annotations.

use crate::{Descriptor, Document, Manifest, MediaType};

/// What a manifest holds.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ArtifactKind {
    /// A container image for one platform.
    Image,
    /// Several images, usually one for each platform.
    Index,
    /// A Helm chart.
    HelmChart,
    /// A software bill of materials.
    Sbom,
    /// A signature.
    Signature,
    /// A statement about an image: provenance, a scan, any in-toto attestation.
    Attestation,
    /// Anything else, with the type it gives itself.
    Other(String),
}

impl ArtifactKind {
    /// The kind of a whole manifest.
    pub fn of(document: &Document) -> Self {
        match document {
            Document::Index(index) => match index.artifact_type.as_deref() {
                Some(artifact_type) => Self::of_type(artifact_type),
                None => Self::Index,
            },
            Document::Schema1(_) => Self::Image,
            Document::Image(manifest) => Self::of_manifest(manifest),
        }
    }

    /// The kind of a child or referrer, as far as its descriptor tells. `artifactType` may be missing
    /// or wrong in the wild, so a manifest at hand is the better witness.
    pub fn of_descriptor(descriptor: &Descriptor) -> Self {
        if descriptor.is_attestation() {
            return Self::Attestation;
        }
        match descriptor.artifact_type.as_deref() {
            Some(artifact_type) => Self::of_type(artifact_type),
            None if descriptor.media_type.is_index() => Self::Index,
            None if descriptor.media_type.is_image_manifest()
                || descriptor.media_type.is_schema1() =>
            {
                Self::Image
            }
            None => Self::Other(descriptor.media_type.to_string()),
        }
    }

    fn of_manifest(manifest: &Manifest) -> Self {
        let config = manifest.config.as_ref().map(|config| &config.media_type);
        if let Some(kind) = manifest.artifact_type.as_deref().map(Self::of_type)
            && kind != Self::Image
        {
            return kind;
        }
        // cosign and BuildKit dress signatures and attestations as images: the layers tell.
        if let Some(kind) = manifest.layers.first().and_then(of_layer) {
            return kind;
        }
        match config {
            Some(config) if is_image_config(config) => Self::Image,
            Some(config) if *config != MediaType::EMPTY => Self::of_type(config.as_str()),
            _ => Self::Other(
                manifest
                    .layers
                    .first()
                    .map_or(MediaType::EMPTY, |layer| layer.media_type.clone())
                    .to_string(),
            ),
        }
    }

    /// The kind that an artifact type or config media type names.
    pub fn of_type(artifact_type: &str) -> Self {
        let media_type = MediaType::parse(artifact_type);
        let text = media_type.as_str();
        if is_image_config(&media_type) {
            Self::Image
        } else if media_type == MediaType::HELM_CONFIG {
            Self::HelmChart
        } else if is_signature(text) {
            Self::Signature
        } else if is_sbom(text) {
            Self::Sbom
        } else if is_attestation(text) {
            Self::Attestation
        } else {
            Self::Other(artifact_type.to_owned())
        }
    }
}

fn is_image_config(media_type: &MediaType) -> bool {
    *media_type == MediaType::OCI_CONFIG || *media_type == MediaType::DOCKER_CONFIG
}

fn is_signature(text: &str) -> bool {
    text.starts_with("application/vnd.dev.cosign.simplesigning.")
        || text.starts_with("application/vnd.dev.cosign.artifact.sig.")
        || text.starts_with("application/vnd.cncf.notary.signature")
        || text.starts_with("application/vnd.dev.sigstore.bundle")
}

fn is_sbom(text: &str) -> bool {
    ["spdx", "cyclonedx", "syft", "sbom"]
        .iter()
        .any(|word| text.contains(word))
}

fn is_attestation(text: &str) -> bool {
    text.starts_with("application/vnd.in-toto")
        || text.starts_with("application/vnd.dsse.envelope")
        || text.starts_with("application/vnd.dev.cosign.artifact.att.")
        || text == "application/vnd.docker.attestation.manifest.v1+json"
}

/// What a layer says of the manifest around it, where it says more than "files".
fn of_layer(layer: &Descriptor) -> Option<ArtifactKind> {
    let predicate = ["in-toto.io/predicate-type", "predicateType"]
        .iter()
        .find_map(|key| layer.annotations.get(*key));
    if predicate.is_some_and(|predicate| is_sbom(&predicate.to_ascii_lowercase())) {
        return Some(ArtifactKind::Sbom);
    }
    match ArtifactKind::of_type(layer.media_type.as_str()) {
        kind @ (ArtifactKind::Signature | ArtifactKind::Sbom | ArtifactKind::Attestation) => {
            Some(kind)
        }
        _ => (layer.media_type == MediaType::HELM_CONTENT).then_some(ArtifactKind::HelmChart),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(config: &str, layer: &str) -> ArtifactKind {
        let descriptor = |text: &str| Descriptor::of(MediaType::parse(text), text.as_bytes());
        let manifest = Manifest::new(descriptor(config), vec![descriptor(layer)]);
        ArtifactKind::of(&Document::Image(manifest))
    }

    #[test]
    fn kinds_are_told_from_config_and_layers() {
        let config = MediaType::OCI_CONFIG.to_string();
        let layer = MediaType::OCI_LAYER_GZIP.to_string();
        assert_eq!(kind(&config, &layer), ArtifactKind::Image);
        assert_eq!(
            kind(&config, "application/vnd.dev.cosign.simplesigning.v1+json"),
            ArtifactKind::Signature
        );
        assert_eq!(
            kind(&config, "application/vnd.in-toto+json"),
            ArtifactKind::Attestation
        );
        assert_eq!(
            kind(
                "application/vnd.cncf.helm.config.v1+json",
                "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
            ),
            ArtifactKind::HelmChart
        );
        assert_eq!(
            kind("application/vnd.oci.empty.v1+json", "application/spdx+json"),
            ArtifactKind::Sbom
        );
        assert_eq!(
            kind("application/vnd.example.model+json", "text/csv"),
            ArtifactKind::Other("application/vnd.example.model+json".to_owned())
        );
    }
}
