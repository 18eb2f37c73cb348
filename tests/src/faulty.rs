//! A proxy on loopback that stands before a registry and does what networks and servers do on bad days:
//! breaks off, cuts short, lies, forgets, and answers with errors. It counts the bytes of blobs.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use futures_util::{Stream, StreamExt as _, stream};
use reqwest::Client;

use crate::{loopback::Serving, proxy::Kind, scripted::Answer};

/// Between two bytes that trickle: sooner than a connection is given up as silent.
const TRICKLE: Duration = Duration::from_millis(100);

/// What goes wrong with one request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// This is answered in the registry's place.
    Answers(Answer),
    /// The connection breaks after so many bytes of the answer.
    BreaksAnswer(u64),
    /// The answer ends in order after so many bytes, without having said how long it is.
    EndsEarly(u64),
    /// Nothing more comes after so many bytes of the answer.
    Stalls(u64),
    /// After so many bytes the answer goes on by a byte at a time, for ever.
    Trickles(u64),
    /// The byte at this place of the answer is another.
    Flips(u64),
    /// What the query asks for is not done.
    DropsQuery,
    /// The whole is answered where a range was asked for.
    IgnoresRange,
    /// The connection breaks after so many bytes of the request; the registry gets none.
    BreaksRequest(u64),
    /// The registry does it, but its answer is lost.
    LosesAnswer,
    /// It is said to be stored and is not.
    Pretends,
    /// The answer has this header instead.
    Says(&'static str, &'static str),
}

/// A fault with the requests it meets.
#[derive(Clone, Debug)]
struct Rule {
    method: Method,
    kind: Kind,
    /// So many pass before.
    spared: usize,
    /// So many are met.
    times: usize,
    fault: Fault,
}

/// A running proxy.
#[derive(Debug)]
pub struct FaultyProxy {
    serving: Serving,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    upstream: String,
    client: Client,
    rules: Mutex<Vec<Rule>>,
    /// Bytes of blobs that went towards whoever asks.
    answered: AtomicU64,
    /// Bytes of blobs that came from whoever sends.
    received: AtomicU64,
    /// How many faults happened.
    happened: AtomicU64,
    requests: Mutex<HashMap<(Method, Kind), usize>>,
}

