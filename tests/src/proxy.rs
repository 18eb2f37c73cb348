//! A proxy on loopback that stands before a registry: it delays each request, counts them by what they
//! ask for, and answers some in the registry's place.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Method, StatusCode},
    response::Response,
};
use reqwest::Client;

use crate::{loopback::Serving, scripted::Answer};

/// What a request asks for, by its path in the distribution protocol.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// `/v2/`
    Ping,
    /// `/v2/_catalog`
    Catalog,
    /// `…/tags/list`
    Tags,
    /// `…/manifests/TAG`
    ManifestByTag,
    /// `…/manifests/DIGEST`
    ManifestByDigest,
    /// `…/blobs/DIGEST`
    Blob,
    /// `…/blobs/uploads/…`
    Upload,
    /// `…/referrers/DIGEST`
    Referrers,
    /// Anything else.
    Other,
}

impl Kind {
    pub(crate) fn of(path: &str) -> Self {
        let last = path.rsplit('/').next().unwrap_or_default();
        match path {
            "/v2" | "/v2/" => Self::Ping,
            "/v2/_catalog" => Self::Catalog,
            _ if path.ends_with("/tags/list") => Self::Tags,
            _ if path.contains("/manifests/") && last.contains(':') => Self::ManifestByDigest,
            _ if path.contains("/manifests/") => Self::ManifestByTag,
            _ if path.contains("/blobs/uploads/") => Self::Upload,
            _ if path.contains("/blobs/") => Self::Blob,
            _ if path.contains("/referrers/") => Self::Referrers,
            _ => Self::Other,
        }
    }
}

/// A request that was answered.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Its method.
    pub method: Method,
    /// What it asked for.
    pub kind: Kind,
    /// Its path and query.
    pub path: String,
    /// With what.
    pub status: u16,
}

/// A running proxy.
#[derive(Debug)]
pub struct CountingProxy {
    serving: Serving,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    upstream: String,
    client: Client,
    delay: AtomicU64,
    under_way: AtomicUsize,
    most_at_once: AtomicUsize,
    passed: Mutex<Vec<Passed>>,
    refusals: Mutex<Vec<Refusal>>,
}

/// What is answered in the registry's place.
#[derive(Debug)]
struct Refusal {
    method: Method,
    kind: Kind,
    /// Only where the path has this in it.
    within: String,
    /// So many more pass.
    spared: usize,
    answer: Answer,
}

