//! Repositories of a private registry: create, describe, delete, mutability, scan on push.

use serde_json::{Map, Value, json};

use crate::aws::{
    call::{Call, Outcome},
    failure::{Failure, repository_not_found},
    state::Repository,
};

const NAME: &str = "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";

/// Whether a repository may have this name, at most this long.
pub(in crate::aws) fn check_name(name: &str, longest: usize) -> Result<(), Failure> {
    if name.len() < 2 || name.len() > longest {
        let bound = format!("Member must have length between 2 and {longest}");
        return Err(Failure::parameter("repositoryName", &bound));
    }
    if name.split('/').all(is_component) {
        return Ok(());
    }
    let constraint = format!("must satisfy regular expression '{NAME}'");
    Err(Failure::parameter("repositoryName", &constraint))
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
fn is_component(component: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    component.starts_with(is_plain)
        && component.ends_with(is_plain)
        && component.split(is_plain).all(|between| {
            matches!(between, "" | "." | "_" | "__") || between.trim_matches('-').is_empty()
        })
}

impl Call<'_> {
    pub(in crate::aws) fn create_repository(&mut self) -> Outcome {
        let name = self.text("repositoryName")?;
        check_name(&name, 256)?;
        let registry = self.registry_id()?;
        let tags = self.new_resource_tags("tags")?;
        let mutability = self.mutability()?;
        let encryption = self.encryption();
        let scan_on_push = self.input["imageScanningConfiguration"]["scanOnPush"]
            .as_bool()
            .unwrap_or_default();
        let mut shape = self.new_repository(&registry, &name);
        shape.extend(mutability);
        shape.insert(
            "imageScanningConfiguration".to_owned(),
            json!({ "scanOnPush": scan_on_push }),
        );
        shape.insert("encryptionConfiguration".to_owned(), encryption);
        let repository = Repository {
            shape: shape.clone(),
            resource_tags: tags,
            ..Repository::default()
        };
        let repositories = &mut self.registry()?.repositories;
        if repositories.contains_key(&name) {
            return Err(already_exists(&name, &registry));
        }
        repositories.insert(name, repository);
        Ok(json!({ "repository": shape }))
    }

    /// What every new repository says of itself.
    pub(in crate::aws) fn new_repository(&self, registry: &str, name: &str) -> Map<String, Value> {
        let host = self.state.host.clone();
        let host = host.unwrap_or_else(|| {
            let region = &self.region;
            format!("{registry}.dkr.ecr.{region}.amazonaws.com")
        });
        let shape = json!({
            "repositoryArn": self.repository_arn(registry, name),
            "registryId": registry,
            "repositoryName": name,
            "repositoryUri": format!("{host}/{name}"),
            "createdAt": self.now,
        });
        shape.as_object().cloned().unwrap_or_default()
    }

    fn encryption(&self) -> Value {
        let asked = &self.input["encryptionConfiguration"];
        match asked["encryptionType"].as_str() {
            None | Some("AES256") => json!({ "encryptionType": "AES256" }),
            Some(kind) => {
                let account = &self.caller.account;
                let own = format!("arn:aws:kms:{}:{account}:alias/aws/ecr", self.region);
                let key = asked["kmsKey"].as_str().unwrap_or(&own);
                json!({ "encryptionType": kind, "kmsKey": key })
            }
        }
    }

    /// The mutability that the call asks for, with its filters.
    fn mutability(&self) -> Result<Map<String, Value>, Failure> {
        let kind = self
            .maybe("imageTagMutability")
            .unwrap_or_else(|| "MUTABLE".to_owned());
        let filters = self.bounded("imageTagMutabilityExclusionFilters", 5)?;
        let mut asked = Map::new();
        match (kind.ends_with("_WITH_EXCLUSION"), filters) {
            (true, None) => {
                return Err(Failure::parameter(
                    "imageTagMutabilityExclusionFilters",
                    &format!(
                        "ImageTagMutabilityExclusionFilters must be specified when \
                              imageTagMutability is set to {kind}"
                    ),
                ));
            }
            (false, Some(_)) => {
                return Err(Failure::parameter(
                    "imageTagMutabilityExclusionFilters",
                    &format!(
                        "ImageTagMutabilityExclusionFilters can't be null when \
                              imageTagMutability is set as {kind}"
                    ),
                ));
            }
            (_, Some(filters)) => {
                asked.insert(
                    "imageTagMutabilityExclusionFilters".to_owned(),
                    filters.into(),
                );
            }
            (_, None) => {}
        }
        asked.insert("imageTagMutability".to_owned(), kind.into());
        Ok(asked)
    }

    pub(in crate::aws) fn describe_repositories(&mut self) -> Outcome {
        let named = self.bounded("repositoryNames", 100)?;
        if named.is_some()
            && (self.maybe("nextToken").is_some() || self.input.get("maxResults").is_some())
        {
            return Err(Failure::parameter(
                "repositoryNames",
                "nextToken and maxResults can't be used with repositoryNames",
            ));
        }
        let page = self.page(100, 1000)?;
        let registry = self.registry_id()?;
        let repositories = &self.registry()?.repositories;
        if named.is_some() {
            let mut found = Vec::new();
            for name in self.texts("repositoryNames") {
                let registry_here = self.registry()?;
                let repository = registry_here.repositories.get(&name);
                let repository =
                    repository.ok_or_else(|| repository_not_found(&name, &registry))?;
                found.push(Value::from(repository.shape.clone()));
            }
            return Ok(json!({ "repositories": found }));
        }
        let all = repositories
            .iter()
            .map(|(name, it)| (name.clone(), &it.shape));
        let (shapes, token) = page.cut(all);
        Ok(paged(json!({ "repositories": shapes }), token))
    }

    pub(in crate::aws) fn delete_repository(&mut self) -> Outcome {
        let name = self.text("repositoryName")?;
        let registry = self.registry_id()?;
        let force = self.input["force"].as_bool().unwrap_or_default();
        let repository = self.repository()?;
        if !repository.images.is_empty() && !force {
            return Err(not_empty(&name, &registry));
        }
        let shape = repository.shape.clone();
        self.registry()?.repositories.remove(&name);
        Ok(json!({ "repository": shape }))
    }

    pub(in crate::aws) fn put_image_tag_mutability(&mut self) -> Outcome {
        self.text("imageTagMutability")?;
        let mutability = self.mutability()?;
        let shape = &mut self.repository()?.shape;
        shape.remove("imageTagMutabilityExclusionFilters");
        shape.extend(mutability.clone());
        self.about_repository(mutability)
    }

    pub(in crate::aws) fn put_image_scanning_configuration(&mut self) -> Outcome {
        let scan_on_push = self.input["imageScanningConfiguration"]["scanOnPush"]
            .as_bool()
            .unwrap_or_default();
        let setting = json!({ "scanOnPush": scan_on_push });
        let shape = &mut self.repository()?.shape;
        shape.insert("imageScanningConfiguration".to_owned(), setting.clone());
        self.about_repository([("imageScanningConfiguration".to_owned(), setting)])
    }

    /// A reply about one repository: which it is, and these members.
    pub(in crate::aws) fn about_repository(
        &self,
        members: impl IntoIterator<Item = (String, Value)>,
    ) -> Outcome {
        let mut reply = Map::new();
        reply.insert("registryId".to_owned(), self.registry_id()?.into());
        reply.insert(
            "repositoryName".to_owned(),
            self.text("repositoryName")?.into(),
        );
        reply.extend(members);
        Ok(reply.into())
    }
}

/// A reply with the token of the next page, where there is one.
pub(in crate::aws) fn paged(mut reply: Value, token: Option<String>) -> Value {
    if let Some(token) = token {
        reply["nextToken"] = token.into();
    }
    reply
}

pub(in crate::aws) fn already_exists(name: &str, registry: &str) -> Failure {
    Failure::new(
        "RepositoryAlreadyExistsException",
        format!(
            "The repository with name '{name}' already exists in the registry with id '{registry}'"
        ),
    )
}

pub(in crate::aws) fn not_empty(name: &str, registry: &str) -> Failure {
    Failure::new(
        "RepositoryNotEmptyException",
        format!(
            "The repository with name '{name}' in registry with id '{registry}' cannot be deleted \
             because it still contains images"
        ),
    )
}
