//! Tokens: asked for at a token server, and what their text tells of what they allow.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use base64::{
    Engine as _,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

use crate::{
    Complaint, Credential, Error, Result, SignInProblem,
    count::Purpose,
    origin::place,
    scope::Scope,
    transport::{Body, Redirects, Request, Transport},
};

/// Bytes a token server's answer may have.
const TOKEN_LIMIT: u64 = 1 << 20;

/// How long a token lives where its server doesn't say (Docker token specification).
const DEFAULT_LIFE: Duration = Duration::from_mins(1);

/// A token that lives longer is asked for anew after this.
const LONGEST_LIFE: Duration = Duration::from_hours(24);

/// A token and when to ask for the next one.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    text: SecretString,
    /// At 80 % of its life.
    refresh_at: Instant,
}

impl Token {
    pub(crate) fn is_fresh(&self) -> bool {
        Instant::now() < self.refresh_at
    }

    /// `Authorization: Bearer …`, marked so that it is never logged.
    pub(crate) fn header(&self) -> Result<HeaderValue> {
        bearer(&self.text)
    }

    /// What the token says that it allows, where it is a JSON web token with Docker's `access` claim.
    /// Unverified: good for explaining a refusal, nothing more.
    pub(crate) fn granted(&self) -> Option<Vec<Scope>> {
        let base64 = GeneralPurpose::new(
            &base64::alphabet::URL_SAFE,
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
        );
        let payload = self.text.expose_secret().split('.').nth(1)?;
        let claims: Value = serde_json::from_slice(&base64.decode(payload).ok()?).ok()?;
        let access = match claims.get("access")? {
            Value::Null => return Some(Vec::new()),
            access => access.as_array()?,
        };
        let scopes = access.iter().filter_map(|entry| {
            let text = |key: &str| entry.get(key).and_then(Value::as_str);
            let actions: BTreeSet<String> = entry
                .get("actions")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|action| action.as_str().map(str::to_owned))
                .collect();
            Some(Scope::granted(text("type")?, text("name")?, actions))
        });
        Some(scopes.filter(|scope| !scope.is_empty()).collect())
    }
}

/// `Authorization: Basic …`, marked so that it is never logged.
pub(crate) fn basic(user: &str, password: &SecretString) -> Result<HeaderValue> {
    let pair = SecretString::from(format!("{user}:{}", password.expose_secret()));
    let text = SecretString::from(format!("Basic {}", STANDARD.encode(pair.expose_secret())));
    secret_header(&text)
}

/// `Authorization: Bearer …`, marked so that it is never logged.
pub(crate) fn bearer(token: &SecretString) -> Result<HeaderValue> {
    secret_header(&SecretString::from(format!(
        "Bearer {}",
        token.expose_secret()
    )))
}

