//! What the verbs answer: plain values, with nothing of the wire left in them.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use portolan_oci::{Descriptor, Digest, Document, DocumentError, MediaType, Tag};

use crate::{Problem, Result};

/// What a registry answered to the first question, `GET /v2/`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Ping {
    /// How it wants to be signed in to.
    pub scheme: SignInScheme,
    /// Whether it let us in, with the credentials there are.
    pub admitted: bool,
    /// `Docker-Distribution-Api-Version`, where it says.
    pub api_version: Option<String>,
    /// `Server`, where it says.
    pub server: Option<String>,
}

/// How a registry wants to be signed in to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInScheme {
    /// It asks for nothing.
    Open,
    /// User name and password with each request.
    Basic,
    /// A token from this host.
    Token {
        /// `host[:port]` of the token server.
        host: String,
    },
}

/// What a registry says of a manifest without sending it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ManifestHead {
    /// `Docker-Content-Digest`; not every registry says, and nobody has verified it.
    pub digest: Option<Digest>,
    /// Its type.
    pub media_type: Option<MediaType>,
    /// Its bytes.
    pub size: Option<u64>,
}

/// A manifest's exact bytes, verified where it was asked for by digest.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RawManifest {
    /// As the registry sent them: put back as they are, never re-serialised.
    pub bytes: Bytes,
    /// The type the registry gave it.
    pub media_type: MediaType,
    /// The digest asked for, or computed from the bytes where it was asked for by tag.
    pub digest: Digest,
}

/// What a registry answered to a manifest put.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PutManifest {
    /// The digest of the bytes sent.
    pub digest: Digest,
    /// Whether the registry says that it indexes referrers itself (`OCI-Subject`). If not, and the
    /// manifest has a subject, the client keeps the fallback tag.
    pub subject_indexed: bool,
}

/// A blob on its way, verified as it streams: the last piece is followed by an error where the digest
/// of the whole differs.
pub struct BlobStream {
    /// Bytes of the whole blob, where the registry says.
    pub size: Option<u64>,
    /// Where this stream begins; 0 unless the registry honoured a later start.
    pub start: u64,
    /// The pieces.
    pub pieces: BoxStream<'static, Result<Bytes>>,
    /// Set where the reader verifies by itself.
    trusts_reader: Arc<AtomicBool>,
}

/// Whether a blob got from one repository to another without being sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mount {
    /// It is there now.
    Mounted,
    /// The registry would rather have it sent.
    Declined,
}

/// What describes a manifest, and how that is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Referrers {
    /// Each referrer once.
    pub items: Vec<Referrer>,
    /// Whether the registry has the referrers API.
    pub has_api: bool,
    /// What could not be used.
    pub problems: Vec<Problem>,
}

/// One manifest that describes another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Referrer {
    /// The manifest.
    pub descriptor: Descriptor,
    /// How it was found.
    pub found: Found,
}

/// How a referrer was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Found {
    /// The referrers API.
    Api,
    /// The index under the fallback tag.
    FallbackTag,
    /// One of cosign's tags.
    CosignTag(Tag),
}

impl RawManifest {
    /// Reads the bytes under the content policy.
    pub fn parse(&self) -> Result<Document, DocumentError> {
        Document::parse(&self.bytes, Some(&self.media_type))
    }
}

impl BlobStream {
    /// A stream of `pieces` that nobody has verified.
    pub fn new(size: Option<u64>, start: u64, pieces: BoxStream<'static, Result<Bytes>>) -> Self {
        Self {
            size,
            start,
            pieces,
            trusts_reader: Arc::default(),
        }
    }

    /// The same, verified by pieces that look at `trusts_reader` before each of them.
    pub(crate) fn verified(self, trusts_reader: Arc<AtomicBool>) -> Self {
        Self {
            trusts_reader,
            ..self
        }
    }

    /// Leaves verifying to the reader, who joins several streams and hashes the whole anyway. Only
    /// before the first piece.
    pub fn leave_verifying_to_reader(&self) {
        self.trusts_reader.store(true, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for BlobStream {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("BlobStream")
            .field("size", &self.size)
            .field("start", &self.start)
            .finish_non_exhaustive()
    }
}
