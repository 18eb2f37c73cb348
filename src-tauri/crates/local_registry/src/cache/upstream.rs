//! What a cache asks of the registry behind it. Who that is, and how one signs in there, is not known here.

use std::fmt::Debug;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::stream::BoxStream;
use jiff::Timestamp;
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};

use crate::Referrer;

/// A registry that content is pulled through from. Nothing it answers is believed: the cache hashes all
/// content itself.
#[async_trait]
pub trait Upstream: Debug + Send + Sync {
    /// Where a tag points, without fetching the manifest; `None` where the registry does not say.
    async fn head_manifest(
        &self,
        repository: &RepositoryName,
        tag: &Tag,
    ) -> Result<Option<Digest>, UpstreamError>;

    /// A manifest's exact bytes.
    async fn get_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<UpstreamManifest, UpstreamError>;

    /// The size of a blob in bytes.
    async fn head_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<u64>, UpstreamError>;

    /// A blob as it comes, from byte `start` on where the registry can.
    async fn get_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        start: u64,
    ) -> Result<UpstreamBlob, UpstreamError>;

    /// All tags of a repository.
    async fn list_tags(&self, repository: &RepositoryName) -> Result<Vec<Tag>, UpstreamError>;

    /// The manifests that name `subject`.
    async fn list_referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
    ) -> Result<Vec<Referrer>, UpstreamError>;
}

/// A manifest as it came.
#[derive(Clone, Debug)]
pub struct UpstreamManifest {
    /// The digest that the registry says it has.
    pub digest: Digest,
    /// The type that the registry gave it.
    pub media_type: MediaType,
    /// Its exact bytes.
    pub bytes: Bytes,
}

/// A blob on its way.
pub struct UpstreamBlob {
    /// Bytes of the whole blob, where the registry says.
    pub size: Option<u64>,
    /// Where the pieces begin; 0 unless the registry took up a later start.
    pub start: u64,
    /// The pieces.
    pub pieces: BoxStream<'static, Result<Bytes, UpstreamError>>,
}

impl Debug for UpstreamBlob {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("UpstreamBlob")
            .field("size", &self.size)
            .field("start", &self.start)
            .finish_non_exhaustive()
    }
}

/// Why an upstream did not answer with what was asked for.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct UpstreamError {
    /// Which kind of trouble it is.
    pub trouble: UpstreamTrouble,
    /// What happened, in words. Never a secret.
    pub message: String,
}

/// The kinds of trouble with an upstream that are handled differently.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum UpstreamTrouble {
    /// It answered, and there is no such thing.
    Missing,
    /// It wants another sign-in, or does not allow it.
    Denied,
    /// It asks to wait, until this time where it says.
    Limited(Option<Timestamp>),
    /// What it sent is not what its digest says, or no manifest.
    WrongContent,
    /// It can't be reached, or broke off.
    Unreachable,
    /// Anything else.
    Failed,
}

impl UpstreamError {
    /// An error of this kind.
    pub fn new(trouble: UpstreamTrouble, message: impl Into<String>) -> Self {
        Self {
            trouble,
            message: message.into(),
        }
    }

    /// Whether going on from where it broke may help.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(
            self.trouble,
            UpstreamTrouble::Unreachable | UpstreamTrouble::Failed
        )
    }

    /// Whether the upstream as a whole is in trouble, and not the one thing that was asked for.
    pub(crate) fn is_of_the_whole(&self) -> bool {
        !matches!(
            self.trouble,
            UpstreamTrouble::Missing | UpstreamTrouble::WrongContent
        )
    }
}
