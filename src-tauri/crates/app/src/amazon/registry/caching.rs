//! The pull-through cache: which upstreams there are, whether a rule works, and what it has brought.

use portolan_contract::{
    CacheRuleAt, CacheValidity, CachedRepositories, CachedRepository, Failure, KnownUpstream,
    Nothing, RegistryAt,
};
use portolan_policy::amazon_names::Upstream;

use super::shown;
use crate::{App, failures::OrFail};

/// Repositories that are looked at.
const SHOWN: usize = 100;

impl App {
    /// The upstreams that ECR takes, in the order to offer.
    pub async fn list_cache_upstreams(
        &self,
        _request: Nothing,
    ) -> Result<Vec<KnownUpstream>, Failure> {
        let show = |upstream: Upstream| KnownUpstream {
            upstream: shown::show_upstream(upstream),
            address: upstream.address().to_owned(),
            needs_credential: upstream.needs_credential(),
            takes_role: upstream.takes_role(),
        };
        Ok(Upstream::ALL.into_iter().map(show).collect())
    }

    /// Has ECR try whether a rule reaches its upstream.
    pub async fn validate_cache_rule(
        &self,
        request: CacheRuleAt,
    ) -> Result<CacheValidity, Failure> {
        let registry = self
            .registry_of(&RegistryAt {
                connection: request.connection,
                region: request.region,
            })
            .await?;
        let found = registry
            .validate_cache_rule(&request.prefix)
            .await
            .or_fail()?;
        Ok(CacheValidity {
            valid: found.is_valid,
            failure: found.failure,
        })
    }

    /// The repositories that a rule has filled.
    pub async fn list_cached(&self, request: CacheRuleAt) -> Result<CachedRepositories, Failure> {
        let registry = self
            .registry_of(&RegistryAt {
                connection: request.connection,
                region: request.region,
            })
            .await?;
        let (found, more) = registry.cached(&request.prefix, SHOWN).await.or_fail()?;
        let show = |found: portolan_ecr::CachedRepository| CachedRepository {
            repository: format!("{}/{}", registry.region(), found.name),
            images: found.images,
            more: found.has_more,
            brought: shown::time(found.brought_at),
            pulled: shown::time(found.pulled_at),
        };
        Ok(CachedRepositories {
            rows: found.into_iter().map(show).collect(),
            more,
        })
    }
}
