//! The distribution spec 1.1.1 over HTTP. What the requests mean is here; what they do is the registry's.

mod blobs;
mod door;
mod listings;
mod manifests;
mod refusal;
mod remainder;
mod route;
mod uploads;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Query, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::Response,
};

use portolan_oci::RepositoryName;

use self::{refusal::Refusal, route::Route};
use crate::{Error, LocalRegistry, access::Door};

const CONTENT_DIGEST: HeaderName = HeaderName::from_static("docker-content-digest");

/// What every request is answered from.
#[derive(Clone, Debug)]
struct Front {
    registry: Arc<LocalRegistry>,
    door: Arc<Door>,
}

type Answer = Result<Response, Refusal>;

pub(crate) fn router(registry: Arc<LocalRegistry>, door: Arc<Door>) -> Router {
    Router::new()
        .fallback(answer)
        .with_state(Front { registry, door })
}

async fn answer(State(front): State<Front>, request: Request) -> Response {
    let (request, mut body) = request.into_parts();
    let mut response = match dispatch(&front, &request, &mut body).await {
        Ok(response) => response,
        Err(refusal) => refusal.into_response(),
    };
    if !remainder::take(&request, body).await {
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response.headers_mut().insert(
        HeaderName::from_static("docker-distribution-api-version"),
        HeaderValue::from_static("registry/2.0"),
    );
    response
}

async fn dispatch(front: &Front, request: &Parts, body: &mut Body) -> Answer {
    door::require_own_machine(request)?;
    let authorization = request.headers.get(header::AUTHORIZATION).cloned();
    door::require_access(front, authorization).await?;
    let route = Route::parse(request.uri.path())?;
    if let Some(name) = changed(&route, &request.method) {
        front.registry.refuse_if_cached(name)?;
    }
    match (route, &request.method) {
        (Route::Base, &(Method::GET | Method::HEAD)) => Ok(json(StatusCode::OK, "{}".to_owned())),
        (Route::Catalog, &Method::GET) => listings::catalog(front, &request.uri).await,
        (Route::Tags(name), &Method::GET) => listings::tags(front, name, &request.uri).await,
        (Route::Referrers(name, subject), &Method::GET) => {
            listings::referrers(front, name, subject, &request.uri).await
        }
        (Route::Manifest(name, selector), method) => match *method {
            Method::GET | Method::HEAD => manifests::pull(front, name, selector, request).await,
            Method::PUT => manifests::push(front, name, selector, request, body).await,
            Method::DELETE => manifests::delete(front, name, selector).await,
            _ => Err(Refusal::no_method()),
        },
        (Route::Blob(name, digest), method) => match *method {
            Method::GET | Method::HEAD => blobs::pull(front, name, digest, request).await,
            Method::DELETE => blobs::delete(front, name, digest).await,
            _ => Err(Refusal::no_method()),
        },
        (Route::Uploads(name), &Method::POST) => uploads::start(front, name, request, body).await,
        (Route::Upload(name, id), method) => {
            let id = id.ok_or(Error::UnknownUpload)?;
            match *method {
                Method::GET => uploads::status(front, name, id).await,
                Method::PATCH => uploads::receive(front, name, id, request, body).await,
                Method::PUT => uploads::finish(front, name, id, request, body).await,
                Method::DELETE => uploads::cancel(front, &name, id),
                _ => Err(Refusal::no_method()),
            }
        }
        _ => Err(Refusal::no_method()),
    }
}

/// The repository that a request is to change.
fn changed<'a>(route: &'a Route, method: &Method) -> Option<&'a RepositoryName> {
    match route {
        Route::Uploads(name) | Route::Upload(name, _) => Some(name),
        Route::Manifest(name, _) | Route::Blob(name, _) => {
            (method == Method::PUT || method == Method::DELETE).then_some(name)
        }
        _ => None,
    }
}

/// Says in an answer that its content may be older than its upstream's (RFC 7234, 5.5: 110, "Response is
/// Stale"). RFC 9111 has no other header for it.
fn warn(response: &mut Response, warning: Option<&str>) {
    let Some(warning) = warning else { return };
    let plain: String = warning
        .chars()
        .map(|letter| match letter {
            '"' | '\\' => '\'',
            ' '..='~' => letter,
            _ => '?',
        })
        .take(300)
        .collect();
    let headers = response.headers_mut();
    headers.insert(header::WARNING, value(format!("110 portolan \"{plain}\"")));
}

/// Runs a verb of the registry where blocking is allowed.
async fn blocking<T: Send + 'static>(
    front: &Front,
    verb: impl FnOnce(&LocalRegistry) -> Result<T, Error> + Send + 'static,
) -> Result<T, Refusal> {
    let registry = Arc::clone(&front.registry);
    match tokio::task::spawn_blocking(move || verb(&registry)).await {
        Ok(outcome) => Ok(outcome?),
        Err(error) => {
            tracing::error!(%error, "a verb of the registry broke off");
            Err(Error::Stopping.into())
        }
    }
}

/// The query's parameters in the order they came.
fn parameters(uri: &Uri) -> Result<Vec<(String, String)>, Refusal> {
    Query::try_from_uri(uri)
        .map(|Query(parameters)| parameters)
        .map_err(|error| Refusal::bad_parameter(error.to_string()))
}

fn parameter<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.as_str())
}

fn json(status: StatusCode, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// A header's value out of text that holds only what a header may: digests, names, numbers.
fn value(text: impl AsRef<str>) -> HeaderValue {
    HeaderValue::from_str(text.as_ref()).unwrap_or_else(|_| HeaderValue::from_static(""))
}
