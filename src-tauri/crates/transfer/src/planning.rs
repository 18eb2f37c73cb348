//! Plans a copy: asks both sides as little as can be, and freezes what is to be done.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, future::BoxFuture, stream};
use portolan_distribution::RawManifest;
use portolan_oci::{AttachmentTag, Descriptor, Digest, Document, Index, Manifest, Selector, Tag};

use crate::{
    Choice, CopyPlan, Destination, Error, Note, PlannedBlob, PlannedImage, PlannedManifest,
    PlannedTag, PlatformChoice, Result, Side, Source, Wanted, What,
    subset::{Subset, choose},
};

/// Questions asked at the same time. The limit of each host is below.
const AT_ONCE: usize = 8;

/// From this many images on, a list of the destination's tags is cheaper than asking for each.
const MANY: usize = 4;

/// Tags up to which a list is cheaper than asking for those that may be there.
const LISTED: usize = 3_000;

/// Indexes within indexes that are followed.
const DEPTH: usize = 8;

/// Bytes of manifests that a plan keeps, so that they need not be read again.
const KEPT_BYTES: usize = 8 << 20;

/// Says what copying `choice` from `source` to `destination` will do. Nothing is written.
pub fn plan_copy<'a>(
    source: &'a dyn Source,
    destination: &'a dyn Destination,
    choice: &'a Choice,
) -> BoxFuture<'a, Result<CopyPlan>> {
    plan(source, destination, choice).boxed()
}

async fn plan(
    source: &dyn Source,
    destination: &dyn Destination,
    choice: &Choice,
) -> Result<CopyPlan> {
    let (wanted, source_tags) = match &choice.what {
        What::Repository => {
            let tags = source.list_tags(usize::MAX).await.map_err(of_source)?;
            let tags = tags.unwrap_or_default();
            let named = tags
                .iter()
                .filter(|tag| AttachmentTag::recognise(tag).is_none());
            (named.cloned().map(Wanted::tag).collect(), Some(tags))
        }
        What::Images(wanted) => {
            // One list tells of all that is kept under tags of its own.
            let tags = if choice.referrers && choice.remembered.is_empty() {
                source.list_tags(LISTED).await.map_err(of_source)?
            } else {
                None
            };
            (wanted.clone(), tags)
        }
    };
    let survey = Survey {
        source,
        destination,
        choice,
        source_tags,
        standing: Standing::find(destination, &wanted, choice).await?,
        found: Mutex::default(),
    };
    let is_tolerant = matches!(choice.what, What::Repository);
    let asked = wanted.iter();
    let asked = asked.map(|wanted| survey.plan_or_leave(wanted, is_tolerant).boxed());
    let planned: Vec<Planned> = stream::iter(asked.collect::<Vec<_>>())
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    survey.look_for_blobs().await?;
    let found = survey
        .found
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let mut plan = CopyPlan {
        manifests: found.manifests,
        blobs: found.blobs,
        fetched: found.fetched,
        ..CopyPlan::default()
    };
    for image in planned {
        match image {
            Ok(image) => plan.images.push(image),
            // A tag that went between the list and the question was not there.
            Err((_, Error::Missing { .. })) => {}
            Err((from, error)) => plan.left.push((from, error.to_string())),
        }
    }
    Ok(plan)
}

/// What is known of the destination before any image is looked at.
#[derive(Debug)]
enum Standing {
    /// There is nothing yet.
    Empty,
    /// These tags, and no others.
    Tags(HashSet<Tag>),
    /// Has to be asked for each.
    Unknown,
}

impl Standing {
    async fn find(
        destination: &dyn Destination,
        wanted: &[Wanted],
        choice: &Choice,
    ) -> Result<Self> {
        if wanted.len() < MANY || !choice.remembered.is_empty() {
            return Ok(Self::Unknown);
        }
        let tags = destination.list_tags().await.map_err(of_destination)?;
        Ok(tags.map_or(Self::Empty, |tags| Self::Tags(tags.into_iter().collect())))
    }

    fn may_have(&self, tag: &Tag) -> bool {
        match self {
            Self::Empty => false,
            Self::Tags(tags) => tags.contains(tag),
            Self::Unknown => true,
        }
    }
}

