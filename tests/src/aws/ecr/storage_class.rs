//! Archiving images and bringing them back.

use serde_json::json;

use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, image_not_found},
    state::Storage,
};

impl Call<'_> {
    pub(in crate::aws) fn update_image_storage_class(&mut self) -> Outcome {
        let target = self.text("targetStorageClass")?;
        let id = self.input["imageId"].clone();
        let (name, registry, now) = (self.text("repositoryName")?, self.registry_id()?, self.now);
        let until = now + self.state.restore_takes;
        let repository = self.repository()?;
        let found = repository.image(&id);
        let (digest, image) = found.ok_or_else(|| image_not_found(&id, &name, &registry))?;
        let status = match (target.as_str(), image.storage.status(now)) {
            ("ARCHIVE", "ACTIVE") => {
                image.storage = Storage::Archived;
                image.archived_at = Some(now);
                "ARCHIVED"
            }
            ("STANDARD", "ARCHIVED") => {
                image.storage = Storage::Activating(until);
                image.activated_at = Some(until);
                "ACTIVATING"
            }
            (_, status) => {
                return Err(Failure::new(
                    "ImageStorageClassUpdateNotSupportedException",
                    format!(
                        "The storage class of an image with the status {status} can't be updated \
                         to {target}"
                    ),
                ));
            }
        };
        let mut image_id = id;
        image_id["imageDigest"] = digest.into();
        self.about_repository([
            ("imageId".to_owned(), image_id),
            ("imageStatus".to_owned(), json!(status)),
        ])
    }
}
