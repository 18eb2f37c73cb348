//! Plans a copy: asks both sides as little as can be, and freezes what is to be done.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, future::BoxFuture, stream};
use portolan_distribution::RawManifest;
use portolan_oci::{AttachmentTag, Digest, Document, MediaType, Selector, Tag};

use crate::{
    Choice, CopyPlan, Destination, Error, ManifestForm, Note, PlannedBlob, PlannedImage,
    PlannedManifest, PlannedTag, PlatformChoice, Repack, Result, Side, Source, Wanted, What,
    standing::Standing,
    subset::{Subset, choose},
    walking::{DEPTH, Walk},
};

/// Questions asked at the same time. The limit of each host is below.
pub(crate) const AT_ONCE: usize = 8;

/// Tags up to which a list is cheaper than asking for those that may be there.
const LISTED: usize = 3_000;

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
    choice.conversion.check()?;
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
        repacks: found.repacks,
        conversion: choice.conversion,
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

/// What the questions brought.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) manifests: BTreeMap<Digest, PlannedManifest>,
    pub(crate) blobs: BTreeMap<Digest, PlannedBlob>,
    pub(crate) repacks: BTreeMap<Digest, Repack>,
    fetched: BTreeMap<Digest, RawManifest>,
    fetched_bytes: usize,
    /// Manifests that no source has.
    made: BTreeMap<Digest, RawManifest>,
}

pub(crate) struct Survey<'a> {
    pub(crate) source: &'a dyn Source,
    pub(crate) destination: &'a dyn Destination,
    pub(crate) choice: &'a Choice,
    /// Every tag of the source, where they were listed.
    pub(crate) source_tags: Option<Vec<Tag>>,
    pub(crate) standing: Standing,
    found: Mutex<Found>,
}

/// What describes an image and stays behind, because the image becomes another.
#[derive(Debug, Default)]
pub(crate) struct Stay {
    /// Manifests of the source that do not come.
    pub(crate) subjects: BTreeSet<Digest>,
    /// How many manifests that describe them are known to stay.
    pub(crate) count: u64,
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
        let is_plain = self.destination.takes_plain_images();
        if is_plain {
            image.digest = self.plain_image(&source, &mut image.notes).await?;
        }
        let subset = if is_plain {
            None
        } else {
            self.subset(&source).await?
        };
        if let Some(subset) = &subset {
            image.digest = subset.digest.clone();
            self.note_made(RawManifest {
                digest: subset.digest.clone(),
                media_type: type_of(subset)?,
                bytes: subset.text.clone().into(),
            });
            image.notes.push(Note::NewDigest { left: subset.left });
        }
        let mut stay = Stay::default();
        if !is_plain {
            self.plan_form(&mut image, &mut stay).await?;
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
            self.walk(digest, DEPTH, &mut walk).await?;
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
        let unpacked = walk.unpacked.len() as u64;
        if unpacked > 0 && self.source.mountable().is_none() && self.destination.host().is_some() {
            image
                .notes
                .push(Note::UncompressedLayers { count: unpacked });
        }
        if is_plain {
            stay.subjects.insert(source.clone());
            stay.count += self.count_attachments(&stay).await?;
        } else if self.choice.referrers {
            self.plan_attachments(&mut image, walk, &mut stay).await?;
        }
        if stay.count > 0 {
            image
                .notes
                .push(Note::AttachmentsStay { count: stay.count });
        }
        Ok(image)
    }

    /// Gives an image the form that was chosen, and says what is to be known of the one it has.
    async fn plan_form(&self, image: &mut PlannedImage, stay: &mut Stay) -> Result<()> {
        let before = image.digest.clone();
        if !self.choice.conversion.is_none() {
            let converted = self.convert(&image.digest).await?;
            image.notes.extend(converted.notes());
            image.digest = converted.digest;
            stay.count += converted.attestations;
            stay.subjects.extend(converted.replaced);
        }
        if image.digest != image.source {
            stay.subjects.insert(image.source.clone());
        }
        // Nobody but us has what was made here.
        stay.subjects.retain(|subject| !self.is_made(subject));
        let prefers_oci = self.destination.native_form() == Some(ManifestForm::Oci);
        if prefers_oci && image.digest == before {
            let media_type = self.fetch(&image.digest).await?.media_type;
            if !media_type.is_oci() {
                image.notes.push(Note::DockerInLayout);
            }
        }
        Ok(())
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

    pub(crate) fn is_known(&self, digest: &Digest) -> bool {
        self.found().manifests.contains_key(digest)
    }

    pub(crate) fn note_there(&self, digest: &Digest) {
        let made = self.found().made.get(digest).cloned();
        let there = PlannedManifest {
            media_type: made.map(|raw| raw.media_type),
            there: true,
            children: Vec::new(),
            blobs: Vec::new(),
            subject: None,
            repacks: Vec::new(),
            made: self.made_text(digest),
        };
        self.found()
            .manifests
            .entry(digest.clone())
            .or_insert(there);
    }

    /// A manifest was made here.
    pub(crate) fn note_made(&self, raw: RawManifest) {
        self.found().made.insert(raw.digest.clone(), raw);
    }

    /// Whether a manifest was made here, so that nobody else has what describes it.
    pub(crate) fn is_made(&self, digest: &Digest) -> bool {
        self.found().made.contains_key(digest)
    }

    /// The text of a manifest that was made here.
    pub(crate) fn made_text(&self, digest: &Digest) -> Option<String> {
        let found = self.found();
        let bytes = found.made.get(digest)?.bytes.to_vec();
        String::from_utf8(bytes).ok()
    }

    /// A manifest of the source, or one that was made here.
    pub(crate) async fn fetch(&self, digest: &Digest) -> Result<RawManifest> {
        {
            let found = self.found();
            let known = found.made.get(digest).or(found.fetched.get(digest));
            if let Some(raw) = known {
                return Ok(raw.clone());
            }
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

    pub(crate) fn found(&self) -> MutexGuard<'_, Found> {
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

pub(crate) fn read(raw: &RawManifest) -> Result<Document> {
    raw.parse().map_err(|cause| Error::Document {
        digest: raw.digest.clone(),
        cause,
    })
}

/// The type of a subset: that of the index it was made of.
fn type_of(subset: &Subset) -> Result<MediaType> {
    let document = Document::parse(subset.text.as_bytes(), None);
    let document = document.map_err(|cause| Error::Document {
        digest: subset.digest.clone(),
        cause,
    })?;
    Ok(document.media_type())
}

pub(crate) fn of_source(cause: portolan_registries::Error) -> Error {
    Error::of(Side::Source, cause)
}

pub(crate) fn of_destination(cause: portolan_registries::Error) -> Error {
    Error::of(Side::Destination, cause)
}
