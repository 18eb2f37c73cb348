//! The names, texts and limits that Amazon ECR, private and public, takes: checked before any call,
//! each complaint with its field and limit. Lifecycle policies and permissions have their own rooms.
//!
//! Grammars and limits are those of the service models of `ecr` and `ecr-public`, quotas and advice
//! those of the user guides.

mod alias;
mod arn;
mod catalog;
mod complaint;
mod filters;
mod grammar;
mod identity;
pub mod limits;
mod logo;
mod repository;
mod resource_tags;
mod upstream;

pub use alias::{AliasDoubt, check_alias, doubt_alias};
pub use arn::{
    check_credential_arn, check_excluded_principal, check_kms_key, check_role,
    check_signing_profile,
};
pub use catalog::{
    ARCHITECTURES, CatalogText, OPERATING_SYSTEMS, check_catalog, check_display_name,
    is_discoverable,
};
pub use complaint::{Complaint, Field, Problem};
pub use filters::{
    Destination, check_cache_prefix, check_exclusion_filters, check_replication_destinations,
    check_replication_filters, check_scan_filters, check_signing_filters,
    check_template_description, check_template_prefix, check_upstream_prefix,
};
pub use identity::{AccountId, OrganizationId, Partition, check_account, check_region};
pub use logo::{LogoSize, check_logo};
pub use repository::{Registry, check_repository_name, check_tag};
pub use resource_tags::check_resource_tags;
pub use upstream::{Upstream, check_upstream_access, check_upstream_address};
