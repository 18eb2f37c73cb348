//! Who may use the registry: everybody on this machine, or one user with a password.

use std::{
    fmt,
    sync::{PoisonError, RwLock},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portolan_oci::Digest;

use crate::Error;

/// A bcrypt hash. The password itself is never kept.
#[derive(Clone, Eq, PartialEq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Hashes a password (bcrypt, cost 10).
    ///
    /// # Errors
    /// [`Error::Password`] when it is empty, has a NUL, or is longer than bcrypt reads (72 bytes).
    pub fn of(password: &str) -> Result<Self, Error> {
        if password.is_empty() {
            return Err(Error::Password("it is empty".to_owned()));
        }
        bcrypt::non_truncating_hash(password, 10)
            .map(Self)
            .map_err(|error| Error::Password(error.to_string()))
    }

    /// Takes a hash made before, in bcrypt's own notation (`$2b$…`).
    ///
    /// # Errors
    /// [`Error::Password`] when it is not a bcrypt hash.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let parsed: Result<bcrypt::HashParts, _> = text.parse();
        match parsed {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(error) => Err(Error::Password(error.to_string())),
        }
    }

    /// The hash in bcrypt's notation, for keeping.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn accepts(&self, password: &[u8]) -> bool {
        bcrypt::verify(password, &self.0).unwrap_or(false)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PasswordHash(…)")
    }
}

/// Who may use the registry.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Access {
    /// Everybody on this machine.
    #[default]
    Anonymous,
    /// One user by HTTP Basic.
    Password {
        /// The user's name.
        user: String,
        /// What the password is checked against.
        hash: PasswordHash,
    },
}

/// The access in force, changeable while serving.
#[derive(Debug)]
pub(crate) struct Door {
    state: RwLock<State>,
    own: OwnCredentials,
    /// The digest of the header that the program itself sends.
    own_header: Digest,
}

/// Lets the program into its own registry whatever the password is: made anew for each serving, known
/// to this process only, kept nowhere.
#[derive(Clone)]
pub struct OwnCredentials {
    /// The user's name.
    pub user: &'static str,
    /// The password.
    pub password: String,
}

impl fmt::Debug for OwnCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnCredentials(…)")
    }
}

#[derive(Debug, Default)]
struct State {
    access: Access,
    /// The digest of the last header let in, so that bcrypt runs once and not for each request.
    known: Option<Digest>,
}

/// What the door says to a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Admission {
    Admitted,
    /// A header was given that must be checked with [`Door::check`]: slow, so not on the runtime.
    Unproven,
    Refused,
}

impl Door {
    pub(crate) fn new(access: Access) -> Self {
        let own = OwnCredentials {
            user: "portolan",
            password: uuid::Uuid::new_v4().to_string(),
        };
        let encoded = STANDARD.encode(format!("{}:{}", own.user, own.password));
        Self {
            state: RwLock::new(State {
                access,
                known: None,
            }),
            own_header: Digest::of(format!("Basic {encoded}").as_bytes()),
            own,
        }
    }

    pub(crate) fn own_credentials(&self) -> OwnCredentials {
        self.own.clone()
    }

    pub(crate) fn change(&self, access: Access) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        *state = State {
            access,
            known: None,
        };
    }

    /// Answers at once where that is possible without hashing a password.
    pub(crate) fn admit(&self, authorization: Option<&[u8]>) -> Admission {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        match (&state.access, authorization) {
            (Access::Anonymous, _) => Admission::Admitted,
            (Access::Password { .. }, None) => Admission::Refused,
            (Access::Password { .. }, Some(header)) => {
                let known = [Some(&self.own_header), state.known.as_ref()];
                if known
                    .into_iter()
                    .flatten()
                    .any(|known| known.matches(header))
                {
                    Admission::Admitted
                } else {
                    Admission::Unproven
                }
            }
        }
    }

    /// Checks an `Authorization` header against the password. Takes some 50 ms of processor time.
    pub(crate) fn check(&self, authorization: &[u8]) -> bool {
        let access = {
            let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
            state.access.clone()
        };
        let Access::Password { user, hash } = &access else {
            return true;
        };
        let Some((given_user, password)) = basic_credentials(authorization) else {
            return false;
        };
        // Both are always compared, so that a wrong name takes as long as a wrong password.
        let is_right = hash.accepts(&password) & (given_user == user.as_bytes());
        if is_right {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            if state.access == access {
                state.known = Some(Digest::of(authorization));
            }
        }
        is_right
    }
}

fn basic_credentials(header: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let text = std::str::from_utf8(header).ok()?;
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(encoded.trim()).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    Some((decoded[..colon].to_vec(), decoded[colon + 1..].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(user: &str, password: &str) -> Vec<u8> {
        format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))).into_bytes()
    }

    #[test]
    fn a_password_lets_in_whoever_knows_it_and_hashes_it_once() {
        let hash = PasswordHash::of("sea:chart").unwrap();
        let door = Door::new(Access::Password {
            user: "alice".to_owned(),
            hash,
        });
        let right = header("alice", "sea:chart");
        assert_eq!(door.admit(None), Admission::Refused);
        assert_eq!(door.admit(Some(&right)), Admission::Unproven);
        assert!(door.check(&right));
        assert_eq!(door.admit(Some(&right)), Admission::Admitted);
        assert!(!door.check(&header("alice", "sea")));
        assert!(!door.check(&header("bob", "sea:chart")));
        assert!(!door.check(b"Bearer abc"));
    }

    #[test]
    fn the_program_itself_is_let_in_whatever_the_password_is() {
        let hash = PasswordHash::of("secret").unwrap();
        let door = Door::new(Access::Password {
            user: "alice".to_owned(),
            hash,
        });
        let own = door.own_credentials();
        let own_header = header(own.user, &own.password);
        assert_eq!(door.admit(Some(&own_header)), Admission::Admitted);
        assert_ne!(
            door.admit(Some(&header(own.user, "guess"))),
            Admission::Admitted
        );
    }

    #[test]
    fn a_changed_password_forgets_who_was_let_in() {
        let door = Door::new(Access::Password {
            user: "alice".to_owned(),
            hash: PasswordHash::of("old").unwrap(),
        });
        let old = header("alice", "old");
        assert!(door.check(&old));
        door.change(Access::Password {
            user: "alice".to_owned(),
            hash: PasswordHash::of("new").unwrap(),
        });
        assert_eq!(door.admit(Some(&old)), Admission::Unproven);
        assert!(!door.check(&old));
    }

    #[test]
    fn a_hash_never_shows_in_debug_output() {
        let hash = PasswordHash::of("secret").unwrap();
        assert!(!format!("{hash:?}").contains("$2"));
        assert!(PasswordHash::parse(hash.as_str()).is_ok());
        assert!(PasswordHash::parse("secret").is_err());
    }
}
