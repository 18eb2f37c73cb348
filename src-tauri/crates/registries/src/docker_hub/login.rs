//! Signing in to Docker Hub's API: a password, a personal token or an organisation's is given for a token of
//! the API, with the code of a second factor where the account has one.

use std::sync::Arc;

use async_trait::async_trait;
use http::Method;
use portolan_distribution::{Authenticate, Credential, Error as WireError, SignInProblem};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::{
    Error, Result,
    vendor_api::{Lenient as _, Sign, Signature, VendorAnswer, VendorApi},
    vendors::AskSecondFactor,
};

/// Times that a code is asked for.
const CODES: usize = 3;

/// Signs in to Hub's API by the connection's credential.
pub(super) struct HubLogin {
    credentials: Arc<dyn Authenticate>,
    codes: Arc<dyn AskSecondFactor>,
}

impl std::fmt::Debug for HubLogin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("HubLogin")
    }
}

impl HubLogin {
    pub(super) fn new(credentials: Arc<dyn Authenticate>, codes: Arc<dyn AskSecondFactor>) -> Self {
        Self { credentials, codes }
    }

    async fn log_in(
        &self,
        api: &VendorApi,
        user: &str,
        secret: &SecretString,
    ) -> Result<Signature> {
        let post = |path, body| api.ask_unsigned(Method::POST, path, &[], Some(body));
        let body = json!({ "identifier": user, "secret": secret.expose_secret() });
        let answer = post("/v2/auth/token", body).await?;
        if let Some(signature) = token(&answer, "access_token")? {
            return Ok(signature);
        }
        // Accounts with a second factor, and whoever does not know the newer way, take the older one.
        if !matches!(answer.status(), 401 | 404 | 405) {
            return Err(refused(api, answer));
        }
        let body = json!({ "username": user, "password": secret.expose_secret() });
        let answer = post("/v2/users/login", body).await?;
        if let Some(signature) = token(&answer, "token")? {
            return Ok(signature);
        }
        let second = answer.json().text("login_2fa_token").map(str::to_owned);
        match second {
            Some(second) if answer.status() == 401 => self.prove(api, user, &second).await,
            _ => Err(refused(api, answer)),
        }
    }

    /// Gives the code of the second factor, which the person is asked for.
    async fn prove(&self, api: &VendorApi, user: &str, second: &str) -> Result<Signature> {
        for attempt in 0..CODES {
            let code = self.codes.code(&api.host(), user, attempt > 0).await;
            let Some(code) = code else { break };
            let body = json!({ "login_2fa_token": second, "code": code.expose_secret() });
            let asked = api.ask_unsigned(Method::POST, "/v2/users/2fa-login", &[], Some(body));
            let answer = asked.await?;
            if let Some(signature) = token(&answer, "token")? {
                return Ok(signature);
            }
            if answer.status() != 401 {
                return Err(refused(api, answer));
            }
        }
        Err(wrong(api))
    }
}

#[async_trait]
impl Sign for HubLogin {
    async fn sign(&self, api: &VendorApi) -> Result<Option<Signature>> {
        match self.credentials.credential().await? {
            Credential::Anonymous => Ok(None),
            Credential::Basic { user, password } => {
                self.log_in(api, &user, &password).await.map(Some)
            }
            Credential::IdentityToken(token) | Credential::RegistryToken(token) => {
                Signature::bearer(&token).map(Some)
            }
        }
    }
}

/// The token of a login that worked.
fn token(answer: &VendorAnswer, member: &str) -> Result<Option<Signature>> {
    let text = Some(answer.json())
        .filter(|_| (200..300).contains(&answer.status()))
        .and_then(|json: &Value| json.text(member));
    text.map(|text| Signature::bearer(&SecretString::from(text)))
        .transpose()
}

/// Why a login was refused: credentials were given, so 401 means that they are wrong.
fn refused(api: &VendorApi, answer: VendorAnswer) -> Error {
    match api.expect_success(answer, "sign-in") {
        Err(Error::Request(WireError::Unauthorized { .. })) => wrong(api),
        Err(error) => error,
        Ok(_) => WireError::Protocol {
            host: api.host(),
            what: "a sign-in that brings no token".to_owned(),
        }
        .into(),
    }
}

fn wrong(api: &VendorApi) -> Error {
    WireError::Unauthorized {
        host: api.host(),
        reason: SignInProblem::WrongCredentials,
        complaint: None,
    }
    .into()
}
