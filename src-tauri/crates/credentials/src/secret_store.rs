//! Keeps secrets that a person typed: in the system keyring, or, where there is none, in memory until
//! the program ends. Never in a file.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use keyring::{Entry, Error as KeyringError};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::timeout;

use crate::Error;

/// How long a keyring may take: it may be asking the person.
const PATIENCE: Duration = Duration::from_mins(1);

/// The name under which Portolan's secrets stand in the keyring.
const SERVICE: &str = "portolan";

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

/// Where secrets go.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Backing {
    /// The system's keyring, with memory to fall back on.
    System,
    /// Memory only.
    Session,
}

/// Secrets by connection id. Clones are the same store. Its `Debug` tells no secret.
#[derive(Clone)]
pub struct SecretStore {
    backing: Backing,
    session: Arc<Mutex<HashMap<String, SecretString>>>,
}

impl fmt::Debug for SecretStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SecretStore")
            .field("backing", &self.backing)
            .finish_non_exhaustive()
    }
}

impl SecretStore {
    /// The keyring of this person, with memory to fall back on. Asks nobody yet.
    pub fn system() -> Self {
        Self::over(Backing::System)
    }

    /// Memory only, whatever the system has; for tests, and for who wants no trace.
    pub fn session_only() -> Self {
        Self::over(Backing::Session)
    }

    fn over(backing: Backing) -> Self {
        Self {
            backing,
            session: Arc::default(),
        }
    }

    /// Whether the keyring can be used now. Asks it: it may have been unlocked or locked since.
    pub async fn status(&self) -> SecretStatus {
        match self.backing {
            Backing::System => keyring_status().await,
            Backing::Session => SecretStatus::Absent {
                reason: "secrets are kept for this session only".to_owned(),
            },
        }
    }

    /// Asks the system to unlock the keyring; it may ask the person. Ends at once where it is open.
    ///
    /// # Errors
    /// [`Error::KeyringLocked`] where the person declined or could not be asked;
    /// [`Error::KeyringAbsent`].
    pub async fn unlock(&self) -> Result<(), Error> {
        #[cfg(all(unix, not(target_os = "macos")))]
        if self.status().await == SecretStatus::Locked {
            crate::default_collection::unlock().await?;
        }
        self.require_keyring().await
    }

    /// Keeps a secret in place of what was kept for this connection, and says where it is.
    ///
    /// # Errors
    /// [`Error::KeyringLocked`]: nothing was kept; unlock, or use [`SecretStore::put_for_session`].
    pub async fn put(&self, connection: &str, secret: SecretString) -> Result<KeptIn, Error> {
        match self.status().await {
            SecretStatus::Available => {
                let kept = secret.clone();
                // As bytes: as a password Windows stores it in UTF-16, and has room for half of it only.
                on_keyring(connection, move |entry| {
                    entry.set_secret(kept.expose_secret().as_bytes())
                })
                .await?;
                self.memory().remove(connection);
                Ok(KeptIn::System)
            }
            SecretStatus::Locked => Err(Error::KeyringLocked),
            SecretStatus::Absent { reason } => {
                self.put_for_session(connection, secret);
                Ok(KeptIn::Session { reason })
            }
        }
    }

    /// Keeps a secret in memory until the program ends. It stands before the keyring's.
    pub fn put_for_session(&self, connection: &str, secret: SecretString) {
        self.memory().insert(connection.to_owned(), secret);
    }

    /// The secret kept for this connection.
    ///
    /// # Errors
    /// [`Error::NotFound`] only where the keyring is open and has none; [`Error::KeyringLocked`] and
    /// [`Error::KeyringAbsent`] where it can't be told.
    pub async fn get(&self, connection: &str) -> Result<SecretString, Error> {
        if let Some(secret) = self.memory().get(connection) {
            return Ok(secret.clone());
        }
        if self.backing == Backing::Session {
            return Err(Error::NotFound {
                name: connection.to_owned(),
            });
        }
        self.require_keyring().await?;
        let answer = on_keyring(connection, Entry::get_secret).await;
        let secret = self.doubt_absence(answer).await?;
        String::from_utf8(secret)
            .map(SecretString::from)
            .map_err(|_| Error::KeyringFailed {
                reason: "what it kept is not text".to_owned(),
            })
    }

    /// Whether a secret is kept for this connection, which a locked keyring tells too without giving it.
    /// Where the system can't be asked without asking its person, the answer is yes.
    pub async fn has(&self, connection: &str) -> bool {
        if self.memory().contains_key(connection) {
            return true;
        }
        match self.status().await {
            SecretStatus::Absent { .. } => false,
            SecretStatus::Available | SecretStatus::Locked => keyring_has(connection).await,
        }
    }

