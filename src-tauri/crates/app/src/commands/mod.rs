//! The commands a person types to pull and push, for every engine.

mod line;
mod pull;
mod push;

pub(crate) use pull::pull_commands;

use crate::{App, failures::OrFail};
use portolan_contract::{ConnectionId, Failure};

/// The registry that commands name.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// `host` or `host:port`.
    pub(crate) host: String,
    /// It is spoken to without encryption, which engines must be told.
    pub(crate) plain_http: bool,
}

impl App {
    /// The registry of a connection, as commands name it.
    pub(crate) async fn target(&self, connection: &ConnectionId) -> Result<Target, Failure> {
        let id = connection
            .0
            .parse()
            .map_err(|_| Failure::invalid("connection", "not a connection"))?;
        let draft = self.store.connection(id).await.or_fail()?.draft;
        Ok(Target {
            host: draft.host,
            plain_http: draft.plain_http,
        })
    }
}
