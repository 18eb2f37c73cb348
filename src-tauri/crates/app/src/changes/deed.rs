//! Does one task, after checking that the registry still is as the plan says.

use bytes::Bytes;
use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_distribution::{BlobSource, Error as WireError, FileSource};
use portolan_oci::{Digest, Selector, Tag};
use portolan_policy::{Deed, Part};
use portolan_registries::Error;
use portolan_storage::{Content, KeptLayer};

use super::{
    journal::Task,
    plans::Plans,
    refusals::changed,
    removal::{Leaving, remove},
    site::Site,
};
use crate::failures::{OrFail, ToFailure};

/// What doing tasks needs besides the registry.
#[derive(Debug)]
pub(crate) struct Means<'a> {
    pub(crate) site: &'a Site,
    pub(crate) plans: &'a Plans,
    /// What is to be so when all is done: the tags of what comes back.
    pub(crate) after: &'a Part,
    /// Manifests that the change itself makes.
    pub(crate) made: &'a [Content],
    /// Layers that are kept for the activity that is taken back.
    pub(crate) layers: &'a [KeptLayer],
}

impl Means<'_> {
    /// Does one task. Doing it again does no harm: what is so already is left.
    pub(crate) async fn perform(&self, task: &Task) -> Result<(), Failure> {
        match task {
            Task::PutBlob(digest) => self.put_blob(digest).await,
            Task::Deed(Deed::PutManifest { digest }) => {
                if self.restore(digest).await? {
                    return Ok(());
                }
                let content = self.content(digest).await?;
                self.site
                    .put(Selector::Digest(digest.clone()), &content)
                    .await
            }
            Task::Deed(Deed::PutTag {
                tag,
                digest,
                before,
            }) => self.put_tag(tag, digest, before.as_ref()).await,
            Task::Deed(Deed::RemoveTags {
                digest,
                tags,
                others,
                removal,
            }) => {
                let kept = self.content(digest).await?;
                let leaving = Leaving {
                    digest,
                    tags,
                    others,
                    removal: *removal,
                    kept: &kept,
                };
                remove(self.site, self.plans, leaving).await
            }
            Task::Deed(Deed::DeleteManifest { digest, tags }) => {
                self.delete_manifest(digest, tags).await
            }
        }
    }

    /// Brings a manifest back by the registry's own undo, where it has one; whether it did.
    async fn restore(&self, digest: &Digest) -> Result<bool, Failure> {
        let (registry, repository) = (&self.site.registry, &self.site.repository);
        let wanted = self.after.tags.iter();
        let tags: Vec<Tag> = wanted
            .filter(|(_, at)| at.as_ref() == Some(digest))
            .map(|(tag, _)| tag.clone())
            .collect();
        let restored = registry
            .restore(repository, digest, &tags)
            .await
            .or_fail()?;
        Ok(restored.is_some())
    }

    async fn put_blob(&self, digest: &Digest) -> Result<(), Failure> {
        let (registry, repository) = (&self.site.registry, &self.site.repository);
        if registry
            .blob_exists(repository, digest)
            .await
            .or_fail()?
            .is_some()
        {
            return Ok(());
        }
        let source = self.kept_blob(digest).await?;
        registry
            .upload_blob(repository, digest, source.as_ref())
            .await
            .or_fail()
    }

    /// A blob that was kept: a layer in a file, or a config.
    async fn kept_blob(&self, digest: &Digest) -> Result<Box<dyn BlobSource>, Failure> {
        let layer = self.layers.iter().find(|layer| layer.digest == *digest);
        if let Some(layer) = layer {
            let file = FileSource::open(layer.path.clone()).await;
            return Ok(Box::new(file.map_err(|_| gone(digest))?));
        }
        let kept = self.site.store.content(digest).await.or_fail()?;
        Ok(Box::new(Bytes::from(
            kept.ok_or_else(|| gone(digest))?.bytes,
        )))
    }

    async fn put_tag(
        &self,
        tag: &Tag,
        digest: &Digest,
        before: Option<&Digest>,
    ) -> Result<(), Failure> {
        let now = self.site.resolve(tag).await?;
        if now.as_ref() == Some(digest) {
            return Ok(());
        }
        if now.as_ref() != before {
            return Err(changed(vec![tag.to_string()]));
        }
        let content = self.content(digest).await?;
        let selector = Selector::Tag(tag.clone());
        let bytes = Bytes::from(content.bytes);
        let (registry, repository) = (&self.site.registry, &self.site.repository);
        let put = registry.put_manifest(repository, &selector, &content.media_type, bytes);
        match put.await {
            Ok(_) => Ok(()),
            Err(error) => {
                if before.is_some() && is_refusal_to_write(&error) {
                    self.plans.note_immutable(&self.site.id);
                }
                Err(error.to_failure())
            }
        }
    }

    async fn delete_manifest(&self, digest: &Digest, tags: &[Tag]) -> Result<(), Failure> {
        let mut moved = Vec::new();
        for tag in tags {
            let now = self.site.resolve(tag).await?;
            if now.is_some_and(|now| now != *digest) {
                moved.push(tag.to_string());
            }
        }
        if !moved.is_empty() {
            return Err(changed(moved));
        }
        let (registry, repository) = (&self.site.registry, &self.site.repository);
        match registry.delete_manifest(repository, digest).await {
            // A registry that deletes what describes an image with the image was faster.
            Err(error) if error.is_not_found() => Ok(()),
            other => other.or_fail(),
        }
    }

    /// A manifest's exact bytes.
    async fn content(&self, digest: &Digest) -> Result<Content, Failure> {
        if let Some(made) = self.made.iter().find(|made| made.digest == *digest) {
            return Ok(made.clone());
        }
        self.site
            .manifest(digest)
            .await?
            .ok_or_else(|| gone(digest))
    }
}

fn gone(digest: &Digest) -> Failure {
    let digests = vec![digest.to_string()];
    Failure::new(
        Code::NotFound,
        Hint::BlobsMissing { digests },
        Retry::No,
        format!("{digest} is neither in the registry nor kept here"),
    )
}

/// Whether a registry refused to write a tag that exists, as immutable tags do.
pub(crate) fn is_refusal_to_write(error: &Error) -> bool {
    matches!(
        error,
        Error::Request(
            WireError::Refuses {
                status: 400..=499,
                ..
            } | WireError::Forbidden { .. }
                | WireError::Unsupported { .. }
        )
    )
}
