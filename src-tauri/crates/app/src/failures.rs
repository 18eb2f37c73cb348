//! From the errors of the rooms below to the failures that the window has words for.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_credentials::Error as CredentialError;
use portolan_distribution::{Error as WireError, Operation, SignInProblem, SocketError};
use portolan_registries::{Error as RegistryError, Nature};
use portolan_storage::Error as StorageError;

/// An error that a person can be told about.
pub(crate) trait ToFailure {
    /// What happened, why, and what to do. The detail holds no secret.
    fn to_failure(&self) -> Failure;
}

/// Turns a room's result into a verb's.
pub(crate) trait OrFail<T> {
    /// The value, or the failure to show.
    fn or_fail(self) -> Result<T, Failure>;
}

impl<T, E: ToFailure> OrFail<T> for Result<T, E> {
    fn or_fail(self) -> Result<T, Failure> {
        self.map_err(|error| error.to_failure())
    }
}

impl ToFailure for WireError {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint, retry) = match self {
            Self::HostNotFound { host } => (
                Code::Offline,
                Hint::HostNotFound { host: host.clone() },
                Retry::AfterChange,
            ),
            Self::Refused { host } => (
                Code::Offline,
                Hint::ConnectionRefused { host: host.clone() },
                Retry::Yes,
            ),
            Self::Timeout { host, .. } | Self::Broken { host, .. } => (
                Code::Offline,
                Hint::TimedOut { host: host.clone() },
                Retry::Yes,
            ),
            Self::Tls { host, failure } => (
                Code::TlsUntrusted,
                Hint::UntrustedCertificate {
                    host: host.clone(),
                    reason: failure.to_string(),
                },
                Retry::AfterChange,
            ),
            Self::PlainHttp { host } => (
                Code::TlsUntrusted,
                Hint::PlainHttp { host: host.clone() },
                Retry::AfterChange,
            ),
            Self::NotARegistry { host, .. } => (
                Code::NotFound,
                Hint::NotARegistry { host: host.clone() },
                Retry::AfterChange,
            ),
            Self::Unauthorized { host, reason, .. } => {
                let hint = match reason {
                    SignInProblem::NoCredentials => Hint::NoCredentials { host: host.clone() },
                    SignInProblem::WrongCredentials => Hint::WrongPassword { host: host.clone() },
                };
                (Code::SignInNeeded, hint, Retry::AfterChange)
            }
            Self::Forbidden { host, asked, .. } => {
                let scope = asked.join(" ");
                (
                    Code::Forbidden,
                    Hint::MissingPermission {
                        host: host.clone(),
                        scope,
                    },
                    Retry::AfterChange,
                )
            }
            Self::NotFound { .. } => return plain(Code::NotFound, Retry::No, detail),
            Self::Unsupported { what, .. } => {
                let hint = match what {
                    Operation::ListRepositories => Hint::CatalogNotOffered,
                    Operation::DeleteTag => Hint::TagDeletionUnsupported,
                    Operation::DeleteManifest | Operation::DeleteBlob => {
                        Hint::DeletionSwitchedOff { setting: None }
                    }
                    Operation::Referrers | Operation::Other => {
                        return plain(Code::Unsupported, Retry::No, detail);
                    }
                };
                (Code::Unsupported, hint, Retry::AfterChange)
            }
            Self::RateLimited { until, .. } => {
                let until = until.map(jiff::Timestamp::as_millisecond);
                return plain(Code::RateLimited { until }, Retry::Yes, detail);
            }
            Self::TooLarge { limit } => (
                Code::Unsupported,
                Hint::ManifestTooLarge { limit: *limit },
                Retry::No,
            ),
            Self::DigestMismatch { asked, got } => (
                Code::Unexpected,
                Hint::DigestMismatch {
                    asked: asked.to_string(),
                    got: got.to_string(),
                },
                Retry::Yes,
            ),
            Self::RealmElsewhere { host, .. } => (
                Code::Forbidden,
                Hint::RealmElsewhere { host: host.clone() },
                Retry::AfterChange,
            ),
            Self::PrivateAddress { host, .. } => (
                Code::Forbidden,
                Hint::PrivateAddress { host: host.clone() },
                Retry::AfterChange,
            ),
            Self::CrossOrigin { host, .. } => (
                Code::Forbidden,
                Hint::PointsElsewhere { host: host.clone() },
                Retry::No,
            ),
            Self::TooManyRedirects { host } => (
                Code::Unexpected,
                Hint::TooManyRedirects { host: host.clone() },
                Retry::No,
            ),
            // Insufficient Storage (RFC 4918, 11.5), as the local registry says it.
            Self::Server {
                host,
                status: 507,
                complaint,
            } => {
                let path = host.clone();
                let is_read_only = complaint
                    .as_ref()
                    .is_some_and(|complaint| complaint.code == "STORAGE_READ_ONLY");
                let hint = if is_read_only {
                    Hint::DiskReadOnly { path }
                } else {
                    Hint::DiskFull { path }
                };
                (Code::Unexpected, hint, Retry::AfterChange)
            }
            Self::Server { host, status, .. } => (
                Code::Unexpected,
                Hint::ServerFault {
                    host: host.clone(),
                    status: *status,
                },
                Retry::Yes,
            ),
            Self::Document(problem) => (
                Code::Unsupported,
                Hint::ManifestRefused {
                    reason: problem.to_string(),
                },
                Retry::No,
            ),
            Self::Setting { setting, .. } => return Failure::invalid(setting, detail),
            Self::Credential(cause) => {
                if let Some(error) = cause.downcast_ref::<CredentialError>() {
                    return error.to_failure();
                }
                return plain(Code::SignInNeeded, Retry::AfterChange, detail);
            }
            Self::Refuses { .. } | Self::Protocol { .. } | Self::Source(_) => {
                return plain(Code::Unexpected, Retry::Yes, detail);
            }
        };
        Failure::new(code, hint, retry, detail)
    }
}

