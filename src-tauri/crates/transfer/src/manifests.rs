//! Puts manifests: what they need first, and again what the destination turns out not to have.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _, future::BoxFuture, stream};
use portolan_distribution::RawManifest;
use portolan_oci::{Descriptor, Digest, Document, MediaType, Selector};
use tokio::sync::OnceCell;

use crate::{
    Error, PlannedManifest, Result, Side, Step,
    blobs::Round,
    copy::Trip,
    planning::{of_destination, of_source},
};

/// What one manifest needs is brought so many at a time; how many blobs move at once is limited for all.
const AT_ONCE: usize = 16;

/// Waits for a manifest to show after it was put: some registries need a moment.
const LOOKS: u32 = 8;

/// Tries of a manifest whose destination says that it lacks what the manifest needs.
const LACKS: u32 = 5;

/// What is being done about each manifest.
#[derive(Debug, Default)]
pub(crate) struct Puts(Mutex<HashMap<Digest, Arc<OnceCell<Result<()>>>>>);

impl Puts {
    fn of(&self, digest: &Digest) -> Arc<OnceCell<Result<()>>> {
        let mut puts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(puts.entry(digest.clone()).or_default())
    }
}

impl Trip {
    /// Sees to it that the destination has a manifest with all that it needs.
    pub(crate) fn bring_manifest<'t>(&'t self, digest: &'t Digest) -> BoxFuture<'t, Result<()>> {
        async move {
            let put = self.puts.of(digest);
            put.get_or_init(|| self.put_once(digest)).await.clone()
        }
        .boxed()
    }

    /// A manifest is there with all that it needs, by other ways than ours.
    pub(crate) async fn note_put(&self, digest: &Digest) {
        let put = self.puts.of(digest);
        put.get_or_init(|| async { Ok(()) }).await;
    }

    async fn put_once(&self, digest: &Digest) -> Result<()> {
        let Some(planned) = self.plan.manifests.get(digest) else {
            return Err(Error::Plan(format!("it does not say what {digest} is")));
        };
        if planned.there && !self.options.is_resumed {
            return Ok(());
        }
        if planned.there && self.is_there(digest).await? {
            return Ok(());
        }
        let children = planned
            .children
            .iter()
            .map(|child| self.bring_manifest(child));
        stream::iter(children.collect::<Vec<_>>())
            .buffer_unordered(AT_ONCE)
            .try_for_each(|()| async { Ok(()) })
            .await?;
        self.bring_blobs(planned, Round::Planned).await?;
        self.go_on()?;
        let raw = self.content(digest).await?;
        let raw = self.settled(digest, planned, raw)?;
        let selector = Selector::Digest(raw.digest.clone());
        let is_indexed = self.put_whole(&selector, digest, &raw).await?;
        if let Some(subject) = &planned.subject
            && !is_indexed
        {
            self.note_referrer(subject, &describe(&raw)?).await?;
        }
        self.tell(Step::ManifestDone { digest: raw.digest });
        Ok(())
    }

    /// The blobs of a manifest, the largest first: what is long to send is better begun early.
    async fn bring_blobs(&self, planned: &PlannedManifest, round: Round) -> Result<()> {
        let size = |digest: &&Digest| self.plan.blobs.get(*digest).map_or(0, |blob| blob.size);
        let mut blobs: Vec<&Digest> = planned.blobs.iter().collect();
        blobs.sort_by_key(|digest| std::cmp::Reverse(size(digest)));
        let blobs = blobs
            .into_iter()
            .map(|digest| self.bring_blob(digest, round).boxed());
        let layers = planned.repacks.iter();
        let layers = layers.map(|digest| self.bring_layer(digest, round).boxed());
        stream::iter(layers.chain(blobs).collect::<Vec<_>>())
            .buffer_unordered(AT_ONCE)
            .try_for_each(|()| async { Ok(()) })
            .await
    }

    /// Puts a manifest, and again where the destination says that it lacks what the manifest needs: it may
    /// have lost it since it answered that it has it, or be about to write it. `planned` is its digest in the plan.
    pub(crate) async fn put_whole(
        &self,
        selector: &Selector,
        planned: &Digest,
        raw: &RawManifest,
    ) -> Result<bool> {
        let mut tries = 0;
        loop {
            let error = match self.put(selector, raw).await {
                Err(error) if error.is_lack_of_content() => error,
                outcome => return outcome,
            };
            tries += 1;
            if tries > 1 {
                self.wait_a_little(tries, LACKS, error).await?;
            }
            if let Some(planned) = self.plan.manifests.get(planned) {
                self.bring_blobs(planned, Round::Lost).await?;
            }
        }
    }

