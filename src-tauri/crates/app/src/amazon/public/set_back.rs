//! Sets what a publisher has set back to what it was, unless it is otherwise by now.

use portolan_contract::{
    Activity, ActivityDeed, ConnectionId, Failure, LogoFate, PublicCatalog, PublicSetting,
};
use portolan_storage::ActivityId;

use super::catalog::{NewLogo, show_catalog};
use crate::{App, amazon::setting::name, changes, failures::OrFail};

impl App {
    /// Sets back what an activity has set.
    pub(in crate::amazon) async fn set_public_back(
        &self,
        id: ActivityId,
        activity: &Activity,
    ) -> Result<(), Failure> {
        let ActivityDeed::PublicSetting {
            repository,
            before,
            after,
            logo,
        } = &activity.deed
        else {
            return Err(changes::nothing_to_undo());
        };
        let connection = &activity.connection;
        match (repository, before, after) {
            (
                None,
                PublicSetting::DisplayName { name },
                PublicSetting::DisplayName { name: set },
            ) => {
                let registry = self.ecr_public(connection).await?;
                let now = registry.display_name().await.or_fail()?.unwrap_or_default();
                if now != *set {
                    return Err(changes::changed(vec!["displayName".to_owned()]));
                }
                self.change_display_name(connection, name).await
            }
            (
                Some(repository),
                PublicSetting::Catalog { catalog: before },
                PublicSetting::Catalog { catalog: after },
            ) => {
                self.set_catalog_back(id, (connection, repository), (before, after), *logo)
                    .await
            }
            (Some(repository), before, after) => {
                let now = self.public_setting(connection, repository, after).await?;
                if now != *after {
                    return Err(changes::changed(vec![name_of(after).to_owned()]));
                }
                self.change_public_setting(connection, repository, now, before.clone())
                    .await
            }
            (None, ..) => Err(changes::nothing_to_undo()),
        }
    }

    async fn set_catalog_back(
        &self,
        id: ActivityId,
        (connection, repository): (&ConnectionId, &str),
        (before, after): (&PublicCatalog, &PublicCatalog),
        logo: LogoFate,
    ) -> Result<(), Failure> {
        let repository = name(repository)?;
        let ecr = self.ecr_public(connection).await?;
        let now = ecr.catalog(&repository).await.or_fail()?;
        if show_catalog(now.clone()) != *after {
            return Err(changes::changed(vec!["catalogData".to_owned()]));
        }
        let logo = match logo {
            LogoFate::Untouched | LogoFate::Lost => NewLogo::Same,
            LogoFate::Added => NewLogo::Absent,
            LogoFate::Replaced => match self.kept_logo(id).await? {
                Some(bytes) => NewLogo::Bytes(bytes),
                // Its time is over: the texts come back without it.
                None => NewLogo::Same,
            },
        };
        self.change_catalog(connection, &repository, now, before.clone(), logo)
            .await
    }
}

/// What a setting is called in a list of what differs.
fn name_of(setting: &PublicSetting) -> &'static str {
    match setting {
        PublicSetting::Catalog { .. } => "catalogData",
        PublicSetting::ResourceTags { .. } => "tags",
        PublicSetting::Permissions { .. } => "policyText",
        PublicSetting::DisplayName { .. } => "displayName",
    }
}
