//! Why a source, a pack or a logo gave nothing: what happened, in kinds that tell what to do.

use jiff::Timestamp;

use crate::RecordProblem;

/// Shorthand for this crate's results.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a source, a pack or a logo gave nothing. Hosts are `host` or `host:port`.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The host could not be reached, was too slow, answered without end, or led where it must not.
    #[error(transparent)]
    Connection(#[from] portolan_distribution::Error),
    /// The source has no such repository, publisher or tag.
    #[error("{host} has no {what}")]
    NotFound {
        /// Who was asked.
        host: String,
        /// What is not there, such as `bitnami/redis`.
        what: String,
    },
    /// It answers nobody here: it wants a sign-in, or takes us for a robot.
    #[error("{host} does not answer this machine ({status})")]
    Forbidden {
        /// Who was asked.
        host: String,
        /// The HTTP status, 401 or 403.
        status: u16,
    },
    /// Asked too often.
    #[error("{host} asks to wait{}", until.map(|until| format!(" until {until}")).unwrap_or_default())]
    RateLimited {
        /// Who asks.
        host: String,
        /// When it may be asked again, where it says so.
        until: Option<Timestamp>,
    },
    /// It refuses the question itself.
    #[error("{host} refuses the question ({status}){}", said(said_by))]
    Refused {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// What it says of it, made safe to show; may be empty.
        said_by: String,
    },
    /// The source is in trouble itself.
    #[error("{host} has a problem of its own ({status})")]
    Server {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
        /// When it may be asked again, where it says so.
        until: Option<Timestamp>,
    },
    /// It answers something else than its API: a page for people, another shape, too many members.
    #[error("{host} answered something that is not understood: {what}")]
    NotUnderstood {
        /// Who was asked.
        host: String,
        /// What came, in a few words.
        what: String,
    },
    /// The place in a list is no longer known; the list has to be begun again.
    #[error("{host} no longer knows that place in its list")]
    CursorExpired {
        /// Who was asked.
        host: String,
    },
    /// The source has no such question.
    #[error("{host} can't be asked for {what}")]
    Unsupported {
        /// Who would be asked.
        host: String,
        /// For what.
        what: &'static str,
    },
    /// There is no picture that can be shown.
    #[error("there is no logo to show: {0}")]
    Logo(#[from] LogoProblem),
    /// A pack was refused, or could not be written.
    #[error("{0}")]
    Pack(#[from] PackProblem),
}

/// Why a picture is not shown.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum LogoProblem {
    /// The address is none that pictures are fetched from.
    #[error("its address is not https")]
    Address,
    /// The host has no such picture.
    #[error("its host answered {0}")]
    Missing(u16),
    /// SVG is a document that can carry scripts; it is not shown.
    #[error("it is an SVG, which is a document and not a picture")]
    Svg,
    /// Not PNG, JPEG, GIF or WebP.
    #[error("it is not a PNG, JPEG, GIF or WebP")]
    Format,
    /// More pixels than a logo has.
    #[error("it has more pixels than a logo")]
    Pixels,
    /// It says it is a picture, and is not.
    #[error("it can't be decoded: {0}")]
    Broken(String),
}

/// Why a pack is refused whole, or could not be written.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PackProblem {
    /// The file does not begin as a pack does.
    #[error("this is not a gallery pack")]
    NotAPack,
    /// Made by a newer Portolan.
    #[error("this pack has format {found}, and this program reads {known}; a newer one is needed")]
    NewerFormat {
        /// The format it says it has.
        found: u32,
        /// The newest that is read here.
        known: u32,
    },
    /// It ends before its end.
    #[error("this pack is incomplete: it ends after {records} listings")]
    Truncated {
        /// Listings read until then.
        records: u64,
    },
    /// Its content is not what its checksum says.
    #[error("this pack was changed after it was made: its checksum does not fit")]
    Checksum,
    /// It holds another number of listings than it says.
    #[error("this pack says it has {promised} listings, and has {found}")]
    Count {
        /// By its header.
        promised: u64,
        /// In fact.
        found: u64,
    },
    /// There is something after its end.
    #[error("this pack goes on after its end")]
    Trailing,
    /// It unpacks to more than any honest pack.
    #[error("this pack unpacks to more than {limit} bytes, which no honest one does")]
    Bomb {
        /// Bytes allowed.
        limit: u64,
    },
    /// One listing is larger than any honest one.
    #[error("listing {record} of this pack is larger than {limit} bytes")]
    RecordTooLarge {
        /// Which, from 1.
        record: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// One listing can't be read.
    #[error("listing {record} of this pack can't be read: {reason}")]
    Unreadable {
        /// Which, from 1.
        record: u64,
        /// Why.
        reason: String,
    },
    /// One listing says what no listing may.
    #[error("listing {record} of this pack is refused: {problem}")]
    Record {
        /// Which, from 1.
        record: u64,
        /// Why.
        problem: RecordProblem,
    },
    /// The compression is broken.
    #[error("this pack is damaged: {0}")]
    Damaged(String),
    /// The person stopped it.
    #[error("stopped")]
    Stopped,
    /// The file could not be read or written.
    #[error("the file can't be read or written: {0}")]
    File(String),
    /// Whoever keeps or yields the listings failed.
    #[error("the listings can't be kept or read: {0}")]
    Keeping(String),
}

fn said(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(": {text}")
    }
}

impl Error {
    /// Whether trying the same again later may succeed by itself.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Connection(error) => error.is_transient() || error.is_unreachable(),
            Self::RateLimited { .. } | Self::Server { .. } => true,
            _ => false,
        }
    }

    /// Whether the machine seems to be without a network.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Connection(error) if error.is_unreachable())
    }

    /// Whether it means that something is not there.
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// When it may be asked again, where the source says so.
    pub const fn until(&self) -> Option<Timestamp> {
        match self {
            Self::RateLimited { until, .. } | Self::Server { until, .. } => *until,
            _ => None,
        }
    }
}
