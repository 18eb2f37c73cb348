//! Changes: previewed as frozen single-use plans, carried out, undone, gone on with.

use portolan_contract::{ActivityId, Begun, CarryOut, Failure, Plan, PreviewChange};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn preview_change(&self, request: PreviewChange) -> Result<Plan, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn preview_undo(&self, request: ActivityId) -> Result<Plan, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn preview_resume(&self, request: ActivityId) -> Result<Plan, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn carry_out(&self, request: CarryOut) -> Result<Begun, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
