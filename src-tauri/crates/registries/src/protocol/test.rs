//! Tests a connection: tries what can be tried without writing, one step after the other.

use std::time::Instant;

use portolan_distribution::{self as distribution, Ping, SignInProblem, SignInScheme};
use portolan_oci::{RepositoryName, Selector, Tag};

use super::Protocol;
use crate::{Error, Outcome, Trial, Tried};

impl Protocol {
    /// See [`crate::Registry::test`].
    pub async fn test(&self, repository: Option<&RepositoryName>) -> Vec<Trial> {
        let mut trials = Vec::with_capacity(Tried::ALL.len());
        if self.try_ping(&mut trials).await {
            let listed = self.try_catalog(&mut trials).await;
            let repository = repository.or(listed.as_ref());
            let tag = self.try_tags(&mut trials, repository).await;
            self.try_referrers(&mut trials, repository.zip(tag.as_ref()))
                .await;
        }
        // What a failure kept from being tried is said too.
        for tried in &Tried::ALL[trials.len()..] {
            trials.push(Clock::start(*tried).skipped(""));
        }
        trials
    }

    /// Reach, protocol and sign-in: one question answers all three. Whether it let us in.
    async fn try_ping(&self, trials: &mut Vec<Trial>) -> bool {
        let clock = Clock::start(Tried::Reach);
        let answer = self.client.ping().await;
        match answer {
            Ok(ping) => {
                trials.push(clock.passed(format!("{} answered", self.host)));
                trials.push(Clock::start(Tried::Protocol).passed(describe(&ping)));
                let sign_in = Clock::start(Tried::SignIn);
                if ping.admitted {
                    trials.push(sign_in.passed(describe_sign_in(&ping.scheme)));
                } else {
                    let error = distribution::Error::Unauthorized {
                        host: self.host.clone(),
                        reason: SignInProblem::NoCredentials,
                        complaint: None,
                    };
                    trials.push(sign_in.failed(error));
                }
                ping.admitted
            }
            Err(error) => {
                let stage = stage_of(&error);
                let reached = clock.passed(format!("{} answered", self.host));
                match stage {
                    Tried::Reach => trials.push(Clock::start(Tried::Reach).failed(error)),
                    Tried::Protocol => {
                        trials.push(reached);
                        trials.push(Clock::start(Tried::Protocol).failed(error));
                    }
                    _ => {
                        trials.push(reached);
                        trials.push(Clock::start(Tried::Protocol).passed(String::new()));
                        trials.push(Clock::start(Tried::SignIn).failed(error));
                    }
                }
                false
            }
        }
    }

    /// The first repository of the catalog.
    async fn try_catalog(&self, trials: &mut Vec<Trial>) -> Option<RepositoryName> {
        let clock = Clock::start(Tried::Catalog);
        match self.list_repositories(None).await {
            Ok(page) => {
                let more = if page.next.is_some() {
                    "more than "
                } else {
                    ""
                };
                let count = page.items.len();
                let repositories = if count == 1 {
                    "repository"
                } else {
                    "repositories"
                };
                trials.push(clock.passed(format!("{more}{count} {repositories}")));
                page.items.into_iter().next()
            }
            Err(error) => {
                let is_refused = self.abilities.observed().catalog.is_refused();
                trials.push(clock.ended(
                    if is_refused {
                        Outcome::Noted
                    } else {
                        Outcome::Failed
                    },
                    error,
                ));
                None
            }
        }
    }

