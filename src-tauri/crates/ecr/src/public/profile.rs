//! The public registry itself: its aliases and its display name.

use aws_sdk_ecrpublic::types;

use super::PublicRegistry;
use crate::Result;

/// The public registry of an account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicProfile {
    /// The account.
    pub id: String,
    /// Its resource name.
    pub arn: String,
    /// How references to it begin, as Amazon says.
    pub uri: String,
    /// Amazon knows who publishes here; then the gallery shows the display name and logos.
    pub is_verified: bool,
    /// Its aliases, the primary one first; none before the first repository.
    pub aliases: Vec<Alias>,
}

/// A name that references to the registry may have after its host.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// Whether it can be used.
    pub status: AliasStatus,
    /// The one that the gallery shows.
    pub is_primary: bool,
    /// The one that Amazon gave.
    pub is_default: bool,
}

/// How far the request for an alias is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AliasStatus {
    /// It can be used.
    Active,
    /// Amazon looks at the request.
    Pending,
    /// Amazon has refused it.
    Rejected,
    /// A state that this program doesn't know.
    Unknown,
}

impl Alias {
    fn read(found: types::RegistryAlias) -> Self {
        Self {
            name: found.name,
            status: match found.status {
                types::RegistryAliasStatus::Active => AliasStatus::Active,
                types::RegistryAliasStatus::Pending => AliasStatus::Pending,
                types::RegistryAliasStatus::Rejected => AliasStatus::Rejected,
                _ => AliasStatus::Unknown,
            },
            is_primary: found.primary_registry_alias,
            is_default: found.default_registry_alias,
        }
    }
}

impl PublicRegistry {
    /// The registry with its aliases, asked anew.
    pub async fn profile(&self) -> Result<PublicProfile> {
        let action = "ecr-public:DescribeRegistries";
        let answer = ask!(self, "ecr-public:DescribeRegistries", "*", |client| {
            client.describe_registries()
        })?;
        let lacks = || self.call(action, "*").unusable("it names no registry");
        let own = self.account.known_registry_id();
        let mut found = answer.registries;
        let place = found
            .iter()
            .position(|it| Some(&it.registry_id) == own.as_ref())
            .unwrap_or_default();
        if place >= found.len() {
            return Err(lacks());
        }
        let found = found.swap_remove(place);
        let mut aliases: Vec<Alias> = found.aliases.into_iter().map(Alias::read).collect();
        aliases.sort_by_key(|alias| {
            let is_usable = alias.status == AliasStatus::Active;
            (!alias.is_primary, !is_usable, alias.name.clone())
        });
        let usable = aliases.iter().find(|it| it.status == AliasStatus::Active);
        self.note_alias(usable.map(|alias| alias.name.clone()));
        Ok(PublicProfile {
            id: found.registry_id,
            arn: found.registry_arn,
            uri: found.registry_uri,
            is_verified: found.verified,
            aliases,
        })
    }

    /// The name that the gallery shows for the publisher, where one was given.
    pub async fn display_name(&self) -> Result<Option<String>> {
        let answer = ask!(self, "ecr-public:GetRegistryCatalogData", "*", |client| {
            client.get_registry_catalog_data()
        })?;
        let name = answer.registry_catalog_data.and_then(|it| it.display_name);
        Ok(name.filter(|name| !name.is_empty()))
    }

    /// Gives the publisher another name; an empty one takes it away.
    pub async fn set_display_name(&self, name: &str) -> Result<()> {
        ask!(self, "ecr-public:PutRegistryCatalogData", "*", |client| {
            client.put_registry_catalog_data().display_name(name)
        })
        .map(drop)
    }
}
