//! Harbor's own rules: what stays in a project, which of its tags may not move, and what is copied from and to
//! other registries. Each kind of rule has its JSON in a file of its own.

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};

use super::{
    Harbor, PAGE, immutable,
    replication::{self, read_place},
    retention, rooted,
};
use crate::{
    HarborImmutable, HarborPlace, HarborReplication, HarborRetention, Lenient as _, PageNumber,
    Result, RulePurpose, RuleRuns, Rules, Scope, ScopeKind, VendorRule, encode,
    offers::{misplaced, otherwise},
};

/// Pages of a list that are read.
const PAGES: usize = 50;

/// The policy of what stays in a project, as Harbor keeps it.
#[derive(Debug)]
pub(super) struct KeptRetention {
    /// The project's own number.
    project: u64,
    /// The policy's number and what it says; `None` while there is none.
    pub(super) policy: Option<(u64, Value)>,
}

impl Harbor {
    pub(super) async fn kept_retention(&self, project: &str) -> Result<KeptRetention> {
        let found = self.get(&format!("projects/{project}"), &[]).await?;
        let id = found
            .get("metadata")
            .and_then(|metadata| metadata.number("retention_id"))
            .filter(|id| *id > 0);
        let policy = match id {
            Some(id) => Some((id, self.get(&format!("retentions/{id}"), &[]).await?)),
            None => None,
        };
        Ok(KeptRetention {
            project: found.number("project_id").unwrap_or_default(),
            policy,
        })
    }

    async fn replace_retention(
        &self,
        project: &str,
        before: Option<&HarborRetention>,
        after: Option<&HarborRetention>,
    ) -> Result<()> {
        let kept = self.kept_retention(project).await?;
        let now = kept.policy.as_ref();
        let now = now.map(|(_, policy)| retention::read(policy));
        // A policy without rules is as good as none.
        if now.unwrap_or_default() != before.cloned().unwrap_or_default() {
            return Err(otherwise());
        }
        let after = after.cloned().unwrap_or_default();
        let (method, path, policy) = match kept.policy {
            Some((id, policy)) => (Method::PUT, format!("retentions/{id}"), policy),
            None => (Method::POST, "retentions".to_owned(), Value::Null),
        };
        let body = retention::write(&after, &policy, kept.project);
        self.send(method, &path, body).await
    }

    pub(super) async fn send(&self, method: Method, path: &str, body: Value) -> Result<()> {
        let path = rooted(path);
        let asked = self.api.ask(method, &path, &[], Some(body));
        asked.await.map(drop)
    }

    /// All entries of a list, as far as anybody has so many.
    pub(super) async fn all(&self, path: &str, more: &[(&str, &str)]) -> Result<Vec<Value>> {
        let mut all = Vec::new();
        let mut place = None;
        for _ in 0..PAGES {
            let at = PageNumber::at(place.as_ref());
            let (entries, next) = self.page(path, at, PAGE, more).await?;
            all.extend(entries);
            place = next;
            if place.is_none() {
                break;
            }
        }
        Ok(all)
    }

    /// The entry of a list that says what `rule` does, with its number.
    async fn entry(&self, path: &str, is_it: impl Fn(&Value) -> bool) -> Result<(u64, Value)> {
        let all = self.all(path, &[]).await?;
        let found = all.into_iter().find(is_it);
        let found = found.and_then(|entry| Some((entry.number("id")?, entry)));
        found.ok_or_else(otherwise)
    }

    pub(super) async fn replication_policy(
        &self,
        rule: &HarborReplication,
    ) -> Result<(u64, Value)> {
        self.entry(POLICIES, |entry| replication::read(entry) == *rule)
            .await
    }

    /// Makes, changes or deletes an entry of a list, by what it said before.
    async fn exchange(
        &self,
        list: &str,
        before: Option<(u64, Value)>,
        after: Option<impl FnOnce(&Value) -> Value>,
    ) -> Result<()> {
        match (before, after) {
            (None, None) => Ok(()),
            (None, Some(write)) => self.send(Method::POST, list, write(&json!({}))).await,
            (Some((id, was)), Some(write)) => {
                self.send(Method::PUT, &format!("{list}/{id}"), write(&was))
                    .await
            }
            (Some((id, _)), None) => self.delete(&format!("{list}/{id}")).await,
        }
    }
}

/// Where policies of replication are.
const POLICIES: &str = "replication/policies";

/// Where the rules of immutability of a project are.
fn immutable_rules(project: &str) -> String {
    format!("projects/{}/immutabletagrules", encode(project))
}

