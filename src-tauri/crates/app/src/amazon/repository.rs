//! A repository with its settings: read, made, deleted.

use std::collections::BTreeMap;

use portolan_contract::{
    ActivityDeed, AmazonEncryption, AmazonRepository, ConnectionId, CreateAmazonRepository,
    DeleteAmazonRepository, EncryptionKind, Event, Failure, Nothing, RepositoryAt, ResourceTag,
    TagMutability,
};
use portolan_ecr::{Encryption, Mutability, NewRepository, TagMutability as Mutable};
use portolan_oci::RepositoryName;

use super::setting::name;
use crate::{App, changes, failures::OrFail};

impl App {
    /// A repository with its settings.
    pub async fn read_amazon_repository(
        &self,
        request: RepositoryAt,
    ) -> Result<AmazonRepository, Failure> {
        let ecr = self.ecr(&request.connection).await?;
        let name = name(&request.repository)?;
        let (found, tags) = tokio::join!(ecr.describe_repository(&name), ecr.resource_tags(&name));
        let found = found.or_fail()?;
        let tags = tags.or_fail();
        Ok(AmazonRepository {
            arn: found.arn,
            uri: found.uri,
            created: found.created_at.map(jiff::Timestamp::as_millisecond),
            mutability: show_mutability(&found.mutability),
            scan_on_push: found.scan_on_push,
            encryption: show_encryption(found.encryption),
            problem: tags.as_ref().err().cloned(),
            resource_tags: tags.ok().map(show_tags),
        })
    }

    /// What its owner wrote on a repository; nothing where that can't be had.
    pub(crate) async fn resource_tags(
        &self,
        connection: &ConnectionId,
        name: &RepositoryName,
    ) -> Vec<ResourceTag> {
        let Ok(ecr) = self.ecr(connection).await else {
            return Vec::new();
        };
        ecr.resource_tags(name).await.map_or_else(
            |problem| {
                tracing::warn!(%problem, "resource tags were not read");
                Vec::new()
            },
            show_tags,
        )
    }

    /// Makes a repository, and answers where it is.
    pub async fn create_amazon_repository(
        &self,
        request: CreateAmazonRepository,
    ) -> Result<RepositoryAt, Failure> {
        let listed = format!("{}/{}", request.region, request.name);
        let new = NewRepository {
            name: request.name,
            mutability: read_mutability(&request.mutability),
            scan_on_push: request.scan_on_push,
            encryption: match request.encryption.kind {
                EncryptionKind::Aes256 => Encryption::Aes256,
                EncryptionKind::Kms => Encryption::Kms(request.encryption.key),
                EncryptionKind::KmsDsse => Encryption::KmsTwice(request.encryption.key),
            },
            tags: request
                .resource_tags
                .into_iter()
                .map(|tag| (tag.key, tag.value))
                .collect(),
        };
        // Before anything is written down: a name that can't be is no activity.
        if let Err(problem) = new.check() {
            return Err(Failure::invalid("name", problem.to_string()));
        }
        let deed = ActivityDeed::CreateRepository {
            repository: listed.clone(),
        };
        let work = async {
            let ecr = self.ecr(&request.connection).await?;
            ecr.create_repository(&request.region, &new).await.or_fail()
        };
        let made = self
            .recorded(&request.connection, deed, &listed, Box::pin(work))
            .await?;
        self.note_repositories(&request.connection);
        Ok(RepositoryAt {
            connection: request.connection,
            repository: made.listed_name.to_string(),
        })
    }

    /// Deletes a repository with all that it holds.
    pub async fn delete_amazon_repository(
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
            let ecr = self.ecr(&request.connection).await?;
            ecr.delete_repository(&repository, true).await.or_fail()
        };
        self.recorded(
            &request.connection,
            deed,
            &request.repository,
            Box::pin(work),
        )
        .await?;
        self.note_repositories(&request.connection);
        Ok(Nothing {})
    }

    /// Tells that there are other repositories than before.
    pub(crate) fn note_repositories(&self, connection: &ConnectionId) {
        self.expire(connection);
        self.events.tell(Event::RepositoriesChanged {
            connection: connection.clone(),
        });
    }
}

pub(super) fn show_mutability(mutability: &Mutable) -> TagMutability {
    TagMutability {
        immutable: mutability.base == Mutability::Immutable,
        exclusions: mutability.exclusions.clone(),
    }
}

pub(super) fn read_mutability(mutability: &TagMutability) -> Mutable {
    Mutable {
        base: if mutability.immutable {
            Mutability::Immutable
        } else {
            Mutability::Mutable
        },
        exclusions: mutability.exclusions.clone(),
    }
}

pub(super) fn show_tags(tags: BTreeMap<String, String>) -> Vec<ResourceTag> {
    let tags = tags.into_iter();
    tags.map(|(key, value)| ResourceTag { key, value })
        .collect()
}

pub(super) fn show_encryption(encryption: Encryption) -> AmazonEncryption {
    let (kind, key) = match encryption {
        Encryption::Aes256 => (EncryptionKind::Aes256, None),
        Encryption::Kms(key) => (EncryptionKind::Kms, key),
        Encryption::KmsTwice(key) => (EncryptionKind::KmsDsse, key),
    };
    AmazonEncryption { kind, key }
}
