//! Pinned repositories: names the person wants to see whatever the registry lists.

use portolan_contract::{Event, Failure, Nothing, RepositoryAt};
use portolan_oci::RepositoryName;

use crate::{App, failures::OrFail, images::invalid_repository};

impl App {
    /// Keeps a name in the list, seen before or not.
    pub async fn pin_repository(&self, request: RepositoryAt) -> Result<Nothing, Failure> {
        self.set_pinned(request, true).await
    }

    /// Lets a name go where the registry doesn't list it.
    pub async fn unpin_repository(&self, request: RepositoryAt) -> Result<Nothing, Failure> {
        self.set_pinned(request, false).await
    }

    async fn set_pinned(&self, at: RepositoryAt, pinned: bool) -> Result<Nothing, Failure> {
        let name: RepositoryName = at
            .repository
            .parse()
            .map_err(|problem| invalid_repository(&at.repository, &problem))?;
        let id = self.stored_connection(&at.connection).await?.id;
        self.store
            .pin_repository(id, &name, pinned)
            .await
            .or_fail()?;
        self.repositories.invalidate(&at.connection);
        self.events.tell(Event::RepositoriesChanged {
            connection: at.connection,
        });
        Ok(Nothing {})
    }
}
