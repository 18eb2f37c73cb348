//! The kinds of registries, and what is known of them beside the protocol.

use std::fmt;

/// Which kind of registry.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Kind {
    /// The one inside Portolan.
    Local,
    /// Anything that speaks the OCI distribution protocol.
    Generic,
    /// Amazon ECR, the private registries of an account.
    Ecr,
    /// Amazon ECR Public, as who publishes there sees it.
    EcrPublic,
    /// Docker Hub.
    DockerHub,
    /// The GitHub container registry, `ghcr.io`.
    Github,
    /// Quay: `quay.io` and Red Hat Quay elsewhere.
    Quay,
    /// Harbor.
    Harbor,
    /// GitLab: `registry.gitlab.com` and one's own.
    Gitlab,
    /// Google Artifact Registry, and what is left of Container Registry.
    GoogleArtifactRegistry,
    /// Azure Container Registry.
    Azure,
    /// zot.
    Zot,
    /// Gitea, and Forgejo, which comes of it.
    Gitea,
    /// JFrog Artifactory.
    Artifactory,
    /// Sonatype Nexus Repository.
    Nexus,
    /// Pulp with its container plugin.
    Pulp,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Local,
        Self::Generic,
        Self::Ecr,
        Self::EcrPublic,
        Self::DockerHub,
        Self::Github,
        Self::Quay,
        Self::Harbor,
        Self::Gitlab,
        Self::GoogleArtifactRegistry,
        Self::Azure,
        Self::Zot,
        Self::Gitea,
        Self::Artifactory,
        Self::Nexus,
        Self::Pulp,
    ];

    /// The name under which a connection keeps its kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Generic => "generic",
            Self::Ecr => "ecr",
            Self::EcrPublic => "ecr_public",
            Self::DockerHub => "docker_hub",
            Self::Github => "github",
            Self::Quay => "quay",
            Self::Harbor => "harbor",
            Self::Gitlab => "gitlab",
            Self::GoogleArtifactRegistry => "google_artifact_registry",
            Self::Azure => "azure",
            Self::Zot => "zot",
            Self::Gitea => "gitea",
            Self::Artifactory => "artifactory",
            Self::Nexus => "nexus",
            Self::Pulp => "pulp",
        }
    }

    /// Whether its vendor offers something beyond images ([`crate::Registry::offers`]), which is known before
    /// anybody has connected.
    pub const fn has_offers(self) -> bool {
        matches!(
            self,
            Self::DockerHub | Self::Quay | Self::Harbor | Self::Gitlab | Self::Azure
        )
    }

    /// The kind of that name; one that a newer Portolan wrote is spoken to by the protocol alone.
    pub fn named(name: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .unwrap_or(Self::Generic)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The setting of CNCF Distribution that allows deletion.
pub(crate) const DISTRIBUTION_DELETE_SETTING: &str = "REGISTRY_STORAGE_DELETE_ENABLED";

/// The setting that would allow a deletion which was refused with `code` and `message`. CNCF
/// Distribution names itself nowhere, but answers every unsupported operation with one fixed sentence
/// of its own (its `errcode` table); registries built from it have deletion switched on.
pub(crate) fn deletion_setting(code: &str, message: &str) -> Option<&'static str> {
    (code == "UNSUPPORTED" && message == "The operation is unsupported.")
        .then_some(DISTRIBUTION_DELETE_SETTING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distribution_is_known_by_its_sentence_and_others_get_no_hint() {
        assert_eq!(
            deletion_setting("UNSUPPORTED", "The operation is unsupported."),
            Some("REGISTRY_STORAGE_DELETE_ENABLED")
        );
        assert_eq!(deletion_setting("UNSUPPORTED", "no"), None);
    }
}
