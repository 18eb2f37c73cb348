//! What a text in the address box means, and what to offer while it is typed.

use portolan_contract::{AddressTarget, Failure, ResolveAddress, Suggest, Suggestion};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn resolve_address(&self, request: ResolveAddress) -> Result<AddressTarget, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn suggest(&self, request: Suggest) -> Result<Vec<Suggestion>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
