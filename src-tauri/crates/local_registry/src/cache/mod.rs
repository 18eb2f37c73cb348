//! The pull-through cache: repositories under a prefix are those of an upstream, kept here as they are
//! pulled. What the upstream is, is behind [`Upstream`].
//!
//! A tag older than its rule says is asked for upstream; digests never are, once they are here. While the
//! upstream can't be asked, what is here is served with a `Warning`. Nothing gets a name before its digest
//! was verified, and the last piece of a blob reaches no client before that. Many callers for one thing
//! make one request, which goes on when they have gone. Cached repositories have no layout folders: their
//! images are often incomplete.

mod arriving;
mod evicting;
mod flights;
mod kept;
mod manifests;
mod names;
mod reading;
mod upstream;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use portolan_oci::{RepositoryName, Tag};
use tokio::sync::watch;

pub(crate) use arriving::{Arriving, FoundBlob};
pub use evicting::CacheLimits;
pub(crate) use evicting::keep_tidy;
pub(crate) use kept::forget_reference;
pub use kept::{CachedImage, CachedSize};
pub use manifests::{Looked, LookedFor};
pub(crate) use reading::Reading;
pub use upstream::{Upstream, UpstreamBlob, UpstreamError, UpstreamManifest, UpstreamTrouble};

use self::{
    flights::Flights,
    reading::{BlobKey, Readers},
};
use crate::{Error, LocalRegistry, rows};

/// For how long an upstream that could not be asked is left alone while there is something to serve.
const PAUSE: Duration = Duration::from_secs(10);

/// What is kept of an upstream, and where: ECR's pull-through cache rule.
#[derive(Clone, Debug)]
pub struct CacheRule {
    /// Repositories under this name are those of the upstream.
    pub prefix: RepositoryName,
    /// The registry behind it.
    pub upstream: Arc<dyn Upstream>,
    /// What comes before their names there, if anything.
    pub namespace: Option<RepositoryName>,
    /// Tags that were asked for longer ago than this are asked for again.
    pub ask_after: Duration,
}

impl CacheRule {
    /// What a repository is called upstream; `None` where it is not of this rule, or would have a name
    /// that no repository can have.
    pub fn upstream_name(&self, repository: &RepositoryName) -> Option<RepositoryName> {
        let rest = repository.as_str().strip_prefix(self.prefix.as_str())?;
        let rest = rest.strip_prefix('/')?;
        match &self.namespace {
            Some(namespace) => format!("{namespace}/{rest}").parse().ok(),
            None => rest.parse().ok(),
        }
    }
}

/// Since when an upstream could not be asked, and why.
#[derive(Clone, Debug)]
pub struct CacheTrouble {
    /// When it first failed.
    pub since: Timestamp,
    /// How it failed last.
    pub error: UpstreamError,
    /// Until then it is left alone while there is something to serve.
    paused_until: Timestamp,
}

impl CacheTrouble {
    fn told(&self) -> String {
        format!(
            "the upstream could not be asked since {}: {}",
            self.since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            self.error
        )
    }
}

type Outcome<T> = Result<T, Arc<Error>>;
/// An upstream's tags, and when it listed them.
type ListedTags = (Instant, Arc<Vec<Tag>>);
type ReferenceKey = (RepositoryName, String);

/// All that the cache holds in memory.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    rules: RwLock<Vec<Arc<CacheRule>>>,
    limits: Mutex<CacheLimits>,
    troubles: Mutex<HashMap<RepositoryName, CacheTrouble>>,
    /// When images were last pulled, until that is written: a pull of what is here writes nothing.
    uses: Mutex<HashMap<ReferenceKey, i64>>,
    manifests: Flights<ReferenceKey, Outcome<()>>,
    arriving: Mutex<HashMap<BlobKey, Arc<Arriving>>>,
    /// Blobs that are read, or were a while ago.
    reading: Mutex<HashMap<BlobKey, Readers>>,
    tags: Flights<RepositoryName, Outcome<Arc<Vec<Tag>>>>,
    /// Lists of tags of upstreams, for those who read them page by page.
    listed: Mutex<HashMap<RepositoryName, ListedTags>>,
    /// Rises with all that changes about what is cached.
    changes: watch::Sender<u64>,
}

impl Cache {
    fn rule_of(&self, repository: &RepositoryName) -> Option<Arc<CacheRule>> {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        rules
            .iter()
            .find(|rule| is_under(repository, &rule.prefix))
            .cloned()
    }

    fn note_used(&self, repository: &RepositoryName, reference: String, at: i64) {
        lock(&self.uses).insert((repository.clone(), reference), at);
        self.note_change();
    }

    fn note_change(&self) {
        self.changes.send_modify(|changes| *changes += 1);
    }

    /// Whether a rule is still the one that was set last.
    fn is_current(&self, rule: &CacheRule) -> bool {
        let rules = self.rules.read().unwrap_or_else(PoisonError::into_inner);
        rules
            .iter()
            .any(|kept| std::ptr::eq(Arc::as_ptr(kept), rule))
    }

