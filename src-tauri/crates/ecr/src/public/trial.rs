//! Tests the connection: tries what can be tried without writing, one step after the other.

use std::time::Instant;

use portolan_oci::RepositoryName;
use portolan_registries::{self as registries, Finding, Nature, Outcome, Registry, Trial, Tried};

use super::PublicRegistry;

impl PublicRegistry {
    /// See [`portolan_registries::Registry::test`]: who it is, the token, repositories, tags.
    pub(super) async fn try_all(&self, repository: Option<&RepositoryName>) -> Vec<Trial> {
        let mut trials = Vec::with_capacity(Tried::ALL.len());
        if self.try_sign_in(&mut trials).await {
            let listed = self.try_repositories(&mut trials).await;
            if let Some(repository) = repository.or(listed.as_ref()) {
                self.try_tags(&mut trials, repository).await;
            } else if trials.iter().all(|it| it.outcome != Outcome::Failed) {
                let began = Instant::now();
                let none = Finding::NoRepository;
                trials.push(trial(Tried::Tags, began, Outcome::Skipped, none));
            }
        }
        for tried in &Tried::ALL[trials.len()..] {
            let nothing = Finding::Nothing;
            trials.push(trial(*tried, Instant::now(), Outcome::Skipped, nothing));
        }
        trials
    }

    async fn try_sign_in(&self, trials: &mut Vec<Trial>) -> bool {
        let began = Instant::now();
        if let Err(error) = self.registry_token().await {
            let error = registries::Error::from(error);
            let tried = failed_step(&error);
            for passed in Tried::ALL.into_iter().take_while(|it| *it != tried) {
                trials.push(trial(passed, began, Outcome::Passed, Finding::Nothing));
            }
            trials.push(failed(tried, began, error));
            return false;
        }
        let host = self.host().to_owned();
        let reached = Finding::Answered { host };
        trials.push(trial(Tried::Reach, began, Outcome::Passed, reached));
        let protocol = Finding::Said("Amazon ECR Public".to_owned());
        trials.push(trial(Tried::Protocol, began, Outcome::Passed, protocol));
        let who = self.account.identity().await;
        let who = who.map_or_else(|_| "AWS".to_owned(), |identity| identity.arn);
        let signed_in = Finding::Said(who);
        trials.push(trial(Tried::SignIn, began, Outcome::Passed, signed_in));
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
                let is_whole = page.problems.is_empty();
                let outcome = if is_whole {
                    Outcome::Passed
                } else {
                    Outcome::Noted
                };
                trials.push(trial(Tried::Catalog, began, outcome, found));
                page.items.into_iter().next().map(|it| it.name)
            }
            Err(error) => {
                trials.push(failed(Tried::Catalog, began, error.into()));
                None
            }
        }
    }

    async fn try_tags(&self, trials: &mut Vec<Trial>, repository: &RepositoryName) {
        let began = Instant::now();
        trials.push(match self.tags(repository, None).await {
            Ok(page) => {
                let found = Finding::Tags {
                    repository: repository.to_string(),
                    count: page.items.len() as u64,
                    more: page.next.is_some(),
                };
                trial(Tried::Tags, began, Outcome::Passed, found)
            }
            Err(error) => failed(Tried::Tags, began, error.into()),
        });
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

fn trial(tried: Tried, began: Instant, outcome: Outcome, finding: Finding) -> Trial {
    Trial {
        tried,
        outcome,
        finding,
        took: began.elapsed(),
        error: None,
    }
}

fn failed(tried: Tried, began: Instant, error: registries::Error) -> Trial {
    let said = Finding::Said(error.to_string());
    Trial {
        error: Some(error),
        ..trial(tried, began, Outcome::Failed, said)
    }
}
