//! Signing in to Amazon: which ways there are, and how each comes to credentials.
//!
//! The SDKs' own chain neither asks for the code of a second factor nor signs in to Identity Center, and
//! writes tokens to files. So the chain is walked here, over the SDKs for each single step.

mod ask;
mod chain;
mod configured;
mod container;
mod credentials;
mod identity;
mod ini;
mod machine;
mod profile;
mod role;
mod sso;
mod sso_token;
mod way;

pub use ask::{AskCode, KeepTokens, Nobody, ShowVerification, Verification};
pub use configured::{ConfiguredEndpoint, EndpointSource};
pub use identity::Identity;
pub use profile::{FileProblem, Profile, ProfileKind, Profiles, SsoSession, read_profiles};
pub use role::Role;
pub use sso::{IdentityCenter, SsoAccount};
pub use sso_token::SsoToken;
pub use way::SignIn;

pub(crate) use chain::Steps;
pub(crate) use credentials::Keeper;
pub(crate) use identity::identify;