impl CountingProxy {
    /// Stands before the registry at `upstream` (`http://host:port`) and holds each request back
    /// for `delay` before it is passed on.
    pub async fn start(upstream: &str, delay: Duration) -> Self {
        let shared = Arc::new(Shared {
            upstream: upstream.trim_end_matches('/').to_owned(),
            client: Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            delay: AtomicU64::new(delay.as_millis() as u64),
            under_way: AtomicUsize::new(0),
            most_at_once: AtomicUsize::new(0),
            passed: Mutex::default(),
            refusals: Mutex::default(),
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        Self {
            serving: Serving::start(router).await,
            shared,
        }
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.serving.address().to_string()
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.serving.address())
    }

    /// Holds requests back for this long from now on.
    pub fn set_delay(&self, delay: Duration) {
        self.shared
            .delay
            .store(delay.as_millis() as u64, Ordering::Relaxed);
    }

    /// Answers requests of that method and kind itself from now on, after it has let `spared` of them pass.
    pub fn refuse(&self, method: Method, kind: Kind, spared: usize, answer: Answer) -> &Self {
        self.shared.refusals.lock().unwrap().push(Refusal {
            method,
            kind,
            within: String::new(),
            spared,
            answer,
        });
        self
    }

    /// The same of one repository alone.
    pub fn refuse_within(&self, repository: &str, method: Method, kind: Kind, answer: Answer) {
        self.shared.refusals.lock().unwrap().push(Refusal {
            method,
            kind,
            within: format!("/{repository}/"),
            spared: 0,
            answer,
        });
    }

    /// Lets every request pass again.
    pub fn refuse_nothing(&self) {
        self.shared.refusals.lock().unwrap().clear();
    }

    /// Every request that was answered since the last [`CountingProxy::forget`].
    pub fn passed(&self) -> Vec<Passed> {
        self.shared.passed.lock().unwrap().clone()
    }

    /// How many requests of that method and kind.
    pub fn count(&self, method: &Method, kind: Kind) -> usize {
        self.passed()
            .iter()
            .filter(|it| it.method == *method && it.kind == kind)
            .count()
    }

    /// How many requests were under way at one time at most.
    pub fn most_at_once(&self) -> usize {
        self.shared.most_at_once.load(Ordering::Relaxed)
    }

    /// Starts counting anew.
    pub fn forget(&self) {
        self.shared.passed.lock().unwrap().clear();
        self.shared.most_at_once.store(0, Ordering::Relaxed);
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let now = shared.under_way.fetch_add(1, Ordering::SeqCst) + 1;
    shared.most_at_once.fetch_max(now, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(shared.delay.load(Ordering::Relaxed))).await;
    let (method, path) = (
        request.method().clone(),
        request
            .uri()
            .path_and_query()
            .map_or_else(String::new, ToString::to_string),
    );
    let kind = Kind::of(request.uri().path());
    let response = match shared.refusal_of(&method, kind, request.uri().path()) {
        Some(answer) => answer.into_response().await,
        None => forward(&shared, request).await,
    };
    let status = response.status().as_u16();
    shared.passed.lock().unwrap().push(Passed {
        method,
        kind,
        path,
        status,
    });
    shared.under_way.fetch_sub(1, Ordering::SeqCst);
    response
}

impl Shared {
    fn refusal_of(&self, method: &Method, kind: Kind, path: &str) -> Option<Answer> {
        let mut refusals = self.refusals.lock().unwrap();
        let refusal = refusals
            .iter_mut()
            .find(|it| it.method == *method && it.kind == kind && path.contains(&it.within))?;
        if refusal.spared > 0 {
            refusal.spared -= 1;
            return None;
        }
        Some(refusal.answer.clone())
    }
}

/// The Host header goes on as it came: the registry then names this proxy in its locations.
async fn forward(shared: &Shared, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |it| it.as_str());
    let mut onward = shared
        .client
        .request(parts.method, format!("{}{path}", shared.upstream))
        .headers(parts.headers.clone());
    let has_body = parts.headers.contains_key("content-length")
        || parts.headers.contains_key("transfer-encoding");
    if has_body {
        onward = onward.body(reqwest::Body::wrap_stream(body.into_data_stream()));
    }
    match onward.send().await {
        Ok(reply) => {
            let mut response = Response::builder().status(reply.status());
            if let Some(headers) = response.headers_mut() {
                *headers = reply.headers().clone();
            }
            response
                .body(Body::from_stream(reply.bytes_stream()))
                .unwrap()
        }
        Err(error) => Response::builder()
            .status(StatusCode::BAD_GATEWAY)
            .body(Body::from(error.to_string()))
            .unwrap(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_what_they_ask_for() {
        for (path, kind) in [
            ("/v2/", Kind::Ping),
            ("/v2/_catalog", Kind::Catalog),
            ("/v2/team/app/tags/list", Kind::Tags),
            ("/v2/team/app/manifests/v1", Kind::ManifestByTag),
            ("/v2/team/app/manifests/sha256:00", Kind::ManifestByDigest),
            ("/v2/team/app/blobs/sha256:00", Kind::Blob),
            ("/v2/team/app/blobs/uploads/1", Kind::Upload),
            ("/v2/team/app/referrers/sha256:00", Kind::Referrers),
            ("/token", Kind::Other),
        ] {
            assert_eq!(Kind::of(path), kind, "{path}");
        }
    }
}
