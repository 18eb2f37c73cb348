//! Where a listed repository is, read from its reference.

use portolan_contract::Failure;
use portolan_gallery::SourceKind;
use portolan_oci::{Reference, RepositoryName};

/// A repository of some registry.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Place {
    /// `host` or `host:port`.
    pub(crate) host: String,
    pub(crate) repository: RepositoryName,
}

impl Place {
    /// Reads `host/alias/name`; a tag or digest after it is passed over.
    pub(crate) fn read(reference: &str) -> Result<Self, Failure> {
        let read: Reference = reference
            .parse()
            .map_err(|problem| Failure::invalid("reference", format!("{problem}")))?;
        Ok(Self {
            host: read.host,
            repository: read.repository,
        })
    }

    /// What it is known by.
    pub(crate) fn reference(&self) -> String {
        format!("{}/{}", self.host, self.repository)
    }

    /// The source that lists repositories of this registry.
    pub(crate) fn source(&self) -> Option<SourceKind> {
        SourceKind::ALL
            .into_iter()
            .find(|kind| kind.registry() == self.host)
    }

    /// The publisher's part of the path, which may be empty, and the rest.
    pub(crate) fn alias_and_name(&self) -> (&str, &str) {
        let path = self.repository.as_str();
        path.split_once('/').unwrap_or(("", path))
    }
}
