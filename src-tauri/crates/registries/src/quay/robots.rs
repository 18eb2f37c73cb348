//! Quay's robots: of an organisation, or one's own. What each may do is a role on a repository.
//!
//! Not confirmed by Quay: that an organisation's token may ask for the permissions of its robots.

use async_trait::async_trait;
use http::Method;
use portolan_distribution::{Cursor, Error as WireError, Page, Problem};
use portolan_oci::RepositoryName;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{Quay, at};
use crate::{
    Error, Lenient as _, NewRobot, Result, Robot, RobotDraft, RobotPermission, RobotRules, Robots,
    Scope, ScopeKind, VendorAnswer, encode,
    rows::{not_found, read_each, rows, unusable},
};

#[async_trait]
impl Robots for Quay {
    fn scopes(&self) -> &'static [ScopeKind] {
        &[ScopeKind::Namespace]
    }

    fn rules(&self, _: &Scope) -> RobotRules {
        RobotRules {
            actions: &["read", "write", "admin"],
            is_one_each: true,
            ..RobotRules::default()
        }
    }

    /// Quay has one list of all; their tokens are asked to stay away.
    async fn list_robots(&self, scope: &Scope, _: Option<&Cursor>) -> Result<Page<Robot>> {
        let path = format!("{}/robots", self.namespace_path(scope).await?);
        let query = [("permissions", "true"), ("token", "false")];
        let answer = self.api.get(&path, &query).await?;
        let listed = rows(&self.api, &answer, Some("robots"))?;
        let namespace = scope.namespace().unwrap_or_default();
        let (items, problems) = read_each(listed, |row| read_robot(namespace, row));
        Ok(Page {
            items,
            next: None,
            problems,
        })
    }

    async fn create_robot(&self, scope: &Scope, draft: &RobotDraft) -> Result<NewRobot> {
        let path = self.robot_path(scope, &draft.name).await?;
        let body = Some(json!({ "description": draft.description }));
        let answer = self.api.ask(Method::PUT, &path, &[], body).await?;
        let (user, secret) = self.named_secret(&answer)?;
        let mut problem = None;
        for permission in &draft.permissions {
            // The robot is there by now, and its secret is told once: it is told whatever comes of this.
            problem = problem.or(self.give_role(&user, permission).await.err());
        }
        Ok(NewRobot {
            id: draft.name.clone(),
            user,
            secret,
            problem,
        })
    }

    async fn renew_secret(&self, scope: &Scope, id: &str) -> Result<SecretString> {
        let path = format!("{}/regenerate", self.robot_path(scope, id).await?);
        let answer = self.api.ask(Method::POST, &path, &[], None).await?;
        Ok(self.named_secret(&answer)?.1)
    }

    async fn robot_permissions(&self, scope: &Scope, id: &str) -> Result<Vec<RobotPermission>> {
        let path = format!("{}/permissions", self.robot_path(scope, id).await?);
        let answer = self.api.get(&path, &[]).await?;
        let namespace = scope.namespace().unwrap_or_default();
        let permissions = rows(&self.api, &answer, Some("permissions"))?.iter();
        Ok(permissions
            .filter_map(|row| {
                let repository = row.get("repository")?.text("name")?;
                Some(RobotPermission {
                    on: full_name(namespace, repository),
                    actions: vec![row.text("role")?.to_owned()],
                })
            })
            .collect())
    }

    async fn permit_robot(
        &self,
        scope: &Scope,
        id: &str,
        permissions: &[RobotPermission],
    ) -> Result<()> {
        let user = format!("{}+{id}", scope.namespace().unwrap_or_default());
        let before = self.robot_permissions(scope, id).await?;
        for permission in permissions.iter().filter(|it| !before.contains(it)) {
            self.give_role(&user, permission).await?;
        }
        for gone in &before {
            if !permissions.iter().any(|it| it.on == gone.on) {
                let path = role_path(&gone.on, &user)?;
                self.api.ask(Method::DELETE, &path, &[], None).await?;
            }
        }
        Ok(())
    }

    async fn delete_robot(&self, scope: &Scope, id: &str) -> Result<()> {
        let path = self.robot_path(scope, id).await?;
        self.api.ask(Method::DELETE, &path, &[], None).await?;
        Ok(())
    }
}

impl Quay {
    async fn robot_path(&self, scope: &Scope, id: &str) -> Result<String> {
        let namespace = self.namespace_path(scope).await?;
        Ok(format!("{namespace}/robots/{}", encode(id)))
    }

    async fn give_role(&self, user: &str, permission: &RobotPermission) -> Result<()> {
        let path = role_path(&permission.on, user)?;
        let body = Some(json!({ "role": permission.actions.first() }));
        self.api.ask(Method::PUT, &path, &[], body).await?;
        Ok(())
    }

    /// The user that a robot is, and its token.
    fn named_secret(&self, answer: &VendorAnswer) -> Result<(String, SecretString)> {
        let said = answer.json();
        let (Some(user), Some(token)) = (said.text("name"), said.text("token")) else {
            return Err(WireError::Protocol {
                host: self.api.host(),
                what: "a robot without its token".to_owned(),
            }
            .into());
        };
        Ok((user.to_owned(), SecretString::from(token)))
    }
}

/// Where the role of a user on a repository is.
fn role_path(repository: &str, user: &str) -> Result<String, Error> {
    let name: RepositoryName = repository
        .parse()
        .map_err(|_| not_found(repository.to_owned()))?;
    Ok(at(&name, &format!("permissions/user/{}", encode(user))))
}

fn full_name(namespace: &str, repository: &str) -> String {
    format!("{namespace}/{repository}")
}

fn read_robot(namespace: &str, row: &Value) -> Result<Robot, Problem> {
    let user = row.text("name").unwrap_or_default();
    let id = user.split_once('+').map(|(_, id)| id);
    let id = id.ok_or_else(|| unusable(user))?;
    let repositories = row.list("repositories").iter().filter_map(Value::as_str);
    Ok(Robot {
        id: id.to_owned(),
        user: user.to_owned(),
        description: row.text("description").map(str::to_owned),
        created: row.time("created"),
        used: row.time("last_accessed"),
        ends: None,
        is_on: None,
        permissions: repositories
            .map(|repository| RobotPermission {
                on: full_name(namespace, repository),
                actions: Vec::new(),
            })
            .collect(),
        is_editable: true,
    })
}
