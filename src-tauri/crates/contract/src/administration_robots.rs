//! Accounts of machines, which vendors call robots.

use crate::{Failure, ScopeAt};

plain! {
    /// Asks for the robots of a scope, all of them.
    pub struct ListRobots {
        pub at: ScopeAt,
    }

    pub struct RobotList {
        pub robots: Vec<Robot>,
        pub rules: RobotRules,
        /// More than are listed here.
        pub is_cut: bool,
    }

    /// What robots can be in a scope.
    #[derive(Eq)]
    pub struct RobotRules {
        /// The vendor's words for what a robot may do with content, the most usual first.
        pub actions: Vec<String>,
        /// Those for the system itself (`/`); none where it never may.
        pub system_actions: Vec<String>,
        /// Each thing gets one of the words: a role.
        pub is_one_each: bool,
        /// Permissions are for this and nothing else; `null`: for what the person names.
        pub only_on: Option<String>,
        /// It can come to its end by itself.
        pub ends: bool,
        /// It can be switched off.
        pub is_switched: bool,
    }

    /// A robot, without its secret. What the vendor doesn't say is `null`.
    pub struct Robot {
        pub id: String,
        /// The user as whom it signs in.
        pub user: String,
        pub description: Option<String>,
        pub created: Option<i64>,
        pub used: Option<i64>,
        pub ends: Option<i64>,
        pub is_on: Option<bool>,
        pub permissions: Vec<RobotPermission>,
        pub is_editable: bool,
    }

    /// What a robot may do with something.
    #[derive(Eq)]
    pub struct RobotPermission {
        /// A repository, a project, `*` for all projects, or `/` for the system itself.
        pub on: String,
        /// None in a list that names no more than the thing.
        pub actions: Vec<String>,
    }

    /// One robot of a scope.
    #[derive(Eq)]
    pub struct RobotAt {
        pub at: ScopeAt,
        pub id: String,
        /// The user that it is, for Activity.
        pub user: String,
    }

    pub struct CreateRobot {
        pub at: ScopeAt,
        /// Its short name; the vendor puts its prefix before it.
        pub name: String,
        pub description: String,
        /// After how many days it comes to its end; `null`: never.
        pub days: Option<u32>,
        pub permissions: Vec<RobotPermission>,
    }

    /// The one time that a secret crosses to the window: to be shown once and copied, and kept nowhere.
    pub struct RobotSecret {
        pub user: String,
        pub secret: String,
        /// Why a new robot did not get all the permissions that it was to have.
        pub problem: Option<Failure>,
    }

    pub struct SetRobotPermissions {
        pub of: RobotAt,
        /// As they were shown: refused where they are otherwise by now.
        pub before: Vec<RobotPermission>,
        pub after: Vec<RobotPermission>,
    }

    pub struct SwitchRobot {
        pub of: RobotAt,
        pub is_on: bool,
    }
}

tagged! {
    /// What was done to a robot.
    #[derive(Eq)]
    pub enum RobotChange {
        Created,
        Deleted,
        SecretRenewed,
        SwitchedOn,
        SwitchedOff,
        Permitted { before: Vec<RobotPermission>, after: Vec<RobotPermission> },
    }
}