impl ToFailure for RegistryError {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint, retry) = match self {
            Self::Request(error) => return error.to_failure(),
            Self::DeletionOff { setting, .. } => (
                Code::Unsupported,
                Hint::DeletionSwitchedOff {
                    setting: setting.clone(),
                },
                Retry::AfterChange,
            ),
            Self::TagDeletionUnsupported { .. } => {
                (Code::Unsupported, Hint::TagDeletionUnsupported, Retry::No)
            }
            Self::TagMoved { tag, .. } => (
                Code::Conflict,
                Hint::RegistryChanged {
                    what: vec![tag.to_string()],
                },
                Retry::AfterChange,
            ),
            Self::DeletionUnproven | Self::DoesNotFit { .. } => {
                return plain(Code::Unsupported, Retry::No, detail);
            }
            Self::NotRestored { cause, .. } => {
                return Failure {
                    detail,
                    ..cause.to_failure()
                };
            }
            Self::Native { nature, .. } => {
                if let Some(error) = portolan_ecr::Error::of(self) {
                    return error.to_failure();
                }
                if let Some(error) = portolan_transfer::FileError::of(self) {
                    return error.to_failure();
                }
                if let Self::Native { cause, .. } = self
                    && let Some(error) = cause.downcast_ref::<SocketError>()
                {
                    return error.to_failure();
                }
                let (code, retry) = match nature {
                    Nature::NotFound => (Code::NotFound, Retry::No),
                    Nature::Unreachable => (Code::Offline, Retry::Yes),
                    Nature::SignIn => (Code::SignInNeeded, Retry::AfterChange),
                    Nature::Forbidden => (Code::Forbidden, Retry::AfterChange),
                    Nature::Busy(until) => {
                        let until = until.map(jiff::Timestamp::as_millisecond);
                        (Code::RateLimited { until }, Retry::Yes)
                    }
                    Nature::Conflict => (Code::Conflict, Retry::AfterChange),
                    Nature::Invalid => (Code::Unsupported, Retry::No),
                    Nature::Unexpected => (Code::Unexpected, Retry::Yes),
                };
                return plain(code, retry, detail);
            }
        };
        Failure::new(code, hint, retry, detail)
    }
}

