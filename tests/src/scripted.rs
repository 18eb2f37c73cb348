//! A server that answers as a test tells it to: for registries that misbehave.

use std::{
    collections::VecDeque,
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode},
    response::Response,
};
use futures_util::stream;
use rcgen::CertifiedKey;
use tokio::sync::Notify;
use tokio_rustls::rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

use crate::loopback::Serving;

/// What is answered to a request.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Whole(Bytes),
    /// These bytes, then the connection breaks off before the length that was announced.
    Cut(Bytes),
    /// One byte at a time, this far apart.
    Trickle(Bytes, Duration),
    /// The same bytes again and again, for ever.
    Endless(Bytes),
    /// These bytes, and not even a status before somebody opens the gate.
    Gated(Bytes, Arc<Notify>),
    /// Nothing, not even a status.
    Silence,
}

impl Answer {
    /// A status without content.
    pub const fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            content: Content::Whole(Bytes::new()),
        }
    }

    /// A JSON document.
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::status(status)
            .header("content-type", "application/json")
            .body(value.to_string())
    }

    /// The distribution spec's error document with one code.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        let error = serde_json::json!({ "code": code, "message": message });
        Self::json(status, &serde_json::json!({ "errors": [error] }))
    }

    /// Never answers; the client must give up by itself.
    pub const fn silence() -> Self {
        Self {
            status: 0,
            headers: Vec::new(),
            content: Content::Silence,
        }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this content.
    #[must_use]
    pub fn body(mut self, bytes: impl Into<Bytes>) -> Self {
        self.content = Content::Whole(bytes.into());
        self
    }

    /// With this content, of which the last byte never comes because the connection breaks.
    #[must_use]
    pub fn cut(mut self, bytes: impl Into<Bytes>) -> Self {
        self.content = Content::Cut(bytes.into());
        self
    }

    /// With this content, one byte at a time.
    #[must_use]
    pub fn trickle(mut self, bytes: impl Into<Bytes>, pause: Duration) -> Self {
        self.content = Content::Trickle(bytes.into(), pause);
        self
    }

    /// With its content, but not even a status before `gate` is notified of one that waits.
    #[must_use]
    pub fn behind(mut self, gate: &Arc<Notify>) -> Self {
        if let Content::Whole(bytes) = self.content {
            self.content = Content::Gated(bytes, Arc::clone(gate));
        }
        self
    }

    /// With a content that never ends.
    #[must_use]
    pub fn endless(mut self, bytes: impl Into<Bytes>) -> Self {
        self.content = Content::Endless(bytes.into());
        self
    }
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its method.
    pub method: Method,
    /// Its path and query.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its content.
    pub body: Bytes,
}

#[derive(Debug)]
struct Rule {
    method: Method,
    path: String,
    answers: VecDeque<Answer>,
}

#[derive(Debug, Default)]
struct Shared {
    rules: Mutex<Vec<Rule>>,
    seen: Mutex<Vec<Seen>>,
}

/// A running scripted server. What no rule names is answered 404.
#[derive(Debug)]
pub struct Scripted {
    serving: Serving,
    shared: Arc<Shared>,
    certificate: Option<String>,
}

impl Scripted {
    /// Starts one that speaks plain HTTP.
    pub async fn start() -> Self {
        let shared = Arc::<Shared>::default();
        let serving = Serving::start(router(&shared)).await;
        Self {
            serving,
            shared,
            certificate: None,
        }
    }

    /// Starts one that speaks TLS as `localhost` and `127.0.0.1`, with a certificate that nobody
    /// trusts by itself.
    pub async fn start_tls() -> Self {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(names).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let shared = Arc::<Shared>::default();
        let serving = Serving::start_tls(router(&shared), config).await;
        Self {
            serving,
            shared,
            certificate: Some(cert.pem()),
        }
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.serving.address().to_string()
    }

    /// `http://…` or `https://…`.
    pub fn url(&self) -> String {
        let scheme = if self.certificate.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://{}", self.serving.address())
    }

    /// The certificate as PEM, of one that speaks TLS.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    /// From now on answers this to that method and path. A path with `?` is met by that query
    /// alone, one without by any query.
    pub fn answer(&self, method: Method, path: &str, answer: Answer) -> &Self {
        self.answer_in_turn(method, path, [answer])
    }

    /// Answers these one after another, and the last of them ever after.
    pub fn answer_in_turn(
        &self,
        method: Method,
        path: &str,
        answers: impl IntoIterator<Item = Answer>,
    ) -> &Self {
        let rule = Rule {
            method,
            path: path.to_owned(),
            answers: answers.into_iter().collect(),
        };
        // The newest rule wins.
        self.shared.rules.lock().unwrap().insert(0, rule);
        self
    }

    /// Every request so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new().fallback(reply).with_state(Arc::clone(shared))
}

async fn reply(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts
        .uri
        .path_and_query()
        .map_or_else(String::new, ToString::to_string);
    let answer = shared.choose(&parts.method, &path);
    let body = axum::body::to_bytes(body, 64 << 20)
        .await
        .unwrap_or_default();
    let (method, headers) = (parts.method, parts.headers);
    shared.seen.lock().unwrap().push(Seen {
        method,
        path,
        headers,
        body,
    });
    match answer {
        Some(answer) => answer.into_response().await,
        None => {
            Answer::error(404, "NOT_FOUND", "no rule of the script")
                .into_response()
                .await
        }
    }
}

impl Shared {
    fn choose(&self, method: &Method, path: &str) -> Option<Answer> {
        let mut rules = self.rules.lock().unwrap();
        let without_query = path.split('?').next().unwrap_or_default();
        let rule = rules.iter_mut().find(|rule| {
            rule.method == *method && (rule.path == path || rule.path == without_query)
        })?;
        if rule.answers.len() > 1 {
            rule.answers.pop_front()
        } else {
            rule.answers.front().cloned()
        }
    }
}

impl Answer {
    pub(crate) async fn into_response(self) -> Response {
        let mut response = Response::builder()
            .status(StatusCode::from_u16(self.status).unwrap_or(StatusCode::IM_A_TEAPOT));
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let body = match self.content {
            Content::Silence => std::future::pending().await,
            Content::Whole(bytes) => Body::from(bytes),
            Content::Gated(bytes, gate) => {
                gate.notified().await;
                Body::from(bytes)
            }
            Content::Cut(bytes) => {
                response = response.header("content-length", bytes.len());
                let kept = bytes.slice(..bytes.len().saturating_sub(1));
                let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
                Body::from_stream(stream::iter([Ok(kept), Err(broken)]))
            }
            Content::Trickle(bytes, pause) => {
                response = response.header("content-length", bytes.len());
                Body::from_stream(stream::unfold(bytes, move |mut rest| async move {
                    if rest.is_empty() {
                        return None;
                    }
                    tokio::time::sleep(pause).await;
                    let byte = rest.split_to(1);
                    Some((Ok::<_, Infallible>(byte), rest))
                }))
            }
            Content::Endless(bytes) => Body::from_stream(stream::repeat_with(move || {
                Ok::<_, Infallible>(bytes.clone())
            })),
        };
        response.body(body).unwrap()
    }
}
