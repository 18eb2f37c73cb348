//! The public registry as a whole: read with its aliases, and named.

use portolan_contract::{
    ActivityDeed, ConnectionId, Event, Failure, LogoFate, Nothing, PublicAlias, PublicRegistry,
    PublicSetting, SetDisplayName,
};
use portolan_ecr::{Alias, PUBLIC_HOST};
use portolan_policy::amazon_names::{ARCHITECTURES, OPERATING_SYSTEMS, check_display_name};

use super::aliases::show_status;
use crate::{App, failures::OrFail};

/// Where Amazon takes requests for aliases (user guide of ECR Public, "Public registries"). Only the region
/// can be in the address.
const CONSOLE: &str = "https://console.aws.amazon.com/ecr/registries?region=us-east-1";

impl App {
    /// The public registry of a connection, with its aliases asked anew.
    pub async fn read_public_registry(
        &self,
        request: ConnectionId,
    ) -> Result<PublicRegistry, Failure> {
        let profile = self.refresh_aliases(&request).await?;
        let registry = self.ecr_public(&request).await?;
        let display_name = registry.display_name().await.or_fail();
        let stored = self.stored_connection(&request).await?;
        let amazon = stored.draft.amazon.unwrap_or_default();
        let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect();
        Ok(PublicRegistry {
            id: profile.id,
            arn: profile.arn,
            verified: profile.is_verified,
            aliases: profile.aliases.into_iter().map(show_alias).collect(),
            awaited: amazon.awaited,
            problem: display_name.as_ref().err().cloned(),
            display_name: display_name.ok().flatten(),
            architectures: words(&ARCHITECTURES),
            operating_systems: words(&OPERATING_SYSTEMS),
            console: CONSOLE.to_owned(),
        })
    }

    /// Gives the publisher another name in the gallery.
    pub async fn set_display_name(&self, request: SetDisplayName) -> Result<Nothing, Failure> {
        let name = request.name.trim();
        if let Some(complaint) = check_display_name(name).first() {
            return Err(Failure::invalid("displayName", complaint.to_string()));
        }
        self.change_display_name(&request.connection, name).await?;
        Ok(Nothing {})
    }

    pub(super) async fn change_display_name(
        &self,
        connection: &ConnectionId,
        name: &str,
    ) -> Result<(), Failure> {
        let registry = self.ecr_public(connection).await?;
        let before = registry.display_name().await.or_fail()?.unwrap_or_default();
        if before == name {
            return Ok(());
        }
        let deed = ActivityDeed::PublicSetting {
            repository: None,
            before: PublicSetting::DisplayName { name: before },
            after: PublicSetting::DisplayName {
                name: name.to_owned(),
            },
            logo: LogoFate::Untouched,
        };
        let work = async { registry.set_display_name(name).await.or_fail() };
        self.recorded(connection, deed, "displayName", Box::pin(work))
            .await?;
        self.events.tell(Event::RepositoriesChanged {
            connection: connection.clone(),
        });
        Ok(())
    }
}

fn show_alias(alias: Alias) -> PublicAlias {
    PublicAlias {
        status: show_status(alias.status),
        primary: alias.is_primary,
        given: alias.is_default,
        url: format!("{PUBLIC_HOST}/{}", alias.name),
        gallery: format!("https://gallery.ecr.aws/{}", alias.name),
        name: alias.name,
    }
}
