//! Requests as the egress policy allows them: where they may go, with which credentials, how long they
//! may take, and when they are tried again. Knows nothing of registries' verbs.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use jiff::Timestamp;
use url::Url;

use crate::{
    Endpoint, Error, Proxy, Result,
    address::{ApprovedHosts, FilteringResolver, is_inside},
    answer::Answer,
    connector::Shared,
    count::Purpose,
    network_failure,
    origin::{Origin, place},
    retry_after,
    trust::Trust,
    upload_body::UploadBody,
};

/// Redirects followed for one request.
const REDIRECT_LIMIT: usize = 5;

/// One request, before the policy is applied.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) purpose: Purpose,
    pub(crate) redirects: Redirects,
    /// Whether doing it twice is the same as doing it once.
    pub(crate) repeatable: bool,
    /// Whether a busy server is waited for.
    pub(crate) is_patient: bool,
}

/// What is sent along.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Empty,
    Bytes(Bytes),
    /// Can be sent once.
    Stream(UploadBody),
}

/// Which redirects are followed. Credentials never go along to another origin, and https never leads
/// to http, whatever this says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Redirects {
    /// To anywhere outside.
    Anywhere,
    /// Within the origin.
    SameOrigin,
    /// None: the redirect is the answer.
    Never,
}

impl Request {
    /// A GET that follows redirects and may be repeated.
    pub(crate) fn get(url: Url, purpose: Purpose) -> Self {
        Self::new(Method::GET, url, purpose)
    }

    /// A request without a body; reading methods may be repeated.
    pub(crate) fn new(method: Method, url: Url, purpose: Purpose) -> Self {
        let reads = method == Method::GET || method == Method::HEAD;
        Self {
            method,
            url,
            headers: HeaderMap::new(),
            body: Body::Empty,
            purpose,
            redirects: if reads {
                Redirects::Anywhere
            } else {
                Redirects::SameOrigin
            },
            repeatable: reads,
            is_patient: true,
        }
    }

    pub(crate) fn header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

/// The way out for one connection.
#[derive(Debug)]
pub(crate) struct Transport {
    /// The registry's own origin: the only one that gets to see the client certificate.
    pub(crate) own: Origin,
    pub(crate) approved: ApprovedHosts,
    own_client: reqwest::Client,
    foreign_client: reqwest::Client,
    shared: Arc<Shared>,
}

impl Transport {
    pub(crate) fn new(shared: &Arc<Shared>, endpoint: &Endpoint, own: Origin) -> Result<Self> {
        let hosts = endpoint.approved_hosts.iter().map(String::as_str);
        let proxies = proxy_hosts(&endpoint.proxy);
        let approved = ApprovedHosts::new(
            hosts
                .chain([endpoint.host.as_str()])
                .chain(proxies.iter().map(String::as_str)),
        );
        let trust = Trust::gather(endpoint)?;
        let build = |tls| build_client(shared, endpoint, &approved, tls);
        let own_client = build(trust.own)?;
        let foreign_client = match trust.foreign {
            Some(tls) => build(tls)?,
            None => own_client.clone(),
        };
        Ok(Self {
            own,
            approved,
            own_client,
            foreign_client,
            shared: Arc::clone(shared),
        })
    }

