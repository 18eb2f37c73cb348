//! What the registry must know of a manifest: what it names and what it describes. The bytes are kept as
//! they came; shapes for showing them are the `oci` room's.

use std::collections::BTreeMap;

use portolan_oci::{Digest, MediaType};
use serde::Deserialize;

use crate::Error;

/// The most bytes a manifest may have: what registries agree on (distribution spec 1.1, "Pushing
/// Manifests": at least 4 MiB).
pub const MANIFEST_LIMIT: u64 = 4 * 1024 * 1024;

/// What a manifest says, as far as the registry cares.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ManifestFacts {
    pub(crate) media_type: MediaType,
    /// Config and layers: must be in the repository before the manifest.
    pub(crate) blobs: Vec<Digest>,
    /// Layers that may be absent, because the manifest says where else they are.
    pub(crate) foreign: Vec<Digest>,
    /// Manifests of an index: may be absent.
    pub(crate) children: Vec<Digest>,
    pub(crate) subject: Option<Digest>,
    /// What a referrers listing shows: the artifact type, or the config's media type.
    pub(crate) artifact_type: Option<String>,
    /// What a referrers listing shows, as a JSON object.
    pub(crate) annotations: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
    blobs: Option<Vec<Descriptor>>,
    manifests: Option<Vec<Descriptor>>,
    subject: Option<Descriptor>,
    annotations: Option<BTreeMap<String, String>>,
    fs_layers: Option<Vec<Schema1Layer>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    media_type: Option<String>,
    digest: Digest,
    // Read only to refuse what is not a size.
    #[serde(rename = "size")]
    _size: Option<u64>,
    urls: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Schema1Layer {
    blob_sum: Digest,
}

impl Descriptor {
    /// A layer that registries are not asked to hold (image spec 1.1, "Non-Distributable Layers").
    fn is_foreign(&self) -> bool {
        let is_marked = self.media_type.as_deref().is_some_and(|media_type| {
            media_type.contains(".nondistributable.")
                || media_type.starts_with("application/vnd.docker.image.rootfs.foreign.")
        });
        is_marked && self.urls.as_ref().is_some_and(|urls| !urls.is_empty())
    }
}

impl ManifestFacts {
    /// Reads a manifest. `announced` is the media type the client gave, if any.
    ///
    /// # Errors
    /// [`Error::InvalidManifest`] and [`Error::ManifestTooLarge`].
    pub(crate) fn read(announced: Option<&MediaType>, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() as u64 > MANIFEST_LIMIT {
            return Err(Error::ManifestTooLarge);
        }
        let shape: Shape = serde_json::from_slice(bytes)
            .map_err(|error| Error::InvalidManifest(error.to_string()))?;
        let media_type = shape.media_type(announced)?;
        let mut blobs = Vec::new();
        let mut foreign = Vec::new();
        let artifact_type = shape
            .artifact_type
            .filter(|text| !text.is_empty())
            .or_else(|| shape.config.as_ref()?.media_type.clone());
        let content = shape
            .config
            .into_iter()
            .chain(shape.layers.into_iter().flatten())
            .chain(shape.blobs.into_iter().flatten());
        for descriptor in content {
            if descriptor.is_foreign() {
                foreign.push(descriptor.digest);
            } else {
                blobs.push(descriptor.digest);
            }
        }
        let schema1_layers = shape.fs_layers.into_iter().flatten();
        blobs.extend(schema1_layers.map(|layer| layer.blob_sum));
        let children = shape.manifests.into_iter().flatten();
        let children: Vec<Digest> = children.map(|child| child.digest).collect();
        let annotations = match shape.annotations {
            Some(annotations) if !annotations.is_empty() => Some(
                serde_json::to_string(&annotations)
                    .map_err(|error| Error::InvalidManifest(error.to_string()))?,
            ),
            _ => None,
        };
        Ok(Self {
            media_type,
            blobs: distinct(blobs),
            foreign: distinct(foreign),
            children: distinct(children),
            subject: shape.subject.map(|subject| subject.digest),
            artifact_type,
            annotations,
        })
    }
}

