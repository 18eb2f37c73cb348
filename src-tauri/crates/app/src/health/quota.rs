//! What is left of a pull quota: as the registry said it last, and asked for.

use jiff::Timestamp;
use portolan_contract::{AskPullQuota, AskedPullQuota, ConnectionId, Failure, PullQuota};
use portolan_oci::{RepositoryName, Selector, Tag};

use crate::{App, failures::ToFailure, pull_cache::is_docker_hub};

/// Where Docker Hub's own guide has one ask: a HEAD there says what is left and counts as no pull.
const HUB_METER: (&str, &str) = ("ratelimitpreview/test", "latest");

impl App {
    /// What a registry last said of its pull quota. One that can't be reached now has said nothing new.
    pub(super) async fn last_quota(&self, connection: &ConnectionId) -> Option<PullQuota> {
        let registry = self.registry(connection).await.ok()?;
        registry.quota().map(show)
    }

    /// Asks what is left of a pull quota, by the HEAD of a manifest.
    pub async fn ask_pull_quota(&self, request: AskPullQuota) -> Result<AskedPullQuota, Failure> {
        let registry = self.registry(&request.connection).await?;
        let asked = if is_docker_hub(registry.host()) {
            let (repository, tag) = HUB_METER;
            repository.parse().ok().zip(tag.parse().ok())
        } else {
            self.known_tag(&request.connection).await?
        };
        let Some((repository, tag)): Option<(RepositoryName, Tag)> = asked else {
            return Ok(AskedPullQuota {
                quota: None,
                by: None,
            });
        };
        let by = format!("{repository}:{tag}");
        let before = Timestamp::now();
        let answer = registry.resolve(&repository, &Selector::Tag(tag)).await;
        let said = registry.quota().filter(|quota| quota.seen >= before);
        match (said, answer) {
            (None, Err(error)) if !error.is_not_found() => Err(error.to_failure()),
            // Also of what is not there, or may not be pulled any more, the registry says what is left.
            (said, _) => Ok(AskedPullQuota {
                quota: said.map(show),
                by: Some(by),
            }),
        }
    }

    /// Some tag of a connection that is known to be there.
    async fn known_tag(
        &self,
        connection: &ConnectionId,
    ) -> Result<Option<(RepositoryName, Tag)>, Failure> {
        let id = self.stored_connection(connection).await?.id;
        for row in self.standing_repositories(id).await? {
            let known = self.known_repository(id, row).await?;
            let tag = known.tags.into_keys().chain(known.unknown_tags).next();
            if let Some(tag) = tag {
                return Ok(Some((known.row.name, tag)));
            }
        }
        Ok(None)
    }
}

fn show(quota: portolan_distribution::Quota) -> PullQuota {
    PullQuota {
        limit: quota.limit,
        remaining: quota.remaining,
        window: quota.window,
        seen_at: quota.seen.as_millisecond(),
    }
}
