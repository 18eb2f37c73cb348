//! Changes: previewed as a single-use plan with frozen digests, then carried out.

use crate::{ActivityId, ConnectionId, CopyConversion, ImageKind, PlanId};

tagged! {
    /// What the person wants changed in a repository.
    pub enum Change {
        /// Gives an image one more tag; where the tag exists, the plan says that it moves.
        AddTag { repository: String, digest: String, tag: String },
        /// Points an existing tag to another image.
        MoveTag { repository: String, tag: String, digest: String },
        RenameTag { repository: String, from: String, to: String },
        /// Removes tags and leaves every other tag of their images alone.
        RemoveTags { repository: String, tags: Vec<String> },
        /// Deletes images with all their tags.
        DeleteImages { repository: String, digests: Vec<String> },
        /// Deletes every image of a repository.
        DeleteRepository { repository: String },
        /// Does what rules were shown to mean, under the name of their preview: so many images go, and so
        /// many tags of images that stay.
        ApplyRules { repository: String, preview: String, images: u64, tags: u64 },
        /// Images were copied to these tags. It is only written down and taken back; it is begun as a copy.
        CopyHere {
            repository: String,
            tags: Vec<String>,
            from: String,
            #[serde(default)]
            conversion: CopyConversion,
        },
    }

    /// What a plan is for.
    pub enum PlanPurpose {
        Change { change: Change },
        Undo { activity: ActivityId },
        /// Goes on with what a batch left undone.
        Resume { activity: ActivityId },
    }

    /// What must be done to confirm.
    pub enum Confirmation {
        /// Reversible and small, and the connection is not a production one: no question is needed.
        None,
        Button,
        /// What would be lost is large: type this.
        TypeName { text: String },
    }

    /// Something to know before confirming.
    pub enum PlanWarning {
        /// The registry has no deletion of a single tag: it would be done the named way.
        Workaround { method: RemovalMethod },
        /// The tag exists and points elsewhere.
        TagMoves { tag: String, from: String },
        /// It has children that other indexes also contain.
        IndexesBreak { count: u64 },
        /// Not everything about the repository is known, so more may be affected.
        NotAllKnown { unknown: u64 },
        Production,
        /// Cleaning up on the registry may have begun.
        MayBeCollected,
        /// The registry's own undo reached no further than this: what was kept here is put back.
        NoLongerRestorable { until: i64 },
    }
}

plain! {
    /// Asks what a change would do.
    pub struct PreviewChange {
        pub connection: ConnectionId,
        pub change: Change,
    }

    /// What will be done, with digests frozen. It can be carried out once, until it expires.
    pub struct Plan {
        pub id: PlanId,
        pub connection: ConnectionId,
        pub repository: String,
        pub purpose: PlanPurpose,
        pub items: Vec<PlanItem>,
        pub blast_radius: BlastRadius,
        pub undo: UndoOutlook,
        pub confirmation: Confirmation,
        pub warnings: Vec<PlanWarning>,
        /// Requests that will be made, at most.
        pub requests: u64,
        pub expires_at: i64,
    }

    /// One deed of a plan.
    pub struct PlanItem {
        pub deed: Deed,
        /// The tag, or empty.
        pub tag: String,
        /// The digest after it, or the one that goes.
        pub digest: String,
        /// The digest before it, for a tag that moves.
        pub before: Option<String>,
        pub kind: Option<ImageKind>,
        /// Compressed bytes of its config and layers, as in the list of images.
        pub size: Option<u64>,
    }

    /// What is done.
    #[derive(Copy, Eq)]
    pub enum Deed {
        PutTag,
        RemoveTag,
        DeleteImage,
        PutManifest,
        PutBlob,
    }

    /// How a single tag is removed, best first.
    #[derive(Copy, Eq)]
    pub enum RemovalMethod {
        /// The registry removes a tag by itself.
        Native,
        /// Deletes the digest, which has no other tag.
        OnlyTag,
        /// Puts a throwaway manifest on the tag and deletes that.
        Throwaway,
        /// Deletes the digest and puts its other tags back.
        DeleteAndRestore,
    }

    /// All that a change touches besides its target.
    #[derive(Default)]
    pub struct BlastRadius {
        /// Every tag that goes or moves.
        pub tags: Vec<AffectedTag>,
        /// Indexes that contain a digest that goes, and would break.
        pub indexes: Vec<AffectedIndex>,
        /// Referrers that follow a digest that goes.
        pub referrers: Vec<AffectedReferrer>,
        /// Images that go.
        pub images: u64,
        /// Compressed bytes of the configs and layers that go, each once, where known.
        pub bytes: Option<u64>,
    }

    pub struct AffectedTag {
        pub tag: String,
        pub digest: String,
        /// Whether it was asked for by name.
        pub asked: bool,
    }

    pub struct AffectedIndex {
        pub digest: String,
        pub tags: Vec<String>,
        /// The child that goes.
        pub child: String,
    }

    pub struct AffectedReferrer {
        pub digest: String,
        pub kind: ImageKind,
        pub artifact_type: Option<String>,
        pub subject: String,
    }

    /// Whether a change can be taken back.
    pub struct UndoOutlook {
        pub certainty: Certainty,
        /// Until when, at first.
        pub until: Option<i64>,
        /// Layers can be kept here too, which makes it certain.
        pub can_keep_layers: bool,
        pub layer_bytes: Option<u64>,
        /// Until when the registry's own undo brings it back, where that is what makes it certain.
        pub restorable_until: Option<i64>,
        /// Blobs that are gone already.
        pub missing_blobs: Vec<String>,
    }

    /// How sure an undo is.
    #[derive(Copy, Eq)]
    pub enum Certainty {
        Certain,
        /// As long as the registry has not collected the layers.
        Likely,
        Impossible,
    }

    /// Carries out a plan.
    pub struct CarryOut {
        pub plan: PlanId,
        /// What was typed where the plan asks for a name.
        pub typed: String,
        /// Also keeps layers here, so that undo is certain.
        pub keep_layers: bool,
    }

    /// A change has begun; its progress is a job of the same identity.
    pub struct Begun {
        pub activity: ActivityId,
    }
}
