//! Media types of manifests, configs and layers, kept as written: unknown ones are artifacts, not errors.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

/// A media type exactly as the registry wrote it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MediaType(Cow<'static, str>);

impl MediaType {
    /// An OCI image index.
    pub const OCI_INDEX: Self = Self::known("application/vnd.oci.image.index.v1+json");
    /// An OCI image manifest.
    pub const OCI_MANIFEST: Self = Self::known("application/vnd.oci.image.manifest.v1+json");
    /// A Docker manifest list, schema 2.
    pub const DOCKER_LIST: Self =
        Self::known("application/vnd.docker.distribution.manifest.list.v2+json");
    /// A Docker image manifest, schema 2.
    pub const DOCKER_MANIFEST: Self =
        Self::known("application/vnd.docker.distribution.manifest.v2+json");
    /// A Docker manifest, schema 1: shown, never written.
    pub const DOCKER_SCHEMA1: Self =
        Self::known("application/vnd.docker.distribution.manifest.v1+json");
    /// A signed Docker manifest, schema 1.
    pub const DOCKER_SCHEMA1_SIGNED: Self =
        Self::known("application/vnd.docker.distribution.manifest.v1+prettyjws");
    /// The OCI artifact manifest of 1.1's release candidates, withdrawn: shown where one is met.
    pub const OCI_ARTIFACT: Self = Self::known("application/vnd.oci.artifact.manifest.v1+json");
    /// An OCI image config.
    pub const OCI_CONFIG: Self = Self::known("application/vnd.oci.image.config.v1+json");
    /// A Docker image config.
    pub const DOCKER_CONFIG: Self = Self::known("application/vnd.docker.container.image.v1+json");
    /// The empty config of an artifact, `{}`.
    pub const EMPTY: Self = Self::known("application/vnd.oci.empty.v1+json");
    /// The config of a Helm chart.
    pub const HELM_CONFIG: Self = Self::known("application/vnd.cncf.helm.config.v1+json");
    /// A Helm chart's content.
    pub const HELM_CONTENT: Self =
        Self::known("application/vnd.cncf.helm.chart.content.v1.tar+gzip");
    /// An OCI layer, gzip.
    pub const OCI_LAYER_GZIP: Self = Self::known("application/vnd.oci.image.layer.v1.tar+gzip");
    /// An OCI layer, zstd.
    pub const OCI_LAYER_ZSTD: Self = Self::known("application/vnd.oci.image.layer.v1.tar+zstd");
    /// A Docker layer, gzip.
    pub const DOCKER_LAYER_GZIP: Self =
        Self::known("application/vnd.docker.image.rootfs.diff.tar.gzip");

    /// All manifest types a client must say it accepts, in the order they are preferred. Registries
    /// answer 404 or a converted manifest to one that is not named.
    pub const ACCEPTED: [Self; 6] = [
        Self::OCI_INDEX,
        Self::OCI_MANIFEST,
        Self::DOCKER_LIST,
        Self::DOCKER_MANIFEST,
        Self::DOCKER_SCHEMA1_SIGNED,
        Self::DOCKER_SCHEMA1,
    ];

    const fn known(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The media type without parameters such as `; charset=utf-8`.
    pub fn parse(text: &str) -> Self {
        let essence = text.split(';').next().unwrap_or_default().trim();
        Self(Cow::Owned(essence.to_ascii_lowercase()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An index or a manifest list: something whose children are manifests.
    pub fn is_index(&self) -> bool {
        *self == Self::OCI_INDEX || *self == Self::DOCKER_LIST
    }

    /// A manifest with a config and layers.
    pub fn is_image_manifest(&self) -> bool {
        *self == Self::OCI_MANIFEST || *self == Self::DOCKER_MANIFEST
    }

    /// A Docker schema 1 manifest: read-only.
    pub fn is_schema1(&self) -> bool {
        *self == Self::DOCKER_SCHEMA1 || *self == Self::DOCKER_SCHEMA1_SIGNED
    }

    /// What servers send when they don't know better (static files, object stores).
    pub fn says_nothing(&self) -> bool {
        matches!(
            self.as_str(),
            "" | "application/json"
                | "application/octet-stream"
                | "binary/octet-stream"
                | "text/plain"
                | "text/json"
        )
    }

    /// One of the OCI's own types, which an OCI image layout may name.
    pub fn is_oci(&self) -> bool {
        self.0.starts_with("application/vnd.oci.")
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<String> for MediaType {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}
