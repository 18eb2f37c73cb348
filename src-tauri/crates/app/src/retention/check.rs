//! Checks rules, and says what they mean for what is known of a repository.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use portolan_contract::{
    CheckRetention, Failure, RepositoryAt, RetentionCheck, RetentionComplaint, RetentionPreview,
    RetentionProblem, UnfollowedTag,
};
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_policy::{
    lifecycle::{ActionType, StorageClass},
    retention::{self, Action, Evaluation, Links, Reason, RetentionPolicy, Snapshot, Verdict},
};

use super::{
    frozen::Takings,
    show::{show_complaint, show_export, show_image, show_in_use, show_rule},
    snapshot::Found,
};
use crate::{App, app::off_the_loop, images::invalid_repository};

/// Images that a preview names.
const SHOWN: usize = 500;
/// Tags that could not be followed, of those that a preview names.
const UNFOLLOWED_SHOWN: usize = 20;
/// Images that one request puts into the archive.
pub(super) const ARCHIVED_AT_ONCE: usize = 1000;

/// The kind of registry that has an archive.
const WITH_ARCHIVE: &str = "ecr";

/// What rules mean for a repository.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) found: Arc<Found>,
    pub(super) evaluation: Evaluation,
    /// Why what is in use is not known.
    pub(super) problem: Option<Failure>,
}

impl App {
    /// Checks rules, and says what they mean for each image that is known.
    pub async fn check_retention(
        self: &Arc<Self>,
        request: CheckRetention,
    ) -> Result<RetentionCheck, Failure> {
        let reading = retention::read(&request.text);
        let at = RepositoryAt {
            connection: request.connection,
            repository: request.repository,
        };
        let stored = self.stored_connection(&at.connection).await?;
        let mut complaints: Vec<RetentionComplaint> =
            reading.complaints.iter().map(show_complaint).collect();
        if stored.draft.kind != WITH_ARCHIVE {
            complaints.extend(without_archive(&reading.draft));
        }
        let preview = match reading.policy().filter(|_| complaints.is_empty()) {
            Some(policy) => {
                let judged = self
                    .judge_retention(&at, policy.clone(), Timestamp::now(), false)
                    .await?;
                let takings = takings(&at, &judged);
                let id = takings.map(|takings| self.frozen.keep(takings));
                Some(off_the_loop(move || show_preview(id, &judged)).await?)
            }
            None => None,
        };
        Ok(RetentionCheck {
            rules: reading.draft.rules.iter().map(show_rule).collect(),
            per_tag: reading.draft.scope == Some(retention::ScopeWord::Tag),
            in_use: show_in_use(&reading.draft.in_use),
            complaints,
            doubts: reading.doubts.iter().map(show_complaint).collect(),
            for_ecr: show_export(retention::to_ecr(&reading.draft)),
            preview,
        })
    }