#[async_trait]
impl Rules for Harbor {
    fn scopes(&self, purpose: RulePurpose) -> &'static [ScopeKind] {
        match purpose {
            RulePurpose::Retention | RulePurpose::Immutability => &[ScopeKind::Namespace],
            RulePurpose::Replication => &[ScopeKind::Registry],
        }
    }

    fn blank(&self, purpose: RulePurpose) -> Option<VendorRule> {
        Some(match purpose {
            // There is one already, with or without anything in it.
            RulePurpose::Retention => return None,
            RulePurpose::Immutability => VendorRule::HarborImmutable {
                rule: immutable::read(&json!({})),
            },
            RulePurpose::Replication => VendorRule::HarborReplication {
                policy: replication::read(&json!({ "enabled": true, "override": true })),
            },
        })
    }

    async fn rules(&self, purpose: RulePurpose, scope: &Scope) -> Result<Vec<VendorRule>> {
        Ok(match (purpose, scope) {
            (RulePurpose::Retention, Scope::Namespace(project)) => {
                let kept = self.kept_retention(project).await?.policy;
                let policy = kept.map(|(_, policy)| retention::read(&policy));
                vec![VendorRule::HarborRetention {
                    policy: policy.unwrap_or_default(),
                }]
            }
            (RulePurpose::Immutability, Scope::Namespace(project)) => {
                let found = self.all(&immutable_rules(project), &[]).await?;
                let rules = found.iter().map(immutable::read);
                rules
                    .map(|rule| VendorRule::HarborImmutable { rule })
                    .collect()
            }
            (RulePurpose::Replication, Scope::Registry) => {
                let found = self.all(POLICIES, &[]).await?;
                let policies = found.iter().map(replication::read);
                policies
                    .map(|policy| VendorRule::HarborReplication { policy })
                    .collect()
            }
            _ => return Err(misplaced()),
        })
    }

    async fn replace(
        &self,
        scope: &Scope,
        before: Option<&VendorRule>,
        after: Option<&VendorRule>,
    ) -> Result<()> {
        let (some, scope) = (before.or(after).ok_or_else(misplaced)?, scope);
        match (some, scope) {
            (VendorRule::HarborRetention { .. }, Scope::Namespace(project)) => {
                let (before, after) = (policy_of(before)?, policy_of(after)?);
                self.replace_retention(project, before, after).await
            }
            (VendorRule::HarborImmutable { .. }, Scope::Namespace(project)) => {
                let list = immutable_rules(project);
                let (before, after) = (immutable_of(before)?, immutable_of(after)?);
                let was = match before {
                    Some(rule) => Some(self.entry(&list, |it| immutable::read(it) == *rule).await?),
                    None => None,
                };
                let write = after.map(|rule| |was: &Value| immutable::write(rule, was));
                self.exchange(&list, was, write).await
            }
            (VendorRule::HarborReplication { .. }, Scope::Registry) => {
                let (before, after) = (replication_of(before)?, replication_of(after)?);
                let was = match before {
                    Some(rule) => Some(self.replication_policy(rule).await?),
                    None => None,
                };
                let write = after.map(|rule| |was: &Value| replication::write(rule, was));
                self.exchange(POLICIES, was, write).await
            }
            _ => Err(misplaced()),
        }
    }

    async fn places(&self) -> Result<Vec<HarborPlace>> {
        let found = self.all("registries", &[]).await?;
        Ok(found.iter().filter_map(read_place).collect())
    }

    fn runs(&self) -> Option<&dyn RuleRuns> {
        Some(self)
    }
}

fn policy_of(rule: Option<&VendorRule>) -> Result<Option<&HarborRetention>> {
    match rule {
        None => Ok(None),
        Some(VendorRule::HarborRetention { policy }) => Ok(Some(policy)),
        Some(_) => Err(misplaced()),
    }
}

fn immutable_of(rule: Option<&VendorRule>) -> Result<Option<&HarborImmutable>> {
    match rule {
        None => Ok(None),
        Some(VendorRule::HarborImmutable { rule }) => Ok(Some(rule)),
        Some(_) => Err(misplaced()),
    }
}

fn replication_of(rule: Option<&VendorRule>) -> Result<Option<&HarborReplication>> {
    match rule {
        None => Ok(None),
        Some(VendorRule::HarborReplication { policy }) => Ok(Some(policy)),
        Some(_) => Err(misplaced()),
    }
}
