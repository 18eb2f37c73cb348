//! Carries a plan out: image by image, blobs shared between them, tags last.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use portolan_oci::Digest;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{
    CopyPlan, Destination, Error, Listener, Patience, PlannedImage, PlannedTag, Result, Side,
    Silence, Source, Step, TagStanding, blobs::Flights, manifests::Puts, repacking::Known,
};

/// Images under way at the same time.
const IMAGES_AT_ONCE: usize = 6;

/// How a plan is carried out.
#[derive(Clone, Debug)]
pub struct CopyOptions {
    /// Who is told.
    pub listener: Arc<dyn Listener>,
    /// Stops it: soon, and wherever it is.
    pub cancel: CancellationToken,
    /// How long it keeps trying.
    pub patience: Patience,
    /// Blobs on the way at the same time. Each needs less than a MiB of memory.
    pub blobs_at_once: usize,
    /// The plan was begun before, or is old: what the destination has is asked anew.
    pub is_resumed: bool,
}

impl Default for CopyOptions {
    fn default() -> Self {
        Self {
            listener: Arc::new(Silence),
            cancel: CancellationToken::new(),
            patience: Patience::default(),
            blobs_at_once: 4,
            is_resumed: false,
        }
    }
}

/// What came of a copy.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// For each image of the plan, in its order, what came of it.
    pub images: Vec<Result<()>>,
    /// Tags of the source that moved or went while they were copied, with where they are now. What was
    /// copied is what was planned.
    pub moved: Vec<(String, Option<Digest>)>,
    /// Bytes of blobs that came from the source, repetitions included.
    pub bytes_read: u64,
}

impl Report {
    /// The first failure.
    pub fn failure(&self) -> Option<&Error> {
        self.images.iter().find_map(|image| image.as_ref().err())
    }

    /// How many images are there, whole and with their tags.
    pub fn done(&self) -> usize {
        self.images.iter().filter(|image| image.is_ok()).count()
    }
}

/// A plan being carried out.
#[derive(Debug)]
pub(crate) struct Trip {
    pub(crate) plan: Arc<CopyPlan>,
    pub(crate) source: Arc<dyn Source>,
    pub(crate) destination: Arc<dyn Destination>,
    pub(crate) options: CopyOptions,
    pub(crate) flights: Flights,
    /// Layers that are packed anew.
    pub(crate) repackings: Flights,
    pub(crate) known: Known,
    pub(crate) puts: Puts,
    pub(crate) places: Semaphore,
    pub(crate) fallback_turn: tokio::sync::Mutex<()>,
    pub(crate) read: Arc<AtomicU64>,
    /// What makes going on pointless.
    over: Mutex<Option<Error>>,
    moved: Mutex<Vec<(String, Option<Digest>)>>,
}

/// Does what `plan` says. Every image is tried unless one fails in a way that the others would too.
pub async fn copy(
    plan: Arc<CopyPlan>,
    source: Arc<dyn Source>,
    destination: Arc<dyn Destination>,
    options: CopyOptions,
) -> Report {
    let trip = Trip {
        places: Semaphore::new(options.blobs_at_once.max(1)),
        repackings: Flights::default(),
        known: Known::of(&plan.repacked),
        plan,
        source,
        destination,
        options,
        flights: Flights::default(),
        puts: Puts::default(),
        fallback_turn: tokio::sync::Mutex::default(),
        read: Arc::default(),
        over: Mutex::default(),
        moved: Mutex::default(),
    };
    let images = trip.plan.images.iter().enumerate();
    let images = images.map(|(place, image)| trip.copy_image(place, image).boxed());
    let images: Vec<Result<()>> = stream::iter(images.collect::<Vec<_>>())
        .buffered(IMAGES_AT_ONCE)
        .collect()
        .await;
    let images = trip.settle(images).await;
    Report {
        images,
        moved: trip
            .moved
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner),
        bytes_read: trip.read.load(Ordering::Relaxed),
    }
}

impl Trip {
    async fn copy_image(&self, place: usize, image: &PlannedImage) -> Result<()> {
        let outcome = self.bring_image(image).await;
        if let Err(error) = &outcome
            && error.ends_all()
        {
            let mut over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
            over.get_or_insert_with(|| error.clone());
        }
        self.tell(Step::ImageDone {
            place,
            failure: outcome.as_ref().err().cloned(),
        });
        outcome
    }

    async fn bring_image(&self, image: &PlannedImage) -> Result<()> {
        if !self.options.is_resumed && self.plan.is_up_to_date(image) {
            image.all_tags().for_each(|tag| self.tell_of_tag(tag));
            return Ok(());
        }
        self.go_on()?;
        self.have_copied(image).await?;
        for digest in image.all_manifests() {
            self.bring_manifest(digest).await?;
        }
        if image.all_tags().next().is_none() {
            return self.verify(&self.known_digest(&image.digest)).await;
        }
        if let Some(now) = self.look_again(image).await? {
            let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
            moved.push((image.from.clone(), now));
        }
        self.verify(&self.known_digest(&image.digest)).await?;
        for tag in image.all_tags() {
            if tag.standing() == TagStanding::Same && !self.options.is_resumed {
                self.tell_of_tag(tag);
                continue;
            }
            let raw = self.content(&tag.digest).await?;
            self.put_tag(tag, &raw).await?;
        }
        Ok(())
    }

    /// Ends the copy at the destination. Where that takes all or nothing, what came alone is not there.
    async fn settle(&self, images: Vec<Result<()>>) -> Vec<Result<()>> {
        let is_whole = images.iter().all(Result::is_ok);
        let Err(cause) = self.destination.settle(is_whole).await else {
            return images;
        };
        let error = Error::of(Side::Destination, cause);
        let images = images.into_iter();
        images.map(|image| image.and(Err(error.clone()))).collect()
    }

    /// Whether to go on: not when it was stopped, or something failed that ends all.
    pub(crate) fn go_on(&self) -> Result<()> {
        if self.options.cancel.is_cancelled() {
            return Err(Error::Cancelled);
        }
        let over = self.over.lock().unwrap_or_else(PoisonError::into_inner);
        over.clone().map_or(Ok(()), Err)
    }

    /// Tells that a tag is where it should be.
    pub(crate) fn tell_of_tag(&self, tag: &PlannedTag) {
        self.tell(Step::TagDone {
            tag: tag.tag.clone(),
            digest: self.known_digest(&tag.digest),
        });
    }

    /// What a manifest of the plan is by now.
    fn known_digest(&self, planned: &Digest) -> Digest {
        let known = self.known.manifest(planned);
        known.map_or_else(|| planned.clone(), |raw| raw.digest)
    }

    pub(crate) fn tell(&self, step: Step) {
        self.options.listener.hear(step);
    }
}
