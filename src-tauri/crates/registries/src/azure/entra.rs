//! Signs in to Azure's registry with an access token of Entra: exchanged for a refresh token of the
//! registry's own, which the protocol and the API both take.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderValue, Method, header};
use portolan_distribution::{Authenticate, Credential, Error as WireError, SignInProblem, Web};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;

use crate::Lenient as _;

/// Bytes of an answer that are read.
const ANSWER_LIMIT: u64 = 1 << 20;

/// Exchanges tokens of Entra at the registry itself, and passes every other credential on.
pub struct EntraSignIn {
    inner: Arc<dyn Authenticate>,
    web: Web,
    origin: Url,
    /// As its tokens name the registry.
    service: String,
    /// The last token of Entra, and what the registry gave for it.
    kept: Mutex<Option<(SecretString, SecretString)>>,
}

impl EntraSignIn {
    /// For the registry called `service` that answers at `origin`.
    pub fn new(inner: Arc<dyn Authenticate>, web: Web, origin: Url, service: &str) -> Self {
        Self {
            inner,
            web,
            origin,
            service: service.to_owned(),
            kept: Mutex::default(),
        }
    }

    async fn exchange(&self, token: SecretString) -> Result<SecretString, WireError> {
        let mut kept = self.kept.lock().await;
        if let Some((of, refresh)) = &*kept
            && of.expose_secret() == token.expose_secret()
        {
            return Ok(refresh.clone());
        }
        let refresh = self.ask(&token).await?;
        *kept = Some((token, refresh.clone()));
        Ok(refresh)
    }

    async fn ask(&self, token: &SecretString) -> Result<SecretString, WireError> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "access_token")
            .append_pair("service", &self.service)
            .append_pair("access_token", token.expose_secret())
            .finish();
        let mut url = self.origin.clone();
        url.set_path("/oauth2/exchange");
        let mut request = http::Request::new(Bytes::from(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = url.as_str().parse().map_err(|_| WireError::Setting {
            setting: "address",
            reason: "it can't be asked".to_owned(),
        })?;
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers_mut().insert(header::CONTENT_TYPE, form);
        let answer = self.web.call(request, ANSWER_LIMIT).await?;
        if matches!(answer.status, 400 | 401 | 403) {
            return Err(WireError::Unauthorized {
                host: self.service.clone(),
                reason: SignInProblem::WrongCredentials,
                complaint: answer.complaint().map(Box::new),
            });
        }
        let said: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let refresh = said.text("refresh_token").map(SecretString::from);
        refresh.ok_or_else(|| WireError::Protocol {
            host: self.service.clone(),
            what: format!("no refresh token ({})", answer.status),
        })
    }
}

impl Authenticate for EntraSignIn {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, WireError>> {
        Box::pin(async {
            match self.inner.credential().await? {
                Credential::RegistryToken(token) if is_of_entra(token.expose_secret()) => {
                    self.exchange(token).await.map(Credential::IdentityToken)
                }
                other => Ok(other),
            }
        })
    }
}

/// Whether a token (a JWT, RFC 7519) is for something other than a registry of Azure's, whose own tokens are
/// for its host.
fn is_of_entra(token: &str) -> bool {
    let claims = token.split('.').nth(1).and_then(|claims| {
        let bytes = URL_SAFE_NO_PAD.decode(claims).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    });
    let audience = claims.as_ref().and_then(|claims| claims.text("aud"));
    audience.is_some_and(|audience| !audience.contains(".azurecr."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(audience: &str) -> String {
        let claims = serde_json::json!({ "aud": audience }).to_string();
        format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn a_token_of_entra_is_told_from_one_of_the_registry() {
        assert!(is_of_entra(&token("https://management.azure.com")));
        assert!(!is_of_entra(&token("mine.azurecr.io")));
        for odd in ["", "opaque", "a.b.c", &token("")] {
            assert!(!is_of_entra(odd), "{odd:?}");
        }
    }
}
