//! The rules: shown, checked, set, set back.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use portolan_contract::{
    ActivityDeed, Code, ConnectionId, CopyRule, CopyRuleCheck, Event, Failure, KnownCopyRule,
    Nothing, Retry, SetCopyRule,
};
use portolan_policy::{
    replication::{self, Checked, KnownConnection, Rule},
    schedule,
};
use portolan_storage::ReplicatedState;

use super::words::{read_rule, show_problem, show_rule};
use crate::{App, app::off_the_loop, changes, failures::OrFail};

/// Connections that only look around from the gallery.
const VISITED: &str = "visited";

impl App {
    /// Every rule with how it does, by name.
    pub async fn list_copy_rules(&self, _: Nothing) -> Result<Vec<KnownCopyRule>, Failure> {
        let rules = self.copy_rules();
        let known = self.known_connections().await?;
        let turns = self.store.replication_turns().await.or_fail()?;
        let counts = self.store.count_replicated().await.or_fail()?;
        let zone = TimeZone::system();
        let mut shown: Vec<KnownCopyRule> = rules
            .iter()
            .map(|rule| {
                let turn = turns.get(&rule.id);
                let count = |state| {
                    let counted = counts.get(&rule.id).and_then(|of| of.get(&state));
                    counted.copied().unwrap_or_default()
                };
                let next = rule.schedule.zip(turn).map(|(rhythm, turn)| {
                    let next = schedule::next(rhythm, turn.counted_at, &zone);
                    next.as_millisecond()
                });
                let checked = replication::check(rule, &rules, &known);
                KnownCopyRule {
                    rule: show_rule(rule),
                    next,
                    last: turn
                        .and_then(|turn| turn.last_run.clone())
                        .and_then(|run| serde_json::from_value(run).ok()),
                    running: self.replicating.running(&rule.id),
                    done: count(ReplicatedState::Done),
                    pending: count(ReplicatedState::Pending),
                    failed: count(ReplicatedState::Failed),
                    complaints: checked.complaints.into_iter().map(show_problem).collect(),
                }
            })
            .collect();
        shown.sort_by(|one, other| one.rule.name.cmp(&other.rule.name));
        Ok(shown)
    }

    /// What is wrong with a rule as it is typed.
    pub async fn check_copy_rule(&self, request: CopyRule) -> Result<CopyRuleCheck, Failure> {
        let checked = self.check_rule(&read_rule(&request)).await?;
        Ok(CopyRuleCheck {
            complaints: checked.complaints.into_iter().map(show_problem).collect(),
            doubts: checked.doubts.into_iter().map(show_problem).collect(),
        })
    }

    pub(super) async fn check_rule(&self, rule: &Rule) -> Result<Checked, Failure> {
        let known = self.known_connections().await?;
        Ok(replication::check(rule, &self.copy_rules(), &known))
    }

    /// Makes, changes or takes away a rule, and writes it down. Refused when the rule is otherwise by now.
    pub async fn set_copy_rule(self: &Arc<Self>, request: SetCopyRule) -> Result<Nothing, Failure> {
        let SetCopyRule { before, mut after } = request;
        if let Some(after) = &mut after {
            after.name = after.name.trim().to_owned();
            if after.id.is_empty() {
                after.id = uuid::Uuid::new_v4().to_string();
            }
            let checked = self.check_rule(&read_rule(after)).await?;
            if let Some(complaint) = checked.complaints.first() {
                return Err(Failure::invalid("rule", complaint.to_string()));
            }
        }
        let Some(rule) = after.as_ref().or(before.as_ref()) else {
            return Err(Failure::invalid("rule", "neither a rule before nor after"));
        };
        let name = rule.name.clone();
        let at = self.where_noted(rule).await?;
        let deed = ActivityDeed::CopyRule {
            before: before.clone(),
            after: after.clone(),
        };
        let work = self.exchange_copy_rule(before, after);
        self.recorded(&at, deed, &name, work).await?;
        self.events.tell(Event::ReplicationChanged);
        Ok(Nothing {})
    }

    /// Which connection's activity a change of a rule is: of the first destination that can be written to.
    async fn where_noted(&self, rule: &CopyRule) -> Result<ConnectionId, Failure> {
        let connections = self.store.connections().await.or_fail()?;
        let mut places = rule.destinations.iter().map(|to| &to.connection);
        let place = places.find(|place| {
            connections
                .iter()
                .any(|one| one.id.to_string() == place.0 && !one.draft.read_only)
        });
        Ok(place.unwrap_or(&self.local.connection).clone())
    }

    async fn exchange_copy_rule(
        &self,
        before: Option<CopyRule>,
        after: Option<CopyRule>,
    ) -> Result<(), Failure> {
        let id = after.as_ref().or(before.as_ref()).map(|rule| &rule.id);
        let id = id.cloned().unwrap_or_default();
        let now = self.copy_rules().into_iter().find(|rule| rule.id == id);
        if now.as_ref().map(show_rule) != before {
            let name = before.or(after).map(|rule| rule.name);
            return Err(changes::changed(name.into_iter().collect()));
        }
        let after = after.as_ref().map(read_rule);
        if let Some(after) = &after {
            let is_same_time = now
                .as_ref()
                .is_some_and(|now| now.schedule == after.schedule);
            if !is_same_time {
                let counted = self.store.count_replication_from(&id, Timestamp::now());
                counted.await.or_fail()?;
            }
            if now.as_ref().is_some_and(|now| now.source != after.source) {
                // What came from elsewhere is not this source's to take away again.
                self.store.forget_all_replicated(&id).await.or_fail()?;
            }
        }
        let written = after
            .map(serde_json::to_value)
            .transpose()
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let settings = self.settings.clone();
        let changed = off_the_loop(move || {
            settings.change(|settings| {
                let is_it = |kept: &serde_json::Value| {
                    kept.get("id").and_then(serde_json::Value::as_str) == Some(id.as_str())
                };
                settings.replication.retain(|kept| !is_it(kept));
                settings.replication.extend(written);
            })
        });
        changed.await?.or_fail()?;
        Ok(())
    }

    /// The rules. What another version wrote in other words is kept, and not followed.
    pub(super) fn copy_rules(&self) -> Vec<Rule> {
        let kept = self.settings.current().replication;
        let read = kept.into_iter().map(serde_json::from_value);
        read.filter_map(Result::ok).collect()
    }

    /// One of them.
    pub(super) fn copy_rule(&self, id: &str) -> Result<Rule, Failure> {
        let found = self.copy_rules().into_iter().find(|rule| rule.id == id);
        found.ok_or_else(|| Failure {
            code: Code::NotFound,
            hint: None,
            retry: Retry::No,
            detail: "there is no such rule any more".to_owned(),
        })
    }

    async fn known_connections(&self) -> Result<Vec<KnownConnection>, Failure> {
        let mut known = Vec::new();
        for connection in self.store.connections().await.or_fail()? {
            if connection.draft.kind == VISITED {
                continue;
            }
            let catalog = self.store.catalog(connection.id).await.or_fail()?;
            let repositories = if catalog.is_some_and(|it| it.offered && it.complete) {
                let kept = self.store.repositories(connection.id).await.or_fail()?;
                let there = kept.into_iter().filter(|it| it.gone_at.is_none());
                Some(there.map(|it| it.name.to_string()).collect())
            } else {
                None
            };
            known.push(KnownConnection {
                id: connection.id.to_string(),
                is_read_only: connection.draft.read_only,
                is_production: connection.draft.production,
                repositories,
            });
        }
        Ok(known)
    }
}
