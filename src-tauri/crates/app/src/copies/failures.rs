//! From the errors of `transfer` to failures that the window has words for.

use portolan_contract::{Code, Failure, Hint, ImageFileProblem, Retry};
use portolan_distribution::{self as distribution, SocketError};
use portolan_registries as registries;
use portolan_transfer::{Error, FileError};

use crate::{changes::changed, failures::ToFailure};

impl ToFailure for Error {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint, retry) = match self {
            Self::Place { cause, .. } => return cause.to_failure(),
            Self::Full { cause } if FileError::of(cause).is_some() => return cause.to_failure(),
            Self::Full { cause } => (
                Code::Unexpected,
                Hint::DiskFull {
                    path: host_of(cause),
                },
                Retry::AfterChange,
            ),
            Self::RateLimited { until, .. } => {
                let until = until.map(jiff::Timestamp::as_millisecond);
                return plain(Code::RateLimited { until }, Retry::Yes, detail);
            }
            Self::Immutable { tag, .. } => (
                Code::Conflict,
                Hint::TagImmutable {
                    tag: tag.to_string(),
                },
                Retry::AfterChange,
            ),
            Self::TagMoved { tag, .. } => return changed(vec![tag.to_string()]),
            Self::Corrupt { asked, got } => (
                Code::Unexpected,
                Hint::DigestMismatch {
                    asked: asked.to_string(),
                    got: got.to_string(),
                },
                Retry::Yes,
            ),
            Self::NoSuchForm { what, .. } => (
                Code::Unsupported,
                Hint::FormRefused { what: what.clone() },
                Retry::AfterChange,
            ),
            Self::NoZstdInDocker => return Failure::invalid("conversion", detail),
            Self::Schema1 { .. } => (Code::Unsupported, Hint::ReadOnlyRelic, Retry::No),
            Self::Document { .. }
            | Self::NoPlatform { .. }
            | Self::OnePlatform { .. }
            | Self::TooMuch { .. }
            | Self::NotRepacked { .. }
            | Self::SizeDiffers { .. } => (
                Code::Unsupported,
                Hint::ManifestRefused {
                    reason: detail.clone(),
                },
                Retry::No,
            ),
            Self::Missing { .. } => return plain(Code::NotFound, Retry::No, detail),
            Self::NotVerified { .. } | Self::Plan(_) | Self::Cancelled => {
                return plain(Code::Unexpected, Retry::Yes, detail);
            }
        };
        Failure::new(code, hint, retry, detail)
    }
}

impl ToFailure for FileError {
    fn to_failure(&self) -> Failure {
        use std::io::ErrorKind;
        let path = self.path().map(|path| path.display().to_string());
        let path = path.unwrap_or_default();
        let detail = self.to_string();
        if self.is_full() {
            return Failure::new(
                Code::Unexpected,
                Hint::DiskFull { path },
                Retry::AfterChange,
                detail,
            );
        }
        let (code, problem) = match self {
            Self::Io { cause, .. } => match cause.kind() {
                ErrorKind::NotFound => (Code::NotFound, ImageFileProblem::NotThere),
                // What a layer unpacks to is no layer.
                ErrorKind::InvalidData | ErrorKind::UnexpectedEof => {
                    (Code::Unsupported, ImageFileProblem::Damaged)
                }
                _ => (Code::Forbidden, ImageFileProblem::Refused),
            },
            Self::UnknownForm(_) => (Code::Unsupported, ImageFileProblem::UnknownForm),
            Self::Compressed(_) => (Code::Unsupported, ImageFileProblem::Compressed),
            Self::Escapes(_) | Self::Twice(_) | Self::Ambiguous(_) => {
                (Code::Unsupported, ImageFileProblem::Hostile)
            }
            Self::Damaged(_)
            | Self::Missing(_)
            | Self::Mismatch { .. }
            | Self::Unreadable { .. } => (Code::Unsupported, ImageFileProblem::Damaged),
            Self::TooMuch(_) => (Code::Unsupported, ImageFileProblem::TooMuch),
            Self::Exists(_) => (Code::Conflict, ImageFileProblem::Exists),
            Self::Unfinished(_) => (Code::Unexpected, ImageFileProblem::Unfinished),
            Self::NoImage(_) => (Code::Unsupported, ImageFileProblem::NoImage),
        };
        let hint = Hint::ImageFile {
            path,
            problem,
            what: detail.clone(),
        };
        Failure::new(code, hint, Retry::AfterChange, detail)
    }
}

impl ToFailure for SocketError {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint) = match self {
            Self::Absent { path, .. } => {
                let path = path.display().to_string();
                (Code::Offline, Hint::EngineAbsent { path })
            }
            Self::Denied { path } => {
                let path = path.display().to_string();
                (Code::Forbidden, Hint::EngineDenied { path })
            }
            Self::Refused { message, .. } | Self::Broken(message) => {
                let reason = message.clone();
                (Code::Unexpected, Hint::EngineRefused { reason })
            }
        };
        Failure::new(code, hint, Retry::Yes, detail)
    }
}

/// Who has no room.
fn host_of(cause: &registries::Error) -> String {
    match cause {
        registries::Error::Request(
            distribution::Error::Server { host, .. }
            | distribution::Error::Refuses { host, .. }
            | distribution::Error::Forbidden { host, .. },
        ) => host.clone(),
        _ => String::new(),
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
