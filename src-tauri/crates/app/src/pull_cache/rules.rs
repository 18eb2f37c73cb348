//! The rules of the cache: shown, checked, set, set back, and handed to the local registry.

use std::{sync::Arc, time::Duration};

use portolan_contract::{
    ActivityDeed, ConnectionId, Event, Failure, KnownPullRule, Nothing, PullCache, PullComplaint,
    PullLimits, PullRule, PullTrouble, SetPullRule,
};
use portolan_local_registry::{CacheLimits, CacheRule};
use portolan_oci::RepositoryName;
use portolan_storage::{CacheSettings, PullRuleSetting};

use super::upstream::ConnectionUpstream;
use crate::{App, app::off_the_loop, changes, failures::OrFail, local_registry::KIND as LOCAL};

/// Characters that a prefix may have, as Amazon has it.
const PREFIX_LENGTH: std::ops::RangeInclusive<usize> = 2..=30;
/// The longest that a tag is served without asking.
const LONGEST_AGE: u64 = 365 * 24 * 3_600;

impl App {
    /// The rules, with what each has brought and how its connection does.
    pub async fn read_pull_cache(&self, _: Nothing) -> Result<PullCache, Failure> {
        let registry = self.local_store().await?;
        let local = self.stored_connection(&self.local.connection).await?;
        let connections = self.store.connections().await.or_fail()?;
        let kept = self.settings.current().local_registry.cache;
        let mut rules = Vec::new();
        for setting in &kept.rules {
            let connection = connections
                .iter()
                .find(|one| one.id.to_string() == setting.connection);
            let Ok(prefix) = setting.prefix.parse::<RepositoryName>() else {
                continue;
            };
            let (store, measured) = (Arc::clone(&registry), prefix.clone());
            let size = off_the_loop(move || store.measure_cached(&measured)).await?;
            let size = size.or_fail()?;
            let trouble = registry.cache_trouble(&prefix);
            rules.push(KnownPullRule {
                rule: show(setting),
                connection_name: connection.map(|one| one.draft.name.clone()),
                repositories: size.repositories,
                images: size.images,
                bytes: size.bytes,
                trouble: trouble.map(|trouble| PullTrouble {
                    since: trouble.since.as_millisecond(),
                    said: trouble.error.to_string(),
                }),
            });
        }
        Ok(PullCache {
            address: local.draft.host,
            rules,
            limits: PullLimits {
                on: kept.limited,
                bytes: kept.limit_bytes,
                days: kept.limit_days,
            },
        })
    }

    /// What is wrong with a rule as it is typed.
    pub async fn check_pull_rule(
        &self,
        request: SetPullRule,
    ) -> Result<Vec<PullComplaint>, Failure> {
        let Some(after) = &request.after else {
            return Ok(Vec::new());
        };
        let mut complaints = Vec::new();
        if after.ask_after_seconds > LONGEST_AGE {
            complaints.push(PullComplaint::AgeTooLong);
        }
        let before = request.before.as_ref();
        let is_changed = |member: fn(&PullRule) -> Option<&str>| {
            before.is_none_or(|before| member(before) != member(after))
        };
        if is_changed(|rule| Some(&rule.prefix)) {
            let own = before.map(|rule| rule.prefix.as_str());
            complaints.extend(self.check_prefix(&after.prefix, own).await?);
            if let Some(own) = own {
                complaints.extend(self.check_emptiness(own).await?);
            }
        }
        // A rule whose connection is gone may keep it while something else is changed.
        if is_changed(|rule| Some(&rule.connection.0)) {
            complaints.extend(self.check_upstream(&after.connection).await?);
        }
        let namespace = after.namespace.as_ref();
        if namespace.is_some_and(|text| text.parse::<RepositoryName>().is_err()) {
            complaints.push(PullComplaint::NamespaceInvalid);
        }
        Ok(complaints)
    }

