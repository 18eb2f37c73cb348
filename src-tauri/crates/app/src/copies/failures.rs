//! From the errors of `transfer` to failures that the window has words for.

use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_distribution as distribution;
use portolan_registries as registries;
use portolan_transfer::Error;

use crate::{changes::changed, failures::ToFailure};

impl ToFailure for Error {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let (code, hint, retry) = match self {
            Self::Place { cause, .. } => return cause.to_failure(),
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
            Self::Schema1 { .. } => (Code::Unsupported, Hint::ReadOnlyRelic, Retry::No),
            Self::Document { .. }
            | Self::NoPlatform { .. }
            | Self::TooMuch { .. }
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
