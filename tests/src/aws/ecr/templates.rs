//! Repository creation templates: how repositories begin that ECR makes by itself.

use serde_json::{Map, Value, json};

use super::repositories::paged;
use crate::aws::{
    call::{Call, Outcome},
    failure::Failure,
    state::Repository,
};

/// What a template may say beside its prefix.
const MEMBERS: [&str; 9] = [
    "description",
    "encryptionConfiguration",
    "resourceTags",
    "imageTagMutability",
    "imageTagMutabilityExclusionFilters",
    "repositoryPolicy",
    "lifecyclePolicy",
    "appliedFor",
    "customRoleArn",
];

impl Call<'_> {
    pub(in crate::aws) fn create_repository_creation_template(&mut self) -> Outcome {
        let prefix = self.text("prefix")?;
        if self.input["appliedFor"].is_null() {
            return Err(Failure::parameter("appliedFor", "Member must not be null"));
        }
        let mut template = json!({
            "prefix": prefix,
            "imageTagMutability": "MUTABLE",
            "createdAt": self.now,
            "updatedAt": self.now,
        });
        self.fill(&mut template);
        let templates = &mut self.own_registry().templates;
        if templates.contains_key(&prefix) {
            return Err(Failure::new(
                "TemplateAlreadyExistsException",
                format!("The repository creation template with prefix '{prefix}' already exists"),
            ));
        }
        templates.insert(prefix, template.clone());
        Ok(self.about_template(&template))
    }

    pub(in crate::aws) fn update_repository_creation_template(&mut self) -> Outcome {
        let prefix = self.text("prefix")?;
        let found = self.own_registry().templates.get(&prefix).cloned();
        let mut template = found.ok_or_else(|| self.no_template(&prefix))?;
        self.fill(&mut template);
        template["updatedAt"] = self.now.into();
        let templates = &mut self.own_registry().templates;
        templates.insert(prefix, template.clone());
        Ok(self.about_template(&template))
    }

    pub(in crate::aws) fn delete_repository_creation_template(&mut self) -> Outcome {
        let prefix = self.text("prefix")?;
        let gone = self.own_registry().templates.remove(&prefix);
        let template = gone.ok_or_else(|| self.no_template(&prefix))?;
        Ok(self.about_template(&template))
    }

    pub(in crate::aws) fn describe_repository_creation_templates(&mut self) -> Outcome {
        let page = self.page(100, 1000)?;
        let named = self.input.get("prefixes").is_some();
        let prefixes = self.texts("prefixes");
        let account = self.caller.account.clone();
        let templates = self.own_registry().templates.iter();
        let wanted = templates.filter(|(prefix, _)| !named || prefixes.contains(prefix));
        let (found, token) = page.cut(wanted.map(|(prefix, it)| (prefix.clone(), it.clone())));
        let reply = json!({ "registryId": account, "repositoryCreationTemplates": found });
        Ok(paged(reply, token))
    }

    fn fill(&self, template: &mut Value) {
        for member in MEMBERS {
            if let Some(value) = self.input.get(member) {
                template[member] = value.clone();
            }
        }
    }

    fn about_template(&self, template: &Value) -> Value {
        json!({
            "registryId": self.caller.account,
            "repositoryCreationTemplate": template,
        })
    }

    fn no_template(&self, prefix: &str) -> Failure {
        Failure::new(
            "TemplateNotFoundException",
            format!(
                "The repository creation template with prefix '{prefix}' does not exist in the \
                 registry with id '{}'",
                self.caller.account
            ),
        )
    }

    /// Makes the repository of a push that has none yet, where a template says how: the longest
    /// prefix counts, and ROOT where no other fits.
    pub(in crate::aws) fn create_on_push(&mut self, name: &str) -> bool {
        let account = self.caller.account.clone();
        let templates = self.own_registry().templates.values();
        let fits = |template: &&Value| {
            let prefix = template["prefix"].as_str().unwrap_or_default();
            let applied = template["appliedFor"].as_array().into_iter().flatten();
            (prefix == "ROOT" || name.starts_with(&format!("{}/", prefix.trim_end_matches('/'))))
                && applied.into_iter().any(|it| it == "CREATE_ON_PUSH")
        };
        let rank = |template: &&Value| match template["prefix"].as_str() {
            Some("ROOT") | None => 0,
            Some(prefix) => prefix.len(),
        };
        let Some(template) = templates.filter(fits).max_by_key(rank).cloned() else {
            return false;
        };
        let mut shape: Map<String, Value> = self.new_repository(&account, name);
        for member in ["imageTagMutability", "imageTagMutabilityExclusionFilters"] {
            if let Some(value) = template.get(member) {
                shape.insert(member.to_owned(), value.clone());
            }
        }
        let encryption = template.get("encryptionConfiguration").cloned();
        shape.insert(
            "encryptionConfiguration".to_owned(),
            encryption.unwrap_or_else(|| json!({ "encryptionType": "AES256" })),
        );
        shape.insert(
            "imageScanningConfiguration".to_owned(),
            json!({ "scanOnPush": false }),
        );
        let tags = template["resourceTags"].as_array().into_iter().flatten();
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let repository = Repository {
            shape,
            policy: text(&template["repositoryPolicy"]),
            lifecycle: text(&template["lifecyclePolicy"]),
            resource_tags: tags
                .filter_map(|it| Some((text(&it["Key"])?, text(&it["Value"])?)))
                .collect(),
            ..Repository::default()
        };
        self.own_registry()
            .repositories
            .insert(name.to_owned(), repository);
        true
    }
}