    /// What is wrong with a prefix, for a rule that may have one of its `own` so far.
    async fn check_prefix(
        &self,
        text: &str,
        own: Option<&str>,
    ) -> Result<Vec<PullComplaint>, Failure> {
        if !PREFIX_LENGTH.contains(&text.chars().count()) {
            return Ok(vec![PullComplaint::PrefixLength]);
        }
        let Ok(prefix) = text.parse::<RepositoryName>() else {
            return Ok(vec![PullComplaint::PrefixInvalid]);
        };
        let rules = self.settings.current().local_registry.cache.rules;
        for rule in rules
            .into_iter()
            .filter(|rule| Some(rule.prefix.as_str()) != own)
        {
            if rule.prefix == text {
                return Ok(vec![PullComplaint::PrefixTaken]);
            }
            let holds = |outer: &str, inner: &str| inner.starts_with(&format!("{outer}/"));
            if holds(&rule.prefix, text) || holds(text, &rule.prefix) {
                let prefix = rule.prefix;
                return Ok(vec![PullComplaint::PrefixOverlaps { prefix }]);
            }
        }
        let registry = self.local_store().await?;
        let pushed = off_the_loop(move || registry.list_pushed_under(&prefix)).await?;
        let pushed = pushed.or_fail()?;
        if pushed.is_empty() {
            return Ok(Vec::new());
        }
        let repositories = pushed.iter().map(ToString::to_string).collect();
        Ok(vec![PullComplaint::PushedUnder { repositories }])
    }

    /// What a rule has brought keeps its name: its prefix is changed while there is nothing.
    async fn check_emptiness(&self, prefix: &str) -> Result<Option<PullComplaint>, Failure> {
        let images = self.cached_under(prefix).await?.len() as u64;
        Ok((images > 0).then_some(PullComplaint::PrefixHolds { images }))
    }

    async fn check_upstream(&self, id: &ConnectionId) -> Result<Option<PullComplaint>, Failure> {
        let connections = self.store.connections().await.or_fail()?;
        let connection = connections.iter().find(|one| one.id.to_string() == id.0);
        Ok(match connection {
            None => Some(PullComplaint::ConnectionMissing),
            Some(one) if one.draft.kind == LOCAL => Some(PullComplaint::ConnectionLocal),
            Some(_) => None,
        })
    }

    /// Makes, changes or takes away a rule, and writes it down. Refused when the rule is otherwise by now.
    pub async fn set_pull_rule(self: &Arc<Self>, request: SetPullRule) -> Result<Nothing, Failure> {
        let complaints = self.check_pull_rule(request.clone()).await?;
        if let Some(complaint) = complaints.first() {
            return Err(Failure::invalid("rule", format!("{complaint:?}")));
        }
        let rule = request.after.as_ref().or(request.before.as_ref());
        let Some(rule) = rule else {
            return Err(Failure::invalid("rule", "neither a rule before nor after"));
        };
        let shown = rule.prefix.clone();
        let deed = ActivityDeed::PullRule {
            before: request.before.clone(),
            after: request.after.clone(),
        };
        let local = self.local.connection.clone();
        let work = self.exchange_rule(request);
        self.recorded(&local, deed, &shown, work).await?;
        self.events.tell(Event::LocalRegistryChanged);
        Ok(Nothing {})
    }

    async fn exchange_rule(self: &Arc<Self>, request: SetPullRule) -> Result<(), Failure> {
        let before = request.before.as_ref().map(keep);
        let after = request.after.as_ref().map(keep);
        let kept = self.settings.current().local_registry.cache.rules;
        for (rule, expected) in [(&before, before.as_ref()), (&after, before.as_ref())] {
            let Some(rule) = rule else { continue };
            let now = kept.iter().find(|kept| kept.prefix == rule.prefix);
            let expected = expected.filter(|expected| expected.prefix == rule.prefix);
            if now != expected {
                return Err(changes::changed(vec![rule.prefix.clone()]));
            }
        }
        if let (Some(before), None, true) = (&before, &after, request.evict) {
            self.evict_under(&before.prefix).await?;
        }
        let (settings, old, new) = (self.settings.clone(), before.clone(), after.clone());
        let changed = off_the_loop(move || {
            settings.change(|settings| {
                let rules = &mut settings.local_registry.cache.rules;
                rules.retain(|rule| old.as_ref().is_none_or(|old| rule.prefix != old.prefix));
                rules.extend(new);
                rules.sort_by(|one, other| one.prefix.cmp(&other.prefix));
            })
        });
        changed.await?.or_fail()?;
        self.apply_pull_cache().await;
        if let Some(after) = after {
            self.ask_anew(before, after).await?;
        }
        Ok(())
    }

