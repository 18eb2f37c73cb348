//! A registry in memory with one repository, strict about what it takes, that can be told to fail.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
};

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use portolan_distribution::{
    Anonymously, BlobSource, BlobStream, Connector, Cursor, Endpoint, Error as WireError, Found,
    Page, PutManifest, RawManifest, Referrer, Referrers,
};
use portolan_oci::{
    AttachmentTag, CosignKind, Descriptor, Digest, Document, Index, Manifest, MediaType,
    RepositoryName, Selector, Tag,
};
use portolan_registries::{
    Capabilities, Capability, Error, Kind, ListedTag, Protocol, Reason, Registry, Resolved, Result,
};
use tokio::sync::Notify;

/// What the registry does and does not.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ways {
    pub(super) tag_deletion: bool,
    /// Deleting a tag deletes its digest, with every tag on it.
    pub(super) tag_stands_for_digest: bool,
    pub(super) digest_deletion: bool,
    pub(super) referrers_api: bool,
    pub(super) immutable_tags: bool,
    /// Lists every manifest, tagged or not.
    pub(super) inventory: bool,
    /// Takes no index whose children are missing.
    pub(super) whole_indexes: bool,
}

impl Ways {
    /// Tags are not removed by themselves.
    pub(super) const WITHOUT_TAG_DELETION: Self = Self {
        tag_deletion: false,
        ..Self::ALL
    };

    pub(super) const ALL: Self = Self {
        tag_deletion: true,
        tag_stands_for_digest: false,
        digest_deletion: true,
        referrers_api: true,
        immutable_tags: false,
        inventory: true,
        whole_indexes: true,
    };
}

/// Everything that a client can see: what an undo has to bring back.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Visible {
    pub(super) tags: BTreeMap<Tag, Digest>,
    pub(super) manifests: BTreeMap<Digest, (MediaType, Bytes)>,
    pub(super) referrers: BTreeMap<Digest, BTreeSet<Digest>>,
}

#[derive(Debug, Default)]
struct State {
    tags: BTreeMap<Tag, Digest>,
    manifests: BTreeMap<Digest, (MediaType, Bytes)>,
    blobs: BTreeMap<Digest, Bytes>,
    writes: u64,
    fail: Option<Fail>,
    deleted: Vec<Digest>,
}

/// When and how writing stops working.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fail {
    /// This write alone is answered with an error of the server.
    Once(u64),
    /// This write alone waits until it may go on.
    Pause(u64),
    /// This write and all after it never come to an end.
    HangFrom(u64),
}

#[derive(Debug)]
pub(super) struct Fake {
    protocol: Protocol,
    ways: Ways,
    state: Mutex<State>,
    pub(super) hanging: Notify,
    pub(super) go_on: Notify,
}

