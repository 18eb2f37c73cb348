//! A repository's lifecycle policy, and ECR's own preview of what it would do.

use aws_sdk_ecr::types;
use jiff::Timestamp;
use portolan_distribution::Cursor;
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_registries::StorageClass;

use super::{PrivateRegistry, ask_repository};
use crate::{Error, Missing, Result, sdk};

/// Images on a page of a preview.
const PAGE: i32 = 100;

/// Characters that a policy may have.
const LENGTH: std::ops::RangeInclusive<usize> = 100..=30_720;

/// A lifecycle policy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LifecyclePolicy {
    /// Its JSON.
    pub text: String,
    /// When ECR last went by it.
    pub last_evaluated_at: Option<Timestamp>,
}

/// One page of a preview.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LifecyclePreview {
    /// How far it is; only a complete one has images.
    pub state: PreviewState,
    /// The policy that was tried.
    pub policy: Option<String>,
    /// The images of this page that a rule takes.
    pub images: Vec<PreviewedImage>,
    /// How many images would go, in all.
    pub expiring: Option<u64>,
    /// How many images would be archived, in all.
    pub archiving: Option<u64>,
    /// How to get the next page.
    pub next: Option<Cursor>,
}

/// How far a preview is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PreviewState {
    /// It is being made.
    Running,
    /// It is done.
    Complete,
    /// It was done too long ago, and must be made anew.
    Expired,
    /// It could not be made.
    Failed,
}

/// An image that a rule takes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PreviewedImage {
    /// Its digest.
    pub digest: Digest,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// When it was pushed.
    pub pushed_at: Option<Timestamp>,
    /// What would be done.
    pub action: PreviewAction,
    /// The rule's priority.
    pub rule: Option<i32>,
    /// Where it is kept now.
    pub storage: Option<StorageClass>,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PreviewAction {
    /// Deletes the image.
    Expire,
    /// Puts it into the archive.
    Archive,
    /// Something that this program doesn't know.
    Unknown,
}

impl PrivateRegistry {
    /// A repository's lifecycle policy; `None` where it has none.
    pub async fn lifecycle_policy(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<LifecyclePolicy>> {
        let asked = ask_repository!(
            self,
            repository,
            get_lifecycle_policy as "ecr:GetLifecyclePolicy"
        );
        match asked {
            Ok(answer) => Ok(answer.lifecycle_policy_text.map(|text| LifecyclePolicy {
                text,
                last_evaluated_at: answer.last_evaluated_at.as_ref().and_then(sdk::timestamp),
            })),
            Err(Error::NotFound {
                what: Missing::LifecyclePolicy,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Sets a repository's lifecycle policy; ECR goes by it within a day.
    pub async fn put_lifecycle_policy(
        &self,
        repository: &RepositoryName,
        text: &str,
    ) -> Result<()> {
        check_length(text)?;
        let asked = ask_repository!(
            self,
            repository,
            put_lifecycle_policy as "ecr:PutLifecyclePolicy",
            lifecycle_policy_text(text)
        );
        asked.map(drop)
    }

    /// Removes a repository's lifecycle policy and answers what it was; `None` where there was none.
    pub async fn delete_lifecycle_policy(
        &self,
        repository: &RepositoryName,
    ) -> Result<Option<String>> {
        let asked = ask_repository!(
            self,
            repository,
            delete_lifecycle_policy as "ecr:DeleteLifecyclePolicy"
        );
        match asked {
            Ok(answer) => Ok(answer.lifecycle_policy_text),
            Err(Error::NotFound {
                what: Missing::LifecyclePolicy,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Has ECR make a preview of `text`, or of the policy that the repository has. A second one while
    /// one is being made is a conflict ([`crate::Conflict::PreviewRunning`]).
    pub async fn start_lifecycle_preview(
        &self,
        repository: &RepositoryName,
        text: Option<&str>,
    ) -> Result<PreviewState> {
        if let Some(text) = text {
            check_length(text)?;
        }
        let asked = ask_repository!(
            self,
            repository,
            start_lifecycle_policy_preview as "ecr:StartLifecyclePolicyPreview",
            set_lifecycle_policy_text(text.map(str::to_owned))
        );
        let answer = asked?;
        Ok(state(answer.status.as_ref()))
    }

    /// One page of the preview that was started last; its state where it is not done yet.
    pub async fn lifecycle_preview(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<LifecyclePreview> {
        let asked = ask_repository!(
            self,
            repository,
            get_lifecycle_policy_preview as "ecr:GetLifecyclePolicyPreview",
            max_results(PAGE),
            set_next_token(cursor.map(|cursor| cursor.as_str().to_owned()))
        );
        let answer = asked?;
        let count = |count: i32| u64::try_from(count).ok();
        let summary = answer.summary.as_ref();
        let archiving = summary.and_then(|it| it.transitioning_image_total_counts.as_ref());
        let results = answer.preview_results.unwrap_or_default();
        let next = answer.next_token.filter(|token| !token.is_empty());
        let next = next.map(Cursor::from).filter(|next| cursor != Some(next));
        Ok(LifecyclePreview {
            state: state(answer.status.as_ref()),
            policy: answer.lifecycle_policy_text,
            images: results.into_iter().filter_map(read).collect(),
            expiring: summary
                .and_then(|it| it.expiring_image_total_count)
                .and_then(count),
            archiving: archiving.map(|counts| {
                let counts = counts.iter().filter_map(|it| it.image_total_count);
                counts.filter_map(count).sum()
            }),
            next,
        })
    }
}

fn check_length(text: &str) -> Result<()> {
    if LENGTH.contains(&text.chars().count()) {
        return Ok(());
    }
    Err(Error::Invalid {
        said: format!(
            "a lifecycle policy has {} to {} characters",
            LENGTH.start(),
            LENGTH.end()
        ),
    })
}

fn state(status: Option<&types::LifecyclePolicyPreviewStatus>) -> PreviewState {
    use types::LifecyclePolicyPreviewStatus as Found;
    match status {
        Some(Found::Complete) => PreviewState::Complete,
        Some(Found::Expired) => PreviewState::Expired,
        Some(Found::Failed) => PreviewState::Failed,
        _ => PreviewState::Running,
    }
}

fn read(found: types::LifecyclePolicyPreviewResult) -> Option<PreviewedImage> {
    let action = found.action.and_then(|action| action.r#type);
    let tags = found.image_tags.unwrap_or_default();
    Some(PreviewedImage {
        digest: found.image_digest?.parse().ok()?,
        tags: tags.iter().filter_map(|tag| tag.parse().ok()).collect(),
        pushed_at: found.image_pushed_at.as_ref().and_then(sdk::timestamp),
        action: match action {
            Some(types::ImageActionType::Expire) => PreviewAction::Expire,
            Some(types::ImageActionType::Transition) => PreviewAction::Archive,
            _ => PreviewAction::Unknown,
        },
        rule: found.applied_rule_priority,
        storage: match found.storage_class {
            Some(types::LifecyclePolicyStorageClass::Standard) => Some(StorageClass::Standard),
            Some(types::LifecyclePolicyStorageClass::Archive) => Some(StorageClass::Archive),
            _ => None,
        },
    })
}
