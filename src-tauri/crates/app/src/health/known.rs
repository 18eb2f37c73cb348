//! A repository as it is kept, for whoever decides about all of a registry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use portolan_contract::Failure;
use portolan_oci::{AttachmentTag, Digest, Tag};
use portolan_policy::health::{Examined, ExaminedImage, Pulled};
use portolan_storage::{ConnectionId, ImageSummary, ListedImage, Repository};

use crate::{App, failures::OrFail};

/// What is kept of a repository.
#[derive(Debug)]
pub(super) struct KnownRepository {
    pub(super) row: Repository,
    /// Every tag whose digest is known.
    pub(super) tags: BTreeMap<Tag, Digest>,
    /// Tags whose digest is not known.
    pub(super) unknown_tags: BTreeSet<Tag>,
    pub(super) images: HashMap<Digest, ImageSummary>,
    /// As the registry itself listed them; empty where it lists tags alone.
    pub(super) listed: HashMap<Digest, ListedImage>,
    pub(super) missing: BTreeSet<Digest>,
    /// Every manifest that was seen there and is not known to be gone.
    pub(super) present: BTreeSet<Digest>,
}

impl App {
    /// The repositories of a connection that are there, as far as we know.
    pub(super) async fn standing_repositories(
        &self,
        connection: ConnectionId,
    ) -> Result<Vec<Repository>, Failure> {
        let mut all = self.store.repositories(connection).await.or_fail()?;
        all.retain(|it| it.gone_at.is_none());
        Ok(all)
    }

    /// All that is kept of one.
    pub(super) async fn known_repository(
        &self,
        connection: ConnectionId,
        row: Repository,
    ) -> Result<KnownRepository, Failure> {
        let name = &row.name;
        let (tags, images, listed, missing, present) = tokio::join!(
            self.store.tags(connection, name),
            self.store.images_in(connection, name),
            self.store.listed_images(connection, name),
            self.store.missing_manifests(connection, name),
            self.store.manifests_in(connection, name),
        );
        let (mut known_tags, mut unknown_tags) = (BTreeMap::new(), BTreeSet::new());
        for row in tags.or_fail()? {
            match row.digest {
                Some(digest) => {
                    known_tags.insert(row.tag, digest);
                }
                None => {
                    unknown_tags.insert(row.tag);
                }
            }
        }
        let by_digest = |image: ImageSummary| (image.digest.clone(), image);
        let listed = listed.or_fail()?.into_iter();
        let missing: BTreeSet<Digest> = missing.or_fail()?.into_iter().collect();
        let present = present.or_fail()?.into_iter();
        Ok(KnownRepository {
            tags: known_tags,
            unknown_tags,
            images: images.or_fail()?.into_iter().map(by_digest).collect(),
            listed: listed.map(|it| (it.digest.clone(), it)).collect(),
            present: present.filter(|it| !missing.contains(it)).collect(),
            missing,
            row,
        })
    }
}

impl KnownRepository {
    /// Its tags were listed at least once. Images alone are listed for a list of repositories, too, and say
    /// nothing of tags.
    pub(super) fn is_listed(&self) -> bool {
        self.row.tags_listed_at.is_some()
    }

    /// What indexes name.
    fn named(&self) -> BTreeSet<&Digest> {
        let children = self.images.values().flat_map(|image| &image.children);
        children.map(|child| &child.digest).collect()
    }

    /// The images a person would count: those with a tag, and those without one that no index names and
    /// that the registry itself lists.
    pub(super) fn tops(&self) -> BTreeSet<&Digest> {
        let named = self.named();
        let listed = self.listed.keys().filter(|digest| !named.contains(digest));
        let tags = self.tags.iter().filter(|(tag, _)| !is_attachment(tag));
        tags.map(|(_, digest)| digest).chain(listed).collect()
    }

    /// Tags of images of which it is not known what they point to.
    pub(super) fn count_unknown(&self) -> u64 {
        let unknown = self.unknown_tags.iter().filter(|tag| !is_attachment(tag));
        unknown.count() as u64
    }

