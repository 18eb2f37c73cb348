//! Content by digest, from the cache where it is kept and from the registry where it is not. What a
//! digest names never changes, so nothing is read twice.

use std::sync::Arc;

use portolan_contract::{Code, Failure, Presence};
use portolan_distribution::RawManifest;
use portolan_oci::{CONFIG_LIMIT, Descriptor, Digest, ImageConfig, RepositoryName, Selector};
use portolan_registries::Registry;
use portolan_storage::{ConnectionId, Content, Store};

use crate::failures::ToFailure;

/// Where the content of one repository comes from.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) store: Store,
    pub(crate) registry: Arc<dyn Registry>,
    pub(crate) connection: ConnectionId,
    pub(crate) repository: RepositoryName,
    /// Bytes that the cache may have.
    pub(crate) cache_limit: u64,
}

/// Content, and whether the registry had to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) content: Content,
    pub(crate) is_fresh: bool,
}

/// Why content could not be had.
#[derive(Clone, Debug)]
pub(crate) enum Miss {
    /// The registry does not have it.
    Missing(Failure),
    /// It may have it.
    Failed(Failure, Severity),
}

/// What a failure says of the requests after it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Severity {
    /// The next ones may succeed.
    Alone,
    /// The next ones would fail likewise: no network, no sign-in, no more quota.
    All,
}

impl Miss {
    /// What it says of whether the registry has it.
    pub(crate) fn presence(&self) -> Presence {
        match self {
            Self::Missing(_) => Presence::Missing,
            Self::Failed(..) => Presence::Unknown,
        }
    }

    /// The failure, unless it only says that something is not there.
    pub(crate) fn failure_unless_missing(self) -> Option<Failure> {
        match self {
            Self::Missing(_) => None,
            Self::Failed(failure, _) => Some(failure),
        }
    }

    pub(crate) fn into_failure(self) -> Failure {
        match self {
            Self::Missing(failure) | Self::Failed(failure, _) => failure,
        }
    }
}

impl From<portolan_registries::Error> for Miss {
    fn from(error: portolan_registries::Error) -> Self {
        let failure = error.to_failure();
        if error.is_not_found() {
            return Self::Missing(failure);
        }
        let severity = match failure.code {
            Code::Offline
            | Code::SignInNeeded
            | Code::TlsUntrusted
            | Code::KeyringLocked
            | Code::RateLimited { .. } => Severity::All,
            _ => Severity::Alone,
        };
        Self::Failed(failure, severity)
    }
}

impl Source {
    /// The manifest that `digest` names.
    pub(crate) async fn manifest(&self, digest: &Digest) -> Result<Got, Miss> {
        if let Some(content) = self.kept(digest).await {
            return Ok(Got {
                content,
                is_fresh: false,
            });
        }
        let selector = Selector::Digest(digest.clone());
        let raw = self.registry.manifest(&self.repository, &selector).await?;
        Ok(Got {
            content: content_of(raw),
            is_fresh: true,
        })
    }

    /// The bytes of a config.
    pub(crate) async fn config(&self, config: &Descriptor) -> Result<Got, Miss> {
        if let Some(content) = self.kept(&config.digest).await {
            return Ok(Got {
                content,
                is_fresh: false,
            });
        }
        let bytes = if let Some(embedded) = &config.data {
            embedded.clone()
        } else {
            let limit = CONFIG_LIMIT as u64;
            let blob = self.registry.blob(&self.repository, &config.digest, limit);
            blob.await?.to_vec()
        };
        let content = Content {
            digest: config.digest.clone(),
            media_type: config.media_type.clone(),
            bytes,
        };
        Ok(Got {
            content,
            is_fresh: true,
        })
    }

    /// Keeps content that the registry sent. A cache that can't be written must not hide what was read.
    pub(crate) async fn keep(&self, contents: Vec<Content>) {
        if contents.is_empty() {
            return;
        }
        let kept = self
            .store
            .keep_content(self.connection, contents, self.cache_limit);
        if let Err(problem) = kept.await {
            tracing::warn!(%problem, "content was not kept");
        }
    }

    /// Keeps which manifests the registry lacks and has.
    pub(crate) async fn keep_presence(&self, missing: Vec<Digest>, present: Vec<Digest>) {
        if missing.is_empty() && present.is_empty() {
            return;
        }
        let (connection, repository) = (self.connection, &self.repository);
        let seen_at = jiff::Timestamp::now();
        let kept = self
            .store
            .record_presence(connection, repository, missing, present, seen_at);
        if let Err(problem) = kept.await {
            tracing::warn!(%problem, "what a registry lacks was not kept");
        }
    }

    /// What the cache has, if it can be read.
    pub(crate) async fn kept(&self, digest: &Digest) -> Option<Content> {
        self.store.content(digest).await.unwrap_or_else(|problem| {
            tracing::warn!(%problem, "the cache could not be read");
            None
        })
    }

    /// The settled form of a config, if it is one.
    pub(crate) fn read_config(content: &Content) -> Option<ImageConfig> {
        ImageConfig::parse(&content.bytes).ok()
    }
}

/// A manifest as the cache keeps it.
pub(crate) fn content_of(raw: RawManifest) -> Content {
    Content {
        digest: raw.digest,
        media_type: raw.media_type,
        bytes: raw.bytes.to_vec(),
    }
}