    /// Forgets what is kept for this connection; nothing kept is no error.
    ///
    /// # Errors
    /// [`Error::KeyringLocked`] and [`Error::KeyringAbsent`] where nothing was in memory and the keyring
    /// may still have something.
    pub async fn forget(&self, connection: &str) -> Result<(), Error> {
        let was_in_memory = self.memory().remove(connection).is_some();
        if self.backing == Backing::Session {
            return Ok(());
        }
        match self.require_keyring().await {
            Err(Error::KeyringAbsent { .. }) if was_in_memory => return Ok(()),
            other => other?,
        }
        let answer = on_keyring(connection, Entry::delete_credential).await;
        match self.doubt_absence(answer).await {
            Err(Error::NotFound { .. }) => Ok(()),
            other => other,
        }
    }

    async fn require_keyring(&self) -> Result<(), Error> {
        match self.status().await {
            SecretStatus::Available => Ok(()),
            SecretStatus::Locked => Err(Error::KeyringLocked),
            SecretStatus::Absent { reason } => Err(Error::KeyringAbsent { reason }),
        }
    }

    /// "No such entry" is what a locked keyring says too: it is believed only if it is still open.
    async fn doubt_absence<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        if matches!(answer, Err(Error::NotFound { .. })) {
            self.require_keyring().await?;
        }
        answer
    }

    fn memory(&self) -> MutexGuard<'_, HashMap<String, SecretString>> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
async fn keyring_status() -> SecretStatus {
    crate::default_collection::status().await
}

/// Under the attributes by which the `keyring` crate keeps an entry.
#[cfg(all(unix, not(target_os = "macos")))]
async fn keyring_has(connection: &str) -> bool {
    let attributes = HashMap::from([("service", SERVICE), ("username", connection)]);
    crate::default_collection::has_item(attributes)
        .await
        .unwrap_or(true)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn keyring_has(_connection: &str) -> bool {
    true
}

/// Keychain and Credential Manager are open while their person is signed in to the system; a Keychain
/// that was locked by hand says so when it is asked for something.
#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn keyring_status() -> SecretStatus {
    let looked = tokio::task::spawn_blocking(|| match Entry::store_status() {
        Ok(()) => SecretStatus::Available,
        Err(error) => SecretStatus::Absent {
            reason: error.to_string(),
        },
    });
    looked.await.unwrap_or_else(|error| SecretStatus::Absent {
        reason: error.to_string(),
    })
}

/// Runs one keyring call on a blocking thread. Only reached once [`keyring_status`] found the keyring
/// there: the `keyring` crate connects once in a process and never tries again.
async fn on_keyring<T: Send + 'static>(
    connection: &str,
    call: impl FnOnce(&Entry) -> Result<T, KeyringError> + Send + 'static,
) -> Result<T, Error> {
    let name = connection.to_owned();
    let work = tokio::task::spawn_blocking(move || {
        let entry = Entry::new(SERVICE, &name).map_err(|error| sort(error, &name))?;
        call(&entry).map_err(|error| sort(error, &name))
    });
    match timeout(PATIENCE, work).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(stopped)) => Err(Error::KeyringFailed {
            reason: stopped.to_string(),
        }),
        Err(_) => Err(Error::KeyringFailed {
            reason: format!("it did not answer within {} s", PATIENCE.as_secs()),
        }),
    }
}

/// The words of a keyring error hold no secret; its `Debug` may.
fn sort(error: KeyringError, connection: &str) -> Error {
    match error {
        KeyringError::NoEntry => Error::NotFound {
            name: connection.to_owned(),
        },
        KeyringError::NoStorageAccess(_) => Error::KeyringLocked,
        KeyringError::NoDefaultStore => Error::KeyringAbsent {
            reason: "it was not there when Portolan first asked; restart Portolan".to_owned(),
        },
        other => Error::KeyringFailed {
            reason: other.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_session_store_keeps_in_memory_and_says_so() {
        let store = SecretStore::session_only();
        let kept = store.put("one", "canary-secret".into()).await.unwrap();
        assert!(matches!(kept, KeptIn::Session { .. }));
        let found = store.clone().get("one").await.unwrap();
        assert_eq!(found.expose_secret(), "canary-secret");
        assert!(!format!("{store:?} {found:?}").contains("canary"));
        store.forget("one").await.unwrap();
        store.forget("one").await.unwrap();
        assert_eq!(
            store.get("one").await.unwrap_err(),
            Error::NotFound {
                name: "one".to_owned()
            }
        );
        assert!(matches!(store.status().await, SecretStatus::Absent { .. }));
    }
}
