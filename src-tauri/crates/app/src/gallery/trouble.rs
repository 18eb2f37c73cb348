//! From the errors of the gallery, its packs and its index to the failures that the window has words for.

use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_gallery::{Error, PackProblem};
use portolan_search::Error as SearchError;

use crate::failures::ToFailure;

/// Why a source did not answer; `source` is its name.
pub(super) fn show_trouble(source: &str, error: &Error) -> Failure {
    let detail = error.to_string();
    let unreadable = |reason: String| Hint::SourceUnreadable {
        source: source.to_owned(),
        reason,
    };
    match error {
        Error::Connection(error) => error.to_failure(),
        Error::NotFound { .. } => plain(Code::NotFound, Retry::No, detail),
        Error::Forbidden { .. } => plain(Code::Forbidden, Retry::AfterChange, detail),
        Error::RateLimited { until, .. } => {
            let until = until.map(jiff::Timestamp::as_millisecond);
            plain(Code::RateLimited { until }, Retry::Yes, detail)
        }
        Error::Server { host, status, .. } => Failure::new(
            Code::Unexpected,
            Hint::ServerFault {
                host: host.clone(),
                status: *status,
            },
            Retry::Yes,
            detail,
        ),
        Error::Refused { .. } | Error::NotUnderstood { .. } | Error::CursorExpired { .. } => {
            let hint = unreadable(detail.clone());
            Failure::new(Code::Unexpected, hint, Retry::Yes, detail)
        }
        Error::Unsupported { .. } | Error::Logo(_) => plain(Code::Unsupported, Retry::No, detail),
        Error::Pack(problem) => problem.to_failure(),
    }
}

impl ToFailure for PackProblem {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let hint = match self {
            Self::NotAPack => Hint::NotAPack,
            Self::NewerFormat { .. } => Hint::PackNewer,
            Self::Truncated { .. } => Hint::PackTruncated,
            Self::Checksum | Self::Count { .. } | Self::Trailing | Self::Damaged(_) => {
                Hint::PackAltered
            }
            Self::Bomb { .. } | Self::RecordTooLarge { .. } => Hint::PackTooLarge,
            Self::Unreadable { .. } | Self::Record { .. } => Hint::PackUnreadable,
            Self::Stopped | Self::File(_) | Self::Keeping(_) => {
                return plain(Code::Unexpected, Retry::Yes, detail);
            }
        };
        Failure::new(Code::Unsupported, hint, Retry::No, detail)
    }
}

impl ToFailure for SearchError {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        match self {
            Self::Damaged(_) | Self::Rebuilding => Failure::new(
                Code::Unexpected,
                Hint::GalleryRebuilding,
                Retry::Yes,
                detail,
            ),
            Self::InUse(_) => Failure::new(
                Code::Conflict,
                Hint::AlreadyRunning,
                Retry::AfterChange,
                detail,
            ),
            _ => plain(Code::Unexpected, Retry::Yes, detail),
        }
    }
}

pub(super) fn plain(code: Code, retry: Retry, detail: String) -> Failure {
    Failure {
        code,
        hint: None,
        retry,
        detail,
    }
}
