//! Where a change happens: a repository of a connection, its registry, and what is kept of it.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use portolan_contract::{Code, ConnectionId, Failure, Hint, RepositoryAt, Retry};
use portolan_oci::{Digest, RepositoryName, Selector, Tag};
use portolan_registries::{Kind, Registry};
use portolan_storage::{Connection, Content, Store};

use crate::{App, failures::OrFail};

/// How many requests a change makes at the same time. The registry's own limit is below.
pub(crate) const AT_ONCE: usize = 8;

/// A repository of a connection, with all that a change needs to reach it.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) id: ConnectionId,
    pub(crate) connection: Connection,
    pub(crate) repository: RepositoryName,
    pub(crate) registry: Arc<dyn Registry>,
    pub(crate) store: Store,
    /// Bytes the cache may have.
    pub(crate) cache_limit: u64,
}

impl App {
    /// Where a change is to happen. Refuses a connection that is read-only.
    pub(crate) async fn site(&self, id: &ConnectionId, repository: &str) -> Result<Site, Failure> {
        let connection = self.stored_connection(id).await?;
        if connection.draft.read_only {
            return Err(Failure::new(
                Code::Forbidden,
                Hint::ConnectionReadOnly,
                Retry::AfterChange,
                "this connection is marked as read-only",
            ));
        }
        let repository = repository.parse().map_err(|_| {
            let name = repository.to_owned();
            let code = Code::InvalidInput {
                field: "repository".to_owned(),
            };
            Failure::new(code, Hint::NameInvalid { name }, Retry::AfterChange, "")
        })?;
        Ok(Site {
            id: id.clone(),
            connection,
            repository,
            registry: self.registry(id).await?,
            store: self.store.clone(),
            cache_limit: self.settings.current().cache_limit_bytes,
        })
    }
}

impl Site {
    /// The repository as requests name it.
    pub(crate) fn at(&self) -> RepositoryAt {
        RepositoryAt {
            connection: self.id.clone(),
            repository: self.repository.to_string(),
        }
    }

    /// Whether it is the registry inside Portolan, which keeps what was deleted while undo may need it.
    pub(crate) fn is_local(&self) -> bool {
        self.registry.kind() == Kind::Local
    }

    /// Until when the registry's own undo brings back what is deleted here at `deleted_at`; `None` where it
    /// has none, or could not be asked: then nothing is promised.
    pub(crate) async fn restorable_until(&self, deleted_at: Timestamp) -> Option<Timestamp> {
        let asked = self.registry.restorable_until(&self.repository, deleted_at);
        asked.await.unwrap_or_else(|problem| {
            tracing::info!(%problem, "how long deletions are kept could not be asked");
            None
        })
    }

    /// What a tag points to; `None` where there is no such tag.
    pub(crate) async fn resolve(&self, tag: &Tag) -> Result<Option<Digest>, Failure> {
        let selector = Selector::Tag(tag.clone());
        match self.registry.resolve(&self.repository, &selector).await {
            Ok(resolved) => Ok(Some(resolved.digest)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error).or_fail(),
        }
    }

    /// Whether the registry has a manifest.
    pub(crate) async fn has_manifest(&self, digest: &Digest) -> Result<bool, Failure> {
        let selector = Selector::Digest(digest.clone());
        match self.registry.resolve(&self.repository, &selector).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error).or_fail(),
        }
    }

    /// A manifest's exact bytes from the registry, which are kept; `None` where it has none.
    pub(crate) async fn fetch_manifest(&self, digest: &Digest) -> Result<Option<Content>, Failure> {
        let selector = Selector::Digest(digest.clone());
        match self.registry.manifest(&self.repository, &selector).await {
            Ok(raw) => {
                let content = Content {
                    digest: digest.clone(),
                    media_type: raw.media_type,
                    bytes: raw.bytes.to_vec(),
                };
                let seen = vec![content.clone()];
                let kept = self
                    .store
                    .keep_content(self.connection.id, seen, self.cache_limit);
                kept.await.or_fail()?;
                Ok(Some(content))
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error).or_fail(),
        }
    }

    /// A manifest's exact bytes, kept or fetched; `None` where neither we nor the registry have them.
    pub(crate) async fn manifest(&self, digest: &Digest) -> Result<Option<Content>, Failure> {
        match self.store.content(digest).await.or_fail()? {
            Some(content) => Ok(Some(content)),
            None => self.fetch_manifest(digest).await,
        }
    }

    /// Puts exact bytes under a tag or their digest.
    pub(crate) async fn put(&self, selector: Selector, content: &Content) -> Result<(), Failure> {
        let bytes = Bytes::from(content.bytes.clone());
        self.registry
            .put_manifest(&self.repository, &selector, &content.media_type, bytes)
            .await
            .map(drop)
            .or_fail()
    }
}

/// The time now.
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
