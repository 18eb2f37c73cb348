//! What ECR makes of a lifecycle policy: refusing a wrong one, and previewing a right one, by the
//! rules of the program's own room for it.

use jiff::Timestamp;
use portolan_policy::lifecycle::{self, Action, ImageStatus, LifecyclePolicy, Verdict};
use serde_json::{Value, json};

use super::{
    failure::Failure,
    state::{Image, Repository},
};

/// Refuses a policy as ECR does.
pub(super) fn check_policy(text: &str) -> Result<(), Failure> {
    let length = text.chars().count();
    if !lifecycle::TEXT_LIMITS.contains(&length) {
        return Err(Failure::parameter(
            "LifecyclePolicyText",
            "Member must have length between 100 and 30720",
        ));
    }
    let reading = lifecycle::read(text);
    match reading.complaints.first() {
        None => Ok(()),
        Some(complaint) => Err(Failure::parameter(
            "LifecyclePolicyText",
            &format!("Lifecycle policy validation failure: {complaint:?}"),
        )),
    }
}

/// The images that the policy takes, as `previewResults`.
pub(super) fn preview(repository: &Repository, text: &str, now: f64) -> Vec<Value> {
    let reading = lifecycle::read(text);
    let Some(policy) = reading.policy() else {
        return Vec::new();
    };
    // Images without a readable digest are none.
    let images: Vec<(&Image, lifecycle::Image)> = repository
        .images
        .iter()
        .filter_map(|(digest, image)| Some((image, seen(digest, image, now)?)))
        .collect();
    let told: Vec<lifecycle::Image> = images.iter().map(|(_, it)| it.clone()).collect();
    let evaluation = lifecycle::evaluate(policy, &told, moment(now));
    let verdicts = images.iter().zip(&evaluation.verdicts);
    verdicts
        .filter_map(|((image, told), verdict)| result(policy, image, told, verdict))
        .collect()
}

fn result(
    policy: &LifecyclePolicy,
    image: &Image,
    told: &lifecycle::Image,
    verdict: &Verdict,
) -> Option<Value> {
    // What follows its subject goes later, and ECR's preview tells of rules.
    let Verdict::Taken { rule, action, .. } = verdict else {
        return None;
    };
    let action = match action {
        Action::Expire => json!({ "type": "EXPIRE" }),
        Action::Archive => json!({ "type": "TRANSITION", "targetStorageClass": "ARCHIVE" }),
    };
    let rule = policy.rules().iter().find(|it| it.priority == *rule)?;
    let class = match rule.storage_class() {
        lifecycle::StorageClass::Archive => "ARCHIVE",
        lifecycle::StorageClass::Standard => "STANDARD",
    };
    Some(json!({
        "imageTags": image.tags,
        "imageDigest": told.digest.as_str(),
        "imagePushedAt": image.pushed_at,
        "action": action,
        "appliedRulePriority": rule.priority,
        "storageClass": class,
    }))
}

fn seen(digest: &str, image: &Image, now: f64) -> Option<lifecycle::Image> {
    Some(lifecycle::Image {
        digest: digest.parse().ok()?,
        tags: image.tags.iter().filter_map(|it| it.parse().ok()).collect(),
        pushed_at: moment(image.pushed_at),
        last_pulled_at: image.pulled_at.map(moment),
        status: match image.storage.status(now) {
            "ARCHIVED" => ImageStatus::Archived,
            "ACTIVATING" => ImageStatus::Activating,
            _ => ImageStatus::Active,
        },
        archived_at: image.archived_at.map(moment),
        activated_at: image.activated_at.map(moment),
        children: image
            .children
            .iter()
            .filter_map(|it| it.parse().ok())
            .collect(),
        subject: image.subject.as_ref().and_then(|it| it.parse().ok()),
    })
}

fn moment(seconds: f64) -> Timestamp {
    Timestamp::from_millisecond((seconds * 1000.0) as i64).unwrap_or_default()
}
