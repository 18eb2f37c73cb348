//! Tests the connection: tries what can be tried without writing, one step after the other.

use std::time::Instant;

use portolan_oci::{RepositoryName, Selector};
use portolan_registries::{self as registries, Finding, Nature, Outcome, Trial, Tried};

use super::PrivateRegistry;
use crate::Error;

impl PrivateRegistry {
    /// See [`portolan_registries::Registry::test`]: who it is, the token, repositories, tags, referrers.
    pub(super) async fn try_all(&self, repository: Option<&RepositoryName>) -> Vec<Trial> {
        let mut trials = Vec::with_capacity(Tried::ALL.len());
        if self.try_sign_in(&mut trials).await {
            let listed = self.try_repositories(&mut trials).await;
            let repository = repository.or(listed.as_ref());
            self.try_images(&mut trials, repository).await;
        }
        for tried in &Tried::ALL[trials.len()..] {
            trials.push(trial(
                *tried,
                Instant::now(),
                Outcome::Skipped,
                Finding::Nothing,
                None,
            ));
        }
        trials
    }

    async fn try_sign_in(&self, trials: &mut Vec<Trial>) -> bool {
        let began = Instant::now();
        let token = match self.registry_token(self.main()).await {
            Ok(token) => token,
            Err(error) => {
                let error = registries::Error::from(error);
                let tried = failed_step(&error);
                for passed in Tried::ALL.into_iter().take_while(|it| *it != tried) {
                    trials.push(trial(
                        passed,
                        began,
                        Outcome::Passed,
                        Finding::Nothing,
                        None,
                    ));
                }
                let said = Finding::Said(error.to_string());
                trials.push(trial(tried, began, Outcome::Failed, said, Some(error)));
                return false;
            }
        };
        let host = registries::Registry::host(self).to_owned();
        let reached = Finding::Answered { host };
        trials.push(trial(Tried::Reach, began, Outcome::Passed, reached, None));
        let protocol = Finding::Said("Amazon ECR".to_owned());
        trials.push(trial(
            Tried::Protocol,
            began,
            Outcome::Passed,
            protocol,
            None,
        ));
        let who = self.account.identity().await;
        let who = who.map_or(token.user, |identity| identity.arn);
        let signed_in = Finding::Said(who);
        trials.push(trial(
            Tried::SignIn,
            began,
            Outcome::Passed,
            signed_in,
            None,
        ));
        true
    }

    async fn try_repositories(&self, trials: &mut Vec<Trial>) -> Option<RepositoryName> {
        let began = Instant::now();
        match self.describe_repositories(None).await {
            Ok(page) => {
                let found = Finding::Repositories {
                    count: page.items.len() as u64,
                    more: page.next.is_some(),
                };
                let outcome = if page.problems.is_empty() {
                    Outcome::Passed
                } else {
                    Outcome::Noted
                };
                trials.push(trial(Tried::Catalog, began, outcome, found, None));
                page.items.into_iter().next().map(|it| it.listed_name)
            }
            Err(error) => {
                trials.push(failed(Tried::Catalog, began, error));
                None
            }
        }
    }

    async fn try_images(&self, trials: &mut Vec<Trial>, repository: Option<&RepositoryName>) {
        let began = Instant::now();
        let Some(repository) = repository else {
            let nothing = Finding::NoRepository;
            trials.push(trial(Tried::Tags, began, Outcome::Skipped, nothing, None));
            let nothing = Finding::NoImage;
            trials.push(trial(
                Tried::Referrers,
                began,
                Outcome::Skipped,
                nothing,
                None,
            ));
            return;
        };
        let page = match self.tags(repository, None).await {
            Ok(page) => page,
            Err(error) => {
                trials.push(failed(Tried::Tags, began, error));
                return;
            }
        };
        let found = Finding::Tags {
            repository: repository.to_string(),
            count: page.items.len() as u64,
            more: page.next.is_some(),
        };
        trials.push(trial(Tried::Tags, began, Outcome::Passed, found, None));
        let began = Instant::now();
        let first = page.items.into_iter().next();
        let Some((tag, digest)) = first.and_then(|it| Some((it.tag, it.digest?))) else {
            let nothing = Finding::NoImage;
            trials.push(trial(
                Tried::Referrers,
                began,
                Outcome::Skipped,
                nothing,
                None,
            ));
            return;
        };
        let image = format!("{repository}:{}", Selector::Tag(tag));
        trials.push(
            match registries::Registry::referrers(self, repository, &digest, Some(&[])).await {
                Ok(found) if found.has_api => {
                    let count = found.items.len() as u64;
                    let found = Finding::Referrers { image, count };
                    trial(Tried::Referrers, began, Outcome::Passed, found, None)
                }
                Ok(_) => {
                    let found = Finding::NoReferrersApi;
                    trial(Tried::Referrers, began, Outcome::Noted, found, None)
                }
                Err(error) => {
                    let said = Finding::Said(error.to_string());
                    trial(Tried::Referrers, began, Outcome::Failed, said, Some(error))
                }
            },
        );
    }
}

/// Which step the first question failed at.
fn failed_step(error: &registries::Error) -> Tried {
    match error {
        registries::Error::Native { nature, .. } => match nature {
            Nature::Unreachable => Tried::Reach,
            Nature::Unexpected => Tried::Protocol,
            _ => Tried::SignIn,
        },
        _ => Tried::Reach,
    }
}

fn failed(tried: Tried, began: Instant, error: Error) -> Trial {
    let said = Finding::Said(error.to_string());
    trial(tried, began, Outcome::Failed, said, Some(error.into()))
}

fn trial(
    tried: Tried,
    began: Instant,
    outcome: Outcome,
    finding: Finding,
    error: Option<registries::Error>,
) -> Trial {
    Trial {
        tried,
        outcome,
        finding,
        took: began.elapsed(),
        error,
    }
}
