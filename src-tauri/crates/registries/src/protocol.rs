//! The verbs over the distribution protocol alone, and what their answers prove.

pub(crate) mod test;

use bytes::Bytes;
use portolan_distribution::{
    self as distribution, BlobSource, BlobStream, Client, Complaint, Cursor, Mount, Page, Pieces,
    PutManifest, Quota, RawManifest, Referrers,
};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};

use crate::{
    Abilities, Capabilities, Capability, Error, ListedTag, Reason, Resolved, Result,
    kind::deletion_setting,
};

/// The distribution protocol on one connection.
#[derive(Debug)]
pub struct Protocol {
    client: Client,
    host: String,
    abilities: Abilities,
}

impl Protocol {
    /// The protocol as `client` speaks it, with what was seen of the registry before.
    pub fn new(client: Client, known: Capabilities) -> Self {
        Self {
            host: client.endpoint().authority(),
            client,
            abilities: Abilities::new(known),
        }
    }

    /// `host` or `host:port`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// What was seen of the registry.
    pub fn abilities(&self) -> &Abilities {
        &self.abilities
    }

    /// See [`crate::Registry::quota`].
    pub fn quota(&self) -> Option<Quota> {
        self.client.quota()
    }

    /// See [`crate::Registry::list_repositories`].
    pub async fn list_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<RepositoryName>> {
        let answer = self.client.list_repositories(cursor, None).await;
        match &answer {
            Ok(_) => self.abilities.prove(Capability::Catalog),
            // `_catalog` is not in the specification: whoever refuses it or does not know it has none.
            Err(
                error @ (distribution::Error::Unsupported { .. }
                | distribution::Error::NotFound { .. }
                | distribution::Error::Forbidden { .. }),
            ) => self.abilities.refuse(Capability::Catalog, reason(error)),
            Err(_) => {}
        }
        Ok(answer?)
    }

    /// See [`crate::Registry::list_tags`].
    pub async fn list_tags(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedTag>> {
        let page = self.client.list_tags(repository, cursor, None).await?;
        Ok(Page {
            items: page.items.into_iter().map(ListedTag::from).collect(),
            next: page.next,
            problems: page.problems,
        })
    }

    /// See [`crate::Registry::resolve`].
    pub async fn resolve(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<Resolved> {
        let head = self.client.head_manifest(repository, selector).await?;
        match Resolved::of_head(head) {
            Some(resolved) => Ok(resolved),
            // `Docker-Content-Digest` is optional: then only the bytes tell.
            None => Ok(Resolved::of_manifest(
                self.client.get_manifest(repository, selector).await?,
            )),
        }
    }

    /// See [`crate::Registry::manifest`].
    pub async fn manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<RawManifest> {
        Ok(self.client.get_manifest(repository, selector).await?)
    }

    /// See [`crate::Registry::blob`].
    pub async fn blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        limit: u64,
    ) -> Result<Bytes> {
        Ok(self.client.get_blob(repository, digest, limit).await?)
    }

    /// See [`crate::Registry::stream_blob`].
    pub async fn stream_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        start: u64,
    ) -> Result<BlobStream> {
        Ok(self.client.stream_blob(repository, digest, start).await?)
    }

