//! What rules there are.

use std::sync::Arc;

use portolan_contract::{
    ConnectionId, Failure, HarborPlace, MatchingTags, RulePurpose as Purpose, VendorRules,
    VendorRulesAt,
};
use portolan_registries::{Registry, RulePurpose, Rules};

use super::{not_offered, recast};
use crate::{App, administration::scope_of, failures::OrFail, images::invalid_repository};

impl App {
    /// The rules of a scope, and where they may copy to.
    pub async fn read_vendor_rules(&self, request: VendorRulesAt) -> Result<VendorRules, Failure> {
        let VendorRulesAt { at, purpose } = request;
        let registry = self.registry(&at.connection).await?;
        let own = own_rules(&registry, &at.connection)?;
        let scope = scope_of(&at.scope)?;
        let purpose = read_purpose(purpose);
        let rules = own.rules(purpose, &scope).await.or_fail()?;
        let places = if purpose == RulePurpose::Replication {
            own.places().await.or_fail()?
        } else {
            Vec::new()
        };
        Ok(VendorRules {
            rules: rules.iter().map(recast).collect::<Result<_, _>>()?,
            blank: own.blank(purpose).as_ref().map(recast).transpose()?,
            places: places
                .into_iter()
                .map(|place| HarborPlace {
                    id: place.id,
                    name: place.name,
                    url: place.url,
                    kind: place.kind,
                    status: place.status,
                })
                .collect(),
            runs: purpose != RulePurpose::Immutability && own.runs().is_some(),
        })
    }

    /// The tags that an expression of Docker Hub's is for, by Docker Hub.
    pub async fn list_matching_tags(&self, request: MatchingTags) -> Result<Vec<String>, Failure> {
        let MatchingTags { of, expression } = request;
        let registry = self.registry(&of.connection).await?;
        let own = own_rules(&registry, &of.connection)?;
        let repository = of
            .repository
            .parse()
            .map_err(|problem| invalid_repository(&of.repository, &problem))?;
        let tags = own
            .matching_tags(&repository, &expression)
            .await
            .or_fail()?;
        Ok(tags.iter().map(ToString::to_string).collect())
    }
}

/// What a registry has of such rules.
pub(super) fn own_rules<'r>(
    registry: &'r Arc<dyn Registry>,
    connection: &ConnectionId,
) -> Result<&'r dyn Rules, Failure> {
    registry
        .offers()
        .rules
        .ok_or_else(|| not_offered(connection))
}

/// What a rule is for, as registries have it.
pub(super) fn read_purpose(purpose: Purpose) -> RulePurpose {
    match purpose {
        Purpose::Retention => RulePurpose::Retention,
        Purpose::Immutability => RulePurpose::Immutability,
        Purpose::Replication => RulePurpose::Replication,
    }
}
