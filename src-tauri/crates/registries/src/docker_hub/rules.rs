//! Docker Hub's immutable tags: all of a repository, or those that an expression meets.
//!
//! Not confirmed by Docker Hub itself: whether an expression is for whole tags. So what only a part of a tag
//! meets is left to Hub, which refuses by itself, wherever Hub was not asked.

use std::collections::BTreeSet;

use async_trait::async_trait;
use http::Method;
use portolan_oci::{RepositoryName, Tag};
use serde_json::{Value, json};

use super::{DockerHub, path};
use crate::{
    Lenient as _, Result, RulePurpose, Rules, Scope, ScopeKind, VendorRule,
    offers::{misplaced, otherwise},
    rows::rows,
};

impl DockerHub {
    /// Those of `tags` that Hub holds fast: by its setting, and for expressions by Hub itself, which tells who
    /// administers the repository.
    pub(super) async fn held(
        &self,
        repository: &RepositoryName,
        detail: &Value,
        tags: &[Tag],
    ) -> Vec<Tag> {
        let VendorRule::HubImmutable {
            enabled: true,
            expressions,
        } = read(detail)
        else {
            return Vec::new();
        };
        if is_for_all(&expressions) {
            return tags.to_vec();
        }
        let mut held = BTreeSet::new();
        for expression in &expressions {
            match self.matching_tags(repository, expression).await {
                Ok(matching) => held.extend(matching),
                Err(_) => held.extend(tags.iter().filter(|tag| meets(expression, tag)).cloned()),
            }
        }
        let named = tags.iter().filter(|tag| held.contains(tag));
        named.cloned().collect()
    }
}

#[async_trait]
impl Rules for DockerHub {
    fn scopes(&self, purpose: RulePurpose) -> &'static [ScopeKind] {
        match purpose {
            RulePurpose::Immutability => &[ScopeKind::Repository],
            RulePurpose::Retention | RulePurpose::Replication => &[],
        }
    }

    async fn rules(&self, purpose: RulePurpose, scope: &Scope) -> Result<Vec<VendorRule>> {
        let (RulePurpose::Immutability, Scope::Repository(repository)) = (purpose, scope) else {
            return Err(misplaced());
        };
        Ok(vec![read(&self.detail(repository).await?)])
    }

    async fn replace(
        &self,
        scope: &Scope,
        before: Option<&VendorRule>,
        after: Option<&VendorRule>,
    ) -> Result<()> {
        let (
            Scope::Repository(repository),
            Some(VendorRule::HubImmutable {
                enabled,
                expressions,
            }),
        ) = (scope, after)
        else {
            return Err(misplaced());
        };
        if Some(&read(&self.detail(repository).await?)) != before {
            return Err(otherwise());
        }
        let asked = format!("{}/immutabletags", path(repository));
        let body = json!({ "immutable_tags": enabled, "immutable_tags_rules": expressions });
        let asked = self.api.ask(Method::PATCH, &asked, &[], Some(body));
        asked.await.map(drop)
    }

    async fn matching_tags(
        &self,
        repository: &RepositoryName,
        expression: &str,
    ) -> Result<Vec<Tag>> {
        let asked = format!("{}/immutabletags/verify", path(repository));
        let body = Some(json!({ "regex": expression }));
        let answer = self.api.ask(Method::POST, &asked, &[], body).await?;
        rows(&self.api, &answer, Some("tags"))?;
        Ok(answer.json().tags("tags"))
    }
}

/// What a repository's own answer says of it.
fn read(detail: &Value) -> VendorRule {
    let settings = detail.get("immutable_tags_settings");
    let rules = settings.map(|settings| settings.list("rules"));
    let rules = rules.unwrap_or_default().iter().filter_map(Value::as_str);
    VendorRule::HubImmutable {
        enabled: settings.and_then(|settings| settings.flag("enabled")) == Some(true),
        expressions: rules.map(str::to_owned).collect(),
    }
}

fn is_for_all(expressions: &[String]) -> bool {
    let mut all = expressions.iter();
    expressions.is_empty() || all.any(|it| matches!(it.as_str(), ".*" | "^.*$" | "*"))
}

/// Whether a whole tag meets an expression, which Hub writes as Go does, and Rust nearly so.
fn meets(expression: &str, tag: &Tag) -> bool {
    let whole = regex::RegexBuilder::new(&format!("^(?:{expression})$"))
        .size_limit(1 << 20)
        .build();
    whole.is_ok_and(|whole| whole.is_match(tag.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_read_as_far_as_it_is_one() {
        let settings = |enabled: Value, rules: Value| {
            read(&json!({ "immutable_tags_settings": { "enabled": enabled, "rules": rules } }))
        };
        let rule = |enabled: bool, expressions: &[&str]| VendorRule::HubImmutable {
            enabled,
            expressions: expressions.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(
            settings(json!(true), json!(["v.*", 3])),
            rule(true, &["v.*"])
        );
        assert_eq!(settings(json!("yes"), json!({})), rule(false, &[]));
        assert_eq!(read(&json!({})), rule(false, &[]));
    }

    #[test]
    fn an_expression_holds_what_meets_it_as_a_whole() {
        let tag = |text: &str| -> Tag { text.parse().unwrap() };
        assert!(meets("v[0-9]+", &tag("v12")));
        assert!(!meets("v[0-9]+", &tag("v12-rc")));
        assert!(!meets("(", &tag("v12")));
        assert!(is_for_all(&[]) && is_for_all(&[".*".to_owned()]));
        assert!(!is_for_all(&["v.*".to_owned()]));
    }
}
