//! The commands a person types to pull and push, for every engine.

use portolan_contract::{EngineCommand, Failure, ListPullCommands, ListPushCommands};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn list_push_commands(
        &self,
        request: ListPushCommands,
    ) -> Result<Vec<EngineCommand>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn list_pull_commands(
        &self,
        request: ListPullCommands,
    ) -> Result<Vec<EngineCommand>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
