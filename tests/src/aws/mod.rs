//! Amazon's side of the wire, in this process and on one loopback address: ECR, ECR Public, STS, IAM
//! Identity Center, CloudTrail, and the data plane of private registries, whose layers come from
//! another.
//!
//! Its shapes are those of botocore's service models, which every request and reply is held against
//! where botocore is installed; where the models say nothing it does as Amazon's guides describe.
//! What nobody outside can know is the fake's own choice and said beside the code.

mod call;
mod cloudtrail;
mod ecr;
mod failure;
mod fault;
mod front;
mod model;
mod oidc;
mod page;
mod picture;
mod place;
mod plane;
mod preview;
mod public;
mod signature;
mod state;
mod sts;
mod wire;

use std::{
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use axum::http::{HeaderMap, Uri};
use serde_json::Value;

pub use failure::Failure;
pub use fault::{Fault, Injection};
pub use front::Requested;
pub use model::{Api, Direction, Violation};
pub use picture::Picture;
pub use place::Place;
pub use state::{ACCESS_KEY, ACCOUNT, SECRET_KEY};

use front::Shared;
use model::Models;
use state::{Key, State};
use sts::Role;

use crate::loopback::Serving;

/// A running Amazon. It fails its test when it ends, if a request or a reply broke the models.
#[derive(Debug)]
pub struct FakeAws {
    serving: Serving,
    /// The same on another port, where layers are fetched from.
    _storage: Serving,
    shared: Arc<Shared>,
}

impl FakeAws {
    /// Starts one whose registries are named by where they listen on loopback, so that images can be
    /// pulled and pushed.
    pub async fn start() -> Self {
        Self::launch(false).await
    }

    /// Starts one whose registries are named as Amazon names them; nobody answers there.
    pub async fn start_with_real_hosts() -> Self {
        Self::launch(true).await
    }

    async fn launch(has_real_hosts: bool) -> Self {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            faults: fault::Faults::default(),
            latency: Mutex::default(),
            requests: Mutex::default(),
            pulls: Mutex::default(),
            violations: Mutex::default(),
            is_tolerant: AtomicBool::new(false),
            models: Models::installed(),
        });
        let serving = Serving::start(front::router(&shared)).await;
        let storage = Serving::start(front::router(&shared)).await;
        {
            let mut state = shared.state.lock().unwrap();
            state.storage = storage.address().to_string();
            state.host = (!has_real_hosts).then(|| serving.address().to_string());
        }
        Self {
            serving,
            _storage: storage,
            shared,
        }
    }

    /// The address that stands for every endpoint of Amazon, registries included: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.serving.address())
    }

    /// Whether botocore's models are here to check against. Where they are not, says that this is
    /// skipped.
    pub fn is_checked(&self, skipped: &str) -> bool {
        if self.shared.models.is_none() {
            println!("skipped, botocore is not here: {skipped}");
        }
        self.shared.models.is_some()
    }

    /// The operations of an interface by its model; none where botocore is not here.
    pub fn modelled_operations(&self, api: Api) -> Vec<String> {
        let models = self.shared.models;
        models.map_or_else(Vec::new, |it| it.operations(api))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap()
    }

    /// A region of [`ACCOUNT`].
    pub fn region(&self, region: &str) -> Place<'_> {
        self.place(ACCOUNT, region)
    }

    /// A region of any account.
    pub fn place(&self, account: &str, region: &str) -> Place<'_> {
        Place {
            fake: self,
            account: account.to_owned(),
            region: region.to_owned(),
        }
    }

    /// Where registries are, of all accounts and regions: `127.0.0.1:PORT`. The token that somebody
    /// comes with says which of them is meant.
    pub fn registry_host(&self) -> String {
        self.serving.address().to_string()
    }

    /// Gives a user of an account an access key.
    pub fn add_user(&self, account: &str, name: &str, access_key: &str, secret: &str) {
        let key = Key {
            secret: secret.to_owned(),
            session: None,
            account: account.to_owned(),
            principal: format!("arn:aws:iam::{account}:user/{name}"),
            user_id: format!("AIDA{}", name.to_uppercase()),
            expires_at: None,
        };
        self.state().keys.insert(access_key.to_owned(), key);
    }

    /// Credentials of a session that ends in so many seconds (or has ended, where that is less than
    /// none): access key, secret and session token.
    pub fn add_session(&self, account: &str, seconds: f64) -> (String, String, String) {
        let mut state = self.state();
        let ends_at = state.now() + seconds;
        let principal = format!("arn:aws:sts::{account}:assumed-role/visitor/session");
        let (id, key) = state.session_key(account, &principal, ends_at);
        (id, key.secret, key.session.unwrap_or_default())
    }

    /// Lets everybody take a role; with a device's serial and code, only who has that.
    pub fn add_role(&self, arn: &str, code: Option<(&str, &str)>) {
        let role = Role {
            code: code.map(|(serial, code)| (serial.to_owned(), code.to_owned())),
            longest: 3600,
        };
        self.state().roles.insert(arn.to_owned(), role);
    }

    /// Adds an account with roles to the portal of IAM Identity Center.
    pub fn add_portal_account(&self, account: &str, name: &str, roles: &[&str]) {
        let roles = roles.iter().map(|it| (*it).to_owned()).collect();
        let accounts = &mut self.state().portal.accounts;
        accounts.insert(account.to_owned(), (name.to_owned(), roles));
    }

    /// The person in the browser says yes or no to everybody who waits; how many that were.
    pub fn answer_sign_in(&self, yes: bool) -> usize {
        self.state().portal.answer(yes)
    }

    /// The codes that a person is asked to confirm.
    pub fn user_codes(&self) -> Vec<String> {
        self.state().portal.user_codes()
    }

    /// Ends every session of the portal.
    pub fn end_portal_sessions(&self) {
        self.state().portal.sign_out();
    }

    /// How the portal behaves: how far apart clients must ask, how long a code and a session last,
    /// all in seconds.
    pub fn set_portal(&self, interval: u64, code_life: f64, session_life: f64) {
        let portal = &mut self.state().portal;
        portal.interval = interval;
        portal.code_life = code_life;
        portal.session_life = session_life;
    }

    /// Switches a region off: keys mean nothing there.
    pub fn switch_off(&self, region: &str) {
        self.state().regions_off.insert(region.to_owned());
    }

    /// Puts the fake's clock this many seconds ahead of the machine's, or behind it.
    pub fn turn_clock(&self, seconds: f64) {
        self.state().clock = seconds;
    }

    /// The passwords that registry tokens were made of until now.
    pub fn given_tokens(&self) -> Vec<String> {
        self.state().tokens.keys().cloned().collect()
    }

    /// How long registry tokens live from now on, in seconds; less than none for tokens that have
    /// ended when they come.
    pub fn set_token_life(&self, seconds: f64) {
        self.state().token_life = seconds;
    }

    /// How long an archived image takes to come back, in seconds.
    pub fn set_restore_time(&self, seconds: f64) {
        self.state().restore_takes = seconds;
    }

    /// How often a scan or a lifecycle preview says that it is at work before it is complete.
    pub fn set_unfinished_answers(&self, answers: u32) {
        self.state().unfinished_answers = answers;
    }

    /// A secret for pull-through caches, and whether the upstream takes it. Before the first, all
    /// secrets are there and taken.
    pub fn add_secret(&self, arn: &str, is_taken: bool) {
        self.state().secrets.insert(arn.to_owned(), is_taken);
    }

    /// Lets something go wrong.
    pub fn inject(&self, injection: Injection) {
        self.shared.faults.inject(injection);
    }

    /// Nothing goes wrong any more.
    pub fn heal(&self) {
        self.shared.faults.clear();
    }

    /// How long each answer takes from now on, of operations and of the data plane.
    pub fn set_latency(&self, latency: Duration) {
        *self.shared.latency.lock().unwrap() = latency;
    }

    /// How often an operation was asked for.
    pub fn count(&self, operation: &str) -> usize {
        let requests = self.shared.requests.lock().unwrap();
        requests
            .iter()
            .filter(|it| it.operation == operation)
            .count()
    }

    /// How often the data plane did something, as `GET manifest`, `PUT upload`, `GET tags`.
    pub fn count_on_plane(&self, deed: &str) -> usize {
        let pulls = self.shared.pulls.lock().unwrap();
        pulls.get(deed).copied().unwrap_or_default()
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Requested> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Forgets the requests so far, of operations and of the data plane.
    pub fn forget_requests(&self) {
        self.shared.requests.lock().unwrap().clear();
        self.shared.pulls.lock().unwrap().clear();
    }

    /// What broke the models so far, taken: it fails the test no more.
    pub fn take_violations(&self) -> Vec<Violation> {
        std::mem::take(&mut *self.shared.violations.lock().unwrap())
    }

    /// From now on requests are not held against the models: for tests of how the fake refuses.
    pub fn tolerate_any_request(&self) {
        self.shared.is_tolerant.store(true, Ordering::Relaxed);
    }

    /// Asks for an operation of AWS JSON 1.1 over HTTP, signed by [`ACCESS_KEY`] at the machine's time:
    /// the status and the document.
    pub async fn ask(&self, api: Api, region: &str, operation: &str, input: Value) -> (u16, Value) {
        ask_amazon(&self.url(), api, region, operation, input).await
    }
}