fn secret_header(text: &SecretString) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text.expose_secret()).map_err(|_| Error::Setting {
        setting: "credential",
        reason: "it holds characters that no token has".to_owned(),
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// Asks the token server at `realm`, which the realm rule has allowed, for a token.
pub(crate) async fn fetch(
    transport: &Transport,
    realm: &Url,
    service: Option<&str>,
    scopes: &[Scope],
    credential: &Credential,
) -> Result<Token> {
    let answer = match credential {
        Credential::IdentityToken(refresh) => {
            let request = refresh_grant(realm, service, scopes, refresh);
            transport.send(&request, None).await?
        }
        Credential::Basic { user, password } => {
            let authorization = basic(user, password)?;
            get(transport, realm, service, scopes, Some(&authorization)).await?
        }
        Credential::Anonymous | Credential::RegistryToken(_) => {
            get(transport, realm, service, scopes, None).await?
        }
    };
    let status = answer.status();
    let host = place(realm);
    if status.is_success() && !answer.is_web_page() {
        let whole = answer.whole(TOKEN_LIMIT).await?;
        return read(&whole.body, &host);
    }
    let is_page = answer.is_web_page();
    let headers = answer.headers().clone();
    let complaint = answer.complaint().await;
    Err(refusal(
        status, &headers, host, is_page, complaint, credential, scopes,
    ))
}

fn refusal(
    status: StatusCode,
    headers: &http::HeaderMap,
    host: String,
    is_page: bool,
    complaint: Option<Box<Complaint>>,
    credential: &Credential,
    scopes: &[Scope],
) -> Error {
    match status {
        StatusCode::UNAUTHORIZED => Error::Unauthorized {
            host,
            reason: problem_of(credential),
            complaint,
        },
        // A refresh token that has expired is a bad request (RFC 6749 §5.2).
        StatusCode::BAD_REQUEST if matches!(credential, Credential::IdentityToken(_)) => {
            Error::Unauthorized {
                host,
                reason: SignInProblem::WrongCredentials,
                complaint,
            }
        }
        StatusCode::FORBIDDEN if credential.is_anonymous() => Error::Unauthorized {
            host,
            reason: SignInProblem::NoCredentials,
            complaint,
        },
        StatusCode::FORBIDDEN => Error::Forbidden {
            host,
            asked: scopes.iter().map(ToString::to_string).collect(),
            granted: None,
            complaint,
        },
        StatusCode::TOO_MANY_REQUESTS => Error::RateLimited {
            host,
            until: crate::retry_after::read(headers, jiff::Timestamp::now()),
            complaint,
        },
        status if status.is_server_error() => Error::Server {
            host,
            status: status.as_u16(),
            complaint,
        },
        status if status.is_success() || is_page => Error::Protocol {
            host,
            what: "its token server answered with a web page".to_owned(),
        },
        status => Error::Protocol {
            host,
            what: format!("its token server answered {}", status.as_u16()),
        },
    }
}

/// What a refusal of this credential means.
pub(crate) fn problem_of(credential: &Credential) -> SignInProblem {
    if credential.is_anonymous() {
        SignInProblem::NoCredentials
    } else {
        SignInProblem::WrongCredentials
    }
}

/// GET with a `scope` for each; servers that refuse that way get them in one.
async fn get(
    transport: &Transport,
    realm: &Url,
    service: Option<&str>,
    scopes: &[Scope],
    authorization: Option<&HeaderValue>,
) -> Result<crate::answer::Answer> {
    let texts: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    let request = |texts: &[String]| {
        let mut url = realm.clone();
        {
            let mut query = url.query_pairs_mut();
            if let Some(service) = service {
                query.append_pair("service", service);
            }
            for text in texts {
                query.append_pair("scope", text);
            }
        }
        let mut request = Request::get(url, Purpose::Token);
        request.redirects = Redirects::SameOrigin;
        request
    };
    let answer = transport.send(&request(&texts), authorization).await?;
    if answer.status() == StatusCode::BAD_REQUEST && texts.len() > 1 {
        return transport
            .send(&request(&[texts.join(" ")]), authorization)
            .await;
    }
    Ok(answer)
}

fn refresh_grant(
    realm: &Url,
    service: Option<&str>,
    scopes: &[Scope],
    refresh: &SecretString,
) -> Request {
    let texts: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "refresh_token");
    if let Some(service) = service {
        form.append_pair("service", service);
    }
    if !texts.is_empty() {
        form.append_pair("scope", &texts.join(" "));
    }
    form.append_pair("client_id", "portolan");
    form.append_pair("refresh_token", refresh.expose_secret());
    let mut request = Request::new(Method::POST, realm.clone(), Purpose::Token).header(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded"),
    );
    request.body = Body::Bytes(Bytes::from(form.finish()));
    request.redirects = Redirects::Never;
    // A grant may be asked for twice.
    request.repeatable = true;
    request
}

fn read(body: &[u8], host: &str) -> Result<Token> {
    let broken = |what: &str| Error::Protocol {
        host: host.to_owned(),
        what: what.to_owned(),
    };
    let value: Value =
        serde_json::from_slice(body).map_err(|_| broken("its token server sent no JSON"))?;
    let text = ["token", "access_token"]
        .iter()
        .filter_map(|key| value.get(*key).and_then(Value::as_str))
        .find(|text| !text.is_empty())
        .ok_or_else(|| broken("its token server sent no token"))?;
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(broken("its token server sent a token that is none"));
    }
    let life = match value.get("expires_in") {
        Some(Value::Number(seconds)) => seconds.as_f64(),
        Some(Value::String(seconds)) => seconds.parse().ok(),
        _ => None,
    }
    .filter(|seconds| *seconds > 0.0)
    .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
    .unwrap_or(DEFAULT_LIFE)
    .min(LONGEST_LIFE);
    Ok(Token {
        text: SecretString::from(text),
        refresh_at: Instant::now() + life.mul_f64(0.8),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_under_either_name_and_live_a_minute_unless_told() {
        let life = |text: &str| {
            let token = read(text.as_bytes(), "host").unwrap();
            (token.refresh_at - Instant::now()).as_secs_f64().ceil()
        };
        assert!((life(r#"{"token":"a"}"#) - 48.0).abs() < 1.0);
        assert!(
            (life(r#"{"token":"","access_token":"a","expires_in":"300"}"#) - 240.0).abs() < 1.0
        );
        assert!((life(r#"{"token":"a","expires_in":-5}"#) - 48.0).abs() < 1.0);
        assert!(life(r#"{"token":"a","expires_in":1e300}"#) <= LONGEST_LIFE.as_secs_f64());
        for text in ["", "<html>", "{}", r#"{"token":"a b"}"#, r#"{"token":7}"#] {
            assert!(read(text.as_bytes(), "host").is_err(), "{text} was taken");
        }
    }

    #[test]
    fn a_web_token_tells_what_it_allows() {
        let claims = STANDARD.encode(
            r#"{"access":[{"type":"repository","name":"a","actions":["pull"]},
            {"type":"repository","name":"b","actions":[]}]}"#,
        );
        let text = format!(r#"{{"token":"e30.{}.x"}}"#, claims.trim_end_matches('='));
        let granted = read(text.as_bytes(), "host").unwrap().granted().unwrap();
        assert_eq!(granted.len(), 1);
        assert_eq!(granted[0].to_string(), "repository:a:pull");
        assert_eq!(
            read(br#"{"token":"opaque"}"#, "host").unwrap().granted(),
            None
        );
    }

    #[test]
    fn secrets_do_not_show_in_debug() {
        let token = read(br#"{"token":"canary"}"#, "host").unwrap();
        let header = token.header().unwrap();
        assert!(!format!("{token:?} {header:?}").contains("canary"));
    }
}
