//! Takes tags off a manifest that stays, the way that was chosen, and looks whether it did stay.

use portolan_contract::Failure;
use portolan_oci::{Digest, Selector, Tag};
use portolan_policy::{Proof, Removal, RemovalMethod, choose_again};
use portolan_registries::{
    Capability, Error, Reason, prove_digest_deletion, remove_by_throwaway, remove_natively,
};
use portolan_storage::Content;

use super::{plans::Plans, refusals::changed, site::Site};
use crate::failures::{OrFail, ToFailure};

/// The artifact type of the manifests that stand in for a tag for the moment of its removal.
pub(crate) const THROWAWAY: &str = "application/vnd.portolan.throwaway";

/// What is to be taken off what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaving<'a> {
    pub(crate) digest: &'a Digest,
    pub(crate) tags: &'a [Tag],
    /// All other tags that are known to be on it, which stay.
    pub(crate) others: &'a [Tag],
    pub(crate) removal: Removal,
    /// The manifest's exact bytes, to put it back with.
    pub(crate) kept: &'a Content,
}

/// Takes tags off a manifest. What took a step too much is put back.
pub(crate) async fn remove(
    site: &Site,
    plans: &Plans,
    leaving: Leaving<'_>,
) -> Result<(), Failure> {
    let mut open = Vec::new();
    for tag in leaving.tags {
        match site.resolve(tag).await? {
            None => {}
            Some(at) if at == *leaving.digest => open.push(tag.clone()),
            // An interrupted removal left its throwaway manifest on the tag.
            Some(at) if is_throwaway(site, &at).await? => {
                site.registry
                    .delete_manifest(&site.repository, &at)
                    .await
                    .or_fail()?;
            }
            Some(_) => return Err(changed(vec![tag.to_string()])),
        }
    }
    if !open.is_empty() {
        match leaving.removal.method {
            RemovalMethod::Native => remove_each_natively(site, plans, leaving, &open).await?,
            RemovalMethod::Throwaway => {
                remove_each_by_throwaway(site, plans, leaving.digest, &open, leaving.removal)
                    .await?;
            }
            RemovalMethod::OnlyTag | RemovalMethod::DeleteAndRestore => {
                site.registry
                    .delete_manifest(&site.repository, leaving.digest)
                    .await
                    .or_fail()?;
            }
        }
    }
    put_back_what_stays(site, leaving).await
}

async fn remove_each_natively(
    site: &Site,
    plans: &Plans,
    leaving: Leaving<'_>,
    open: &[Tag],
) -> Result<(), Failure> {
    let registry = site.registry.as_ref();
    for (done, tag) in open.iter().enumerate() {
        match remove_natively(registry, &site.repository, tag, leaving.digest).await {
            Ok(()) => {}
            // Another way that leaves everything else as it is may follow by itself; one that deletes
            // the digest has to be shown first.
            Err(Error::TagDeletionUnsupported { answered }) => {
                let abilities = site.abilities(plans.is_immutable(&site.id));
                let other = choose_again(abilities, false)
                    .filter(|other| other.method == RemovalMethod::Throwaway);
                let Some(other) = other else {
                    return Err(Error::TagDeletionUnsupported { answered }.to_failure());
                };
                let rest = &open[done..];
                return remove_each_by_throwaway(site, plans, leaving.digest, rest, other).await;
            }
            Err(Error::TagMoved { tag, .. }) => return Err(changed(vec![tag.to_string()])),
            Err(error) => return Err(error.to_failure()),
        }
    }
    Ok(())
}

async fn remove_each_by_throwaway(
    site: &Site,
    plans: &Plans,
    digest: &Digest,
    tags: &[Tag],
    removal: Removal,
) -> Result<(), Failure> {
    let registry = site.registry.as_ref();
    let is_proven = || registry.observed().delete_digest.is_proven();
    if removal.prove_first && !is_proven() {
        prove_digest_deletion(registry, &site.repository)
            .await
            .or_fail()?;
    }
    for tag in tags {
        match remove_by_throwaway(registry, &site.repository, tag, digest).await {
            Ok(()) => {}
            Err(Error::TagMoved { tag, .. }) => return Err(changed(vec![tag.to_string()])),
            Err(error) => {
                if super::deed::is_refusal_to_write(&error) {
                    plans.note_immutable(&site.id);
                }
                return Err(error.to_failure());
            }
        }
    }
    Ok(())
}

/// The manifest and its other tags have to be there afterwards. Some registries take a tag's digest
/// for the tag, or drop a digest with its last tag; deleting and restoring counts on this.
async fn put_back_what_stays(site: &Site, leaving: Leaving<'_>) -> Result<(), Failure> {
    if site.has_manifest(leaving.digest).await? {
        let mut lost = Vec::new();
        for tag in leaving.others {
            if site.resolve(tag).await?.is_none() {
                lost.push(tag);
            }
        }
        for tag in lost {
            site.put(Selector::Tag(tag.clone()), leaving.kept).await?;
        }
        return Ok(());
    }
    let was_native = leaving.removal.method == RemovalMethod::Native;
    if was_native && site.abilities(false).delete_tag == Proof::Proven && !leaving.others.is_empty()
    {
        let reason = Reason {
            answered: "it deleted the image with all its tags".to_owned(),
            setting: None,
        };
        let abilities = site.registry.protocol().abilities();
        abilities.refuse(Capability::DeleteTag, reason);
    }
    let mut failure = None;
    let digest = Selector::Digest(leaving.digest.clone());
    let others = leaving.others.iter().cloned().map(Selector::Tag);
    for selector in std::iter::once(digest).chain(others) {
        // All of them are tried before it is said that one could not be put back.
        if let Err(problem) = site.put(selector, leaving.kept).await {
            failure = Some(problem);
        }
    }
    failure.map_or(Ok(()), Err)
}

async fn is_throwaway(site: &Site, digest: &Digest) -> Result<bool, Failure> {
    let content = site.manifest(digest).await?;
    Ok(content.is_some_and(|content| {
        let manifest = super::excerpt::read_manifest(&content, true);
        manifest.artifact_type.as_deref() == Some(THROWAWAY)
    }))
}
