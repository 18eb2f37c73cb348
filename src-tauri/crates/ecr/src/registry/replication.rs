//! Replication: which repositories are copied to which regions and accounts.

use aws_sdk_ecr::types;

use super::{
    RegionRegistry,
    deletions::{ReadDeletions, write_deletions},
    incomplete,
};
use crate::Result;

/// A rule of replication.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ReplicationRule {
    /// Where to.
    pub destinations: Vec<ReplicationDestination>,
    /// How the names of the repositories begin; none is all of them.
    pub prefixes: Vec<String>,
    /// What is deleted here is deleted there too.
    pub deletes: bool,
}

/// The registry of an account in a region.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ReplicationDestination {
    /// The region.
    pub region: String,
    /// The account.
    pub registry_id: String,
}

impl RegionRegistry {
    /// The rules of replication.
    pub async fn replication(&self) -> Result<Vec<ReplicationRule>> {
        let call = self
            .account
            .call("ecr:DescribeRegistry", &self.region, "*".to_owned());
        let deletions = ReadDeletions::default();
        let asked = self
            .account
            .ecr(&self.region)?
            .describe_registry()
            .customize()
            .interceptor(deletions.clone())
            .send()
            .await;
        let answer = asked.map_err(|error| self.account.fail(&call, error))?;
        let found = answer.replication_configuration.map(|found| found.rules);
        let deletes = deletions.found();
        let numbered = found.unwrap_or_default().into_iter().enumerate();
        Ok(numbered
            .map(|(place, rule)| read(rule, deletes.contains(&place)))
            .collect())
    }

    /// Sets all rules of replication at once; what was there before goes.
    pub async fn put_replication(&self, rules: &[ReplicationRule]) -> Result<()> {
        let call = self.account.call(
            "ecr:PutReplicationConfiguration",
            &self.region,
            "*".to_owned(),
        );
        let written: Vec<_> = rules.iter().map(write).collect::<Result<_>>()?;
        let configuration = types::ReplicationConfiguration::builder()
            .set_rules(Some(written))
            .build()
            .map_err(incomplete)?;
        let deletes: Vec<bool> = rules.iter().map(|rule| rule.deletes).collect();
        let asked = self
            .account
            .ecr(&self.region)?
            .put_replication_configuration()
            .replication_configuration(configuration)
            .customize()
            .mutate_request(move |request| write_deletions(request, &deletes))
            .send()
            .await;
        asked
            .map(drop)
            .map_err(|error| self.account.fail(&call, error))
    }
}

fn read(found: types::ReplicationRule, deletes: bool) -> ReplicationRule {
    let filters = found.repository_filters.unwrap_or_default();
    let destinations = found.destinations.into_iter();
    ReplicationRule {
        destinations: destinations.map(ReplicationDestination::read).collect(),
        prefixes: filters.into_iter().map(|it| it.filter).collect(),
        deletes,
    }
}

fn write(rule: &ReplicationRule) -> Result<types::ReplicationRule> {
    let destinations = rule.destinations.iter().map(ReplicationDestination::write);
    let filters = rule.prefixes.iter().map(|prefix| {
        types::RepositoryFilter::builder()
            .filter(prefix)
            .filter_type(types::RepositoryFilterType::PrefixMatch)
            .build()
            .map_err(incomplete)
    });
    let filters: Vec<_> = filters.collect::<Result<_>>()?;
    types::ReplicationRule::builder()
        .set_destinations(Some(destinations.collect::<Result<_>>()?))
        .set_repository_filters((!filters.is_empty()).then_some(filters))
        .build()
        .map_err(incomplete)
}

impl ReplicationDestination {
    pub(super) fn read(found: types::ReplicationDestination) -> Self {
        Self {
            region: found.region,
            registry_id: found.registry_id,
        }
    }

    pub(super) fn write(&self) -> Result<types::ReplicationDestination> {
        types::ReplicationDestination::builder()
            .region(&self.region)
            .registry_id(&self.registry_id)
            .build()
            .map_err(incomplete)
    }
}
