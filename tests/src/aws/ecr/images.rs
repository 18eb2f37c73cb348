//! Images: put, list, describe and get them.

use serde_json::{Map, Value, json};

use super::{
    manifest::Manifest,
    repositories::paged,
    scanning::{shows_on_images, status, summary},
};
use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, image_failure, image_not_found},
    model::Api,
    state::{Image, Repository, Storage},
};

/// As many as `filter.imageStatus` and `filter.tagStatus` let through.
struct Filter {
    tags: String,
    status: String,
}

impl Filter {
    fn of(call: &Call<'_>) -> Self {
        let part = |name: &str, usual: &str| {
            call.input["filter"][name]
                .as_str()
                .unwrap_or(usual)
                .to_owned()
        };
        Self {
            tags: part("tagStatus", "ANY"),
            // Archived images are told only to who asks for them.
            status: part("imageStatus", "ACTIVE"),
        }
    }

    fn admits(&self, image: &Image, now: f64) -> bool {
        let tags = match self.tags.as_str() {
            "TAGGED" => !image.tags.is_empty(),
            "UNTAGGED" => image.tags.is_empty(),
            _ => true,
        };
        tags && (self.status == "ANY" || self.status == image.storage.status(now))
    }
}

impl Call<'_> {
    pub(in crate::aws) fn put_image(&mut self) -> Outcome {
        let text = self.text("imageManifest")?;
        let said = self.maybe("imageManifestMediaType");
        let manifest = Manifest::read(&text, said.as_deref())?;
        let (name, registry) = (self.text("repositoryName")?, self.registry_id()?);
        if let Some(expected) = self.maybe("imageDigest")
            && expected != manifest.digest
        {
            return Err(Failure::new(
                "ImageDigestDoesNotMatchException",
                format!(
                    "The provided image digest '{expected}' does not match the calculated image \
                     digest '{}'",
                    manifest.digest
                ),
            ));
        }
        let tag = self.maybe("imageTag");
        if let Some(tag) = &tag
            && !is_tag(tag)
        {
            return Err(Failure::parameter(
                "imageTag",
                "must satisfy regular expression '[a-zA-Z0-9-_+.]+'",
            ));
        }
        let now = self.now;
        let repository = self.repository()?;
        check_parts(repository, &manifest, &name, &registry)?;
        let known = repository.images.get_mut(&manifest.digest);
        let comes_back = known
            .as_ref()
            .is_some_and(|it| it.storage == Storage::Archived);
        let named_already = tag
            .as_ref()
            .is_none_or(|tag| repository.tags.get(tag) == Some(&manifest.digest));
        let digest = manifest.digest.clone();
        if repository.images.contains_key(&digest) && named_already && !comes_back {
            let tagged = tag.map_or_else(String::new, |tag| format!(" and tag '{tag}'"));
            return Err(Failure::new(
                "ImageAlreadyExistsException",
                format!(
                    "Image with digest '{digest}'{tagged} already exists in the repository with \
                     name '{name}' in registry with id '{registry}'"
                ),
            ));
        }
        if let Some(tag) = &tag {
            check_mutability(repository, tag, &digest, &name)?;
        }
        match repository.images.get_mut(&digest) {
            // Pushing an archived image again brings it back.
            Some(image) if comes_back => {
                image.storage = Storage::Active;
                image.activated_at = Some(now);
            }
            Some(_) => {}
            None => {
                let image = Image {
                    manifest: text.clone(),
                    media_type: manifest.media_type.clone(),
                    artifact_type: manifest.artifact_type.clone(),
                    subject: manifest.subject.clone(),
                    size: size_in(repository, &manifest),
                    children: manifest.children.clone(),
                    pushed_at: now,
                    ..Image::default()
                };
                repository.images.insert(digest.clone(), image);
            }
        }
        if let Some(tag) = &tag {
            repository.tag(tag, &digest, now);
        }
        let mut id = json!({ "imageDigest": digest });
        if let Some(tag) = tag {
            id["imageTag"] = tag.into();
        }
        if self.api == Api::Ecr {
            self.scan_on_push(&name, &digest);
            self.sign(&name, &digest);
            self.replicate(&name, &digest);
        }
        Ok(json!({ "image": {
            "registryId": registry,
            "repositoryName": name,
            "imageId": id,
            "imageManifest": text,
            "imageManifestMediaType": manifest.media_type,
        }}))
    }

    pub(in crate::aws) fn list_images(&mut self) -> Outcome {
        let page = self.page(100, 1000)?;
        let (filter, now) = (Filter::of(self), self.now);
        let repository = self.repository()?;
        let admitted = repository.images.iter();
        let admitted = admitted.filter(|(_, image)| filter.admits(image, now));
        let ids = admitted.flat_map(|(digest, image)| {
            let mut tags = image.tags.clone();
            tags.sort();
            let untagged = tags
                .is_empty()
                .then(|| (digest.clone(), json!({ "imageDigest": digest })));
            let tagged = tags.into_iter().map(move |tag| {
                let key = format!("{digest} {tag}");
                (key, json!({ "imageDigest": digest, "imageTag": tag }))
            });
            untagged.into_iter().chain(tagged)
        });
        let (ids, token) = page.cut(ids);
        Ok(paged(json!({ "imageIds": ids }), token))
    }

    pub(in crate::aws) fn describe_images(&mut self) -> Outcome {
        let named = self.bounded("imageIds", 100)?;
        let asks_pages =
            self.maybe("nextToken").is_some() || self.input.get("maxResults").is_some();
        if named.is_some() && asks_pages {
            return Err(Failure::parameter(
                "imageIds",
                "nextToken and maxResults can't be used with imageIds",
            ));
        }
        let page = self.page(100, 1000)?;
        let (filter, now, api) = (Filter::of(self), self.now, self.api);
        let (name, registry) = (self.text("repositoryName")?, self.registry_id()?);
        let region = self.region.clone();
        let scanning = &self.state.registry(&registry, &region).scanning;
        let with_scans = api == Api::Ecr && shows_on_images(scanning);
        let tell = |digest: &str, image: &Image| {
            let mut detail = described(api, &registry, &name, digest, image, now);
            if let (true, Some(scan)) = (with_scans, &image.scan) {
                detail["imageScanStatus"] = status(scan);
                if let Some(summary) = summary(scan) {
                    detail["imageScanFindingsSummary"] = summary;
                }
            }
            detail
        };
        let repository = self.repository()?;
        if let Some(ids) = named {
            // Two identifiers of one image tell it once.
            let mut digests: Vec<String> = Vec::new();
            for id in &ids {
                let digest = repository.digest_of(id);
                let digest = digest.ok_or_else(|| image_not_found(id, &name, &registry))?;
                if !digests.contains(&digest) {
                    digests.push(digest);
                }
            }
            let details = digests.iter();
            let details: Vec<Value> = details
                .filter_map(|digest| Some(tell(digest, repository.images.get(digest)?)))
                .collect();
            return Ok(json!({ "imageDetails": details }));
        }
        let images = repository.images.iter();
        let admitted =
            images.filter(|(_, image)| api == Api::EcrPublic || filter.admits(image, now));
        let (images, token) = page.cut(admitted.map(|it| (it.0.clone(), it)));
        let details: Vec<Value> = images
            .into_iter()
            .map(|(digest, image)| tell(digest, image))
            .collect();
        Ok(paged(json!({ "imageDetails": details }), token))
    }

    pub(in crate::aws) fn batch_get_image(&mut self) -> Outcome {
        let ids = self.batch("imageIds", 100)?;
        let accepted = self.texts("acceptedMediaTypes");
        let (name, registry, now) = (self.text("repositoryName")?, self.registry_id()?, self.now);
        let principal = self.caller.principal.clone();
        let is_counted = !self.own_registry().exclusions.contains(&principal);
        let repository = self.repository()?;
        let (mut images, mut failures) = (Vec::new(), Vec::new());
        for id in ids {
            if let Some(failure) = wrong_identifier(repository, &id) {
                failures.push(failure);
                continue;
            }
            let Some((digest, image)) = repository.image(&id) else {
                failures.push(image_failure(
                    &id,
                    "ImageNotFound",
                    "Requested image not found",
                ));
                continue;
            };
            if image.storage.status(now) != "ACTIVE" {
                let reason = "The image is archived and must be restored before it can be pulled";
                failures.push(image_failure(&id, "ImageInaccessible", reason));
                continue;
            }
            if is_counted {
                image.pulled_at = Some(now);
            }
            let (mut digest, mut image) = (digest, image.clone());
            // Who takes no index gets the first image of it.
            if !accepted.is_empty() && !accepted.contains(&image.media_type) {
                let child = image.children.first().cloned();
                let child = child.and_then(|it| Some((it.clone(), repository.images.get(&it)?)));
                let Some((child_digest, child)) = child else {
                    failures.push(image_failure(
                        &id,
                        "ImageNotFound",
                        "Requested image not found",
                    ));
                    continue;
                };
                (digest, image) = (child_digest, child.clone());
            }
            let mut full_id = json!({ "imageDigest": digest });
            if let Some(tag) = id["imageTag"].as_str() {
                full_id["imageTag"] = tag.into();
            }
            images.push(json!({
                "registryId": registry,
                "repositoryName": name,
                "imageId": full_id,
                "imageManifest": image.manifest,
                "imageManifestMediaType": image.media_type,
            }));
        }
        Ok(json!({ "images": images, "failures": failures }))
    }
}

