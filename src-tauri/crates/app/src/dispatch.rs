//! From a command's name and JSON payload to its verb, and back to JSON.

use std::sync::Arc;

use portolan_contract::{
    About, ActivityId, ActivityReport, ActivityWindow, AddBookmark, AddressTarget, AmazonChoices,
    AmazonCosts, AmazonEvents, AmazonPolicy, AmazonRegionAt, AmazonRepository, AnswerSignIn,
    AskSources, Begun, Bookmark, Branch, CacheUsage, CarryOut, ChangeSettings, CheckLifecycle,
    CheckShortName, ClearCache, Connection, ConnectionDraft, ConnectionId, ConnectionReport,
    CostsListed, CreateAmazonRepository, CreateRepository, DeleteAmazonRepository,
    DeleteRepository, DetailCost, Diagnostics, EditBookmark, EditConnection, EngineCommand,
    EngineLogins, EngineSignedIn, EstimateSaving, ExportPack, Failure, FreeSpace, FreeSpacePlan,
    GalleryShelf, GallerySource, GalleryWindow, IdentityCenterAt, IdentityCenterSignedIn, Image,
    ImageWindow, ImportPack, Job, JobId, KeepSearch, KnownSignIn, LifecycleByEcr, LifecycleCheck,
    LifecycleSaving, ListActivities, ListAmazonEvents, ListBranches, ListHistory, ListImages,
    ListListingTags, ListPullCommands, ListPushCommands, ListRepositories, ListSnippets, ListingAt,
    ListingPage, ListingTagWindow, ListingUses, LocalRegistryStatus, Logo, Nothing, OpenImage,
    OpenLink, PackExport, Plan, PreviewChange, PriceList, ProtectLocalRegistry, Publisher,
    PublisherAt, Raw, ReadAmazonCosts, ReadRaw, ReadWindowState, RecordVisit, Refreshed,
    RemoveBookmark, ReorderConnections, RepositoryAsCode, RepositoryAt, RepositoryTold,
    RepositoryWindow, ResolveAddress, ResolveShortName, SavedFile, SearchGallery, SetAmazonSetting,
    SetBack, SetStorageClass, Settings, ShortNameChange, ShortNameCheck, ShortNameMeaning,
    ShortNames, SignInEngine, SignInQuestion, SourceAt, SourcesAnswer, StartLocalRegistry,
    StorageClassSet, Suggest, Suggestion, SwitchSource, TestConnection, UseListing, UseSnippet,
    Visit, Visited, WholeRepository, WindowState, with_commands,
};
// Permissions and scans of Amazon's.
use portolan_contract::{
    AddPermissionSample, CheckPermissions, CompareScans, ImageAt, ListPermissionActions,
    PermissionActions, PermissionsCheck, PolicyText, SaveFindings, ScanDifference, ScanReport,
};
// What registries find by themselves.
use portolan_contract::{FindRepositories, FoundRepositories};
// What registries keep of images and tags beside their content.
use portolan_contract::{ImageLabelsTold, RegistrySbomTold, SetImageSetting, TagAt, TagExpiration};
// ECR Public, the publisher's side.
use portolan_contract::{
    AliasCheck, AwaitAlias, CheckAlias, CreatePublicRepository, LogoCheck, LogoFile, Markdown,
    MarkdownPreview, PublicLogo, PublicRegistry, PublicRepository, SetDescription, SetDisplayName,
    SetMark, SetPublicCatalog, SetPublicSetting,
};
// What is wrong in a registry, and what takes up its space.
use portolan_contract::{
    AskPullQuota, AskedPullQuota, Health, LookIntoAll, ReadHealth, ReadStorageUse, StorageUse,
};
// The registry of Amazon in a region.
use portolan_contract::{
    AccountSetting, BackfillAt, BackfillReport, CacheRuleAt, CacheValidity, CachedRepositories,
    ImageProgress, KnownUpstream, ListedCacheRule, ListedTemplate, ReadImageProgress, RegistryAt,
    RegistryComplaint, RegistryReplication, RegistryScanning, ReplicationBackfill,
    SetRegistrySetting, SigningRule, StartBackfill,
};
// Rules that registries follow by themselves.
use portolan_contract::{
    LocksAt, MatchingTags, PruneOf, PrunePreview, RuleLog, RuleRun, RuleRunAt, RuleRunsAt,
    RuleTask, RuleTaskAt, SetVendorRule, StartRuleRun, VendorRule, VendorRules, VendorRulesAt,
};
// What vendors offer beyond images.
use portolan_contract::{
    CollectGarbage, CollectionPage, CreateRobot, GarbageLog, GarbageScheduling, GarbageTurnAt,
    ListCollections, ListRobots, LogPage, ReadLog, ReadOffers, RegistryOffers, RobotAt, RobotList,
    RobotPermission, RobotSecret, SaveLog, SetGarbageSchedule, SetRobotPermissions, SwitchRobot,
};
// What was before, and news of it.
use portolan_contract::{
    ComparePackages, PackageComparison, ReadTagHistory, SaveActivities, SetWatch, TagHistory,
    WatchBookmarks, WatchList,
};
// What the local registry pulls through.
use portolan_contract::{
    EvictPulled, Evicted, ListPulled, LookForNewer, NewerFound, PullCache, PullComplaint,
    PullLimits, PulledImage, SetPullRule,
};
// Portolan's own rules of what stays.
use portolan_contract::{CheckRetention, KeepRetention, KeptRetention, RanRules, RetentionCheck};
// What of Amazon's is looked for.
use portolan_contract::{CachedRepositoryAt, FoundAmazonRegion, LookAfterImages, UpstreamLook};
// Copies.
use portolan_contract::{Copy, CopyPlan, PreviewCopy, StartCopy};
// Files of images, and engines of this computer.
use portolan_contract::{ImageFile, LocalEngine, LookIntoFile};
// Rules that copy.
use portolan_contract::{
    CopyRule, CopyRuleCheck, KnownCopyRule, ListReplicated, ReplicatedWindow, ReplicationOutlook,
    RunCopyRule, SetCopyRule, StartRegistryCopy,
};
use serde_json::Value;

use crate::App;

macro_rules! dispatcher {
    ($($name:ident($request:ty) -> $reply:ty;)*) => {
        /// Carries out one command of the list. Dropping the future cancels it.
        pub async fn dispatch(app: &Arc<App>, command: &str, payload: Value) -> Result<Value, Failure> {
            match command {
                $(stringify!($name) => {
                    let request: $request = serde_json::from_value(payload)
                        .map_err(|problem| Failure::invalid("payload", problem.to_string()))?;
                    // Boxed, so that the dispatcher's own future stays small.
                    let outcome: Result<$reply, Failure> = Box::pin(app.$name(request)).await;
                    let reply = outcome
                        .inspect_err(|failure| app.recent_failures.remember(stringify!($name), failure))?;
                    serde_json::to_value(reply).map_err(|problem| Failure::unexpected(problem.to_string()))
                })*
                unknown => Err(Failure::invalid("command", format!("there is no command {unknown:?}"))),
            }
        }
    };
}
with_commands!(dispatcher);
