//! Harbor's robots: of the whole system, or of one project.

use async_trait::async_trait;
use http::Method;
use portolan_distribution::{Cursor, Error as WireError, Page, Problem};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{Harbor, PAGE, needs, rooted};
use crate::{
    Lenient as _, NewRobot, PageNumber, Result, Robot, RobotDraft, RobotPermission, RobotRules,
    Robots, Scope, ScopeKind, encode,
    rows::{not_found, read_each, unusable},
};

/// What Harbor calls the system itself, where a permission is for that.
const SYSTEM: &str = "/";

/// What may be done with a project's content, by Harbor's words (`resource:action`).
const ACTIONS: [&str; 18] = [
    "repository:pull",
    "repository:push",
    "repository:list",
    "repository:read",
    "repository:delete",
    "artifact:list",
    "artifact:read",
    "artifact:create",
    "artifact:delete",
    "tag:list",
    "tag:create",
    "tag:delete",
    "scan:create",
    "scan:read",
    "sbom:create",
    "sbom:read",
    "log:list",
    "robot:list",
];

/// What may be done with the system.
const SYSTEM_ACTIONS: [&str; 11] = [
    "project:list",
    "project:create",
    "catalog:read",
    "audit-log:list",
    "quota:list",
    "registry:list",
    "replication-policy:list",
    "replication:create",
    "garbage-collection:list",
    "garbage-collection:create",
    "robot:list",
];

#[async_trait]
impl Robots for Harbor {
    fn scopes(&self) -> &'static [ScopeKind] {
        &[ScopeKind::Registry, ScopeKind::Namespace]
    }

    fn rules(&self, scope: &Scope) -> RobotRules {
        RobotRules {
            actions: &ACTIONS,
            system_actions: if scope.kind() == ScopeKind::Registry {
                &SYSTEM_ACTIONS
            } else {
                &[]
            },
            is_one_each: false,
            only_on: scope.namespace().map(str::to_owned),
            ends: true,
            is_switched: true,
        }
    }

    async fn list_robots(&self, scope: &Scope, cursor: Option<&Cursor>) -> Result<Page<Robot>> {
        let wanted = match scope.namespace() {
            None => "Level=system".to_owned(),
            Some(project) => format!(
                "Level=project,ProjectID={}",
                self.project_number(project).await?
            ),
        };
        let page = PageNumber::at(cursor);
        let found = self.page("robots", page, PAGE, &[("q", &wanted)]).await;
        let (rows, next) = found.map_err(needs(&right(scope, "list")))?;
        let (items, problems) = read_each(&rows, read_robot);
        Ok(Page {
            items,
            next,
            problems,
        })
    }

    async fn create_robot(&self, scope: &Scope, draft: &RobotDraft) -> Result<NewRobot> {
        let body = json!({
            "name": draft.name, "description": draft.description, "disable": false,
            "level": if scope.namespace().is_some() { "project" } else { "system" },
            // Never, as Harbor writes it.
            "duration": draft.days.map_or(-1, i64::from),
            "permissions": write_permissions(&draft.permissions),
        });
        let path = rooted("robots");
        let answer = self.api.ask(Method::POST, &path, &[], Some(body)).await;
        let answer = answer.map_err(needs(&right(scope, "create")))?;
        let said = answer.json();
        match (said.number("id"), said.text("name"), said.text("secret")) {
            (Some(id), Some(user), Some(secret)) => Ok(NewRobot {
                id: id.to_string(),
                user: user.to_owned(),
                secret: SecretString::from(secret),
                problem: None,
            }),
            _ => Err(self.without_secret()),
        }
    }

    async fn renew_secret(&self, scope: &Scope, id: &str) -> Result<SecretString> {
        // With an empty one, Harbor makes one.
        let body = Some(json!({ "secret": "" }));
        let answer = self.api.ask(Method::PATCH, &at(id), &[], body).await;
        let answer = answer.map_err(needs(&right(scope, "update")))?;
        let secret = answer.json().text("secret").map(SecretString::from);
        secret.ok_or_else(|| self.without_secret())
    }

    async fn robot_permissions(&self, scope: &Scope, id: &str) -> Result<Vec<RobotPermission>> {
        let answer = self.api.get(&at(id), &[]).await;
        let answer = answer.map_err(needs(&right(scope, "read")))?;
        Ok(read_permissions(answer.json()))
    }

    async fn permit_robot(
        &self,
        scope: &Scope,
        id: &str,
        permissions: &[RobotPermission],
    ) -> Result<()> {
        let changed = ("permissions", write_permissions(permissions));
        self.change_robot(scope, id, changed).await
    }

    async fn switch_robot(&self, scope: &Scope, id: &str, is_on: bool) -> Result<()> {
        self.change_robot(scope, id, ("disable", json!(!is_on)))
            .await
    }

    async fn delete_robot(&self, scope: &Scope, id: &str) -> Result<()> {
        let deleted = self.api.ask(Method::DELETE, &at(id), &[], None).await;
        deleted.map_err(needs(&right(scope, "delete"))).map(drop)
    }
}

