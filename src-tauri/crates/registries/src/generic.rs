//! Any registry that speaks the OCI distribution protocol, and nothing else that we know of; Gitea among
//! them, which is told apart for the sake of how one signs in.
//!
//! Gitea (Forgejo) links past the end of its lists, which paging knows; it removes a tag by the protocol and
//! leaves the image to its other tags.

use portolan_distribution::Client;

use crate::{Capabilities, Kind, Protocol, Registry};

/// A registry that needs no more than the protocol.
#[derive(Debug)]
pub struct Generic {
    kind: Kind,
    protocol: Protocol,
}

impl Generic {
    /// The registry that `client` talks to, with what was seen of it before.
    pub fn new(client: Client, known: Capabilities) -> Self {
        Self::of(Kind::Generic, client, known)
    }

    /// The same, of a kind that is told apart.
    pub(crate) fn of(kind: Kind, client: Client, known: Capabilities) -> Self {
        Self {
            kind,
            protocol: Protocol::new(client, known),
        }
    }
}

impl Registry for Generic {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }
}