impl FaultyProxy {
    /// Stands before the registry at `upstream` (`http://host:port`), without faults at first.
    pub async fn start(upstream: &str) -> Self {
        let shared = Arc::new(Shared {
            upstream: upstream.trim_end_matches('/').to_owned(),
            client: Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            rules: Mutex::default(),
            answered: AtomicU64::new(0),
            received: AtomicU64::new(0),
            happened: AtomicU64::new(0),
            requests: Mutex::default(),
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

    /// The next `times` requests of that method and kind go wrong so, after `spared` that don't.
    pub fn inject(&self, method: Method, kind: Kind, spared: usize, times: usize, fault: Fault) {
        self.shared.rules.lock().unwrap().push(Rule {
            method,
            kind,
            spared,
            times,
            fault,
        });
    }

    /// Nothing goes wrong any more, and everything is counted anew.
    pub fn heal(&self) {
        self.shared.rules.lock().unwrap().clear();
        self.shared.requests.lock().unwrap().clear();
        for count in [
            &self.shared.answered,
            &self.shared.received,
            &self.shared.happened,
        ] {
            count.store(0, Ordering::Relaxed);
        }
    }

    /// Bytes of blobs that were sent to whoever asks.
    pub fn answered(&self) -> u64 {
        self.shared.answered.load(Ordering::Relaxed)
    }

    /// Bytes of blobs that were taken from whoever sends.
    pub fn received(&self) -> u64 {
        self.shared.received.load(Ordering::Relaxed)
    }

    /// How many requests went wrong.
    pub fn happened(&self) -> u64 {
        self.shared.happened.load(Ordering::Relaxed)
    }

    /// How many requests of that method and kind came.
    pub fn count(&self, method: &Method, kind: Kind) -> usize {
        let requests = self.shared.requests.lock().unwrap();
        requests.get(&(method.clone(), kind)).copied().unwrap_or(0)
    }

    /// How many requests came in all.
    pub fn total(&self) -> usize {
        self.shared.requests.lock().unwrap().values().sum()
    }
}

async fn pass(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let kind = Kind::of(request.uri().path());
    let method = request.method().clone();
    *shared
        .requests
        .lock()
        .unwrap()
        .entry((method.clone(), kind))
        .or_default() += 1;
    match shared.fault_of(&method, kind) {
        None => forward(&shared, kind, request, None).await,
        Some(Fault::Answers(answer)) => answer.into_response().await,
        Some(Fault::BreaksRequest(after)) => {
            swallow(&shared, request, Some(after)).await;
            broken()
        }
        Some(Fault::LosesAnswer) => {
            let response = forward(&shared, kind, request, None).await;
            let _ = axum::body::to_bytes(response.into_body(), 64 << 20).await;
            broken()
        }
        Some(Fault::Pretends) => {
            let query = request.uri().query().unwrap_or_default().to_owned();
            swallow(&shared, request, None).await;
            pretend(&query)
        }
        Some(fault) => forward(&shared, kind, request, Some(fault)).await,
    }
}

impl Shared {
    fn fault_of(&self, method: &Method, kind: Kind) -> Option<Fault> {
        let mut rules = self.rules.lock().unwrap();
        let at = rules
            .iter()
            .position(|rule| rule.method == *method && rule.kind == kind && rule.times > 0)?;
        let rule = &mut rules[at];
        if rule.spared > 0 {
            rule.spared -= 1;
            return None;
        }
        rule.times -= 1;
        self.happened.fetch_add(1, Ordering::Relaxed);
        Some(rule.fault.clone())
    }
}

/// Reads a request's body, or its first bytes alone.
async fn swallow(shared: &Shared, request: Request, limit: Option<u64>) {
    let mut body = request.into_body().into_data_stream();
    let mut read = 0;
    while limit.is_none_or(|limit| read < limit) {
        let Some(Ok(piece)) = body.next().await else {
            break;
        };
        read += piece.len() as u64;
    }
    shared.received.fetch_add(read, Ordering::Relaxed);
}

/// A connection that breaks before anything of use was said.
fn broken() -> Response {
    let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Response::builder()
        .status(StatusCode::BAD_GATEWAY)
        .header(header::CONTENT_LENGTH, 10)
        .body(Body::from_stream(stream::iter([Err::<Bytes, _>(reset)])))
        .unwrap()
}

/// What a registry answers that has stored something.
fn pretend(query: &str) -> Response {
    let digest = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("digest="))
        .unwrap_or_default()
        .replace("%3A", ":");
    let mut response = Response::builder()
        .status(StatusCode::CREATED)
        .header(header::LOCATION, "/");
    if !digest.is_empty() {
        response = response.header("docker-content-digest", digest);
    }
    response.body(Body::empty()).unwrap()
}

/// The Host header goes on as it came: the registry then names this proxy in its locations.
async fn forward(
    shared: &Arc<Shared>,
    kind: Kind,
    request: Request,
    fault: Option<Fault>,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = match fault {
        Some(Fault::DropsQuery) => parts.uri.path(),
        _ => parts.uri.path_and_query().map_or("/", |it| it.as_str()),
    };
    let mut headers = parts.headers.clone();
    if matches!(fault, Some(Fault::IgnoresRange)) {
        headers.remove(header::RANGE);
    }
    let has_body =
        headers.contains_key("content-length") || headers.contains_key("transfer-encoding");
    let mut onward = shared
        .client
        .request(parts.method, format!("{}{path}", shared.upstream))
        .headers(headers);
    if has_body {
        let counting = Arc::clone(shared);
        let pieces = body.into_data_stream().inspect(move |piece| {
            if let Ok(piece) = piece
                && kind == Kind::Upload
            {
                counting
                    .received
                    .fetch_add(piece.len() as u64, Ordering::Relaxed);
            }
        });
        onward = onward.body(reqwest::Body::wrap_stream(pieces));
    }
    let Ok(reply) = onward.send().await else {
        return broken();
    };
    let status = reply.status();
    let mut headers = reply.headers().clone();
    let counting = Arc::clone(shared);
    let pieces = reply.bytes_stream().map(move |piece| {
        let piece = piece.map_err(std::io::Error::other);
        if let Ok(piece) = &piece
            && kind == Kind::Blob
        {
            counting
                .answered
                .fetch_add(piece.len() as u64, Ordering::Relaxed);
        }
        piece
    });
    let body = spoil(pieces, &mut headers, fault);
    let mut response = Response::builder().status(status);
    if let Some(all) = response.headers_mut() {
        *all = headers;
    }
    response.body(body).unwrap()
}

/// The answer's body, as the fault leaves it.
fn spoil(
    pieces: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    headers: &mut HeaderMap,
    fault: Option<Fault>,
) -> Body {
    match fault {
        Some(Fault::BreaksAnswer(after)) => {
            let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
            Body::from_stream(first(pieces, after).chain(stream::iter([Err(reset)])))
        }
        Some(Fault::EndsEarly(after)) => {
            headers.remove(header::CONTENT_LENGTH);
            Body::from_stream(first(pieces, after))
        }
        Some(Fault::Stalls(after)) => {
            let never = stream::once(async {
                tokio::time::sleep(Duration::from_hours(1)).await;
                Ok(Bytes::new())
            });
            Body::from_stream(first(pieces, after).chain(never))
        }
        Some(Fault::Trickles(after)) => {
            let zeros = stream::unfold((), |()| async {
                tokio::time::sleep(TRICKLE).await;
                Some((Ok(Bytes::from_static(b"\0")), ()))
            });
            Body::from_stream(first(pieces, after).chain(zeros))
        }
        Some(Fault::Flips(place)) => {
            let mut at = 0;
            Body::from_stream(pieces.map(move |piece| {
                piece.map(|piece| {
                    let begin = at;
                    at += piece.len() as u64;
                    if !(begin..at).contains(&place) {
                        return piece;
                    }
                    let mut bytes = piece.to_vec();
                    bytes[(place - begin) as usize] ^= 0x40;
                    bytes.into()
                })
            }))
        }
        Some(Fault::Says(name, value)) => {
            headers.insert(name, HeaderValue::from_static(value));
            Body::from_stream(pieces)
        }
        _ => Body::from_stream(pieces),
    }
}

/// The first bytes of a stream.
fn first(
    pieces: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    limit: u64,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    pieces.scan(limit, |left, piece| {
        if *left == 0 {
            return std::future::ready(None);
        }
        let piece = piece.map(|mut piece| {
            let taken = piece.split_to(piece.len().min(*left as usize));
            *left -= taken.len() as u64;
            taken
        });
        std::future::ready(Some(piece))
    })
}
