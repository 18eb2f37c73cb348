//! What is known of a repository, for its rules: from the cache alone.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use portolan_contract::{Code, Failure, RepositoryAt};
use portolan_oci::{Digest, MediaType, Tag};
use portolan_policy::{
    Manifest,
    lifecycle::ImageStatus,
    retention::{Holding, Image, Links, Pulls, Snapshot},
};
use portolan_storage::{ImageSummary, ListedImage, StorageClass};

use crate::{
    App, app::off_the_loop, changes::read_manifest, failures::OrFail, images::Known,
    local_registry::KIND as LOCAL,
};

/// Manifests that are in memory at a time.
const AT_ONCE: usize = 500;

/// The repository that was looked at last, so that typing a rule does not read it with every letter.
#[derive(Debug, Default)]
pub(crate) struct LookedAt(Mutex<Option<(Moment, Arc<Found>)>>);

/// What a repository was when it was looked at.
#[derive(Clone, Debug, PartialEq)]
struct Moment {
    at: RepositoryAt,
    revision: u64,
    was_refreshed: bool,
}

impl LookedAt {
    fn find(&self, moment: &Moment) -> Option<Arc<Found>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, found) = kept.as_ref()?;
        (known == moment).then(|| Arc::clone(found))
    }

    fn keep(&self, moment: Moment, found: Arc<Found>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((moment, found));
    }
}

/// A repository for its rules.
#[derive(Debug)]
pub(crate) struct Found {
    pub(super) snapshot: Snapshot,
    /// What each of its manifests holds.
    pub(super) holdings: Vec<Holding>,
    pub(super) listed_at: Option<i64>,
    /// Tags of which it is not known where they point, with what was said of them.
    pub(super) unfollowed: Vec<(Tag, Option<Failure>)>,
}

impl App {
    /// A repository as it is known; where it was never listed, it is now.
    pub(super) async fn retention_snapshot(
        self: &Arc<Self>,
        at: &RepositoryAt,
    ) -> Result<Arc<Found>, Failure> {
        let collection = self.collection(at).await?;
        if collection.state().known.listed_at.is_none() {
            self.refresh_images(at.clone()).await?;
        }
        let is_local = self.stored_connection(&at.connection).await?.draft.kind == LOCAL;
        let (known, moment) = {
            let state = collection.state();
            let moment = Moment {
                at: at.clone(),
                revision: state.revision,
                was_refreshed: state.tried.is_some(),
            };
            (Arc::clone(&state.known), moment)
        };
        if let Some(found) = self.looked_at.find(&moment) {
            return Ok(found);
        }
        let seen = self
            .store
            .first_seen(collection.connection, &collection.repository);
        let seen = seen.await.or_fail()?;
        let untagged_known = !known.listed.is_empty() || is_local && moment.was_refreshed;
        let digests = digests_of(&known, untagged_known);
        let mut read: HashMap<Digest, Manifest> = HashMap::new();
        let all: Vec<Digest> = digests.keys().cloned().collect();
        for some in all.chunks(AT_ONCE) {
            let kept = self.store.contents(some.to_vec()).await.or_fail()?;
            let manifests = off_the_loop(move || {
                let manifests = kept
                    .iter()
                    .map(|content| (content.digest.clone(), read_manifest(content, true)));
                manifests.collect::<Vec<_>>()
            });
            read.extend(manifests.await?);
        }
        let found = off_the_loop(move || {
            let scene = Scene {
                known: &known,
                seen: &seen,
                read: &read,
                tags: tags_by_digest(&known),
                described: described_by_tag(&known, &digests),
                attached: known
                    .attachments
                    .iter()
                    .filter_map(|attachment| attachment.digest.as_ref())
                    .collect(),
                pulls_told: known
                    .listed
                    .values()
                    .any(|listed| listed.last_pulled_at.is_some()),
            };
            let mut images: Vec<Image> = digests
                .iter()
                .map(|(digest, media_type)| scene.image(digest, media_type.as_ref()))
                .collect();
            images.sort_by(|one, other| {
                let key = |image: &Image| (image.pushed_at, image.created_at, image.digest.clone());
                key(one).cmp(&key(other))
            });
            let holdings = images
                .iter()
                .map(|image| holding(&image.digest, read.get(&image.digest)))
                .collect();
            let unfollowed = unfollowed(&known);
            Found {
                snapshot: Snapshot {
                    images,
                    unknown_tags: unfollowed.iter().map(|(tag, _)| tag.clone()).collect(),
                    untagged_known,
                },
                holdings,
                listed_at: known.listed_at,
                unfollowed,
            }
        });
        let found = Arc::new(found.await?);
        self.looked_at.keep(moment, Arc::clone(&found));
        Ok(found)
    }
}

/// Every manifest that is known to be there, with its media type where an index or list says it.
fn digests_of(known: &Known, untagged_known: bool) -> BTreeMap<Digest, Option<MediaType>> {
    let mut digests: BTreeMap<Digest, Option<MediaType>> = BTreeMap::new();
    let tagged = known.targets.iter().filter_map(|it| it.digest.as_ref());
    let attached = known.attachments.iter().filter_map(|it| it.digest.as_ref());
    for digest in tagged.chain(attached).chain(&known.untagged) {
        digests.insert(digest.clone(), None);
    }
    for (digest, listed) in &known.listed {
        digests.insert(digest.clone(), listed.media_type.clone());
    }
    if untagged_known {
        return digests;
    }
    // Where the registry does not tell of them, children are known by the indexes that name them.
    let mut open: Vec<Digest> = digests.keys().cloned().collect();
    while let Some(digest) = open.pop() {
        let Some(summary) = known.image(&digest) else {
            continue;
        };
        for child in &summary.children {
            let is_there = is_manifest(&child.media_type) && !known.missing.contains(&child.digest);
            if is_there && !digests.contains_key(&child.digest) {
                digests.insert(child.digest.clone(), Some(child.media_type.clone()));
                open.push(child.digest.clone());
            }
        }
    }
    digests
}

