//! Public repositories: create, describe, delete.

use serde_json::{Map, Value, json};

use super::catalog::logo_of;
use crate::aws::{
    call::{Call, Outcome},
    ecr::{already_exists, check_name, not_empty, paged},
    failure::{Failure, repository_not_found},
    state::Repository,
};

impl Call<'_> {
    pub(super) fn create_public_repository(&mut self) -> Outcome {
        let name = self.text("repositoryName")?;
        check_name(&name, 205)?;
        let registry = self.caller.account.clone();
        let tags = self.new_resource_tags("tags")?;
        let catalog = match self.input.get("catalogData") {
            None => None,
            Some(given) => Some(self.checked_catalog(&name, &given.clone())?),
        };
        let logo = self.input.get("catalogData").and_then(logo_of);
        self.give_default_alias();
        let alias = self.primary_alias();
        let shape = json!({
            "repositoryArn": self.repository_arn(&registry, &name),
            "registryId": registry,
            "repositoryName": name,
            "repositoryUri": format!("public.ecr.aws/{alias}/{name}"),
            "createdAt": self.now,
        });
        let repositories = &mut self.public_registry().repositories;
        if repositories.contains_key(&name) {
            return Err(already_exists(&name, &registry));
        }
        let repository = Repository {
            shape: shape.as_object().cloned().unwrap_or_default(),
            resource_tags: tags,
            catalog: catalog.clone(),
            logo,
            ..Repository::default()
        };
        repositories.insert(name, repository);
        let catalog = catalog.unwrap_or_default();
        Ok(json!({ "repository": shape, "catalogData": catalog }))
    }

    pub(super) fn describe_public_repositories(&mut self) -> Outcome {
        let page = self.page(100, 1000)?;
        let named = self.bounded("repositoryNames", 100)?;
        let names = self.texts("repositoryNames");
        if named.is_some() && self.maybe("nextToken").is_some() {
            return Err(Failure::parameter(
                "repositoryNames",
                "nextToken can't be used with repositoryNames",
            ));
        }
        let registry = self.registry_id()?;
        if registry != self.caller.account {
            return Err(self.denied("resource-based"));
        }
        let repositories = &self.public_registry().repositories;
        if let Some(missing) = names.iter().find(|it| !repositories.contains_key(*it)) {
            return Err(repository_not_found(missing, &registry));
        }
        let wanted = repositories
            .iter()
            .filter(|(name, _)| named.is_none() || names.contains(name));
        let (shapes, token): (Vec<Map<String, Value>>, _) =
            page.cut(wanted.map(|(name, it)| (name.clone(), it.shape.clone())));
        Ok(paged(json!({ "repositories": shapes }), token))
    }

    pub(super) fn delete_public_repository(&mut self) -> Outcome {
        let (name, registry) = (self.text("repositoryName")?, self.registry_id()?);
        let force = self.input["force"].as_bool().unwrap_or_default();
        let repository = self.repository()?;
        if !repository.images.is_empty() && !force {
            return Err(not_empty(&name, &registry));
        }
        let shape = repository.shape.clone();
        self.public_registry().repositories.remove(&name);
        Ok(json!({ "repository": shape }))
    }
}
