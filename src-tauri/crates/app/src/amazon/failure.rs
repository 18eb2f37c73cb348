//! From the errors of Amazon's room to the failures that the window has words for.

use portolan_contract::{Code, Failure, Hint, Retry};
use portolan_ecr::{Conflict, Error, SignInSource};

use crate::failures::ToFailure;

impl ToFailure for Error {
    fn to_failure(&self) -> Failure {
        let detail = self.to_string();
        let plain = |code, retry| Failure {
            code,
            hint: None,
            retry,
            detail: detail.clone(),
        };
        let (code, hint, retry) = match self {
            Self::Request(error) => return error.to_failure(),
            Self::Setting { setting, .. } => return Failure::invalid(setting, detail),
            Self::Denied(denial) => (
                Code::Forbidden,
                Hint::ActionMissing {
                    action: denial.action.clone(),
                    statement: denial.statement(),
                },
                Retry::AfterChange,
            ),
            Self::Expired { what } => (
                Code::SignInNeeded,
                Hint::SignInExpired {
                    what: name_of(what),
                },
                Retry::AfterChange,
            ),
            Self::Cancelled | Self::NotConfirmed { .. } => (
                Code::SignInNeeded,
                Hint::SignInCancelled,
                Retry::AfterChange,
            ),
            Self::WrongCode { device, .. } => (
                Code::SignInNeeded,
                Hint::WrongCode {
                    device: device.clone(),
                },
                Retry::AfterChange,
            ),
            Self::NoCredentials { .. } | Self::WrongCredentials { .. } => {
                return plain(Code::SignInNeeded, Retry::AfterChange);
            }
            Self::Profile { profile, reason } => (
                Code::SignInNeeded,
                Hint::ProfileUnusable {
                    profile: profile.clone(),
                    reason: reason.clone(),
                },
                Retry::AfterChange,
            ),
            Self::RegionOff { region } => (
                Code::Forbidden,
                Hint::RegionOff {
                    region: region.clone(),
                },
                Retry::AfterChange,
            ),
            Self::ClockSkew { difference } => (
                Code::SignInNeeded,
                Hint::ClockSkew {
                    seconds: difference.map(|difference| difference.as_secs()),
                },
                Retry::AfterChange,
            ),
            Self::WebPage { host, .. } => (
                Code::Offline,
                Hint::NotARegistry { host: host.clone() },
                Retry::AfterChange,
            ),
            Self::Throttled { .. } => {
                return plain(Code::RateLimited { until: None }, Retry::Yes);
            }
            Self::NotFound { .. } => return plain(Code::NotFound, Retry::No),
            Self::Conflict { what, .. } => match conflict(*what) {
                Some(hint) => (Code::Conflict, hint, Retry::AfterChange),
                None => return plain(Code::Conflict, Retry::AfterChange),
            },
            Self::LimitReached { said } => (
                Code::Conflict,
                Hint::LimitReached { said: said.clone() },
                Retry::AfterChange,
            ),
            Self::OnlyTag { .. } => return plain(Code::Conflict, Retry::AfterChange),
            Self::Invalid { .. } => return plain(Code::Unsupported, Retry::No),
            Self::Partly { failures, .. } => {
                let is_inside = |failure: &&portolan_ecr::ItemFailure| {
                    failure.code == "ImageReferencedByManifestList"
                };
                if failures.iter().any(|failure| is_inside(&failure)) {
                    let hint = Hint::InsideIndexes {
                        indexes: Vec::new(),
                    };
                    (Code::Conflict, hint, Retry::AfterChange)
                } else {
                    return plain(Code::Conflict, Retry::AfterChange);
                }
            }
            Self::Refused { .. } | Self::Unusable { .. } => {
                return plain(Code::Unexpected, Retry::Yes);
            }
        };
        Failure::new(code, hint, retry, detail)
    }
}

fn conflict(what: Conflict) -> Option<Hint> {
    Some(match what {
        Conflict::RepositoryExists => Hint::RepositoryExists,
        Conflict::RepositoryNotEmpty => Hint::RepositoryNotEmpty,
        Conflict::TagImmutable => Hint::TagImmutable { tag: String::new() },
        Conflict::InsideIndex => Hint::InsideIndexes {
            indexes: Vec::new(),
        },
        Conflict::Archived => Hint::ImageArchived,
        Conflict::ImageExists | Conflict::PreviewRunning | Conflict::Other => return None,
    })
}

fn name_of(source: &SignInSource) -> String {
    match source {
        SignInSource::Profile(name) => name.clone(),
        SignInSource::IdentityCenter(start_url) => start_url.clone(),
        SignInSource::Role(arn) => arn.clone(),
        SignInSource::AccessKey(id) => id.clone(),
        SignInSource::WebIdentity => "AWS_WEB_IDENTITY_TOKEN_FILE".to_owned(),
        SignInSource::Environment => "AWS_ACCESS_KEY_ID".to_owned(),
        SignInSource::Machine => "EC2".to_owned(),
        // The SDKs' own name for it.
        SignInSource::Surroundings => "default".to_owned(),
    }
}
