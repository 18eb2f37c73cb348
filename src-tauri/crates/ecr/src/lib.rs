//! Amazon ECR, private and public, over the AWS SDKs; nothing else of this program knows them.
//!
//! [`Account`] is signed in to and shared by everything; [`PrivateRegistry`] is its private registries as
//! one [`portolan_registries::Registry`], [`PublicRegistry`] its public one. What is shown, kept and confirmed is decided elsewhere.

mod account;
mod attempt;
mod endpoint;
mod error;
mod events;
mod find_regions;
mod http;
mod private;
mod public;
mod registry;
mod renewed;
mod sdk;
mod sign_in;
mod surroundings;
mod token;

pub use account::{Account, AccountSettings};
pub use attempt::{Attempt, AttemptOutcome, Observe, Unobserved};
pub use endpoint::{Api, Endpoints, PUBLIC_HOST, Partition, REGIONS, Region, RegistryHost};
pub use error::{Conflict, Denial, Error, ItemFailure, Missing, Result, SignInSource};
pub use events::{
    EventDeed, EventError, EventImage, EventPage, Principal, PrincipalKind, TrailEvent,
};
pub use find_regions::FoundRegion;
pub use private::{
    AffectedPackage, Encryption, Finding, Findings, LifecyclePolicy, LifecyclePreview, Manifests,
    Mutability, NewRepository, PreviewAction, PreviewState, PreviewedImage, PrivateRegistry,
    Progress, ReplicationStatus, Repository, SigningStatus, TagMutability,
};
pub use public::{
    Alias, AliasStatus, Catalog, CatalogDraft, NewPublicRepository, PublicProfile, PublicRegistry,
    PublicRepository,
};
pub use registry::{
    Backfill, BackfillState, BackfilledImage, CacheRule, CacheValidity, CachedRepository,
    CreationTemplate, Occasion, RegionRegistry, RegistryScanning, ReplicationDestination,
    ReplicationRule, ScanFrequency, ScanRule, SigningRule,
};
pub use sdk::Patience;
pub use sign_in::{
    AskCode, ConfiguredEndpoint, EndpointSource, FileProblem, Identity, IdentityCenter, KeepTokens,
    Nobody, Profile, ProfileKind, Profiles, Role, ShowVerification, SignIn, SsoAccount, SsoSession,
    SsoToken, Verification, read_profiles,
};
pub use surroundings::Surroundings;
pub use token::{RegionToken, RegistryToken};
