//! The two sides of a copy: what a source must answer, what a destination must take, and a repository of
//! a registry as either.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use portolan_distribution::{
    BlobSource, BlobStream, Mount, Pages, Pieces, PutManifest, RawManifest, Referrer,
};
use portolan_oci::{AttachmentTag, Digest, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::{CopiedAlong, Registry, Result};

use crate::{ManifestForm, spool::Spooled};

/// Where images come from.
#[async_trait]
pub trait Source: fmt::Debug + Send + Sync {
    /// Every tag; `None` where there are more than `most`.
    async fn list_tags(&self, most: usize) -> Result<Option<Vec<Tag>>>;

    /// What a tag or digest leads to; `None` where it leads nowhere.
    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>>;

    /// A manifest's exact bytes.
    async fn manifest(&self, selector: &Selector) -> Result<RawManifest>;

    /// A blob as it comes, from byte `start` on where the source can.
    async fn stream_blob(&self, digest: &Digest, start: u64) -> Result<BlobStream>;

    /// What describes `subject`. `tags` are all tags where they are known.
    async fn referrers(&self, subject: &Digest, tags: Option<&[Tag]>) -> Result<Vec<Referrer>>;

    /// The registry and repository that a destination may take blobs over from; `None` where it is none.
    fn mountable(&self) -> Option<(String, RepositoryName)>;
}

/// Where images go.
#[async_trait]
pub trait Destination: fmt::Debug + Send + Sync {
    /// Every tag; `None` where there is nothing yet at all.
    async fn list_tags(&self) -> Result<Option<Vec<Tag>>>;

    /// What a tag or digest leads to; `None` where it leads nowhere.
    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>>;

    /// A manifest's exact bytes.
    async fn manifest(&self, selector: &Selector) -> Result<RawManifest>;

    /// Whether a blob is there.
    async fn has_blob(&self, digest: &Digest) -> Result<bool>;

    /// Takes a blob over from another repository of the same registry; `false` where it won't.
    async fn mount_blob(&self, digest: &Digest, from: &RepositoryName) -> Result<bool>;

    /// Has its registry copy an image by itself from another of its repositories, with all that it needs;
    /// `false` where it won't.
    async fn copy_image(
        &self,
        digest: &Digest,
        from: &RepositoryName,
        along: CopiedAlong<'_>,
    ) -> Result<bool> {
        let _ = (digest, from, along);
        Ok(false)
    }

    /// Takes a blob, going on where sending it broke.
    async fn take_blob(&self, digest: &Digest, source: &dyn BlobSource) -> Result<()>;

    /// Takes a blob that is made as it goes: its digest and its bytes, which are known at its end. By
    /// itself it is laid aside on the disk first.
    async fn take_unknown(&self, pieces: Pieces) -> Result<(Digest, u64)> {
        let spooled = Spooled::write(pieces, &std::env::temp_dir()).await?;
        self.take_blob(&spooled.digest, &spooled.source).await?;
        Ok((spooled.digest.clone(), spooled.source.size()))
    }

    /// Takes exactly these bytes under a tag or their digest.
    async fn put_manifest(
        &self,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest>;

    /// `host[:port]` as the registry goes by, to know whether it is the source's; `None` where it is no
    /// registry.
    fn host(&self) -> Option<String>;

    /// Whether it takes nothing but images of one platform each, without what describes them, and
    /// unpacks their layers.
    fn takes_plain_images(&self) -> bool {
        false
    }

    /// The form of manifests that who reads it looks for; `None` where both do.
    fn native_form(&self) -> Option<ManifestForm> {
        None
    }

    /// A copy is at its end; `is_whole` where every image came. What takes all or nothing fails where it
    /// is not, and keeps nothing.
    async fn settle(&self, is_whole: bool) -> Result<()> {
        let _ = is_whole;
        Ok(())
    }
}

/// A repository of a registry, as either side.
#[derive(Clone, Debug)]
pub struct RepositoryPlace {
    registry: Arc<dyn Registry>,
    repository: RepositoryName,
}

impl RepositoryPlace {
    /// `repository` of `registry`.
    pub fn new(registry: Arc<dyn Registry>, repository: RepositoryName) -> Self {
        Self {
            registry,
            repository,
        }
    }

    /// Tags until the end, or until there are more than `most`; `None` where the repository is not there.
    async fn read_tags(&self, most: usize) -> Result<Option<Vec<Tag>>> {
        let mut pages = Pages::default();
        let mut tags = Vec::new();
        while tags.len() <= most {
            match self.registry.next_tags(&self.repository, &mut pages).await {
                Ok(Some(page)) => tags.extend(page.items.into_iter().map(|listed| listed.tag)),
                Ok(None) => break,
                Err(error) if error.is_not_found() && tags.is_empty() => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        Ok(Some(tags))
    }

    async fn digest_of(&self, selector: &Selector) -> Result<Option<Digest>> {
        match self.registry.resolve(&self.repository, selector).await {
            Ok(resolved) => Ok(Some(resolved.digest)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Source for RepositoryPlace {
    async fn list_tags(&self, most: usize) -> Result<Option<Vec<Tag>>> {
        let tags = self.read_tags(most).await?.unwrap_or_default();
        Ok(Some(tags).filter(|tags| tags.len() <= most))
    }

    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>> {
        self.digest_of(selector).await
    }

    async fn manifest(&self, selector: &Selector) -> Result<RawManifest> {
        self.registry.manifest(&self.repository, selector).await
    }

    async fn stream_blob(&self, digest: &Digest, start: u64) -> Result<BlobStream> {
        self.registry
            .stream_blob(&self.repository, digest, start)
            .await
    }

    async fn referrers(&self, subject: &Digest, tags: Option<&[Tag]>) -> Result<Vec<Referrer>> {
        // Without the API the tags say all, and where they are known none has to be asked for.
        if let Some(tags) = tags
            && self.registry.observed().referrers.is_refused()
            && !tags.iter().any(|tag| {
                AttachmentTag::recognise(tag)
                    .is_some_and(|attachment| attachment.belongs_to(subject))
            })
        {
            return Ok(Vec::new());
        }
        let found = self
            .registry
            .referrers(&self.repository, subject, tags)
            .await?;
        Ok(found.items)
    }

    fn mountable(&self) -> Option<(String, RepositoryName)> {
        let (host, _) = self.registry.reference(&self.repository);
        Some((host, self.repository.clone()))
    }
}

#[async_trait]
impl Destination for RepositoryPlace {
    async fn list_tags(&self) -> Result<Option<Vec<Tag>>> {
        self.read_tags(usize::MAX).await
    }

    async fn resolve(&self, selector: &Selector) -> Result<Option<Digest>> {
        self.digest_of(selector).await
    }

    async fn manifest(&self, selector: &Selector) -> Result<RawManifest> {
        self.registry.manifest(&self.repository, selector).await
    }

    async fn has_blob(&self, digest: &Digest) -> Result<bool> {
        let found = self.registry.blob_exists(&self.repository, digest).await?;
        Ok(found.is_some())
    }

    async fn mount_blob(&self, digest: &Digest, from: &RepositoryName) -> Result<bool> {
        let mount = self.registry.mount_blob(&self.repository, digest, from);
        Ok(mount.await? == Mount::Mounted)
    }

    async fn copy_image(
        &self,
        digest: &Digest,
        from: &RepositoryName,
        along: CopiedAlong<'_>,
    ) -> Result<bool> {
        self.registry
            .copy_image(from, &self.repository, digest, along)
            .await
    }

    async fn take_blob(&self, digest: &Digest, source: &dyn BlobSource) -> Result<()> {
        self.registry
            .upload_blob(&self.repository, digest, source)
            .await
    }

    async fn take_unknown(&self, pieces: Pieces) -> Result<(Digest, u64)> {
        self.registry.upload_unknown(&self.repository, pieces).await
    }

    async fn put_manifest(
        &self,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        self.registry
            .put_manifest(&self.repository, selector, media_type, bytes)
            .await
    }

    fn host(&self) -> Option<String> {
        Some(self.registry.reference(&self.repository).0)
    }
}
