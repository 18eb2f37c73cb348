//! Connections: list, test, add, edit, order, remove.

use portolan_contract::{
    Connection, ConnectionDraft, ConnectionId, ConnectionReport, EditConnection, Failure,
    KnownSignIn, Nothing, ReorderConnections, TestConnection,
};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn list_connections(&self, request: Nothing) -> Result<Vec<Connection>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn list_known_sign_ins(&self, request: Nothing) -> Result<Vec<KnownSignIn>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn test_connection(
        &self,
        request: TestConnection,
    ) -> Result<ConnectionReport, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn add_connection(&self, request: ConnectionDraft) -> Result<Connection, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn edit_connection(&self, request: EditConnection) -> Result<Connection, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn reorder_connections(
        &self,
        request: ReorderConnections,
    ) -> Result<Vec<Connection>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn remove_connection(&self, request: ConnectionId) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