/// What is wrong with an image identifier itself, in a batch.
pub(super) fn wrong_identifier(repository: &Repository, id: &Value) -> Option<Value> {
    let (digest, tag) = (id["imageDigest"].as_str(), id["imageTag"].as_str());
    match (digest, tag) {
        (None, None) => Some(image_failure(
            &json!({}),
            "MissingDigestAndTag",
            "Invalid request parameters: both tag and digest cannot be null",
        )),
        (Some(digest), _) if !is_digest(digest) => Some(image_failure(
            id,
            "InvalidImageDigest",
            "Invalid request parameters: image digest should satisfy the regex \
             '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
        )),
        (Some(digest), Some(tag)) => {
            let named = repository.tags.get(tag)?;
            (named != digest).then(|| {
                image_failure(
                    id,
                    "ImageTagDoesNotMatchDigest",
                    &format!("Requested image with tag '{tag}' does not match the digest"),
                )
            })
        }
        _ => None,
    }
}

fn is_digest(digest: &str) -> bool {
    digest.split_once(':').is_some_and(|(algorithm, code)| {
        !algorithm.is_empty() && !code.is_empty() && code.bytes().all(|it| it.is_ascii_hexdigit())
    })
}

fn is_tag(tag: &str) -> bool {
    let is_allowed = |it: u8| it.is_ascii_alphanumeric() || b"-_+.".contains(&it);
    !tag.is_empty() && tag.len() <= 300 && tag.bytes().all(is_allowed)
}

