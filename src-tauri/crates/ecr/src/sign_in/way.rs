//! The ways to sign in that a connection can choose from.

use secrecy::SecretString;

use super::Role;
use crate::SignInSource;

/// How a connection signs in.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// By what the surroundings offer: the environment's keys, the default profile, a web identity, the
    /// container's or the machine's role, whichever comes first.
    Surroundings,
    /// By a profile of the shared files.
    Profile(String),
    /// By an access key.
    AccessKey {
        /// Its id.
        id: String,
        /// Its secret.
        secret: SecretString,
        /// The session's token, for a temporary one.
        session_token: Option<SecretString>,
    },
    /// By Identity Center, as a role in an account.
    IdentityCenter {
        /// Its start address.
        start_url: String,
        /// The region that it is in.
        region: String,
        /// The account.
        account: String,
        /// The role's name.
        role: String,
    },
    /// By a role, taken on with the credentials of another way.
    Role {
        /// The role.
        role: Role,
        /// Who takes it on.
        by: Box<SignIn>,
    },
}

impl SignIn {
    /// What errors call it.
    pub(crate) fn source(&self) -> SignInSource {
        match self {
            Self::Surroundings => SignInSource::Surroundings,
            Self::Profile(name) => SignInSource::Profile(name.clone()),
            Self::AccessKey { id, .. } => SignInSource::AccessKey(id.clone()),
            Self::IdentityCenter { start_url, .. } => {
                SignInSource::IdentityCenter(start_url.clone())
            }
            Self::Role { role, .. } => SignInSource::Role(role.arn.clone()),
        }
    }
}
