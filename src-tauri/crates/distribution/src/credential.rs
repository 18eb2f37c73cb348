//! What this crate asks of whoever keeps the credentials. Keeping them is not done here.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use secrecy::SecretString;

use crate::Result;

/// How to sign in to one registry. Debug never shows the secrets.
#[derive(Clone, Debug)]
pub enum Credential {
    /// As nobody.
    Anonymous,
    /// By user name and password, or an access token in the password's place.
    Basic {
        /// The user name.
        user: String,
        /// The password.
        password: SecretString,
    },
    /// By a refresh token, which the token server turns into access (Docker's `identitytoken`).
    IdentityToken(SecretString),
    /// By an access token that the registry itself takes (Docker's `registrytoken`).
    RegistryToken(SecretString),
}

/// Knows the credential of one connection. Asked when a sign-in is needed and again when one was
/// refused, so that what Docker and Podman keep never goes stale here.
pub trait Authenticate: Send + Sync {
    /// The credential now; an error ([`crate::Error::Credential`]) where it can't be had, as from a
    /// locked keyring.
    fn credential(&self) -> BoxFuture<'_, Result<Credential>>;
}

/// Signs in as nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anonymously;

impl Authenticate for Anonymously {
    fn credential(&self) -> BoxFuture<'_, Result<Credential>> {
        Box::pin(async { Ok(Credential::Anonymous) })
    }
}

/// A credential that is at hand already.
impl Authenticate for Credential {
    fn credential(&self) -> BoxFuture<'_, Result<Credential>> {
        Box::pin(async { Ok(self.clone()) })
    }
}

impl Credential {
    /// Whether it says who asks.
    pub fn is_anonymous(&self) -> bool {
        matches!(self, Self::Anonymous)
    }

    /// This credential for [`crate::Connector::connect`].
    pub fn shared(self) -> Arc<dyn Authenticate> {
        Arc::new(self)
    }
}
