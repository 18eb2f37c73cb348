//! What GitLab cleans up in a project by itself, and what it removes on request.
//!
//! Not confirmed by GitLab itself: which of `name_regex` and `name_regex_delete` a version takes, so both are
//! sent; and the words with which it refuses a second removal within an hour.

use async_trait::async_trait;
use http::Method;
use portolan_oci::RepositoryName;
use serde_json::{Value, json};

use super::{Gitlab, Place};
use crate::{
    Lenient as _, Result, RulePurpose, Rules, Scope, ScopeKind, TagExpressions, VendorApi,
    VendorRule,
    offers::{misplaced, otherwise, unsupported},
};

impl Gitlab {
    async fn found(&self, repository: &RepositoryName) -> Result<(&VendorApi, Place)> {
        let api = self.api().await?.ok_or_else(unsupported)?;
        let place = self.place(api, repository).await?;
        Ok((api, place))
    }
}

#[async_trait]
impl Rules for Gitlab {
    fn scopes(&self, purpose: RulePurpose) -> &'static [ScopeKind] {
        match purpose {
            // The policy is its project's, whose registry may have several repositories.
            RulePurpose::Retention => &[ScopeKind::Repository],
            RulePurpose::Immutability | RulePurpose::Replication => &[],
        }
    }

    async fn rules(&self, purpose: RulePurpose, scope: &Scope) -> Result<Vec<VendorRule>> {
        let (RulePurpose::Retention, Scope::Repository(repository)) = (purpose, scope) else {
            return Err(misplaced());
        };
        let (api, place) = self.found(repository).await?;
        let path = format!("/api/v4/projects/{}", place.project);
        let project = api.get(&path, &[]).await?;
        Ok(read(project.json()).into_iter().collect())
    }

    async fn replace(
        &self,
        scope: &Scope,
        before: Option<&VendorRule>,
        after: Option<&VendorRule>,
    ) -> Result<()> {
        let (Scope::Repository(repository), Some(after)) = (scope, after) else {
            return Err(misplaced());
        };
        let (api, place) = self.found(repository).await?;
        let path = format!("/api/v4/projects/{}", place.project);
        let now = read(api.get(&path, &[]).await?.json());
        if now.as_ref() != before {
            return Err(otherwise());
        }
        let body = json!({ "container_expiration_policy_attributes": write(after)? });
        api.ask(Method::PUT, &path, &[], Some(body)).await.map(drop)
    }

    /// GitLab does it behind, at most once an hour for a repository, and never takes `latest`.
    async fn remove_matching(&self, repository: &RepositoryName, rule: &VendorRule) -> Result<()> {
        let VendorRule::GitlabCleanup { tags, .. } = rule else {
            return Err(misplaced());
        };
        let delete = tags.name_regex_delete.as_deref().ok_or_else(misplaced)?;
        let (api, Place { project, number }) = self.found(repository).await?;
        let keep_n = tags.keep_n.map(|number| number.to_string());
        let mut query = vec![("name_regex_delete", delete)];
        query.extend(
            tags.name_regex_keep
                .as_deref()
                .map(|it| ("name_regex_keep", it)),
        );
        query.extend(keep_n.as_deref().map(|it| ("keep_n", it)));
        query.extend(tags.older_than.as_deref().map(|it| ("older_than", it)));
        let path = format!("/api/v4/projects/{project}/registry/repositories/{number}/tags");
        api.ask(Method::DELETE, &path, &query, None).await.map(drop)
    }
}

/// What a project's answer says of it; `None` where it says nothing, as to who may not see it.
fn read(project: &Value) -> Option<VendorRule> {
    let policy = project.get("container_expiration_policy")?;
    policy.as_object()?;
    let text = |member: &str| policy.text(member).map(str::to_owned);
    Some(VendorRule::GitlabCleanup {
        enabled: policy.flag("enabled") == Some(true),
        cadence: text("cadence"),
        tags: TagExpressions {
            keep_n: policy.number("keep_n"),
            older_than: text("older_than"),
            name_regex_delete: text("name_regex").or_else(|| text("name_regex_delete")),
            name_regex_keep: text("name_regex_keep"),
        },
    })
}

fn write(rule: &VendorRule) -> Result<Value> {
    let VendorRule::GitlabCleanup {
        enabled,
        cadence,
        tags,
    } = rule
    else {
        return Err(misplaced());
    };
    Ok(json!({
        "enabled": enabled,
        "cadence": cadence,
        "keep_n": tags.keep_n,
        "older_than": tags.older_than,
        "name_regex": tags.name_regex_delete,
        "name_regex_delete": tags.name_regex_delete,
        "name_regex_keep": tags.name_regex_keep,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_as_it_was_written() {
        let rule = VendorRule::GitlabCleanup {
            enabled: true,
            cadence: Some("7d".to_owned()),
            tags: TagExpressions {
                keep_n: Some(10),
                older_than: None,
                name_regex_delete: Some("dev-.*".to_owned()),
                name_regex_keep: Some("main".to_owned()),
            },
        };
        let written = json!({ "container_expiration_policy": write(&rule).unwrap() });
        assert_eq!(read(&written), Some(rule));
    }

    #[test]
    fn who_is_told_nothing_of_a_policy_sees_none_and_odd_members_cost_only_themselves() {
        assert_eq!(read(&json!({ "id": 9 })), None);
        assert_eq!(read(&json!({ "container_expiration_policy": null })), None);
        let odd = json!({ "container_expiration_policy": { "keep_n": "x", "enabled": "yes" } });
        let nothing = VendorRule::GitlabCleanup {
            enabled: false,
            cadence: None,
            tags: TagExpressions::default(),
        };
        assert_eq!(read(&odd), Some(nothing));
    }
}
