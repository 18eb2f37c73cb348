//! The client of one connection. Here is what all verbs share; each verb has a file of its own below.

mod blob_exists;
mod delete_blob;
mod delete_manifest;
mod get_blob;
mod get_manifest;
mod head_manifest;
mod list_pages;
mod list_repositories;
mod list_tags;
mod mount_blob;
mod ping;
mod put_manifest;
mod read_tag_list;
mod referrers;
mod stream_blob;
mod token_server;
mod upload_blob;
mod upload_unknown;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use http::{HeaderValue, Method, StatusCode, header};
use portolan_oci::{MediaType, RepositoryName};
use url::Url;

use crate::{
    Authenticate, Complaint, Endpoint, Error, Operation, Quota, Result,
    answer::{Answer, Whole},
    authorizer::{Authorization, Authorizer},
    challenge,
    connector::Shared,
    flight::Flights,
    origin::{Origin, place},
    retry_after,
    scope::Scope,
    transport::{Request, Transport},
};

/// Tries with another authorization, after the first.
const REAUTHORIZATIONS: usize = 2;

/// Tries to read one body to its end.
const FETCH_TRIES: usize = 2;

/// The client of one connection. Shared by cloning; dropping a call's future cancels it, down to the
/// socket.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    endpoint: Endpoint,
    base: Url,
    transport: Arc<Transport>,
    authorizer: Arc<Authorizer>,
    flights: Flights<FlightKey, Result<Whole>>,
    quota: Mutex<Option<Quota>>,
}

/// What makes two questions the same.
#[derive(Eq, Hash, PartialEq)]
struct FlightKey {
    method: Method,
    url: Url,
    accept: Option<HeaderValue>,
    limit: u64,
}

/// A request with what it needs and how its failure is told.
#[derive(Clone, Debug)]
struct Ask {
    request: Request,
    scopes: Vec<Scope>,
    /// What is asked about, such as `library/nginx:1.27`.
    what: String,
    operation: Operation,
}

impl Client {
    pub(crate) fn new(
        shared: &Arc<Shared>,
        endpoint: Endpoint,
        authenticate: Arc<dyn Authenticate>,
    ) -> Result<Self> {
        let refuse = || Error::Setting {
            setting: "host",
            reason: format!("{:?} is no host", endpoint.authority()),
        };
        let scheme = if endpoint.plain_http { "http" } else { "https" };
        let base = Url::parse(&format!("{scheme}://{}/v2/", endpoint.authority()))
            .map_err(|_| refuse())?;
        let origin = Origin::of(&base).ok_or_else(refuse)?;
        let transport = Arc::new(Transport::new(shared, &endpoint, origin)?);
        let authorizer = Authorizer::new(Arc::clone(&transport), authenticate, base.clone());
        Ok(Self(Arc::new(Inner {
            endpoint,
            base,
            transport,
            authorizer: Arc::new(authorizer),
            flights: Flights::default(),
            quota: Mutex::default(),
        })))
    }

    /// Where this client talks to.
    pub fn endpoint(&self) -> &Endpoint {
        &self.0.endpoint
    }

