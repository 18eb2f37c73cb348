//! Why a request failed, in kinds that tell a person what to do. Secrets never get in here.

use std::{net::IpAddr, sync::Arc};

use jiff::Timestamp;
use portolan_oci::{Digest, DocumentError};

use crate::Complaint;

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a request failed. Hosts are `host` or `host:port`. Cheap to clone: one failed request may have
/// several callers.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// DNS knows no such host.
    #[error("there is no host {host}")]
    HostNotFound {
        /// As it was asked for.
        host: String,
    },
    /// Nobody listens there.
    #[error("{host} refused the connection")]
    Refused {
        /// Who refused.
        host: String,
    },
    /// Nothing, or too little, came in time.
    #[error("{host} took too long: {stage}")]
    Timeout {
        /// Who was too slow.
        host: String,
        /// At what.
        stage: Stage,
    },
    /// The connection broke, or never came about for another reason.
    #[error("the connection to {host} broke: {reason}")]
    Broken {
        /// The other side.
        host: String,
        /// What the system says.
        reason: String,
    },
    /// The encrypted connection could not be trusted.
    #[error("{host} can't be trusted: {failure}")]
    Tls {
        /// The other side.
        host: String,
        /// What is wrong with it.
        failure: TlsFailure,
    },
    /// The server speaks plain http where https was expected, and http was not allowed.
    #[error("{host} speaks plain http, and this connection allows only https")]
    PlainHttp {
        /// The other side.
        host: String,
    },
    /// Something answers, but it is no registry.
    #[error("{host} is not a registry: it answered {answered}")]
    NotARegistry {
        /// Who answered.
        host: String,
        /// What it answered, in a few words.
        answered: String,
    },
    /// The registry wants to know who asks.
    #[error("{host} wants a sign-in: {reason}")]
    Unauthorized {
        /// Who wants it.
        host: String,
        /// Whether credentials were missing or refused.
        reason: SignInProblem,
        /// What the registry says.
        complaint: Option<Box<Complaint>>,
    },
    /// Signed in, but not allowed to do this.
    #[error("{host} does not allow this: {}", missing(asked, granted.as_deref()))]
    Forbidden {
        /// Who forbids it.
        host: String,
        /// The scopes asked for, as `repository:name:pull,push`.
        asked: Vec<String>,
        /// The scopes the token carries, where it tells.
        granted: Option<Vec<String>>,
        /// What the registry says.
        complaint: Option<Box<Complaint>>,
    },
    /// It is not there, or not for who asks.
    #[error("{what} is not there")]
    NotFound {
        /// What was asked for, in a few words.
        what: String,
        /// What the registry says.
        complaint: Option<Box<Complaint>>,
    },
    /// The registry does not do this; for deletion usually a setting.
    #[error("the registry does not support {what}")]
    Unsupported {
        /// What it does not do.
        what: Operation,
        /// What the registry says.
        complaint: Option<Box<Complaint>>,
    },
    /// Too many requests, and the wait is longer than it is sensible to sit out.
    #[error("{host} asks to wait{}", until.map(|until| format!(" until {until}")).unwrap_or_default())]
    RateLimited {
        /// Who asks.
        host: String,
        /// When it may be tried again, where it is known.
        until: Option<Timestamp>,
        /// What the registry says.
        complaint: Option<Box<Complaint>>,
    },
    /// The answer is larger than anything honest.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// The content is not what its digest says.
    #[error("asked for {asked}, but the content is {got}")]
    DigestMismatch {
        /// The digest asked for.
        asked: Digest,
        /// The digest of what came.
        got: Digest,
    },
    /// The registry sends credentials to a host that nobody approved for it.
    #[error("{registry} asks to sign in at {host}, which is not known to belong to it")]
    RealmElsewhere {
        /// The registry.
        registry: String,
        /// Where it wants the credentials sent.
        host: String,
    },
    /// A name or redirect leads to an address inside this machine or network.
    #[error("{host} leads to the private address {address}, which was not approved")]
    PrivateAddress {
        /// The host that leads there.
        host: String,
        /// Where.
        address: IpAddr,
    },
    /// The registry leads to another origin where it must not.
    #[error("{host} leads its {what} to {target}, which is another place")]
    CrossOrigin {
        /// The registry.
        host: String,
        /// `Link`, `Location` …
        what: &'static str,
        /// Where it leads.
        target: String,
    },
    /// Redirect after redirect.
    #[error("{host} redirects in circles")]
    TooManyRedirects {
        /// Who began.
        host: String,
    },
    /// The registry refuses what was sent.
    #[error("{host} refuses it ({status}){}", said(complaint.as_deref()))]
    Refuses {
        /// Who.
        host: String,
        /// The HTTP status.
        status: u16,
        /// What the registry says.
        complaint: Option<Box<Complaint>>,
    },
    /// The registry is in trouble itself.
    #[error("{host} has a problem of its own ({status}){}", said(complaint.as_deref()))]
    Server {
        /// Who.
        host: String,
        /// The HTTP status.
        status: u16,
        /// What the registry says.
        complaint: Option<Box<Complaint>>,
    },
    /// The registry breaks the protocol.
    #[error("{host} breaks the protocol: {what}")]
    Protocol {
        /// Who.
        host: String,
        /// How.
        what: String,
    },
    /// The manifest can't be shown truthfully.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The credentials could not be had; the cause is the credentials room's own error.
    #[error("the credentials could not be read: {0}")]
    Credential(Arc<dyn std::error::Error + Send + Sync>),
    /// A setting of the connection can't be used.
    #[error("the {setting} of this connection can't be used: {reason}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// Why not.
        reason: String,
    },
    /// What is to be sent could not be read here.
    #[error("what is to be sent can't be read: {0}")]
    Source(String),
}

