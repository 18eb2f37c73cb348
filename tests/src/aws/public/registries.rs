//! The public registry of an account: its aliases, whether it is verified, its display name.

use serde_json::{Value, json};

use crate::aws::{
    call::{Call, Outcome},
    ecr::paged,
    failure::Failure,
};

impl Call<'_> {
    pub(super) fn describe_registries(&mut self) -> Outcome {
        let page = self.page(100, 1000)?;
        let account = self.caller.account.clone();
        let alias = self.primary_alias();
        let registry = self.public_registry();
        let told = json!({
            "registryId": account,
            "registryArn": format!("arn:aws:ecr-public::{account}:registry/{account}"),
            "registryUri": format!("public.ecr.aws/{alias}"),
            "verified": registry.verified,
            "aliases": registry.aliases,
        });
        let (registries, token) = page.cut(std::iter::once((account, told)));
        Ok(paged(json!({ "registries": registries }), token))
    }

    /// The first public repository brings a registry its default alias.
    pub(super) fn give_default_alias(&mut self) {
        let account = self.caller.account.clone();
        let aliases = &mut self.public_registry().aliases;
        if aliases.iter().all(|it| it["defaultRegistryAlias"] != true) {
            let name = format!("d{}", account.chars().rev().take(7).collect::<String>());
            let is_primary = aliases.iter().all(|it| it["primaryRegistryAlias"] != true);
            aliases.push(json!({
                "name": name,
                "status": "ACTIVE",
                "primaryRegistryAlias": is_primary,
                "defaultRegistryAlias": true,
            }));
        }
    }

    /// The alias in URIs; empty where the registry has none yet.
    pub(super) fn primary_alias(&mut self) -> String {
        let aliases = self.public_registry().aliases.iter();
        let mut active = aliases.filter(|it| it["status"] == "ACTIVE");
        let primary = active
            .clone()
            .find(|it| it["primaryRegistryAlias"] == true)
            .or_else(|| active.next());
        primary
            .and_then(|it| it["name"].as_str())
            .unwrap_or_default()
            .to_owned()
    }

    pub(super) fn put_registry_catalog(&mut self) -> Outcome {
        let name = self.maybe("displayName");
        if name.as_ref().is_some_and(|it| it.chars().count() > 100) {
            return Err(Failure::parameter(
                "displayName",
                "Member must have length less than or equal to 100",
            ));
        }
        self.public_registry().display_name = name;
        Ok(self.registry_catalog())
    }

    pub(super) fn registry_catalog(&mut self) -> Value {
        let name = self.public_registry().display_name.clone();
        let catalog = name.map_or_else(|| json!({}), |name| json!({ "displayName": name }));
        json!({ "registryCatalogData": catalog })
    }
}
