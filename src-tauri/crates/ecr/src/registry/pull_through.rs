//! Pull-through cache rules: which upstream's images are kept under which prefix.

use aws_sdk_ecr::types;
use jiff::Timestamp;

use super::{PAGE_COUNT, RegionRegistry, ask_region, next_page};
use crate::{Error, Result, sdk};

/// Rules on a page.
const PAGE: i32 = 1000;

/// A pull-through cache rule.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CacheRule {
    /// How the names begin of the repositories that it fills; `ROOT` is all of them.
    pub prefix: String,
    /// The upstream by its name in the API, such as `docker-hub`; ECR finds it by the address where it is
    /// not said.
    pub upstream: Option<String>,
    /// The upstream's host.
    pub address: String,
    /// What the names of the upstream's repositories begin with.
    pub upstream_prefix: Option<String>,
    /// The secret with the upstream's credentials.
    pub credential: Option<String>,
    /// The role that pulls from another account.
    pub role: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    pub updated_at: Option<Timestamp>,
}

/// Whether a rule can reach its upstream.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CacheValidity {
    /// Whether it can.
    pub is_valid: bool,
    /// Why not, in Amazon's words.
    pub failure: Option<String>,
}

impl RegionRegistry {
    /// All pull-through cache rules.
    pub async fn cache_rules(&self) -> Result<Vec<CacheRule>> {
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..PAGE_COUNT {
            let asked = ask_region!(
                self,
                describe_pull_through_cache_rules as "ecr:DescribePullThroughCacheRules",
                max_results(PAGE),
                set_next_token(token.clone())
            );
            let answer = asked?;
            let rules = answer.pull_through_cache_rules.unwrap_or_default();
            found.extend(rules.into_iter().map(read));
            token = next_page(answer.next_token, token.as_ref());
            if token.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// The rule of a prefix; `None` where there is none.
    pub async fn cache_rule(&self, prefix: &str) -> Result<Option<CacheRule>> {
        let asked = ask_region!(
            self,
            describe_pull_through_cache_rules as "ecr:DescribePullThroughCacheRules",
            ecr_repository_prefixes(prefix)
        );
        match asked {
            Ok(answer) => {
                let rules = answer.pull_through_cache_rules.unwrap_or_default();
                Ok(rules
                    .into_iter()
                    .map(read)
                    .find(|rule| rule.prefix == prefix))
            }
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a rule. ECR tries the credentials first.
    pub async fn create_cache_rule(&self, rule: &CacheRule) -> Result<()> {
        let upstream = rule.upstream.as_deref().map(types::UpstreamRegistry::from);
        let asked = ask_region!(
            self,
            create_pull_through_cache_rule as "ecr:CreatePullThroughCacheRule",
            ecr_repository_prefix(&rule.prefix),
            upstream_registry_url(&rule.address),
            set_upstream_registry(upstream),
            set_upstream_repository_prefix(rule.upstream_prefix.clone()),
            set_credential_arn(rule.credential.clone()),
            set_custom_role_arn(rule.role.clone())
        );
        asked.map(drop)
    }

    /// Gives a rule another secret or role: all that can be changed of one. What is `None` stays.
    pub async fn update_cache_rule(&self, rule: &CacheRule) -> Result<()> {
        let asked = ask_region!(
            self,
            update_pull_through_cache_rule as "ecr:UpdatePullThroughCacheRule",
            ecr_repository_prefix(&rule.prefix),
            set_credential_arn(rule.credential.clone()),
            set_custom_role_arn(rule.role.clone())
        );
        asked.map(drop)
    }

    /// Removes a rule. What it brought stays.
    pub async fn delete_cache_rule(&self, prefix: &str) -> Result<()> {
        let asked = ask_region!(
            self,
            delete_pull_through_cache_rule as "ecr:DeletePullThroughCacheRule",
            ecr_repository_prefix(prefix)
        );
        asked.map(drop)
    }

    /// Has ECR try whether a rule reaches its upstream.
    pub async fn validate_cache_rule(&self, prefix: &str) -> Result<CacheValidity> {
        let asked = ask_region!(
            self,
            validate_pull_through_cache_rule as "ecr:ValidatePullThroughCacheRule",
            ecr_repository_prefix(prefix)
        );
        let answer = asked?;
        Ok(CacheValidity {
            is_valid: answer.is_valid,
            failure: answer.failure,
        })
    }
}

fn read(found: types::PullThroughCacheRule) -> CacheRule {
    CacheRule {
        prefix: found.ecr_repository_prefix.unwrap_or_default(),
        upstream: found.upstream_registry.map(|it| it.as_str().to_owned()),
        address: found.upstream_registry_url.unwrap_or_default(),
        // `ROOT` is Amazon's word for none.
        upstream_prefix: found.upstream_repository_prefix.filter(|it| it != "ROOT"),
        credential: found.credential_arn,
        role: found.custom_role_arn,
        created_at: found.created_at.as_ref().and_then(sdk::timestamp),
        updated_at: found.updated_at.as_ref().and_then(sdk::timestamp),
    }
}
