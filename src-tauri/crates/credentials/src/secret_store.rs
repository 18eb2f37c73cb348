//! Keeps secrets that a person typed: in the system keyring, or, where there is none, in memory until
//! the program ends. Never in a file.

use secrecy::SecretString;

use crate::Error;

/// Where a secret was put.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum KeptIn {
    /// In the system keyring: it is there after a restart.
    System,
    /// In memory only, because there is no keyring: it is gone when the program ends. Say so.
    Session {
        /// Why there is no keyring.
        reason: String,
    },
}

/// Whether the system keyring can be used.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SecretStatus {
    /// It can.
    Available,
    /// It is there but locked. What is in it can't be told from what is not.
    Locked,
    /// There is none, or it does not answer.
    Absent {
        /// What the system said.
        reason: String,
    },
}

/// Secrets by connection id.
#[derive(Clone, Debug)]
pub struct SecretStore {}

impl SecretStore {
    /// The keyring of this person, with memory to fall back on.
    pub fn system() -> Self {
        Self {}
    }

    /// Memory only, whatever the system has; for tests, and for who wants no trace.
    pub fn session_only() -> Self {
        Self {}
    }

    /// Whether the keyring can be used now. Asks it: it may have been unlocked or locked since.
    pub async fn status(&self) -> SecretStatus {
        SecretStatus::Absent {
            reason: String::new(),
        }
    }

    /// Keeps a secret in place of what was kept for this connection, and says where it is.
    ///
    /// # Errors
    /// [`Error::KeyringLocked`]: nothing was kept; unlock, or use [`SecretStore::put_for_session`].
    pub async fn put(&self, _connection: &str, _secret: SecretString) -> Result<KeptIn, Error> {
        Err(Error::KeyringLocked)
    }

    /// Keeps a secret in memory until the program ends.
    pub fn put_for_session(&self, _connection: &str, _secret: SecretString) {}

    /// The secret kept for this connection.
    ///
    /// # Errors
    /// [`Error::NotFound`] only where the keyring is open and has none; [`Error::KeyringLocked`] and
    /// [`Error::KeyringAbsent`] where it can't be told.
    pub async fn get(&self, connection: &str) -> Result<SecretString, Error> {
        Err(Error::NotFound {
            name: connection.to_owned(),
        })
    }

    /// Forgets what is kept for this connection; nothing kept is no error.
    pub async fn forget(&self, _connection: &str) -> Result<(), Error> {
        Ok(())
    }
}
