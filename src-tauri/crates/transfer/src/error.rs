//! Why a copy can't be planned, or did not come whole.

use jiff::Timestamp;
use portolan_distribution as distribution;
use portolan_oci::{Digest, DocumentError, Tag};
use portolan_registries as registries;

use crate::FileError;

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One of the two sides of a copy.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Side {
    /// Where the images come from.
    Source,
    /// Where they go.
    Destination,
}

/// Why a copy can't be planned, or did not come whole. The destination's tag is untouched with every
/// one of them. Cheap to clone: one blob may have several images waiting for it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// One side failed in a way that has no other name here.
    #[error("{side} failed: {cause}")]
    Place {
        /// Which.
        side: Side,
        /// How.
        cause: registries::Error,
    },
    /// What is to be copied is not there, or not any more.
    #[error("the source has no {what}; look at what it has now and plan again")]
    Missing {
        /// A tag or digest.
        what: String,
    },
    /// A manifest can't be read truthfully, so it is not passed on.
    #[error("{digest} can't be copied: {cause}")]
    Document {
        /// Which.
        digest: Digest,
        /// Why.
        cause: DocumentError,
    },
    /// A Docker manifest of schema 1, which registries no longer take.
    #[error(
        "{digest} is a Docker image of schema 1; build or convert it anew, no registry takes it"
    )]
    Schema1 {
        /// Which.
        digest: Digest,
    },
    /// None of the chosen platforms is in the index.
    #[error("{digest} has none of the chosen platforms; it has {}", has.join(", "))]
    NoPlatform {
        /// The index.
        digest: Digest,
        /// What it has.
        has: Vec<String>,
    },
    /// An image of several platforms, where the destination takes one.
    #[error("{digest} has several platforms and the destination takes one; choose one of {}", has.join(", "))]
    OnePlatform {
        /// The index.
        digest: Digest,
        /// What it has.
        has: Vec<String>,
    },
    /// Something that the wanted form has no place for.
    #[error(
        "{digest} has {what}, which the wanted form has no place for; copy it in the form it has"
    )]
    NoSuchForm {
        /// The manifest.
        digest: Digest,
        /// A media type, or a kind of manifest.
        what: String,
    },
    /// What was chosen contradicts itself.
    #[error(
        "Docker schema 2 has no type for layers packed by zstd; choose OCI, or leave the layers as they are"
    )]
    NoZstdInDocker,
    /// A layer that can't be packed anew.
    #[error("the layer {digest} can't be packed anew: {reason}; leave layers as they are")]
    NotRepacked {
        /// Which.
        digest: Digest,
        /// Why.
        reason: String,
    },
    /// Indexes within indexes, or more manifests than anything honest.
    #[error("{digest} holds more than is sensible to follow")]
    TooMuch {
        /// The outermost manifest.
        digest: Digest,
    },
    /// The source sends other content than the digest says, again and again.
    #[error("the source sends {got} where {asked} is meant; what it keeps is damaged")]
    Corrupt {
        /// What was asked for.
        asked: Digest,
        /// What came.
        got: Digest,
    },
    /// The source sends more or fewer bytes than the manifest says.
    #[error("{digest} has {got} bytes where its manifest says {expected}; the image is damaged")]
    SizeDiffers {
        /// Of what.
        digest: Digest,
        /// What the manifest says.
        expected: u64,
        /// What came or was announced.
        got: u64,
    },
    /// The destination has no room left.
    #[error("the destination is full; free space there or raise its quota: {cause}")]
    Full {
        /// As it said so.
        cause: registries::Error,
    },
    /// One side asks for a longer wait than is sensible to sit out.
    #[error("{side} asks to wait{}; go on later", until.map(|until| format!(" until {until}")).unwrap_or_default())]
    RateLimited {
        /// Which.
        side: Side,
        /// Until when, where it says.
        until: Option<Timestamp>,
    },
    /// The destination does not let the tag move.
    #[error(
        "the destination does not let {tag} move; choose another tag, or allow its tags to change: {cause}"
    )]
    Immutable {
        /// Which.
        tag: Tag,
        /// As it said so.
        cause: registries::Error,
    },
    /// The destination's tag is not where it was when the copy was planned.
    #[error("{tag} of the destination moved meanwhile; plan again")]
    TagMoved {
        /// Which.
        tag: Tag,
        /// Where it was.
        planned: Option<Digest>,
        /// Where it is.
        found: Option<Digest>,
    },
    /// The destination took a manifest and does not show it.
    #[error("the destination took {digest} and does not have it; try again later")]
    NotVerified {
        /// Which.
        digest: Digest,
    },
    /// A plan that does not hold together, as from a file that somebody changed.
    #[error("the plan can't be used: {0}; plan again")]
    Plan(String),
    /// It was asked to stop.
    #[error("it was stopped")]
    Cancelled,
}

