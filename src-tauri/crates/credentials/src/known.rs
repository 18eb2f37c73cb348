//! What Docker and Podman know: which hosts, from which source, and the sign-in itself when it is needed.

use std::path::PathBuf;

use crate::{Credential, Error, Surroundings};

/// Whose files to read.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SignInSource {
    /// Docker's: `DOCKER_AUTH_CONFIG`, then config.json.
    Docker,
    /// Podman's (and skopeo's, Buildah's): `REGISTRY_AUTH_FILE`, or auth.json in its places.
    Podman,
}

/// Where the secret of a known sign-in really is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInKeeper {
    /// In the file itself.
    File(PathBuf),
    /// In the environment variable `DOCKER_AUTH_CONFIG`.
    Environment,
    /// With a credential helper, by the part of its name after `docker-credential-`.
    Helper {
        /// The helper.
        name: String,
        /// The file that names it.
        file: PathBuf,
    },
}

/// A sign-in that Docker or Podman has, without its secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KnownSignIn {
    /// Whose.
    pub source: SignInSource,
    /// Where the secret is.
    pub keeper: SignInKeeper,
    /// `host` or `host:port`; `docker.io` for Docker Hub.
    pub host: String,
    /// The part of the registry it is for (`team`, `team/app`), where the file narrows it.
    pub namespace: Option<String>,
    /// The user's name, where it can be told without asking for the secret.
    pub user: Option<String>,
}

/// All sign-ins that could be listed, and what kept others from being listed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KnownSignIns {
    /// By source, then host.
    pub sign_ins: Vec<KnownSignIn>,
    /// Files and helpers that could not be read.
    pub problems: Vec<Error>,
}

/// Lists what Docker and Podman know, without any secret. Asks credential helpers for their lists.
pub async fn list_known_sign_ins(_surroundings: &Surroundings) -> KnownSignIns {
    KnownSignIns::default()
}

/// Reads the sign-in for `host` (and, where the file narrows it, `repository`) from its source, now.
///
/// # Errors
/// [`Error::NotFound`] where the source knows nothing of this host; the other variants where it can't be
/// asked.
pub async fn resolve(
    _surroundings: &Surroundings,
    _source: SignInSource,
    host: &str,
    _repository: Option<&str>,
) -> Result<Credential, Error> {
    Err(Error::NotFound {
        name: host.to_owned(),
    })
}
