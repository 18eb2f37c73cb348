//! Public repositories: listed, read, made, deleted.

use std::collections::BTreeMap;

use aws_sdk_ecrpublic::types;
use jiff::Timestamp;
use portolan_distribution::{Cursor, Page, Problem};
use portolan_oci::RepositoryName;

use super::{CatalogDraft, PublicRegistry, images::go_on, resource_tags};
use crate::{Error, Missing, Result, error::Call, sdk};

/// Repositories of a page.
const PAGE: i32 = 1000;

/// A public repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PublicRepository {
    /// Its name, without alias.
    pub name: RepositoryName,
    /// Its resource name.
    pub arn: String,
    /// How references to it begin, as Amazon says.
    pub uri: String,
    /// When it was made.
    pub created_at: Option<Timestamp>,
}

/// A public repository to make.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewPublicRepository {
    /// Its name: 2 to 205 characters by the grammar of repository names.
    pub name: RepositoryName,
    /// What the gallery shows of it.
    pub catalog: CatalogDraft,
    /// Resource tags.
    pub tags: BTreeMap<String, String>,
}

impl PublicRepository {
    /// Reads one; an error is an entry that lacks what it must have.
    fn read(found: types::Repository, call: &Call) -> Result<Self> {
        let lacks = |what: &str| call.unusable(&format!("a repository has no {what}"));
        let name = found.repository_name.ok_or_else(|| lacks("name"))?;
        Ok(Self {
            name: name.parse().map_err(|_| lacks("usable name"))?,
            arn: found.repository_arn.ok_or_else(|| lacks("resource name"))?,
            uri: found.repository_uri.ok_or_else(|| lacks("address"))?,
            created_at: found.created_at.as_ref().and_then(sdk::timestamp),
        })
    }

    /// The alias in its address.
    fn alias(&self) -> Option<String> {
        let (before, _) = self
            .uri
            .strip_suffix(self.name.as_str())?
            .rsplit_once('/')?;
        let (_, alias) = before.rsplit_once('/')?;
        (!alias.is_empty()).then(|| alias.to_owned())
    }
}

impl PublicRegistry {
    /// One page of repositories.
    pub async fn describe_repositories(
        &self,
        cursor: Option<&Cursor>,
    ) -> Result<Page<PublicRepository>> {
        let call = self.call("ecr-public:DescribeRepositories", "*");
        let answer = ask!(self, "ecr-public:DescribeRepositories", "*", |client| {
            client
                .describe_repositories()
                .max_results(PAGE)
                .set_next_token(cursor.map(|cursor| cursor.as_str().to_owned()))
        })?;
        let mut page = Page::empty();
        for found in answer.repositories.unwrap_or_default() {
            let name = found.repository_name.clone().unwrap_or_default();
            match PublicRepository::read(found, &call) {
                Ok(repository) => page.items.push(repository),
                Err(_) => page.problems.push(Problem::Unusable(name)),
            }
        }
        if let Some(first) = page.items.first() {
            self.learn_alias(first);
        }
        go_on(&mut page, answer.next_token, cursor);
        Ok(page)
    }

    /// One repository.
    pub async fn describe_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<PublicRepository> {
        let name = repository.as_str();
        let call = self.call("ecr-public:DescribeRepositories", name);
        let answer = ask!(self, "ecr-public:DescribeRepositories", name, |client| {
            client.describe_repositories().repository_names(name)
        })?;
        let found = answer.repositories.unwrap_or_default().into_iter().next();
        let found = found.ok_or_else(|| Error::NotFound {
            what: Missing::Repository,
            said: format!("{repository} is not in the answer"),
        })?;
        let read = PublicRepository::read(found, &call)?;
        self.learn_alias(&read);
        Ok(read)
    }

    /// Makes a repository. The first one brings the registry its default alias.
    pub async fn create_repository(&self, new: &NewPublicRepository) -> Result<PublicRepository> {
        let name = new.name.as_str();
        let call = self.call("ecr-public:CreateRepository", name);
        let tags = resource_tags::write(&new.tags);
        let is_described = new.catalog != CatalogDraft::default();
        let answer = ask!(self, "ecr-public:CreateRepository", name, |client| {
            client
                .create_repository()
                .repository_name(name)
                .set_catalog_data(is_described.then(|| new.catalog.write()))
                .set_tags((!tags.is_empty()).then_some(tags))
        })?;
        let made = answer.repository;
        let made = made.ok_or_else(|| call.unusable("it does not say what was made"))?;
        let made = PublicRepository::read(made, &call)?;
        self.learn_alias(&made);
        Ok(made)
    }

    /// Deletes a repository; with `even_full` its images go too. There is no way back.
    pub async fn delete_repository(
        &self,
        repository: &RepositoryName,
        even_full: bool,
    ) -> Result<()> {
        let name = repository.as_str();
        ask!(self, "ecr-public:DeleteRepository", name, |client| {
            client
                .delete_repository()
                .repository_name(name)
                .force(even_full)
        })
        .map(drop)
    }

    /// Who may not ask for aliases learns one from an address.
    fn learn_alias(&self, repository: &PublicRepository) {
        if self.alias().is_none() {
            self.note_alias(repository.alias());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alias_is_what_stands_between_host_and_name() {
        let alias = |uri: &str, name: &str| {
            let repository = PublicRepository {
                name: name.parse().unwrap(),
                arn: String::new(),
                uri: uri.to_owned(),
                created_at: None,
            };
            repository.alias()
        };
        assert_eq!(
            alias("public.ecr.aws/harbour/team/app", "team/app").as_deref(),
            Some("harbour")
        );
        assert_eq!(alias("public.ecr.aws//app", "app"), None);
        assert_eq!(alias("public.ecr.aws/harbour/app", "other"), None);
    }
}
