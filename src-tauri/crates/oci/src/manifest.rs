//! Image manifests, OCI and Docker schema 2, and artifacts in the same shape.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    Descriptor, DocumentError, MediaType,
    document::{read_descriptor, read_descriptors},
    json,
};

/// A config and layers (image spec, "OCI Image Manifest Specification"). Serializing writes a new
/// manifest; one that was read is passed on by its exact bytes, never through this.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    schema_version: u8,
    /// Its own type, or what the registry called it.
    pub media_type: MediaType,
    /// The kind of artifact, where it is no image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The config; only the withdrawn artifact manifest has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Descriptor>,
    /// The layers, lowest first.
    pub layers: Vec<Descriptor>,
    /// The manifest that this one describes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Free notes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl Manifest {
    /// A new manifest of an OCI image.
    pub fn new(config: Descriptor, layers: Vec<Descriptor>) -> Self {
        Self {
            schema_version: 2,
            media_type: MediaType::OCI_MANIFEST,
            artifact_type: None,
            config: Some(config),
            layers,
            subject: None,
            annotations: BTreeMap::new(),
        }
    }

    /// Bytes of all layers as stored, each digest counted once; `None` where the sum overflows.
    pub fn compressed_size(&self) -> Option<u64> {
        let distinct: BTreeMap<_, _> = self
            .layers
            .iter()
            .map(|layer| (&layer.digest, layer.size))
            .collect();
        distinct
            .values()
            .try_fold(0_u64, |sum, size| sum.checked_add(*size))
    }

    pub(crate) fn read(
        object: &Map<String, Value>,
        media_type: Option<MediaType>,
    ) -> Result<Self, DocumentError> {
        let layers = match object.get("blobs") {
            Some(_) => read_descriptors(object, "blobs")?,
            None => read_descriptors(object, "layers")?,
        };
        Ok(Self {
            schema_version: 2,
            media_type: media_type.unwrap_or(MediaType::OCI_MANIFEST),
            artifact_type: json::text(object, "artifactType").filter(|text| !text.is_empty()),
            config: read_descriptor(object, "config")?,
            layers,
            subject: read_descriptor(object, "subject")?,
            annotations: json::text_map(object, "annotations"),
        })
    }
}
