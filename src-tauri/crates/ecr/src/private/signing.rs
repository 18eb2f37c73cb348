//! Whether ECR has signed an image, for registries that have it done.

use aws_sdk_ecr::types;
use portolan_oci::{RepositoryName, Selector};

use super::{PrivateRegistry, Progress, ask_repository, batch::identify};
use crate::Result;

/// An image's signature by one profile.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SigningStatus {
    /// The signing profile's resource name.
    pub profile: String,
    /// How far it is.
    pub progress: Progress,
    /// Why it failed, in Amazon's words.
    pub failure: Option<String>,
}

impl PrivateRegistry {
    /// The profiles that sign an image, and how far that is.
    pub async fn signing_status(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<Vec<SigningStatus>> {
        let asked = ask_repository!(
            self,
            repository,
            describe_image_signing_status as "ecr:DescribeImageSigningStatus",
            image_id(identify(selector))
        );
        let answer = asked?;
        let found = answer.signing_statuses.unwrap_or_default();
        Ok(found
            .into_iter()
            .map(|found| SigningStatus {
                profile: found.signing_profile_arn.unwrap_or_default(),
                progress: match found.status {
                    Some(types::SigningStatus::InProgress) => Progress::Running,
                    Some(types::SigningStatus::Complete) => Progress::Complete,
                    Some(types::SigningStatus::Failed) => Progress::Failed,
                    _ => Progress::Unknown,
                },
                failure: found.failure_reason.or(found.failure_code),
            })
            .collect())
    }
}