impl Fake {
    pub(super) fn new(ways: Ways) -> Arc<Self> {
        let endpoint = Endpoint::new("fake.example").unwrap();
        let client = Connector::new("test").connect(endpoint, Arc::new(Anonymously));
        Arc::new(Self {
            protocol: Protocol::new(client.unwrap(), Capabilities::default()),
            ways,
            state: Mutex::default(),
            hanging: Notify::new(),
            go_on: Notify::new(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(super) fn fail(&self, fail: Option<Fail>) {
        let mut state = self.state();
        state.fail = fail;
        state.writes = 0;
    }

    /// The manifests that were deleted, in order.
    pub(super) fn deleted(&self) -> Vec<Digest> {
        self.state().deleted.clone()
    }

    /// Loses a blob, as a registry does when it cleans up.
    pub(super) fn collect(&self, blob: &Digest) {
        self.state().blobs.remove(blob);
    }

    pub(super) fn has_blob(&self, blob: &Digest) -> bool {
        self.state().blobs.contains_key(blob)
    }

    pub(super) fn visible(&self) -> Visible {
        let state = self.state();
        let referrers = state
            .manifests
            .keys()
            .map(|subject| (subject.clone(), self.find_referrers(&state, subject)))
            .map(|(subject, found)| {
                let found = found.into_iter().map(|one| one.descriptor.digest);
                (subject, found.collect())
            })
            .collect();
        Visible {
            tags: state.tags.clone(),
            manifests: state.manifests.clone(),
            referrers,
        }
    }

    // What other clients do, past any failure.

    pub(super) fn push_blob(&self, text: &str) -> Descriptor {
        let bytes = Bytes::from(text.to_owned());
        let descriptor = Descriptor::of(MediaType::OCI_LAYER_GZIP, &bytes);
        self.state().blobs.insert(descriptor.digest.clone(), bytes);
        descriptor
    }

    pub(super) fn push(&self, media_type: MediaType, bytes: Vec<u8>) -> Digest {
        let digest = Digest::of(&bytes);
        self.state()
            .manifests
            .insert(digest.clone(), (media_type, bytes.into()));
        digest
    }

    /// An image of one layer under these tags.
    pub(super) fn push_tagged(&self, tags: &[&str]) -> Digest {
        let image = self.push_image("a", &["layer"]);
        for tag in tags {
            self.tag(tag, &image);
        }
        image
    }

    pub(super) fn push_image(&self, name: &str, layers: &[&str]) -> Digest {
        let manifest = self.image(name, layers);
        self.push(
            MediaType::OCI_MANIFEST,
            serde_json::to_vec_pretty(&manifest).unwrap(),
        )
    }

    fn image(&self, name: &str, layers: &[&str]) -> Manifest {
        let mut config = self.push_blob(&format!(r#"{{"name": "{name}"}}"#));
        config.media_type = MediaType::OCI_CONFIG;
        Manifest::new(
            config,
            layers.iter().map(|layer| self.push_blob(layer)).collect(),
        )
    }

    pub(super) fn push_index(&self, name: &str, children: &[Digest]) -> Digest {
        let entries = children.iter().map(|child| self.describe(child)).collect();
        let mut index = Index::new(entries);
        index.annotations.insert("name".to_owned(), name.to_owned());
        self.push(
            MediaType::OCI_INDEX,
            serde_json::to_vec_pretty(&index).unwrap(),
        )
    }

    fn describe(&self, digest: &Digest) -> Descriptor {
        let state = self.state();
        match state.manifests.get(digest) {
            Some((media_type, bytes)) => {
                Descriptor::new(media_type.clone(), digest.clone(), bytes.len() as u64)
            }
            None => Descriptor::new(MediaType::OCI_MANIFEST, digest.clone(), 7),
        }
    }

    /// Pushes something that describes `subject`, and keeps the fallback tag as a client must.
    pub(super) fn push_referrer(&self, name: &str, subject: &Digest) -> Digest {
        let mut manifest = self.image(name, &[name]);
        manifest.artifact_type = Some("application/spdx+json".to_owned());
        manifest.subject = Some(self.describe(subject));
        let digest = self.push(
            MediaType::OCI_MANIFEST,
            serde_json::to_vec_pretty(&manifest).unwrap(),
        );
        if !self.ways.referrers_api {
            let tag = AttachmentTag::fallback(subject).tag();
            let old = self.state().tags.get(&tag).cloned();
            let mut entries = old
                .as_ref()
                .map(|old| self.entries(old))
                .unwrap_or_default();
            entries.push(self.describe(&digest));
            let bytes = serde_json::to_vec(&Index::new(entries)).unwrap();
            let index = self.push(MediaType::OCI_INDEX, bytes);
            let mut state = self.state();
            state.tags.insert(tag, index);
            if let Some(old) = old {
                state.manifests.remove(&old);
            }
        }
        digest
    }

    fn entries(&self, index: &Digest) -> Vec<Descriptor> {
        let bytes = self.state().manifests[index].1.clone();
        match Document::parse(&bytes, Some(&MediaType::OCI_INDEX)) {
            Ok(Document::Index(index)) => index.manifests,
            _ => Vec::new(),
        }
    }

    /// Signs as cosign does: under a tag made of the subject's digest.
    pub(super) fn push_cosign(&self, subject: &Digest) -> Digest {
        let digest = self.push_image(&format!("signature of {subject}"), &["payload"]);
        let tag = AttachmentTag::cosign(subject, CosignKind::Signature).tag();
        self.state().tags.insert(tag, digest.clone());
        digest
    }

    pub(super) fn tag(&self, tag: &str, digest: &Digest) {
        self.state()
            .tags
            .insert(tag.parse().unwrap(), digest.clone());
    }

    fn find_referrers(&self, state: &State, subject: &Digest) -> Vec<Referrer> {
        let mut found = Vec::new();
        if self.ways.referrers_api {
            for (digest, (media_type, bytes)) in &state.manifests {
                let document = Document::parse(bytes, Some(media_type));
                if document.is_ok_and(|one| one.subject().is_some_and(|it| it.digest == *subject)) {
                    let size = bytes.len() as u64;
                    found.push(Referrer {
                        descriptor: Descriptor::new(media_type.clone(), digest.clone(), size),
                        found: Found::Api,
                    });
                }
            }
        } else if let Some(index) = state.tags.get(&AttachmentTag::fallback(subject).tag())
            && let Some((media_type, bytes)) = state.manifests.get(index)
            && let Ok(Document::Index(index)) = Document::parse(bytes, Some(media_type))
        {
            found.extend(index.manifests.into_iter().map(|descriptor| Referrer {
                descriptor,
                found: Found::FallbackTag,
            }));
        }
        for kind in CosignKind::ALL {
            let tag = AttachmentTag::cosign(subject, kind).tag();
            if let Some(digest) = state.tags.get(&tag) {
                found.push(Referrer {
                    descriptor: Descriptor::new(MediaType::OCI_MANIFEST, digest.clone(), 7),
                    found: Found::CosignTag(tag),
                });
            }
        }
        found
    }

    /// Counts a write, and fails it where that was asked for.
    async fn write(&self) -> Result<()> {
        let fail = {
            let mut state = self.state();
            state.writes += 1;
            let at = state.writes;
            state.fail.map(|fail| (fail, at))
        };
        match fail {
            Some((Fail::Once(n), at)) if n == at => Err(WireError::Server {
                host: "fake.example".to_owned(),
                status: 500,
                complaint: None,
            }
            .into()),
            Some((Fail::Pause(n), at)) if n == at => {
                self.hanging.notify_one();
                self.go_on.notified().await;
                Ok(())
            }
            Some((Fail::HangFrom(n), at)) if at >= n => {
                self.hanging.notify_one();
                std::future::pending().await
            }
            _ => Ok(()),
        }
    }
}

fn missing<T>(what: &dyn std::fmt::Display) -> Result<T> {
    Err(WireError::NotFound {
        what: what.to_string(),
        complaint: None,
    }
    .into())
}

fn refuses<T>(status: u16) -> Result<T> {
    Err(WireError::Refuses {
        host: "fake.example".to_owned(),
        status,
        complaint: None,
    }
    .into())
}

#[async_trait]
impl Registry for Fake {
    fn kind(&self) -> Kind {
        Kind::Generic
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    async fn list_tags(
        &self,
        _repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedTag>> {
        // Two pages, so that nobody is content with the first.
        let tags: Vec<Tag> = self.state().tags.keys().cloned().collect();
        let middle = tags.len() / 2;
        let (items, next) = match cursor {
            None if middle > 0 => (&tags[..middle], Some(Cursor::from("rest".to_owned()))),
            None => (&tags[..], None),
            Some(_) => (&tags[middle..], None),
        };
        Ok(Page {
            items: items.iter().cloned().map(ListedTag::from).collect(),
            next,
            problems: Vec::new(),
        })
    }

    async fn list_untagged(&self, _: &RepositoryName) -> Result<Option<Vec<Digest>>> {
        let all = || self.state().manifests.keys().cloned().collect();
        Ok(self.ways.inventory.then(all))
    }

    async fn resolve(&self, _: &RepositoryName, selector: &Selector) -> Result<Resolved> {
        let state = self.state();
        let digest = match selector {
            Selector::Tag(tag) => state.tags.get(tag).cloned(),
            Selector::Digest(digest) => Some(digest.clone()),
        };
        match digest.and_then(|digest| Some((state.manifests.get(&digest)?, digest))) {
            Some(((media_type, bytes), digest)) => Ok(Resolved {
                digest,
                media_type: Some(media_type.clone()),
                size: Some(bytes.len() as u64),
                manifest: None,
            }),
            None => missing(selector),
        }
    }

    async fn manifest(&self, _: &RepositoryName, selector: &Selector) -> Result<RawManifest> {
        let state = self.state();
        let digest = match selector {
            Selector::Tag(tag) => state.tags.get(tag).cloned(),
            Selector::Digest(digest) => Some(digest.clone()),
        };
        match digest.and_then(|digest| Some((state.manifests.get(&digest)?, digest))) {
            Some(((media_type, bytes), digest)) => Ok(RawManifest {
                bytes: bytes.clone(),
                media_type: media_type.clone(),
                digest,
            }),
            None => missing(selector),
        }
    }

    async fn blob(&self, _: &RepositoryName, digest: &Digest, _limit: u64) -> Result<Bytes> {
        let blob = self.state().blobs.get(digest).cloned();
        blob.map_or_else(|| missing(digest), Ok)
    }

    async fn stream_blob(&self, _: &RepositoryName, digest: &Digest, _: u64) -> Result<BlobStream> {
        let Some(blob) = self.state().blobs.get(digest).cloned() else {
            return missing(digest);
        };
        Ok(BlobStream {
            size: Some(blob.len() as u64),
            start: 0,
            pieces: stream::iter([Ok(blob)]).boxed(),
        })
    }

    async fn referrers(
        &self,
        _: &RepositoryName,
        subject: &Digest,
        _: Option<&[Tag]>,
    ) -> Result<Referrers> {
        let abilities = self.protocol.abilities();
        if self.ways.referrers_api {
            abilities.prove(Capability::Referrers);
        } else {
            abilities.refuse(Capability::Referrers, Reason::default());
        }
        Ok(Referrers {
            items: self.find_referrers(&self.state(), subject),
            has_api: self.ways.referrers_api,
            problems: Vec::new(),
        })
    }

    async fn put_manifest(
        &self,
        _: &RepositoryName,
        selector: &Selector,
        media_type: &MediaType,
        bytes: Bytes,
    ) -> Result<PutManifest> {
        self.write().await?;
        let digest = Digest::of(&bytes);
        let mut state = self.state();
        // As strict as CNCF Distribution: everything that is named has to be there.
        let is_whole = match Document::parse(&bytes, Some(media_type)) {
            Ok(Document::Index(index)) => {
                let mut children = index.manifests.iter();
                !self.ways.whole_indexes
                    || children.all(|child| state.manifests.contains_key(&child.digest))
            }
            Ok(Document::Image(image)) => image
                .config
                .iter()
                .chain(&image.layers)
                .all(|blob| state.blobs.contains_key(&blob.digest)),
            _ => false,
        };
        if !is_whole {
            return refuses(400);
        }
        if let Selector::Tag(tag) = selector {
            let elsewhere = state.tags.get(tag).is_some_and(|at| *at != digest);
            if self.ways.immutable_tags && elsewhere {
                return refuses(409);
            }
            state.tags.insert(tag.clone(), digest.clone());
        }
        state
            .manifests
            .insert(digest.clone(), (media_type.clone(), bytes));
        self.protocol.abilities().prove(Capability::Push);
        Ok(PutManifest {
            digest,
            subject_indexed: self.ways.referrers_api,
        })
    }

    async fn blob_exists(&self, _: &RepositoryName, digest: &Digest) -> Result<Option<u64>> {
        Ok(self.state().blobs.get(digest).map(|blob| blob.len() as u64))
    }

    async fn upload_blob(
        &self,
        _: &RepositoryName,
        digest: &Digest,
        source: &dyn BlobSource,
    ) -> Result<()> {
        self.write().await?;
        let mut pieces = source.read(0).await.unwrap();
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.next().await {
            bytes.extend_from_slice(&piece.unwrap());
        }
        assert!(
            digest.matches(&bytes),
            "another blob was sent than was named"
        );
        self.state().blobs.insert(digest.clone(), bytes.into());
        Ok(())
    }

    async fn delete_manifest(&self, _: &RepositoryName, digest: &Digest) -> Result<()> {
        self.write().await?;
        let abilities = self.protocol.abilities();
        if !self.ways.digest_deletion {
            let reason = Reason {
                answered: "UNSUPPORTED".to_owned(),
                setting: Some("REGISTRY_STORAGE_DELETE_ENABLED".to_owned()),
            };
            abilities.refuse(Capability::DeleteDigest, reason.clone());
            return Err(Error::DeletionOff {
                setting: reason.setting,
                answered: reason.answered,
            });
        }
        let mut state = self.state();
        if state.manifests.remove(digest).is_none() {
            return missing(digest);
        }
        state.tags.retain(|_, at| at != digest);
        state.deleted.push(digest.clone());
        abilities.prove(Capability::DeleteDigest);
        Ok(())
    }

    async fn delete_tag(&self, _: &RepositoryName, tag: &Tag) -> Result<()> {
        self.write().await?;
        let abilities = self.protocol.abilities();
        if !self.ways.tag_deletion {
            abilities.refuse(Capability::DeleteTag, Reason::default());
            return Err(Error::TagDeletionUnsupported {
                answered: "UNSUPPORTED".to_owned(),
            });
        }
        let mut state = self.state();
        let gone = state.tags.remove(tag);
        if let Some(digest) = gone.as_ref().filter(|_| self.ways.tag_stands_for_digest) {
            state.manifests.remove(digest);
            state.tags.retain(|_, at| at != digest);
        }
        abilities.prove(Capability::DeleteTag);
        gone.map_or_else(|| missing(tag), |_| Ok(()))
    }
}
