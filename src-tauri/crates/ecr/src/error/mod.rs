//! Why a call of Amazon's APIs failed, in kinds that tell a person what to do. Secrets never get in here.

mod classify;
mod denial;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use portolan_distribution as distribution;
use portolan_registries::{self as registries, Nature};

pub(crate) use classify::{Call, chain, is_throttling};
pub use denial::Denial;

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed. Cheap to clone: one failed sign-in has several callers.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The sign-in has come to its end, and must be made anew.
    #[error("the sign-in by {what} has expired; {}", what.remedy())]
    Expired {
        /// Which sign-in.
        what: SignInSource,
    },
    /// There are no credentials where they were looked for.
    #[error("there are no credentials: {reason}")]
    NoCredentials {
        /// Where they were looked for, and what was found.
        reason: String,
    },
    /// Amazon does not know these credentials, or their secret is wrong.
    #[error("the credentials of {what} were refused: {said}; check the access key and its secret")]
    WrongCredentials {
        /// Which sign-in.
        what: SignInSource,
        /// What Amazon says.
        said: String,
    },
    /// The code of the second factor was wrong, used before, or too late.
    #[error("the code of {device} was refused: {said}; wait for the next code and try again")]
    WrongCode {
        /// The device's serial number.
        device: String,
        /// What Amazon says.
        said: String,
    },
    /// The person was asked something for the sign-in, and did not answer.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// The browser's part of the sign-in was not done in time, or refused there.
    #[error("the sign-in was not confirmed in the browser: {reason}; begin it anew")]
    NotConfirmed {
        /// Why.
        reason: String,
    },
    /// Signed in, but not allowed to do this.
    #[error(transparent)]
    Denied(Box<Denial>),
    /// Too many requests, more often than it was sensible to try again.
    #[error("{action} is asked for too often in {region}: {said}; try again in a while")]
    Throttled {
        /// The action, such as `ecr:DescribeImages`.
        action: String,
        /// Where.
        region: String,
        /// What Amazon says.
        said: String,
    },
    /// The account has this region switched off, as those opened since 2019 are at first.
    #[error(
        "the region {region} is switched off for this account; switch it on in the account's settings, or leave it out"
    )]
    RegionOff {
        /// Which.
        region: String,
    },
    /// This machine's clock and Amazon's differ too much for a signature.
    #[error("this machine's clock is {} Amazon's; set it right", skew(*.difference))]
    ClockSkew {
        /// This machine's time less Amazon's, where an answer told.
        difference: Option<SignedDuration>,
    },
    /// Not Amazon answered but something in between, with a page for people.
    #[error(
        "{host} answered a web page ({status}) and no API: a proxy or sign-in page of the network is in between, or the endpoint is wrong"
    )]
    WebPage {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// It is not there.
    #[error("{what} is not there: {said}")]
    NotFound {
        /// What kind of thing.
        what: Missing,
        /// What Amazon says.
        said: String,
    },
    /// What is there stands in the way.
    #[error("{said}")]
    Conflict {
        /// What stands in the way.
        what: Conflict,
        /// What Amazon says.
        said: String,
    },
    /// A quota of the account or a limit of the API.
    #[error("a limit is reached: {said}")]
    LimitReached {
        /// What Amazon says.
        said: String,
    },
    /// What was asked for breaks a rule.
    #[error("it can't be done as asked: {said}")]
    Invalid {
        /// What Amazon says, or what this program knows before asking.
        said: String,
    },
    /// Removing a repository's tag would delete its image, as it is the only one.
    #[error("{tag} is the only tag of its image: Amazon ECR would delete the image with it")]
    OnlyTag {
        /// The tag.
        tag: String,
    },
    /// Some of a batch did not work. What is not in here did.
    #[error("{} of {asked} did not work: {}", failures.len(), first(failures))]
    Partly {
        /// How many were asked for.
        asked: usize,
        /// Each that did not work.
        failures: Vec<ItemFailure>,
    },
    /// Another error of Amazon's, in its own words.
    #[error("{action} failed in {region}: {code}: {said}")]
    Refused {
        /// The action.
        action: String,
        /// Where.
        region: String,
        /// The error's name.
        code: String,
        /// What Amazon says.
        said: String,
        /// Amazon's number for the request, for its support.
        request_id: Option<String>,
    },
    /// The answer makes no sense.
    #[error("the answer to {action} can't be used: {reason}")]
    Unusable {
        /// The action.
        action: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The request itself failed.
    #[error(transparent)]
    Request(#[from] distribution::Error),
    /// A setting of the connection can't be used.
    #[error("the {setting} of this connection can't be used: {reason}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// Why not.
        reason: String,
    },
    /// A profile can't be used as it is written.
    #[error("the profile {profile} can't be used: {reason}")]
    Profile {
        /// Which.
        profile: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Where credentials come from, as far as a person has to know it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInSource {
    /// A profile of the shared files.
    Profile(String),
    /// Identity Center, by its start address.
    IdentityCenter(String),
    /// A role that is assumed.
    Role(String),
    /// An access key, by its id.
    AccessKey(String),
    /// A token of a web identity.
    WebIdentity,
    /// The environment's variables.
    Environment,
    /// The container or machine that this runs on.
    Machine,
    /// Whatever the surroundings offered first.
    Surroundings,
}

impl SignInSource {
    /// What to do when it has expired.
    fn remedy(&self) -> &'static str {
        match self {
            Self::IdentityCenter(_) => "sign in again in the browser",
            Self::Role(_) | Self::WebIdentity | Self::Machine => {
                "try again, which asks for new ones"
            }
            Self::Profile(_) | Self::AccessKey(_) | Self::Environment => {
                "put in new credentials, for these are temporary ones"
            }
            Self::Surroundings => "try again, and put in new ones where they are temporary",
        }
    }
}

impl std::fmt::Display for SignInSource {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Profile(name) => write!(formatter, "the profile {name}"),
            Self::IdentityCenter(start) => write!(formatter, "Identity Center ({start})"),
            Self::Role(role) => write!(formatter, "the role {role}"),
            Self::AccessKey(id) => write!(formatter, "the access key {id}"),
            Self::WebIdentity => formatter.write_str("a web identity"),
            Self::Environment => formatter.write_str("the environment's variables"),
            Self::Machine => formatter.write_str("this machine"),
            Self::Surroundings => formatter.write_str("what this machine offers"),
        }
    }
}

