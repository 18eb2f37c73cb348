//! A plan: what a copy will do, frozen. Plain values that can be kept and gone on with after a restart.

use std::collections::BTreeMap;

use portolan_distribution::RawManifest;
use portolan_oci::{Digest, MediaType, RepositoryName, Tag};
use serde::{Deserialize, Serialize};

use crate::{Conversion, ManifestForm};

/// What a copy will do.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub struct CopyPlan {
    /// Each image with its tags.
    pub images: Vec<PlannedImage>,
    /// Every manifest that they need, each once.
    pub manifests: BTreeMap<Digest, PlannedManifest>,
    /// Every blob that they need, each once.
    pub blobs: BTreeMap<Digest, PlannedBlob>,
    /// Layers that are packed anew on their way, each once, by what they are at the source.
    #[serde(default)]
    pub repacks: BTreeMap<Digest, Repack>,
    /// What they became, as far as it is known from an earlier try.
    #[serde(default)]
    pub repacked: BTreeMap<Digest, Repacked>,
    /// What is written anew.
    #[serde(default)]
    pub conversion: Conversion,
    /// Images of a whole repository that can't be copied, with the reason: text to show.
    pub left: Vec<(String, String)>,
    /// Manifests as they were read for the plan; what is not here is read again.
    #[serde(skip)]
    pub(crate) fetched: BTreeMap<Digest, RawManifest>,
}

/// One image and where it goes.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct PlannedImage {
    /// The tag or digest at the source.
    pub from: String,
    /// What that is at the source.
    pub source: Digest,
    /// What it becomes at the destination: the same, unless platforms or a conversion were chosen. Where
    /// layers are packed anew it stands for what nobody knows before they are.
    pub digest: Digest,
    /// Its tags at the destination.
    pub tags: Vec<PlannedTag>,
    /// Manifests that describe it or its children and go along.
    pub attachments: Vec<Digest>,
    /// Tags of cosign's that go along.
    pub attachment_tags: Vec<PlannedTag>,
    /// What a person ought to know.
    pub notes: Vec<Note>,
}

/// A tag of the destination.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct PlannedTag {
    /// Its name.
    pub tag: Tag,
    /// What it will lead to.
    pub digest: Digest,
    /// What it leads to now; `None` where it is new.
    pub before: Option<Digest>,
}

/// What putting a tag means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TagStanding {
    /// It leads there already.
    Same,
    /// It is new.
    New,
    /// It leads elsewhere and is overwritten.
    Overwritten,
}

/// A manifest.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct PlannedManifest {
    /// Its type; `None` where it was not read, because it is there.
    pub media_type: Option<MediaType>,
    /// Whether the destination has it, with all that it needs.
    pub there: bool,
    /// Manifests that must be there before.
    pub children: Vec<Digest>,
    /// Blobs that must be there before.
    pub blobs: Vec<Digest>,
    /// Layers that must be there before, packed anew.
    #[serde(default)]
    pub repacks: Vec<Digest>,
    /// The manifest that it describes.
    pub subject: Option<Digest>,
    /// The manifest itself, where it is made here and no source has it.
    pub made: Option<String>,
}

/// A config or layer.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct PlannedBlob {
    /// Its bytes.
    pub size: u64,
    /// Whether the destination has it.
    pub there: bool,
    /// The repository of the destination's registry that it may be taken over from.
    pub mount: Option<RepositoryName>,
}

/// A layer that is packed anew.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Repack {
    /// Its bytes at the source.
    pub size: u64,
    /// What it unpacks to, by its image's config.
    pub diff_id: Digest,
}

/// What a layer became that was packed anew.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub struct Repacked {
    /// Its digest since.
    pub digest: Digest,
    /// Its bytes since.
    pub size: u64,
}