    /// The trouble with an upstream that is still to be left alone.
    fn paused(&self, rule: &CacheRule) -> Option<CacheTrouble> {
        let now = Timestamp::now();
        let troubles = lock(&self.troubles);
        let trouble = troubles.get(&rule.prefix)?;
        // A clock that jumped back must not make it long.
        let is_paused = trouble.paused_until > now && trouble.since <= now;
        is_paused.then(|| trouble.clone())
    }

    fn note_trouble(&self, rule: &CacheRule, error: &UpstreamError) {
        if !error.is_of_the_whole() {
            // It answered.
            return self.note_answer(rule);
        }
        let now = Timestamp::now();
        let pause = now.saturating_add(PAUSE).unwrap_or(now);
        let paused_until = match error.trouble {
            UpstreamTrouble::Limited(Some(until)) => until.max(pause),
            _ => pause,
        };
        tracing::warn!(prefix = %rule.prefix, %error, "an upstream could not be asked");
        lock(&self.troubles)
            .entry(rule.prefix.clone())
            .and_modify(|trouble| {
                trouble.error = error.clone();
                trouble.paused_until = paused_until;
            })
            .or_insert_with(|| CacheTrouble {
                since: now,
                error: error.clone(),
                paused_until,
            });
        self.note_change();
    }

    fn note_answer(&self, rule: &CacheRule) {
        let ended = lock(&self.troubles).remove(&rule.prefix);
        if ended.is_some() {
            self.note_change();
        }
    }
}

impl LocalRegistry {
    /// Pulls through by these rules from now on, and keeps what is cached within these limits.
    pub fn set_cache(&self, rules: Vec<CacheRule>, limits: CacheLimits) {
        let rules = rules.into_iter().map(Arc::new).collect();
        *self
            .cache
            .rules
            .write()
            .unwrap_or_else(PoisonError::into_inner) = rules;
        *lock(&self.cache.limits) = limits;
        lock(&self.cache.troubles).clear();
        lock(&self.cache.listed).clear();
    }

    /// A number that rises whenever something about the cache changed: what is in it, how its upstreams do,
    /// or when it was used.
    pub fn cache_changes(&self) -> watch::Receiver<u64> {
        self.cache.changes.subscribe()
    }

    /// The trouble with the upstream of a rule, while it lasts.
    pub fn cache_trouble(&self, prefix: &RepositoryName) -> Option<CacheTrouble> {
        lock(&self.cache.troubles).get(prefix).cloned()
    }

    /// The rule that a repository is under.
    pub(crate) fn cache_rule_of(&self, repository: &RepositoryName) -> Option<Arc<CacheRule>> {
        self.cache.rule_of(repository)
    }

    /// Refuses what would change a cached repository from outside: it is what its upstream says.
    ///
    /// # Errors
    /// [`Error::CachedRepository`].
    pub(crate) fn refuse_if_cached(&self, repository: &RepositoryName) -> Result<(), Error> {
        match self.cache.rule_of(repository) {
            Some(rule) => Err(Error::CachedRepository {
                repository: repository.clone(),
                prefix: rule.prefix.clone(),
            }),
            None => Ok(()),
        }
    }

    /// What is said of a repository's name upstream when it can't be one.
    fn name_upstream(
        rule: &CacheRule,
        repository: &RepositoryName,
    ) -> Result<RepositoryName, Error> {
        rule.upstream_name(repository)
            .ok_or_else(|| Error::UnknownRepository(repository.clone()))
    }
}

/// Whether a repository is below a prefix.
fn is_under(repository: &RepositoryName, prefix: &RepositoryName) -> bool {
    let rest = repository.as_str().strip_prefix(prefix.as_str());
    rest.is_some_and(|rest| rest.starts_with('/'))
}

/// A panic elsewhere leaves plain maps behind, which are still right.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a verb of the registry where blocking is allowed.
async fn blocking<T: Send + 'static>(
    registry: &Arc<LocalRegistry>,
    verb: impl FnOnce(&LocalRegistry) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let registry = Arc::clone(registry);
    match tokio::task::spawn_blocking(move || verb(&registry)).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(%error, "a verb of the cache broke off");
            Err(Error::Stopping)
        }
    }
}

/// Whether a time is less than `age` ago. A time to come, by a clock that jumped, is not.
fn is_within(time: i64, now: i64, age: Duration) -> bool {
    let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    (0..age).contains(&now.saturating_sub(time))
}

/// Milliseconds so long before now.
fn before_now(age: Duration) -> i64 {
    let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
    rows::now().saturating_sub(age)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_is_not_recent() {
        let hour = Duration::from_hours(1);
        assert!(is_within(1_000, 1_000, hour));
        assert!(!is_within(2_000, 1_000, hour));
        assert!(!is_within(0, 3_600_000, hour));
        assert!(!is_within(1_000, 1_000, Duration::ZERO));
    }

    #[test]
    fn a_prefix_holds_what_is_below_it_alone() {
        let name = |text: &str| text.parse::<RepositoryName>().unwrap();
        assert!(is_under(&name("hub/library/nginx"), &name("hub")));
        assert!(!is_under(&name("hubble/nginx"), &name("hub")));
        assert!(!is_under(&name("hub"), &name("hub")));
    }
}
