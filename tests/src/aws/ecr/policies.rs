//! Policies of repositories and of registries: JSON texts that say who may do what.

use serde_json::{Value, json};

use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, within},
};

const LONGEST: usize = 10_240;

/// The policy of a call, if it is one.
fn read(text: &str, member: &str) -> Result<Value, Failure> {
    if text.chars().count() > LONGEST {
        let bound = format!("Member must have length less than or equal to {LONGEST}");
        return Err(Failure::parameter(member, &bound));
    }
    let invalid = || Failure::parameter(member, "Invalid repository policy provided");
    let policy: Value = serde_json::from_str(text).map_err(|_| invalid())?;
    let statements = statements(&policy);
    let is_whole = |it: &Value| {
        it["Effect"].is_string()
            && (!it["Action"].is_null() || !it["NotAction"].is_null())
            && (!it["Principal"].is_null() || !it["NotPrincipal"].is_null())
    };
    if statements.is_empty() || !statements.iter().all(is_whole) {
        return Err(invalid());
    }
    Ok(policy)
}

/// One statement may stand without its list.
fn statements(policy: &Value) -> Vec<Value> {
    match &policy["Statement"] {
        Value::Array(list) => list.clone(),
        Value::Object(_) => vec![policy["Statement"].clone()],
        _ => Vec::new(),
    }
}

/// Whether nobody could set another policy after this one.
fn locks_out(policy: &Value) -> bool {
    statements(policy).iter().any(|it| {
        let actions = it["Action"].to_string();
        it["Effect"] == "Deny"
            && (it["Principal"] == "*" || it["Principal"]["AWS"] == "*")
            && ["\"ecr:SetRepositoryPolicy\"", "\"ecr:*\"", "\"*\""]
                .iter()
                .any(|action| actions.contains(action))
    })
}

impl Call<'_> {
    pub(in crate::aws) fn set_repository_policy(&mut self) -> Outcome {
        let text = self.text("policyText")?;
        let policy = read(&text, "PolicyText")?;
        let force = self.input["force"].as_bool().unwrap_or_default();
        if locks_out(&policy) && !force {
            return Err(Failure::parameter(
                "PolicyText",
                "The policy would prevent you from setting another policy in the future; use force",
            ));
        }
        self.repository()?.policy = Some(text.clone());
        self.about_repository([("policyText".to_owned(), text.into())])
    }

    pub(in crate::aws) fn get_repository_policy(&mut self) -> Outcome {
        let text = self.repository()?.policy.clone();
        let text = text.ok_or_else(|| self.no_policy())?;
        self.about_repository([("policyText".to_owned(), text.into())])
    }

    pub(in crate::aws) fn delete_repository_policy(&mut self) -> Outcome {
        let text = self.repository()?.policy.take();
        let text = text.ok_or_else(|| self.no_policy())?;
        self.about_repository([("policyText".to_owned(), text.into())])
    }

    fn no_policy(&self) -> Failure {
        let name = self.maybe("repositoryName").unwrap_or_default();
        let registry = self.registry_id().unwrap_or_default();
        Failure::new(
            "RepositoryPolicyNotFoundException",
            format!(
                "Repository policy does not exist for the {}",
                within(&name, &registry)
            ),
        )
    }

    pub(in crate::aws) fn put_registry_policy(&mut self) -> Outcome {
        let text = self.text("policyText")?;
        read(&text, "PolicyText")?;
        self.own_registry().policy = Some(text.clone());
        Ok(json!({ "registryId": self.caller.account, "policyText": text }))
    }

    pub(in crate::aws) fn get_registry_policy(&mut self) -> Outcome {
        let text = self.own_registry().policy.clone();
        let text = text.ok_or_else(|| self.no_registry_policy())?;
        Ok(json!({ "registryId": self.caller.account, "policyText": text }))
    }

    pub(in crate::aws) fn delete_registry_policy(&mut self) -> Outcome {
        let text = self.own_registry().policy.take();
        let text = text.ok_or_else(|| self.no_registry_policy())?;
        Ok(json!({ "registryId": self.caller.account, "policyText": text }))
    }

    fn no_registry_policy(&self) -> Failure {
        Failure::new(
            "RegistryPolicyNotFoundException",
            format!(
                "Registry policy does not exist in the registry with id '{}'",
                self.caller.account
            ),
        )
    }
}