    /// Sends `request`, again if that is safe and sensible. `authorization` goes to the origin of the
    /// request's own address and nowhere else. Every answer but "later" is passed on as it is.
    pub(crate) async fn send(
        &self,
        request: &Request,
        authorization: Option<&HeaderValue>,
    ) -> Result<Answer> {
        let deadlines = &self.shared.deadlines;
        let mut backoff = deadlines.backoff;
        let mut tries = 1;
        loop {
            let outcome = self.try_once(request, authorization).await;
            let is_last = tries >= deadlines.tries || !request.body.is_repeatable();
            let wait = match &outcome {
                Ok(answer) => match answer.status() {
                    StatusCode::TOO_MANY_REQUESTS if request.is_patient => Wait::Asked,
                    StatusCode::BAD_GATEWAY
                    | StatusCode::SERVICE_UNAVAILABLE
                    | StatusCode::GATEWAY_TIMEOUT
                        if request.repeatable =>
                    {
                        Wait::Asked
                    }
                    StatusCode::INTERNAL_SERVER_ERROR if request.repeatable => Wait::Backoff,
                    _ => return outcome,
                },
                Err(Error::Broken { .. } | Error::Timeout { .. }) if request.repeatable => {
                    Wait::Backoff
                }
                Err(_) => return outcome,
            };
            let asked = match (&outcome, wait) {
                (Ok(answer), Wait::Asked) => retry_after::read(answer.headers(), Timestamp::now()),
                _ => None,
            };
            let pause = match asked {
                Some(until) => Duration::try_from(until.duration_since(Timestamp::now()))
                    .unwrap_or(Duration::ZERO),
                None => jittered(backoff),
            };
            if is_last || pause > deadlines.longest_wait {
                return outcome;
            }
            // The answer's place in the host's window is given back before the wait.
            drop(outcome);
            tracing::debug!(host = %place(&request.url), ?pause, tries, "trying again later");
            tokio::time::sleep(pause).await;
            backoff *= 2;
            tries += 1;
        }
    }

    /// One try, redirects included.
    async fn try_once(
        &self,
        request: &Request,
        authorization: Option<&HeaderValue>,
    ) -> Result<Answer> {
        let bound = Origin::of(&request.url);
        let mut url = request.url.clone();
        for _ in 0..=REDIRECT_LIMIT {
            let is_bound = Origin::of(&url) == bound;
            let answer = self
                .send_one(request, &url, authorization.filter(|_| is_bound))
                .await?;
            let Some(target) = redirect_target(&answer) else {
                return Ok(answer);
            };
            if request.redirects == Redirects::Never || !request.body.is_repeatable() {
                return Ok(answer);
            }
            allow_redirect(request.redirects, &url, &target)?;
            url = target;
        }
        Err(Error::TooManyRedirects {
            host: place(&request.url),
        })
    }

    /// One request to one address.
    async fn send_one(
        &self,
        request: &Request,
        url: &Url,
        authorization: Option<&HeaderValue>,
    ) -> Result<Answer> {
        let origin = Origin::of(url).ok_or_else(|| Error::Protocol {
            host: place(&request.url),
            what: format!("it leads to a {} address", url.scheme()),
        })?;
        self.allow_literal(url, &origin)?;
        let client = if origin == self.own {
            &self.own_client
        } else {
            &self.foreign_client
        };
        let mut headers = request.headers.clone();
        // Digests are of stored bytes: nothing on the way may re-encode them, and no bomb unpacks.
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        if let Some(authorization) = authorization {
            headers.insert(header::AUTHORIZATION, authorization.clone());
        }
        let limit = self.shared.limits.of(&origin.to_string());
        let permit = Arc::clone(&limit).acquire().await;
        self.shared.counters.count(request.purpose);
        let began = Instant::now();
        let (body, progress) = request.body.take()?;
        let builder = client
            .request(request.method.clone(), url.clone())
            .headers(headers);
        let sending = match body {
            Some(body) => builder.body(body),
            None => builder,
        }
        .send();
        let outcome = progress
            .watch(sending, self.shared.deadlines.answer, url)
            .await
            .and_then(|sent| sent.map_err(|error| network_failure::classify(&error, url)));
        match &outcome {
            Ok(response) if is_overloaded(response.status()) => limit.shrink(),
            Err(Error::Timeout { .. } | Error::Broken { .. }) => limit.shrink(),
            Ok(_) => limit.grow(),
            Err(_) => {}
        }
        tracing::debug!(
            method = %request.method,
            host = %origin,
            path = url.path(),
            status = outcome.as_ref().ok().map(|response| response.status().as_u16()),
            error = outcome.as_ref().err().map(tracing::field::display),
            milliseconds = began.elapsed().as_millis() as u64,
            "request"
        );
        Ok(Answer {
            response: outcome?,
            deadlines: self.shared.deadlines.clone(),
            permit: Some(permit),
        })
    }

