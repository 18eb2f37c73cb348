//! Manifests pulled through: which are fresh enough, which are asked for, and what happens when nobody
//! answers.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt as _, stream};
use portolan_oci::{Digest, RepositoryName, Selector, Tag};

use super::{CacheRule, Outcome, UpstreamError, UpstreamTrouble, blocking, is_within, kept::Known};
use crate::{Error, LocalRegistry, rows};

/// How long an upstream may take to say where a tag points, while there is something to serve.
const PATIENCE: Duration = Duration::from_secs(10);
/// Tags looked for at once.
const AT_ONCE: usize = 4;

/// What looking for newer images came to.
#[derive(Clone, Debug)]
pub struct LookedFor {
    /// The repository.
    pub repository: RepositoryName,
    /// The tag.
    pub tag: Tag,
    /// What was found.
    pub outcome: Looked,
}

/// What one tag was found to be.
#[derive(Clone, Debug)]
pub enum Looked {
    /// It points where it did.
    Same,
    /// It points elsewhere, and so it does here now.
    Moved,
    /// Its upstream has no such tag any more; it stays here.
    Missing,
    /// Its upstream could not be asked.
    Failed(String),
}

impl LocalRegistry {
    /// Sees to it that a manifest is here and as fresh as its rule asks for. Answers a warning where it is
    /// here but its upstream could not be asked.
    ///
    /// # Errors
    /// [`Error::Upstream`] where it is not here and could not be had.
    pub(crate) async fn freshen(
        self: &Arc<Self>,
        rule: &Arc<CacheRule>,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Outcome<Option<String>> {
        let asked_at = rows::now();
        let known = self.look_up(repository, selector).await?;
        let used = || {
            let reference = selector.to_string();
            self.cache.note_used(repository, reference, asked_at);
        };
        if let Some(known) = &known {
            let is_fresh = matches!(selector, Selector::Digest(_))
                || is_within(known.checked_at, asked_at, rule.ask_after);
            if is_fresh {
                used();
                return Ok(known.missing_at.map(|_| gone_upstream()));
            }
        }
        if let Some(trouble) = self.cache.paused(rule) {
            if known.is_some() {
                used();
                return Ok(Some(trouble.told()));
            }
            if matches!(trouble.error.trouble, UpstreamTrouble::Limited(_)) {
                return Err(Arc::new(Error::Upstream(trouble.error)));
            }
        }
        let Err(error) = self.ask(rule, repository, selector, asked_at).await else {
            used();
            return Ok(None);
        };
        let Error::Upstream(upstream) = &*error else {
            return Err(error);
        };
        if known.is_none() {
            return Err(error);
        }
        used();
        let trouble = self.cache_trouble(&rule.prefix);
        Ok(Some(match upstream.trouble {
            UpstreamTrouble::Missing => gone_upstream(),
            _ => trouble.map_or_else(|| upstream.to_string(), |it| it.told()),
        }))
    }

    /// Asks the upstreams of these tags now, however fresh they are; of all that are cached where `tags`
    /// is `None`.
    pub async fn look_for_newer(
        self: &Arc<Self>,
        tags: Option<Vec<(RepositoryName, Tag)>>,
    ) -> Result<Vec<LookedFor>, Error> {
        let tags = match tags {
            Some(tags) => tags,
            None => blocking(self, Self::list_cached_tags).await?,
        };
        let looking = tags.into_iter().map(|(repository, tag)| async move {
            let outcome = self.look_for_one(&repository, &tag).await;
            LookedFor {
                repository,
                tag,
                outcome,
            }
        });
        Ok(stream::iter(looking).buffered(AT_ONCE).collect().await)
    }

    async fn look_for_one(self: &Arc<Self>, repository: &RepositoryName, tag: &Tag) -> Looked {
        let Some(rule) = self.cache_rule_of(repository) else {
            return Looked::Failed("no rule has this repository".to_owned());
        };
        let selector = Selector::Tag(tag.clone());
        let before = match self.look_up(repository, &selector).await {
            Ok(known) => known.map(|known| known.digest),
            Err(error) => return Looked::Failed(error.to_string()),
        };
        // A time to come: nothing that was asked before is fresh enough.
        let asked = self.ask(&rule, repository, &selector, i64::MAX).await;
        if let Err(error) = asked {
            return match &*error {
                Error::Upstream(upstream) if upstream.trouble == UpstreamTrouble::Missing => {
                    Looked::Missing
                }
                error => Looked::Failed(error.to_string()),
            };
        }
        match self.look_up(repository, &selector).await {
            Ok(known) if known.as_ref().map(|known| &known.digest) == before.as_ref() => {
                Looked::Same
            }
            Ok(_) => Looked::Moved,
            Err(error) => Looked::Failed(error.to_string()),
        }
    }

    async fn look_up(
        self: &Arc<Self>,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Outcome<Option<Known>> {
        let (repository, selector) = (repository.clone(), selector.clone());
        let found = blocking(self, move |registry| registry.known(&repository, &selector)).await;
        found.map_err(Arc::new)
    }

    /// Asks the upstream, together with everybody who asks the same now.
    async fn ask(
        self: &Arc<Self>,
        rule: &Arc<CacheRule>,
        repository: &RepositoryName,
        selector: &Selector,
        asked_at: i64,
    ) -> Outcome<()> {
        let key = (repository.clone(), selector.to_string());
        let (registry, rule) = (Arc::clone(self), Arc::clone(rule));
        let (repository, selector) = (repository.clone(), selector.clone());
        let flight = self.cache.manifests.join(key, move || async move {
            let asked = registry.ask_upstream(&rule, &repository, &selector, asked_at);
            let outcome = asked.await;
            match &outcome {
                Ok(()) => {}
                Err(Error::Upstream(error)) => registry.cache.note_trouble(&rule, error),
                Err(error) => tracing::warn!(%error, "what was pulled through was not kept"),
            }
            outcome.map_err(Arc::new)
        });
        flight
            .await
            .unwrap_or_else(|| Err(Arc::new(Error::Stopping)))
    }

    async fn ask_upstream(
        self: &Arc<Self>,
        rule: &CacheRule,
        repository: &RepositoryName,
        selector: &Selector,
        asked_at: i64,
    ) -> Result<(), Error> {
        let (name, wanted) = (repository.clone(), selector.clone());
        let known = blocking(self, move |registry| registry.known(&name, &wanted)).await?;
        // Somebody else's question may have been answered since this one was asked.
        if let Some(known) = &known
            && (known.checked_at >= asked_at || matches!(selector, Selector::Digest(_)))
        {
            return Ok(());
        }
        let fetching = self.fetch(rule, repository, selector, known.as_ref());
        let fetched = if known.is_some() {
            tokio::time::timeout(PATIENCE, fetching)
                .await
                .unwrap_or_else(|_| Err(Error::Upstream(took_too_long())))
        } else {
            fetching.await
        };
        if let Err(Error::Upstream(error)) = &fetched
            && error.trouble == UpstreamTrouble::Missing
            && known.is_some()
        {
            let (name, reference) = (repository.clone(), selector.to_string());
            blocking(self, move |registry| {
                registry.note_missing(&name, &reference)
            })
            .await?;
        }
        if fetched.is_ok() {
            self.cache.note_answer(rule);
        }
        if !self.cache.is_current(rule) {
            // Somebody else may stand behind the prefix since this was asked.
            let (name, reference) = (repository.clone(), selector.to_string());
            blocking(self, move |registry| {
                registry.forget_check(&name, &reference)
            })
            .await?;
        }
        fetched
    }

    /// Brings a manifest here, or learns that it is here already.
    async fn fetch(
        self: &Arc<Self>,
        rule: &CacheRule,
        repository: &RepositoryName,
        selector: &Selector,
        known: Option<&Known>,
    ) -> Result<(), Error> {
        let there = Self::name_upstream(rule, repository)?;
        if let (Selector::Tag(tag), Some(_)) = (selector, known)
            && let Some(digest) = rule.upstream.head_manifest(&there, tag).await?
        {
            let (name, tag) = (repository.clone(), tag.clone());
            let pointed = blocking(self, move |registry| {
                registry.point_cached(&name, &tag, &digest)
            });
            if pointed.await? {
                return Ok(());
            }
        }
        let manifest = rule.upstream.get_manifest(&there, selector).await?;
        let expected = match selector {
            Selector::Digest(digest) => digest,
            Selector::Tag(_) => &manifest.digest,
        };
        let actual = Digest::of_with(expected.algorithm(), &manifest.bytes);
        if actual != *expected {
            let message = format!("the upstream sent {actual} where {expected} was asked for");
            let error = UpstreamError::new(UpstreamTrouble::WrongContent, message);
            return Err(Error::Upstream(error));
        }
        let (name, selector) = (repository.clone(), selector.clone());
        let kept = blocking(self, move |registry| {
            registry.keep_manifest(&name, &selector, &actual, &manifest)
        });
        kept.await.map_err(|error| match error {
            Error::InvalidManifest(_) | Error::ManifestTooLarge => Error::Upstream(
                UpstreamError::new(UpstreamTrouble::WrongContent, error.to_string()),
            ),
            error => error,
        })
    }
}

fn gone_upstream() -> String {
    "the upstream has this tag no longer".to_owned()
}

fn took_too_long() -> UpstreamError {
    UpstreamError::new(
        UpstreamTrouble::Unreachable,
        "the upstream took too long to say where the tag points",
    )
}
