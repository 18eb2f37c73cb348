//! Layers by the API: what Docker's own path of ECR does in steps.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::manifest::digest_of;
use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, within},
    plane::storage_url,
    state::{Layer, uuid},
};

/// What ECR asks for in one part, in bytes.
const PART: usize = 10_485_760;
const LARGEST_PART: usize = 20_971_520;

impl Call<'_> {
    fn place(&self) -> Result<String, Failure> {
        Ok(within(&self.text("repositoryName")?, &self.registry_id()?))
    }

    pub(in crate::aws) fn batch_check_layer_availability(&mut self) -> Outcome {
        self.batch("layerDigests", 100)?;
        let asked = self.texts("layerDigests");
        let repository = self.repository()?;
        let (mut layers, mut failures) = (Vec::new(), Vec::new());
        for digest in asked {
            if !digest.contains(':') {
                failures.push(json!({
                    "layerDigest": digest,
                    "failureCode": "InvalidLayerDigest",
                    "failureReason": "Invalid request parameters: layer digest is invalid",
                }));
                continue;
            }
            layers.push(match repository.layers.get(&digest) {
                None => json!({ "layerDigest": digest, "layerAvailability": "UNAVAILABLE" }),
                Some(layer) => {
                    let mut told = json!({
                        "layerDigest": digest,
                        "layerAvailability": "AVAILABLE",
                        "layerSize": layer.size,
                    });
                    if let Some(media_type) = &layer.media_type {
                        told["mediaType"] = media_type.as_str().into();
                    }
                    told
                }
            });
        }
        Ok(json!({ "layers": layers, "failures": Value::from(failures) }))
    }

    pub(in crate::aws) fn get_download_url_for_layer(&mut self) -> Outcome {
        let digest = self.text("layerDigest")?;
        let (place, registry) = (self.place()?, self.registry_id()?);
        let name = self.text("repositoryName")?;
        if !self.repository()?.layers.contains_key(&digest) {
            return Err(Failure::new(
                "LayersNotFoundException",
                format!("Layer with digest '{digest}' does not exist in the {place}"),
            ));
        }
        let url = storage_url(self.state, (&registry, &self.region), &name, &digest);
        Ok(json!({ "downloadUrl": url, "layerDigest": digest }))
    }

    pub(in crate::aws) fn initiate_layer_upload(&mut self) -> Outcome {
        let id = uuid();
        self.repository()?.uploads.insert(id.clone(), Vec::new());
        Ok(json!({ "uploadId": id, "partSize": PART }))
    }

    pub(in crate::aws) fn upload_layer_part(&mut self) -> Outcome {
        let id = self.text("uploadId")?;
        let number = |member: &str| self.input[member].as_u64().unwrap_or_default();
        let (first, last) = (number("partFirstByte"), number("partLastByte"));
        let part = STANDARD
            .decode(self.text("layerPartBlob")?)
            .map_err(|_| Failure::parameter("layerPartBlob", "must be base64"))?;
        let place = self.place()?;
        let (registry, name) = (self.registry_id()?, self.text("repositoryName")?);
        let upload = self.repository()?.uploads.get_mut(&id);
        let upload = upload.ok_or_else(|| no_upload(&id, &place))?;
        let is_next = first == upload.len() as u64 && last + 1 == first + part.len() as u64;
        if !is_next || part.is_empty() || part.len() > LARGEST_PART {
            let failure = Failure::new(
                "InvalidLayerPartException",
                format!("Invalid layer part upload for upload with id '{id}' in the {place}"),
            );
            let valid = upload.len().saturating_sub(1);
            return Err(failure
                .member("registryId", registry.into())
                .member("repositoryName", name.into())
                .member("uploadId", id.into())
                .member("lastValidByteReceived", valid.into()));
        }
        upload.extend_from_slice(&part);
        self.about_repository([
            ("uploadId".to_owned(), id.into()),
            ("lastByteReceived".to_owned(), last.into()),
        ])
    }

    pub(in crate::aws) fn complete_layer_upload(&mut self) -> Outcome {
        self.batch("layerDigests", 100)?;
        let (id, asked, place) = (
            self.text("uploadId")?,
            self.texts("layerDigests"),
            self.place()?,
        );
        let repository = self.repository()?;
        let upload = repository.uploads.remove(&id);
        let bytes = upload.ok_or_else(|| no_upload(&id, &place))?;
        if bytes.is_empty() {
            return Err(Failure::new(
                "EmptyUploadException",
                format!("Upload with id '{id}' has no layer parts"),
            ));
        }
        let digest = digest_of(&bytes);
        if !asked.contains(&digest) {
            return Err(Failure::new(
                "InvalidLayerException",
                format!("The layer digest {digest} is none of those that were sent"),
            ));
        }
        if repository.layers.contains_key(&digest) {
            return Err(Failure::new(
                "LayerAlreadyExistsException",
                format!("Layer with digest '{digest}' already exists in the {place}"),
            ));
        }
        let layer = Layer {
            size: bytes.len() as u64,
            bytes: Some(bytes.into()),
            media_type: None,
        };
        repository.layers.insert(digest.clone(), layer);
        self.about_repository([
            ("uploadId".to_owned(), id.into()),
            ("layerDigest".to_owned(), digest.into()),
        ])
    }
}

fn no_upload(id: &str, place: &str) -> Failure {
    Failure::new(
        "UploadNotFoundException",
        format!("Upload with id '{id}' could not be found for the {place}"),
    )
}
