//! Requests to web APIs and pictures beside the registries, under the same egress policy: addresses,
//! redirects, deadlines, least rates, byte budgets, the limit per host. No credentials of ours ever go
//! along by themselves; a request that somebody else composed and signed is carried as it is.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use jiff::Timestamp;
use url::Url;

use crate::{
    CertificateFolders, Complaint, Endpoint, Error, Proxy, Result,
    answer::is_web_page,
    connector::Shared,
    count::Purpose,
    link,
    origin::{Origin, place},
    retry_after,
    transport::{Body, Redirects, Request, Transport},
};

/// The way out to web sites. Shared by cloning; dropping a call's future cancels it.
#[derive(Clone, Debug)]
pub struct Web(Arc<Transport>);

/// What of a connection's settings holds for the web APIs that it asks.
#[derive(Clone, Debug, Default)]
pub struct Egress {
    /// Certificate authorities (PEM, any number in each text) trusted beside the system's.
    pub authorities: Vec<String>,
    /// How to get out of this network.
    pub proxy: Proxy,
    /// Names without port that may lead to addresses inside this machine or network, and be asked over
    /// plain http, because the person was asked.
    pub approved_hosts: Vec<String>,
}

/// What a web site answered, whatever its status: what it means is for who asked to say.
#[derive(Clone, Debug)]
pub struct WebAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The head.
    pub headers: HeaderMap,
    /// When it may be asked again, where it says so.
    pub retry_after: Option<Timestamp>,
    /// The content, within the budget.
    pub body: Bytes,
}

impl WebAnswer {
    /// The `Content-Type` in lower case, without its parameters; empty where there is none.
    pub fn content_type(&self) -> String {
        let value = self.headers.get(header::CONTENT_TYPE);
        let text = value.and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = text.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }

    /// Whether it is a page for people, as blocks and sign-in forms are, and not what an API answers.
    pub fn is_web_page(&self) -> bool {
        is_web_page(&self.headers) || self.body.trim_ascii_start().starts_with(b"<")
    }

    /// What it says about an error, made safe to show.
    pub fn complaint(&self) -> Option<Complaint> {
        Complaint::read(&self.body)
    }

    /// Where a list goes on (`Link`, RFC 8288), as it is written there.
    pub fn next_link(&self) -> Option<&str> {
        link::next(&self.headers)
    }
}

impl Web {
    pub(crate) fn new(shared: &Arc<Shared>, egress: Egress) -> Result<Self> {
        let endpoint = Endpoint {
            // Not a registry: nothing is approved but what was named, and no certificate is shown.
            host: egress.approved_hosts.first().cloned().unwrap_or_default(),
            port: None,
            plain_http: false,
            authorities: egress.authorities,
            client_certificate: None,
            proxy: egress.proxy,
            certificate_folders: CertificateFolders::Only(Vec::new()),
            approved_hosts: egress.approved_hosts,
        };
        let nobody = Origin {
            is_encrypted: true,
            host: String::new(),
            port: 0,
        };
        Ok(Self(Arc::new(Transport::new(shared, &endpoint, nobody)?)))
    }

    /// The way that a connection goes itself: its authorities, certificate, proxy, and what was approved for
    /// it.
    pub(crate) fn beside(shared: &Arc<Shared>, endpoint: &Endpoint) -> Result<Self> {
        let scheme = if endpoint.plain_http { "http" } else { "https" };
        let own = Url::parse(&format!("{scheme}://{}/", endpoint.authority()))
            .ok()
            .and_then(|url| Origin::of(&url))
            .ok_or_else(|| Error::Setting {
                setting: "host",
                reason: format!("{:?} is no host", endpoint.authority()),
            })?;
        Ok(Self(Arc::new(Transport::new(shared, endpoint, own)?)))
    }

    /// GET of `url`, at most `budget` bytes. Asked once: a busy server's answer is passed on.
    pub async fn get(&self, url: &Url, accept: &'static str, budget: u64) -> Result<WebAnswer> {
        let request = Request::get(url.clone(), Purpose::Other)
            .header(header::ACCEPT, HeaderValue::from_static(accept));
        self.ask(request, budget).await
    }

    /// POST of a JSON text to `url`, for APIs that read that way; at most `budget` bytes come back.
    /// Redirects are followed within the origin alone.
    pub async fn post_json(&self, url: &Url, json: String, budget: u64) -> Result<WebAnswer> {
        let json_type = HeaderValue::from_static("application/json");
        let mut request = Request::new(Method::POST, url.clone(), Purpose::Other)
            .header(header::ACCEPT, json_type.clone())
            .header(header::CONTENT_TYPE, json_type);
        request.body = Body::Bytes(json.into());
        request.redirects = Redirects::SameOrigin;
        self.ask(request, budget).await
    }

    /// Carries a request that somebody else composed and signed, as a vendor's SDK does: once, with its
    /// head as it is, and without following redirects, for its signature is good for one address. At
    /// most `budget` bytes come back.
    pub async fn carry(&self, request: http::Request<Bytes>, budget: u64) -> Result<WebAnswer> {
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string()).map_err(|error| Error::Setting {
            setting: "address",
            reason: error.to_string(),
        })?;
        let mut carried = Request::new(head.method, url, Purpose::Other);
        carried.headers = head.headers;
        // Both follow from the address and the body, and are written anew.
        carried.headers.remove(header::HOST);
        carried.headers.remove(header::CONTENT_LENGTH);
        carried.redirects = Redirects::Never;
        if !body.is_empty() {
            carried.body = Body::Bytes(body);
        }
        self.ask(carried, budget).await
    }

    /// Sends a request to a vendor's API with the head that its caller made, secrets among it (their values
    /// marked as sensitive, so that they are never printed). Redirects lead nowhere but within the origin.
    /// A busy server is waited for as the protocol's client does; what only reads is repeated where it broke.
    pub async fn call(&self, request: http::Request<Bytes>, budget: u64) -> Result<WebAnswer> {
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string()).map_err(|error| Error::Setting {
            setting: "address",
            reason: error.to_string(),
        })?;
        let mut called = Request::new(head.method, url, Purpose::Other);
        called.headers = head.headers;
        called.redirects = Redirects::SameOrigin;
        if !body.is_empty() {
            called.body = Body::Bytes(body);
        }
        self.send(called, budget).await
    }

    async fn ask(&self, mut request: Request, budget: u64) -> Result<WebAnswer> {
        // Who asks keeps its own pace, and has to see every complaint to keep it.
        request.repeatable = false;
        request.is_patient = false;
        self.send(request, budget).await
    }

    async fn send(&self, request: Request, budget: u64) -> Result<WebAnswer> {
        let is_allowed = request.url.scheme() == "https"
            || request.url.scheme() == "http"
                && request
                    .url
                    .host_str()
                    .is_some_and(|host| self.0.approved.has(host));
        if !is_allowed {
            return Err(Error::Setting {
                setting: "address",
                reason: format!(
                    "{} is asked over https only, not {}",
                    place(&request.url),
                    request.url.scheme()
                ),
            });
        }
        let answer = self.0.send(&request, None).await?;
        let status = answer.status().as_u16();
        let is_refusal = !answer.status().is_success();
        let headers = answer.headers().clone();
        let retry_after = retry_after::read(&headers, Timestamp::now());
        let body = match answer.whole(budget).await {
            Ok(whole) => whole.body,
            // The status says what counts; an error page too large to read adds nothing.
            Err(Error::TooLarge { .. }) if is_refusal => Bytes::new(),
            Err(error) => return Err(error),
        };
        Ok(WebAnswer {
            status,
            headers,
            retry_after,
            body,
        })
    }
}