    /// The first tag of a repository.
    async fn try_tags(
        &self,
        trials: &mut Vec<Trial>,
        repository: Option<&RepositoryName>,
    ) -> Option<Tag> {
        let clock = Clock::start(Tried::Tags);
        let Some(repository) = repository else {
            trials.push(clock.skipped("no repository is known yet"));
            return None;
        };
        match self.list_tags(repository, None).await {
            Ok(page) => {
                let more = if page.next.is_some() {
                    "more than "
                } else {
                    ""
                };
                let count = page.items.len();
                let tags = if count == 1 { "tag" } else { "tags" };
                trials.push(clock.passed(format!("{repository}: {more}{count} {tags}")));
                page.items.into_iter().next().map(|listed| listed.tag)
            }
            // A catalog may still name a repository whose tags are all gone.
            Err(error) if error.is_not_found() => {
                trials.push(clock.ended(Outcome::Noted, error));
                None
            }
            Err(error) => {
                trials.push(clock.ended(Outcome::Failed, error));
                None
            }
        }
    }

    async fn try_referrers(&self, trials: &mut Vec<Trial>, image: Option<(&RepositoryName, &Tag)>) {
        let clock = Clock::start(Tried::Referrers);
        let Some((repository, tag)) = image else {
            trials.push(clock.skipped("no image is known yet"));
            return;
        };
        let selector = Selector::Tag(tag.clone());
        let found = match self.resolve(repository, &selector).await {
            Ok(resolved) => {
                self.referrers(repository, &resolved.digest, Some(&[]))
                    .await
            }
            Err(error) => Err(error),
        };
        trials.push(match found {
            Ok(found) if found.has_api => {
                clock.passed(format!("{repository}:{tag}: {}", found.items.len()))
            }
            Ok(_) => clock.noted("no referrers API; fallback tags are read"),
            Err(error) => clock.ended(Outcome::Failed, error),
        });
    }
}

/// Which step an error of the first question belongs to.
fn stage_of(error: &distribution::Error) -> Tried {
    use distribution::Error as E;
    match error {
        E::Unauthorized { .. }
        | E::Forbidden { .. }
        | E::RealmElsewhere { .. }
        | E::Credential(_) => Tried::SignIn,
        E::NotARegistry { .. }
        | E::NotFound { .. }
        | E::Unsupported { .. }
        | E::Protocol { .. }
        | E::CrossOrigin { .. }
        | E::TooManyRedirects { .. }
        | E::Refuses { .. }
        | E::TooLarge { .. } => Tried::Protocol,
        _ => Tried::Reach,
    }
}

fn describe(ping: &Ping) -> String {
    let said: Vec<&str> = [ping.api_version.as_deref(), ping.server.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if said.is_empty() {
        "OCI distribution".to_owned()
    } else {
        said.join(", ")
    }
}

fn describe_sign_in(scheme: &SignInScheme) -> String {
    match scheme {
        SignInScheme::Open => "no sign-in asked for".to_owned(),
        SignInScheme::Basic => "Basic".to_owned(),
        SignInScheme::Token { host } => format!("Bearer, {host}"),
    }
}

/// Measures one trial.
struct Clock {
    tried: Tried,
    started: Instant,
}

impl Clock {
    fn start(tried: Tried) -> Self {
        Self {
            tried,
            started: Instant::now(),
        }
    }

    fn passed(self, answered: String) -> Trial {
        self.trial(Outcome::Passed, answered, None)
    }

    fn noted(self, answered: &str) -> Trial {
        self.trial(Outcome::Noted, answered.to_owned(), None)
    }

    fn skipped(self, why: &str) -> Trial {
        self.trial(Outcome::Skipped, why.to_owned(), None)
    }

    fn failed(self, error: distribution::Error) -> Trial {
        self.ended(Outcome::Failed, error.into())
    }

    fn ended(self, outcome: Outcome, error: Error) -> Trial {
        let answered = match &error {
            Error::Request(error) => super::reason(error).answered,
            error => error.to_string(),
        };
        self.trial(outcome, answered, Some(error))
    }

    fn trial(self, outcome: Outcome, answered: String, error: Option<Error>) -> Trial {
        Trial {
            tried: self.tried,
            outcome,
            answered,
            took: self.started.elapsed(),
            error,
        }
    }
}
