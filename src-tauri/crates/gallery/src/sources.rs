//! The sources that are known, a file each, and all of them together.

mod docker_hub;
mod ecr_public;
mod envelope;
mod quay;
mod reading;

use std::sync::Arc;

use portolan_distribution::{Connector, Web};
use url::Url;

use crate::{Result, Source, SourceKind};

pub use docker_hub::DockerHub;
pub use ecr_public::EcrPublic;
pub use quay::Quay;

/// Where the sources' APIs are. The default is where they are; tests name their own.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// The ECR Public gallery's web API.
    pub ecr_public: Url,
    /// Docker Hub's API.
    pub docker_hub: Url,
    /// Docker Hub's older index, asked when the newer one does not answer.
    pub docker_index: Url,
    /// Quay, without `/api/v1`.
    pub quay: Url,
}

impl Default for Addresses {
    fn default() -> Self {
        let known = |text: &str| {
            #[expect(clippy::expect_used, reason = "the texts below are addresses")]
            Url::parse(text).expect("an address")
        };
        Self {
            ecr_public: known("https://api.us-east-1.gallery.ecr.aws"),
            docker_hub: known("https://hub.docker.com"),
            docker_index: known("https://index.docker.io"),
            quay: known("https://quay.io"),
        }
    }
}

/// Every source, through one way out.
#[derive(Clone, Debug)]
pub struct Sources {
    web: Web,
    ecr_public: Arc<EcrPublic>,
    docker_hub: Arc<DockerHub>,
    quay: Arc<Quay>,
}

impl Sources {
    /// The sources at these addresses. Only `approved_hosts` may be inside this machine or network.
    pub fn new(connector: &Connector, at: &Addresses, approved_hosts: &[&str]) -> Result<Self> {
        let web = connector.web(approved_hosts)?;
        Ok(Self {
            ecr_public: Arc::new(EcrPublic::new(&web, &at.ecr_public)),
            docker_hub: Arc::new(DockerHub::new(&web, &at.docker_hub, &at.docker_index)),
            quay: Arc::new(Quay::new(&web, &at.quay)),
            web,
        })
    }

    /// One of them.
    pub fn of(&self, kind: SourceKind) -> Arc<dyn Source> {
        match kind {
            SourceKind::EcrPublic => Arc::clone(&self.ecr_public) as Arc<dyn Source>,
            SourceKind::DockerHub => Arc::clone(&self.docker_hub) as Arc<dyn Source>,
            SourceKind::Quay => Arc::clone(&self.quay) as Arc<dyn Source>,
        }
    }

    /// The way out that they share, for logos.
    pub const fn web(&self) -> &Web {
        &self.web
    }
}
