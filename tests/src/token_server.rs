//! A token server as CNCF Distribution describes it: bearer tokens, signed by a certificate of the
//! harness, for the scopes that the caller may have.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rcgen::{CertificateParams, KeyPair, SigningKey};
use serde_json::{Value, json};

use crate::{PASSWORD, USER, loopback::Serving};

/// What one caller asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TokenRequest {
    /// Who signed in, or nobody.
    pub user: Option<String>,
    /// The scopes, each `repository:NAME:ACTIONS` or `registry:catalog:*`.
    pub scopes: Vec<String>,
}

/// A running token server. [`USER`] may do everything, anonymous callers may pull.
#[derive(Debug)]
pub struct TokenServer {
    serving: Serving,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    key: KeyPair,
    certificate: rcgen::Certificate,
    requests: Mutex<Vec<TokenRequest>>,
    seconds: AtomicU64,
}

impl TokenServer {
    /// The service that tokens are for.
    pub const SERVICE: &str = "registry of the harness";
    /// Who signs them.
    pub const ISSUER: &str = "harness";

    /// Starts one.
    pub async fn start() -> Self {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let shared = Arc::new(Shared {
            key,
            certificate,
            requests: Mutex::default(),
            seconds: AtomicU64::new(300),
        });
        let router = Router::new()
            .route("/token", get(issue))
            .with_state(Arc::clone(&shared));
        Self {
            serving: Serving::start(router).await,
            shared,
        }
    }

    /// The realm that a registry names in its challenge.
    pub fn realm(&self) -> String {
        format!("http://{}/token", self.serving.address())
    }

    /// The certificate that its tokens are signed by, as PEM.
    pub fn certificate(&self) -> String {
        self.shared.certificate.pem()
    }

    /// How long the tokens live that it gives from now on.
    pub fn set_life(&self, seconds: u64) {
        self.shared.seconds.store(seconds, Ordering::Relaxed);
    }

    /// Every request for a token so far.
    pub fn requests(&self) -> Vec<TokenRequest> {
        self.shared.requests.lock().unwrap().clone()
    }
}

async fn issue(
    State(shared): State<Arc<Shared>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Ok(user) = sign_in(&headers) else {
        let error = json!({ "code": "UNAUTHORIZED", "message": "wrong password" });
        let refusal = Json(json!({ "errors": [error] }));
        return (StatusCode::UNAUTHORIZED, refusal).into_response();
    };
    let query = query.unwrap_or_default();
    let scopes: Vec<String> = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "scope")
        // Several scopes come as several parameters, or in one with spaces between.
        .flat_map(|(_, value)| value.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|scope| !scope.is_empty())
        .collect();
    let access = scopes
        .iter()
        .filter_map(|scope| grant(scope, user.is_some()))
        .collect();
    let life = shared.seconds.load(Ordering::Relaxed);
    let token = shared.sign(user.as_deref().unwrap_or_default(), access, life);
    shared
        .requests
        .lock()
        .unwrap()
        .push(TokenRequest { user, scopes });
    Json(json!({ "token": token, "access_token": token, "expires_in": life })).into_response()
}

/// The user of a right Basic header, nobody without one, a refusal for a wrong one.
fn sign_in(headers: &HeaderMap) -> Result<Option<String>, WrongPassword> {
    let Some(header) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let expected = format!("Basic {}", STANDARD.encode(format!("{USER}:{PASSWORD}")));
    if header.as_bytes() == expected.as_bytes() {
        return Ok(Some(USER.to_owned()));
    }
    Err(WrongPassword)
}

struct WrongPassword;

/// The part of a scope that the caller gets.
fn grant(scope: &str, signed_in: bool) -> Option<Value> {
    let (kind, rest) = scope.split_once(':')?;
    let (name, actions) = rest.rsplit_once(':')?;
    let actions: Vec<&str> = actions
        .split(',')
        .filter(|action| signed_in || *action == "pull")
        .collect();
    (!actions.is_empty()).then(|| json!({ "type": kind, "name": name, "actions": actions }))
}

impl Shared {
    fn sign(&self, subject: &str, access: Vec<Value>, life: u64) -> String {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let header = json!({
            "typ": "JWT",
            "alg": "ES256",
            "x5c": [STANDARD.encode(self.certificate.der())],
        });
        let claims = json!({
            "iss": TokenServer::ISSUER,
            "sub": subject,
            "aud": TokenServer::SERVICE,
            "exp": now + life,
            // A clock that differs by a second must not refuse a token that is new.
            "nbf": now - 10,
            "iat": now,
            "jti": format!("{now}-{}", self.requests.lock().unwrap().len()),
            "access": access,
        });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let signature = plain_signature(&self.key.sign(signed.as_bytes()).unwrap());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The two numbers of an ECDSA signature, 32 bytes each, as JWS wants them (RFC 7518 §3.4), out of
/// the ASN.1 sequence that certificates use.
fn plain_signature(der: &[u8]) -> Vec<u8> {
    let mut rest = &der[2..];
    let mut plain = Vec::with_capacity(64);
    for _ in 0..2 {
        let length = usize::from(rest[1]);
        let number = &rest[2..2 + length];
        // ASN.1 numbers have a zero before a high bit, and no zeros otherwise.
        let number = &number[length.saturating_sub(32)..];
        plain.resize(plain.len() + 32 - number.len(), 0);
        plain.extend_from_slice(number);
        rest = &rest[2 + length..];
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_two_numbers_of_32_bytes_whatever_their_leading_bits() {
        let mut der = vec![0x30, 0x44, 0x02, 0x21, 0x00];
        der.extend([0xff; 32]);
        der.extend([0x02, 0x1f]);
        der.extend([0x01; 31]);
        let plain = plain_signature(&der);
        assert_eq!(plain.len(), 64);
        assert_eq!(plain[..32], [0xff; 32]);
        assert_eq!((plain[32], &plain[33..]), (0, &[0x01; 31][..]));
    }

    #[test]
    fn an_anonymous_caller_is_granted_pulls_only() {
        let granted = grant("repository:team/app:pull,push", false).unwrap();
        assert_eq!(granted["actions"], json!(["pull"]));
        assert!(grant("repository:team/app:delete", false).is_none());
        assert!(grant("registry:catalog:*", true).is_some());
    }
}
