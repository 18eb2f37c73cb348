//! Lifecycle policies: read, checked, and what they mean for the images that are listed, by our own
//! evaluation at once and by ECR's preview.

use std::{collections::HashMap, sync::Arc, time::Duration};

use jiff::Timestamp;
use portolan_contract::{
    AmazonPolicy, CheckLifecycle, Failure, LifecycleByEcr, LifecycleCheck, LifecycleComplaint,
    LifecycleImage, LifecyclePreview, LifecycleRule, LifecycleVerdict, RepositoryAt,
};
use portolan_ecr::{PreviewAction, PreviewState};
use portolan_oci::{Digest, Tag};
use portolan_policy::lifecycle::{
    self, Action, Deed, Evaluation, Image, ImageStatus, Previewed, Reason, Verdict,
};
use portolan_storage::StorageClass;

use super::{lifecycle_problems::show_problem, setting::name};
use crate::{App, app::off_the_loop, failures::OrFail};

/// Images that a preview names.
const SHOWN: usize = 500;

/// How often ECR is asked whether its preview is done, and how long.
const ASK_EVERY: Duration = Duration::from_secs(1);
const ASKS: usize = 120;

impl App {
    /// A repository's lifecycle policy.
    pub async fn read_lifecycle(&self, request: RepositoryAt) -> Result<AmazonPolicy, Failure> {
        let ecr = self.ecr(&request.connection).await?;
        let name = name(&request.repository)?;
        let found = ecr.lifecycle_policy(&name).await.or_fail()?;
        Ok(AmazonPolicy {
            evaluated: found
                .as_ref()
                .and_then(|policy| policy.last_evaluated_at)
                .map(Timestamp::as_millisecond),
            text: found.map(|policy| policy.text),
        })
    }

    /// Checks a policy, and says what it means for each image.
    pub async fn check_lifecycle(
        self: &Arc<Self>,
        request: CheckLifecycle,
    ) -> Result<LifecycleCheck, Failure> {
        let images = self.lifecycle_images(&request).await?;
        off_the_loop(move || {
            let reading = lifecycle::read(&request.text);
            let preview = reading.policy().map(|policy| {
                let found = lifecycle::evaluate(policy, &images, Timestamp::now());
                show_preview(&images, &found)
            });
            LifecycleCheck {
                rules: reading.draft.rules.iter().map(show_rule).collect(),
                complaints: reading.complaints.iter().map(show_complaint).collect(),
                doubts: reading.doubts.iter().map(show_complaint).collect(),
                preview,
            }
        })
        .await
    }

