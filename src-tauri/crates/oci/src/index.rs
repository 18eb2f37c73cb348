//! Indexes: OCI image indexes and Docker manifest lists.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    Descriptor, DocumentError, MediaType,
    document::{read_descriptor, read_descriptors},
    json,
};

/// A list of manifests, one for each platform or each referrer (image spec, "OCI Image Index
/// Specification"). Serializing writes a new index; one that was read is passed on by its exact bytes.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    schema_version: u8,
    /// Its own type, or what the registry called it.
    pub media_type: MediaType,
    /// The kind of artifact, where it is no image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The children, in their order. They may be missing from the registry, be indexes themselves,
    /// name no platform, or be no manifests at all (BuildKit's cache).
    pub manifests: Vec<Descriptor>,
    /// The manifest that this one describes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Free notes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Index {
    /// A new OCI index of these children.
    pub fn new(manifests: Vec<Descriptor>) -> Self {
        Self {
            schema_version: 2,
            media_type: MediaType::OCI_INDEX,
            artifact_type: None,
            manifests,
            subject: None,
            annotations: BTreeMap::new(),
        }
    }

    /// The children that could run, without the attestations about them.
    pub fn images(&self) -> impl Iterator<Item = &Descriptor> {
        self.manifests
            .iter()
            .filter(|child| !child.is_attestation())
    }

    pub(crate) fn read(
        object: &Map<String, Value>,
        media_type: Option<MediaType>,
    ) -> Result<Self, DocumentError> {
        Ok(Self {
            schema_version: 2,
            media_type: media_type.unwrap_or(MediaType::OCI_INDEX),
            artifact_type: json::text(object, "artifactType").filter(|text| !text.is_empty()),
            manifests: read_descriptors(object, "manifests")?,
            subject: read_descriptor(object, "subject")?,
            annotations: json::text_map(object, "annotations"),
        })
    }
}
