//! What the program is and how it found its home.

use portolan_contract::{About, Failure, KeyringState, Nothing};
use portolan_credentials::SecretStatus;

use crate::{App, connections::VISITED, failures::OrFail};

impl App {
    /// Version, home, keyring, and what was found wrong at start.
    pub async fn read_about(&self, _: Nothing) -> Result<About, Failure> {
        let connections = self.store.connections().await.or_fail()?;
        let own = connections.iter().filter(|one| one.draft.kind != VISITED);
        let has_own_connections = own.count() > 1;
        let local_is_empty = match self.local_store().await {
            Ok(registry) => {
                let size = crate::app::off_the_loop(move || registry.size()).await?;
                size.is_ok_and(|size| size.repositories == 0)
            }
            Err(_) => true,
        };
        Ok(About {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            home: self.store.paths().home().display().to_string(),
            local_registry: self.local.connection.clone(),
            first_run: !has_own_connections && local_is_empty,
            keyring: match self.secrets.status().await {
                SecretStatus::Available => KeyringState::Available,
                SecretStatus::Locked => KeyringState::Locked,
                SecretStatus::Absent { .. } => KeyringState::Absent,
            },
            problems: self.problems.clone(),
        })
    }
}