/// Whether the repository has what the manifest names.
fn check_parts(
    repository: &Repository,
    manifest: &Manifest,
    name: &str,
    registry: &str,
) -> Result<(), Failure> {
    let missing: Vec<&String> = manifest
        .layers
        .iter()
        .filter(|it| !repository.layers.contains_key(*it))
        .collect();
    if !missing.is_empty() {
        return Err(Failure::new(
            "LayersNotFoundException",
            format!(
                "Layers with digests {missing:?} required for pushing image into repository with \
                 name '{name}' in the registry with id '{registry}' do not exist"
            ),
        ));
    }
    let missing: Vec<&String> = manifest
        .children
        .iter()
        .filter(|it| !repository.images.contains_key(*it))
        .collect();
    if !missing.is_empty() {
        return Err(Failure::new(
            "ReferencedImagesNotFoundException",
            format!(
                "Images with digests {missing:?} required for pushing image into repository with \
                 name '{name}' in the registry with id '{registry}' do not exist"
            ),
        ));
    }
    Ok(())
}

/// Whether the tag may be moved to this digest.
fn check_mutability(
    repository: &Repository,
    tag: &str,
    digest: &str,
    name: &str,
) -> Result<(), Failure> {
    let is_taken = repository.tags.get(tag).is_some_and(|it| it != digest);
    if !is_taken || !is_frozen(&repository.shape, tag) {
        return Ok(());
    }
    Err(Failure::new(
        "ImageTagAlreadyExistsException",
        format!(
            "The image tag '{tag}' already exists in the '{name}' repository and cannot be \
             overwritten because the repository is immutable."
        ),
    ))
}

