//! What is shown to a registry to sign in.

use secrecy::SecretString;

/// A way to sign in. Its `Debug` never prints a secret.
#[derive(Clone, Debug)]
pub enum Credential {
    /// Nobody in particular.
    Anonymous,
    /// A user's name and a password or access token.
    Basic {
        /// The user's name.
        user: String,
        /// The password or access token.
        secret: SecretString,
    },
    /// A refresh token, exchanged at the registry's token service (OAuth2).
    IdentityToken(SecretString),
    /// A bearer token, sent to the registry as it is.
    RegistryToken(SecretString),
}
