//! To what of a registry something applies.

use portolan_oci::RepositoryName;

/// To what of a registry something applies.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Scope {
    /// All of it.
    Registry,
    /// What its vendor puts repositories into: an organisation or user of Quay, a project of Harbor, a namespace
    /// of Docker Hub.
    Namespace(String),
    /// One repository.
    Repository(RepositoryName),
}

/// What kind of scope.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ScopeKind {
    /// [`Scope::Registry`]
    Registry,
    /// [`Scope::Namespace`]
    Namespace,
    /// [`Scope::Repository`]
    Repository,
}

impl Scope {
    /// What kind it is.
    pub const fn kind(&self) -> ScopeKind {
        match self {
            Self::Registry => ScopeKind::Registry,
            Self::Namespace(_) => ScopeKind::Namespace,
            Self::Repository(_) => ScopeKind::Repository,
        }
    }

    /// The namespace that it is, or is in: of a repository, the first part of its name.
    pub fn namespace(&self) -> Option<&str> {
        match self {
            Self::Registry => None,
            Self::Namespace(name) => Some(name),
            Self::Repository(name) => Some(name.as_str().split_once('/')?.0),
        }
    }

    /// The repository that it is.
    pub const fn repository(&self) -> Option<&RepositoryName> {
        match self {
            Self::Repository(name) => Some(name),
            _ => None,
        }
    }
}
