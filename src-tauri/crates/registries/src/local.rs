//! The registry inside Portolan: spoken to over its loopback HTTP as any other, and known better.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use portolan_distribution::Client;
use portolan_oci::{Digest, RepositoryName};

use crate::{Ability, Capabilities, Capability, Kind, Protocol, Registry, RepositoryCount, Result};

/// Knows what the store of the local registry does and the protocol has no question for: the manifests
/// that no tag names, and how much each repository holds.
#[async_trait]
pub trait Inventory: fmt::Debug + Send + Sync {
    /// Those of a repository; none where there is no such repository.
    async fn untagged(&self, repository: &RepositoryName) -> Result<Vec<Digest>>;

    /// What each repository holds.
    async fn counts(&self) -> Result<Vec<RepositoryCount>>;
}

/// The registry inside Portolan.
#[derive(Debug)]
pub struct Local {
    protocol: Protocol,
    inventory: Arc<dyn Inventory>,
}

impl Local {
    /// The local registry that `client` talks to.
    pub fn new(client: Client, inventory: Arc<dyn Inventory>) -> Self {
        let mut known = Capabilities::default();
        // Not observed but certain: it is part of this program, and does all of the specification.
        for capability in Capability::ALL {
            known.set(capability, Ability::proven());
        }
        Self {
            protocol: Protocol::new(client, known),
            inventory,
        }
    }
}

#[async_trait]
impl Registry for Local {
    fn kind(&self) -> Kind {
        Kind::Local
    }

    fn protocol(&self) -> &Protocol {
        &self.protocol
    }

    async fn list_untagged(&self, repository: &RepositoryName) -> Result<Option<Vec<Digest>>> {
        self.inventory.untagged(repository).await.map(Some)
    }

    async fn count_repositories(&self) -> Result<Option<Vec<RepositoryCount>>> {
        self.inventory.counts().await.map(Some)
    }
}
