//! Tags of public repositories, a row each.

use serde_json::{Value, json};

use crate::aws::{
    call::{Call, Outcome},
    ecr::paged,
};

impl Call<'_> {
    pub(super) fn describe_image_tags(&mut self) -> Outcome {
        let page = self.page(100, 1000)?;
        let repository = self.repository()?;
        let (rows, token) = page.cut(repository.tags.iter().map(|it| (it.0.clone(), it)));
        let details: Vec<Value> = rows
            .into_iter()
            .filter_map(|(tag, digest)| {
                let image = repository.images.get(digest)?;
                let mut detail = json!({
                    "imageDigest": digest,
                    "imageSizeInBytes": image.size,
                    "imagePushedAt": image.pushed_at,
                    "imageManifestMediaType": image.media_type,
                });
                if let Some(kind) = &image.artifact_type {
                    detail["artifactMediaType"] = kind.as_str().into();
                }
                let tagged_at = repository.tagged_at.get(tag);
                Some(json!({
                    "imageTag": tag,
                    "createdAt": tagged_at.copied().unwrap_or(image.pushed_at),
                    "imageDetail": detail,
                }))
            })
            .collect();
        Ok(paged(json!({ "imageTagDetails": details }), token))
    }
}
