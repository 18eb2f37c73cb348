//! Which regions an account uses ECR in, found by asking each.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use portolan_distribution::{self as distribution, Stage};

use crate::{Account, Error, Region, Result};

/// Regions asked at the same time, and how long each may take.
const AT_ONCE: usize = 16;
const PATIENCE: Duration = Duration::from_secs(15);

/// What a region answered.
#[derive(Clone, Debug)]
pub struct FoundRegion {
    /// The region.
    pub name: String,
    /// Whether it has a private repository; an error tells why that is not known, such as a region that is
    /// switched off.
    pub has_repositories: Result<bool>,
}

impl Account {
    /// Asks every region of the account's partition whether it has private repositories.
    pub async fn find_regions(&self) -> Vec<FoundRegion> {
        // Owned: what is awaited must not borrow from an iterator.
        let regions: Vec<String> = Region::of_partition(self.partition())
            .map(|region| region.name.to_owned())
            .collect();
        let asking = regions.into_iter().map(|name| async move {
            let asked = tokio::time::timeout(PATIENCE, self.has_repositories(&name)).await;
            let has_repositories = asked.unwrap_or_else(|_| {
                let host = name.clone();
                let stage = Stage::Answering;
                Err(Error::Request(distribution::Error::Timeout { host, stage }))
            });
            FoundRegion {
                name,
                has_repositories,
            }
        });
        stream::iter(asking).buffered(AT_ONCE).collect().await
    }

    async fn has_repositories(&self, region: &str) -> Result<bool> {
        let call = self.repository_call("ecr:DescribeRepositories", region, "*");
        let asked = self
            .ecr(region)?
            .describe_repositories()
            .set_registry_id(self.foreign_registry())
            .max_results(1)
            .send()
            .await;
        // A region that is off answers as if the credentials were wrong: they are not forgotten for it.
        let answer = asked.map_err(|error| call.fail(error))?;
        Ok(!answer.repositories().is_empty())
    }
}