/// Kinds of things that may not be there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Missing {
    /// A repository.
    Repository,
    /// An image, a tag or a manifest.
    Image,
    /// A repository's lifecycle policy.
    LifecyclePolicy,
    /// A preview of a lifecycle policy.
    LifecyclePreview,
    /// A repository's policy.
    RepositoryPolicy,
    /// The registry's policy.
    RegistryPolicy,
    /// A scan.
    Scan,
    /// A secret.
    Secret,
    /// Anything else.
    Other,
}

impl std::fmt::Display for Missing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Repository => "the repository",
            Self::Image => "the image",
            Self::LifecyclePolicy => "a lifecycle policy",
            Self::LifecyclePreview => "a preview",
            Self::RepositoryPolicy => "a repository policy",
            Self::RegistryPolicy => "a registry policy",
            Self::Scan => "a scan",
            Self::Secret => "the secret",
            Self::Other => "it",
        })
    }
}

/// What may stand in the way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Conflict {
    /// A repository of that name is there.
    RepositoryExists,
    /// The repository still holds images.
    RepositoryNotEmpty,
    /// The very image is there already, under that tag.
    ImageExists,
    /// The tag is there and must not move, by the repository's tag mutability.
    TagImmutable,
    /// An index contains the image: the index must go first.
    InsideIndex,
    /// The image is archived and must be restored first.
    Archived,
    /// A preview is being made.
    PreviewRunning,
    /// Anything else that is there already or under way.
    Other,
}

/// One of a batch that did not work.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ItemFailure {
    /// The tag or digest.
    pub item: String,
    /// The failure's name, such as `ImageReferencedByManifestList`.
    pub code: String,
    /// What Amazon says.
    pub said: String,
}

/// An answer of a web page, on its way through the SDK.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{host} answered a web page ({status})")]
pub(crate) struct WebPage {
    pub(crate) host: String,
    pub(crate) status: u16,
}

impl Error {
    /// The error of this crate inside one of a registry, where it is one.
    pub fn of(error: &registries::Error) -> Option<&Self> {
        match error {
            registries::Error::Native { cause, .. } => cause.downcast_ref(),
            _ => None,
        }
    }

    /// Whether it means that something is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
            || matches!(self, Self::Request(error) if error.is_not_found())
    }

    /// Whether new credentials may help, so that those at hand are worth nothing any more.
    pub fn is_of_credentials(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::WrongCredentials { .. })
    }

    fn nature(&self) -> Nature {
        match self {
            Self::Expired { .. }
            | Self::NoCredentials { .. }
            | Self::WrongCredentials { .. }
            | Self::WrongCode { .. }
            | Self::Cancelled
            | Self::NotConfirmed { .. }
            | Self::ClockSkew { .. }
            | Self::Profile { .. } => Nature::SignIn,
            Self::Denied(_) | Self::RegionOff { .. } => Nature::Forbidden,
            Self::Throttled { .. } => Nature::Busy(None::<Timestamp>),
            Self::WebPage { .. } => Nature::Unreachable,
            Self::NotFound { .. } => Nature::NotFound,
            Self::Conflict { .. } | Self::OnlyTag { .. } => Nature::Conflict,
            Self::LimitReached { .. } | Self::Invalid { .. } | Self::Setting { .. } => {
                Nature::Invalid
            }
            Self::Partly { .. }
            | Self::Refused { .. }
            | Self::Unusable { .. }
            | Self::Request(_) => Nature::Unexpected,
        }
    }
}

impl From<Error> for registries::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Request(error) => Self::Request(error),
            error => Self::Native {
                nature: error.nature(),
                cause: Arc::new(error),
            },
        }
    }
}

/// How much a clock differs, in words.
fn skew(difference: Option<SignedDuration>) -> String {
    let Some(difference) = difference else {
        return "too far from".to_owned();
    };
    let minutes = difference.as_secs().unsigned_abs() / 60;
    let seconds = difference.as_secs().unsigned_abs() % 60;
    let way = if difference.is_negative() {
        "behind"
    } else {
        "ahead of"
    };
    format!("{minutes} min {seconds} s {way}")
}

fn first(failures: &[ItemFailure]) -> String {
    failures.first().map_or_else(String::new, |failure| {
        format!("{}: {}", failure.item, failure.said)
    })
}