impl ToFailure for CredentialError {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint) = match self {
            Self::KeyringLocked => (Code::KeyringLocked, Hint::KeyringLocked),
            Self::KeyringAbsent { .. } => (Code::SignInNeeded, Hint::KeyringAbsent),
            Self::HelperMissing { name } => (
                Code::SignInNeeded,
                Hint::HelperMissing { name: name.clone() },
            ),
            Self::HelperFailed { name, .. } => (
                Code::SignInNeeded,
                Hint::HelperFailed { name: name.clone() },
            ),
            Self::EngineMissing { engine } => (
                Code::Unsupported,
                Hint::EngineMissing {
                    engine: (*engine).to_owned(),
                },
            ),
            Self::LoginFailed { engine, message } => (
                Code::Unexpected,
                Hint::EngineLoginFailed {
                    engine: (*engine).to_owned(),
                    said: message.clone(),
                },
            ),
            Self::FileDamaged { path, .. } | Self::FileUnreadable { path, .. } => (
                Code::SignInNeeded,
                Hint::CredentialFileDamaged {
                    path: path.display().to_string(),
                },
            ),
            Self::NotFound { name } => (
                Code::SignInNeeded,
                Hint::NoCredentials { host: name.clone() },
            ),
            _ => return plain(Code::SignInNeeded, Retry::Yes, detail),
        };
        Failure::new(code, hint, Retry::AfterChange, detail)
    }
}

impl ToFailure for StorageError {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint, retry) = match self {
            Self::InUse { .. } => (Code::Conflict, Hint::AlreadyRunning, Retry::AfterChange),
            Self::NewerSchema { found, known, .. } => (
                Code::Unsupported,
                Hint::DatabaseNewer {
                    found: *found,
                    known: *known,
                },
                Retry::AfterChange,
            ),
            Self::ReadOnly { path, .. } => (
                Code::Unexpected,
                Hint::DiskReadOnly {
                    path: path.display().to_string(),
                },
                Retry::AfterChange,
            ),
            Self::DiskFull { path } => (
                Code::Unexpected,
                Hint::DiskFull {
                    path: path.display().to_string(),
                },
                Retry::AfterChange,
            ),
            Self::NotFound { .. } => return plain(Code::NotFound, Retry::No, detail),
            _ => return plain(Code::Unexpected, Retry::Yes, detail),
        };
        Failure::new(code, hint, retry, detail)
    }
}

fn plain(code: Code, retry: Retry, detail: String) -> Failure {
    Failure {
        code,
        hint: None,
        retry,
        detail,
    }
}

/// How many failures are remembered for the diagnostics.
const REMEMBERED: usize = 50;

/// The last failures, for the diagnostics.
#[derive(Debug, Default)]
pub(crate) struct RecentFailures(Mutex<VecDeque<(jiff::Timestamp, &'static str, Failure)>>);

impl RecentFailures {
    /// Remembers how a command failed.
    pub(crate) fn remember(&self, command: &'static str, failure: &Failure) {
        let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() == REMEMBERED {
            failures.pop_front();
        }
        failures.push_back((jiff::Timestamp::now(), command, failure.clone()));
    }

    /// A line for each, oldest first.
    pub(crate) fn lines(&self) -> Vec<String> {
        let failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let line = |(at, command, failure): &(jiff::Timestamp, &str, Failure)| {
            format!("{at:.0} {command}: {failure}")
        };
        failures.iter().map(line).collect()
    }
}
