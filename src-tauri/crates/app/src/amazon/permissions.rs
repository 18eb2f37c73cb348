//! Policies of permissions: checked, and what they mean, in the terms of the contract.

use portolan_contract::{
    CheckPermissions, Failure, JsonExpected, ListPermissionActions, PermissionAbility,
    PermissionAccess, PermissionActions, PermissionCircumstance, PermissionComplaint,
    PermissionCondition, PermissionDanger, PermissionDeed, PermissionProblem, PermissionSubject,
    PermissionWarning, PermissionsCheck, PolicyPrincipal, PolicyScope,
};
use portolan_policy::permissions::{
    self, Access, Circumstance, Condition, Danger, Deed, Effect, Expected, Principal, Problem,
    Scope, Subject,
};

use crate::App;

impl App {
    /// Checks a policy's text, and says what it means where ECR would take it.
    pub async fn check_permissions(
        &self,
        request: CheckPermissions,
    ) -> Result<PermissionsCheck, Failure> {
        let scope = read_scope(request.scope);
        let reading = permissions::read(&request.text, scope);
        let complaints: Vec<PermissionComplaint> = reading
            .complaints
            .into_iter()
            .map(|complaint| PermissionComplaint {
                statement: complaint.statement.map(|place| place as u32),
                path: complaint.path,
                problem: show_problem(complaint.problem),
            })
            .collect();
        // What could not be understood is not in the document: places would be others than in the text.
        let is_whole = complaints.is_empty();
        let document = is_whole.then_some(&reading.document);
        let warnings = document.map(|it| permissions::warnings(it, scope));
        let access = document.map(|it| permissions::who_can(it, scope));
        Ok(PermissionsCheck {
            complaints,
            warnings: warnings
                .unwrap_or_default()
                .into_iter()
                .map(|warning| PermissionWarning {
                    statement: warning.statement.map(|place| place as u32),
                    danger: show_danger(warning.danger),
                })
                .collect(),
            access: access
                .unwrap_or_default()
                .into_iter()
                .map(show_access)
                .collect(),
        })
    }
}

impl App {
    /// The actions that a policy of a scope decides on, by what each is good for.
    pub async fn list_permission_actions(
        &self,
        request: ListPermissionActions,
    ) -> Result<Vec<PermissionActions>, Failure> {
        let scope = read_scope(request.scope);
        let mut found: Vec<PermissionActions> = Vec::new();
        let granted = permissions::known_actions(scope).iter();
        for action in granted.filter(|action| scope.grants(action)) {
            let deed = show_deed(action.deed);
            let name = format!("{}:{}", scope.prefix(), action.name);
            match found.iter_mut().find(|it| it.deed == deed) {
                Some(same) => same.actions.push(name),
                None => found.push(PermissionActions {
                    deed,
                    actions: vec![name],
                }),
            }
        }
        Ok(found)
    }
}

pub(super) fn read_scope(scope: PolicyScope) -> Scope {
    match scope {
        PolicyScope::Repository => Scope::Repository,
        PolicyScope::Registry => Scope::Registry {
            is_second_version: false,
        },
        PolicyScope::RegistrySecondVersion => Scope::Registry {
            is_second_version: true,
        },
        PolicyScope::PublicRepository => Scope::PublicRepository,
    }
}

fn show_expected(expected: Expected) -> JsonExpected {
    match expected {
        Expected::Object => JsonExpected::Object,
        Expected::Text => JsonExpected::Text,
        Expected::TextOrList => JsonExpected::TextOrList,
        Expected::Principals => JsonExpected::Principals,
        Expected::Statements => JsonExpected::Statements,
    }
}

pub(super) fn show_problem(problem: Problem) -> PermissionProblem {
    match problem {
        Problem::Syntax { line, column, met } => PermissionProblem::Syntax {
            line: line as u32,
            column: column as u32,
            met,
        },
        Problem::TextLength { has } => PermissionProblem::TextLength {
            has: has as u32,
            most: permissions::TEXT_LIMIT as u32,
        },
        Problem::Missing => PermissionProblem::Missing,
        Problem::WrongType { expected } => PermissionProblem::WrongType {
            expected: show_expected(expected),
        },
        Problem::NotOneOf { found, words } => PermissionProblem::NotOneOf {
            found,
            words: owned(words),
        },
        Problem::UnknownMember => PermissionProblem::UnknownMember,
        Problem::Empty => PermissionProblem::Empty,
        Problem::Both { other } => PermissionProblem::Both {
            other: other.to_owned(),
        },
        Problem::DuplicateSid { other } => PermissionProblem::DuplicateSid {
            other: other as u32 + 1,
        },
        Problem::WildcardInPrincipal => PermissionProblem::WildcardInPrincipal,
        Problem::NoPrincipal => PermissionProblem::NoPrincipal,
        Problem::ForeignAction { prefix } => PermissionProblem::ForeignAction {
            prefix: prefix.to_owned(),
        },
        Problem::UnknownAction { nearest } => PermissionProblem::UnknownAction {
            nearest: nearest.map(str::to_owned),
        },
        Problem::NotForRegistries => PermissionProblem::NotForRegistries,
        Problem::UnknownOperator => PermissionProblem::UnknownOperator,
        Problem::ForeignResource => PermissionProblem::ForeignResource,
    }
}

