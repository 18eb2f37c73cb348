//! Who may do what by a policy, as far as the policy alone decides it: IAM's own policies may give
//! more to principals of the same account, and take from anybody.

use std::collections::BTreeSet;

use super::{
    Condition, Deed, Effect, KnownAction, PolicyDocument, Principal, Scope, Statement, action,
    known_actions,
};

/// Whom a policy speaks of.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Subject {
    /// One principal.
    One(Principal),
    /// Everybody but these.
    AllBut(Vec<Principal>),
}

/// What somebody may do, or may not, under the same conditions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Access {
    /// Who.
    pub subject: Subject,
    /// May or may not.
    pub effect: Effect,
    /// Under these conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// What, in the order of deeds.
    pub abilities: Vec<Ability>,
    /// The places of the statements that say so, from 0.
    pub statements: Vec<usize>,
    /// The places of statements that take some of it, under conditions of their own.
    pub limited_by: Vec<usize>,
}

/// A deed, and the actions of it that are there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ability {
    /// The deed.
    pub deed: Deed,
    /// Its actions that are there.
    pub has: Vec<&'static str>,
    /// Its actions that are not.
    pub lacks: Vec<&'static str>,
}

impl Ability {
    /// Whether every action that the deed needs is there.
    pub fn is_whole(&self) -> bool {
        self.lacks.is_empty()
    }
}

/// Who may do what, in the order of the statements; then who may not, where a policy says so. What is
/// taken without a condition from those to whom it is given is left out of what they may.
pub fn who_can(document: &PolicyDocument, scope: Scope) -> Vec<Access> {
    let mut found: Vec<Draft<'_>> = Vec::new();
    for effect in [Effect::Allow, Effect::Deny] {
        let numbered = document.statements.iter().enumerate();
        for (place, statement) in numbered.filter(|(_, it)| it.effect == effect) {
            let actions = actions_of(statement, scope);
            for subject in subjects_of(statement) {
                let same = found.iter_mut().find(|it| {
                    it.effect == effect
                        && it.subject == subject
                        && it.conditions == statement.conditions
                });
                if let Some(same) = same {
                    same.actions.extend(&actions);
                    same.statements.push(place);
                } else {
                    found.push(Draft {
                        subject,
                        effect,
                        conditions: &statement.conditions,
                        actions: actions.clone(),
                        statements: vec![place],
                    });
                }
            }
        }
    }
    found
        .into_iter()
        .filter_map(|draft| draft.finish(document, scope))
        .collect()
}

/// Access before what is taken is left out.
struct Draft<'d> {
    subject: Subject,
    effect: Effect,
    conditions: &'d [Condition],
    /// Names of actions.
    actions: BTreeSet<&'static str>,
    statements: Vec<usize>,
}

impl Draft<'_> {
    /// `None` where nothing is left.
    fn finish(mut self, document: &PolicyDocument, scope: Scope) -> Option<Access> {
        let mut limited_by = Vec::new();
        if self.effect == Effect::Allow {
            for (place, deny) in document.statements.iter().enumerate() {
                if deny.effect != Effect::Deny || !is_about(deny, &self.subject) {
                    continue;
                }
                let taken = actions_of(deny, scope);
                if deny.conditions.is_empty() {
                    self.actions.retain(|name| !taken.contains(name));
                } else if !self.actions.is_disjoint(&taken) {
                    limited_by.push(place);
                }
            }
        }
        let abilities = abilities(&self.actions, scope);
        (!abilities.is_empty()).then(|| Access {
            subject: self.subject,
            effect: self.effect,
            conditions: self.conditions.to_vec(),
            abilities,
            statements: self.statements,
            limited_by,
        })
    }
}

/// The actions that a statement is about and a policy of this scope decides on.
fn actions_of(statement: &Statement, scope: Scope) -> BTreeSet<&'static str> {
    let patterns = &statement.actions.patterns;
    let is_named = |it: &KnownAction| {
        let name = format!("{}:{}", scope.prefix(), it.name);
        patterns
            .iter()
            .any(|pattern| action::is_match(pattern, &name))
    };
    known_actions(scope)
        .iter()
        .filter(|it| scope.grants(it) && is_named(it) != statement.actions.is_negated)
        .map(|it| it.name)
        .collect()
}

pub(super) fn subjects_of(statement: &Statement) -> Vec<Subject> {
    let principals = statement.principals.list.iter();
    let principals = principals.filter_map(super::WrittenPrincipal::principal);
    if statement.principals.is_negated {
        vec![Subject::AllBut(principals.collect())]
    } else {
        principals.map(Subject::One).collect()
    }
}

/// Whether all that `subject` is, is meant by a statement.
fn is_about(statement: &Statement, subject: &Subject) -> bool {
    let Subject::One(subject) = subject else {
        // Of everybody but some, only a statement about everybody is about all.
        return subjects_of(statement).contains(&Subject::One(Principal::Everyone));
    };
    subjects_of(statement).iter().any(|meant| match meant {
        Subject::One(meant) => meant.contains(subject),
        Subject::AllBut(spared) => {
            *subject != Principal::Everyone
                && !spared
                    .iter()
                    .any(|it| it.contains(subject) || subject.contains(it))
        }
    })
}

fn abilities(actions: &BTreeSet<&'static str>, scope: Scope) -> Vec<Ability> {
    const DEEDS: [Deed; 8] = [
        Deed::Look,
        Deed::Pull,
        Deed::Push,
        Deed::Delete,
        Deed::Manage,
        Deed::Create,
        Deed::Replicate,
        Deed::Import,
    ];
    let is_own = |deed: Deed, name: &str| {
        known_actions(scope)
            .iter()
            .any(|it| it.name == name && it.deed == deed)
    };
    DEEDS
        .into_iter()
        .filter_map(|deed| {
            let (has, lacks): (Vec<_>, Vec<_>) = deed
                .needs(scope)
                .into_iter()
                .partition(|name| actions.contains(name));
            // Another deed's action that this one needs as well makes none of it by itself.
            let has_own = has.iter().any(|name| is_own(deed, name));
            has_own.then_some(Ability { deed, has, lacks })
        })
        .collect()
}