    /// What is kept under a rule that another stands behind now is asked for before it is served again.
    async fn ask_anew(
        &self,
        before: Option<PullRuleSetting>,
        after: PullRuleSetting,
    ) -> Result<(), Failure> {
        let same = before.map(|before| PullRuleSetting {
            ask_after_seconds: after.ask_after_seconds,
            ..before
        });
        let Ok(prefix) = after.prefix.parse::<RepositoryName>() else {
            return Ok(());
        };
        if same.as_ref() == Some(&after) {
            return Ok(());
        }
        // While it does not run, nothing is served, and starting finds the rule as it is.
        let Ok(registry) = self.local_store().await else {
            return Ok(());
        };
        off_the_loop(move || registry.forget_checks(&prefix))
            .await?
            .or_fail()
    }

    /// Sets a rule back to what it was before an activity.
    pub(crate) async fn set_pull_rule_back(
        self: &Arc<Self>,
        before: Option<PullRule>,
        after: Option<PullRule>,
    ) -> Result<(), Failure> {
        let request = SetPullRule {
            before: after,
            after: before,
            evict: false,
        };
        self.set_pull_rule(request).await.map(|_| ())
    }

    /// Sets how much is kept.
    pub async fn set_pull_limits(
        self: &Arc<Self>,
        request: PullLimits,
    ) -> Result<Nothing, Failure> {
        if request.bytes == Some(0) || request.days == Some(0) {
            return Err(Failure::invalid("limits", "nothing would be kept"));
        }
        let settings = self.settings.clone();
        let changed = off_the_loop(move || {
            settings.change(|settings| {
                let cache = &mut settings.local_registry.cache;
                cache.limited = request.on;
                cache.limit_bytes = request.bytes;
                cache.limit_days = request.days;
            })
        });
        changed.await?.or_fail()?;
        self.apply_pull_cache().await;
        self.events.tell(Event::LocalRegistryChanged);
        Ok(Nothing {})
    }

    /// Hands the rules to the local registry. While it does not run there is nobody to hand them to.
    pub(crate) async fn apply_pull_cache(self: &Arc<Self>) {
        let Ok(registry) = self.local_store().await else {
            return;
        };
        let kept = self.settings.current().local_registry.cache;
        let rules = kept.rules.iter().filter_map(|rule| {
            let connection = ConnectionId(rule.connection.clone());
            Some(CacheRule {
                prefix: rule.prefix.parse().ok()?,
                upstream: Arc::new(ConnectionUpstream::of(self, connection)),
                namespace: match &rule.namespace {
                    Some(namespace) => Some(namespace.parse().ok()?),
                    None => None,
                },
                ask_after: Duration::from_secs(rule.ask_after_seconds),
            })
        });
        registry.set_cache(rules.collect(), limits_of(&kept));
    }
}

fn limits_of(kept: &CacheSettings) -> CacheLimits {
    if !kept.limited {
        return CacheLimits::default();
    }
    CacheLimits {
        bytes: kept.limit_bytes,
        unused_for: kept
            .limit_days
            .map(|days| Duration::from_hours(24 * u64::from(days))),
    }
}

fn show(rule: &PullRuleSetting) -> PullRule {
    PullRule {
        prefix: rule.prefix.clone(),
        connection: ConnectionId(rule.connection.clone()),
        namespace: rule.namespace.clone(),
        ask_after_seconds: rule.ask_after_seconds,
    }
}

fn keep(rule: &PullRule) -> PullRuleSetting {
    PullRuleSetting {
        prefix: rule.prefix.clone(),
        connection: rule.connection.0.clone(),
        namespace: rule.namespace.clone(),
        ask_after_seconds: rule.ask_after_seconds,
    }
}
