//! The way of a request through the fake: read, counted, held up, known by its signature, done, and
//! both ways held against the models.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::{Request, State as Shares},
    http::{HeaderMap, HeaderValue, Method, Uri, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    call::{Call, Caller, Outcome},
    failure::{Failure, image_failure},
    fault::{Fault, Faults},
    model::{Api, Direction, Models, Violation},
    plane,
    signature::Signature,
    state::State,
    wire::{self, Asked},
};

/// A request that came, as a test looks at it.
#[derive(Clone, Debug)]
pub struct Requested {
    /// Of which interface.
    pub api: Api,
    /// The operation, as `DescribeImages`.
    pub operation: String,
    /// The region in its signature; empty where it has none.
    pub region: String,
    /// What was sent.
    pub input: Value,
    /// The access key that signed it, if one did.
    pub access_key: Option<String>,
}

/// What all requests share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) state: Mutex<State>,
    pub(super) faults: Faults,
    pub(super) latency: Mutex<Duration>,
    pub(super) requests: Mutex<Vec<Requested>>,
    /// Requests of the data plane, by what they do.
    pub(super) pulls: Mutex<BTreeMap<String, usize>>,
    pub(super) violations: Mutex<Vec<Violation>>,
    pub(super) is_tolerant: AtomicBool,
    pub(super) models: Option<&'static Models>,
}

pub(super) fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .fallback(answer)
        .with_state(Arc::clone(shared))
}

async fn answer(Shares(shared): Shares<Arc<Shared>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20)
        .await
        .unwrap_or_default();
    if plane::is_of_plane(parts.uri.path()) {
        return plane::answer(&shared, &parts, &body).await;
    }
    let asked = match wire::read(&parts.method, &parts.uri, &parts.headers, &body) {
        None => return wire::html(404),
        Some(Ok(asked)) => asked,
        Some(Err(failure)) => {
            let nothing = Asked {
                api: Api::Ecr,
                operation: String::new(),
                input: Value::Null,
                agent: None,
            };
            return wire::write(&nothing, &Err(failure));
        }
    };
    let signature = Signature::of(&parts.headers);
    let region = signature.as_ref().map(|it| it.region.clone());
    let region = region.unwrap_or_default();
    shared.requests.lock().unwrap().push(Requested {
        api: asked.api,
        operation: asked.operation.clone(),
        region: region.clone(),
        input: asked.input.clone(),
        access_key: signature.as_ref().map(|it| it.access_key.clone()),
    });
    let faults = shared.faults.at(&asked.operation, &region);
    hold_up(&shared, &faults).await;
    let skew: f64 = faults
        .iter()
        .map(|it| match it {
            Fault::Skewed(seconds) => *seconds as f64,
            _ => 0.0,
        })
        .sum();
    let now = shared.state.lock().unwrap().now() + skew;
    let mut response = if let Some(status) = faults.iter().find_map(|it| match it {
        Fault::Html(status) => Some(*status),
        _ => None,
    }) {
        wire::html(status)
    } else {
        let signed = (&parts.method, &parts.uri, &parts.headers, &body[..]);
        let caller = know(&shared, &asked, signature.as_ref(), &faults, now, signed);
        let outcome = match caller {
            Err(failure) => Err(failure),
            Ok(caller) => perform(&shared, &asked, caller, &region, &faults),
        };
        shared.inspect(&asked, &outcome, &faults);
        wire::write(&asked, &outcome)
    };
    let date = Timestamp::from_second(now as i64).unwrap_or_default();
    let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::from_str(&date) {
        response.headers_mut().insert(header::DATE, date);
    }
    response.into_response()
}

async fn hold_up(shared: &Shared, faults: &[Fault]) {
    let mut wait = *shared.latency.lock().unwrap();
    for fault in faults {
        match fault {
            Fault::Slow(more) => wait += *more,
            Fault::Silent => std::future::pending().await,
            _ => {}
        }
    }
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
}