/// What took too long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stage {
    /// Reaching the host.
    Connecting,
    /// The first of the answer.
    Answering,
    /// The rest of the answer stopped coming.
    Idle,
    /// The rest of the answer comes too slowly.
    Rate,
}

impl std::fmt::Display for Stage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Connecting => "it could not be reached in time",
            Self::Answering => "it did not begin to answer in time",
            Self::Idle => "it stopped in the middle of its answer",
            Self::Rate => "its answer comes too slowly",
        })
    }
}

/// Why an encrypted connection could not be trusted.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TlsFailure {
    /// Signed by nobody this machine or connection trusts.
    #[error("its certificate is signed by an authority that is not trusted")]
    Untrusted,
    /// Made for another host.
    #[error("its certificate is for another host")]
    NameMismatch,
    /// Past its end.
    #[error("its certificate has expired")]
    Expired,
    /// Before its beginning; often this machine's clock.
    #[error("its certificate is not valid yet, or this machine's clock is wrong")]
    NotYetValid,
    /// It wants a client certificate, or another one.
    #[error("it wants a client certificate")]
    ClientCertificate,
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// What is wrong with the sign-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignInProblem {
    /// None were at hand.
    NoCredentials,
    /// They were refused.
    WrongCredentials,
}

impl std::fmt::Display for SignInProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::NoCredentials => "there are no credentials",
            Self::WrongCredentials => "the user name, password or token is wrong or has expired",
        })
    }
}

/// What a registry may not do.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Operation {
    /// Listing its repositories.
    ListRepositories,
    /// Deleting a tag alone.
    DeleteTag,
    /// Deleting a manifest by digest.
    DeleteManifest,
    /// Deleting a blob.
    DeleteBlob,
    /// The referrers API.
    Referrers,
    /// Anything else.
    Other,
}

impl std::fmt::Display for Operation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::ListRepositories => "listing its repositories",
            Self::DeleteTag => "deleting a tag",
            Self::DeleteManifest => "deleting a manifest",
            Self::DeleteBlob => "deleting a blob",
            Self::Referrers => "the referrers API",
            Self::Other => "this request",
        })
    }
}

impl Error {
    /// Whether trying the same again later may succeed by itself.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Timeout { .. }
                | Self::Broken { .. }
                | Self::Refused { .. }
                | Self::RateLimited { .. }
                | Self::Server { .. }
        )
    }

    /// Whether the machine seems to be without a network, or the host without a server.
    pub fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::HostNotFound { .. }
                | Self::Refused { .. }
                | Self::Broken { .. }
                | Self::Timeout {
                    stage: Stage::Connecting,
                    ..
                }
        )
    }

    /// Whether it means that something is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }
}

fn missing(asked: &[String], granted: Option<&[String]>) -> String {
    match granted {
        Some([]) => format!("asked for {}, granted nothing", asked.join(" ")),
        Some(granted) => format!(
            "asked for {}, granted {}",
            asked.join(" "),
            granted.join(" ")
        ),
        None if asked.is_empty() => "permission is missing".to_owned(),
        None => format!("{} is missing", asked.join(" ")),
    }
}

fn said(complaint: Option<&Complaint>) -> String {
    complaint.map_or_else(String::new, |complaint| format!(": {complaint}"))
}
