//! A registry in memory with one repository, strict about what it takes, that can be told to fail.

mod protocol;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
};

use bytes::Bytes;
use jiff::SignedDuration;
use portolan_distribution::{
    Anonymously, Connector, Endpoint, Error as WireError, Found, Referrer,
};
use portolan_oci::{
    AttachmentTag, CosignKind, Descriptor, Digest, Document, Index, Manifest, MediaType, Tag,
};
use portolan_registries::{Capabilities, Protocol, Result};
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
    /// For how long its own undo brings back what was deleted, where it has one.
    keeps_for: Option<SignedDuration>,
    /// What that has: manifests with their tags, and blobs that were collected.
    buried: BTreeMap<Digest, Buried>,
    restored: Vec<Digest>,
    /// Tags whose question is answered with an error of the server.
    unfollowable: BTreeSet<Tag>,
}

/// What was deleted, and can be restored.
#[derive(Clone, Debug)]
struct Buried {
    manifest: (MediaType, Bytes),
    tags: Vec<Tag>,
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

    /// Answers questions about this tag with an error of the server, or no longer.
    pub(super) fn keep_from_following(&self, tag: &str, keeps: bool) {
        let tag: Tag = tag.parse().unwrap();
        let mut state = self.state();
        if keeps {
            state.unfollowable.insert(tag);
        } else {
            state.unfollowable.remove(&tag);
        }
    }

    /// The manifests that were deleted, in order.
    pub(super) fn deleted(&self) -> Vec<Digest> {
        self.state().deleted.clone()
    }

    /// Loses a blob, as a registry does when it cleans up.
    pub(super) fn collect(&self, blob: &Digest) {
        self.state().blobs.remove(blob);
    }

    /// From now on it keeps what is deleted for so long.
    pub(super) fn keep_deleted_for(&self, time: SignedDuration) {
        self.state().keeps_for = Some(time);
    }

    /// The manifests that its own undo brought back, in order.
    pub(super) fn restored(&self) -> Vec<Digest> {
        self.state().restored.clone()
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

    /// An image that says when it was built.
    pub(super) fn push_built(&self, name: &str, created: &str) -> Digest {
        let config = format!(r#"{{"name": "{name}", "created": "{created}"}}"#);
        let manifest = self.image_of(&config, &[name]);
        self.push(
            MediaType::OCI_MANIFEST,
            serde_json::to_vec_pretty(&manifest).unwrap(),
        )
    }

    fn image(&self, name: &str, layers: &[&str]) -> Manifest {
        self.image_of(&format!(r#"{{"name": "{name}"}}"#), layers)
    }

    fn image_of(&self, config: &str, layers: &[&str]) -> Manifest {
        let mut config = self.push_blob(config);
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
