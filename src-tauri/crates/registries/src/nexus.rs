//! Sonatype Nexus Repository: the protocol, with what several versions of it leave out.
//!
//! Not confirmed by Sonatype: which versions answer HEAD of a manifest that is there as if it were not
//! (seen in 2018), and which leave the tags of a manifest that was deleted by its digest behind
//! (sonatype/nexus-public issue 925, 2026): those are shown as tags whose content is gone.

use async_trait::async_trait;
use portolan_oci::{RepositoryName, Selector};

use crate::{Kind, Protocol, Registry, Resolved, Result, vendors::VendorConnection};

/// A Docker repository of Nexus, which has a port or a path of its own.
#[derive(Debug)]
pub struct Nexus {
    protocol: Protocol,
}

impl Nexus {
    /// The registry of a connection.
    pub fn new(connection: VendorConnection) -> Self {
        Self {
            protocol: Protocol::new(connection.client, connection.known),
        }
    }
}

#[async_trait]
impl Registry for Nexus {
    fn kind(&self) -> Kind {
        Kind::Nexus
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    /// What HEAD denies, GET may have.
    async fn resolve(&self, repository: &RepositoryName, selector: &Selector) -> Result<Resolved> {
        match self.protocol.resolve(repository, selector).await {
            Err(error) if error.is_not_found() => {
                let manifest = self.protocol.manifest(repository, selector).await?;
                Ok(Resolved::of_manifest(manifest))
            }
            other => other,
        }
    }
}