    /// What is described by something here, and was nowhere seen here nor found to be missing.
    pub(super) fn unseen_subjects(&self) -> BTreeSet<Digest> {
        let tags = self.tags.keys().chain(&self.unknown_tags);
        let of_tags = tags.filter_map(|tag| AttachmentTag::recognise(tag)?.subject());
        let of_images = self
            .images
            .values()
            .filter_map(|image| image.subject.clone());
        let mut seen = self.named();
        seen.extend(self.tags.values());
        let is_seen = |digest: &Digest| {
            self.present.contains(digest)
                || self.missing.contains(digest)
                || self.listed.contains_key(digest)
                || seen.contains(digest)
        };
        let all = of_tags.chain(of_images);
        all.filter(|subject| !is_seen(subject)).collect()
    }

    /// What an image consists of: itself and, of an index, what it names.
    pub(super) fn closure<'k>(&'k self, digest: &'k Digest) -> BTreeSet<&'k Digest> {
        let mut found = BTreeSet::new();
        let mut open = vec![digest];
        while let Some(next) = open.pop() {
            if found.insert(next)
                && let Some(image) = self.images.get(next)
            {
                open.extend(image.children.iter().map(|child| &child.digest));
            }
        }
        found
    }

    /// As decisions about its health need it.
    pub(super) fn examined(&self) -> Examined {
        let mut images: BTreeMap<Digest, ExaminedImage> = BTreeMap::new();
        for digest in self.present.iter().chain(self.listed.keys()) {
            let known = self.images.get(digest);
            let listed = self.listed.get(digest);
            let children = known.into_iter().flat_map(|image| &image.children);
            let image = ExaminedImage {
                children: children.map(|child| child.digest.clone()).collect(),
                subject: known
                    .and_then(|image| image.subject.clone())
                    .or_else(|| listed.and_then(|it| it.subject.clone())),
                pulled: listed.map_or(Pulled::Unknown, pulled),
            };
            images.insert(digest.clone(), image);
        }
        Examined {
            tags: self.tags.clone(),
            images,
            missing: self.missing.clone(),
            is_whole: self.is_listed() && !self.listed.is_empty(),
        }
    }

    /// When it was listed last.
    pub(super) fn listed_at(&self) -> Option<Timestamp> {
        self.row.tags_listed_at
    }
}

/// Whether the tag keeps what belongs to another manifest.
fn is_attachment(tag: &Tag) -> bool {
    AttachmentTag::recognise(tag).is_some()
}

fn pulled(listed: &ListedImage) -> Pulled {
    match (listed.last_pulled_at, listed.pushed_at) {
        (Some(last), _) => Pulled::Last(last),
        (None, Some(pushed)) => Pulled::Never(pushed),
        (None, None) => Pulled::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_that_were_counted_for_a_list_do_not_say_that_a_repository_has_no_tags() {
        let listed = ListedImage {
            digest: Digest::of(b"counted"),
            media_type: None,
            artifact_type: None,
            platforms: Vec::new(),
            size: Some(70),
            pushed_at: None,
            last_pulled_at: None,
            scan: None,
            storage: None,
            subject: None,
            archived_at: None,
            activated_at: None,
            expirations: BTreeMap::new(),
        };
        let mut known = KnownRepository {
            row: Repository {
                name: "team/app".parse().unwrap(),
                first_seen: Timestamp::UNIX_EPOCH,
                last_seen: Timestamp::UNIX_EPOCH,
                pinned: false,
                gone_at: None,
                tags_listed_at: None,
                tags: 0,
            },
            tags: BTreeMap::new(),
            unknown_tags: BTreeSet::new(),
            images: HashMap::new(),
            listed: HashMap::from([(listed.digest.clone(), listed)]),
            missing: BTreeSet::new(),
            present: BTreeSet::new(),
        };
        assert!(!known.is_listed() && !known.examined().is_whole);
        known.row.tags_listed_at = Some(Timestamp::UNIX_EPOCH);
        assert!(known.is_listed() && known.examined().is_whole);
    }
}
