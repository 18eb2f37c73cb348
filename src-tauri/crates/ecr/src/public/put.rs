//! Manifests put over the API: nothing is pulled to add or move a tag.

use aws_sdk_ecrpublic::operation::put_image::PutImageError;
use bytes::Bytes;
use portolan_distribution::{self as distribution, PutManifest};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector};

use super::PublicRegistry;
use crate::{Error, Result};

impl PublicRegistry {
    /// Puts exactly these bytes under a tag or their digest; their blobs must be there. A tag is moved by
    /// putting the manifest of where it is to go.
    pub(super) async fn put(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: &Bytes,
    ) -> Result<PutManifest> {
        let name = repository.as_str();
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
        let call = self.call("ecr-public:PutImage", name);
        let asked = self
            .account
            .ecr_public()?
            .put_image()
            .repository_name(name)
            .image_manifest(text)
            .image_manifest_media_type(media_type.as_str())
            // Without it Amazon could take what it makes of the text for what was meant.
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
            // A fallback tag that was there is a tag like any other; none is made up here.
            subject_indexed: true,
        })
    }
}