impl Shape {
    fn media_type(&self, announced: Option<&MediaType>) -> Result<MediaType, Error> {
        // A body that reads as both is an attack on clients that disagree (CVE-2021-41190).
        let is_index = self.manifests.is_some();
        let is_image = self.layers.is_some() || self.config.is_some();
        if is_index && is_image {
            return Err(Error::InvalidManifest(
                "it has both layers and manifests".to_owned(),
            ));
        }
        match (announced, &self.media_type) {
            (Some(announced), Some(inside)) if announced.as_str() != inside => {
                Err(Error::InvalidManifest(format!(
                    "it was sent as {announced} but says it is {inside}"
                )))
            }
            (Some(announced), _) => {
                let contradicts = (announced.is_index() && is_image)
                    || (announced.is_image_manifest() && self.config.is_none());
                if contradicts {
                    return Err(Error::InvalidManifest(format!("it is not a {announced}")));
                }
                Ok(announced.clone())
            }
            (None, Some(inside)) => Ok(inside.clone().into()),
            (None, None) if is_index => Ok(MediaType::OCI_INDEX),
            (None, None) if is_image => Ok(MediaType::OCI_MANIFEST),
            (None, None) if self.fs_layers.is_some() => Ok(MediaType::DOCKER_SCHEMA1_SIGNED),
            (None, None) => Err(Error::InvalidManifest(
                "it has no media type, config, layers or manifests".to_owned(),
            )),
        }
    }
}

fn distinct(mut digests: Vec<Digest>) -> Vec<Digest> {
    let mut seen = std::collections::HashSet::new();
    digests.retain(|digest| seen.insert(digest.clone()));
    digests
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    fn read(announced: Option<&MediaType>, json: &str) -> Result<ManifestFacts, Error> {
        ManifestFacts::read(announced, json.replace("DIGEST", DIGEST).as_bytes())
    }

    #[test]
    fn the_type_of_an_artifact_falls_back_to_its_config() {
        let json =
            r#"{"config":{"mediaType":"application/x.y","digest":"DIGEST","size":0},"layers":[]}"#;
        let facts = read(Some(&MediaType::OCI_MANIFEST), json).unwrap();
        assert_eq!(facts.artifact_type.as_deref(), Some("application/x.y"));
        assert_eq!(facts.blobs.len(), 1);
    }

    #[test]
    fn a_foreign_layer_with_urls_may_be_absent() {
        let json = r#"{"layers":[
            {"mediaType":"application/vnd.docker.image.rootfs.foreign.diff.tar.gzip","digest":"DIGEST","size":1,"urls":["https://a.example"]},
            {"mediaType":"application/vnd.oci.image.layer.nondistributable.v1.tar","digest":"DIGEST","size":1}]}"#;
        let facts = read(None, json).unwrap();
        assert_eq!((facts.foreign.len(), facts.blobs.len()), (1, 1));
    }

    #[test]
    fn what_is_not_a_manifest_is_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(read(Some(&MediaType::OCI_MANIFEST), "{}").is_err());
        assert!(read(None, "{}").is_err());
        for json in [
            "",
            "[]",
            "<html>",
            r#"{"layers":[],"manifests":[]}"#,
            r#"{"layers":[],"layers":[]}"#,
            r#"{"layers":[{"digest":"DIGEST","size":-1}]}"#,
            r#"{"layers":[{"digest":"sha256:../../etc/passwd","size":1}]}"#,
            r#"{"mediaType":"application/vnd.oci.image.index.v1+json","layers":[]}"#,
            &deep,
        ] {
            let outcome = read(Some(&MediaType::OCI_INDEX), json);
            assert!(
                matches!(outcome, Err(Error::InvalidManifest(_))),
                "{json:.60} was accepted"
            );
        }
    }

    #[test]
    fn a_manifest_over_the_limit_is_refused() {
        let bytes = vec![b' '; MANIFEST_LIMIT as usize + 1];
        let outcome = ManifestFacts::read(None, &bytes);
        assert!(matches!(outcome, Err(Error::ManifestTooLarge)));
    }
}