/// What a person ought to know of an image before it is copied.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
pub enum Note {
    /// Platforms stay behind, so the index is a new one with a new digest.
    NewDigest {
        /// How many manifests stay behind.
        left: u64,
    },
    /// Signatures and the like are for the old digest and stay behind.
    AttachmentsStay {
        /// How many.
        count: u64,
    },
    /// The source lacks manifests of the index: it is broken, and copied without them.
    ChildrenMissing {
        /// Which.
        digests: Vec<Digest>,
    },
    /// The destination takes images of one platform: the others stay behind, and the image is known by
    /// that platform's manifest.
    OnePlatform {
        /// Which it is.
        platform: String,
        /// How many others stay behind.
        left: u64,
    },
    /// Its manifests are written in another form, so that its digest is another.
    Converted {
        /// Which form.
        form: ManifestForm,
    },
    /// Layers are packed by zstd on their way: its digest is known when they are.
    Repacked {
        /// How many.
        layers: u64,
    },
    /// Annotations that the other form has no place for.
    AnnotationsLost {
        /// How many.
        count: u64,
    },
    /// Its manifests are Docker's, and go to an OCI layout, where some programs don't look for them.
    DockerInLayout,
    /// Layers that are sent without compression, as the source has them.
    UncompressedLayers {
        /// How many.
        count: u64,
    },
    /// The destination keeps layers unpacked, so that its manifest is another one; the config, by which
    /// engines know an image, is the same.
    Unpacked,
    /// Layers that live outside of registries, which nobody copies.
    ForeignLayers {
        /// How many.
        count: u64,
    },
}

impl PlannedTag {
    /// What putting it means.
    pub fn standing(&self) -> TagStanding {
        match &self.before {
            None => TagStanding::New,
            Some(before) if *before == self.digest => TagStanding::Same,
            Some(_) => TagStanding::Overwritten,
        }
    }
}

impl PlannedImage {
    /// Every tag that is put for it, those of cosign's first.
    pub fn all_tags(&self) -> impl Iterator<Item = &PlannedTag> {
        self.attachment_tags.iter().chain(&self.tags)
    }

    /// Every manifest that must be there before its tags.
    pub fn all_manifests(&self) -> impl Iterator<Item = &Digest> {
        std::iter::once(&self.digest).chain(&self.attachments)
    }
}

impl CopyPlan {
    /// Whether nothing is left to do for an image.
    pub fn is_up_to_date(&self, image: &PlannedImage) -> bool {
        let is_there = |digest| self.manifests.get(digest).is_none_or(|known| known.there);
        image.all_manifests().all(is_there)
            && image
                .all_tags()
                .all(|tag| tag.standing() == TagStanding::Same)
    }

    /// Tags that would be overwritten, with what they lead to now.
    pub fn overwritten(&self) -> impl Iterator<Item = &PlannedTag> {
        let tags = self.images.iter().flat_map(PlannedImage::all_tags);
        tags.filter(|tag| tag.standing() == TagStanding::Overwritten)
    }

    /// Blobs that move, those that can be taken over included.
    pub fn moving(&self) -> impl Iterator<Item = (&Digest, &PlannedBlob)> {
        self.blobs.iter().filter(|(_, blob)| !blob.there)
    }

    /// Bytes that have to be sent, if what can be taken over is.
    pub fn bytes_to_send(&self) -> u64 {
        let sent = self.moving().filter(|(_, blob)| blob.mount.is_none());
        let sent = sent.map(|(_, blob)| blob.size);
        // As they are read; how small they become is known later.
        let repacked = self.repacks.values().map(|layer| layer.size);
        sent.chain(repacked).fold(0, u64::saturating_add)
    }

    /// Whether an image's digest is known when its layers were packed anew.
    pub fn is_known_later(&self, image: &PlannedImage) -> bool {
        self.waits_for_layers(&image.digest)
    }

    fn waits_for_layers(&self, digest: &Digest) -> bool {
        let planned = self.manifests.get(digest);
        planned.is_some_and(|planned| {
            let mut children = planned.children.iter();
            !planned.repacks.is_empty() || children.any(|child| self.waits_for_layers(child))
        })
    }

    /// Bytes that can be taken over from another repository.
    pub fn bytes_to_mount(&self) -> u64 {
        let mounted = self.moving().filter(|(_, blob)| blob.mount.is_some());
        mounted
            .map(|(_, blob)| blob.size)
            .fold(0, u64::saturating_add)
    }

    /// Bytes that the destination has already.
    pub fn bytes_there(&self) -> u64 {
        let there = self.blobs.values().filter(|blob| blob.there);
        there.map(|blob| blob.size).fold(0, u64::saturating_add)
    }
}