/// Asks whoever plays Amazon at `url`, signed by [`ACCESS_KEY`] at the machine's time: the status and
/// the document, or the text where it is none.
pub async fn ask_amazon(
    url: &str,
    api: Api,
    region: &str,
    operation: &str,
    input: Value,
) -> (u16, Value) {
    let body = input.to_string();
    let headers = signed_headers(
        url,
        (api, operation),
        region,
        (ACCESS_KEY, SECRET_KEY),
        body.as_bytes(),
    );
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client.post(url).headers(headers).body(body);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    let document = serde_json::from_str(&text).unwrap_or(Value::from(text));
    (status, document)
}

/// The headers of a request of AWS JSON 1.1 (or of Query, for STS), signed by this key at the
/// machine's time.
pub fn signed_headers(
    url: &str,
    (api, operation): (Api, &str),
    region: &str,
    key: (&str, &str),
    body: &[u8],
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let host = url.trim_start_matches("http://").trim_end_matches('/');
    headers.insert("host", host.parse().unwrap());
    if api == Api::Sts {
        let kind = "application/x-www-form-urlencoded";
        headers.insert("content-type", kind.parse().unwrap());
    } else {
        let target = format!("{}.{operation}", api.target_prefix());
        headers.insert("x-amz-target", target.parse().unwrap());
        let kind = "application/x-amz-json-1.1";
        headers.insert("content-type", kind.parse().unwrap());
    }
    let scope = (region, api.signing_name());
    let uri = Uri::from_static("/");
    signature::sign(key, scope, state::machine_time(), &uri, &mut headers, body);
    headers
}

impl Drop for FakeAws {
    fn drop(&mut self) {
        let violations = self.take_violations();
        if !violations.is_empty() && !thread::panicking() {
            let told: Vec<String> = violations.iter().map(ToString::to_string).collect();
            panic!("botocore's models do not allow:\n{}", told.join("\n"));
        }
    }
}
