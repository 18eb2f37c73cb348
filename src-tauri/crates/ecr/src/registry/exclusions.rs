//! Pull-time exclusions: roles and users whose pulls don't count as pulls.

use super::{PAGE_COUNT, RegionRegistry, ask_region, next_page};
use crate::Result;

/// Principals on a page.
const PAGE: i32 = 1000;

impl RegionRegistry {
    /// The resource names of all who are excluded. The SDK has no paginator for this list.
    pub async fn pull_exclusions(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..PAGE_COUNT {
            let asked = ask_region!(
                self,
                list_pull_time_update_exclusions as "ecr:ListPullTimeUpdateExclusions",
                max_results(PAGE),
                set_next_token(token.clone())
            );
            let answer = asked?;
            found.extend(answer.pull_time_update_exclusions.unwrap_or_default());
            token = next_page(answer.next_token, token.as_ref());
            if token.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// Excludes a role or user.
    pub async fn exclude_from_pulls(&self, principal: &str) -> Result<()> {
        let asked = ask_region!(
            self,
            register_pull_time_update_exclusion as "ecr:RegisterPullTimeUpdateExclusion",
            principal_arn(principal)
        );
        asked.map(drop)
    }

    /// Lets the pulls of a role or user count again.
    pub async fn include_in_pulls(&self, principal: &str) -> Result<()> {
        let asked = ask_region!(
            self,
            deregister_pull_time_update_exclusion as "ecr:DeregisterPullTimeUpdateExclusion",
            principal_arn(principal)
        );
        asked.map(drop)
    }
}
