//! Listing repositories, of all regions side by side.

use std::{collections::BTreeMap, time::Duration};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use portolan_distribution::{Cursor, Page, Problem};
use portolan_oci::RepositoryName;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use super::{PrivateRegistry, Repository};
use crate::{Error, Missing, Result};

/// Repositories on a page of one region.
const PAGE: i32 = 1000;

/// How long a page waits for further regions once the first has answered. Who takes longer is on a
/// later page.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a region is waited for at all.
const LONG_PATIENCE: Duration = Duration::from_secs(30);

/// Where each region that is not at its end goes on.
type Places = BTreeMap<String, Place>;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Place {
    /// Amazon's word for the next page; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    /// It took longer than a page waits, and is waited for now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_late: bool,
}

impl PrivateRegistry {
    /// One page of repositories, of all regions that are not at their end. A region that fails is in the
    /// page's problems; an error is that of all.
    pub async fn describe_repositories(&self, cursor: Option<&Cursor>) -> Result<Page<Repository>> {
        let mut places: Places = match cursor {
            None => self
                .places()
                .map(|place| (place.region.clone(), Place::default()))
                .collect(),
            Some(cursor) => serde_json::from_str::<Places>(cursor.as_str())
                .ok()
                .filter(|places| places.keys().all(|it| self.account.regions().contains(it)))
                .ok_or_else(|| Error::Invalid {
                    said: "this is no place in the list of repositories".to_owned(),
                })?,
        };
        loop {
            let (mut page, left) = self.page_of_regions(&places).await?;
            if left.is_empty() {
                return Ok(page);
            }
            // A page with nothing on it would be taken for the end.
            if !page.items.is_empty() || !page.problems.is_empty() {
                page.next = serde_json::to_string(&left).ok().map(Cursor::from);
                return Ok(page);
            }
            places = left;
        }
    }

    /// One page, and where each region goes on.
    async fn page_of_regions(&self, places: &Places) -> Result<(Page<Repository>, Places)> {
        let mut left: Places = places.clone();
        let mut asked: FuturesUnordered<_> = places
            .iter()
            .map(|(region, place)| async move {
                let answer = self.page_of_region(region, place.token.clone()).await;
                (region, answer)
            })
            .collect();
        let mut page = Page::empty();
        let mut errors = Vec::new();
        let all_late = places.values().all(|place| place.is_late);
        let mut deadline = Instant::now() + LONG_PATIENCE;
        while let Ok(Some((region, answer))) = timeout_at(deadline, asked.next()).await {
            let before = left.remove(region).unwrap_or_default();
            match answer {
                Ok((items, problems, next)) => {
                    page.items.extend(items);
                    page.problems.extend(problems);
                    match next {
                        Some(next) if before.token.as_ref() == Some(&next) => {
                            page.problems.push(Problem::Repeated);
                        }
                        Some(next) => {
                            let place = Place {
                                token: Some(next),
                                is_late: false,
                            };
                            left.insert(region.clone(), place);
                        }
                        None => {}
                    }
                    if !all_late {
                        deadline = deadline.min(Instant::now() + PATIENCE);
                    }
                }
                Err(error) => errors.push((region.clone(), error)),
            }
        }
        // Who did not answer in time: waited for on a later page, and not for ever.
        drop(asked);
        for region in asked_still(&left, places) {
            match left.get_mut(&region) {
                Some(place) if !all_late => place.is_late = true,
                _ => {
                    left.remove(&region);
                    page.problems.push(Problem::Missing {
                        place: region,
                        reason: "it did not answer in time".to_owned(),
                    });
                }
            }
        }
        if errors.len() == places.len()
            && let Some((_, error)) = errors.first()
        {
            return Err(error.clone());
        }
        page.problems
            .extend(errors.into_iter().map(|(place, error)| Problem::Missing {
                place,
                reason: error.to_string(),
            }));
        Ok((page, left))
    }

    /// One page of one region: repositories, entries that can't be used, and the next page's token.
    async fn page_of_region(
        &self,
        region: &str,
        token: Option<String>,
    ) -> Result<(Vec<Repository>, Vec<Problem>, Option<String>)> {
        let call = self
            .account
            .repository_call("ecr:DescribeRepositories", region, "*");
        let asked = self
            .account
            .ecr(region)?
            .describe_repositories()
            .set_registry_id(self.account.foreign_registry())
            .max_results(PAGE)
            .set_next_token(token)
            .send()
            .await;
        let answer = asked.map_err(|error| self.account.fail(&call, error))?;
        let mut items = Vec::new();
        let mut problems = Vec::new();
        for found in answer.repositories.unwrap_or_default() {
            let name = found.repository_name.clone().unwrap_or_default();
            match Repository::read(found, region, &call) {
                Ok(repository) => items.push(repository),
                Err(_) => problems.push(Problem::Unusable(format!("{region}/{name}"))),
            }
        }
        let next = answer.next_token.filter(|token| !token.is_empty());
        Ok((items, problems, next))
    }

    /// One repository with its settings.
    pub async fn describe_repository(&self, repository: &RepositoryName) -> Result<Repository> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call =
            self.account
                .repository_call("ecr:DescribeRepositories", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .describe_repositories()
            .set_registry_id(self.account.foreign_registry())
            .repository_names(spot.name.as_str())
            .send()
            .await;
        let answer = asked.map_err(|error| self.account.fail(&call, error))?;
        let found = answer.repositories.unwrap_or_default().into_iter().next();
        let found = found.ok_or_else(|| Error::NotFound {
            what: Missing::Repository,
            said: format!("{repository} is not in the answer"),
        })?;
        Repository::read(found, region, &call)
    }

    /// Deletes a repository; with `even_full` its images go too. There is no way back.
    pub async fn delete_repository(
        &self,
        repository: &RepositoryName,
        even_full: bool,
    ) -> Result<()> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call = self
            .account
            .repository_call("ecr:DeleteRepository", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .delete_repository()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(spot.name.as_str())
            .force(even_full)
            .send()
            .await;
        asked
            .map(drop)
            .map_err(|error| self.account.fail(&call, error))
    }
}

/// The regions that were asked for this page and are where they were.
fn asked_still(left: &Places, places: &Places) -> Vec<String> {
    let is_silent = |(region, place): &(&String, &Place)| {
        places
            .get(*region)
            .is_some_and(|before| before.token == place.token)
    };
    let silent = left.iter().filter(is_silent);
    silent.map(|(region, _)| region.clone()).collect()
}
