//! Reads what a change needs to know of a repository, fresh from the registry.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use portolan_contract::{Failure, ImageKind};
use portolan_distribution::Found;
use portolan_oci::{AttachmentTag, CosignKind, Digest, MediaType, Tag};
use portolan_policy::{FoundBy, Manifest, ReferrerLink, Repository};
use portolan_storage::Content;

use super::{
    excerpt::{kind_of, read_manifest},
    site::{AT_ONCE, Site},
};
use crate::failures::OrFail;

/// How many tags are resolved one by one; the digests of more are taken from what was seen before.
const RESOLVE_LIMIT: usize = 2_000;
/// Up to so many images every manifest is read, so that shared layers are known as such.
const READ_ALL_LIMIT: usize = 200;

/// What was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Survey {
    /// What policy decides on.
    pub(crate) repository: Repository,
    /// What each manifest is.
    pub(crate) kinds: BTreeMap<Digest, ImageKind>,
    /// Every tag there is, where all were listed.
    pub(crate) listed: Option<HashSet<Tag>>,
    /// What the registry was asked for its referrers.
    asked: BTreeSet<Digest>,
}

impl Survey {
    /// Finds where tags point now. A tag that is not there is left out.
    pub(crate) async fn resolve(
        &mut self,
        site: &Site,
        tags: impl IntoIterator<Item = Tag>,
    ) -> Result<(), Failure> {
        let open: Vec<Tag> = tags
            .into_iter()
            .filter(|tag| !self.repository.tags.contains_key(tag))
            .collect();
        let mut found = stream::iter(open)
            .map(|tag| async move {
                let digest = site.resolve(&tag).await?;
                Ok::<_, Failure>((tag, digest))
            })
            .buffer_unordered(AT_ONCE);
        while let Some((tag, digest)) = found.try_next().await? {
            if let Some(digest) = digest {
                self.repository.tags.insert(tag, digest);
            }
        }
        Ok(())
    }

    /// Finds the tags that were seen on these digests before and still are there.
    pub(crate) async fn resolve_known_aliases(
        &mut self,
        site: &Site,
        digests: &BTreeSet<Digest>,
    ) -> Result<(), Failure> {
        let mut seen = BTreeSet::new();
        for digest in digests {
            let tags = site
                .store
                .tags_on(site.connection.id, &site.repository, digest);
            seen.extend(tags.await.or_fail()?);
        }
        self.resolve(site, seen.into_iter().take(RESOLVE_LIMIT))
            .await
    }

    /// Lists all tags and finds where they point; then reads the indexes among them, which tells what
    /// contains what.
    pub(crate) async fn list_all(&mut self, site: &Site) -> Result<(), Failure> {
        let mut listed = HashSet::new();
        let mut open = Vec::new();
        let mut cursor = None;
        loop {
            let page = site
                .registry
                .list_tags(&site.repository, cursor.as_ref())
                .await;
            let page = match page {
                Err(error) if error.is_not_found() => break,
                other => other.or_fail()?,
            };
            for row in page.items {
                if listed.insert(row.tag.clone()) {
                    match row.digest {
                        Some(digest) => {
                            self.repository.tags.insert(row.tag, digest);
                        }
                        None => open.push(row.tag),
                    }
                }
            }
            match page.next {
                Some(next) if cursor.as_ref() != Some(&next) => cursor = Some(next),
                _ => break,
            }
        }
        let beyond = open.split_off(open.len().min(RESOLVE_LIMIT));
        self.resolve(site, open).await?;
        for tag in beyond {
            let seen = site.store.tag(site.connection.id, &site.repository, &tag);
            match seen.await.or_fail()?.and_then(|row| row.digest) {
                Some(digest) => {
                    self.repository.tags.insert(tag, digest);
                }
                None => self.repository.unknown_tags += 1,
            }
        }
        self.listed = Some(listed);
        self.read_tagged(site).await
    }

    /// Reads what tags point to: all of it where that is little, else only indexes.
    async fn read_tagged(&mut self, site: &Site) -> Result<(), Failure> {
        let tagged: BTreeSet<Digest> = self.repository.tags.values().cloned().collect();
        if tagged.len() <= READ_ALL_LIMIT {
            return self.load_tops(site, &tagged).await;
        }
        let known = site.store.images(tagged.iter().cloned().collect());
        let known: BTreeMap<Digest, portolan_storage::ImageSummary> = known
            .await
            .or_fail()?
            .into_iter()
            .map(|image| (image.digest.clone(), image))
            .collect();
        let mut unknown = BTreeSet::new();
        for digest in tagged {
            match known.get(&digest) {
                Some(image) => {
                    let children = image.children.iter().map(|child| child.digest.clone());
                    let stub = stub(image.media_type.clone(), children.collect());
                    self.repository.manifests.insert(digest, stub);
                }
                None => {
                    unknown.insert(digest);
                }
            }
        }
        self.load_tops(site, &unknown).await
    }

