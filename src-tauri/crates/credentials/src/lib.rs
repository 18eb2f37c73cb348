//! Who signs in where: the system keyring, and what Docker and Podman already know.
//!
//! Secrets typed into Portolan are in a [`SecretStore`]. What Docker and Podman know is read by
//! reference each time it is needed ([`resolve`]), so it never goes stale, and is never kept. Which
//! connection signs in how is kept by the room `storage`; what is sent to a registry is the business of
//! `distribution`. Nothing here is logged, and no secret can be printed.

mod credential;
mod credential_program;
#[cfg(all(unix, not(target_os = "macos")))]
mod default_collection;
mod engine_login;
mod error;
#[cfg(test)]
#[cfg(unix)]
mod fixtures;
mod host_key;
mod known;
mod secret_store;
mod sign_in_file;
mod sign_in_places;
mod surroundings;

pub use credential::Credential;
pub use engine_login::{EngineLogin, LoginKeeper, find_login_engines, log_in};
pub use error::Error;
pub use known::{
    KnownSignIn, KnownSignIns, SignInKeeper, SignInSource, list_known_sign_ins, resolve,
};
pub use secrecy::{ExposeSecret, SecretString};
pub use secret_store::{KeptIn, SecretStatus, SecretStore};
pub use surroundings::Surroundings;
