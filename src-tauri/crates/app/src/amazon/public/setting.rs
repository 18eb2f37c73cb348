//! Sets resource tags and the policy of a public repository, each written down with what it was.

use std::collections::BTreeMap;

use portolan_contract::{
    ActivityDeed, ConnectionId, Event, Failure, LogoFate, Nothing, PublicSetting, SetPublicSetting,
};

use super::repository::read_tags;
use crate::{
    App,
    amazon::{repository::show_tags, setting::name},
    failures::OrFail,
};

impl App {
    /// Sets resource tags or the policy of a public repository.
    pub async fn set_public_setting(&self, request: SetPublicSetting) -> Result<Nothing, Failure> {
        let SetPublicSetting {
            connection,
            repository,
            setting,
        } = request;
        let before = self
            .public_setting(&connection, &repository, &setting)
            .await?;
        if before != setting {
            self.change_public_setting(&connection, &repository, before, setting)
                .await?;
        }
        Ok(Nothing {})
    }

    /// The value that a setting of the same kind has now.
    pub(super) async fn public_setting(
        &self,
        connection: &ConnectionId,
        repository: &str,
        like: &PublicSetting,
    ) -> Result<PublicSetting, Failure> {
        let ecr = self.ecr_public(connection).await?;
        let name = name(repository)?;
        match like {
            PublicSetting::ResourceTags { .. } => Ok(PublicSetting::ResourceTags {
                tags: show_tags(ecr.resource_tags(&name).await.or_fail()?),
            }),
            PublicSetting::Permissions { .. } => Ok(PublicSetting::Permissions {
                text: ecr.repository_policy(&name).await.or_fail()?,
            }),
            PublicSetting::Catalog { .. } | PublicSetting::DisplayName { .. } => {
                Err(Failure::invalid("setting", "it has a verb of its own"))
            }
        }
    }

    pub(super) async fn change_public_setting(
        &self,
        connection: &ConnectionId,
        repository: &str,
        before: PublicSetting,
        after: PublicSetting,
    ) -> Result<(), Failure> {
        let tags = match &after {
            PublicSetting::ResourceTags { tags } => read_tags(tags.clone())?,
            _ => BTreeMap::new(),
        };
        let deed = ActivityDeed::PublicSetting {
            repository: Some(repository.to_owned()),
            before: before.clone(),
            after: after.clone(),
            logo: LogoFate::Untouched,
        };
        let work = async {
            let ecr = self.ecr_public(connection).await?;
            let name = name(repository)?;
            match (&before, &after) {
                (PublicSetting::ResourceTags { tags: had }, PublicSetting::ResourceTags { .. }) => {
                    let had = had.iter().map(|tag| (tag.key.clone(), tag.value.clone()));
                    let had: BTreeMap<String, String> = had.collect();
                    ecr.set_resource_tags(&name, &had, &tags).await.or_fail()
                }
                (_, PublicSetting::Permissions { text }) => {
                    let text = text.as_deref();
                    ecr.set_repository_policy(&name, text).await.or_fail()
                }
                _ => Err(Failure::invalid("setting", "it has a verb of its own")),
            }
        };
        self.recorded(connection, deed, repository, Box::pin(work))
            .await?;
        self.events.tell(Event::RepositoriesChanged {
            connection: connection.clone(),
        });
        Ok(())
    }
}
