//! Whether an image has got to where it is replicated to.

use aws_sdk_ecr::types;
use portolan_oci::{RepositoryName, Selector};

use super::{PrivateRegistry, ask_repository, batch::identify};
use crate::Result;

/// How far something is that Amazon does by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Progress {
    /// On its way.
    Running,
    /// Done.
    Complete,
    /// It did not work.
    Failed,
    /// A state that this program doesn't know.
    Unknown,
}

/// An image's replication to one place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ReplicationStatus {
    /// The region it goes to.
    pub region: String,
    /// The registry it goes to.
    pub registry_id: String,
    /// How far it is.
    pub progress: Progress,
    /// Why it failed, in Amazon's words.
    pub failure: Option<String>,
}

impl PrivateRegistry {
    /// Where an image is replicated to, and how far that is.
    pub async fn replication_status(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<Vec<ReplicationStatus>> {
        let asked = ask_repository!(
            self,
            repository,
            describe_image_replication_status as "ecr:DescribeImageReplicationStatus",
            image_id(identify(selector))
        );
        let answer = asked?;
        let found = answer.replication_statuses.unwrap_or_default();
        Ok(found
            .into_iter()
            .map(|found| ReplicationStatus {
                region: found.region.unwrap_or_default(),
                registry_id: found.registry_id.unwrap_or_default(),
                progress: match found.status {
                    Some(types::ReplicationStatus::InProgress) => Progress::Running,
                    Some(types::ReplicationStatus::Complete) => Progress::Complete,
                    Some(types::ReplicationStatus::Failed) => Progress::Failed,
                    _ => Progress::Unknown,
                },
                failure: found.failure_code,
            })
            .collect())
    }
}