/// Whether the repository's mutability, with its filters, holds this tag where it is.
pub(super) fn is_frozen(shape: &Map<String, Value>, tag: &str) -> bool {
    let kind = shape.get("imageTagMutability").and_then(Value::as_str);
    let filters = shape.get("imageTagMutabilityExclusionFilters");
    let filters = filters.and_then(Value::as_array).into_iter().flatten();
    let is_exempt = || {
        filters
            .filter_map(|it| it["filter"].as_str())
            .any(|filter| is_match(filter, tag))
    };
    match kind {
        Some("IMMUTABLE") => true,
        Some("IMMUTABLE_WITH_EXCLUSION") => !is_exempt(),
        Some("MUTABLE_WITH_EXCLUSION") => is_exempt(),
        _ => false,
    }
}

/// Whether a text matches a pattern in which `*` stands for anything.
pub(in crate::aws) fn is_match(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|after| {
            (0..=after.len()).any(|cut| after.get(cut..).is_some_and(|tail| is_match(rest, tail)))
        }),
    }
}

/// The size that ECR tells: of an index, that of its largest manifest.
fn size_in(repository: &Repository, manifest: &Manifest) -> u64 {
    let children = manifest.children.iter();
    let largest = children.filter_map(|it| Some(repository.images.get(it)?.size));
    largest.max().unwrap_or(manifest.size)
}

fn described(api: Api, registry: &str, name: &str, digest: &str, image: &Image, now: f64) -> Value {
    let mut detail = json!({
        "registryId": registry,
        "repositoryName": name,
        "imageDigest": digest,
        "imageSizeInBytes": image.size,
        "imagePushedAt": image.pushed_at,
        "imageManifestMediaType": image.media_type,
    });
    let mut put = |member: &str, value: Option<Value>| {
        if let Some(value) = value {
            detail[member] = value;
        }
    };
    put(
        "imageTags",
        (!image.tags.is_empty()).then(|| image.tags.clone().into()),
    );
    put(
        "artifactMediaType",
        image.artifact_type.clone().map(Value::from),
    );
    if api == Api::Ecr {
        put("imageStatus", Some(image.storage.status(now).into()));
        put("lastRecordedPullTime", image.pulled_at.map(Value::from));
        put(
            "subjectManifestDigest",
            image.subject.clone().map(Value::from),
        );
        put("lastArchivedAt", image.archived_at.map(Value::from));
        put("lastActivatedAt", image.activated_at.map(Value::from));
    }
    detail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_nothing_else_does() {
        for (pattern, text, expected) in [
            ("prod", "prod", true),
            ("prod", "prod-1", false),
            ("prod*", "prod-1", true),
            ("*-rc*", "v1-rc2", true),
            ("*-rc*", "v1", false),
            ("v.1", "v-1", false),
            ("*", "", true),
            ("a*b*c", "a1b2c", true),
            ("a*b*c", "acb", false),
        ] {
            assert_eq!(is_match(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn filters_turn_the_mutability_of_the_tags_they_match() {
        let shape = |kind: &str| {
            let filters = json!([{ "filterType": "WILDCARD", "filter": "dev-*" }]);
            let shape = json!({
                "imageTagMutability": kind,
                "imageTagMutabilityExclusionFilters": filters,
            });
            shape.as_object().cloned().unwrap()
        };
        let frozen = |kind: &str| {
            let shape = shape(kind);
            (is_frozen(&shape, "dev-1"), is_frozen(&shape, "v1"))
        };
        assert_eq!(frozen("IMMUTABLE_WITH_EXCLUSION"), (false, true));
        assert_eq!(frozen("MUTABLE_WITH_EXCLUSION"), (true, false));
        assert_eq!(frozen("MUTABLE"), (false, false));
    }
}
