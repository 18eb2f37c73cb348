//! Activity: what was done, to what, with what result; and what is being done.

use crate::{
    ActivityId, AmazonSetting, Certainty, Change, ConnectionId, CopyRule, Failure, GarbageSchedule,
    ImageFileForm, ImageSetting, JobId, LogoFate, OfferScope, PublicSetting, PullRule,
    RegistrySetting, ReplicationDestination, ReplicationRun, RetentionRun, RobotChange,
    RulePurpose, VendorRule,
};

plain! {
    /// A window onto activities, newest first.
    pub struct ListActivities {
        pub connection: Option<ConnectionId>,
        pub offset: u64,
        pub limit: u64,
    }

    pub struct ActivityWindow {
        pub total: u64,
        pub offset: u64,
        pub rows: Vec<Activity>,
    }

    /// One change, undo or other deed.
    pub struct Activity {
        pub id: ActivityId,
        pub connection: ConnectionId,
        /// Its name then; the connection may be gone.
        pub connection_name: String,
        pub deed: ActivityDeed,
        pub state: ActivityState,
        pub started: i64,
        pub ended: Option<i64>,
        pub items: u64,
        pub done: u64,
        pub failed: u64,
        /// How it could be taken back; `null` where it can't be.
        pub undo: Option<ActivityUndo>,
        /// Something was left undone and can go on.
        pub can_resume: bool,
    }

    pub struct ActivityUndo {
        pub certainty: Certainty,
        pub until: i64,
        /// Until when the registry's own undo brings it back, where that is what makes it certain.
        pub restorable_until: Option<i64>,
    }

    #[derive(Copy, Eq)]
    pub enum ActivityState {
        Running,
        Done,
        /// Some items failed or were not reached.
        Partly,
        Failed,
        Cancelled,
        /// Portolan ended in the middle.
        Interrupted,
        Undone,
    }

    /// An activity with each of its items.
    pub struct ActivityReport {
        pub activity: Activity,
        pub items: Vec<ActivityItem>,
        /// Why it stopped, where it was not at one of the items.
        pub failure: Option<Failure>,
    }

    pub struct ActivityItem {
        /// A tag or digest.
        pub target: String,
        pub state: ItemState,
        pub failure: Option<Failure>,
    }

    #[derive(Copy, Eq)]
    pub enum ItemState {
        Waiting,
        Running,
        Done,
        Failed,
    }

    /// Long work in progress.
    pub struct Job {
        pub id: JobId,
        pub kind: JobKind,
        pub connection: Option<ConnectionId>,
        pub repository: Option<String>,
        pub done_items: u64,
        pub total_items: Option<u64>,
        pub done_bytes: u64,
        pub total_bytes: Option<u64>,
        /// Items a second, lately.
        pub rate: f64,
        pub seconds_left: Option<u64>,
    }

    #[derive(Copy, Eq)]
    pub enum JobKind {
        Change,
        Undo,
        LoadDetails,
        Refresh,
        Samples,
        FreeSpace,
        Harvest,
        ExportPack,
        ImportPack,
        LookIntoAll,
        Copy,
        /// A rule that copies has its turn, or a registry is copied.
        Replicate,
        /// It is found out what that would do.
        LookAhead,
    }
}

tagged! {
    pub enum ActivityDeed {
        Change { change: Change },
        Undo { of: ActivityId, change: Change },
        FreeSpace { bytes: u64 },
        AddSamples,
        /// A short name of the person's own files: what the file had of it and has of it. `null` is nothing,
        /// an empty text takes the name away that another file gives.
        ShortName {
            name: String,
            before: Option<String>,
            after: Option<String>,
            file: String,
            /// The change that this one takes back.
            undoes: Option<ActivityId>,
        },
        /// A setting of a repository of Amazon ECR, as it was and became.
        AmazonSetting { repository: String, before: AmazonSetting, after: AmazonSetting },
        /// What a registry keeps of an image or a tag, as it was and became.
        ImageSetting { repository: String, before: ImageSetting, after: ImageSetting },
        /// Images were put into the archive or brought back.
        StorageClass { repository: String, digests: Vec<String>, archive: bool },
        CreateRepository { repository: String },
        /// A project was made, in which pushes make repositories.
        CreateProject { project: String },
        /// A repository was deleted with all that it held; some registries can bring it back.
        DeleteWholeRepository {
            repository: String,
            #[serde(default)]
            restorable: bool,
        },
        /// What the publisher of a public repository has set, or of the registry where none is named.
        PublicSetting {
            repository: Option<String>,
            before: PublicSetting,
            after: PublicSetting,
            logo: LogoFate,
        },
        /// A setting of a registry of Amazon ECR, as it was and became.
        RegistrySetting { region: String, before: Box<RegistrySetting>, after: Box<RegistrySetting> },
        /// What the local registry pulls through, as it was and became.
        PullRule { before: Option<PullRule>, after: Option<PullRule> },
        /// Copying what was there before a replication rule was begun, or stopped.
        Backfill { region: String, destination: ReplicationDestination, stopped: bool },
        /// Images were saved to a file; `tags` are their names there.
        SaveToFile { from: String, path: String, form: ImageFileForm, tags: Vec<String> },
        /// Images were pulled into a container engine of this computer.
        PullIntoEngine { from: String, engine: String, tags: Vec<String> },
        /// Rules of a repository had their turn by themselves.
        RetentionRun { repository: String, run: RetentionRun },
        /// A rule that copies between connections, as it was and became.
        CopyRule { before: Option<CopyRule>, after: Option<CopyRule> },
        /// A rule that a registry follows by itself, as it was and became.
        VendorRule {
            scope: OfferScope,
            before: Option<Box<VendorRule>>,
            after: Option<Box<VendorRule>>,
        },
        /// A registry was asked to carry its rules out: those of a scope, or one of them.
        VendorRun { scope: OfferScope, purpose: RulePurpose, rule: Option<Box<VendorRule>> },
        /// A registry was asked to remove the tags that a rule takes.
        VendorRemoval { repository: String, rule: Box<VendorRule> },
        /// Something was done to an account for machines.
        Robot { scope: OfferScope, id: String, user: String, change: RobotChange },
        /// The registry was asked to collect its garbage.
        CollectGarbage { dry: bool, delete_untagged: bool },
        /// When a registry collects its garbage by itself, as it was and became.
        GarbageSchedule { before: Option<GarbageSchedule>, after: Option<GarbageSchedule> },
        /// A rule that copies had its turn; without its name, a whole registry was copied.
        Replication { rule: Option<String>, source: String, run: Box<ReplicationRun> },
    }
}
