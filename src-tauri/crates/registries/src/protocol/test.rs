//! Tests a connection: tries what can be tried without writing, one step after the other.

use std::time::Instant;

use portolan_distribution::{self as distribution, Ping, SignInProblem, SignInScheme};
use portolan_oci::{RepositoryName, Selector, Tag};

use super::Protocol;
use crate::{Error, Finding, Outcome, Registry, Trial, Tried};

/// See [`Registry::test`]. Who answers is asked by the protocol; lists as the registry's kind gives them.
pub(crate) async fn test<R: Registry + ?Sized>(
    registry: &R,
    repository: Option<&RepositoryName>,
) -> Vec<Trial> {
    let mut trials = Vec::with_capacity(Tried::ALL.len());
    if registry.protocol().try_ping(&mut trials).await {
        let listed = try_catalog(registry, &mut trials).await;
        let repository = repository.or(listed.as_ref());
        let tag = try_tags(registry, &mut trials, repository).await;
        try_referrers(registry, &mut trials, repository.zip(tag.as_ref())).await;
    }
    // What a failure kept from being tried is said too.
    for tried in &Tried::ALL[trials.len()..] {
        trials.push(Clock::start(*tried).skipped(Finding::Nothing));
    }
    trials
}

impl Protocol {
    /// Reach, protocol and sign-in: one question answers all three. Whether it let us in.
    async fn try_ping(&self, trials: &mut Vec<Trial>) -> bool {
        let clock = Clock::start(Tried::Reach);
        let answer = self.client.ping().await;
        match answer {
            Ok(ping) => {
                trials.push(clock.passed(self.reached()));
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
                let reached = clock.passed(self.reached());
                match stage {
                    Tried::Reach => trials.push(Clock::start(Tried::Reach).failed(error)),
                    Tried::Protocol => {
                        trials.push(reached);
                        trials.push(Clock::start(Tried::Protocol).failed(error));
                    }
                    _ => {
                        trials.push(reached);
                        trials.push(Clock::start(Tried::Protocol).passed(Finding::Nothing));
                        trials.push(Clock::start(Tried::SignIn).failed(error));
                    }
                }
                false
            }
        }
    }

    fn reached(&self) -> Finding {
        Finding::Answered {
            host: self.host.clone(),
        }
    }
}

/// The first repository of the catalog.
async fn try_catalog<R: Registry + ?Sized>(
    registry: &R,
    trials: &mut Vec<Trial>,
) -> Option<RepositoryName> {
    let clock = Clock::start(Tried::Catalog);
    match registry.list_repositories(None).await {
        Ok(page) => {
            trials.push(clock.passed(Finding::Repositories {
                count: page.items.len() as u64,
                more: page.next.is_some(),
            }));
            page.items.into_iter().next()
        }
        Err(error) => {
            let is_refused = registry.observed().catalog.is_refused();
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
async fn try_tags<R: Registry + ?Sized>(
    registry: &R,
    trials: &mut Vec<Trial>,
    repository: Option<&RepositoryName>,
) -> Option<Tag> {
    let clock = Clock::start(Tried::Tags);
    let Some(repository) = repository else {
        trials.push(clock.skipped(Finding::NoRepository));
        return None;
    };
    match registry.list_tags(repository, None).await {
        Ok(page) => {
            trials.push(clock.passed(Finding::Tags {
                repository: repository.to_string(),
                count: page.items.len() as u64,
                more: page.next.is_some(),
            }));
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

async fn try_referrers<R: Registry + ?Sized>(
    registry: &R,
    trials: &mut Vec<Trial>,
    image: Option<(&RepositoryName, &Tag)>,
) {
    let clock = Clock::start(Tried::Referrers);
    let Some((repository, tag)) = image else {
        trials.push(clock.skipped(Finding::NoImage));
        return;
    };
    let selector = Selector::Tag(tag.clone());
    let found = match registry.resolve(repository, &selector).await {
        Ok(resolved) => {
            registry
                .referrers(repository, &resolved.digest, Some(&[]))
                .await
        }
        Err(error) => Err(error),
    };
    trials.push(match found {
        Ok(found) if found.has_api => clock.passed(Finding::Referrers {
            image: format!("{repository}:{tag}"),
            count: found.items.len() as u64,
        }),
        Ok(_) => clock.noted(Finding::NoReferrersApi),
        Err(error) => clock.ended(Outcome::Failed, error),
    });
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

fn describe(ping: &Ping) -> Finding {
    let said: Vec<&str> = [ping.api_version.as_deref(), ping.server.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    Finding::Said(if said.is_empty() {
        "OCI distribution".to_owned()
    } else {
        said.join(", ")
    })
}

fn describe_sign_in(scheme: &SignInScheme) -> Finding {
    match scheme {
        SignInScheme::Open => Finding::Open,
        // The schemes' own names are the same in every language.
        SignInScheme::Basic => Finding::Said("Basic".to_owned()),
        SignInScheme::Token { host } => Finding::Said(format!("Bearer, {host}")),
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

    fn passed(self, finding: Finding) -> Trial {
        self.trial(Outcome::Passed, finding, None)
    }

    fn noted(self, finding: Finding) -> Trial {
        self.trial(Outcome::Noted, finding, None)
    }

    fn skipped(self, finding: Finding) -> Trial {
        self.trial(Outcome::Skipped, finding, None)
    }

    fn failed(self, error: distribution::Error) -> Trial {
        self.ended(Outcome::Failed, error.into())
    }

    fn ended(self, outcome: Outcome, error: Error) -> Trial {
        // What went wrong is told by the error; here are the registry's own words, where it had any.
        let complaint = match &error {
            Error::Request(error) => super::complaint(error),
            _ => None,
        };
        let finding = complaint.map_or(Finding::Nothing, |words| Finding::Said(words.to_string()));
        self.trial(outcome, finding, Some(error))
    }

    fn trial(self, outcome: Outcome, finding: Finding, error: Option<Error>) -> Trial {
        Trial {
            tried: self.tried,
            outcome,
            finding,
            took: self.started.elapsed(),
            error,
        }
    }
}