impl Error {
    /// `cause` of one side, under the name that says what to do.
    pub(crate) fn of(side: Side, cause: registries::Error) -> Self {
        if side == Side::Destination && is_full(&cause) {
            return Self::Full { cause };
        }
        match &cause {
            registries::Error::Request(distribution::Error::RateLimited { until, .. }) => {
                Self::RateLimited {
                    side,
                    until: *until,
                }
            }
            registries::Error::Native {
                nature: registries::Nature::Busy(until),
                ..
            } => Self::RateLimited {
                side,
                until: *until,
            },
            _ => Self::Place { side, cause },
        }
    }

    /// Whether the same may succeed by itself a little later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Place { cause, .. } => may_pass(cause),
            Self::RateLimited { .. } | Self::NotVerified { .. } => true,
            _ => false,
        }
    }

    /// Whether the destination does not take a manifest because it lacks what the manifest needs.
    pub(crate) fn is_lack_of_content(&self) -> bool {
        matches!(self, Self::Place { side: Side::Destination, cause } if lacks_content(cause))
    }

    /// Whether no other image of the same copy can fare better.
    pub(crate) fn ends_all(&self) -> bool {
        match self {
            Self::Full { .. } | Self::Cancelled | Self::Plan(_) | Self::RateLimited { .. } => true,
            Self::Place { cause, .. } => {
                cause.is_unreachable()
                    || matches!(
                        cause,
                        registries::Error::Request(
                            distribution::Error::Unauthorized { .. }
                                | distribution::Error::Forbidden { .. }
                                | distribution::Error::Tls { .. }
                        )
                    )
            }
            _ => false,
        }
    }
}

/// Whether waiting and asking again may help.
fn may_pass(cause: &registries::Error) -> bool {
    match cause {
        registries::Error::Request(error) => {
            error.is_transient()
                // A broken answer, such as a range that was not asked for.
                || matches!(error, distribution::Error::Protocol { .. })
                // Asked to come again because the request took too long.
                || matches!(error, distribution::Error::Refuses { status: 408, .. })
        }
        registries::Error::Native { nature, .. } => matches!(
            nature,
            registries::Nature::Busy(_) | registries::Nature::Unreachable
        ),
        _ => false,
    }
}

/// Whether the destination says that it has no room: Insufficient Storage (RFC 4918, 11.5), or in words
/// (CNCF Distribution passes on its disk's, Harbor and others say quota).
fn is_full(cause: &registries::Error) -> bool {
    let error = match cause {
        registries::Error::Request(error) => error,
        cause => return FileError::of(cause).is_some_and(FileError::is_full),
    };
    let complaint = match error {
        distribution::Error::Server { status: 507, .. } => return true,
        distribution::Error::Server { complaint, .. }
        | distribution::Error::Refuses { complaint, .. }
        | distribution::Error::Forbidden { complaint, .. } => complaint,
        _ => return false,
    };
    complaint.as_ref().is_some_and(|complaint| {
        let said = format!(
            "{} {}",
            complaint.message,
            complaint.detail.as_deref().unwrap_or_default()
        )
        .to_ascii_lowercase();
        ["no space left", "quota", "upper limit"]
            .iter()
            .any(|words| said.contains(words))
    })
}

/// Whether a registry refuses a write for good, as it does where tags must not move.
pub(crate) fn is_refusal(cause: &registries::Error) -> bool {
    match cause {
        registries::Error::Request(error) => matches!(
            error,
            distribution::Error::Refuses { .. }
                | distribution::Error::Forbidden { .. }
                | distribution::Error::Unsupported { .. }
        ),
        registries::Error::Native { nature, .. } => *nature == registries::Nature::Conflict,
        _ => false,
    }
}

/// Whether a registry does not take a manifest because it lacks a blob or child of it (distribution
/// spec 1.1, `MANIFEST_BLOB_UNKNOWN`; `MANIFEST_UNKNOWN` for a child of an index). CNCF Distribution says
/// so, after `DIGEST_INVALID`, of a child whose tag is being put at that moment: it writes in place.
fn lacks_content(cause: &registries::Error) -> bool {
    let registries::Error::Request(error) = cause else {
        return false;
    };
    let (distribution::Error::Refuses { complaint, .. }
    | distribution::Error::NotFound { complaint, .. }) = error
    else {
        return false;
    };
    complaint.as_ref().is_some_and(|complaint| {
        ["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN"]
            .iter()
            .any(|code| complaint.names(code))
    })
}

impl std::fmt::Display for Side {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Source => "the source",
            Self::Destination => "the destination",
        })
    }
}