    /// Has ECR preview a policy, and compares.
    pub async fn preview_lifecycle_by_ecr(
        self: &Arc<Self>,
        request: CheckLifecycle,
    ) -> Result<LifecycleByEcr, Failure> {
        let images = self.lifecycle_images(&request).await?;
        let ecr = self.ecr(&request.connection).await?;
        let name = name(&request.repository)?;
        let text = Some(request.text.as_str());
        ecr.start_lifecycle_preview(&name, text).await.or_fail()?;
        let mut theirs = Vec::new();
        let mut cursor = None;
        let mut asks = 0;
        loop {
            let page = ecr
                .lifecycle_preview(&name, cursor.as_ref())
                .await
                .or_fail()?;
            match page.state {
                PreviewState::Complete => {}
                PreviewState::Running if asks < ASKS => {
                    asks += 1;
                    tokio::time::sleep(ASK_EVERY).await;
                    continue;
                }
                PreviewState::Running | PreviewState::Expired | PreviewState::Failed => {
                    return Err(Failure::unexpected("ECR made no preview"));
                }
            }
            theirs.extend(page.images.into_iter().filter_map(|image| {
                let action = match image.action {
                    PreviewAction::Expire => Action::Expire,
                    PreviewAction::Archive => Action::Archive,
                    PreviewAction::Unknown => return None,
                };
                let rule = u32::try_from(image.rule?).ok()?;
                Some(Previewed {
                    digest: image.digest,
                    deed: Deed { rule, action },
                })
            }));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let reading = lifecycle::read(&request.text);
        let differences = reading.policy().map(|policy| {
            let ours = lifecycle::evaluate(policy, &images, Timestamp::now());
            lifecycle::differences(&images, &ours, &theirs)
        });
        let count = |action| {
            let taken = theirs.iter().filter(|image| image.deed.action == action);
            taken.count() as u64
        };
        Ok(LifecycleByEcr {
            expire: count(Action::Expire),
            archive: count(Action::Archive),
            differences: differences
                .unwrap_or_default()
                .into_iter()
                .map(|difference| difference.digest.to_string())
                .collect(),
        })
    }

    /// The images of a repository as they are listed; where they never were, they are now.
    pub(super) async fn lifecycle_images(
        self: &Arc<Self>,
        request: &CheckLifecycle,
    ) -> Result<Vec<Image>, Failure> {
        let at = RepositoryAt {
            connection: request.connection.clone(),
            repository: request.repository.clone(),
        };
        let collection = self.collection(&at).await?;
        let is_listed = collection.state().known.listed_at.is_some();
        if !is_listed {
            self.refresh_images(at).await?;
        }
        let state = collection.state();
        let known = &state.known;
        let mut tags: HashMap<&Digest, Vec<Tag>> = HashMap::new();
        for (tag, target) in known.tags.names.iter().zip(&known.targets) {
            if let Some(digest) = &target.digest {
                tags.entry(digest).or_default().push(tag.clone());
            }
        }
        for attachment in &known.attachments {
            if let Some(digest) = &attachment.digest {
                let tag = attachment.tag.clone();
                tags.entry(digest).or_default().push(tag);
            }
        }
        let image = |listed: &Arc<portolan_storage::ListedImage>| {
            let summary = known.image(&listed.digest);
            Some(Image {
                digest: listed.digest.clone(),
                tags: tags.get(&listed.digest).cloned().unwrap_or_default(),
                pushed_at: listed.pushed_at?,
                last_pulled_at: listed.last_pulled_at,
                status: match listed.storage {
                    Some(StorageClass::Archive) => ImageStatus::Archived,
                    Some(StorageClass::Restoring) => ImageStatus::Activating,
                    Some(StorageClass::Standard) | None => ImageStatus::Active,
                },
                archived_at: listed.archived_at,
                activated_at: listed.activated_at,
                children: summary
                    .map(|summary| &summary.children)
                    .into_iter()
                    .flatten()
                    .map(|child| child.digest.clone())
                    .collect(),
                subject: listed.subject.clone(),
            })
        };
        let mut images: Vec<Image> = known.listed.values().filter_map(image).collect();
        images.sort_by(|one, other| {
            let by_time = one.pushed_at.cmp(&other.pushed_at);
            by_time.then_with(|| one.digest.cmp(&other.digest))
        });
        Ok(images)
    }
}

fn show_preview(images: &[Image], found: &Evaluation) -> LifecyclePreview {
    let totals = found.totals();
    let mut order: Vec<usize> = (0..images.len()).collect();
    // What goes comes first, then the youngest of what stays.
    order.sort_by_key(|at| (found.verdicts[*at].deed().is_none(), usize::MAX - at));
    let shown = order.into_iter().take(SHOWN).map(|at| LifecycleImage {
        digest: images[at].digest.to_string(),
        tags: images[at].tags.iter().map(ToString::to_string).collect(),
        pushed: images[at].pushed_at.as_millisecond(),
        verdict: show_verdict(&found.verdicts[at]),
    });
    LifecyclePreview {
        expire: totals.expire as u64,
        archive: totals.archive as u64,
        stay: totals.stay as u64,
        images: shown.collect(),
    }
}

fn show_verdict(verdict: &Verdict) -> LifecycleVerdict {
    match verdict {
        Verdict::Taken { rule, action, .. } => LifecycleVerdict::Taken {
            rule: *rule,
            archive: *action == Action::Archive,
        },
        Verdict::Follows {
            subject,
            rule,
            action,
            ..
        } => LifecycleVerdict::Follows {
            rule: *rule,
            archive: *action == Action::Archive,
            subject: subject.to_string(),
        },
        Verdict::Stays(reason) => match reason {
            Reason::Kept { rule, place, keeps } => LifecycleVerdict::Kept {
                rule: *rule,
                place: *place,
                keeps: *keeps,
            },
            Reason::TooYoung { rule, days, .. } => LifecycleVerdict::TooYoung {
                rule: *rule,
                days: *days,
            },
            Reason::Shielded { by, from } => LifecycleVerdict::Shielded {
                by: *by,
                from: *from,
            },
            Reason::ChildOf { index, .. } => LifecycleVerdict::ChildOf {
                index: index.to_string(),
            },
            Reason::FollowsSubject { subject } => LifecycleVerdict::FollowsSubject {
                subject: subject.to_string(),
            },
            Reason::Restoring => LifecycleVerdict::Restoring,
            Reason::TimeUnknown { rule } => LifecycleVerdict::TimeUnknown { rule: *rule },
            Reason::NoRule => LifecycleVerdict::NoRule,
        },
    }
}

fn show_rule(rule: &lifecycle::RuleDraft) -> LifecycleRule {
    LifecycleRule {
        priority: rule.priority,
        description: rule.description.clone(),
        tag_status: rule.tag_status.map(|word| word.as_str().to_owned()),
        tag_patterns: rule.tag_patterns.clone(),
        tag_prefixes: rule.tag_prefixes.clone(),
        storage_class: rule.storage_class.map(|word| word.as_str().to_owned()),
        count_type: rule.count_type.map(|word| word.as_str().to_owned()),
        count_unit: rule.count_unit.map(|word| word.as_str().to_owned()),
        count_number: rule.count_number,
        action: rule.action.map(|word| word.as_str().to_owned()),
        target: rule.target.map(|word| word.as_str().to_owned()),
    }
}

fn show_complaint(complaint: &lifecycle::Complaint) -> LifecycleComplaint {
    LifecycleComplaint {
        rule: complaint.rule.map(|rule| rule.index as u32),
        path: complaint.path.clone(),
        problem: show_problem(&complaint.problem),
    }
}
