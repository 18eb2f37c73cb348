//! What refers to an image: signatures, attestations, bills of materials.

use serde_json::{Value, json};

use super::{manifest::Manifest, repositories::paged};
use crate::aws::{
    call::{Call, Outcome},
    failure::Failure,
    state::Image,
};

impl Call<'_> {
    pub(in crate::aws) fn list_image_referrers(&mut self) -> Outcome {
        let page = self.page(20, 50)?;
        let Some(subject) = self.input["subjectId"]["imageDigest"].as_str() else {
            return Err(Failure::parameter("subjectId", "Member must not be null"));
        };
        let (subject, now) = (subject.to_owned(), self.now);
        let filter = &self.input["filter"];
        let status = filter["artifactStatus"].as_str().unwrap_or("ACTIVE");
        let status = status.to_owned();
        let types: Option<Vec<Value>> = filter["artifactTypes"].as_array().cloned();
        let types = types.unwrap_or_default();
        if types.len() > 5 {
            return Err(Failure::parameter(
                "artifactTypes",
                "Member must have length less than or equal to 5",
            ));
        }
        let admits = |image: &Image| {
            let kind = image.artifact_type.clone().unwrap_or_default();
            image.subject.as_ref() == Some(&subject)
                && (status == "ANY" || status == image.storage.status(now))
                && (types.is_empty() || types.iter().any(|it| *it == kind))
        };
        let images = self.repository()?.images.iter();
        let admitted = images.filter(|(_, image)| admits(image));
        let (found, token) = page.cut(admitted.map(|it| (it.0.clone(), it)));
        let referrers: Vec<Value> = found
            .into_iter()
            .map(|(digest, image)| tell(digest, image, now))
            .collect();
        Ok(paged(json!({ "referrers": referrers }), token))
    }
}

fn tell(digest: &str, image: &Image, now: f64) -> Value {
    let mut referrer = json!({
        "digest": digest,
        "mediaType": image.media_type,
        "size": image.manifest.len(),
        "artifactStatus": image.storage.status(now),
    });
    if let Some(kind) = &image.artifact_type {
        referrer["artifactType"] = kind.as_str().into();
    }
    let annotations = Manifest::read(&image.manifest, Some(&image.media_type));
    if let Ok(manifest) = annotations
        && manifest.annotations.is_object()
    {
        referrer["annotations"] = manifest.annotations;
    }
    referrer
}