fn show_danger(danger: Danger) -> PermissionDanger {
    match danger {
        Danger::Everyone { deeds } => PermissionDanger::Everyone {
            deeds: deeds.into_iter().map(show_deed).collect(),
        },
        Danger::EveryAction => PermissionDanger::EveryAction,
        Danger::EveryoneBut => PermissionDanger::EveryoneBut,
        Danger::DenyEveryoneBut => PermissionDanger::DenyEveryoneBut,
        Danger::EveryActionBut => PermissionDanger::EveryActionBut,
        Danger::ProductForAnybody { product } => PermissionDanger::ProductForAnybody { product },
        Danger::Lockout => PermissionDanger::Lockout,
        Danger::Deleted { id } => PermissionDanger::Deleted { id },
        Danger::NoEffect { actions } => PermissionDanger::NoEffect {
            actions: owned(&actions),
        },
        Danger::ResourceUnneeded => PermissionDanger::ResourceUnneeded,
        Danger::OldLanguage => PermissionDanger::OldLanguage,
    }
}

fn show_access(access: Access) -> PermissionAccess {
    let places = |places: Vec<usize>| places.into_iter().map(|place| place as u32).collect();
    PermissionAccess {
        subject: match access.subject {
            Subject::One(principal) => PermissionSubject::One {
                principal: show_principal(principal),
            },
            Subject::AllBut(principals) => PermissionSubject::AllBut {
                principals: principals.into_iter().map(show_principal).collect(),
            },
        },
        allows: access.effect == Effect::Allow,
        abilities: access
            .abilities
            .into_iter()
            .map(|ability| PermissionAbility {
                deed: show_deed(ability.deed),
                has: owned(&ability.has),
                lacks: owned(&ability.lacks),
            })
            .collect(),
        conditions: access.conditions.into_iter().map(show_condition).collect(),
        statements: places(access.statements),
        limited_by: places(access.limited_by),
    }
}

fn show_deed(deed: Deed) -> PermissionDeed {
    match deed {
        Deed::Look => PermissionDeed::Look,
        Deed::Pull => PermissionDeed::Pull,
        Deed::Push => PermissionDeed::Push,
        Deed::Delete => PermissionDeed::Delete,
        Deed::Manage => PermissionDeed::Manage,
        Deed::Create => PermissionDeed::Create,
        Deed::Replicate => PermissionDeed::Replicate,
        Deed::Import => PermissionDeed::Import,
    }
}

fn show_condition(condition: Condition) -> PermissionCondition {
    PermissionCondition {
        about: match condition.circumstance() {
            Circumstance::Organization => PermissionCircumstance::Organization,
            Circumstance::Caller => PermissionCircumstance::Caller,
            Circumstance::Source => PermissionCircumstance::Source,
            Circumstance::Network => PermissionCircumstance::Network,
            Circumstance::Transport => PermissionCircumstance::Transport,
            Circumstance::Time => PermissionCircumstance::Time,
            Circumstance::Other => PermissionCircumstance::Other,
        },
        operator: condition.operator,
        key: condition.key,
        values: condition.values,
    }
}

fn show_principal(principal: Principal) -> PolicyPrincipal {
    match principal {
        Principal::Everyone => PolicyPrincipal::Everyone,
        Principal::Account(account) => PolicyPrincipal::Account {
            account: account.to_string(),
        },
        Principal::Role { account, name } => PolicyPrincipal::Role {
            account: account.to_string(),
            name,
        },
        Principal::User { account, name } => PolicyPrincipal::User {
            account: account.to_string(),
            name,
        },
        Principal::Session { account, name } => PolicyPrincipal::Session {
            account: account.to_string(),
            name,
        },
        Principal::Product(host) => PolicyPrincipal::Product { host },
        Principal::Federated(provider) => PolicyPrincipal::Federated { provider },
        Principal::CanonicalUser(id) => PolicyPrincipal::CanonicalUser { id },
        Principal::Deleted(id) => PolicyPrincipal::Deleted { id },
    }
}

fn owned(words: &[&'static str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
