//! Sets a repository's settings, each written down with what it was.

use std::collections::{BTreeMap, BTreeSet};

use portolan_contract::{
    ActivityDeed, AmazonPolicy, AmazonSetting, ConnectionId, Event, Failure, Nothing, RepositoryAt,
    SetAmazonSetting,
};
use portolan_ecr::PrivateRegistry;
use portolan_oci::RepositoryName;

use super::repository::{read_mutability, show_mutability, show_tags};
use crate::{App, failures::OrFail, images::invalid_repository};

impl App {
    /// Sets one of a repository's settings; what it was is kept with the activity.
    pub async fn set_amazon_setting(&self, request: SetAmazonSetting) -> Result<Nothing, Failure> {
        let SetAmazonSetting {
            connection,
            repository,
            setting,
        } = request;
        let before = self
            .amazon_setting(&connection, &repository, &setting)
            .await?;
        if !is_same(&before, &setting) {
            self.change_setting(&connection, &repository, before, setting)
                .await?;
        }
        Ok(Nothing {})
    }

    pub(super) async fn change_setting(
        &self,
        connection: &ConnectionId,
        repository: &str,
        before: AmazonSetting,
        after: AmazonSetting,
    ) -> Result<(), Failure> {
        let deed = ActivityDeed::AmazonSetting {
            repository: repository.to_owned(),
            before: before.clone(),
            after: after.clone(),
        };
        let work = async {
            let ecr = self.ecr(connection).await?;
            let name = name(repository)?;
            put(&ecr, &name, &before, &after).await.or_fail()
        };
        self.recorded(connection, deed, repository, Box::pin(work))
            .await?;
        self.events.tell(Event::RepositoriesChanged {
            connection: connection.clone(),
        });
        Ok(())
    }

    /// The value that a setting of the same kind has now.
    pub(super) async fn amazon_setting(
        &self,
        connection: &ConnectionId,
        repository: &str,
        like: &AmazonSetting,
    ) -> Result<AmazonSetting, Failure> {
        let ecr = self.ecr(connection).await?;
        let name = name(repository)?;
        Ok(match like {
            AmazonSetting::Mutability { .. } => {
                let found = ecr.describe_repository(&name).await.or_fail()?;
                AmazonSetting::Mutability {
                    mutability: show_mutability(&found.mutability),
                }
            }
            AmazonSetting::ScanOnPush { .. } => AmazonSetting::ScanOnPush {
                on: ecr.describe_repository(&name).await.or_fail()?.scan_on_push,
            },
            AmazonSetting::ResourceTags { .. } => AmazonSetting::ResourceTags {
                tags: show_tags(ecr.resource_tags(&name).await.or_fail()?),
            },
            AmazonSetting::Lifecycle { .. } => AmazonSetting::Lifecycle {
                text: ecr
                    .lifecycle_policy(&name)
                    .await
                    .or_fail()?
                    .map(|policy| policy.text),
            },
            AmazonSetting::Permissions { .. } => AmazonSetting::Permissions {
                text: ecr.repository_policy(&name).await.or_fail()?,
            },
        })
    }

    /// A repository's policy of permissions.
    pub async fn read_permissions(&self, request: RepositoryAt) -> Result<AmazonPolicy, Failure> {
        let ecr = self.ecr(&request.connection).await?;
        let name = name(&request.repository)?;
        Ok(AmazonPolicy {
            text: ecr.repository_policy(&name).await.or_fail()?,
            evaluated: None,
        })
    }
}

/// Whether two values of a setting are the same. Amazon lays the JSON of policies out in its own way.
pub(super) fn is_same(one: &AmazonSetting, other: &AmazonSetting) -> bool {
    match (one, other) {
        (
            AmazonSetting::Lifecycle { text: Some(one) },
            AmazonSetting::Lifecycle { text: Some(other) },
        )
        | (
            AmazonSetting::Permissions { text: Some(one) },
            AmazonSetting::Permissions { text: Some(other) },
        ) => {
            let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
            one == other || read(one).is_some_and(|one| read(other) == Some(one))
        }
        (one, other) => one == other,
    }
}

/// A repository's name as a person or the window wrote it.
pub(crate) fn name(repository: &str) -> Result<RepositoryName, Failure> {
    repository
        .parse()
        .map_err(|problem| invalid_repository(repository, &problem))
}

async fn put(
    ecr: &PrivateRegistry,
    name: &RepositoryName,
    before: &AmazonSetting,
    after: &AmazonSetting,
) -> portolan_ecr::Result<()> {
    match after {
        AmazonSetting::Mutability { mutability } => {
            let mutability = read_mutability(mutability);
            ecr.set_tag_mutability(name, &mutability).await.map(drop)
        }
        AmazonSetting::ScanOnPush { on } => ecr.set_scan_on_push(name, *on).await,
        AmazonSetting::ResourceTags { tags } => {
            let wanted: BTreeMap<String, String> = tags
                .iter()
                .map(|tag| (tag.key.clone(), tag.value.clone()))
                .collect();
            let had: BTreeSet<&str> = match before {
                AmazonSetting::ResourceTags { tags } => {
                    tags.iter().map(|tag| tag.key.as_str()).collect()
                }
                _ => BTreeSet::new(),
            };
            let gone: Vec<String> = had
                .into_iter()
                .filter(|key| !wanted.contains_key(*key))
                .map(str::to_owned)
                .collect();
            if !wanted.is_empty() {
                ecr.tag_resource(name, &wanted).await?;
            }
            if !gone.is_empty() {
                ecr.untag_resource(name, &gone).await?;
            }
            Ok(())
        }
        AmazonSetting::Lifecycle { text: Some(text) } => ecr.put_lifecycle_policy(name, text).await,
        AmazonSetting::Lifecycle { text: None } => {
            ecr.delete_lifecycle_policy(name).await.map(drop)
        }
        AmazonSetting::Permissions { text: Some(text) } => {
            ecr.set_repository_policy(name, text, false).await
        }
        AmazonSetting::Permissions { text: None } => {
            ecr.delete_repository_policy(name).await.map(drop)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_the_same_however_its_json_is_laid_out() {
        let policy = |text: &str| AmazonSetting::Permissions {
            text: Some(text.to_owned()),
        };
        let written = policy(r#"{"Version":"2012-10-17","Statement":[]}"#);
        let laid_out = policy("{ \"Statement\" : [ ],\n \"Version\" : \"2012-10-17\" }");
        assert!(is_same(&written, &laid_out));
        assert!(!is_same(&written, &policy(r#"{"Statement":[]}"#)));
        assert!(!is_same(
            &written,
            &AmazonSetting::Permissions { text: None }
        ));
        assert!(!is_same(&policy("no"), &policy("nor")));
    }
}
