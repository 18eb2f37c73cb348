//! The program itself: what it is, its settings, its cache, its diagnostics.

use portolan_contract::{About, CacheUsage, ClearCache, Diagnostics, Failure, Nothing, Settings};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn read_about(&self, request: Nothing) -> Result<About, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn read_settings(&self, request: Nothing) -> Result<Settings, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn change_settings(&self, request: Settings) -> Result<Settings, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn read_diagnostics(&self, request: Nothing) -> Result<Diagnostics, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn measure_cache(&self, request: Nothing) -> Result<CacheUsage, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn clear_cache(&self, request: ClearCache) -> Result<CacheUsage, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
