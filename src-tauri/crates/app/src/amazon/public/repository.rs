//! Public repositories: read, made, deleted.

use std::collections::BTreeMap;

use portolan_contract::{
    ActivityDeed, AmazonPolicy, ConnectionId, CreatePublicRepository, DeleteAmazonRepository,
    Event, Failure, Nothing, PublicRepository, RepositoryAt, ResourceTag,
};
use portolan_ecr::NewPublicRepository;
use portolan_policy::amazon_names::{Registry, check_repository_name, check_resource_tags};

use super::{
    catalog::{draft_of, read_catalog, show_catalog},
    logo::read_file,
};
use crate::{
    App,
    amazon::{repository::show_tags, setting::name},
    changes,
    failures::OrFail,
};

impl App {
    /// A public repository with what is written about it.
    pub async fn read_public_repository(
        &self,
        request: RepositoryAt,
    ) -> Result<PublicRepository, Failure> {
        let ecr = self.ecr_public(&request.connection).await?;
        let name = name(&request.repository)?;
        let (found, catalog, tags) = tokio::join!(
            ecr.describe_repository(&name),
            ecr.catalog(&name),
            ecr.resource_tags(&name)
        );
        let (found, tags) = (found.or_fail()?, tags.or_fail());
        let catalog = catalog.or_fail();
        let problem = catalog.as_ref().err().or(tags.as_ref().err()).cloned();
        let catalog = catalog.unwrap_or_default();
        let alias = ecr.alias();
        Ok(PublicRepository {
            arn: found.arn,
            uri: found.uri,
            gallery: alias.map(|alias| format!("https://gallery.ecr.aws/{alias}/{name}")),
            created: found.created_at.map(jiff::Timestamp::as_millisecond),
            has_logo: catalog.logo_url.is_some(),
            catalog: show_catalog(catalog),
            resource_tags: tags.ok().map(show_tags),
            problem,
        })
    }

    /// Makes a public repository with everything that is written about it.
    pub async fn create_public_repository(
        &self,
        request: CreatePublicRepository,
    ) -> Result<RepositoryAt, Failure> {
        let refused = check_repository_name(&request.name, Registry::Public);
        if let Some(complaint) = refused.first() {
            return Err(Failure::invalid("name", complaint.to_string()));
        }
        let catalog = read_catalog(request.catalog)?;
        let logo = match &request.logo {
            Some(path) => Some(read_file(path).await?),
            None => None,
        };
        let new = NewPublicRepository {
            name: name(&request.name)?,
            catalog: draft_of(&catalog, logo),
            tags: read_tags(request.resource_tags)?,
        };
        let deed = ActivityDeed::CreateRepository {
            repository: request.name.clone(),
        };
        let work = async {
            let ecr = self.ecr_public(&request.connection).await?;
            ecr.create_repository(&new).await.or_fail()
        };
        self.recorded(&request.connection, deed, &request.name, Box::pin(work))
            .await?;
        // The first one brings the registry its alias.
        self.look_at_aliases(&request.connection).await;
        self.note_public_repositories(&request.connection);
        Ok(RepositoryAt {
            connection: request.connection,
            repository: request.name,
        })
    }

    /// Deletes a public repository with all that it holds.
    pub async fn delete_public_repository(
        &self,
        request: DeleteAmazonRepository,
    ) -> Result<Nothing, Failure> {
        let repository = name(&request.repository)?;
        if request.typed != request.repository {
            return Err(changes::name_not_typed());
        }
        let deed = ActivityDeed::DeleteWholeRepository {
            repository: request.repository.clone(),
            restorable: false,
        };
        let work = async {
            let ecr = self.ecr_public(&request.connection).await?;
            ecr.delete_repository(&repository, true).await.or_fail()
        };
        let target = &request.repository;
        self.recorded(&request.connection, deed, target, Box::pin(work))
            .await?;
        self.note_public_repositories(&request.connection);
        Ok(Nothing {})
    }

    /// A public repository's policy.
    pub async fn read_public_policy(&self, request: RepositoryAt) -> Result<AmazonPolicy, Failure> {
        let ecr = self.ecr_public(&request.connection).await?;
        let name = name(&request.repository)?;
        Ok(AmazonPolicy {
            text: ecr.repository_policy(&name).await.or_fail()?,
            evaluated: None,
        })
    }

    fn note_public_repositories(&self, connection: &ConnectionId) {
        self.expire(connection);
        self.events.tell(Event::RepositoriesChanged {
            connection: connection.clone(),
        });
    }
}

/// Resource tags as somebody typed them, checked.
pub(super) fn read_tags(tags: Vec<ResourceTag>) -> Result<BTreeMap<String, String>, Failure> {
    let pairs: Vec<(String, String)> = tags.into_iter().map(|it| (it.key, it.value)).collect();
    match check_resource_tags(&pairs).first() {
        Some(complaint) => Err(Failure::invalid("resourceTags", complaint.to_string())),
        None => Ok(pairs.into_iter().collect()),
    }
}
