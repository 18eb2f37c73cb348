//! Deleting images, a hundred at a time, with the traps that ECR has.

use serde_json::{Value, json};

use super::images::wrong_identifier;
use crate::aws::{
    call::{Call, Outcome},
    failure::image_failure,
    model::Api,
};

impl Call<'_> {
    /// By tag only the tag goes, and the image with it when that was the last; by digest the image
    /// goes with all tags. What an index names stays as long as the index was there when the call
    /// began: one call does not delete both.
    pub(in crate::aws) fn batch_delete_image(&mut self) -> Outcome {
        let ids = self.batch("imageIds", 100)?;
        let (name, api) = (self.text("repositoryName")?, self.api);
        let repository = self.repository()?;
        let (mut deleted, mut failures, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        let held: Vec<Vec<String>> = ids
            .iter()
            .map(|id| {
                let digest = repository.digest_of(id);
                digest.map_or_else(Vec::new, |digest| repository.indexes_of(&digest))
            })
            .collect();
        for (id, indexes) in ids.iter().zip(held) {
            if let Some(failure) = wrong_identifier(repository, id) {
                failures.push(failure);
                continue;
            }
            let Some((digest, image)) = repository.image(id) else {
                failures.push(image_failure(
                    id,
                    "ImageNotFound",
                    "Requested image not found",
                ));
                continue;
            };
            let tag = id["imageTag"]
                .as_str()
                .filter(|_| id["imageDigest"].is_null());
            let tags = image.tags.clone();
            if let Some(tag) = tag
                && tags.len() > 1
            {
                repository.untag(tag);
                deleted.push(json!({ "imageDigest": digest, "imageTag": tag }));
                gone.push(json!({ "imageTag": tag }));
                continue;
            }
            if !indexes.is_empty() {
                let reason = format!("Requested image referenced by manifest list: {indexes:?}");
                let reason = reason.replace('"', "");
                failures.push(image_failure(id, "ImageReferencedByManifestList", &reason));
                continue;
            }
            repository.remove(&digest);
            gone.push(json!({ "imageDigest": digest }));
            if tags.is_empty() {
                deleted.push(json!({ "imageDigest": digest }));
            }
            let tagged = tags.iter();
            deleted.extend(tagged.map(|tag| json!({ "imageDigest": digest, "imageTag": tag })));
        }
        if api == Api::Ecr {
            self.replicate_deletion(&name, &gone);
        }
        Ok(json!({ "imageIds": deleted, "failures": Value::from(failures) }))
    }
}
