//! What a policy does that its writer may not have meant.

use super::{
    Deed, Effect, Level, PolicyDocument, Principal, Scope, Statement, Version,
    access::{self, Subject},
    action, who_can,
};

/// A danger, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Warning {
    /// The statement's place, from 0, where it is about one.
    pub statement: Option<usize>,
    /// What is dangerous.
    pub danger: Danger,
}

/// What is dangerous, closed so that the window has the words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Danger {
    /// Everybody who has an account of Amazon's may do this: no condition says who.
    Everyone {
        /// What they may do.
        deeds: Vec<Deed>,
    },
    /// Every action is given, those among them that change the policy itself or delete everything.
    EveryAction,
    /// Everybody but a few is given something: everybody on the internet is among them.
    EveryoneBut,
    /// `NotPrincipal` in a statement that takes: sessions of a role that is spared are not.
    DenyEveryoneBut,
    /// Every action but a few, those too that Amazon will add.
    EveryActionBut,
    /// A product of Amazon's acts for anybody who asks it: no condition says for whom.
    ProductForAnybody {
        /// Its host.
        product: String,
    },
    /// Everybody is kept from changing the policy, so that only the account's root user can undo it.
    Lockout,
    /// Somebody was deleted; whoever gets the name again is not meant.
    Deleted {
        /// What is left: the unique id.
        id: String,
    },
    /// Actions that a policy of this scope does not decide on, so that naming them does nothing.
    NoEffect {
        /// Their names.
        actions: Vec<&'static str>,
    },
    /// A repository's policy is about that repository: `Resource` does nothing, and ECR may refuse it.
    ResourceUnneeded,
    /// The language of 2008, in which variables are plain text; also where no version is written.
    OldLanguage,
}

/// What is dangerous in a policy, by statement.
pub fn warnings(document: &PolicyDocument, scope: Scope) -> Vec<Warning> {
    let mut found = Vec::new();
    if document.version != Some(Version::Y2012) {
        found.push(Warning {
            statement: None,
            danger: Danger::OldLanguage,
        });
    }
    for (place, statement) in document.statements.iter().enumerate() {
        let mut dangers = dangers(statement, scope);
        if let Some(danger) = everyone(document, place, scope) {
            dangers.insert(0, danger);
        }
        found.extend(dangers.into_iter().map(|danger| Warning {
            statement: Some(place),
            danger,
        }));
    }
    found
}

/// What a statement gives to everybody, after what others take.
fn everyone(document: &PolicyDocument, place: usize, scope: Scope) -> Option<Danger> {
    let statement = document.statements.get(place)?;
    if statement.effect != Effect::Allow
        || statement.principals.is_negated
        || statement.conditions.iter().any(super::Condition::narrows)
    {
        return None;
    }
    // Alone with all that takes, so that what other statements give is not counted here.
    let mut alone = document.clone();
    let mut at = 0;
    alone.statements.retain(|it| {
        let stays = at == place || it.effect == Effect::Deny;
        at += 1;
        stays
    });
    let deeds = who_can(&alone, scope)
        .into_iter()
        .filter(|it| it.effect == Effect::Allow && it.subject == Subject::One(Principal::Everyone))
        .flat_map(|it| it.abilities)
        .map(|ability| ability.deed)
        .collect::<Vec<_>>();
    (!deeds.is_empty()).then_some(Danger::Everyone { deeds })
}

fn dangers(statement: &Statement, scope: Scope) -> Vec<Danger> {
    let mut found = Vec::new();
    let is_allow = statement.effect == Effect::Allow;
    let patterns = &statement.actions.patterns;
    let is_all = |pattern: &String| {
        action::named_by(pattern, scope).len() == super::known_actions(scope).len()
    };
    if is_allow && !statement.actions.is_negated && patterns.iter().any(is_all) {
        found.push(Danger::EveryAction);
    }
    match (statement.principals.is_negated, statement.effect) {
        (true, Effect::Allow) => found.push(Danger::EveryoneBut),
        (true, Effect::Deny) => found.push(Danger::DenyEveryoneBut),
        (false, _) => {}
    }
    if is_allow && statement.actions.is_negated {
        found.push(Danger::EveryActionBut);
    }
    let is_narrow = statement.conditions.iter().any(super::Condition::narrows);
    for subject in access::subjects_of(statement) {
        match subject {
            Subject::One(Principal::Product(product)) if is_allow && !is_narrow => {
                found.push(Danger::ProductForAnybody { product });
            }
            Subject::One(Principal::Deleted(id)) => found.push(Danger::Deleted { id }),
            Subject::One(Principal::Everyone)
                if !is_allow
                    && statement.conditions.is_empty()
                    && takes_policy(statement, scope) =>
            {
                found.push(Danger::Lockout);
            }
            _ => {}
        }
    }
    let without_effect = without_effect(statement, scope);
    if !without_effect.is_empty() {
        found.push(Danger::NoEffect {
            actions: without_effect,
        });
    }
    if statement.resources.is_some() && !matches!(scope, Scope::Registry { .. }) {
        found.push(Danger::ResourceUnneeded);
    }
    found
}

fn takes_policy(statement: &Statement, scope: Scope) -> bool {
    let name = match scope {
        Scope::Repository => "ecr:SetRepositoryPolicy",
        Scope::PublicRepository => "ecr-public:SetRepositoryPolicy",
        Scope::Registry { .. } => "ecr:PutRegistryPolicy",
    };
    let mut patterns = statement.actions.patterns.iter();
    patterns.any(|pattern| action::is_match(pattern, name)) != statement.actions.is_negated
}

/// The actions that are named whole, without a wildcard, for nothing.
fn without_effect(statement: &Statement, scope: Scope) -> Vec<&'static str> {
    let is_whole = |pattern: &&String| !pattern.contains(['*', '?']);
    let patterns = statement.actions.patterns.iter().filter(is_whole);
    patterns
        .flat_map(|pattern| action::named_by(pattern, scope))
        .filter(|it| it.level == Level::Identity || !scope.grants(it))
        .map(|it| it.name)
        .collect()
}
