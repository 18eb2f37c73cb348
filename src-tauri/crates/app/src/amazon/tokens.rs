//! Keeps tokens of Identity Center where secrets are kept: in the keyring or, without one, for the session.

use async_trait::async_trait;
use portolan_credentials::SecretStore;
use portolan_ecr::{KeepTokens, SsoToken};

/// The secret store as a place for tokens.
#[derive(Debug)]
pub(super) struct KeptTokens(pub(super) SecretStore);

/// Under this name the secret store keeps the token of a start address.
fn name(start_url: &str) -> String {
    format!("identity-center/{start_url}")
}

#[async_trait]
impl KeepTokens for KeptTokens {
    async fn token(&self, start_url: &str) -> Option<SsoToken> {
        let text = self.0.get(&name(start_url)).await.ok()?;
        SsoToken::from_text(&text)
    }

    async fn keep(&self, start_url: &str, token: Option<&SsoToken>) {
        let name = name(start_url);
        match token {
            Some(token) => {
                if let Err(problem) = self.0.put(&name, token.to_text()).await {
                    tracing::info!(%problem, "a sign-in is kept for this session only");
                    self.0.put_for_session(&name, token.to_text());
                }
            }
            None => {
                if let Err(problem) = self.0.forget(&name).await {
                    tracing::info!(%problem, "a sign-in was not forgotten");
                }
            }
        }
    }
}
