//! Lists of images, by `DescribeImages`: one call for a thousand of them, with everything that ECR knows.

use std::collections::BTreeMap;

use aws_sdk_ecr::types;
use portolan_distribution::{Cursor, Page, Problem};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector, Tag};
use portolan_registries::{ListedImage, ListedTag, ScanState, ScanSummary, Severity, StorageClass};

use super::{PrivateRegistry, batch::identify};
use crate::{Error, Missing, Result, sdk};

/// Images on a page.
const PAGE: i32 = 1000;

/// Pages of untagged images that are read: ten times what a repository may hold.
const PAGE_COUNT: usize = 1000;

impl PrivateRegistry {
    /// One page of images, archived ones included.
    pub(super) async fn images(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedImage>> {
        self.described(repository, cursor, types::TagStatus::Any)
            .await
    }

    /// One page of tags; an image with several has them side by side.
    pub(super) async fn tags(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
    ) -> Result<Page<ListedTag>> {
        let tagged = types::TagStatus::Tagged;
        let page = self.described(repository, cursor, tagged).await?;
        let tags = page.items.into_iter().flat_map(|image| {
            let ListedImage {
                digest,
                media_type,
                size,
                pushed_at,
                tags,
                ..
            } = image;
            tags.into_iter().map(move |tag| ListedTag {
                tag,
                digest: Some(digest.clone()),
                media_type: media_type.clone(),
                size,
                pushed_at,
            })
        });
        Ok(Page {
            items: tags.collect(),
            next: page.next,
            problems: page.problems,
        })
    }

    /// The digests that no tag names.
    pub(super) async fn untagged(&self, repository: &RepositoryName) -> Result<Vec<Digest>> {
        let mut digests = Vec::new();
        let mut cursor = None;
        for _ in 0..PAGE_COUNT {
            let untagged = types::TagStatus::Untagged;
            let page = self
                .described(repository, cursor.as_ref(), untagged)
                .await?;
            digests.extend(page.items.into_iter().map(|image| image.digest));
            match page.next.filter(|next| cursor.as_ref() != Some(next)) {
                Some(next) => cursor = Some(next),
                None => break,
            }
        }
        Ok(digests)
    }

    /// One image.
    pub(super) async fn image(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<ListedImage> {
        match self.described_one(repository, selector, None).await {
            // Without a filter only images at hand are looked at: it may be in the archive.
            Err(
                error @ Error::NotFound {
                    what: Missing::Image,
                    ..
                },
            ) => {
                let archived = any_storage(None);
                let found = self
                    .described_one(repository, selector, Some(archived))
                    .await;
                found.map_err(|second| match second {
                    Error::Invalid { .. } => error,
                    second => second,
                })
            }
            found => found,
        }
    }

    async fn described_one(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        filter: Option<types::DescribeImagesFilter>,
    ) -> Result<ListedImage> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call = self
            .account
            .repository_call("ecr:DescribeImages", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .describe_images()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(spot.name.as_str())
            .image_ids(identify(selector))
            .set_filter(filter)
            .send()
            .await;
        let answer = asked.map_err(|error| self.account.fail(&call, error))?;
        let found = answer.image_details.unwrap_or_default().into_iter().next();
        found
            .and_then(|found| read(found).ok())
            .ok_or_else(|| Error::NotFound {
                what: Missing::Image,
                said: format!("{selector} is not in {repository}"),
            })
    }

    async fn described(
        &self,
        repository: &RepositoryName,
        cursor: Option<&Cursor>,
        tag_status: types::TagStatus,
    ) -> Result<Page<ListedImage>> {
        let spot = self.spot(repository)?;
        let region = &spot.place.region;
        let call = self
            .account
            .repository_call("ecr:DescribeImages", region, spot.name.as_str());
        let asked = self
            .account
            .ecr(region)?
            .describe_images()
            .set_registry_id(self.account.foreign_registry())
            .repository_name(spot.name.as_str())
            .max_results(PAGE)
            .set_next_token(cursor.map(|cursor| cursor.as_str().to_owned()))
            .filter(any_storage(Some(tag_status)))
            .send()
            .await;
        let answer = asked.map_err(|error| self.account.fail(&call, error))?;
        let mut page = Page::empty();
        for found in answer.image_details.unwrap_or_default() {
            match read(found) {
                Ok(image) => page.items.push(image),
                Err(text) => page.problems.push(Problem::Unusable(text)),
            }
        }
        let next = answer.next_token.filter(|token| !token.is_empty());
        if next.is_some() && next.as_deref() == cursor.map(Cursor::as_str) {
            page.problems.push(Problem::Repeated);
        } else {
            page.next = next.map(Cursor::from);
        }
        Ok(page)
    }
}

/// Without it only images at hand are listed, and archived ones seem to be gone.
fn any_storage(tag_status: Option<types::TagStatus>) -> types::DescribeImagesFilter {
    types::DescribeImagesFilter::builder()
        .set_tag_status(tag_status)
        .image_status(types::ImageStatusFilter::Any)
        .build()
}

/// Reads an image; the error is the digest that is none. Tags beyond the grammar are left out: nobody could
/// pull by them.
fn read(found: types::ImageDetail) -> Result<ListedImage, String> {
    let text = found.image_digest.unwrap_or_default();
    let digest: Digest = text.parse().map_err(|_| text)?;
    let tags = found.image_tags.unwrap_or_default();
    let mut tags: Vec<Tag> = tags.iter().filter_map(|tag| tag.parse().ok()).collect();
    tags.sort();
    let scan = scan_summary(
        found.image_scan_status.as_ref(),
        found.image_scan_findings_summary.as_ref(),
    );
    let media_type = found.image_manifest_media_type.as_deref();
    Ok(ListedImage {
        platforms: Vec::new(),
        digest,
        media_type: media_type.map(MediaType::parse),
        artifact_type: found.artifact_media_type,
        tags,
        size: found
            .image_size_in_bytes
            .and_then(|it| u64::try_from(it).ok()),
        pushed_at: found.image_pushed_at.as_ref().and_then(sdk::timestamp),
        last_pulled_at: found
            .last_recorded_pull_time
            .as_ref()
            .and_then(sdk::timestamp),
        scan,
        storage: found.image_status.as_ref().and_then(storage),
        subject: found
            .subject_manifest_digest
            .and_then(|digest| digest.parse().ok()),
        archived_at: found.last_archived_at.as_ref().and_then(sdk::timestamp),
        activated_at: found.last_activated_at.as_ref().and_then(sdk::timestamp),
        expirations: BTreeMap::new(),
    })
}

pub(super) fn storage(status: &types::ImageStatus) -> Option<StorageClass> {
    match status {
        types::ImageStatus::Active => Some(StorageClass::Standard),
        types::ImageStatus::Archived => Some(StorageClass::Archive),
        types::ImageStatus::Activating => Some(StorageClass::Restoring),
        _ => None,
    }
}

fn scan_summary(
    status: Option<&types::ImageScanStatus>,
    summary: Option<&types::ImageScanFindingsSummary>,
) -> Option<ScanSummary> {
    if status.is_none() && summary.is_none() {
        return None;
    }
    let counts = summary.and_then(|summary| summary.finding_severity_counts.as_ref());
    let completed_at = summary.and_then(|summary| summary.image_scan_completed_at.as_ref());
    Some(ScanSummary {
        state: match status.and_then(|status| status.status.as_ref()) {
            Some(status) => scan_state(status),
            None => ScanState::Complete,
        },
        description: status.and_then(|status| status.description.clone()),
        completed_at: completed_at.and_then(sdk::timestamp),
        counts: counts.map(read_counts).unwrap_or_default(),
    })
}

pub(super) fn read_counts(
    counts: &std::collections::HashMap<types::FindingSeverity, i32>,
) -> BTreeMap<Severity, u64> {
    let mut read: BTreeMap<Severity, u64> = BTreeMap::new();
    for (found, count) in counts {
        let count = u64::try_from(*count).unwrap_or_default();
        *read.entry(severity(found.as_str())).or_default() += count;
    }
    read
}

/// A severity by its name, in either scanner's words.
pub(super) fn severity(name: &str) -> Severity {
    match name {
        "CRITICAL" => Severity::Critical,
        "HIGH" => Severity::High,
        "MEDIUM" => Severity::Medium,
        "LOW" => Severity::Low,
        "INFORMATIONAL" => Severity::Informational,
        _ => Severity::Undefined,
    }
}

pub(super) fn scan_state(status: &types::ScanStatus) -> ScanState {
    use types::ScanStatus as Found;
    match status {
        Found::Pending => ScanState::Pending,
        Found::InProgress => ScanState::Running,
        Found::Complete => ScanState::Complete,
        Found::Active => ScanState::Continuous,
        Found::Failed => ScanState::Failed,
        Found::UnsupportedImage
        | Found::ScanEligibilityExpired
        | Found::FindingsUnavailable
        | Found::LimitExceeded
        | Found::ImageArchived => ScanState::NotCovered,
        // Newer than the SDK.
        other if other.as_str() == "IMAGE_SIZE_EXCEEDED" => ScanState::NotCovered,
        _ => ScanState::Unknown,
    }
}
