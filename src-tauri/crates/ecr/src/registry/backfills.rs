//! Backfills: copying what was there before a replication rule, one for a destination at a time.

use aws_sdk_ecr::types;
use jiff::Timestamp;

use super::{PAGE_COUNT, RegionRegistry, ReplicationDestination, ask_region, next_page};
use crate::{Result, sdk};

/// Backfills, and images of one, on a page.
const PAGE: i32 = 50;
const RESULT_PAGE: i32 = 1000;

/// A backfill, running or over.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Backfill {
    /// Its id.
    pub id: String,
    /// Where it copies to.
    pub destination: ReplicationDestination,
    /// How far it is.
    pub state: BackfillState,
    /// Images in all, as far as they are counted.
    pub total: Option<u64>,
    /// Images that are there.
    pub done: Option<u64>,
    /// Images that did not get there.
    pub failed: Option<u64>,
    /// Why it failed, in Amazon's words.
    pub failure: Option<String>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// How far a backfill is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BackfillState {
    /// Images are being counted.
    Preparing,
    /// Images are being copied.
    Running,
    /// All is copied that could be.
    Complete,
    /// It did not work.
    Failed,
    /// It is being stopped.
    Stopping,
    /// It was stopped.
    Stopped,
    /// A state that this program doesn't know.
    Unknown,
}

/// What became of an image in a backfill.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BackfilledImage {
    /// The repository's name in its region.
    pub repository: String,
    /// The image's digest or tag.
    pub image: String,
    /// Whether it is there.
    pub is_there: bool,
    /// Why not, in Amazon's words.
    pub failure: Option<String>,
}

impl RegionRegistry {
    /// All backfills that ECR still knows of, as it lists them.
    pub async fn backfills(&self) -> Result<Vec<Backfill>> {
        let mut found = Vec::new();
        let mut token: Option<String> = None;
        for _ in 0..PAGE_COUNT {
            let asked = ask_region!(
                self,
                list_replication_backfills as "ecr:ListReplicationBackfills",
                max_results(PAGE),
                set_next_token(token.clone())
            );
            let answer = asked?;
            found.extend(answer.backfills.unwrap_or_default().into_iter().map(read));
            token = next_page(answer.next_token, token.as_ref());
            if token.is_none() {
                break;
            }
        }
        Ok(found)
    }

    /// Begins to copy what is here already to a destination that a rule names, and answers the id. ECR
    /// does one at a time for a region.
    pub async fn start_backfill(&self, destination: &ReplicationDestination) -> Result<String> {
        let asked = ask_region!(
            self,
            start_replication_backfill as "ecr:StartReplicationBackfill",
            destination(destination.write()?)
        );
        Ok(asked?.replication_backfill_id.unwrap_or_default())
    }

    /// Stops one. What is copied stays copied.
    pub async fn stop_backfill(&self, id: &str) -> Result<()> {
        let asked = ask_region!(
            self,
            stop_replication_backfill as "ecr:StopReplicationBackfill",
            replication_backfill_id(id)
        );
        asked.map(drop)
    }

    /// One backfill with what became of at most `most` of its images; with `only_failed`, of those that
    /// did not get there.
    pub async fn backfill(
        &self,
        id: &str,
        only_failed: bool,
        most: usize,
    ) -> Result<(Backfill, Vec<BackfilledImage>)> {
        let failed = only_failed.then_some(types::ReplicationBackfillResultStatus::Failed);
        let mut images = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let asked = ask_region!(
                self,
                describe_replication_backfill_results as "ecr:DescribeReplicationBackfillResults",
                replication_backfill_id(id),
                set_result_status_filter(failed.clone()),
                max_results(RESULT_PAGE),
                set_next_token(token.clone())
            );
            let answer = asked?;
            let results = answer.results.unwrap_or_default();
            images.extend(results.into_iter().map(read_image));
            token = next_page(answer.next_token, token.as_ref());
            if token.is_none() || images.len() >= most {
                images.truncate(most);
                let progress = answer.progress.as_ref();
                let destination = answer.destination;
                let backfill = Backfill {
                    id: id.to_owned(),
                    destination: destination.map_or_else(nowhere, ReplicationDestination::read),
                    state: answer.status.as_ref().map_or(BackfillState::Unknown, state),
                    total: progress.and_then(|it| count(it.total_replication_count)),
                    done: progress.and_then(|it| count(it.completed_replication_count)),
                    failed: progress.and_then(|it| count(it.failed_replication_count)),
                    failure: answer.failure_code,
                    started_at: answer.started_at.as_ref().and_then(sdk::timestamp),
                    ended_at: answer.ended_at.as_ref().and_then(sdk::timestamp),
                };
                return Ok((backfill, images));
            }
        }
    }
}

fn read(found: types::ReplicationBackfillSummary) -> Backfill {
    let progress = found.progress.as_ref();
    Backfill {
        total: progress.and_then(|it| count(it.total_replication_count)),
        done: progress.and_then(|it| count(it.completed_replication_count)),
        failed: progress.and_then(|it| count(it.failed_replication_count)),
        id: found.replication_backfill_id,
        destination: found
            .destination
            .map_or_else(nowhere, ReplicationDestination::read),
        state: state(&found.status),
        failure: found.failure_code,
        started_at: sdk::timestamp(&found.started_at),
        ended_at: found.ended_at.as_ref().and_then(sdk::timestamp),
    }
}

fn read_image(found: types::ReplicationBackfillResult) -> BackfilledImage {
    let id = found.image_id;
    let name = id.and_then(|id| id.image_digest.or(id.image_tag));
    let inside = found.sub_image_failure_codes.unwrap_or_default();
    let failure = found.failure_code.or_else(|| inside.into_iter().next());
    BackfilledImage {
        repository: found.repository_name,
        image: name.unwrap_or_default(),
        is_there: found.status == types::ReplicationBackfillResultStatus::Complete,
        failure,
    }
}

/// The destination of an answer that names none.
fn nowhere() -> ReplicationDestination {
    ReplicationDestination {
        region: String::new(),
        registry_id: String::new(),
    }
}

fn count(count: i32) -> Option<u64> {
    u64::try_from(count).ok()
}

fn state(found: &types::ReplicationBackfillStatus) -> BackfillState {
    use types::ReplicationBackfillStatus as Found;
    match found {
        Found::Preparing => BackfillState::Preparing,
        Found::InProgress => BackfillState::Running,
        Found::Complete => BackfillState::Complete,
        Found::Failed => BackfillState::Failed,
        Found::Stopping => BackfillState::Stopping,
        Found::Stopped => BackfillState::Stopped,
        _ => BackfillState::Unknown,
    }
}
