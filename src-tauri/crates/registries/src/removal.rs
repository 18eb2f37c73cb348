//! Removing one tag without its image: the ways there are, each its own verb, and which of them fit.
//!
//! Only the registry's own deletion of tags is harmless by nature. Every other way deletes a digest,
//! so it checks first that the tag still is where the change was decided on, and puts back what it
//! took where it fails half-way. Keeping the bytes for undo is the caller's.

use std::fmt;

use bytes::Bytes;
use jiff::Timestamp;
use portolan_distribution::{BlobSource, RawManifest};
use portolan_oci::{Descriptor, Digest, Manifest, MediaType, RepositoryName, Selector, Tag};

use crate::{Capabilities, Error, Registry, Result};

/// How a single tag is removed, best first.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum RemovalMethod {
    /// The registry removes a tag by itself.
    Native,
    /// Deletes the digest, which has no other tag.
    OnlyTag,
    /// Puts a throwaway manifest on the tag and deletes that.
    Throwaway,
    /// Deletes the digest and puts its other tags back.
    DeleteAndRestore,
}

impl fmt::Display for RemovalMethod {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Native => "the registry's own removal of a tag",
            Self::OnlyTag => "deleting the digest of an only tag",
            Self::Throwaway => "removal by a throwaway manifest",
            Self::DeleteAndRestore => "deleting the digest and putting its other tags back",
        })
    }
}

/// The ways that may work on a registry, best first, for a tag whose digest has `other_tags` more tags
/// and is (`is_contained`) or is not a child of an index. Where the first answers that it is not
/// supported, the next may be tried; an empty list means that nothing can work as the registry is.
///
/// The throwaway way destroys the tag where deletion turns out to be off (regclient issue 819), so it
/// is offered only where deletion by digest is proven; [`prove_digest_deletion`] proves it.
pub fn removal_methods(
    observed: &Capabilities,
    other_tags: usize,
    is_contained: bool,
) -> Vec<RemovalMethod> {
    let mut methods = Vec::with_capacity(3);
    if !observed.delete_tag.is_refused() {
        methods.push(RemovalMethod::Native);
    }
    if observed.delete_digest.is_refused() {
        return methods;
    }
    // A digest inside an index must stay even where no tag names it.
    if other_tags == 0 && !is_contained {
        methods.push(RemovalMethod::OnlyTag);
        return methods;
    }
    if observed.delete_digest.is_proven() && !observed.push.is_refused() {
        methods.push(RemovalMethod::Throwaway);
    }
    if other_tags > 0 && !observed.push.is_refused() {
        methods.push(RemovalMethod::DeleteAndRestore);
    }
    methods
}

/// Removes a tag by the registry's own deletion of tags, after checking that it still points to
/// `digest`. The image and its other tags stay.
pub async fn remove_natively(
    registry: &dyn Registry,
    repository: &RepositoryName,
    tag: &Tag,
    digest: &Digest,
) -> Result<()> {
    check(registry, repository, tag, digest).await?;
    registry.delete_tag(repository, tag).await
}

/// Removes a tag by deleting its image, of which it must be the only tag: `tags` are all tags known to
/// point to `digest`, and any other than `tag` that still does refuses the removal.
pub async fn remove_as_only_tag(
    registry: &dyn Registry,
    repository: &RepositoryName,
    tag: &Tag,
    digest: &Digest,
    tags: &[Tag],
) -> Result<()> {
    check(registry, repository, tag, digest).await?;
    for other in tags.iter().filter(|other| *other != tag) {
        if points_to(registry, repository, other).await?.as_ref() == Some(digest) {
            return Err(Error::DoesNotFit {
                method: RemovalMethod::OnlyTag,
                reason: "the image has another tag",
            });
        }
    }
    registry.delete_manifest(repository, digest).await
}

/// Removes a tag by moving it to a throwaway manifest and deleting that. Where the deletion fails, the
/// tag is put back. Refused unless deletion by digest was seen to work.
pub async fn remove_by_throwaway(
    registry: &dyn Registry,
    repository: &RepositoryName,
    tag: &Tag,
    digest: &Digest,
) -> Result<()> {
    if !registry.observed().delete_digest.is_proven() {
        return Err(Error::DeletionUnproven);
    }
    check(registry, repository, tag, digest).await?;
    let selector = Selector::Digest(digest.clone());
    let kept = registry.manifest(repository, &selector).await?;
    let throwaway = put_throwaway(registry, repository, Some(tag)).await?;
    if let Err(cause) = registry.delete_manifest(repository, &throwaway).await {
        restore(
            registry,
            repository,
            &kept,
            std::slice::from_ref(tag),
            cause.clone(),
        )
        .await?;
        return Err(cause);
    }
    // Some registries drop a digest when its last tag moves away (zot issue 4444): it must outlive the
    // removal, under its other tags or inside an index.
    match registry.resolve(repository, &selector).await {
        Err(error) if error.is_not_found() => {
            put_back(registry, repository, &kept, &selector).await
        }
        Err(error) => Err(error),
        Ok(_) => Ok(()),
    }
}

/// Removes a tag by deleting its digest and putting the image back under each of `others`, all tags on
/// it but this one. Answers [`Error::NotRestored`] with the tags that are missing where that fails.
pub async fn remove_by_restoring(
    registry: &dyn Registry,
    repository: &RepositoryName,
    tag: &Tag,
    digest: &Digest,
    others: &[Tag],
) -> Result<()> {
    if others.is_empty() {
        return Err(Error::DoesNotFit {
            method: RemovalMethod::DeleteAndRestore,
            reason: "there is no other tag to put back",
        });
    }
    check(registry, repository, tag, digest).await?;
    let selector = Selector::Digest(digest.clone());
    let kept = registry.manifest(repository, &selector).await?;
    registry.delete_manifest(repository, digest).await?;
    let others: Vec<Tag> = others
        .iter()
        .filter(|other| *other != tag)
        .cloned()
        .collect();
    restore(
        registry,
        repository,
        &kept,
        &others,
        Error::DoesNotFit {
            method: RemovalMethod::DeleteAndRestore,
            reason: "the registry did not take the image back",
        },
    )
    .await
}