    /// Reads manifests with all that they contain, and notes which of them the registry has.
    pub(crate) async fn load(
        &mut self,
        site: &Site,
        digests: &BTreeSet<Digest>,
    ) -> Result<(), Failure> {
        let mut seen: BTreeSet<Digest> = BTreeSet::new();
        let mut open: BTreeSet<Digest> = digests.clone();
        while !open.is_empty() {
            self.load_tops(site, &open).await?;
            seen.extend(open.iter().cloned());
            open = open
                .iter()
                .filter_map(|digest| self.repository.manifests.get(digest))
                .flat_map(|manifest| &manifest.children)
                .filter(|child| !seen.contains(*child))
                .cloned()
                .collect();
        }
        Ok(())
    }

    /// Reads these manifests alone.
    async fn load_tops(&mut self, site: &Site, digests: &BTreeSet<Digest>) -> Result<(), Failure> {
        let tagged: BTreeSet<&Digest> = self.repository.tags.values().collect();
        let open: Vec<(Digest, bool)> = digests
            .iter()
            .filter(|digest| {
                let known = self.repository.manifests.get(*digest);
                known.is_none_or(|manifest| manifest.size == 0)
            })
            .map(|digest| (digest.clone(), tagged.contains(digest)))
            .collect();
        let found: Vec<(Digest, Option<(Content, bool)>)> = stream::iter(open)
            .map(|(digest, is_tagged)| async move {
                let found = find(site, &digest, is_tagged).await?;
                Ok::<_, Failure>((digest, found))
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        for (digest, found) in found {
            if let Some((content, present)) = found {
                let manifest = read_manifest(&content, present);
                self.note(&digest, &content, manifest);
            }
        }
        Ok(())
    }

    fn note(&mut self, digest: &Digest, content: &Content, manifest: Manifest) {
        self.kinds.insert(digest.clone(), kind_of(content));
        if let Some(subject) = &manifest.subject {
            self.link(subject, digest, FoundBy::Api);
        }
        self.repository.manifests.insert(digest.clone(), manifest);
    }

    /// Notes a manifest that the change itself makes.
    pub(crate) fn note_made(&mut self, content: &Content) {
        let manifest = read_manifest(content, false);
        self.note(&content.digest, content, manifest);
    }

    fn link(&mut self, subject: &Digest, referrer: &Digest, found_by: FoundBy) {
        let exists = self
            .repository
            .referrers
            .iter()
            .any(|link| link.subject == *subject && link.referrer == *referrer);
        if !exists {
            self.repository.referrers.push(ReferrerLink {
                subject: subject.clone(),
                referrer: referrer.clone(),
                found_by,
            });
        }
    }

    /// Finds what describes these digests and what they contain, and what describes that.
    pub(crate) async fn load_referrers(
        &mut self,
        site: &Site,
        digests: &BTreeSet<Digest>,
    ) -> Result<(), Failure> {
        let tags: Option<Vec<Tag>> = self
            .listed
            .as_ref()
            .map(|listed| listed.iter().cloned().collect());
        let mut open = digests.clone();
        loop {
            let closure: BTreeSet<Digest> = open
                .iter()
                .flat_map(|digest| self.repository.closure(digest))
                .collect();
            let subjects: Vec<Digest> = closure.difference(&self.asked).cloned().collect();
            if subjects.is_empty() {
                return Ok(());
            }
            self.asked.extend(subjects.iter().cloned());
            let has_no_api = site.registry.observed().referrers.is_refused();
            let asked: Vec<Digest> = subjects
                .iter()
                .filter(|subject| !has_no_api || self.may_have_referrers(subject))
                .cloned()
                .collect();
            let tags = tags.as_deref();
            let found: Vec<(Digest, portolan_distribution::Referrers)> = stream::iter(asked)
                .map(|subject| async move {
                    let found = site.registry.referrers(&site.repository, &subject, tags);
                    let found = found.await.or_fail()?;
                    Ok::<_, Failure>((subject, found))
                })
                .buffer_unordered(AT_ONCE)
                .try_collect()
                .await?;
            open = BTreeSet::new();
            for (subject, found) in found {
                for referrer in found.items {
                    let found_by = match referrer.found {
                        Found::Api => FoundBy::Api,
                        Found::FallbackTag => FoundBy::FallbackTag,
                        Found::CosignTag(_) => FoundBy::CosignTag,
                    };
                    self.link(&subject, &referrer.descriptor.digest, found_by);
                    open.insert(referrer.descriptor.digest);
                }
            }
            self.resolve_attachment_tags(site, &subjects).await?;
            self.load(site, &open).await?;
        }
    }

    /// Whether a subject has a tag that referrers are kept under, where all tags are known.
    fn may_have_referrers(&self, subject: &Digest) -> bool {
        let Some(listed) = &self.listed else {
            return true;
        };
        attachment_tags(subject).any(|tag| listed.contains(&tag))
    }

    /// Attachment tags belong to what is known of a repository, whether or not all tags were listed.
    async fn resolve_attachment_tags(
        &mut self,
        site: &Site,
        subjects: &[Digest],
    ) -> Result<(), Failure> {
        let linked: BTreeSet<&Digest> = self
            .repository
            .referrers
            .iter()
            .filter(|link| link.found_by != FoundBy::Api)
            .map(|link| &link.subject)
            .collect();
        let tags: Vec<Tag> = subjects
            .iter()
            .filter(|subject| linked.contains(subject))
            .flat_map(attachment_tags)
            .collect();
        self.resolve(site, tags.clone()).await?;
        let indexes = tags
            .iter()
            .filter_map(|tag| self.repository.tags.get(tag).cloned())
            .collect();
        self.load(site, &indexes).await
    }

    /// Finds untagged manifests where the registry lists them.
    pub(crate) async fn load_untagged(&mut self, site: &Site) -> Result<(), Failure> {
        let listed = site.registry.list_untagged(&site.repository).await;
        match listed.or_fail()? {
            Some(digests) => {
                self.repository.untagged_known = true;
                self.load(site, &digests.into_iter().collect()).await
            }
            None => Ok(()),
        }
    }

    /// Finds manifests that were seen before and are still there, tagged or not.
    pub(crate) async fn load_seen(&mut self, site: &Site) -> Result<(), Failure> {
        let seen = site
            .store
            .manifests_in(site.connection.id, &site.repository);
        let seen = seen
            .await
            .or_fail()?
            .into_iter()
            .take(RESOLVE_LIMIT)
            .collect();
        self.load(site, &seen).await
    }

    /// Finds untagged indexes that were seen to contain these digests.
    pub(crate) async fn load_known_parents(
        &mut self,
        site: &Site,
        digests: &BTreeSet<Digest>,
    ) -> Result<(), Failure> {
        let mut parents = BTreeSet::new();
        for digest in digests {
            let seen = site
                .store
                .indexes_containing(site.connection.id, &site.repository, digest);
            parents.extend(seen.await.or_fail()?);
        }
        self.load(site, &parents).await
    }
}

/// The tags under which clients keep what describes a manifest.
fn attachment_tags(subject: &Digest) -> impl Iterator<Item = Tag> + use<> {
    let cosign = CosignKind::ALL.map(|kind| AttachmentTag::cosign(subject, kind).tag());
    [AttachmentTag::fallback(subject).tag()]
        .into_iter()
        .chain(cosign)
}

/// A manifest's bytes, and whether the registry has it. `is_tagged`: a tag was just seen on it.
async fn find(
    site: &Site,
    digest: &Digest,
    is_tagged: bool,
) -> Result<Option<(Content, bool)>, Failure> {
    let Some(kept) = site.store.content(digest).await.or_fail()? else {
        let fetched = site.fetch_manifest(digest).await?;
        return Ok(fetched.map(|content| (content, true)));
    };
    let present = is_tagged || site.has_manifest(digest).await?;
    Ok(Some((kept, present)))
}

/// What stands for a manifest that was not read now.
fn stub(media_type: MediaType, children: Vec<Digest>) -> Manifest {
    Manifest {
        media_type,
        size: 0,
        children,
        blobs: Vec::new(),
        understood: false,
        subject: None,
        artifact_type: None,
        present: true,
    }
}

/// A tag or digest as a person wrote it.
pub(crate) fn parse<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, Failure>
where
    T::Err: std::fmt::Display,
{
    text.parse()
        .map_err(|problem: T::Err| Failure::invalid(field, problem.to_string()))
}
