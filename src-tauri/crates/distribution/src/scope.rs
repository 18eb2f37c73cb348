//! Scopes: what a token is for, `repository:library/nginx:pull,push`.

use std::{collections::BTreeSet, fmt};

use portolan_oci::RepositoryName;

/// A resource and what may be done to it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Scope {
    /// `repository:library/nginx`, `registry:catalog`.
    resource: String,
    actions: BTreeSet<String>,
}

impl Scope {
    /// Actions on one repository.
    pub(crate) fn repository(name: &RepositoryName, actions: &[&str]) -> Self {
        Self {
            resource: format!("repository:{name}"),
            actions: actions.iter().map(|action| (*action).to_owned()).collect(),
        }
    }

    /// Listing all repositories.
    pub(crate) fn catalog() -> Self {
        Self {
            resource: "registry:catalog".to_owned(),
            actions: BTreeSet::from(["*".to_owned()]),
        }
    }

    /// Reads `type:name:action,action`; the name may hold colons of its own.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (resource, actions) = text.rsplit_once(':')?;
        resource.contains(':').then(|| Self {
            resource: resource.to_owned(),
            actions: actions
                .split(',')
                .filter(|action| !action.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }

    /// A scope from a token's `access` claim.
    pub(crate) fn granted(kind: &str, name: &str, actions: BTreeSet<String>) -> Self {
        Self {
            resource: format!("{kind}:{name}"),
            actions,
        }
    }

    /// Whether having this is enough where `other` is needed.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.resource == other.resource && self.actions.is_superset(&other.actions)
    }

    /// Whether anything may be done at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// The same resource, everything allowed: what some registries want for deletion.
    pub(crate) fn widened(&self) -> Self {
        let mut wide = self.clone();
        if wide.actions.contains("delete") {
            wide.actions.insert("*".to_owned());
        }
        wide
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let actions: Vec<&str> = self.actions.iter().map(String::as_str).collect();
        write!(formatter, "{}:{}", self.resource, actions.join(","))
    }
}

/// Adds `more` to `scopes`, joining the actions on the same resource.
pub(crate) fn join(scopes: &[Scope], more: &[Scope]) -> Vec<Scope> {
    let mut joined: Vec<Scope> = scopes.to_vec();
    for scope in more {
        match joined.iter_mut().find(|one| one.resource == scope.resource) {
            Some(one) => one.actions.extend(scope.actions.iter().cloned()),
            None => joined.push(scope.clone()),
        }
    }
    joined.sort();
    joined
}

/// Whether `have` is enough where `needed` is needed.
pub(crate) fn cover(have: &[Scope], needed: &[Scope]) -> bool {
    needed
        .iter()
        .all(|needed| have.iter().any(|have| have.covers(needed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_join_by_resource_and_cover_by_action() {
        let parse = |text| Scope::parse(text).unwrap();
        let pull = parse("repository:a:pull");
        let push = parse("repository:a:push");
        let both = join(
            std::slice::from_ref(&pull),
            &[push, parse("repository:b:pull")],
        );
        assert_eq!(both.len(), 2);
        assert_eq!(both[0].to_string(), "repository:a:pull,push");
        assert!(cover(&both, &[pull]));
        assert!(!cover(&both, &[parse("repository:a:delete")]));
        assert_eq!(Scope::parse("nonsense"), None);
    }
}
