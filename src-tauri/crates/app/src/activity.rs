//! What was done, when, to what, with what result.

use portolan_contract::{ActivityId, ActivityReport, ActivityWindow, Failure, ListActivities};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn list_activities(
        &self,
        request: ListActivities,
    ) -> Result<ActivityWindow, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn read_activity(&self, request: ActivityId) -> Result<ActivityReport, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