    /// Addresses written as such never reach the resolver, so they are judged here.
    fn allow_literal(&self, url: &Url, origin: &Origin) -> Result<()> {
        let address = match url.host() {
            Some(url::Host::Ipv4(address)) => address.into(),
            Some(url::Host::Ipv6(address)) => address.into(),
            _ => return Ok(()),
        };
        if is_inside(address) && !self.approved.has(&origin.host) {
            return Err(Error::PrivateAddress {
                host: origin.to_string(),
                address,
            });
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Wait {
    /// As long as the server says, if it does.
    Asked,
    /// By our own count.
    Backoff,
}

fn is_overloaded(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE
}

/// Between half and the whole of `wait`, so that many clients don't come back at once.
fn jittered(wait: Duration) -> Duration {
    wait.mul_f64(0.5 + fastrand::f64() / 2.0)
}

fn allow_redirect(redirects: Redirects, from: &Url, to: &Url) -> Result<()> {
    let refuse = || Error::CrossOrigin {
        host: place(from),
        what: "redirect",
        target: place(to),
    };
    let (Some(from_origin), Some(to_origin)) = (Origin::of(from), Origin::of(to)) else {
        return Err(refuse());
    };
    let is_downgrade = from_origin.is_encrypted && !to_origin.is_encrypted;
    let is_elsewhere = from_origin != to_origin;
    if is_downgrade || (redirects == Redirects::SameOrigin && is_elsewhere) {
        return Err(refuse());
    }
    Ok(())
}

fn redirect_target(answer: &Answer) -> Option<Url> {
    let is_redirect = matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = is_redirect.then(|| answer.text("location")).flatten()?;
    let mut target = answer.url().join(location).ok()?;
    // User and password in a redirect would be credentials of the server's choosing.
    let _ = target.set_username("");
    let _ = target.set_password(None);
    Some(target)
}

fn build_client(
    shared: &Shared,
    endpoint: &Endpoint,
    approved: &ApprovedHosts,
    mut tls: rustls::ClientConfig,
) -> Result<reqwest::Client> {
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let refuse = |setting: &'static str| {
        move |error: reqwest::Error| Error::Setting {
            setting,
            // Without the address, which may hold a password.
            reason: error.without_url().to_string(),
        }
    };
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(&shared.user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(shared.deadlines.connect)
        .pool_idle_timeout(Duration::from_mins(1))
        .dns_resolver(Arc::new(FilteringResolver {
            approved: approved.clone(),
        }));
    let builder = match &endpoint.proxy {
        // The system's proxy lives elsewhere: from there this machine is another.
        Proxy::System if is_this_machine(&endpoint.host) => builder.no_proxy(),
        Proxy::System => builder,
        Proxy::None => builder.no_proxy(),
        Proxy::Url(url) => builder.proxy(reqwest::Proxy::all(url).map_err(refuse("proxy"))?),
    };
    builder.build().map_err(refuse("connection"))
}

fn is_this_machine(host: &str) -> bool {
    let literal = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || literal.is_ok_and(|address| address.is_loopback())
}

/// Hosts of the proxies in use, which commonly live inside.
fn proxy_hosts(proxy: &Proxy) -> Vec<String> {
    let addresses = match proxy {
        Proxy::None => Vec::new(),
        Proxy::Url(url) => vec![url.clone()],
        Proxy::System => ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
            .iter()
            .flat_map(|name| [(*name).to_owned(), name.to_ascii_lowercase()])
            .filter_map(|name| std::env::var(name).ok())
            .collect(),
    };
    addresses
        .iter()
        .filter_map(|address| {
            Url::parse(address)
                .or_else(|_| Url::parse(&format!("http://{address}")))
                .ok()?
                .host_str()
                .map(str::to_owned)
        })
        .collect()
}
