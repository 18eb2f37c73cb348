//! What a sign-in asks of the person and of whoever keeps secrets. Showing and keeping are not done here.

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;

use super::SsoToken;

/// Asks the person for the code of a second factor.
#[async_trait]
pub trait AskCode: fmt::Debug + Send + Sync {
    /// The code that `device` (a serial number or resource name) shows now, to take on `role`; `None` where
    /// the person would rather not. `refused` is what was said of the code before, where there was one.
    async fn code(&self, device: &str, role: &str, refused: Option<&str>) -> Option<SecretString>;
}

/// What a person does in the browser to sign in to Identity Center.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Verification {
    /// Where to go; the code is typed in there.
    pub address: String,
    /// The same with the code in it, where Identity Center gives one.
    pub address_with_code: Option<String>,
    /// The code, to compare with what the browser shows.
    pub code: String,
    /// Until when it must be done.
    pub expires_at: Timestamp,
}

/// Shows a person what to do in the browser.
pub trait ShowVerification: Send + Sync {
    /// Called once, before the waiting begins.
    fn show(&self, verification: &Verification);
}

/// Keeps the tokens of Identity Center's sign-ins, in the keyring or for the session.
#[async_trait]
pub trait KeepTokens: fmt::Debug + Send + Sync {
    /// What is kept for a start address.
    async fn token(&self, start_url: &str) -> Option<SsoToken>;

    /// Keeps it; `None` forgets what is kept.
    async fn keep(&self, start_url: &str, token: Option<&SsoToken>);
}

/// Asks nobody and keeps nothing: for connections that need neither.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nobody;

#[async_trait]
impl AskCode for Nobody {
    async fn code(
        &self,
        _device: &str,
        _role: &str,
        _refused: Option<&str>,
    ) -> Option<SecretString> {
        None
    }
}

#[async_trait]
impl KeepTokens for Nobody {
    async fn token(&self, _start_url: &str) -> Option<SsoToken> {
        None
    }

    async fn keep(&self, _start_url: &str, _token: Option<&SsoToken>) {}
}
