//! Upstreams of the pull-through cache: which there are, and what a rule for one needs (user guide,
//! "Creating a pull through cache rule").

use super::{
    Complaint, Field, Problem,
    grammar::{check_text, is_word},
};

/// A registry that ECR can keep images of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Upstream {
    /// A private registry of another account or region.
    Ecr,
    /// ECR Public.
    EcrPublic,
    /// Docker Hub.
    DockerHub,
    /// GitHub's.
    GitHub,
    /// GitLab's own, not one that somebody runs.
    GitLab,
    /// That of Kubernetes.
    Kubernetes,
    /// One at Azure.
    Azure,
    /// Quay.
    Quay,
    /// Chainguard's. Its address is in no service model, so that any is taken.
    Chainguard,
}

impl Upstream {
    /// All of them, in the order to offer.
    pub const ALL: [Self; 9] = [
        Self::DockerHub,
        Self::EcrPublic,
        Self::Quay,
        Self::Kubernetes,
        Self::GitHub,
        Self::GitLab,
        Self::Azure,
        Self::Chainguard,
        Self::Ecr,
    ];

    /// Its name in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ecr => "ecr",
            Self::EcrPublic => "ecr-public",
            Self::DockerHub => "docker-hub",
            Self::GitHub => "github-container-registry",
            Self::GitLab => "gitlab-container-registry",
            Self::Kubernetes => "k8s",
            Self::Azure => "azure-container-registry",
            Self::Quay => "quay",
            Self::Chainguard => "chainguard",
        }
    }

    /// The one of a name in the API.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// Its address; how that ends, where it begins with a point.
    pub const fn address(self) -> &'static str {
        match self {
            Self::Ecr => ".amazonaws.com",
            Self::EcrPublic => "public.ecr.aws",
            Self::DockerHub => "registry-1.docker.io",
            Self::GitHub => "ghcr.io",
            Self::GitLab => "registry.gitlab.com",
            Self::Kubernetes => "registry.k8s.io",
            Self::Azure => ".azurecr.io",
            Self::Quay => "quay.io",
            Self::Chainguard => "cgr.dev",
        }
    }

    /// Whether a rule needs a secret with credentials.
    pub const fn needs_credential(self) -> bool {
        matches!(
            self,
            Self::DockerHub | Self::GitHub | Self::GitLab | Self::Azure | Self::Chainguard
        )
    }

    /// Whether a rule takes a role, which pulls from another account.
    pub const fn takes_role(self) -> bool {
        matches!(self, Self::Ecr)
    }
}

/// Checks the address of a rule's upstream.
pub fn check_upstream_address(upstream: Upstream, address: &str) -> Vec<Complaint> {
    let field = Field::UpstreamAddress;
    let is_possible = |it| is_word(it) || matches!(it, '.' | '-');
    check_text(field, address, 1..=253, is_possible, |address| {
        let end = upstream.address();
        match upstream {
            Upstream::Ecr => is_registry(address),
            Upstream::Azure => {
                let name = address.strip_suffix(end);
                name.is_some_and(|name| !name.is_empty() && name.chars().all(is_word))
            }
            Upstream::Chainguard => address.contains('.'),
            _ => address == end,
        }
    })
}

/// `123456789012.dkr.ecr.eu-west-1.amazonaws.com`, in any partition.
fn is_registry(address: &str) -> bool {
    let Some((account, rest)) = address.split_once(".dkr.ecr.") else {
        return false;
    };
    let is_account = account.len() == 12 && account.chars().all(|it| it.is_ascii_digit());
    let ends = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];
    let region = ends.iter().find_map(|end| rest.strip_suffix(end));
    is_account && region.is_some_and(|region| !region.is_empty() && !region.contains('.'))
}

/// Checks that a rule has the secret that its upstream needs, and no role that it has no use for.
pub fn check_upstream_access(
    upstream: Upstream,
    credential: Option<&str>,
    role: Option<&str>,
) -> Vec<Complaint> {
    let mut found = Vec::new();
    match credential {
        None if upstream.needs_credential() => {
            found.push(Complaint::new(Field::CredentialArn, Problem::NoEntry));
        }
        None => {}
        Some(credential) => found.extend(super::check_credential_arn(credential)),
    }
    if let Some(role) = role {
        found.extend(super::check_role(role));
    }
    found
}
