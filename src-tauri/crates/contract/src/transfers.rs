//! Copies of images from one repository to another, of any two connections: planned, begun, watched.

use crate::{ActivityId, Confirmation, Failure, PlanId, RepositoryAt};

plain! {
    /// Asks what a copy would do.
    pub struct PreviewCopy {
        pub source: RepositoryAt,
        pub destination: RepositoryAt,
        /// Which images; none means every tag of the repository, under the same names.
        pub images: Vec<CopyWanted>,
        /// `os/architecture[/variant]` of those that are taken from an index; none means all.
        pub platforms: Vec<String>,
        /// Signatures, attestations and SBOMs come along.
        pub referrers: bool,
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
        pub source: RepositoryAt,
        pub destination: RepositoryAt,
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
        /// What it becomes: the source's digest, unless platforms stay behind.
        pub digest: String,
        pub tags: Vec<CopyTag>,
        /// Manifests that describe it and come along.
        pub attachments: u64,
        pub notes: Vec<CopyNote>,
        pub is_up_to_date: bool,
    }

    /// A tag of the destination.
    pub struct CopyTag {
        pub tag: String,
        pub digest: String,
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
        pub source: RepositoryAt,
        pub source_name: String,
        pub destination: RepositoryAt,
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
        /// Layers that live outside of registries stay there.
        ForeignLayers { count: u64 },
    }
}