/// Tags that nobody could follow yet. One that leads nowhere was followed.
fn unfollowed(known: &Known) -> Vec<(Tag, Option<Failure>)> {
    known
        .tags
        .names
        .iter()
        .zip(&known.targets)
        .filter(|(_, target)| {
            let leads_nowhere = target
                .problem
                .as_ref()
                .is_some_and(|problem| problem.code == Code::NotFound);
            target.digest.is_none() && !leads_nowhere
        })
        .map(|(tag, target)| (tag.clone(), target.problem.clone()))
        .collect()
}

fn tags_by_digest(known: &Known) -> HashMap<&Digest, Vec<Tag>> {
    let mut tags: HashMap<&Digest, Vec<Tag>> = HashMap::new();
    for (tag, target) in known.tags.names.iter().zip(&known.targets) {
        if let Some(digest) = &target.digest {
            tags.entry(digest).or_default().push(tag.clone());
        }
    }
    tags
}

/// What is kept under the tags that belong to other manifests, with those.
fn described_by_tag<'k>(
    known: &'k Known,
    digests: &BTreeMap<Digest, Option<MediaType>>,
) -> HashMap<&'k Digest, BTreeSet<Digest>> {
    let mut described: HashMap<&Digest, BTreeSet<Digest>> = HashMap::new();
    for attachment in &known.attachments {
        let subject = attachment
            .reading
            .subject()
            .filter(|subject| digests.contains_key(subject));
        if let (Some(digest), Some(subject)) = (&attachment.digest, subject) {
            described.entry(digest).or_default().insert(subject);
        }
    }
    described
}

fn is_manifest(media_type: &MediaType) -> bool {
    media_type.is_index() || media_type.is_image_manifest() || media_type.is_schema1()
}

/// All that an image is made from.
struct Scene<'k> {
    known: &'k Known,
    seen: &'k HashMap<Digest, jiff::Timestamp>,
    read: &'k HashMap<Digest, Manifest>,
    tags: HashMap<&'k Digest, Vec<Tag>>,
    described: HashMap<&'k Digest, BTreeSet<Digest>>,
    /// What is kept under tags that belong to other manifests.
    attached: HashSet<&'k Digest>,
    /// The registry tells of pulls.
    pulls_told: bool,
}

impl Scene<'_> {
    fn image(&self, digest: &Digest, media_type: Option<&MediaType>) -> Image {
        let summary = self.known.image(digest).map(Arc::as_ref);
        let listed = self.known.listed.get(digest).map(Arc::as_ref);
        let described = self.described.get(digest).into_iter().flatten();
        Image {
            digest: digest.clone(),
            tags: self.tags.get(digest).cloned().unwrap_or_default(),
            pushed_at: listed.and_then(|listed| listed.pushed_at),
            seen_at: self.seen.get(digest).copied(),
            created_at: summary.and_then(|summary| summary.created_at),
            pulls: match listed.map(|listed| listed.last_pulled_at) {
                Some(Some(at)) => Pulls::Last(at),
                Some(None) if self.pulls_told => Pulls::Never,
                _ => Pulls::Unknown,
            },
            status: match listed.and_then(|listed| listed.storage) {
                Some(StorageClass::Archive) => ImageStatus::Archived,
                Some(StorageClass::Restoring) => ImageStatus::Activating,
                Some(StorageClass::Standard) | None => ImageStatus::Active,
            },
            archived_at: listed.and_then(|listed| listed.archived_at),
            activated_at: listed.and_then(|listed| listed.activated_at),
            links: self.links(digest, media_type, summary, listed, described),
        }
    }

    fn links<'d>(
        &self,
        digest: &Digest,
        media_type: Option<&MediaType>,
        summary: Option<&ImageSummary>,
        listed: Option<&ListedImage>,
        described: impl Iterator<Item = &'d Digest>,
    ) -> Links {
        let (children, subject) = if let Some(manifest) = self.read.get(digest) {
            (manifest.children.clone(), manifest.subject.clone())
        } else if let Some(summary) = summary {
            let children = summary
                .children
                .iter()
                .filter(|child| is_manifest(&child.media_type))
                .map(|child| child.digest.clone());
            (children.collect(), summary.subject.clone())
        } else {
            let is_image = media_type.is_some_and(|it| is_manifest(it) && !it.is_index());
            match listed.filter(|_| is_image) {
                // The registry's list says of an image all that a rule needs of its manifest.
                Some(listed) => (Vec::new(), listed.subject.clone()),
                // Its tag says what it belongs to, and that it names no image.
                None if self.described.contains_key(digest) => (Vec::new(), None),
                None => {
                    return Links::Unread {
                        may_be_index: !is_image && !self.attached.contains(digest),
                    };
                }
            }
        };
        let mut subjects: Vec<Digest> = subject.into_iter().chain(described.cloned()).collect();
        subjects.sort();
        subjects.dedup();
        Links::Read { children, subjects }
    }
}

fn holding(digest: &Digest, manifest: Option<&Manifest>) -> Holding {
    Holding {
        digest: digest.clone(),
        blobs: manifest.map(|manifest| {
            let held = manifest.blobs.iter().filter(|blob| !blob.foreign);
            let itself = (digest.clone(), manifest.size);
            held.map(|blob| (blob.digest.clone(), blob.size))
                .chain([itself])
                .collect()
        }),
    }
}
