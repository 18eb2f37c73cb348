//! The registry inside the program: its state, password, samples, free space.

use portolan_contract::{
    Failure, FreeSpace, FreeSpacePlan, JobId, LocalRegistryStatus, Nothing, ProtectLocalRegistry,
};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn read_local_registry(
        &self,
        request: Nothing,
    ) -> Result<LocalRegistryStatus, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn protect_local_registry(
        &self,
        request: ProtectLocalRegistry,
    ) -> Result<LocalRegistryStatus, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn add_samples(&self, request: Nothing) -> Result<JobId, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn preview_free_space(&self, request: Nothing) -> Result<FreeSpacePlan, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn free_space(&self, request: FreeSpace) -> Result<JobId, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
