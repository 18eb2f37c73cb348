//! Accounts of machines, which vendors call robots: who they are, what they may do, and their secrets.

use async_trait::async_trait;
use jiff::Timestamp;
use portolan_distribution::{Cursor, Error as WireError, Operation, Page};
use secrecy::SecretString;

use super::{Scope, ScopeKind};
use crate::{Error, Result};

/// A vendor's accounts for machines.
#[async_trait]
pub trait Robots: Send + Sync {
    /// Where robots are at home.
    fn scopes(&self) -> &'static [ScopeKind];

    /// What robots can be there.
    fn rules(&self, scope: &Scope) -> RobotRules;

    /// One page of robots, without their secrets.
    async fn list_robots(&self, scope: &Scope, cursor: Option<&Cursor>) -> Result<Page<Robot>>;

    /// Makes one. Its secret is told here and never again.
    async fn create_robot(&self, scope: &Scope, draft: &RobotDraft) -> Result<NewRobot>;

    /// Gives a robot, by its id, another secret; the one before is worth nothing from then on.
    async fn renew_secret(&self, scope: &Scope, id: &str) -> Result<SecretString>;

    /// What a robot, by its id, may do: all of it, where a list names less.
    async fn robot_permissions(&self, scope: &Scope, id: &str) -> Result<Vec<RobotPermission>>;

    /// Gives a robot exactly these permissions.
    async fn permit_robot(
        &self,
        scope: &Scope,
        id: &str,
        permissions: &[RobotPermission],
    ) -> Result<()>;

    /// Lets a robot in again, or no longer ([`RobotRules::is_switched`]).
    async fn switch_robot(&self, _scope: &Scope, _id: &str, _is_on: bool) -> Result<()> {
        Err(WireError::Unsupported {
            what: Operation::Other,
            complaint: None,
        }
        .into())
    }

    /// Deletes a robot with its secret.
    async fn delete_robot(&self, scope: &Scope, id: &str) -> Result<()>;
}

/// What robots can be in a scope.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RobotRules {
    /// Words for what a robot may do with content, as the vendor has them, the most usual first.
    pub actions: &'static [&'static str],
    /// Words for what it may do with the system itself; none where it never may.
    pub system_actions: &'static [&'static str],
    /// Each thing gets one of the words: a role.
    pub is_one_each: bool,
    /// Permissions are for this and nothing else; `None`: for what the person names.
    pub only_on: Option<String>,
    /// Whether it can come to its end by itself.
    pub ends: bool,
    /// Whether it can be switched off.
    pub is_switched: bool,
}

/// A robot. What the vendor doesn't say is `None`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Robot {
    /// What the vendor's API calls it.
    pub id: String,
    /// The user as whom it signs in.
    pub user: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it was last let in.
    pub used: Option<Timestamp>,
    /// When it comes to its end.
    pub ends: Option<Timestamp>,
    /// Whether it is let in; `None` where robots can't be switched off.
    pub is_on: Option<bool>,
    /// What it may do.
    pub permissions: Vec<RobotPermission>,
    /// Whether it can be changed, and not only looked at and deleted.
    pub is_editable: bool,
}

/// What a robot may do with something.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RobotPermission {
    /// A repository, a project, `*` for all projects, or `/` for the system itself.
    pub on: String,
    /// The vendor's words; none in a list that names no more than the thing.
    pub actions: Vec<String>,
}

/// A robot that is to be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RobotDraft {
    /// Its short name; the vendor puts its prefix before it.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// After how many days it comes to its end; `None`: never.
    pub days: Option<u32>,
    /// What it may do.
    pub permissions: Vec<RobotPermission>,
}

/// A robot that was just made.
#[derive(Debug)]
pub struct NewRobot {
    /// What the vendor's API calls it.
    pub id: String,
    /// The user as whom it signs in.
    pub user: String,
    /// Its secret.
    pub secret: SecretString,
    /// Why it did not get all the permissions that it was to have.
    pub problem: Option<Error>,
}
