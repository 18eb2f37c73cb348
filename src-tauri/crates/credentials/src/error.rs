//! Why a secret or a sign-in could not be kept or found.

use std::path::PathBuf;

/// What went wrong with a keyring, a file, or a credential helper. No variant ever holds a secret.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system keyring is there but locked.
    #[error("the system keyring is locked; unlock it and try again")]
    KeyringLocked,
    /// There is no system keyring, or it does not answer.
    #[error("there is no system keyring: {reason}")]
    KeyringAbsent {
        /// What the system said.
        reason: String,
    },
    /// The system keyring refused for another reason.
    #[error("the system keyring refused: {reason}")]
    KeyringFailed {
        /// What the system said.
        reason: String,
    },
    /// The program that a Docker or Podman file names is not on the search path.
    #[error("the credential helper docker-credential-{name} is not installed or not on PATH")]
    HelperMissing {
        /// The part after `docker-credential-`.
        name: String,
    },
    /// The program failed, answered nonsense, or did not answer in time.
    #[error("the credential helper docker-credential-{name} failed: {message}")]
    HelperFailed {
        /// The part after `docker-credential-`.
        name: String,
        /// What it said, without control characters, shortened; never its answer to a question.
        message: String,
    },
    /// Docker or Podman is not on the search path.
    #[error("{engine} is not installed or not on PATH")]
    EngineMissing {
        /// `docker` or `podman`.
        engine: &'static str,
    },
    /// Docker or Podman did not take a sign-in.
    #[error("{engine} login failed: {message}")]
    LoginFailed {
        /// `docker` or `podman`.
        engine: &'static str,
        /// What it said, in one clean line, without the secret.
        message: String,
    },
    /// A Docker or Podman file is not what it should be.
    #[error("{}, line {line}: this is not a valid sign-in file", .path.display())]
    FileDamaged {
        /// Which file; the variable's name for an environment variable.
        path: PathBuf,
        /// Where, from 1.
        line: usize,
    },
    /// A Docker or Podman file can't be read.
    #[error("{} can't be read: {reason}", .path.display())]
    FileUnreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// Nothing is known for this host or connection.
    #[error("no sign-in is known for {name}")]
    NotFound {
        /// The host or connection.
        name: String,
    },
}
