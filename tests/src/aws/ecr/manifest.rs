//! A manifest as ECR reads it when it is put.

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::aws::{failure::Failure, signature::hex};

const LARGEST: usize = 4_194_304;

/// What ECR knows of a manifest by its text.
#[derive(Clone, Debug)]
pub(in crate::aws) struct Manifest {
    pub(in crate::aws) digest: String,
    pub(in crate::aws) media_type: String,
    pub(in crate::aws) artifact_type: Option<String>,
    pub(in crate::aws) subject: Option<String>,
    /// The manifests of an index.
    pub(in crate::aws) children: Vec<String>,
    /// Config and layers of an image.
    pub(in crate::aws) layers: Vec<String>,
    /// What they have together, in bytes.
    pub(in crate::aws) size: u64,
    pub(in crate::aws) annotations: Value,
}

/// The digest of these bytes.
pub(in crate::aws) fn digest_of(bytes: &[u8]) -> String {
    format!("sha256:{}", hex(&Sha256::digest(bytes)))
}

impl Manifest {
    /// Reads the text; a media type that is said beside it counts where the text has none.
    pub(in crate::aws) fn read(text: &str, said: Option<&str>) -> Result<Self, Failure> {
        if text.len() > LARGEST {
            let bound = format!("Member must have length less than or equal to {LARGEST}");
            return Err(Failure::parameter("imageManifest", &bound));
        }
        let document: Value = serde_json::from_str(text)
            .map_err(|_| Failure::parameter("ImageManifest", "Invalid JSON syntax"))?;
        let own = document["mediaType"].as_str();
        if let (Some(own), Some(said)) = (own, said)
            && own != said
        {
            return Err(Failure::parameter(
                "imageManifestMediaType",
                "Manifest media type does not match the media type in the manifest",
            ));
        }
        let Some(media_type) = own.or(said) else {
            return Err(Failure::parameter(
                "imageManifestMediaType",
                "image manifest mediatype not provided in manifest or parameter",
            ));
        };
        let digests = |list: &Value| -> Vec<String> {
            let entries = list.as_array().into_iter().flatten();
            entries
                .filter_map(|it| it["digest"].as_str().map(str::to_owned))
                .collect()
        };
        let config = &document["config"];
        let mut layers = digests(&document["layers"]);
        layers.extend(config["digest"].as_str().map(str::to_owned));
        let sizes = document["layers"].as_array().into_iter().flatten();
        let sizes = sizes.chain([config]).filter_map(|it| it["size"].as_u64());
        let config_type = config["mediaType"].as_str().map(str::to_owned);
        let artifact_type = document["artifactType"].as_str().map(str::to_owned);
        Ok(Self {
            digest: digest_of(text.as_bytes()),
            media_type: media_type.to_owned(),
            artifact_type: artifact_type.or(config_type),
            subject: document["subject"]["digest"].as_str().map(str::to_owned),
            children: digests(&document["manifests"]),
            layers,
            size: sizes.sum(),
            annotations: document["annotations"].clone(),
        })
    }
}