    /// What the registry last said of its pull quota, if it ever did.
    pub fn quota(&self) -> Option<Quota> {
        *self.0.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `/v2/<repository>/<rest>`; the parts hold only characters that need no escaping.
    fn url(&self, repository: &RepositoryName, rest: &str) -> Result<Url> {
        self.0
            .base
            .join(&format!("{repository}/{rest}"))
            .map_err(|_| self.protocol("its address can't be built"))
    }

    /// Sends `ask`, signing in as the registry wants. The answer may be an error of the registry.
    async fn send(&self, ask: &Ask) -> Result<Answer> {
        let inner = &self.0;
        if !self.is_own(&ask.request.url) {
            // Another origin sees no credentials, and its challenges are not answered.
            return inner.transport.send(&ask.request, None).await;
        }
        let mut authorization = inner.authorizer.authorize(&ask.scopes).await?;
        for _ in 0..REAUTHORIZATIONS {
            let answer = self.send_with(ask, &authorization).await?;
            let is_refused = answer.status() == StatusCode::UNAUTHORIZED;
            if !is_refused || !self.is_own(answer.url()) || !ask.request.body.is_repeatable() {
                return Ok(answer);
            }
            let challenges = challenge::read(answer.headers(), answer.url());
            let complaint = answer.complaint().await;
            authorization = inner
                .authorizer
                .reauthorize(&ask.scopes, &authorization, &challenges, complaint)
                .await?;
        }
        let answer = self.send_with(ask, &authorization).await?;
        if answer.status() == StatusCode::UNAUTHORIZED && self.is_own(answer.url()) {
            let complaint = answer.complaint().await;
            return Err(inner.authorizer.refusal(&authorization, complaint));
        }
        Ok(answer)
    }

    async fn send_with(&self, ask: &Ask, authorization: &Authorization) -> Result<Answer> {
        let header = authorization.header.as_ref();
        let answer = self.0.transport.send(&ask.request, header).await?;
        if let Some(quota) = Quota::read(answer.headers()).filter(|_| self.is_own(answer.url())) {
            *self.0.quota.lock().unwrap_or_else(PoisonError::into_inner) = Some(quota);
        }
        if answer.status() != StatusCode::FORBIDDEN {
            return Ok(answer);
        }
        self.0.authorizer.doubt(authorization);
        let (asked, granted) = authorization.scopes();
        Err(Error::Forbidden {
            host: place(answer.url()),
            asked: if asked.is_empty() {
                ask.scopes.iter().map(ToString::to_string).collect()
            } else {
                asked
            },
            granted,
            complaint: answer.complaint().await,
        })
    }

    /// Sends `ask` and takes only success for an answer.
    async fn succeed(&self, ask: &Ask) -> Result<Answer> {
        let answer = self.send(ask).await?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        Err(self.verdict(answer, ask).await)
    }

    /// The whole body of a successful answer. The same question in flight twice is asked once.
    async fn fetch(&self, ask: Ask, limit: u64) -> Result<Whole> {
        let key = FlightKey {
            method: ask.request.method.clone(),
            url: ask.request.url.clone(),
            accept: ask.request.headers.get(header::ACCEPT).cloned(),
            limit,
        };
        let client = self.clone();
        let flight = self.0.flights.join(key, || async move {
            let mut tries = 1;
            loop {
                match client.fetch_once(&ask, limit).await {
                    // What breaks before its end is asked for again, from the beginning.
                    Err(error @ (Error::Broken { .. } | Error::Timeout { .. }))
                        if tries < FETCH_TRIES =>
                    {
                        tracing::debug!(%error, tries, "asking again");
                        tries += 1;
                    }
                    outcome => return outcome,
                }
            }
        });
        flight.await
    }

    async fn fetch_once(&self, ask: &Ask, limit: u64) -> Result<Whole> {
        let answer = self.succeed(ask).await?;
        if answer.is_web_page() {
            return Err(self.not_a_registry("a web page"));
        }
        if ask.request.method == Method::HEAD {
            // Its length is that of a body which does not come.
            return Ok(answer.head());
        }
        answer.whole(limit).await
    }

    /// What an unsuccessful answer means.
    async fn verdict(&self, answer: Answer, ask: &Ask) -> Error {
        let status = answer.status();
        let host = place(answer.url());
        let until = retry_after::read(answer.headers(), jiff::Timestamp::now());
        let is_page = answer.is_web_page();
        let complaint = answer.complaint().await;
        match status {
            StatusCode::UNAUTHORIZED => Error::Unauthorized {
                host,
                reason: crate::SignInProblem::NoCredentials,
                complaint,
            },
            StatusCode::TOO_MANY_REQUESTS => Error::RateLimited {
                host,
                until,
                complaint,
            },
            StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => Error::Unsupported {
                what: ask.operation,
                complaint,
            },
            StatusCode::BAD_REQUEST if is_unsupported(complaint.as_deref()) => Error::Unsupported {
                what: ask.operation,
                complaint,
            },
            StatusCode::NOT_FOUND if is_page => self.not_a_registry("a web page"),
            StatusCode::NOT_FOUND => Error::NotFound {
                what: ask.what.clone(),
                complaint,
            },
            status if status.is_redirection() => Error::Protocol {
                host,
                what: format!("a redirect ({}) that leads nowhere", status.as_u16()),
            },
            status if status.is_server_error() => Error::Server {
                host,
                status: status.as_u16(),
                complaint,
            },
            status => Error::Refuses {
                host,
                status: status.as_u16(),
                complaint,
            },
        }
    }

    fn is_own(&self, url: &Url) -> bool {
        Origin::of(url).as_ref() == Some(&self.0.transport.own)
    }

    fn host(&self) -> String {
        self.0.transport.own.to_string()
    }

    fn protocol(&self, what: &str) -> Error {
        Error::Protocol {
            host: self.host(),
            what: what.to_owned(),
        }
    }

    fn not_a_registry(&self, answered: &str) -> Error {
        Error::NotARegistry {
            host: self.host(),
            answered: answered.to_owned(),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Client")
            .field(&self.0.base.as_str())
            .finish()
    }
}

fn is_unsupported(complaint: Option<&Complaint>) -> bool {
    complaint.is_some_and(|complaint| complaint.is("UNSUPPORTED"))
}

/// An `Accept` of several types.
fn accept(media_types: &[MediaType]) -> HeaderValue {
    let texts: Vec<&str> = media_types.iter().map(MediaType::as_str).collect();
    // Media types known to this program are plain ASCII.
    HeaderValue::from_str(&texts.join(", ")).unwrap_or_else(|_| HeaderValue::from_static("*/*"))
}