/// Finds out whether deletion by digest works, by putting an untagged manifest that means nothing and
/// deleting it. It writes, so it is done only when a change needs to know. What it finds is in
/// [`Registry::observed`] afterwards; refused deletion is [`Error::DeletionOff`].
pub async fn prove_digest_deletion(
    registry: &dyn Registry,
    repository: &RepositoryName,
) -> Result<()> {
    let throwaway = put_throwaway(registry, repository, None).await?;
    registry.delete_manifest(repository, &throwaway).await
}

/// Puts a manifest that nothing else is like, under `tag` or its digest alone.
async fn put_throwaway(
    registry: &dyn Registry,
    repository: &RepositoryName,
    tag: Option<&Tag>,
) -> Result<Digest> {
    let empty = Bytes::from_static(b"{}");
    let config = Descriptor::of(MediaType::EMPTY, &empty);
    if registry
        .blob_exists(repository, &config.digest)
        .await?
        .is_none()
    {
        let source: &dyn BlobSource = &empty;
        registry
            .upload_blob(repository, &config.digest, source)
            .await?;
    }
    // The empty config stands in for the layer too: registries refuse a manifest without layers.
    let mut manifest = Manifest::new(config.clone(), vec![config]);
    manifest.artifact_type = Some("application/vnd.portolan.throwaway".to_owned());
    manifest.annotations.insert(
        "org.portolan.throwaway".to_owned(),
        Timestamp::now().as_nanosecond().to_string(),
    );
    let bytes = serde_json::to_vec(&manifest).map_err(|error| {
        portolan_distribution::Error::Source(format!("a manifest could not be written: {error}"))
    })?;
    let digest = Digest::of(&bytes);
    let selector = match tag {
        Some(tag) => Selector::Tag(tag.clone()),
        None => Selector::Digest(digest.clone()),
    };
    registry
        .put_manifest(repository, &selector, &manifest.media_type, bytes.into())
        .await?;
    Ok(digest)
}

/// Puts `kept` back under each of `tags`; tries all of them before it says which are missing.
async fn restore(
    registry: &dyn Registry,
    repository: &RepositoryName,
    kept: &RawManifest,
    tags: &[Tag],
    cause: Error,
) -> Result<()> {
    let mut missing = Vec::new();
    let mut last = cause;
    for tag in tags {
        let selector = Selector::Tag(tag.clone());
        if let Err(error) = put_back(registry, repository, kept, &selector).await {
            missing.push(tag.clone());
            last = error;
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::NotRestored {
        tags: missing,
        digest: kept.digest.clone(),
        cause: Box::new(last),
    })
}

async fn put_back(
    registry: &dyn Registry,
    repository: &RepositoryName,
    kept: &RawManifest,
    selector: &Selector,
) -> Result<()> {
    registry
        .put_manifest(repository, selector, &kept.media_type, kept.bytes.clone())
        .await
        .map(drop)
}

/// Refuses when `tag` is not on `digest`.
async fn check(
    registry: &dyn Registry,
    repository: &RepositoryName,
    tag: &Tag,
    digest: &Digest,
) -> Result<()> {
    let found = points_to(registry, repository, tag).await?;
    if found.as_ref() == Some(digest) {
        return Ok(());
    }
    Err(Error::TagMoved {
        tag: tag.clone(),
        expected: digest.clone(),
        found,
    })
}

async fn points_to(
    registry: &dyn Registry,
    repository: &RepositoryName,
    tag: &Tag,
) -> Result<Option<Digest>> {
    let selector = Selector::Tag(tag.clone());
    match registry.resolve(repository, &selector).await {
        Ok(resolved) => Ok(Some(resolved.digest)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Ability, Capability, Reason};

    fn observed(facts: &[(Capability, bool)]) -> Capabilities {
        let mut capabilities = Capabilities::default();
        for (capability, can) in facts {
            let ability = if *can {
                Ability::proven()
            } else {
                Ability::refused(Reason::default())
            };
            capabilities.set(*capability, ability);
        }
        capabilities
    }

    #[test]
    fn the_registrys_own_way_comes_first_and_an_unproven_throwaway_never() {
        assert_eq!(
            removal_methods(&observed(&[]), 2, false),
            [RemovalMethod::Native, RemovalMethod::DeleteAndRestore]
        );
        assert_eq!(
            removal_methods(&observed(&[(Capability::DeleteDigest, true)]), 2, false),
            [
                RemovalMethod::Native,
                RemovalMethod::Throwaway,
                RemovalMethod::DeleteAndRestore
            ]
        );
    }

    #[test]
    fn an_only_tag_goes_with_its_image_unless_an_index_needs_it() {
        let facts = observed(&[
            (Capability::DeleteTag, false),
            (Capability::DeleteDigest, true),
        ]);
        assert_eq!(removal_methods(&facts, 0, false), [RemovalMethod::OnlyTag]);
        assert_eq!(removal_methods(&facts, 0, true), [RemovalMethod::Throwaway]);
    }

    #[test]
    fn where_deletion_is_off_nothing_is_offered() {
        let facts = observed(&[
            (Capability::DeleteTag, false),
            (Capability::DeleteDigest, false),
        ]);
        assert!(removal_methods(&facts, 0, false).is_empty());
        assert!(removal_methods(&facts, 3, false).is_empty());
    }
}
