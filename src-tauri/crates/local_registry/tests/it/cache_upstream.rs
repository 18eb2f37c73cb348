//! An upstream that a test scripts: what it has, how it goes wrong, and how often it was asked.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use portolan_local_registry::{
    CacheLimits, CacheRule, Referrer, Upstream, UpstreamBlob, UpstreamError, UpstreamManifest,
    UpstreamTrouble,
};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};

use crate::fixture::{Home, Image, name};

/// How an upstream goes wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    /// Nobody answers.
    Gone,
    /// It asks to wait for an hour.
    Limited,
    /// Blobs end in other bytes than they should.
    WrongBlobs,
    /// Manifests are others than was asked for.
    WrongManifests,
    /// The next blob breaks off in the middle.
    BreaksOnce,
    /// Every blob breaks off in the middle, and again.
    Breaks,
}

#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) heads: AtomicUsize,
    pub(crate) manifests: AtomicUsize,
    pub(crate) blobs: AtomicUsize,
    pub(crate) lists: AtomicUsize,
}

/// The upstream.
#[derive(Debug)]
pub(crate) struct Scripted {
    manifests: Mutex<HashMap<(RepositoryName, String), Bytes>>,
    blobs: Mutex<HashMap<Digest, Bytes>>,
    pub(crate) fault: Mutex<Option<Fault>>,
    pub(crate) counts: Counts,
    /// While a test holds this, no blob ends.
    pub(crate) gate: Arc<tokio::sync::Mutex<()>>,
}

impl Scripted {
    pub(crate) fn start() -> Arc<Self> {
        Arc::new(Self {
            manifests: Mutex::default(),
            blobs: Mutex::default(),
            fault: Mutex::default(),
            counts: Counts::default(),
            gate: Arc::default(),
        })
    }

    /// Has an image of one layer that follows from `seed`, and returns its manifest.
    pub(crate) fn put_image(&self, repository: &str, tag: &str, seed: &str) -> Vec<u8> {
        let image = Image::of(seed);
        self.put_blob(&image.config);
        self.put_blob(&image.layer);
        let manifest = image.manifest();
        self.put_manifest(repository, tag, &manifest);
        manifest
    }

    pub(crate) fn put_blob(&self, bytes: &[u8]) -> Digest {
        let digest = Digest::of(bytes);
        let mut blobs = self.blobs.lock().unwrap();
        blobs.insert(digest.clone(), Bytes::copy_from_slice(bytes));
        digest
    }

    pub(crate) fn put_manifest(&self, repository: &str, tag: &str, bytes: &[u8]) {
        let mut manifests = self.manifests.lock().unwrap();
        for reference in [tag, Digest::of(bytes).as_str()] {
            let key = (name(repository), reference.to_owned());
            manifests.insert(key, Bytes::copy_from_slice(bytes));
        }
    }

    pub(crate) fn remove_tag(&self, repository: &str, tag: &str) {
        let mut manifests = self.manifests.lock().unwrap();
        manifests.remove(&(name(repository), tag.to_owned()));
    }

    pub(crate) fn go_wrong(&self, fault: impl Into<Option<Fault>>) {
        *self.fault.lock().unwrap() = fault.into();
    }

    fn answer(&self) -> Result<Option<Fault>, UpstreamError> {
        let fault = *self.fault.lock().unwrap();
        match fault {
            Some(Fault::Gone) => Err(UpstreamError::new(
                UpstreamTrouble::Unreachable,
                "nobody is there",
            )),
            Some(Fault::Limited) => {
                let until = Timestamp::now() + Duration::from_hours(1);
                let trouble = UpstreamTrouble::Limited(Some(until));
                Err(UpstreamError::new(trouble, "wait an hour"))
            }
            fault => Ok(fault),
        }
    }

    fn find(&self, repository: &RepositoryName, reference: &str) -> Result<Bytes, UpstreamError> {
        let manifests = self.manifests.lock().unwrap();
        let found = manifests.get(&(repository.clone(), reference.to_owned()));
        found.cloned().ok_or_else(missing)
    }
}

fn missing() -> UpstreamError {
    UpstreamError::new(UpstreamTrouble::Missing, "it is not there")
}

