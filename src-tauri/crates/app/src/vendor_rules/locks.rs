//! Locks on single tags, manifests and repositories.

use portolan_contract::{Failure, LocksAt, VendorRule};

use super::recast;
use crate::{App, failures::OrFail, images::invalid_repository};

impl App {
    /// The locks on what is named; none where the registry locks nothing by itself.
    pub async fn read_locks(&self, request: LocksAt) -> Result<Vec<VendorRule>, Failure> {
        let LocksAt {
            connection,
            repository,
            tag,
            digest,
        } = request;
        let registry = self.registry(&connection).await?;
        let Some(own) = registry.offers().rules else {
            return Ok(Vec::new());
        };
        let name = repository
            .parse()
            .map_err(|problem| invalid_repository(&repository, &problem))?;
        let bad = |field: &str| Failure::invalid(field, "it is none");
        let tag = tag.map(|tag| tag.parse()).transpose();
        let tag = tag.map_err(|_| bad("tag"))?;
        let digest = digest.map(|digest| digest.parse()).transpose();
        let digest = digest.map_err(|_| bad("digest"))?;
        let locks = own.locks(&name, tag.as_ref(), digest.as_ref()).await;
        locks.or_fail()?.iter().map(recast).collect()
    }
}
