//! Vendors' registries, pretended: the distribution protocol and a vendor's own API over one shelf of
//! content in memory, on one loopback server. Each counts what it is asked, and goes wrong on request.

mod artifactory;
mod azure;
mod docker_hub;
mod door;
mod gitea;
mod github;
mod gitlab;
mod google;
mod harbor;
mod harbor_rules;
mod nexus;
mod pulp;
mod quay;
mod shelf;
mod zot;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Method};
use portolan_distribution::{Connector, Credential, Endpoint};
use portolan_registries::{
    AskNobody, AskSecondFactor, Capabilities, Kind, Registry, VendorAddresses, VendorConnection,
    adapter,
};

pub use self::{
    artifactory::ArtifactoryApi,
    azure::AzureApi,
    docker_hub::DockerHubApi,
    gitea::GiteaRules,
    github::GithubApi,
    gitlab::GitlabApi,
    google::GoogleRules,
    harbor::{HarborAdministration, HarborApi},
    harbor_rules::HarborRules,
    nexus::NexusRules,
    pulp::PulpApi,
    quay::{QuayAdministration, QuayApi},
    shelf::{Shelf, Shelved, ShelvedRepository},
    zot::{ZotAge, ZotApi},
};
use crate::{Pusher, loopback::Serving, scripted::Answer};

/// A request, taken apart.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its method.
    pub method: Method,
    /// Its path, as it came: percent-encoded.
    pub path: String,
    /// Its query, decoded.
    pub query: HashMap<String, String>,
    /// Its head.
    pub headers: HeaderMap,
    /// Its content.
    pub body: Bytes,
}

impl Asked {
    /// What its query says of `name`; nothing where it says nothing.
    pub fn query_of(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }
}

/// A vendor's own API, and where its registry leaves the protocol.
pub trait VendorRules: Send + Sync + 'static {
    /// The answer of the vendor's own API; `None` for what the protocol answers.
    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer>;

    /// Whether this is answered to anybody.
    fn is_open(&self, asked: &Asked) -> bool;
}

/// Rules that a list holds.
pub type AnyRules = Box<dyn VendorRules>;

impl VendorRules for AnyRules {
    fn answer(&self, shelf: &mut Shelf, asked: &Asked) -> Option<Answer> {
        self.as_ref().answer(shelf, asked)
    }

    fn is_open(&self, asked: &Asked) -> bool {
        self.as_ref().is_open(asked)
    }
}

/// A registry with nothing of its own beside the protocol.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainRules;

impl VendorRules for PlainRules {
    fn answer(&self, _: &mut Shelf, _: &Asked) -> Option<Answer> {
        None
    }

    fn is_open(&self, _: &Asked) -> bool {
        false
    }
}

/// A pretended registry.
pub struct PretendedVendor<Rules> {
    serving: Serving,
    shared: Arc<Shared<Rules>>,
}

struct Shared<Rules> {
    rules: Rules,
    shelf: Mutex<Shelf>,
    /// User and password, where it wants to know who asks.
    account: Mutex<Option<(String, String)>>,
    faults: Mutex<Vec<Fault>>,
    seen: Mutex<Vec<Asked>>,
}

struct Fault {
    method: Method,
    /// Answered in place of any path that begins so.
    path: String,
    answer: Answer,
}

impl<Rules: VendorRules> PretendedVendor<Rules> {
    /// Starts one that lets everybody in.
    pub async fn start(rules: Rules, shelf: Shelf) -> Self {
        let shared = Arc::new(Shared {
            rules,
            shelf: Mutex::new(shelf),
            account: Mutex::default(),
            faults: Mutex::default(),
            seen: Mutex::default(),
        });
        let router = Router::new()
            .fallback(reply::<Rules>)
            .with_state(Arc::clone(&shared));
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

    /// The vendor's own.
    pub fn rules(&self) -> &Rules {
        &self.shared.rules
    }

    /// What it holds.
    pub fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shared.shelf.lock().unwrap()
    }

