//! A repository as it is kept, for whoever decides about all of a registry.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use portolan_contract::Failure;
use portolan_oci::{Digest, Tag};
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
    pub(super) unknown_tags: u64,
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
        let tags = tags.or_fail()?;
        let count = tags.len();
        let tags: BTreeMap<Tag, Digest> = tags
            .into_iter()
            .filter_map(|row| Some((row.tag, row.digest?)))
            .collect();
        let by_digest = |image: ImageSummary| (image.digest.clone(), image);
        let listed = listed.or_fail()?.into_iter();
        let missing: BTreeSet<Digest> = missing.or_fail()?.into_iter().collect();
        let present = present.or_fail()?.into_iter();
        Ok(KnownRepository {
            unknown_tags: (count - tags.len()) as u64,
            tags,
            images: images.or_fail()?.into_iter().map(by_digest).collect(),
            listed: listed.map(|it| (it.digest.clone(), it)).collect(),
            present: present.filter(|it| !missing.contains(it)).collect(),
            missing,
            row,
        })
    }
}

impl KnownRepository {
    /// Its tags were listed at least once.
    pub(super) fn is_listed(&self) -> bool {
        self.row.tags_listed_at.is_some() || !self.listed.is_empty()
    }

    /// The images a person would count: those with a tag, and those without one that no index names and
    /// that the registry itself lists.
    pub(super) fn tops(&self) -> BTreeSet<&Digest> {
        let named: BTreeSet<&Digest> = self
            .images
            .values()
            .flat_map(|image| image.children.iter().map(|child| &child.digest))
            .collect();
        let listed = self.listed.keys().filter(|digest| !named.contains(digest));
        self.tags.values().chain(listed).collect()
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
            is_whole: !self.listed.is_empty(),
        }
    }

    /// When it was listed last.
    pub(super) fn listed_at(&self) -> Option<Timestamp> {
        self.row.tags_listed_at
    }
}

fn pulled(listed: &ListedImage) -> Pulled {
    match (listed.last_pulled_at, listed.pushed_at) {
        (Some(last), _) => Pulled::Last(last),
        (None, Some(pushed)) => Pulled::Never(pushed),
        (None, None) => Pulled::Unknown,
    }
}
