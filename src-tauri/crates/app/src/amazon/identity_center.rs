//! Signing in to Identity Center: the browser's part is shown as a question, and what it leads to listed.

use std::sync::Arc;

use portolan_contract::{
    Failure, IdentityCenterAccount, IdentityCenterAt, IdentityCenterSignedIn, SignInAsk,
};
use portolan_ecr::{
    AccountSettings, IdentityCenter, ShowVerification, SignIn, Verification, read_profiles,
};
use portolan_storage::{Amazon, ConnectionDraft};
use tokio::sync::mpsc;

use super::{connect::endpoints, tokens::KeptTokens};
use crate::{App, failures::OrFail};

/// Accounts whose roles are listed.
const MOST_ACCOUNTS: usize = 200;

/// Hands over what is to be shown.
struct Shower(mpsc::UnboundedSender<Verification>);

impl ShowVerification for Shower {
    fn show(&self, verification: &Verification) {
        // Nobody listens any more: then nobody waits either.
        let _ = self.0.send(verification.clone());
    }
}

impl App {
    /// Signs in, unless a sign-in is at hand, and lists the accounts and roles that it leads to.
    pub async fn sign_in_to_identity_center(
        &self,
        request: IdentityCenterAt,
    ) -> Result<IdentityCenterSignedIn, Failure> {
        let surroundings = self.amazon_surroundings();
        let configured = read_profiles(&surroundings)
            .await
            .endpoints(&surroundings, None);
        let settings = AccountSettings {
            endpoints: endpoints(&Amazon::default(), configured),
            egress: self.egress(&ConnectionDraft::to("amazonaws.com"))?,
            surroundings,
            keep: Arc::new(KeptTokens(self.secrets.clone())),
            ..AccountSettings::new(SignIn::Surroundings, vec![request.region.clone()])
        };
        let center = IdentityCenter::new(
            &self.connector,
            &settings,
            &request.start_url,
            &request.region,
        )
        .or_fail()?;
        let token = match center.token().await {
            Ok(token) => token,
            Err(portolan_ecr::Error::Expired { .. }) => self.confirm_in_browser(&center).await?,
            Err(error) => return Err(error).or_fail(),
        };
        let mut accounts = Vec::new();
        for account in center.list_accounts().await.or_fail()? {
            let roles = if accounts.len() < MOST_ACCOUNTS {
                center.list_roles(&account.id).await.or_fail()?
            } else {
                Vec::new()
            };
            accounts.push(IdentityCenterAccount {
                id: account.id,
                name: account.name,
                email: account.email,
                roles,
            });
        }
        Ok(IdentityCenterSignedIn {
            expires: token.expires_at.as_millisecond(),
            accounts,
        })
    }

    /// Waits for the browser's part; the person's "rather not" ends the waiting.
    async fn confirm_in_browser(
        &self,
        center: &IdentityCenter,
    ) -> Result<portolan_ecr::SsoToken, Failure> {
        let (shows, mut shown) = mpsc::unbounded_channel();
        let shower = Shower(shows);
        let signing_in = center.sign_in(&shower);
        let declined = async {
            let Some(verification) = shown.recv().await else {
                return std::future::pending::<()>().await;
            };
            let ask = SignInAsk::Browser {
                address: verification
                    .address_with_code
                    .unwrap_or(verification.address),
                code: verification.code,
                expires: verification.expires_at.as_millisecond(),
            };
            let mut asked = self.questions.ask(None, ask);
            asked.answered().await;
        };
        tokio::select! {
            token = signing_in => token.or_fail(),
            () = declined => Err(portolan_ecr::Error::Cancelled).or_fail(),
        }
    }
}