    /// Lets only this user in from now on.
    pub fn want(&self, user: &str, password: &str) -> &Self {
        *self.shared.account.lock().unwrap() = Some((user.to_owned(), password.to_owned()));
        self
    }

    /// Answers this to whatever begins with `path`, until told otherwise. The newest fault wins.
    pub fn fail(&self, method: Method, path: &str, answer: Answer) -> &Self {
        let fault = Fault {
            method,
            path: path.to_owned(),
            answer,
        };
        self.shared.faults.lock().unwrap().insert(0, fault);
        self
    }

    /// Answers everything again.
    pub fn recover(&self) {
        self.shared.faults.lock().unwrap().clear();
    }

    /// Every request since the last [`PretendedVendor::forget`].
    pub fn seen(&self) -> Vec<Asked> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// Counts anew.
    pub fn forget(&self) {
        self.shared.seen.lock().unwrap().clear();
    }

    /// Pushes to it, as who may.
    pub fn pusher(&self) -> Pusher {
        let account = self.shared.account.lock().unwrap().clone();
        let account = account.as_ref();
        Pusher::new(
            &self.url(),
            account.map(|(user, password)| (user.as_str(), password.as_str())),
        )
    }
}

async fn reply<Rules: VendorRules>(
    State(shared): State<Arc<Shared<Rules>>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20)
        .await
        .unwrap_or_default();
    let query = parts.uri.query().unwrap_or_default();
    let asked = Asked {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
        headers: parts.headers,
        body,
    };
    shared.seen.lock().unwrap().push(asked.clone());
    let answer = shared.answer(&asked);
    answer.into_response().await
}

impl<Rules: VendorRules> Shared<Rules> {
    fn answer(&self, asked: &Asked) -> Answer {
        let faults = self.faults.lock().unwrap();
        let fault = faults
            .iter()
            .find(|it| it.method == asked.method && asked.path.starts_with(&it.path));
        if let Some(fault) = fault {
            return fault.answer.clone();
        }
        drop(faults);
        if !self.rules.is_open(asked) && !self.lets_in(asked) {
            return Answer::error(401, "UNAUTHORIZED", "unauthorized: who asks?")
                .header("www-authenticate", "Basic realm=\"registry\"");
        }
        let mut shelf = self.shelf.lock().unwrap();
        match self.rules.answer(&mut shelf, asked) {
            Some(answer) => answer,
            None => shelf.answer(asked),
        }
    }

    fn lets_in(&self, asked: &Asked) -> bool {
        let account = self.account.lock().unwrap();
        let Some((user, password)) = &*account else {
            return true;
        };
        let basic = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let said = asked.headers.get("authorization");
        said.is_some_and(|said| said.as_bytes() == basic.as_bytes())
    }
}

/// The adapter of `kind` for the registry that answers at `at` and that a person calls `host`. Vendors' own
/// addresses are there too.
pub fn connect(kind: Kind, at: &str, host: &str, credential: Credential) -> Arc<dyn Registry> {
    connect_asking(kind, at, host, credential, Arc::new(AskNobody))
}

/// The same with somebody to ask for second factors.
pub fn connect_asking(
    kind: Kind,
    at: &str,
    host: &str,
    credential: Credential,
    codes: Arc<dyn AskSecondFactor>,
) -> Arc<dyn Registry> {
    let mut endpoint = Endpoint::new(at).unwrap();
    endpoint.plain_http = true;
    let connector = Connector::new("test");
    let sign_in = credential.shared();
    let here = url::Url::parse(&format!("http://{at}/")).unwrap();
    let connection = VendorConnection {
        host: host.to_owned(),
        web: connector.web_beside(&endpoint).unwrap(),
        client: connector.connect(endpoint, Arc::clone(&sign_in)).unwrap(),
        known: Capabilities::default(),
        sign_in,
        addresses: VendorAddresses {
            docker_hub: here.clone(),
            github: here.clone(),
            google: here,
            registries: Vec::new(),
        },
        codes,
    };
    adapter(kind, connection).unwrap()
}
