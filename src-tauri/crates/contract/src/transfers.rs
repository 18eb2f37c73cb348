//! Copies of images from one place to another, of any two connections or a file: planned, begun, watched.

use crate::{ActivityId, Confirmation, CopyPlace, Failure, PlanId};

plain! {
    /// Asks what a copy would do.
    pub struct PreviewCopy {
        pub source: CopyPlace,
        pub destination: CopyPlace,
        /// Which images; none means every tag of the repository, under the same names.
        pub images: Vec<CopyWanted>,
        /// `os/architecture[/variant]` of those that are taken from an index; none means all.
        pub platforms: Vec<String>,
        /// Signatures, attestations and SBOMs come along.
        pub referrers: bool,
        pub conversion: CopyConversion,
    }

    /// What is written anew on the way, so that digests change; by itself, nothing is.
    #[derive(::core::marker::Copy, Default, Eq)]
    pub struct CopyConversion {
        /// The form that manifests get; none leaves each in its own, but for zstd, which only OCI has.
        pub form: Option<ManifestForm>,
        /// Layers are packed by zstd.
        pub zstd: bool,
    }

    /// How manifests are written.
    #[derive(::core::marker::Copy, Eq)]
    pub enum ManifestForm {
        Oci,
        /// Docker's schema 2.
        Docker,
    }

    pub struct CopyWanted {
        /// A tag or digest of the source.
        pub from: String,
        /// Its tags at the destination; none leaves it to its digest.
        pub tags: Vec<String>,
    }

    /// What a copy will do, with digests frozen. It can be begun once, until it expires.
    pub struct CopyPlan {
        pub id: PlanId,
        pub source: CopyPlace,
        pub destination: CopyPlace,
        pub images: Vec<CopyImage>,
        /// Images of a whole repository that can't be copied.
        pub left: Vec<CopyLeft>,
        /// Blobs that are sent.
        pub blobs: u64,
        pub bytes_to_send: u64,
        /// Bytes that the destination's registry has elsewhere and takes over.
        pub bytes_to_mount: u64,
        /// Bytes that are there already.
        pub bytes_there: u64,
        /// Tags that are overwritten.
        pub overwritten: u64,
        pub confirmation: Confirmation,
        pub expires_at: i64,
    }

    pub struct CopyImage {
        /// The tag or digest at the source.
        pub from: String,
        /// What it becomes: the source's digest, unless platforms stay behind or it is converted; `null`
        /// where that is known when its layers are packed.
        pub digest: Option<String>,
        pub tags: Vec<CopyTag>,
        /// Manifests that describe it and come along.
        pub attachments: u64,
        pub notes: Vec<CopyNote>,
        pub is_up_to_date: bool,
    }

    /// A tag of the destination.
    pub struct CopyTag {
        pub tag: String,
        /// `null` as for its image.
        pub digest: Option<String>,
        /// What it leads to now; `null` where it is new.
        pub before: Option<String>,
    }

    pub struct CopyLeft {
        pub from: String,
        /// Technical text.
        pub reason: String,
    }

    /// Begins a copy.
    pub struct StartCopy {
        pub plan: PlanId,
        /// What was typed where the plan asks for a name.
        pub typed: String,
    }

    /// A copy that is under way, or that can go on.
    pub struct Copy {
        pub activity: ActivityId,
        pub source: CopyPlace,
        pub source_name: String,
        pub destination: CopyPlace,
        pub destination_name: String,
        pub state: CopyState,
        pub images: u64,
        pub images_done: u64,
        /// Bytes to send, as planned.
        pub bytes: u64,
        pub bytes_done: u64,
        /// Blobs that are on their way now.
        pub blobs: Vec<CopyBlob>,
        /// It waits until then, because a registry asked for it or did not answer.
        pub waiting_until: Option<i64>,
        /// Why it stopped.
        pub failure: Option<Failure>,
    }

    pub struct CopyBlob {
        pub digest: String,
        pub size: u64,
        pub done: u64,
    }

    #[derive(::core::marker::Copy, Eq)]
    pub enum CopyState {
        Running,
        /// The person stopped it, to go on later.
        Paused,
        /// Portolan ended in the middle.
        Interrupted,
        /// Not all of it arrived.
        Failed,
    }
}

tagged! {
    /// What to know of an image before it is copied.
    pub enum CopyNote {
        /// So many manifests stay behind, and the index gets another digest.
        NewDigest { left: u64 },
        /// Signatures and the like are for the old digest and stay behind.
        AttachmentsStay { count: u64 },
        /// The source lacks these of the index.
        ChildrenMissing { count: u64 },
        /// The destination takes one platform, and so many others stay behind.
        OnePlatform { platform: String, left: u64 },
        /// Its manifests are written in another form.
        Converted { form: ManifestForm },
        /// So many layers are packed by zstd.
        Repacked { layers: u64 },
        /// So many annotations have no place in the other form.
        AnnotationsLost { count: u64 },
        /// Docker's manifests go to an OCI layout, where some programs don't look for them.
        DockerInLayout,
        /// So many layers are sent without compression, as the file has them.
        UncompressedLayers { count: u64 },
        /// The destination keeps layers unpacked; the image's own identity stays.
        Unpacked,
        /// Layers that live outside of registries stay there.
        ForeignLayers { count: u64 },
    }
}
