//! Settings of the account, and the principals whose pulls are not recorded.

use serde_json::json;

use super::repositories::paged;
use crate::aws::{
    call::{Call, Outcome},
    failure::Failure,
};

/// As many principals as may be excluded.
const MOST: usize = 100;

/// The values that a setting takes.
fn values(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "BASIC_SCAN_TYPE_VERSION" => Some(&["AWS_NATIVE"]),
        "REGISTRY_POLICY_SCOPE" => Some(&["V2"]),
        "BLOB_MOUNTING" => Some(&["ENABLED", "DISABLED"]),
        _ => None,
    }
}

impl Call<'_> {
    pub(in crate::aws) fn get_account_setting(&mut self) -> Outcome {
        let name = self.text("name")?;
        let value = self.own_registry().settings.get(&name).cloned();
        let value = value.ok_or_else(|| Failure::parameter("name", "Unknown account setting"))?;
        Ok(json!({ "name": name, "value": value }))
    }

    pub(in crate::aws) fn put_account_setting(&mut self) -> Outcome {
        let (name, value) = (self.text("name")?, self.text("value")?);
        let known =
            values(&name).ok_or_else(|| Failure::parameter("name", "Unknown account setting"))?;
        if !known.contains(&value.as_str()) {
            let constraint = format!("must be one of {}", known.join(", "));
            return Err(Failure::parameter("value", &constraint));
        }
        let settings = &mut self.own_registry().settings;
        settings.insert(name.clone(), value.clone());
        Ok(json!({ "name": name, "value": value }))
    }

    pub(in crate::aws) fn register_pull_time_update_exclusion(&mut self) -> Outcome {
        let principal = self.text("principalArn")?;
        let is_principal = principal.contains(":iam::")
            && (principal.contains(":role/") || principal.contains(":user/"));
        if !is_principal {
            return Err(Failure::parameter("principalArn", "Invalid principal ARN"));
        }
        let now = self.now;
        let exclusions = &mut self.own_registry().exclusions;
        if exclusions.contains(&principal) {
            return Err(Failure::new(
                "ExclusionAlreadyExistsException",
                format!("The principal '{principal}' is already excluded"),
            ));
        }
        if exclusions.len() >= MOST {
            return Err(Failure::new(
                "LimitExceededException",
                format!("The registry has {MOST} pull time update exclusions"),
            ));
        }
        exclusions.insert(principal.clone());
        Ok(json!({ "principalArn": principal, "createdAt": now }))
    }

    pub(in crate::aws) fn deregister_pull_time_update_exclusion(&mut self) -> Outcome {
        let principal = self.text("principalArn")?;
        if self.own_registry().exclusions.remove(&principal) {
            return Ok(json!({ "principalArn": principal }));
        }
        Err(Failure::new(
            "ExclusionNotFoundException",
            format!("The principal '{principal}' is not excluded"),
        ))
    }

    pub(in crate::aws) fn list_pull_time_update_exclusions(&mut self) -> Outcome {
        let page = self.page(100, 1000)?;
        let exclusions = self.own_registry().exclusions.iter();
        let (found, token) = page.cut(exclusions.map(|it| (it.clone(), it.clone())));
        Ok(paged(json!({ "pullTimeUpdateExclusions": found }), token))
    }
}