/// What the questions brought.
#[derive(Debug, Default)]
struct Found {
    manifests: BTreeMap<Digest, PlannedManifest>,
    blobs: BTreeMap<Digest, PlannedBlob>,
    fetched: BTreeMap<Digest, RawManifest>,
    fetched_bytes: usize,
}

pub(crate) struct Survey<'a> {
    pub(crate) source: &'a dyn Source,
    destination: &'a dyn Destination,
    choice: &'a Choice,
    /// Every tag of the source, where they were listed.
    pub(crate) source_tags: Option<Vec<Tag>>,
    standing: Standing,
    found: Mutex<Found>,
}

/// What a walk through one image saw.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// Every manifest in it, itself included.
    pub(crate) digests: BTreeSet<Digest>,
    missing: Vec<Digest>,
    foreign: u64,
}

/// An image, or what it is called and why it can't be copied.
type Planned = Result<PlannedImage, (String, Error)>;

impl Survey<'_> {
    /// Of a whole repository, what can't be copied stays behind and is named.
    async fn plan_or_leave(&self, wanted: &Wanted, is_tolerant: bool) -> Result<Planned> {
        match self.plan_image(wanted).await {
            Ok(image) => Ok(Ok(image)),
            Err(error) if is_tolerant && !error.ends_all() => {
                Ok(Err((wanted.selector.to_string(), error)))
            }
            Err(error) => Err(error),
        }
    }

    async fn plan_image(&self, wanted: &Wanted) -> Result<PlannedImage> {
        let source = match &wanted.selector {
            Selector::Digest(digest) => digest.clone(),
            Selector::Tag(tag) => self
                .source
                .resolve(&wanted.selector)
                .await
                .map_err(of_source)?
                .ok_or_else(|| Error::Missing {
                    what: tag.to_string(),
                })?,
        };
        let mut image = PlannedImage {
            from: wanted.selector.to_string(),
            source: source.clone(),
            digest: source.clone(),
            tags: Vec::new(),
            attachments: Vec::new(),
            attachment_tags: Vec::new(),
            notes: Vec::new(),
        };
        if let Some(digest) = self.remembered(wanted, &source) {
            image.tags = wanted.tags.iter().map(|tag| same(tag, &digest)).collect();
            image.digest = digest;
            self.note_there(&image.digest);
            return Ok(image);
        }
        let subset = self.subset(&source).await?;
        if let Some(subset) = &subset {
            image.digest = subset.digest.clone();
            image.notes.push(Note::NewDigest { left: subset.left });
        }
        for tag in &wanted.tags {
            image.tags.push(self.plan_tag(tag, &image.digest).await?);
        }
        let mut walk = Walk::default();
        let digest = &image.digest;
        if image
            .tags
            .iter()
            .any(|tag| tag.before.as_ref() == Some(digest))
        {
            self.note_there(digest);
            walk.digests.insert(digest.clone());
        } else {
            self.walk(digest, subset.as_ref(), DEPTH, &mut walk).await?;
        }
        if let Some(subset) = &subset {
            // The source does not have it, whoever else does.
            let media_type = type_of(subset)?;
            if let Some(planned) = self.found().manifests.get_mut(digest) {
                planned.media_type = Some(media_type);
                planned.made = Some(subset.text.clone());
            }
        }
        if !walk.missing.is_empty() {
            let digests = std::mem::take(&mut walk.missing);
            image.notes.push(Note::ChildrenMissing { digests });
        }
        if walk.foreign > 0 {
            image.notes.push(Note::ForeignLayers {
                count: walk.foreign,
            });
        }
        if self.choice.referrers {
            self.plan_attachments(&mut image, walk).await?;
        }
        Ok(image)
    }

    /// Where an earlier copy left the tags, if the source is where it was then.
    fn remembered(&self, wanted: &Wanted, source: &Digest) -> Option<Digest> {
        let mut digests = wanted.tags.iter().map(|tag| {
            let known = self.choice.remembered.get(tag)?;
            (known.source == *source).then(|| known.destination.clone())
        });
        let first = digests.next()??;
        digests
            .all(|digest| digest.as_ref() == Some(&first))
            .then_some(first)
    }

    /// The index that an image becomes where only some platforms are chosen.
    async fn subset(&self, digest: &Digest) -> Result<Option<Subset>> {
        if self.choice.platforms == PlatformChoice::All {
            return Ok(None);
        }
        let raw = self.fetch(digest).await?;
        match read(&raw)? {
            Document::Index(index) => choose(&raw, &index, &self.choice.platforms),
            _ => Ok(None),
        }
    }

    /// A tag of the destination, with where it leads now.
    pub(crate) async fn plan_tag(&self, tag: &Tag, digest: &Digest) -> Result<PlannedTag> {
        let before = if self.standing.may_have(tag) {
            let selector = Selector::Tag(tag.clone());
            let now = self.destination.resolve(&selector).await;
            now.map_err(of_destination)?
        } else {
            None
        };
        Ok(PlannedTag {
            tag: tag.clone(),
            digest: digest.clone(),
            before,
        })
    }

    /// Looks at a manifest and all that it needs, unless the destination has it or it was looked at.
    pub(crate) fn walk<'s>(
        &'s self,
        digest: &'s Digest,
        subset: Option<&'s Subset>,
        depth: usize,
        walk: &'s mut Walk,
    ) -> BoxFuture<'s, Result<()>> {
        async move {
            if !walk.digests.insert(digest.clone()) || self.is_known(digest) {
                return Ok(());
            }
            if depth == 0 {
                return Err(Error::TooMuch {
                    digest: digest.clone(),
                });
            }
            if !matches!(self.standing, Standing::Empty) && self.is_there(digest).await? {
                self.note_there(digest);
                return Ok(());
            }
            let raw = match subset {
                Some(subset) => RawManifest {
                    digest: digest.clone(),
                    media_type: type_of(subset)?,
                    bytes: subset.text.clone().into(),
                },
                None => self.fetch(digest).await?,
            };
            let document = read(&raw)?;
            let mut planned = PlannedManifest {
                media_type: Some(raw.media_type.clone()),
                there: false,
                children: Vec::new(),
                blobs: Vec::new(),
                subject: document.subject().map(|subject| subject.digest.clone()),
                made: subset.map(|subset| subset.text.clone()),
            };
            match &document {
                Document::Index(index) => {
                    self.walk_index(index, depth, walk, &mut planned).await?;
                }
                Document::Image(manifest) => self.walk_image(manifest, walk, &mut planned),
                Document::Schema1(_) => {
                    return Err(Error::Schema1 {
                        digest: digest.clone(),
                    });
                }
            }
            self.found().manifests.insert(digest.clone(), planned);
            Ok(())
        }
        .boxed()
    }

    async fn walk_index(
        &self,
        index: &Index,
        depth: usize,
        walk: &mut Walk,
        planned: &mut PlannedManifest,
    ) -> Result<()> {
        for child in &index.manifests {
            if is_blob(child) {
                self.need_blob(child, planned);
                continue;
            }
            match self.walk(&child.digest, None, depth - 1, walk).await {
                Ok(()) => planned.children.push(child.digest.clone()),
                Err(Error::Missing { .. }) => {
                    walk.digests.remove(&child.digest);
                    walk.missing.push(child.digest.clone());
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn walk_image(&self, manifest: &Manifest, walk: &mut Walk, planned: &mut PlannedManifest) {
        for blob in manifest.config.iter().chain(&manifest.layers) {
            if is_foreign(blob) {
                walk.foreign += 1;
            } else {
                self.need_blob(blob, planned);
            }
        }
    }

    fn need_blob(&self, blob: &Descriptor, planned: &mut PlannedManifest) {
        if planned.blobs.contains(&blob.digest) {
            return;
        }
        planned.blobs.push(blob.digest.clone());
        let mount = self.source.mountable().and_then(|(host, repository)| {
            (self.destination.host() == Some(host)).then_some(repository)
        });
        let found = &mut self.found().blobs;
        found.entry(blob.digest.clone()).or_insert(PlannedBlob {
            size: blob.size,
            there: false,
            mount,
        });
    }

    /// Asks which blobs the destination has. One that can be taken over is not asked for: taking it over
    /// is one request, whether it is there or not.
    async fn look_for_blobs(&self) -> Result<()> {
        if matches!(self.standing, Standing::Empty) {
            return Ok(());
        }
        let unknown: Vec<Digest> = {
            let found = self.found();
            let unknown = found.blobs.iter().filter(|(_, blob)| blob.mount.is_none());
            unknown.map(|(digest, _)| digest.clone()).collect()
        };
        // A repository that was never pushed to has nothing that could be asked for.
        if unknown.len() > 2
            && matches!(self.standing, Standing::Unknown)
            && self
                .destination
                .list_tags()
                .await
                .map_err(of_destination)?
                .is_none()
        {
            return Ok(());
        }
        let asked = unknown.into_iter();
        let asked = asked.map(|digest| self.find_blob(digest).boxed());
        let there: Vec<Option<Digest>> = stream::iter(asked.collect::<Vec<_>>())
            .buffer_unordered(2 * AT_ONCE)
            .try_collect()
            .await?;
        let mut found = self.found();
        for digest in there.into_iter().flatten() {
            if let Some(blob) = found.blobs.get_mut(&digest) {
                blob.there = true;
            }
        }
        Ok(())
    }

    /// The blob, if the destination has it.
    async fn find_blob(&self, digest: Digest) -> Result<Option<Digest>> {
        let has = self.destination.has_blob(&digest).await;
        Ok(has.map_err(of_destination)?.then_some(digest))
    }

    async fn is_there(&self, digest: &Digest) -> Result<bool> {
        let selector = Selector::Digest(digest.clone());
        let found = self.destination.resolve(&selector).await;
        Ok(found.map_err(of_destination)?.is_some())
    }

    fn is_known(&self, digest: &Digest) -> bool {
        self.found().manifests.contains_key(digest)
    }

    fn note_there(&self, digest: &Digest) {
        let there = PlannedManifest {
            media_type: None,
            there: true,
            children: Vec::new(),
            blobs: Vec::new(),
            subject: None,
            made: None,
        };
        self.found()
            .manifests
            .entry(digest.clone())
            .or_insert(there);
    }

    /// A manifest of the source.
    async fn fetch(&self, digest: &Digest) -> Result<RawManifest> {
        if let Some(raw) = self.found().fetched.get(digest) {
            return Ok(raw.clone());
        }
        let selector = Selector::Digest(digest.clone());
        let raw = self.source.manifest(&selector).await.map_err(|cause| {
            if cause.is_not_found() {
                Error::Missing {
                    what: digest.to_string(),
                }
            } else {
                of_source(cause)
            }
        })?;
        let mut found = self.found();
        if found.fetched_bytes < KEPT_BYTES {
            found.fetched_bytes += raw.bytes.len();
            found.fetched.insert(digest.clone(), raw.clone());
        }
        Ok(raw)
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn same(tag: &Tag, digest: &Digest) -> PlannedTag {
    PlannedTag {
        tag: tag.clone(),
        digest: digest.clone(),
        before: Some(digest.clone()),
    }
}

fn read(raw: &RawManifest) -> Result<Document> {
    raw.parse().map_err(|cause| Error::Document {
        digest: raw.digest.clone(),
        cause,
    })
}

/// The type of a subset: that of the index it was made of.
fn type_of(subset: &Subset) -> Result<portolan_oci::MediaType> {
    let document = Document::parse(subset.text.as_bytes(), None);
    let document = document.map_err(|cause| Error::Document {
        digest: subset.digest.clone(),
        cause,
    })?;
    Ok(document.media_type())
}

/// An entry of an index that is no manifest, as in BuildKit's cache.
fn is_blob(child: &Descriptor) -> bool {
    let text = child.media_type.as_str();
    text.contains(".layer.") || text.contains("rootfs.diff") || text.contains("cacheconfig")
}

/// A layer that lives outside of registries: its manifest is valid without it (image spec,
/// "Non-Distributable Layers").
fn is_foreign(blob: &Descriptor) -> bool {
    let text = blob.media_type.as_str();
    text.contains("nondistributable") || text.contains("foreign")
}

pub(crate) fn of_source(cause: portolan_registries::Error) -> Error {
    Error::of(Side::Source, cause)
}

pub(crate) fn of_destination(cause: portolan_registries::Error) -> Error {
    Error::of(Side::Destination, cause)
}