impl Harbor {
    /// The number of a project, by which its robots are asked for.
    async fn project_number(&self, project: &str) -> Result<u64> {
        let found = self
            .get(&format!("projects/{}", encode(project)), &[])
            .await?;
        let number = found.number("project_id");
        number.ok_or_else(|| not_found(format!("the number of project {project}")))
    }

    /// Harbor takes a robot whole: all that is not changed is put as it is.
    async fn change_robot(
        &self,
        scope: &Scope,
        id: &str,
        (member, value): (&str, Value),
    ) -> Result<()> {
        let needed = right(scope, "update");
        let robot = self.api.get(&at(id), &[]).await.map_err(needs(&needed))?;
        let Value::Object(mut robot) = robot.into_json() else {
            return Err(not_found(format!("robot {id}")));
        };
        robot.insert(member.to_owned(), value);
        let body = Some(Value::Object(robot));
        let changed = self.api.ask(Method::PUT, &at(id), &[], body).await;
        changed.map_err(needs(&needed)).map(drop)
    }

    fn without_secret(&self) -> crate::Error {
        WireError::Protocol {
            host: self.api.host(),
            what: "a robot without its secret".to_owned(),
        }
        .into()
    }
}

fn at(id: &str) -> String {
    rooted(&format!("robots/{}", encode(id)))
}

/// The right that is needed, as Harbor's roles and robots have it.
fn right(scope: &Scope, action: &str) -> String {
    match scope.namespace() {
        Some(project) => format!("robot:{action} ({project})"),
        None => format!("robot:{action} (system)"),
    }
}

fn read_robot(row: &Value) -> Result<Robot, Problem> {
    let user = row.text("name");
    let (Some(id), Some(user)) = (row.number("id"), user) else {
        return Err(unusable(user.unwrap_or_default()));
    };
    Ok(Robot {
        id: id.to_string(),
        user: user.to_owned(),
        description: row.text("description").map(str::to_owned),
        created: row.time("creation_time"),
        used: None,
        // Never is -1.
        ends: row.time("expires_at"),
        is_on: row.flag("disable").map(|is_off| !is_off),
        permissions: read_permissions(row),
        // Robots of a Harbor before 2.2 can only be looked at and deleted.
        is_editable: row.flag("editable").unwrap_or(true),
    })
}

fn read_permissions(robot: &Value) -> Vec<RobotPermission> {
    let permissions = robot.list("permissions").iter();
    let read = permissions.map(|permission| RobotPermission {
        on: match permission.text("kind") {
            Some("system") => SYSTEM.to_owned(),
            _ => permission.text("namespace").unwrap_or_default().to_owned(),
        },
        actions: permission
            .list("access")
            .iter()
            .filter_map(|access| {
                Some(format!(
                    "{}:{}",
                    access.text("resource")?,
                    access.text("action")?
                ))
            })
            .collect(),
    });
    read.filter(|permission| !permission.on.is_empty())
        .collect()
}

fn write_permissions(permissions: &[RobotPermission]) -> Value {
    let written = permissions.iter().map(|permission| {
        let access = permission.actions.iter().map(|words| {
            let (resource, action) = words.split_once(':').unwrap_or((words, "*"));
            json!({ "resource": resource, "action": action })
        });
        let kind = if permission.on == SYSTEM {
            "system"
        } else {
            "project"
        };
        json!({ "kind": kind, "namespace": permission.on, "access": access.collect::<Value>() })
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_read_as_they_are_written() {
        let permissions = [
            RobotPermission {
                on: "library".to_owned(),
                actions: vec!["repository:pull".to_owned(), "tag:list".to_owned()],
            },
            RobotPermission {
                on: SYSTEM.to_owned(),
                actions: vec!["project:list".to_owned()],
            },
        ];
        let written = json!({ "permissions": write_permissions(&permissions) });
        assert_eq!(read_permissions(&written), permissions);
        assert_eq!(written["permissions"][1]["kind"], "system");
    }

    #[test]
    fn a_robot_that_never_ends_has_no_end_and_one_without_a_number_is_told() {
        let robot = read_robot(&json!({ "id": 7, "name": "robot$ci", "expires_at": -1 })).unwrap();
        assert_eq!(
            (robot.ends, robot.is_on, robot.is_editable),
            (None, None, true)
        );
        let odd = read_robot(&json!({ "id": "seven", "name": "robot$ci" }));
        assert_eq!(odd, Err(Problem::Unusable("robot$ci".to_owned())));
    }
}
