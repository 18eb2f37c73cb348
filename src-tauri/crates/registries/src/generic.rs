//! Any registry that speaks the OCI distribution protocol, and nothing else that we know of.

use portolan_distribution::Client;

use crate::{Capabilities, Kind, Protocol, Registry};

/// A registry of no particular kind.
#[derive(Debug)]
pub struct Generic {
    protocol: Protocol,
}

impl Generic {
    /// The registry that `client` talks to, with what was seen of it before.
    pub fn new(client: Client, known: Capabilities) -> Self {
        Self {
            protocol: Protocol::new(client, known),
        }
    }
}

impl Registry for Generic {
    fn kind(&self) -> Kind {
        Kind::Generic
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }
}
