//! Long work in progress: started, told about, cancelled.

use portolan_contract::{Failure, Job, JobId, Nothing};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn list_jobs(&self, request: Nothing) -> Result<Vec<Job>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn cancel_job(&self, request: JobId) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