    /// What rules mean at a moment. `anew`: what is in use is asked for, however lately it was.
    pub(super) async fn judge_retention(
        self: &Arc<Self>,
        at: &RepositoryAt,
        policy: RetentionPolicy,
        now: Timestamp,
        anew: bool,
    ) -> Result<Judged, Failure> {
        let name: RepositoryName = at
            .repository
            .parse()
            .map_err(|problem| invalid_repository(&at.repository, &problem))?;
        let found = self.retention_snapshot(at).await?;
        let (uses, problem) = match self.uses(policy.in_use(), &name, anew).await {
            Ok(uses) => (uses, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        off_the_loop(move || {
            let mut evaluation = retention::evaluate(&policy, &found.snapshot, &uses, now);
            if problem.is_some() {
                hold(&mut evaluation);
            }
            Judged {
                found,
                evaluation,
                problem,
            }
        })
        .await
    }
}

/// Rules about an archive, for a registry that has none: nothing would ever come of them.
fn without_archive(draft: &retention::PolicyDraft) -> Vec<RetentionComplaint> {
    let complaint = |index: usize, member: &str| RetentionComplaint {
        rule: Some(index as u32),
        path: format!("$.rules[{index}].{member}"),
        problem: RetentionProblem::NoArchive,
    };
    let mut found = Vec::new();
    for (index, rule) in draft.rules.iter().enumerate() {
        if rule.action == Some(ActionType::Transition) {
            found.push(complaint(index, "action.type"));
        }
        if rule.storage_class == Some(StorageClass::Archive) {
            found.push(complaint(index, "selection.storageClass"));
        }
    }
    found
}

/// What would be put into the archive.
pub(super) fn archived(judged: &Judged) -> Vec<String> {
    let images = judged.found.snapshot.images.iter();
    images
        .zip(&judged.evaluation.verdicts)
        .filter(|(_, verdict)| matches!(verdict.deed(), Some((_, Action::Archive))))
        .map(|(image, _)| image.digest.to_string())
        .collect()
}

/// While it is not known what is in use, everything may be.
fn hold(evaluation: &mut Evaluation) {
    for verdict in &mut evaluation.verdicts {
        let rule = match verdict {
            Verdict::Taken { rule, .. } | Verdict::Follows { rule, .. } => *rule,
            Verdict::LosesTags { tags } => tags.first().map_or(0, |(_, rule)| *rule),
            Verdict::Stays(_) => continue,
        };
        *verdict = Verdict::Stays(Reason::Unsure { rule });
    }
}

/// What would go, where something would.
pub(super) fn takings(at: &RepositoryAt, judged: &Judged) -> Option<Takings> {
    let Snapshot { images, .. } = &judged.found.snapshot;
    let mut going: BTreeMap<Digest, Vec<Tag>> = BTreeMap::new();
    let mut tags: BTreeMap<Tag, Digest> = BTreeMap::new();
    for (image, verdict) in images.iter().zip(&judged.evaluation.verdicts) {
        match verdict {
            Verdict::Taken {
                action: Action::Expire,
                ..
            } => {
                let mut on_it = image.tags.clone();
                on_it.sort();
                going.insert(image.digest.clone(), on_it);
            }
            Verdict::LosesTags { tags: lost } => {
                let lost = lost
                    .iter()
                    .map(|(tag, _)| (tag.clone(), image.digest.clone()));
                tags.extend(lost);
            }
            _ => {}
        }
    }
    let is_some = !going.is_empty() || !tags.is_empty();
    is_some.then(|| Takings {
        connection: at.connection.clone(),
        repository: at.repository.clone(),
        images: going,
        tags,
        takes_all: judged.evaluation.takes_all(),
    })
}

fn show_preview(id: Option<String>, judged: &Judged) -> RetentionPreview {
    let Judged {
        found,
        evaluation,
        problem,
    } = judged;
    let images = &found.snapshot.images;
    let totals = evaluation.totals();
    let freed = freed(judged);
    let mut order: Vec<usize> = (0..images.len()).collect();
    let rank = |at: usize| match &evaluation.verdicts[at] {
        verdict if verdict.deed().is_some() => 0,
        Verdict::LosesTags { .. } => 1,
        Verdict::Stays(Reason::Unsure { .. } | Reason::Unread { .. }) => 2,
        _ => 3,
    };
    // What goes comes first, then the youngest of what stays.
    order.sort_by_key(|at| (rank(*at), usize::MAX - at));
    let unread = images
        .iter()
        .filter(|image| matches!(image.links, Links::Unread { .. }));
    let used = evaluation
        .verdicts
        .iter()
        .filter(|verdict| matches!(verdict, Verdict::Stays(Reason::InUse { .. })));
    RetentionPreview {
        id,
        expire: totals.expire as u64,
        archive: totals.archive as u64,
        tags: totals.tags as u64,
        stay: totals.stay as u64,
        unsure: totals.unsure as u64,
        takes_all: evaluation.takes_all(),
        freed: freed.bytes,
        shared: freed.shared,
        unread_going: freed.unread_going as u64,
        unread_staying: freed.unread_staying as u64,
        unknown_tags: evaluation.known.unknown_tags as u64,
        unfollowed: found
            .unfollowed
            .iter()
            .take(UNFOLLOWED_SHOWN)
            .map(|(tag, problem)| UnfollowedTag {
                tag: tag.to_string(),
                problem: problem.clone(),
            })
            .collect(),
        unread: unread.count() as u64,
        archived: archived(judged)
            .into_iter()
            .take(ARCHIVED_AT_ONCE)
            .collect(),
        used: used.count() as u64,
        problem: problem.clone(),
        listed_at: found.listed_at,
        images: order
            .into_iter()
            .take(SHOWN)
            .map(|at| show_image(&images[at], &evaluation.verdicts[at]))
            .collect(),
    }
}

/// The bytes that are freed.
pub(super) fn freed(judged: &Judged) -> retention::Freed {
    let images = judged.found.snapshot.images.iter();
    let going: std::collections::HashSet<&Digest> = images
        .zip(&judged.evaluation.verdicts)
        .filter(|(_, verdict)| verdict.goes())
        .map(|(image, _)| &image.digest)
        .collect();
    retention::freed(&judged.found.holdings, |digest| going.contains(digest))
}
