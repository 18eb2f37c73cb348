//! Manifests, got and put over the API: nothing is pulled to add or move a tag.

use aws_sdk_ecr::{operation::put_image::PutImageError, types};
use bytes::Bytes;
use portolan_distribution::{self as distribution, PutManifest, RawManifest};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector};

use super::{
    PrivateRegistry,
    batch::{BATCH, identify, read_failures},
};
use crate::{Error, ItemFailure, Missing, Result};

/// The types of manifests that are understood; others would be turned into something else.
const ACCEPTED: [&str; 4] = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
];

/// Several manifests at once.
#[derive(Clone, Debug, Default)]
pub struct Manifests {
    /// Those that came, each verified.
    pub found: Vec<RawManifest>,
    /// Those that did not, each with why.
    pub failures: Vec<ItemFailure>,
}

impl PrivateRegistry {
    /// The manifests of these digests, a hundred a call.
    pub async fn manifests(
        &self,
        repository: &RepositoryName,
        digests: &[Digest],
    ) -> Result<Manifests> {
        let mut all = Manifests::default();
        for batch in digests.chunks(BATCH) {
            let selectors: Vec<Selector> = batch.iter().cloned().map(Selector::Digest).collect();
            let (found, failures) = self.batch_of_manifests(repository, &selectors).await?;
            all.failures.extend(failures);
            for (id, raw) in found {
                match verify(id.image_digest(), raw) {
                    Ok(raw) => all.found.push(raw),
                    Err(error) => all.failures.push(ItemFailure {
                        item: id.image_digest.unwrap_or_default(),
                        code: "DigestMismatch".to_owned(),
                        said: error.to_string(),
                    }),
                }
            }
        }
        Ok(all)
    }

    /// The manifest of a tag or digest.
    pub(super) async fn one_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<RawManifest> {
        let selectors = std::slice::from_ref(selector);
        let (found, failures) = self.batch_of_manifests(repository, selectors).await?;
        if let Some((id, raw)) = found.into_iter().next() {
            let asked = match selector {
                Selector::Digest(digest) => Some(digest.as_str().to_owned()),
                Selector::Tag(_) => id.image_digest,
            };
            return verify(asked.as_deref(), raw);
        }
        Err(match failures.first() {
            Some(failure) => failure.to_error(),
            None => Error::NotFound {
                what: Missing::Image,
                said: format!("{selector} is not in {repository}"),
            },
        })
    }

    pub(super) async fn batch_of_manifests(
        &self,
        repository: &RepositoryName,
        selectors: &[Selector],
    ) -> Result<(
        Vec<(types::ImageIdentifier, (MediaType, Bytes))>,
        Vec<ItemFailure>,
    )> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call = self
            .account
            .repository_call("ecr:BatchGetImage", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .batch_get_image()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(spot.name.as_str())
            .set_image_ids(Some(selectors.iter().map(identify).collect()))
            .set_accepted_media_types(Some(ACCEPTED.map(str::to_owned).to_vec()))
            .send()
            .await;
        let answer = asked.map_err(|error| self.account.fail(&call, error))?;
        let images = answer.images.unwrap_or_default();
        let found = images.into_iter().filter_map(|image| {
            let text = image.image_manifest?;
            let media_type = media_type(image.image_manifest_media_type.as_deref(), &text);
            Some((image.image_id?, (media_type, Bytes::from(text))))
        });
        let failures = read_failures(answer.failures.unwrap_or_default());
        Ok((found.collect(), failures))
    }

    /// Puts exactly these bytes under a tag or their digest; their blobs must be there. A tag is moved by
    /// putting the manifest of where it is to go.
    pub(super) async fn put(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: &Bytes,
    ) -> Result<PutManifest> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call = self
            .account
            .repository_call("ecr:PutImage", region, spot.name.as_str());
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Invalid {
            said: "the manifest is no text".to_owned(),
        })?;
        let (tag, digest) = match selector {
            Selector::Tag(tag) => (Some(tag.as_str().to_owned()), Digest::of(bytes)),
            Selector::Digest(digest) if digest.matches(bytes) => (None, digest.clone()),
            Selector::Digest(digest) => {
                return Err(distribution::Error::DigestMismatch {
                    asked: digest.clone(),
                    got: Digest::of(bytes),
                }
                .into());
            }
        };
        let asked = self
            .account
            .ecr(region)?
            .put_image()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(spot.name.as_str())
            .image_manifest(text)
            .image_manifest_media_type(media_type.as_str())
            // Without it ECR could take what it makes of the text for what was meant.
            .image_digest(digest.as_str())
            .set_image_tag(tag)
            .send()
            .await;
        let is_there = asked.as_ref().is_err_and(|error| {
            let error = error.as_service_error();
            error.is_some_and(PutImageError::is_image_already_exists_exception)
        });
        // The very image under that very tag: what was asked for holds.
        if !is_there {
            asked.map_err(|error| self.account.fail(&call, error))?;
        }
        Ok(PutManifest {
            digest,
            subject_indexed: true,
        })
    }
}

/// The type that ECR says, else the one that the manifest says of itself.
fn media_type(said: Option<&str>, text: &str) -> MediaType {
    if let Some(said) = said {
        return MediaType::parse(said);
    }
    let own = serde_json::from_str::<serde_json::Value>(text).ok();
    let own = own.as_ref().and_then(|it| it.get("mediaType")?.as_str());
    MediaType::parse(own.unwrap_or("application/vnd.oci.image.manifest.v1+json"))
}

fn verify(asked: Option<&str>, (media_type, bytes): (MediaType, Bytes)) -> Result<RawManifest> {
    let asked: Option<Digest> = asked.and_then(|digest| digest.parse().ok());
    let digest = match asked {
        Some(asked) if asked.matches(&bytes) => asked,
        Some(asked) => {
            return Err(distribution::Error::DigestMismatch {
                asked,
                got: Digest::of(&bytes),
            }
            .into());
        }
        None => Digest::of(&bytes),
    };
    Ok(RawManifest {
        bytes,
        media_type,
        digest,
    })
}
