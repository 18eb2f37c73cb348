//! Failures of changes: what policy refuses, and what a registry that changed meanwhile means.

use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_policy::Refusal;

use super::site::Site;

/// A refusal of policy as the window shows it.
pub(crate) fn refused(site: &Site, refusal: &Refusal) -> Failure {
    let detail = refusal.to_string();
    let (code, hint) = match refusal {
        Refusal::TagExists(tag) => (
            Code::Conflict,
            Hint::TagExists {
                tag: tag.to_string(),
            },
        ),
        Refusal::DeletionOff => (
            Code::Unsupported,
            Hint::DeletionSwitchedOff {
                setting: site.deletion_setting(),
            },
        ),
        Refusal::TagDeletionUnsupported(_) => (Code::Unsupported, Hint::TagDeletionUnsupported),
        Refusal::Relic(_) => (Code::Unsupported, Hint::ReadOnlyRelic),
        Refusal::NoTag(_) | Refusal::NoManifest(_) => {
            return Failure {
                code: Code::NotFound,
                hint: None,
                retry: Retry::No,
                detail,
            };
        }
        Refusal::Nothing => (Code::Conflict, Hint::NothingToUndo),
        Refusal::FallbackUnreadable(_) => {
            let reason = detail.clone();
            (Code::Unsupported, Hint::ManifestRefused { reason })
        }
    };
    Failure::new(code, hint, Retry::AfterChange, detail)
}

/// The registry no longer matches a plan: `what` are the tags or digests that differ.
pub(crate) fn changed(what: Vec<String>) -> Failure {
    let detail = format!("changed since the preview: {}", what.join(", "));
    Failure::new(
        Code::Conflict,
        Hint::RegistryChanged { what },
        Retry::AfterChange,
        detail,
    )
}

/// The connection allows no change.
pub(crate) fn read_only() -> Failure {
    let detail = "the connection is read-only";
    Failure::new(
        Code::Forbidden,
        Hint::ConnectionReadOnly,
        Retry::AfterChange,
        detail,
    )
}

/// What has to be typed was not.
pub(crate) fn name_not_typed() -> Failure {
    let code = Code::InvalidInput {
        field: "typed".to_owned(),
    };
    let detail = "the name was not typed as it is";
    Failure::new(code, Hint::NameNotTyped, Retry::AfterChange, detail)
}

/// There is nothing that could be set back.
pub(crate) fn nothing_to_undo() -> Failure {
    let detail = "nothing was changed, or it was set back already";
    Failure::new(Code::Conflict, Hint::NothingToUndo, Retry::No, detail)
}

/// Whether going on with other items is pointless after this failure.
pub(crate) fn ends_all(failure: &Failure) -> bool {
    let by_hint = matches!(
        failure.hint,
        Some(
            Hint::RegistryChanged { .. }
                | Hint::DeletionSwitchedOff { .. }
                | Hint::DiskFull { .. }
                | Hint::DiskReadOnly { .. }
        )
    );
    by_hint
        || matches!(
            failure.code,
            Code::SignInNeeded
                | Code::Offline
                | Code::TlsUntrusted
                | Code::KeyringLocked
                | Code::RateLimited { .. }
        )
}
