//! A connection as the upstream of a cache.

use std::sync::{Arc, Weak};

use async_trait::async_trait;
use futures_util::StreamExt as _;
use portolan_contract::ConnectionId;
use portolan_distribution::{Error as WireError, Pages};
use portolan_local_registry::{
    Referrer, Upstream, UpstreamBlob, UpstreamError, UpstreamManifest, UpstreamTrouble,
};
use portolan_oci::{Digest, RepositoryName, Selector, Tag};
use portolan_registries::{Error as RegistryError, Registry};

use crate::App;

/// Hosts where a name of one part means one of `library`.
const DOCKER_HUB: [&str; 3] = ["docker.io", "registry-1.docker.io", "index.docker.io"];

/// Whether a host is Docker Hub's registry.
pub(crate) fn is_docker_hub(host: &str) -> bool {
    DOCKER_HUB.contains(&host)
}

/// A connection that content is pulled through from. The connection is looked up anew for each question,
/// so that what changes about it counts at once.
pub(super) struct ConnectionUpstream {
    app: Weak<App>,
    connection: ConnectionId,
}

impl std::fmt::Debug for ConnectionUpstream {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("ConnectionUpstream")
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}

impl ConnectionUpstream {
    pub(super) fn of(app: &Arc<App>, connection: ConnectionId) -> Self {
        Self {
            app: Arc::downgrade(app),
            connection,
        }
    }

    async fn registry(&self) -> Result<Arc<dyn Registry>, UpstreamError> {
        let failed = |message: String| UpstreamError::new(UpstreamTrouble::Failed, message);
        let app = self.app.upgrade();
        let app = app.ok_or_else(|| failed("the program is ending".to_owned()))?;
        let registry = app.registry(&self.connection).await;
        registry.map_err(|failure| failed(format!("the connection can't be used: {failure}")))
    }

    /// The registry, and what it calls a repository.
    async fn at(
        &self,
        repository: &RepositoryName,
    ) -> Result<(Arc<dyn Registry>, RepositoryName), UpstreamError> {
        let registry = self.registry().await?;
        let is_short = !repository.as_str().contains('/');
        let name = if is_short && is_docker_hub(registry.host()) {
            format!("library/{repository}").parse().ok()
        } else {
            None
        };
        Ok((registry, name.unwrap_or_else(|| repository.clone())))
    }
}

#[async_trait]
impl Upstream for ConnectionUpstream {
    async fn head_manifest(
        &self,
        repository: &RepositoryName,
        tag: &Tag,
    ) -> Result<Option<Digest>, UpstreamError> {
        let (registry, name) = self.at(repository).await?;
        let resolved = registry.resolve(&name, &Selector::Tag(tag.clone())).await;
        Ok(Some(resolved.map_err(|error| complain(&error))?.digest))
    }

    async fn get_manifest(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<UpstreamManifest, UpstreamError> {
        let (registry, name) = self.at(repository).await?;
        let manifest = registry.manifest(&name, selector).await;
        let manifest = manifest.map_err(|error| complain(&error))?;
        Ok(UpstreamManifest {
            digest: manifest.digest,
            media_type: manifest.media_type,
            bytes: manifest.bytes,
        })
    }

    async fn head_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Option<u64>, UpstreamError> {
        let (registry, name) = self.at(repository).await?;
        let size = registry.blob_exists(&name, digest).await;
        match size.map_err(|error| complain(&error))? {
            // The registry does not say.
            Some(0) => Ok(None),
            Some(size) => Ok(Some(size)),
            None => Err(UpstreamError::new(
                UpstreamTrouble::Missing,
                format!("{name} has no blob {digest} upstream"),
            )),
        }
    }

    async fn get_blob(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
        start: u64,
    ) -> Result<UpstreamBlob, UpstreamError> {
        let (registry, name) = self.at(repository).await?;
        let blob = registry.stream_blob(&name, digest, start).await;
        let blob = blob.map_err(|error| complain(&error))?;
        let pieces = blob.pieces;
        Ok(UpstreamBlob {
            size: blob.size,
            start: blob.start,
            pieces: pieces
                .map(|piece| piece.map_err(|error| complain_wire(&error)))
                .boxed(),
        })
    }

    async fn list_tags(&self, repository: &RepositoryName) -> Result<Vec<Tag>, UpstreamError> {
        let (registry, name) = self.at(repository).await?;
        let mut pages = Pages::default();
        let mut tags = Vec::new();
        loop {
            let page = registry.next_tags(&name, &mut pages).await;
            let Some(page) = page.map_err(|error| complain(&error))? else {
                return Ok(tags);
            };
            tags.extend(page.items.into_iter().map(|listed| listed.tag));
        }
    }

    async fn list_referrers(
        &self,
        repository: &RepositoryName,
        subject: &Digest,
    ) -> Result<Vec<Referrer>, UpstreamError> {
        let (registry, name) = self.at(repository).await?;
        let referrers = registry.referrers(&name, subject, None).await;
        let referrers = referrers.map_err(|error| complain(&error))?.items;
        let named = referrers.into_iter().map(|one| {
            let descriptor = one.descriptor;
            let annotations = (!descriptor.annotations.is_empty())
                .then(|| serde_json::to_string(&descriptor.annotations).ok())
                .flatten();
            Referrer {
                digest: descriptor.digest,
                media_type: descriptor.media_type,
                size: descriptor.size,
                artifact_type: descriptor.artifact_type,
                annotations,
            }
        });
        Ok(named.collect())
    }
}

fn complain(error: &RegistryError) -> UpstreamError {
    match error {
        RegistryError::Request(error) => complain_wire(error),
        error => UpstreamError::new(UpstreamTrouble::Failed, error.to_string()),
    }
}

fn complain_wire(error: &WireError) -> UpstreamError {
    let trouble = match error {
        WireError::NotFound { .. } => UpstreamTrouble::Missing,
        WireError::RateLimited { until, .. } => UpstreamTrouble::Limited(*until),
        WireError::Unauthorized { .. }
        | WireError::Forbidden { .. }
        | WireError::Credential(_)
        | WireError::RealmElsewhere { .. } => UpstreamTrouble::Denied,
        WireError::DigestMismatch { .. } | WireError::Document(_) | WireError::TooLarge { .. } => {
            UpstreamTrouble::WrongContent
        }
        error if error.is_transient() || error.is_unreachable() => UpstreamTrouble::Unreachable,
        _ => UpstreamTrouble::Failed,
    };
    UpstreamError::new(trouble, error.to_string())
}
