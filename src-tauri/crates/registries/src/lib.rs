//! What a registry can do, and one file for each kind of registry.
//!
//! [`Registry`] is the one interface of all kinds. Its verbs speak the OCI distribution protocol
//! unless a kind knows better; what their answers prove is kept in [`Capabilities`]. Which tag to
//! remove, what to keep before, and what a person must confirm is decided above.

mod artifactory;
mod azure;
mod capabilities;
mod docker_hub;
mod error;
mod generic;
mod github;
mod gitlab;
mod google;
mod harbor;
mod image_settings;
mod in_turn;
mod kind;
mod listed_image;
mod listing;
mod local;
mod nexus;
mod offers;
mod protocol;
mod pulp;
mod quay;
mod recognise;
mod registry;
mod removal;
mod repository_deeds;
mod repository_facts;
mod rows;
mod sbom;
mod scan_report;
mod trial;
mod vendor_addresses;
mod vendor_api;
mod vendors;
mod zot;

pub use artifactory::Artifactory;
pub use azure::{Azure, EntraSignIn};
pub use capabilities::{Abilities, Ability, AbilityState, Capabilities, Capability, Reason};
pub use docker_hub::DockerHub;
pub use error::{Error, Nature, Result};
pub use generic::Generic;
pub use github::Github;
pub use gitlab::Gitlab;
pub use google::Google;
pub use harbor::Harbor;
pub use image_settings::{Expiration, ImageLabel, ImageLabels, LabelName, LabelScope};
pub use kind::Kind;
pub use listed_image::{ListedImage, Merged, ScanState, ScanSummary, Severity, StorageClass};
pub use listing::{FoundRepository, ListedTag, PastTag, RepositoryCount, Resolved};
pub use local::{Inventory, Local};
pub use nexus::Nexus;
pub use offers::{
    Collection, CollectionSchedule, CollectionState, GarbageCollection, HarborFilter,
    HarborImmutable, HarborPlace, HarborReplication, HarborRetention, HarborRetentionRule,
    HarborSelector, LockedAttributes, Log, LogEntry, LogFilter, LogMeaning, NewRobot, Offer,
    Offers, Robot, RobotDraft, RobotPermission, RobotRules, Robots, RulePurpose, RuleRun, RuleRuns,
    RuleTask, Rules, RunFilter, Scope, ScopeKind, TagExpressions, VendorRule, Withheld,
};
pub use protocol::Protocol;
pub use pulp::Pulp;
pub use quay::Quay;
pub use recognise::{kind_of_host, recognise};
pub use registry::{CopiedAlong, Registry, Restored};
pub use removal::{
    RemovalMethod, prove_digest_deletion, removal_methods, remove_as_only_tag, remove_by_restoring,
    remove_by_throwaway, remove_natively,
};
pub use repository_deeds::{Creation, Deletion, NewRepository, RepositoryDeeds};
pub use repository_facts::{
    Description, FactName, Mark, RepositoryFacts, SaidFact, SpaceUse, Visibility,
};
pub use sbom::{Sbom, SbomState};
pub use scan_report::{AffectedPackage, ScanFinding, ScanReport};
pub use trial::{Finding, Outcome, Trial, Tried};
pub use vendor_addresses::VendorAddresses;
pub use vendor_api::{
    Lenient, Nobody, PageNumber, Sign, SignEach, Signature, VendorAnswer, VendorApi, encode,
};
pub use vendors::{AskNobody, AskSecondFactor, VendorConnection, adapter};
pub use zot::Zot;
