//! The registry of one region of an account: the settings that hold for all of its repositories, and the
//! rules by which ECR copies, caches, scans and signs. What they may be is checked elsewhere.

mod account_settings;
mod backfills;
mod cached;
mod creation_templates;
mod deletions;
mod exclusions;
mod policy;
mod pull_through;
mod replication;
mod scanning;
mod signing;

pub use backfills::{Backfill, BackfillState, BackfilledImage};
pub use cached::CachedRepository;
pub use creation_templates::{CreationTemplate, Occasion};
pub use pull_through::{CacheRule, CacheValidity};
pub use replication::{ReplicationDestination, ReplicationRule};
pub use scanning::{RegistryScanning, ScanFrequency, ScanRule};
pub use signing::SigningRule;

use crate::{Account, Error, PrivateRegistry, Result};

/// Asks ECR about the registry of a region: `ask_region!(self, operation as "ecr:Action", member(value))`.
/// A `Result` with the SDK's answer.
macro_rules! ask_region {
    ($registry:expr, $operation:ident as $action:literal
        $(, $member:ident($($value:expr),*))* $(,)?) => {{
        let account = &$registry.account;
        let region = $registry.region.as_str();
        // No action on a registry is about a resource of its own.
        let call = account.call($action, region, "*".to_owned());
        account
            .ecr(region)?
            .$operation()
            $(.$member($($value),*))*
            .send()
            .await
            .map_err(|error| account.fail(&call, error))
    }};
}
use ask_region;

/// Pages of a list that are read: more than any quota lets there be.
const PAGE_COUNT: usize = 200;

/// The registry of one region.
#[derive(Clone, Debug)]
pub struct RegionRegistry {
    account: Account,
    region: String,
    id: String,
}

impl PrivateRegistry {
    /// The registry of a region of this connection. Its settings can be seen by the account alone that it
    /// belongs to: of a registry that another account shares it is an error.
    pub async fn of_region(&self, region: &str) -> Result<RegionRegistry> {
        let account = self.account();
        if !account.regions().iter().any(|it| it == region) {
            return Err(Error::Setting {
                setting: "regions",
                reason: format!("{region} is none of this connection's"),
            });
        }
        let id = account.registry_id().await?;
        if account.foreign_registry().is_some() && account.identity().await?.account != id {
            return Err(Error::Setting {
                setting: "registry id",
                reason: format!(
                    "the settings of the registry {id} can be seen and changed by that account alone"
                ),
            });
        }
        Ok(RegionRegistry {
            account: account.clone(),
            region: region.to_owned(),
            id,
        })
    }
}

impl RegionRegistry {
    /// The account that it belongs to, which is its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its region.
    pub fn region(&self) -> &str {
        &self.region
    }
}

/// What the SDK's own builders refuse, which only says what a member lacks.
fn incomplete(error: impl std::fmt::Display) -> Error {
    Error::Invalid {
        said: error.to_string(),
    }
}

/// Amazon's word for the next page, unless it is the end or the page that was asked for.
fn next_page(token: Option<String>, asked: Option<&String>) -> Option<String> {
    token.filter(|token| !token.is_empty() && asked != Some(token))
}