#[async_trait]
impl Upstream for Scripted {
    async fn head_manifest(
        &self,
        repository: &RepositoryName,
        tag: &Tag,
    ) -> Result<Option<Digest>, UpstreamError> {
        self.counts.heads.fetch_add(1, Ordering::Relaxed);
        self.answer()?;
        Ok(Some(Digest::of(&self.find(repository, tag.as_str())?)))
    }

    async fn get_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<UpstreamManifest, UpstreamError> {
        self.counts.manifests.fetch_add(1, Ordering::Relaxed);
        let fault = self.answer()?;
        let mut bytes = self.find(repository, &selector.to_string())?;
        let digest = Digest::of(&bytes);
        if fault == Some(Fault::WrongManifests) {
            bytes = Image::of("another").manifest().into();
        }
        // Others ask meanwhile.
        tokio::task::yield_now().await;
        Ok(UpstreamManifest {
            digest,
            media_type: MediaType::OCI_MANIFEST,
            bytes,
        })
    }

    async fn head_blob(
        &self,
        _: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<u64>, UpstreamError> {
        self.answer()?;
        let blobs = self.blobs.lock().unwrap();
        let size = blobs.get(digest).map(|blob| blob.len() as u64);
        size.map(Some).ok_or_else(missing)
    }

    async fn get_blob(
        &self,
        _: &RepositoryName,
        digest: &Digest,
        start: u64,
    ) -> Result<UpstreamBlob, UpstreamError> {
        self.counts.blobs.fetch_add(1, Ordering::Relaxed);
        let fault = self.answer()?;
        let found = self.blobs.lock().unwrap().get(digest).cloned();
        let bytes = found.ok_or_else(missing)?;
        let size = bytes.len() as u64;
        let mut rest = bytes.slice(start as usize..).to_vec();
        let mut breaks = false;
        match fault {
            Some(Fault::WrongBlobs) => *rest.last_mut().unwrap() ^= 1,
            Some(Fault::BreaksOnce) => {
                *self.fault.lock().unwrap() = None;
                rest.truncate(rest.len() / 2);
                breaks = true;
            }
            Some(Fault::Breaks) => {
                rest.truncate(rest.len() / 2);
                breaks = true;
            }
            _ => {}
        }
        let mut pieces = Vec::new();
        for piece in rest.chunks(64 * 1024) {
            pieces.push(Ok(Bytes::copy_from_slice(piece)));
        }
        if breaks {
            let error = UpstreamError::new(UpstreamTrouble::Unreachable, "it broke off");
            pieces.push(Err(error));
        }
        let gate = Arc::clone(&self.gate);
        let end = stream::once(async move { drop(gate.lock().await) })
            .filter_map(|()| async { None::<Result<Bytes, UpstreamError>> });
        Ok(UpstreamBlob {
            size: Some(size),
            start,
            pieces: stream::iter(pieces).chain(end).boxed(),
        })
    }

    async fn list_tags(&self, repository: &RepositoryName) -> Result<Vec<Tag>, UpstreamError> {
        self.counts.lists.fetch_add(1, Ordering::Relaxed);
        self.answer()?;
        let manifests = self.manifests.lock().unwrap();
        let tags = manifests.keys().filter(|(name, _)| name == repository);
        Ok(tags.filter_map(|(_, tag)| tag.parse().ok()).collect())
    }

    async fn list_referrers(
        &self,
        _: &RepositoryName,
        _: &Digest,
    ) -> Result<Vec<Referrer>, UpstreamError> {
        self.answer()?;
        Ok(Vec::new())
    }
}

/// The rule `hub` for this upstream.
pub(crate) fn rule(upstream: &Arc<Scripted>, ask_after: Duration) -> CacheRule {
    CacheRule {
        prefix: name("hub"),
        upstream: Arc::clone(upstream) as Arc<dyn Upstream>,
        namespace: None,
        ask_after,
    }
}

/// A registry that pulls through from `upstream` under `hub`.
pub(crate) fn cache(upstream: &Arc<Scripted>, ask_after: Duration) -> Home {
    let home = Home::start();
    let rules = vec![rule(upstream, ask_after)];
    home.registry.set_cache(rules, CacheLimits::default());
    home
}