/// Who calls, if what was signed is right.
fn know(
    shared: &Shared,
    asked: &Asked,
    signature: Option<&Signature>,
    faults: &[Fault],
    now: f64,
    (method, uri, headers, body): (&Method, &Uri, &HeaderMap, &[u8]),
) -> Result<Caller, Failure> {
    let protocol = asked.api.protocol();
    for fault in faults {
        match fault {
            Fault::Expired => return Err(Failure::expired(protocol)),
            Fault::RegionOff => return Err(Failure::unrecognized(protocol)),
            Fault::Throttled => return Err(Failure::throttled(protocol)),
            Fault::WrongSignature => {
                let message = "The request signature we calculated does not match the signature \
                               you provided.";
                return Err(Failure::signature(protocol, message));
            }
            Fault::Error(failure) => return Err(failure.clone()),
            _ => {}
        }
    }
    // Nobody signs the way to a sign-in, nor what a token of the web stands for.
    if matches!(asked.api, Api::Sso | Api::Oidc) || asked.operation == "AssumeRoleWithWebIdentity" {
        return Ok(Caller {
            account: super::ACCOUNT.to_owned(),
            principal: "anonymous".to_owned(),
            user_id: "anonymous".to_owned(),
            access_key: String::new(),
        });
    }
    let Some(signature) = signature else {
        let code = "MissingAuthenticationTokenException";
        return Err(Failure::new(code, "Missing Authentication Token"));
    };
    let state = shared.state.lock().unwrap();
    let key = state.keys.get(&signature.access_key);
    let key = key.ok_or_else(|| Failure::unrecognized(protocol))?;
    let session = headers
        .get("x-amz-security-token")
        .and_then(|it| it.to_str().ok());
    if session != key.session.as_deref() {
        return Err(Failure::unrecognized(protocol));
    }
    if key.expires_at.is_some_and(|it| it < now) {
        return Err(Failure::expired(protocol));
    }
    if state.regions_off.contains(&signature.region) {
        return Err(Failure::unrecognized(protocol));
    }
    signature
        .verify(
            &key.secret,
            asked.api.signing_name(),
            now,
            (method, uri, headers, body),
        )
        .map_err(|message| Failure::signature(protocol, &message))?;
    Ok(Caller {
        account: key.account.clone(),
        principal: key.principal.clone(),
        user_id: key.user_id.clone(),
        access_key: signature.access_key.clone(),
    })
}

/// Does what was asked, with the faults that begin where the caller is known.
fn perform(
    shared: &Shared,
    asked: &Asked,
    caller: Caller,
    region: &str,
    faults: &[Fault],
) -> Outcome {
    let mut state = shared.state.lock().unwrap();
    let now = state.now();
    let mut call = Call {
        state: &mut state,
        api: asked.api,
        operation: asked.operation.clone(),
        region: region.to_owned(),
        caller,
        input: asked.input.clone(),
        now,
    };
    let mut outcome = if faults.iter().any(|it| matches!(it, Fault::Denied)) {
        Err(call.denied("identity-based"))
    } else {
        match faults.iter().find(|it| matches!(it, Fault::Partial { .. })) {
            Some(fault) => call.perform_but(fault),
            None => call.perform(),
        }
    };
    call.record(outcome.as_ref().err(), asked.agent.as_deref());
    if let Ok(reply) = &mut outcome
        && faults.iter().any(|it| matches!(it, Fault::RepeatedToken))
        && let Some(token) = asked.input.get("nextToken")
    {
        reply["nextToken"] = token.clone();
    }
    outcome
}

impl Call<'_> {
    /// Does the operation.
    pub(super) fn perform(&mut self) -> Outcome {
        match self.api {
            Api::Ecr => self.ecr(),
            Api::EcrPublic => self.ecr_public(),
            Api::Sts => self.sts(),
            Api::Sso => self.sso(),
            Api::Oidc => self.oidc(),
            Api::CloudTrail => self.cloudtrail(),
        }
    }

    /// Does the operation but for the images of a [`Fault::Partial`].
    fn perform_but(&mut self, fault: &Fault) -> Outcome {
        let Fault::Partial {
            code,
            reason,
            images,
        } = fault
        else {
            return self.perform();
        };
        let is_meant = |id: &Value| {
            images
                .iter()
                .any(|it| id["imageTag"] == it.as_str() || id["imageDigest"] == it.as_str())
        };
        let (bad, good): (Vec<Value>, Vec<Value>) =
            self.list("imageIds").into_iter().partition(is_meant);
        let mut reply = if good.is_empty() {
            let done = match self.operation.as_str() {
                "BatchGetImage" => "images",
                _ => "imageIds",
            };
            json!({ done: [], "failures": [] })
        } else {
            self.input["imageIds"] = good.into();
            self.perform()?
        };
        let failures = bad.iter().map(|id| image_failure(id, code, reason));
        if let Some(told) = reply["failures"].as_array_mut() {
            told.extend(failures);
        }
        Ok(reply)
    }
}

impl Shared {
    /// Holds a request and its reply against the models.
    fn inspect(&self, asked: &Asked, outcome: &Outcome, faults: &[Fault]) {
        let Some(models) = self.models else {
            return;
        };
        let (api, operation) = (asked.api, &asked.operation);
        let mut found = Vec::new();
        if !self.is_tolerant.load(Ordering::Relaxed) {
            found.extend(models.check(api, operation, Direction::Request, &asked.input));
        }
        match outcome {
            Ok(reply) if !reply.is_null() => {
                found.extend(models.check(api, operation, Direction::Reply, reply));
            }
            Ok(_) => {}
            // What a test scripts may be anything.
            Err(_) if faults.iter().any(|it| matches!(it, Fault::Error(_))) => {}
            Err(failure) => {
                found.extend(models.check_error(api, operation, &failure.code, failure.status));
            }
        }
        self.violations.lock().unwrap().extend(found);
    }
}
