//! Scopes, from the window and back.

use portolan_contract::{Failure, OfferScope, ScopeKind};
use portolan_registries as registries;

/// The scope that the window means.
pub(crate) fn scope_of(scope: &OfferScope) -> Result<registries::Scope, Failure> {
    Ok(match scope {
        OfferScope::Registry => registries::Scope::Registry,
        OfferScope::Namespace { name } => registries::Scope::Namespace(name.clone()),
        OfferScope::Repository { repository } => {
            let name = repository.parse();
            let name =
                name.map_err(|_| Failure::invalid("repository", "not the name of a repository"))?;
            registries::Scope::Repository(name)
        }
    })
}

/// What kind of scope it is, for the window.
pub(super) const fn show_kind(kind: registries::ScopeKind) -> ScopeKind {
    match kind {
        registries::ScopeKind::Registry => ScopeKind::Registry,
        registries::ScopeKind::Namespace => ScopeKind::Namespace,
        registries::ScopeKind::Repository => ScopeKind::Repository,
    }
}
