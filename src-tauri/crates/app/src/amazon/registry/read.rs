//! What a registry is set to, a question for each kind: one that is denied hides no other.

use portolan_contract::{
    AccountSetting, AccountSettingName, AmazonPolicy, Failure, ListedCacheRule, ListedTemplate,
    RegistryAt, RegistryReplication, RegistryScanning, SigningRule,
};

use super::shown;
use crate::{App, failures::OrFail};

impl App {
    /// The rules of replication, and whose registry it is.
    pub async fn read_replication(
        &self,
        request: RegistryAt,
    ) -> Result<RegistryReplication, Failure> {
        let registry = self.registry_of(&request).await?;
        Ok(RegistryReplication {
            account: registry.id().to_owned(),
            rules: shown::replication(registry.replication().await.or_fail()?),
        })
    }

    /// The pull-through cache rules, by their prefixes.
    pub async fn list_cache_rules(
        &self,
        request: RegistryAt,
    ) -> Result<Vec<ListedCacheRule>, Failure> {
        let registry = self.registry_of(&request).await?;
        let found = registry.cache_rules().await.or_fail()?;
        let mut rules: Vec<_> = found.into_iter().map(shown::cache_rule).collect();
        rules.sort_by(|one, other| one.prefix.cmp(&other.prefix));
        Ok(rules)
    }

    /// How the registry scans.
    pub async fn read_registry_scanning(
        &self,
        request: RegistryAt,
    ) -> Result<RegistryScanning, Failure> {
        let registry = self.registry_of(&request).await?;
        Ok(shown::scanning(registry.scanning().await.or_fail()?))
    }

    /// The creation templates, by their prefixes.
    pub async fn list_creation_templates(
        &self,
        request: RegistryAt,
    ) -> Result<Vec<ListedTemplate>, Failure> {
        let registry = self.registry_of(&request).await?;
        let found = registry.creation_templates().await.or_fail()?;
        let mut templates: Vec<_> = found.into_iter().map(shown::template).collect();
        templates.sort_by(|one, other| one.prefix.cmp(&other.prefix));
        Ok(templates)
    }

    /// The rules of signing.
    pub async fn list_signing_rules(
        &self,
        request: RegistryAt,
    ) -> Result<Vec<SigningRule>, Failure> {
        let registry = self.registry_of(&request).await?;
        Ok(shown::signing(registry.signing_rules().await.or_fail()?))
    }

    /// The registry's policy of permissions.
    pub async fn read_registry_policy(&self, request: RegistryAt) -> Result<AmazonPolicy, Failure> {
        let registry = self.registry_of(&request).await?;
        Ok(AmazonPolicy {
            text: registry.registry_policy().await.or_fail()?,
            evaluated: None,
        })
    }

    /// The account's settings in the region; one that can't be read says why.
    pub async fn list_account_settings(
        &self,
        request: RegistryAt,
    ) -> Result<Vec<AccountSetting>, Failure> {
        let registry = self.registry_of(&request).await?;
        let read = |name: AccountSettingName| {
            let registry = &registry;
            async move {
                let found = registry.account_setting(shown::account_name(name)).await;
                let found = found.or_fail();
                let values = shown::account_values(name).iter();
                AccountSetting {
                    name,
                    problem: found.as_ref().err().cloned(),
                    value: found.ok().flatten(),
                    values: values.map(ToString::to_string).collect(),
                }
            }
        };
        let (scanner, scope, mounting) = tokio::join!(
            read(AccountSettingName::BasicScanTypeVersion),
            read(AccountSettingName::RegistryPolicyScope),
            read(AccountSettingName::BlobMounting),
        );
        Ok(vec![scanner, scope, mounting])
    }

    /// The roles and users whose pulls are left out.
    pub async fn list_pull_exclusions(&self, request: RegistryAt) -> Result<Vec<String>, Failure> {
        let registry = self.registry_of(&request).await?;
        let mut found = registry.pull_exclusions().await.or_fail()?;
        found.sort();
        Ok(found)
    }
}
