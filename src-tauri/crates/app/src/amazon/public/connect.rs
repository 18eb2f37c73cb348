//! The public registry of a connection in use, and the aliases by which it was last seen.

use std::sync::Arc;

use portolan_contract::{ConnectionId, Failure};
use portolan_ecr::PublicRegistry;
use portolan_storage::Connection as Stored;

use crate::{App, failures::OrFail};

/// The public registry of a connection in use.
pub(crate) type PublicConnection = Arc<PublicRegistry>;

impl App {
    /// The public registry of a connection. Whose it is is asked once, and kept.
    pub(crate) async fn connect_ecr_public(
        &self,
        id: &ConnectionId,
        stored: &Stored,
    ) -> Result<PublicConnection, Failure> {
        let account = self.amazon_account(Some(id), &stored.draft, None).await?;
        let identity = account.identity().await.or_fail()?;
        let known = stored.draft.amazon.as_ref();
        let known = known.and_then(|amazon| amazon.account.as_deref());
        if known != Some(identity.account.as_str()) {
            self.note_account(stored, identity.account).await?;
        }
        Ok(Arc::new(PublicRegistry::open(account).await.or_fail()?))
    }
}
