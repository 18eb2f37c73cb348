//! Managed signing: which profiles sign which repositories, and the status per image.

use serde_json::{Value, json};

use super::images::is_match;
use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, image_not_found},
};

const MOST: usize = 10;

impl Call<'_> {
    pub(in crate::aws) fn put_signing_configuration(&mut self) -> Outcome {
        let configuration = self.input["signingConfiguration"].clone();
        let Some(rules) = configuration["rules"].as_array() else {
            return Err(Failure::parameter("rules", "Member must not be null"));
        };
        if rules.len() > MOST {
            let bound = format!("Member must have length less than or equal to {MOST}");
            return Err(Failure::parameter("rules", &bound));
        }
        self.own_registry().signing = Some(configuration.clone());
        Ok(json!({ "signingConfiguration": configuration }))
    }

    pub(in crate::aws) fn get_signing_configuration(&mut self) -> Outcome {
        let configuration = self.own_registry().signing.clone();
        let configuration = configuration.ok_or_else(|| self.not_signed())?;
        Ok(json!({
            "registryId": self.caller.account,
            "signingConfiguration": configuration,
        }))
    }

    pub(in crate::aws) fn delete_signing_configuration(&mut self) -> Outcome {
        let configuration = self.own_registry().signing.take();
        let configuration = configuration.ok_or_else(|| self.not_signed())?;
        Ok(json!({
            "registryId": self.caller.account,
            "signingConfiguration": configuration,
        }))
    }

    fn not_signed(&self) -> Failure {
        Failure::new(
            "SigningConfigurationNotFoundException",
            format!(
                "Signing configuration does not exist in the registry with id '{}'",
                self.caller.account
            ),
        )
    }

    /// Signs a pushed image by every rule that fits.
    pub(super) fn sign(&mut self, name: &str, digest: &str) {
        let Ok(registry) = self.registry() else {
            return;
        };
        let rules = registry.signing.as_ref().map(|it| it["rules"].clone());
        let rules = rules.unwrap_or_default();
        let fits = |rule: &&Value| match rule["repositoryFilters"].as_array() {
            None => true,
            Some(filters) => filters
                .iter()
                .filter_map(|it| it["filter"].as_str())
                .any(|filter| is_match(filter, name)),
        };
        let statuses: Vec<Value> = rules
            .as_array()
            .into_iter()
            .flatten()
            .filter(fits)
            .map(|it| json!({ "signingProfileArn": it["signingProfileArn"], "status": "COMPLETE" }))
            .collect();
        if let Some(repository) = registry.repositories.get_mut(name)
            && let Some(image) = repository.images.get_mut(digest)
        {
            image.signing = statuses;
        }
    }

    pub(in crate::aws) fn describe_image_signing_status(&mut self) -> Outcome {
        let id = self.input["imageId"].clone();
        let (name, registry) = (self.text("repositoryName")?, self.registry_id()?);
        let repository = self.repository()?;
        let found = repository.image(&id);
        let (_, image) = found.ok_or_else(|| image_not_found(&id, &name, &registry))?;
        let statuses = image.signing.clone();
        self.about_repository([
            ("imageId".to_owned(), id),
            ("signingStatuses".to_owned(), statuses.into()),
        ])
    }
}
