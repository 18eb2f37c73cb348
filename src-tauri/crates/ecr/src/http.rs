//! The SDKs' way out: every one of their requests goes through the one connector of the program.
//!
//! Trying again is the SDKs' own; each attempt is told to whoever observes, so that throttling is seen.

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::{body::SdkBody, retry::ErrorKind};
use bytes::Bytes;
use portolan_distribution::{self as distribution, Connector, Egress, Proxy, Web, WebAnswer};

use crate::{
    Result,
    attempt::{Attempt, AttemptOutcome, Observe},
    error::{WebPage, is_throttling},
};

/// Bytes of an answer that are read: a hundred of the largest manifests would not fit, and no list
/// comes near.
const ANSWER_LIMIT: u64 = 64 << 20;

/// Carries requests of the SDKs.
#[derive(Clone)]
pub(crate) struct SdkHttp {
    web: Web,
    observe: Arc<dyn Observe>,
}

impl SdkHttp {
    /// For everything that Amazon's APIs are asked.
    pub(crate) fn new(
        connector: &Connector,
        egress: Egress,
        observe: Arc<dyn Observe>,
    ) -> Result<Self> {
        Ok(Self {
            web: connector.web_through(egress)?,
            observe,
        })
    }

    /// For the credentials that a machine or container of Amazon's hands out, and for nothing else: only
    /// this one may reach those addresses inside. `others` are further hosts that may be asked so.
    pub(crate) fn for_metadata(
        connector: &Connector,
        others: Vec<String>,
        observe: Arc<dyn Observe>,
    ) -> Result<Self> {
        let mut approved_hosts: Vec<String> = METADATA_HOSTS.map(str::to_owned).to_vec();
        approved_hosts.extend(others);
        let egress = Egress {
            authorities: Vec::new(),
            // They are on this machine or beside it, never behind a proxy.
            proxy: Proxy::None,
            approved_hosts,
        };
        Self::new(connector, egress, observe)
    }

    /// Asks once, and tells who observes.
    pub(crate) async fn ask(
        &self,
        request: http::Request<Bytes>,
    ) -> distribution::Result<WebAnswer> {
        let mut attempt = Attempt::of(&request);
        let began = Instant::now();
        let answer = self.web.carry(request, ANSWER_LIMIT).await;
        attempt.took = began.elapsed();
        attempt.outcome = match &answer {
            Ok(answer) => outcome_of(answer),
            Err(error) => AttemptOutcome::Failed {
                reason: error.to_string(),
            },
        };
        self.observe.answered(&attempt);
        answer
    }
}

/// Where machines and containers of Amazon's are handed their credentials: EC2, ECS, EKS Pod Identity.
const METADATA_HOSTS: [&str; 5] = [
    "169.254.169.254",
    "[fd00:ec2::254]",
    "169.254.170.2",
    "169.254.170.23",
    "[fd00:ec2::23]",
];

impl fmt::Debug for SdkHttp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SdkHttp")
    }
}

impl HttpClient for SdkHttp {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        _components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(OneConnector {
            http: self.clone(),
            limit: settings.read_timeout(),
        })
    }
}

/// The connector with the time limit of one client.
#[derive(Debug)]
struct OneConnector {
    http: SdkHttp,
    limit: Option<Duration>,
}

impl HttpConnector for OneConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let http = self.http.clone();
        let limit = self.limit;
        HttpConnectorFuture::new(async move {
            let request = whole(request)?;
            let host = request.uri().host().unwrap_or_default().to_owned();
            let asking = http.ask(request);
            let answer = match limit {
                Some(limit) => tokio::time::timeout(limit, asking)
                    .await
                    .map_err(|_| ConnectorError::timeout("no answer in time".into()))?,
                None => asking.await,
            };
            let answer = answer.map_err(fail)?;
            let status = answer.status;
            // A portal or proxy answers for Amazon. Where it is in trouble itself, it is asked again.
            if status < 500 && answer.content_type() == "text/html" {
                return Err(ConnectorError::user(Box::new(WebPage { host, status })));
            }
            respond(answer)
        })
    }
}

/// The request with its whole body; the SDKs that are used here stream nothing.
fn whole(request: HttpRequest) -> Result<http::Request<Bytes>, ConnectorError> {
    let request = request
        .try_into_http1x()
        .map_err(|error| ConnectorError::user(Box::new(error)))?;
    let (head, body) = request.into_parts();
    let body = body
        .bytes()
        .map(Bytes::copy_from_slice)
        .ok_or_else(|| ConnectorError::user("a request that streams".into()))?;
    Ok(http::Request::from_parts(head, body))
}

fn respond(answer: WebAnswer) -> Result<HttpResponse, ConnectorError> {
    let refuse = |error: Box<dyn std::error::Error + Send + Sync>| ConnectorError::user(error);
    let status = StatusCode::try_from(answer.status).map_err(|error| refuse(Box::new(error)))?;
    let mut response = HttpResponse::new(status, SdkBody::from(answer.body));
    for (name, value) in &answer.headers {
        // A header that is no text is none that the SDKs read.
        if let Ok(value) = value.to_str() {
            response
                .headers_mut()
                .append(name.as_str().to_owned(), value.to_owned());
        }
    }
    Ok(response)
}

/// What the SDKs' own tries are told, so that they try again what may pass.
fn fail(error: distribution::Error) -> ConnectorError {
    use distribution::Error as E;
    match &error {
        E::Timeout { .. } => ConnectorError::timeout(Box::new(error)),
        E::Broken { .. } | E::Refused { .. } => ConnectorError::io(Box::new(error)),
        E::HostNotFound { .. } => ConnectorError::other(Box::new(error), None),
        E::Server { .. } => ConnectorError::other(Box::new(error), Some(ErrorKind::ServerError)),
        _ => ConnectorError::user(Box::new(error)),
    }
}

fn outcome_of(answer: &WebAnswer) -> AttemptOutcome {
    if answer.status < 400 {
        return AttemptOutcome::Answered;
    }
    let code = error_code(answer);
    if answer.status == 429 || code.as_deref().is_some_and(is_throttling) {
        return AttemptOutcome::Throttled {
            until: answer.retry_after,
        };
    }
    AttemptOutcome::Refused {
        status: answer.status,
        code,
    }
}

/// The code of an error, by header or in a JSON or XML body.
fn error_code(answer: &WebAnswer) -> Option<String> {
    let header = answer.headers.get("x-amzn-errortype");
    let text = match header.and_then(|value| value.to_str().ok()) {
        Some(text) => text.to_owned(),
        None => code_of_body(&answer.body)?,
    };
    let code = text.split(':').next()?;
    let code = code.rsplit('#').next()?;
    code.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
        .then(|| code.to_owned())
}

fn code_of_body(body: &[u8]) -> Option<String> {
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) {
        let code = value.get("__type").or_else(|| value.get("code"))?;
        return code.as_str().map(str::to_owned);
    }
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("<Code>")?;
    Some(rest.split_once("</Code>")?.0.to_owned())
}