    /// See [`crate::Registry::referrers`].
    pub async fn referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
        tags: Option<&[Tag]>,
    ) -> Result<Referrers> {
        let found = self.client.referrers(repository, subject, tags).await?;
        if found.has_api {
            self.abilities.prove(Capability::Referrers);
        } else {
            let answered = "no referrers API; the fallback tag is read instead".to_owned();
            self.abilities.refuse(
                Capability::Referrers,
                Reason {
                    answered,
                    setting: None,
                },
            );
        }
        Ok(found)
    }

    /// See [`crate::Registry::put_manifest`].
    pub async fn put_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        let answer = self
            .client
            .put_manifest(repository, selector, media_type, bytes)
            .await;
        match &answer {
            Ok(_) => self.abilities.prove(Capability::Push),
            Err(
                error @ (distribution::Error::Unsupported { .. }
                | distribution::Error::Forbidden { .. }),
            ) => self.abilities.refuse(Capability::Push, reason(error)),
            Err(_) => {}
        }
        Ok(answer?)
    }

    /// See [`crate::Registry::blob_exists`].
    pub async fn blob_exists(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<u64>> {
        Ok(self.client.blob_exists(repository, digest).await?)
    }

    /// See [`crate::Registry::upload_blob`].
    pub async fn upload_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> Result<()> {
        Ok(self.client.upload_blob(repository, digest, source).await?)
    }

    /// See [`crate::Registry::upload_unknown`].
    pub async fn upload_unknown(
        &self,
        repository: &RepositoryName,
        pieces: Pieces,
    ) -> Result<(Digest, u64)> {
        Ok(self.client.upload_unknown(repository, pieces).await?)
    }

    /// See [`crate::Registry::mount_blob`].
    pub async fn mount_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        from: &RepositoryName,
    ) -> Result<Mount> {
        let mount = self.client.mount_blob(repository, digest, from).await?;
        // Declining proves nothing: the blob may be gone from the other repository.
        if mount == Mount::Mounted {
            self.abilities.prove(Capability::Mount);
        }
        Ok(mount)
    }

    /// See [`crate::Registry::delete_manifest`].
    pub async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<()> {
        let selector = Selector::Digest(digest.clone());
        match self.client.delete_manifest(repository, &selector).await {
            Ok(()) => {
                self.abilities.prove(Capability::DeleteDigest);
                Ok(())
            }
            Err(error) if is_refusal(&error) => {
                let reason = reason(&error);
                self.abilities
                    .refuse(Capability::DeleteDigest, reason.clone());
                Err(Error::DeletionOff {
                    setting: reason.setting,
                    answered: reason.answered,
                })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// See [`crate::Registry::delete_tag`].
    pub async fn delete_tag(&self, repository: &RepositoryName, tag: &Tag) -> Result<()> {
        let selector = Selector::Tag(tag.clone());
        match self.client.delete_manifest(repository, &selector).await {
            Ok(()) => {
                self.abilities.prove(Capability::DeleteTag);
                Ok(())
            }
            // Registries that delete by digest only call the tag an invalid digest (400) or the
            // operation unsupported (400, 405).
            Err(error) if is_refusal(&error) => {
                let reason = reason(&error);
                self.abilities.refuse(Capability::DeleteTag, reason.clone());
                Err(Error::TagDeletionUnsupported {
                    answered: reason.answered,
                })
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether the registry says that it does not do this at all, rather than not now or not for us.
fn is_refusal(error: &distribution::Error) -> bool {
    matches!(
        error,
        distribution::Error::Unsupported { .. }
            | distribution::Error::Refuses {
                status: 400 | 405 | 501,
                ..
            }
    )
}

/// What a registry answered, and the setting that it points to.
pub(crate) fn reason(error: &distribution::Error) -> Reason {
    let complaint = complaint(error);
    let setting = complaint
        .and_then(|complaint| deletion_setting(&complaint.code, &complaint.message))
        // The same sentence answers other things than deletion.
        .filter(|_| {
            matches!(
                error,
                distribution::Error::Unsupported {
                    what: distribution::Operation::DeleteManifest
                        | distribution::Operation::DeleteTag,
                    ..
                }
            )
        })
        .map(str::to_owned);
    Reason {
        answered: complaint.map_or_else(|| error.to_string(), Complaint::to_string),
        setting,
    }
}

pub(crate) fn complaint(error: &distribution::Error) -> Option<&Complaint> {
    match error {
        distribution::Error::Unauthorized { complaint, .. }
        | distribution::Error::Forbidden { complaint, .. }
        | distribution::Error::NotFound { complaint, .. }
        | distribution::Error::Unsupported { complaint, .. }
        | distribution::Error::RateLimited { complaint, .. }
        | distribution::Error::Refuses { complaint, .. }
        | distribution::Error::Server { complaint, .. } => complaint.as_deref(),
        _ => None,
    }
}