    /// Waits before the next try, of so many in all; gives the error back where there is to be none.
    async fn wait_a_little(&self, tries: u32, most: u32, error: Error) -> Result<()> {
        let options = &self.options;
        let patience = crate::Patience {
            tries: most,
            ..options.patience.clone()
        };
        let (listener, cancel) = (&*options.listener, &options.cancel);
        patience
            .wait(tries, Side::Destination, error, listener, cancel)
            .await
    }

    /// Puts a manifest under its digest or a tag: whether the registry indexes what it describes.
    pub(crate) async fn put(&self, selector: &Selector, raw: &RawManifest) -> Result<bool> {
        let put = self.persist(Side::Destination, || {
            self.destination
                .put_manifest(selector, &raw.media_type, raw.bytes.clone())
        });
        Ok(put.await?.subject_indexed)
    }

    /// A manifest's exact bytes: made for the plan, read for it, or read now.
    pub(crate) async fn content(&self, digest: &Digest) -> Result<RawManifest> {
        if let Some(known) = self.known.manifest(digest) {
            return Ok(known);
        }
        if let Some(raw) = self.plan.fetched.get(digest) {
            return Ok(raw.clone());
        }
        let planned = self.plan.manifests.get(digest);
        if let Some(made) = planned.and_then(|planned| planned.made.as_ref()) {
            let bytes = Bytes::from(made.clone());
            if !digest.matches(&bytes) {
                return Err(Error::Plan(format!("{digest} is not what it was")));
            }
            let media_type = planned.and_then(|planned| planned.media_type.clone());
            return Ok(RawManifest {
                digest: digest.clone(),
                media_type: media_type.unwrap_or(MediaType::OCI_INDEX),
                bytes,
            });
        }
        let selector = Selector::Digest(digest.clone());
        let read = self.persist(Side::Source, || self.source.manifest(&selector));
        match read.await {
            Err(Error::Place { cause, .. }) if cause.is_not_found() => Err(Error::Missing {
                what: digest.to_string(),
            }),
            outcome => outcome,
        }
    }

    pub(crate) async fn is_there(&self, digest: &Digest) -> Result<bool> {
        let selector = Selector::Digest(digest.clone());
        let found = self.persist(Side::Destination, || self.destination.resolve(&selector));
        Ok(found.await?.is_some())
    }

    /// Looks for a manifest in the destination until it shows.
    pub(crate) async fn verify(&self, digest: &Digest) -> Result<()> {
        let mut looks = 0;
        while !self.is_there(digest).await? {
            looks += 1;
            let missing = Error::NotVerified {
                digest: digest.clone(),
            };
            self.wait_a_little(looks, LOOKS, missing).await?;
        }
        Ok(())
    }

    /// Asks one side until it answers, as long as patience lasts.
    pub(crate) async fn persist<T, F>(&self, side: Side, ask: impl Fn() -> F) -> Result<T>
    where
        F: Future<Output = portolan_registries::Result<T>>,
    {
        let options = &self.options;
        let mut tries = 0;
        loop {
            self.go_on()?;
            let error = match ask().await {
                Ok(answer) => return Ok(answer),
                Err(cause) if side == Side::Source => of_source(cause),
                Err(cause) => of_destination(cause),
            };
            if !error.is_transient() {
                return Err(error);
            }
            tries += 1;
            options
                .patience
                .wait(tries, side, error, &*options.listener, &options.cancel)
                .await?;
        }
    }
}

/// A manifest as an index of referrers names it (distribution spec 1.1, "Pushing Manifests with
/// Subject").
fn describe(raw: &RawManifest) -> Result<Descriptor> {
    let document = raw.parse().map_err(|cause| Error::Document {
        digest: raw.digest.clone(),
        cause,
    })?;
    let (kind, annotations) = match document {
        Document::Image(manifest) => {
            let config = manifest.config.map(|config| config.media_type.to_string());
            (manifest.artifact_type.or(config), manifest.annotations)
        }
        Document::Index(index) => (index.artifact_type, index.annotations),
        Document::Schema1(_) => (None, std::collections::BTreeMap::new()),
    };
    let mut descriptor = Descriptor::new(
        raw.media_type.clone(),
        raw.digest.clone(),
        raw.bytes.len() as u64,
    );
    descriptor.artifact_type = kind;
    descriptor.annotations = annotations;
    Ok(descriptor)
}
