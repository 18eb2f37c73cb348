//! An image as a test puts it into the fake: a manifest of its own, with its layers there.

use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    ecr::digest_of,
    state::{Image, Layer, Repository, Storage},
};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// An image to be: its text makes its digest.
#[derive(Clone, Debug)]
pub struct Picture {
    text: String,
    tags: Vec<String>,
    size: Option<u64>,
    days: f64,
    pulled_days: Option<f64>,
    platform: (String, String),
    artifact_type: Option<String>,
    subject: Option<String>,
    children: Vec<String>,
    annotations: Value,
    is_archived: bool,
}

impl Picture {
    /// An image for `linux/amd64` whose only layer holds this text, pushed now.
    pub fn of(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            tags: Vec::new(),
            size: None,
            days: 0.0,
            pulled_days: None,
            platform: ("linux".to_owned(), "amd64".to_owned()),
            artifact_type: None,
            subject: None,
            children: Vec::new(),
            annotations: Value::Null,
            is_archived: false,
        }
    }

    /// An index of images that are there already, by their digests.
    pub fn index(children: &[String]) -> Self {
        Self {
            children: children.to_vec(),
            ..Self::of("")
        }
    }

    /// With a tag.
    #[must_use]
    pub fn tag(mut self, tag: &str) -> Self {
        self.tags.push(tag.to_owned());
        self
    }

    /// Pushed this many days ago.
    #[must_use]
    pub const fn pushed(mut self, days: f64) -> Self {
        self.days = days;
        self
    }

    /// Last pulled this many days ago.
    #[must_use]
    pub const fn pulled(mut self, days: f64) -> Self {
        self.pulled_days = Some(days);
        self
    }

    /// Of this size in bytes, though its layers are small.
    #[must_use]
    pub const fn size(mut self, bytes: u64) -> Self {
        self.size = Some(bytes);
        self
    }

    /// For another platform.
    #[must_use]
    pub fn platform(mut self, os: &str, architecture: &str) -> Self {
        self.platform = (os.to_owned(), architecture.to_owned());
        self
    }

    /// As an artifact of this type that refers to an image by its digest.
    #[must_use]
    pub fn about(mut self, subject: &str, artifact_type: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self.artifact_type = Some(artifact_type.to_owned());
        self
    }

    /// With an annotation.
    #[must_use]
    pub fn annotation(mut self, key: &str, value: &str) -> Self {
        self.annotations[key] = value.into();
        self
    }

    /// In the archive, since as long as it was pushed.
    #[must_use]
    pub const fn archived(mut self) -> Self {
        self.is_archived = true;
        self
    }

    /// Puts it into a repository as if it had been pushed; its digest.
    pub(super) fn put(&self, repository: &mut Repository, now: f64) -> String {
        let (manifest, media_type) = if self.children.is_empty() {
            (self.manifest(repository), MANIFEST)
        } else {
            (self.list(repository), INDEX)
        };
        let size: u64 = if self.children.is_empty() {
            let layers = manifest["layers"].as_array().into_iter().flatten();
            layers
                .chain([&manifest["config"]])
                .filter_map(|it| it["size"].as_u64())
                .sum()
        } else {
            let children = self.children.iter();
            let sizes = children.filter_map(|it| Some(repository.images.get(it)?.size));
            sizes.max().unwrap_or_default()
        };
        let text = manifest.to_string();
        let digest = digest_of(text.as_bytes());
        let pushed_at = now - self.days * 86_400.0;
        let image = Image {
            manifest: text,
            media_type: media_type.to_owned(),
            artifact_type: self
                .artifact_type
                .clone()
                .or_else(|| self.children.is_empty().then(|| CONFIG.to_owned())),
            subject: self.subject.clone(),
            children: self.children.clone(),
            size: self.size.unwrap_or(size),
            pushed_at,
            pulled_at: self.pulled_days.map(|days| now - days * 86_400.0),
            storage: if self.is_archived {
                Storage::Archived
            } else {
                Storage::Active
            },
            archived_at: self.is_archived.then_some(pushed_at),
            ..Image::default()
        };
        repository.images.insert(digest.clone(), image);
        for tag in &self.tags {
            repository.tag(tag, &digest, pushed_at);
        }
        digest
    }

    fn manifest(&self, repository: &mut Repository) -> Value {
        let (os, architecture) = &self.platform;
        let layer = put_layer(repository, self.text.as_bytes());
        let config = json!({
            "architecture": architecture,
            "os": os,
            "created": "2026-01-02T03:04:05Z",
            "config": { "Labels": { "text": self.text } },
            "rootfs": { "type": "layers", "diff_ids": [layer] },
        })
        .to_string();
        let config_digest = put_layer(repository, config.as_bytes());
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": { "mediaType": CONFIG, "digest": config_digest, "size": config.len() },
            "layers": [{ "mediaType": LAYER, "digest": layer, "size": self.text.len() }],
        });
        if let Some(kind) = &self.artifact_type {
            manifest["artifactType"] = kind.as_str().into();
        }
        if let Some(subject) = &self.subject {
            let about = repository.images.get(subject);
            manifest["subject"] = json!({
                "mediaType": about.map_or(MANIFEST, |it| &it.media_type),
                "digest": subject,
                "size": about.map_or(0, |it| it.manifest.len()),
            });
        }
        if self.annotations.is_object() {
            manifest["annotations"] = self.annotations.clone();
        }
        manifest
    }

    fn list(&self, repository: &Repository) -> Value {
        let descriptors: Vec<Value> = self
            .children
            .iter()
            .filter_map(|digest| {
                let image = repository.images.get(digest)?;
                let manifest: Value = serde_json::from_str(&image.manifest).ok()?;
                let config = manifest["config"]["digest"].as_str().unwrap_or_default();
                let config = repository.layers.get(config)?.bytes.clone()?;
                let config: Value = serde_json::from_slice(&config).ok()?;
                Some(json!({
                    "mediaType": image.media_type,
                    "digest": digest,
                    "size": image.manifest.len(),
                    "platform": { "os": config["os"], "architecture": config["architecture"] },
                }))
            })
            .collect();
        json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": descriptors })
    }
}

fn put_layer(repository: &mut Repository, bytes: &[u8]) -> String {
    let digest = digest_of(bytes);
    let layer = Layer {
        size: bytes.len() as u64,
        bytes: Some(Bytes::copy_from_slice(bytes)),
        media_type: None,
    };
    repository.layers.insert(digest.clone(), layer);
    digest
}
