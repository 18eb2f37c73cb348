//! A server on loopback that stands for all of Amazon's APIs, answers by a function of the request, and
//! remembers what it was asked.

use std::{
    future::Future,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    response::Response,
};
use http::HeaderMap;
use portolan_distribution::Connector;
use portolan_ecr::{Account, AccountSettings, Api, Patience, PrivateRegistry, SignIn};
use portolan_oci::RepositoryName;
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const REGION: &str = "eu-west-1";
pub(crate) const SECRET: &str = "a-secret-that-must-not-be-seen";

/// What the fake was asked.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Requests for the same operation before this one.
    pub(crate) before: usize,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// `DescribeImages`, `AssumeRole`, or the path of APIs that name it so.
    pub(crate) fn operation(&self) -> String {
        let target = self.header("x-amz-target");
        if let Some((_, operation)) = target.rsplit_once('.') {
            return operation.to_owned();
        }
        self.form("Action").unwrap_or_else(|| self.path.clone())
    }

    /// The region that the request is signed for.
    pub(crate) fn region(&self) -> &str {
        self.scope(2)
    }

    /// The API's name that the request is signed for.
    pub(crate) fn api(&self) -> &str {
        self.scope(3)
    }

    /// The access key that the request is signed with.
    pub(crate) fn access_key(&self) -> &str {
        self.scope(0)
    }

    fn scope(&self, place: usize) -> &str {
        let authorization = self.header("authorization");
        let scope = authorization.split_once("Credential=");
        let scope = scope.and_then(|(_, rest)| rest.split(',').next());
        scope
            .and_then(|scope| scope.split('/').nth(place))
            .unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A member of a form.
    pub(crate) fn form(&self, name: &str) -> Option<String> {
        let text = std::str::from_utf8(&self.body).ok()?;
        let members = url::form_urlencoded::parse(text.as_bytes());
        let mut found = members.filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.into_owned())
    }
}

type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

#[derive(Clone)]
struct Shared {
    seen: Arc<Mutex<Vec<Seen>>>,
    answer: Arc<dyn Fn(Seen) -> Answer + Send + Sync>,
}

/// A running server; ends when dropped.
pub(crate) struct Fake {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    serving: tokio::task::JoinHandle<()>,
}

impl Fake {
    pub(crate) async fn start(answer: impl Fn(&Seen) -> Response + Send + Sync + 'static) -> Self {
        Self::start_slow(move |seen| {
            let response = answer(&seen);
            async move { response }
        })
        .await
    }

    /// The same with answers that may wait for something.
    pub(crate) async fn start_slow<F>(answer: impl Fn(Seen) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let shared = Shared {
            seen: Arc::clone(&seen),
            answer: Arc::new(move |seen| Box::pin(answer(seen))),
        };
        let router = Router::new().fallback(take).with_state(shared);
        let serving = tokio::spawn(async move {
            axum::serve(listener, router).await.unwrap();
        });
        Self {
            address,
            seen,
            serving,
        }
    }

    pub(crate) fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// What was asked of one operation.
    pub(crate) fn seen_of(&self, operation: &str) -> Vec<Seen> {
        let mut seen = self.seen();
        seen.retain(|seen| seen.operation() == operation);
        seen
    }

    /// Settings that lead every API here.
    pub(crate) fn settings(&self, sign_in: SignIn, regions: &[&str]) -> AccountSettings {
        let regions = regions.iter().map(|region| (*region).to_owned()).collect();
        let mut settings = AccountSettings::new(sign_in, regions);
        for api in [
            Api::Ecr,
            Api::Registry,
            Api::EcrPublic,
            Api::Sts,
            Api::Sso,
            Api::SsoOidc,
            Api::CloudTrail,
        ] {
            settings.endpoints.custom.insert(api, self.address());
        }
        settings.patience = Patience {
            tries: 3,
            first_pause: Duration::from_millis(1),
        };
        settings
    }

    /// The registry of a known account, signed in to by an access key.
    pub(crate) fn registry(&self, regions: &[&str]) -> PrivateRegistry {
        let mut settings = self.settings(access_key(), regions);
        settings.known_account = Some(ACCOUNT.to_owned());
        PrivateRegistry::new(account(settings)).unwrap()
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(shared): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
    let mut seen = Seen {
        path: head.uri.path().to_owned(),
        headers: head.headers,
        body,
        before: 0,
    };
    {
        let mut all = shared.seen.lock().unwrap();
        let operation = seen.operation();
        seen.before = all.iter().filter(|it| it.operation() == operation).count();
        all.push(seen.clone());
    }
    (shared.answer)(seen).await
}

pub(crate) fn account(settings: AccountSettings) -> Account {
    Account::new(&Connector::new("portolan/test"), settings).unwrap()
}

pub(crate) fn access_key() -> SignIn {
    SignIn::AccessKey {
        id: "AKIDEXAMPLE".to_owned(),
        secret: SECRET.into(),
        session_token: None,
    }
}

/// A repository's listed name.
pub(crate) fn named(text: &str) -> RepositoryName {
    text.parse().unwrap()
}

pub(crate) fn respond(status: u16, content_type: &str, body: impl Into<Body>) -> Response {
    Response::builder()
        .status(status)
        .header("content-type", content_type)
        .body(body.into())
        .unwrap()
}

pub(crate) fn ok(value: Value) -> Response {
    respond(200, "application/x-amz-json-1.1", value.to_string())
}

pub(crate) fn fail(status: u16, code: &str, message: &str) -> Response {
    let body = json!({ "__type": code, "message": message });
    respond(status, "application/x-amz-json-1.1", body.to_string())
}

/// STS answers and fails in XML.
pub(crate) fn xml(operation: &str, result: &str) -> Response {
    let body = format!(
        "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
         <{operation}Result>{result}</{operation}Result></{operation}Response>"
    );
    respond(200, "text/xml", body)
}

pub(crate) fn fail_xml(status: u16, code: &str, message: &str) -> Response {
    let body = format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error>\
         <Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>\
         <RequestId>1</RequestId></ErrorResponse>"
    );
    respond(status, "text/xml", body)
}

/// Credentials as STS writes them, with this access key.
pub(crate) fn assumed(operation: &str, access_key: &str) -> Response {
    xml(
        operation,
        &format!(
            "<Credentials><AccessKeyId>{access_key}</AccessKeyId>\
             <SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>token</SessionToken>\
             <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials>"
        ),
    )
}

/// Who asks, as STS writes it.
pub(crate) fn identity(arn: &str) -> Response {
    xml(
        "GetCallerIdentity",
        &format!("<Arn>{arn}</Arn><UserId>AIDA</UserId><Account>{ACCOUNT}</Account>"),
    )
}
