//! Pull-through cache rules: which upstream stands behind which prefix.

use serde_json::{Value, json};

use super::repositories::paged;
use crate::aws::{
    call::{Call, Outcome},
    failure::Failure,
};

const MOST: usize = 50;

/// What is known of an upstream: its name, its host or how that ends, and whether it wants a secret.
const UPSTREAMS: [(&str, &str, bool); 9] = [
    ("ecr", ".amazonaws.com", false),
    ("ecr-public", "public.ecr.aws", false),
    ("docker-hub", "registry-1.docker.io", true),
    ("github-container-registry", "ghcr.io", true),
    ("gitlab-container-registry", "registry.gitlab.com", true),
    ("k8s", "registry.k8s.io", false),
    ("azure-container-registry", ".azurecr.io", true),
    ("quay", "quay.io", false),
    ("chainguard", "cgr.dev", true),
];

impl Call<'_> {
    pub(in crate::aws) fn create_pull_through_cache_rule(&mut self) -> Outcome {
        let prefix = self.text("ecrRepositoryPrefix")?;
        let url = self.text("upstreamRegistryUrl")?;
        if prefix.len() < 2 || prefix.len() > 30 {
            return Err(Failure::parameter(
                "ecrRepositoryPrefix",
                "Member must have length between 2 and 30",
            ));
        }
        let known = UPSTREAMS
            .iter()
            .find(|(_, host, _)| url == *host || host.starts_with('.') && url.ends_with(host));
        let Some((upstream, _, wants_secret)) = known else {
            return Err(Failure::new(
                "UnsupportedUpstreamRegistryException",
                format!("The upstream registry '{url}' is not supported"),
            ));
        };
        let credential = self.maybe("credentialArn");
        if *wants_secret && credential.is_none() {
            return Err(Failure::parameter(
                "credentialArn",
                "Credential ARN is required for this upstream registry",
            ));
        }
        self.check_secret(credential.as_deref())?;
        let registry = self.registry_id()?;
        let mut rule = json!({
            "ecrRepositoryPrefix": prefix,
            "upstreamRegistryUrl": url,
            "upstreamRegistry": upstream,
            "createdAt": self.now,
            "registryId": registry,
        });
        for member in ["credentialArn", "customRoleArn", "upstreamRepositoryPrefix"] {
            if let Some(text) = self.maybe(member) {
                rule[member] = text.into();
            }
        }
        let rules = &mut self.registry()?.pull_through;
        if rules.contains_key(&prefix) {
            return Err(Failure::new(
                "PullThroughCacheRuleAlreadyExistsException",
                format!("A pull through cache rule with prefix '{prefix}' already exists"),
            ));
        }
        if rules.len() >= MOST {
            return Err(Failure::new(
                "LimitExceededException",
                format!("The registry has {MOST} pull through cache rules"),
            ));
        }
        rules.insert(prefix, rule.clone());
        Ok(rule)
    }

    /// A secret is there, or the test has said nothing of secrets.
    fn check_secret(&self, arn: Option<&str>) -> Result<(), Failure> {
        let Some(arn) = arn else {
            return Ok(());
        };
        if !arn.contains(":secret:ecr-pullthroughcache/") {
            return Err(Failure::parameter(
                "credentialArn",
                "The name of the secret must start with 'ecr-pullthroughcache/'",
            ));
        }
        if self.state.secrets.is_empty() || self.state.secrets.contains_key(arn) {
            return Ok(());
        }
        Err(Failure::new(
            "SecretNotFoundException",
            format!("The secret '{arn}' could not be found"),
        ))
    }

    fn rule(&mut self) -> Result<&mut Value, Failure> {
        let prefix = self.text("ecrRepositoryPrefix")?;
        let registry = self.registry_id()?;
        let found = self.registry()?.pull_through.get_mut(&prefix);
        found.ok_or_else(|| not_found(&prefix, &registry))
    }

    pub(in crate::aws) fn update_pull_through_cache_rule(&mut self) -> Outcome {
        self.check_secret(self.maybe("credentialArn").as_deref())?;
        let given = ["credentialArn", "customRoleArn"]
            .map(|member| self.maybe(member).map(|text| (member, text)));
        let now = self.now;
        let rule = self.rule()?;
        for (member, text) in given.into_iter().flatten() {
            rule[member] = text.into();
        }
        rule["updatedAt"] = now.into();
        let mut reply = rule.clone();
        without(
            &mut reply,
            &["upstreamRegistryUrl", "upstreamRegistry", "createdAt"],
        );
        Ok(reply)
    }

    pub(in crate::aws) fn delete_pull_through_cache_rule(&mut self) -> Outcome {
        let mut reply = self.rule()?.clone();
        let prefix = self.text("ecrRepositoryPrefix")?;
        self.registry()?.pull_through.remove(&prefix);
        without(&mut reply, &["upstreamRegistry", "updatedAt"]);
        Ok(reply)
    }

    pub(in crate::aws) fn describe_pull_through_cache_rules(&mut self) -> Outcome {
        let page = self.page(100, 1000)?;
        let registry = self.registry_id()?;
        let named = self.bounded("ecrRepositoryPrefixes", 100)?;
        let prefixes = self.texts("ecrRepositoryPrefixes");
        let rules = &self.registry()?.pull_through;
        if named.is_some() {
            let missing = prefixes.iter().find(|it| !rules.contains_key(*it));
            if let Some(prefix) = missing {
                return Err(not_found(prefix, &registry));
            }
        }
        let wanted = rules
            .iter()
            .filter(|(prefix, _)| named.is_none() || prefixes.contains(prefix));
        let (found, token) = page.cut(wanted.map(|(prefix, it)| (prefix.clone(), it.clone())));
        Ok(paged(json!({ "pullThroughCacheRules": found }), token))
    }

    pub(in crate::aws) fn validate_pull_through_cache_rule(&mut self) -> Outcome {
        let mut reply = self.rule()?.clone();
        without(&mut reply, &["upstreamRegistry", "createdAt", "updatedAt"]);
        let secret = reply["credentialArn"].as_str().unwrap_or_default();
        let is_valid = *self.state.secrets.get(secret).unwrap_or(&true);
        reply["isValid"] = is_valid.into();
        if !is_valid {
            reply["failure"] = "The upstream registry refused the credentials".into();
        }
        Ok(reply)
    }
}

fn without(value: &mut Value, members: &[&str]) {
    if let Some(object) = value.as_object_mut() {
        object.retain(|member, _| !members.contains(&member.as_str()));
    }
}

fn not_found(prefix: &str, registry: &str) -> Failure {
    Failure::new(
        "PullThroughCacheRuleNotFoundException",
        format!(
            "The pull through cache rule with prefix '{prefix}' does not exist in the registry \
             with id '{registry}'"
        ),
    )
}
