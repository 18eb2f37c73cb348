//! Images for the samples: a config such as a Dockerfile would give, its layers, and the manifest.

use portolan_oci::{Digest, MediaType};
use serde_json::{Map, Value, json};

use super::content::{self, Built, LayerFile, Shelf};
use crate::Error;

/// The platform an image is for.
#[derive(Clone, Copy)]
pub(super) struct Platform {
    pub(super) architecture: &'static str,
    pub(super) variant: Option<&'static str>,
}

pub(super) const AMD64: Platform = Platform {
    architecture: "amd64",
    variant: None,
};
pub(super) const ARM64: Platform = Platform {
    architecture: "arm64",
    variant: Some("v8"),
};
pub(super) const ARM_V7: Platform = Platform {
    architecture: "arm",
    variant: Some("v7"),
};

impl Platform {
    pub(super) fn json(self) -> Value {
        let mut platform = json!({ "architecture": self.architecture, "os": "linux" });
        if let Some(variant) = self.variant {
            platform["variant"] = variant.into();
        }
        platform
    }
}

/// How layers are packed and what the types are called.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Packing {
    OciGzip,
    OciZstd,
    DockerGzip,
}

impl Packing {
    fn types(self) -> (MediaType, MediaType, MediaType) {
        match self {
            Self::OciGzip => (
                MediaType::OCI_MANIFEST,
                MediaType::OCI_CONFIG,
                MediaType::OCI_LAYER_GZIP,
            ),
            Self::OciZstd => (
                MediaType::OCI_MANIFEST,
                MediaType::OCI_CONFIG,
                MediaType::OCI_LAYER_ZSTD,
            ),
            Self::DockerGzip => (
                MediaType::DOCKER_MANIFEST,
                MediaType::DOCKER_CONFIG,
                MediaType::DOCKER_LAYER_GZIP,
            ),
        }
    }

    fn pack(self, archive: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            Self::OciGzip | Self::DockerGzip => content::gzip(archive),
            Self::OciZstd => content::zstd(archive),
        }
    }
}

/// A line of the build history, with the layer it made where it made one.
pub(super) struct Step {
    pub(super) command: String,
    pub(super) files: Vec<LayerFile>,
    /// When the layer was made, where that was not with the image: RFC 3339.
    pub(super) made: Option<&'static str>,
}

impl Step {
    pub(super) fn layer(command: impl Into<String>, files: Vec<LayerFile>) -> Self {
        Self {
            command: command.into(),
            files,
            made: None,
        }
    }

    pub(super) fn setting(command: impl Into<String>) -> Self {
        Self::layer(command, Vec::new())
    }
}

/// A recipe for one image of one platform.
pub(super) struct Image {
    pub(super) platform: Platform,
    pub(super) packing: Packing,
    /// RFC 3339; also the time of the files.
    pub(super) created: String,
    /// The `config` object of the image config.
    pub(super) settings: Value,
    pub(super) annotations: Map<String, Value>,
    pub(super) steps: Vec<Step>,
}

impl Image {
    /// Puts layers and config on the shelf, and makes the manifest.
    pub(super) fn build(&self, shelf: &Shelf<'_>) -> Result<Built, Error> {
        let (manifest_type, config_type, layer_type) = self.packing.types();
        let mut layers = Vec::new();
        let mut diff_ids = Vec::new();
        let mut history = Vec::new();
        for step in &self.steps {
            let made = step.made.unwrap_or(&self.created);
            let mut line = json!({ "created": made, "created_by": step.command });
            if self.packing != Packing::DockerGzip {
                line["comment"] = "buildkit.dockerfile.v0".into();
            }
            if step.files.is_empty() {
                line["empty_layer"] = true.into();
            } else {
                let archive = content::archive(&step.files, seconds(made))?;
                diff_ids.push(Digest::of(&archive));
                layers.push(shelf.put_blob(&layer_type, &self.packing.pack(&archive)?)?);
            }
            history.push(line);
        }
        let mut config = json!({
            "created": self.created,
            "architecture": self.platform.architecture,
            "os": "linux",
        });
        if let Some(variant) = self.platform.variant {
            config["variant"] = variant.into();
        }
        config["config"] = self.settings.clone();
        config["rootfs"] = json!({ "type": "layers", "diff_ids": diff_ids });
        config["history"] = history.into();
        let config = shelf.put_blob(&config_type, config.to_string().as_bytes())?;
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": manifest_type,
            "config": config,
            "layers": layers,
        });
        if !self.annotations.is_empty() {
            manifest["annotations"] = self.annotations.clone().into();
        }
        Ok(Built::new(manifest_type, &manifest))
    }
}

/// The seconds since 1970 of a time that a recipe wrote.
pub(super) fn seconds(time: &str) -> u64 {
    let timestamp: jiff::Timestamp = time.parse().unwrap_or_default();
    u64::try_from(timestamp.as_second()).unwrap_or_default()
}

/// The base that the samples share, made once, so that images and repositories share a blob.
pub(super) fn base_layer(platform: Platform) -> Step {
    let release = "PRETTY_NAME=\"Portolan Sample Base 12\"\nNAME=\"Portolan Sample Base\"\n\
                   VERSION_ID=\"12\"\nID=sample\n";
    let users = "root:x:0:0:root:/root:/bin/sh\napp:x:10001:10001::/app:/bin/sh\n";
    Step {
        command: "ADD rootfs.tar / # buildkit".to_owned(),
        files: vec![
            LayerFile::text("etc/os-release", release),
            LayerFile::text("etc/passwd", users),
            LayerFile::program("bin/sh", platform.architecture, 24 * 1024),
        ],
        made: Some("2024-06-01T00:00:00Z"),
    }
}

/// The labels that the image spec names, for a sample.
pub(super) fn labels(title: &str, version: &str, created: &str, about: &str) -> Map<String, Value> {
    let pairs = [
        ("org.opencontainers.image.title", title),
        ("org.opencontainers.image.version", version),
        ("org.opencontainers.image.created", created),
        ("org.opencontainers.image.description", about),
        ("org.opencontainers.image.licenses", "MIT OR Apache-2.0"),
        ("org.opencontainers.image.vendor", "Portolan samples"),
    ];
    pairs
        .into_iter()
        .map(|(key, text)| (key.to_owned(), text.into()))
        .collect()
}
