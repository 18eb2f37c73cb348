//! The client of one connection: the verbs of the distribution protocol, one a file.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use portolan_oci::{Descriptor, Digest, MediaType, RepositoryName, Selector, Tag};

use crate::{Authenticate, BlobSource, Cursor, Endpoint, Error, Page, Result, connector::Shared};

/// The client of one connection. Shared by cloning; dropping a call's future cancels it, down to the
/// socket.
#[derive(Clone, Debug)]
pub struct Client {
    endpoint: Arc<Endpoint>,
}

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
    pub problems: Vec<crate::Problem>,
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

fn unfinished<T>() -> Result<T> {
    Err(Error::Unsupported {
        what: crate::Operation::Other,
        complaint: None,
    })
}

#[expect(clippy::unused_async, reason = "the verbs are being filled in")]
impl Client {
    pub(crate) fn new(
        _shared: &Arc<Shared>,
        endpoint: Endpoint,
        _authenticate: Arc<dyn Authenticate>,
    ) -> Result<Self> {
        Ok(Self {
            endpoint: Arc::new(endpoint),
        })
    }

    /// Where this client talks to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Asks `GET /v2/` who is there.
    pub async fn ping(&self) -> Result<Ping> {
        unfinished()
    }

    /// One page of repository names; `size` is a wish.
    pub async fn list_repositories(
        &self,
        _cursor: Option<&Cursor>,
        _size: Option<usize>,
    ) -> Result<Page<RepositoryName>> {
        unfinished()
    }

    /// Repository names to the end; a list that never ends is cut, which `problems` says.
    pub async fn list_all_repositories(&self) -> Result<Page<RepositoryName>> {
        unfinished()
    }

    /// One page of tags; `size` is a wish.
    pub async fn list_tags(
        &self,
        _repository: &RepositoryName,
        _cursor: Option<&Cursor>,
        _size: Option<usize>,
    ) -> Result<Page<Tag>> {
        unfinished()
    }

    /// Tags to the end; a list that never ends is cut, which `problems` says.
    pub async fn list_all_tags(&self, _repository: &RepositoryName) -> Result<Page<Tag>> {
        unfinished()
    }

    /// What a manifest is, without fetching it (free of Docker Hub's quota).
    pub async fn head_manifest(
        &self,
        _repository: &RepositoryName,
        _selector: &Selector,
    ) -> Result<ManifestHead> {
        unfinished()
    }

    /// A manifest's exact bytes, verified.
    pub async fn get_manifest(
        &self,
        _repository: &RepositoryName,
        _selector: &Selector,
    ) -> Result<RawManifest> {
        unfinished()
    }

    /// Puts exactly these bytes under a tag or their digest.
    pub async fn put_manifest(
        &self,
        _repository: &RepositoryName,
        _selector: &Selector,
        _media_type: &MediaType,
        _bytes: Bytes,
    ) -> Result<PutManifest> {
        unfinished()
    }

    /// Deletes a tag, or a manifest with all its tags.
    pub async fn delete_manifest(
        &self,
        _repository: &RepositoryName,
        _selector: &Selector,
    ) -> Result<()> {
        unfinished()
    }

    /// A whole small blob, at most `limit` bytes, verified.
    pub async fn get_blob(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
        _limit: u64,
    ) -> Result<Bytes> {
        unfinished()
    }

    /// A blob as it comes, from byte `start` on. Verified against its digest when `start` is 0.
    pub async fn stream_blob(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
        _start: u64,
    ) -> Result<BlobStream> {
        unfinished()
    }

    /// The size of a blob that is there (0 where the registry doesn't say), `None` where it is not.
    pub async fn blob_exists(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
    ) -> Result<Option<u64>> {
        unfinished()
    }

    /// Deletes a blob.
    pub async fn delete_blob(&self, _repository: &RepositoryName, _digest: &Digest) -> Result<()> {
        unfinished()
    }

    /// Takes a blob over from another repository of the same registry, if the registry will.
    pub async fn mount_blob(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
        _from: &RepositoryName,
    ) -> Result<Mount> {
        unfinished()
    }

    /// Sends a blob: in one PUT, and in resumable chunks where that fails or the blob is large.
    pub async fn upload_blob(
        &self,
        _repository: &RepositoryName,
        _digest: &Digest,
        _source: &dyn BlobSource,
    ) -> Result<()> {
        unfinished()
    }

    /// What describes `subject`: by the referrers API, else by the fallback tag, and by cosign's tags.
    /// `tags` are the repository's tags where they are known, so that cosign's need no guessing.
    pub async fn referrers(
        &self,
        _repository: &RepositoryName,
        _subject: &Digest,
        _tags: Option<&[Tag]>,
    ) -> Result<Referrers> {
        unfinished()
    }
}
