//! Permissions on Amazon ECR's repositories and registries: reading and writing their policies,
//! checking them before ECR does, and saying who may do what. What a person's own rights are, which
//! IAM decides, is no matter here.
//!
//! The grammar is IAM's ("IAM JSON policy elements reference"), the actions are those of the service
//! authorization reference, and what a registry's policy may say is in ECR's user guide, "Private
//! registry permissions".

mod access;
mod action;
mod check;
mod complaint;
mod condition;
mod document;
mod principal;
mod reading;
mod samples;
mod warning;

pub use access::{Ability, Access, Subject, who_can};
pub use action::{Deed, KnownAction, Level, Scope, known_actions};
pub use complaint::{Complaint, Expected, Problem};
pub use condition::{Circumstance, Condition, OPERATORS};
pub use document::{Actions, Effect, PolicyDocument, Principals, Resources, Statement, Version};
pub use principal::{Principal, PrincipalKind, WrittenPrincipal};
pub use reading::{Reading, read};
pub use samples::{
    cross_account_pull, lambda_pull, organization_pull, public_push, pull_through_cache, push,
    read_only, replication,
};
pub use warning::{Danger, Warning, warnings};

/// The characters that a policy's text may have (service model, `RepositoryPolicyText` and
/// `RegistryPolicyText`).
pub const TEXT_LIMIT: usize = 10_240;
