//! One image opened: platforms, config, build steps, layers, referrers, raw bytes.

use portolan_contract::{Failure, Image, OpenImage, Raw, ReadRaw, SavedFile};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn open_image(&self, request: OpenImage) -> Result<Image, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn read_raw(&self, request: ReadRaw) -> Result<Raw, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn save_raw(&self, request: ReadRaw) -> Result<SavedFile, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
