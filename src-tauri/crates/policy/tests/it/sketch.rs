//! Images and policies in a few words.

use jiff::{SignedDuration, Timestamp};
use portolan_oci::Digest;
use portolan_policy::lifecycle::{
    Evaluation, Image, ImageStatus, LifecyclePolicy, Reason, Verdict, evaluate, read,
};
use serde_json::{Value, json};

/// The moment at which all is judged.
pub(crate) fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

pub(crate) fn days_ago(days: i64) -> Timestamp {
    now() - SignedDuration::from_hours(24 * days)
}

/// The digest of an image of that name.
pub(crate) fn digest(name: &str) -> Digest {
    Digest::of(name.as_bytes())
}

/// An active image without ties, pushed so many days ago and never pulled.
pub(crate) fn image(name: &str, tags: &[&str], days: i64) -> Image {
    Image {
        digest: digest(name),
        tags: tags.iter().map(|tag| tag.parse().unwrap()).collect(),
        pushed_at: days_ago(days),
        last_pulled_at: None,
        status: ImageStatus::Active,
        archived_at: None,
        activated_at: None,
        children: Vec::new(),
        subject: None,
    }
}

/// An image that was archived so many days ago.
pub(crate) fn archived(name: &str, tags: &[&str], days: i64) -> Image {
    Image {
        status: ImageStatus::Archived,
        archived_at: Some(days_ago(days)),
        ..image(name, tags, days + 30)
    }
}

/// A rule as ECR writes it: `selection` beside the count, `expire` unless it says `archive`.
pub(crate) fn rule(priority: u32, selection: Value, trigger: Value) -> Value {
    let mut rule = json!({
        "rulePriority": priority,
        "selection": selection,
        "action": { "type": "expire" },
    });
    for (key, value) in trigger.as_object().unwrap() {
        rule["selection"][key] = value.clone();
    }
    rule
}

/// The same rule, which archives.
pub(crate) fn archiving(mut rule: Value) -> Value {
    rule["action"] = json!({ "type": "transition", "targetStorageClass": "archive" });
    rule
}

pub(crate) fn tagged(patterns: &[&str]) -> Value {
    json!({ "tagStatus": "tagged", "tagPatternList": patterns })
}

pub(crate) fn prefixed(prefixes: &[&str]) -> Value {
    json!({ "tagStatus": "tagged", "tagPrefixList": prefixes })
}

pub(crate) fn untagged() -> Value {
    json!({ "tagStatus": "untagged" })
}

pub(crate) fn any() -> Value {
    json!({ "tagStatus": "any" })
}

pub(crate) fn more_than(images: u32) -> Value {
    json!({ "countType": "imageCountMoreThan", "countNumber": images })
}

pub(crate) fn pushed(days: u32) -> Value {
    json!({ "countType": "sinceImagePushed", "countUnit": "days", "countNumber": days })
}

pub(crate) fn pulled(days: u32) -> Value {
    json!({ "countType": "sinceImagePulled", "countUnit": "days", "countNumber": days })
}

pub(crate) fn transitioned(days: u32) -> Value {
    json!({
        "storageClass": "archive",
        "countType": "sinceImageTransitioned",
        "countUnit": "days",
        "countNumber": days,
    })
}

/// The policy of these rules, which must be one.
pub(crate) fn policy(rules: &[Value]) -> LifecyclePolicy {
    let text = json!({ "rules": rules }).to_string();
    let reading = read(&text);
    assert_eq!(reading.complaints, [], "{text}");
    reading.policy().unwrap().clone()
}

pub(crate) fn judge(rules: &[Value], images: &[Image]) -> Evaluation {
    evaluate(&policy(rules), images, now())
}

/// The one verdict about the image of that name.
pub(crate) fn verdict_of(rules: &[Value], images: &[Image], name: &str) -> Verdict {
    let at = images.iter().position(|it| it.digest == digest(name));
    judge(rules, images).verdicts[at.unwrap()].clone()
}

/// The reason for which the image of that name stays.
pub(crate) fn reason_of(rules: &[Value], images: &[Image], name: &str) -> Reason {
    match verdict_of(rules, images, name) {
        Verdict::Stays(reason) => reason,
        taken => panic!("{name} does not stay: {taken:?}"),
    }
}
