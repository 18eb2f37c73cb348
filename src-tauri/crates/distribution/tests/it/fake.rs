//! A server on loopback that answers by a function of the request, and remembers what it was asked.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    response::Response,
};
use http::{HeaderMap, Method};
use portolan_distribution::{
    Anonymously, Authenticate, CertificateFolders, Client, Connector, Credential, Deadlines,
    Endpoint, Proxy,
};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_rustls::{TlsAcceptor, rustls::ServerConfig};

/// What a fake was asked.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Requests with the same method and path before this one.
    pub(crate) before: usize,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn authorization(&self) -> &str {
        self.header("authorization").unwrap_or_default()
    }

    /// All values of one member of the query.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let members = self.query.iter().filter(|(key, _)| key == name);
        members.map(|(_, value)| value.as_str()).collect()
    }

    /// The host that was asked, `127.0.0.1:port`.
    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap()
    }
}

type Answering = Arc<dyn Fn(&Seen) -> Response + Send + Sync>;

#[derive(Clone)]
struct Shared {
    seen: Arc<Mutex<Vec<Seen>>>,
    answer: Answering,
}

/// A running server; ends when dropped.
pub(crate) struct Fake {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Fake {
    pub(crate) async fn start(answer: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (router, seen) = router(answer);
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            address,
            seen,
            serving,
        }
    }

    pub(crate) async fn start_tls(
        config: ServerConfig,
        answer: impl Fn(&Seen) -> Response + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (router, seen) = router(answer);
        let serving = tokio::spawn(async move {
            let listener = Encrypted {
                listener,
                acceptor: TlsAcceptor::from(Arc::new(config)),
            };
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            address,
            seen,
            serving,
        }
    }

    /// A server that must not be asked, or not be told secrets.
    pub(crate) async fn canary() -> Self {
        Self::start(|_| status(200)).await
    }

    /// `127.0.0.1:port`.
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// `localhost:port`, for the same server by another name.
    pub(crate) fn alias(&self) -> String {
        format!("localhost:{}", self.address.port())
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many requests had this path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.seen().iter().filter(|seen| seen.path == path).count()
    }

    /// A client of this server over plain http, as nobody.
    pub(crate) fn client(&self) -> Client {
        connect(endpoint(&self.host()), Arc::new(Anonymously))
    }

    /// A client of this server over plain http.
    pub(crate) fn client_as(&self, credential: Credential) -> Client {
        connect(endpoint(&self.host()), credential.shared())
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn router(
    answer: impl Fn(&Seen) -> Response + Send + Sync + 'static,
) -> (Router, Arc<Mutex<Vec<Seen>>>) {
    let seen = Arc::<Mutex<Vec<Seen>>>::default();
    let shared = Shared {
        seen: Arc::clone(&seen),
        answer: Arc::new(answer),
    };
    (Router::new().fallback(reply).with_state(shared), seen)
}

async fn reply(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20)
        .await
        .unwrap_or_default();
    let query = parts.uri.query().unwrap_or_default();
    let mut seen = Seen {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        headers: parts.headers,
        body,
        before: 0,
    };
    {
        let mut all = shared.seen.lock().unwrap();
        let is_same = |one: &&Seen| one.method == seen.method && one.path == seen.path;
        seen.before = all.iter().filter(is_same).count();
        all.push(seen.clone());
    }
    (shared.answer)(&seen)
}

struct Encrypted {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl axum::serve::Listener for Encrypted {
    type Io = tokio_rustls::server::TlsStream<tokio::net::TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (stream, address) = self.listener.accept().await.unwrap();
            // A client that does not trust us hangs up here.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// Settings for a plain http server on loopback, with nothing from this machine's surroundings.
pub(crate) fn endpoint(host: &str) -> Endpoint {
    let mut endpoint = Endpoint::new(host).unwrap();
    endpoint.plain_http = true;
    endpoint.proxy = Proxy::None;
    endpoint.certificate_folders = CertificateFolders::Only(Vec::new());
    endpoint
}

pub(crate) fn connect(endpoint: Endpoint, authenticate: Arc<dyn Authenticate>) -> Client {
    connector().connect(endpoint, authenticate).unwrap()
}

/// A connector that tries again soon, and is patient with a busy machine.
pub(crate) fn connector() -> Connector {
    Connector::with_deadlines("portolan-test", deadlines())
}

pub(crate) fn deadlines() -> Deadlines {
    Deadlines {
        tries: 3,
        backoff: Duration::from_millis(5),
        longest_wait: Duration::from_secs(2),
        ..Deadlines::default()
    }
}

/// A user name with the canary for a password.
pub(crate) fn alice() -> Credential {
    Credential::Basic {
        user: "alice".to_owned(),
        password: CANARY.into(),
    }
}

/// A secret that must turn up nowhere.
pub(crate) const CANARY: &str = "canary-5f1c";

/// An answer with a status alone.
pub(crate) fn status(status: u16) -> Response {
    Response::builder()
        .status(status)
        .body(Body::empty())
        .unwrap()
}

pub(crate) fn json(value: &Value) -> Response {
    body("application/json", value.to_string())
}

pub(crate) fn body(content_type: &str, bytes: impl Into<Body>) -> Response {
    Response::builder()
        .header("content-type", content_type)
        .body(bytes.into())
        .unwrap()
}

/// An error with the envelope of the specification.
pub(crate) fn error(status: u16, code: &str) -> Response {
    let value = serde_json::json!({"errors": [{"code": code, "message": "as scripted"}]});
    with_status(json(&value), status)
}

pub(crate) fn redirect(to: &str) -> Response {
    with_header(status(307), "location", to)
}

pub(crate) fn with_header(mut response: Response, name: &'static str, value: &str) -> Response {
    response.headers_mut().append(name, value.parse().unwrap());
    response
}

pub(crate) fn with_status(mut response: Response, status: u16) -> Response {
    *response.status_mut() = status.try_into().unwrap();
    response
}
