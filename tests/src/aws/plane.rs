//! The data plane of registries: the distribution protocol with a registry token, as far as pulling and
//! pushing need it. A public registry's begins with an alias, and takes its token by way of another.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, StatusCode, Uri, header, request::Parts, response},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    call::{Call, Caller, Outcome},
    front::Shared,
    model::Api,
    state::{Layer, State, uuid},
};

/// The registry that a token is for.
struct Plane<'a> {
    shared: &'a Shared,
    account: String,
    region: String,
    /// The alias that names of a public registry begin with.
    alias: Option<String>,
}

/// Whether a path is of the data plane, and not of an API.
pub(super) fn is_of_plane(path: &str) -> bool {
    ["/v2", "/layers/", "/logos/", "/token/"]
        .iter()
        .any(|begin| path.starts_with(begin))
}

/// The region under which the storage has the layers of public registries.
const PUBLIC: &str = "public";

/// The account and alias of the public registry that a path is about, and the path without the alias. A
/// private repository whose name begins like an alias is hidden by it, which Amazon's own hosts don't do.
fn public_path(shared: &Shared, path: &str) -> Option<(String, String, String)> {
    let (first, rest) = path.strip_prefix("/v2/")?.split_once('/')?;
    let state = shared.state.lock().unwrap();
    let is_alias = |alias: &Value| alias["name"] == first && alias["status"] == "ACTIVE";
    let mut all = state.public.iter();
    let (account, _) = all.find(|(_, registry)| registry.aliases.iter().any(is_alias))?;
    Some((account.clone(), first.to_owned(), format!("/v2/{rest}")))
}

/// Where the storage has a layer.
pub(super) fn storage_url(
    state: &State,
    (account, region): (&str, &str),
    name: &str,
    digest: &str,
) -> String {
    let path = format!("{account}/{region}/{name}/{digest}");
    format!(
        "http://{}/layers/{path}?X-Amz-Signature=harness",
        state.storage
    )
}

/// What a path of the protocol names.
#[derive(Debug, Eq, PartialEq)]
enum Target<'a> {
    Root,
    Manifest(&'a str, &'a str),
    Blob(&'a str, &'a str),
    Uploads(&'a str),
    Upload(&'a str, &'a str),
    Tags(&'a str),
    Referrers(&'a str, &'a str),
    /// The storage that blobs redirect to: account, region, name and digest.
    Storage(&'a str, &'a str, &'a str, &'a str),
    Unknown,
}

fn target(path: &str) -> Target<'_> {
    if let Some(rest) = path.strip_prefix("/layers/") {
        let parts = rest.split_once('/').and_then(|(account, rest)| {
            let (region, rest) = rest.split_once('/')?;
            let (name, digest) = rest.rsplit_once('/')?;
            Some(Target::Storage(account, region, name, digest))
        });
        return parts.unwrap_or(Target::Unknown);
    }
    let Some(rest) = path.strip_prefix("/v2") else {
        return Target::Unknown;
    };
    let rest = rest.trim_start_matches('/');
    if rest.is_empty() {
        return Target::Root;
    }
    if let Some(name) = rest.strip_suffix("/tags/list") {
        return Target::Tags(name);
    }
    if let Some((name, id)) = rest.rsplit_once("/blobs/uploads") {
        let id = id.trim_start_matches('/');
        return if id.is_empty() {
            Target::Uploads(name)
        } else {
            Target::Upload(name, id)
        };
    }
    let Some((before, last)) = rest.rsplit_once('/') else {
        return Target::Unknown;
    };
    match before.rsplit_once('/') {
        Some((name, "manifests")) => Target::Manifest(name, last),
        Some((name, "blobs")) => Target::Blob(name, last),
        Some((name, "referrers")) => Target::Referrers(name, last),
        _ => Target::Unknown,
    }
}

fn error(status: u16, code: &str, message: &str) -> Response {
    let body = json!({ "errors": [{ "code": code, "message": message }] });
    reply(status)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn reply(status: u16) -> response::Builder {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
    Response::builder()
        .status(status)
        .header("docker-distribution-api-version", "registry/2.0")
}

fn empty(builder: response::Builder) -> Response {
    builder.body(Body::empty()).unwrap()
}

fn query(uri: &Uri, wanted: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
}

/// Answers a request of the protocol.
pub(super) async fn answer(shared: &Shared, parts: &Parts, body: &[u8]) -> Response {
    let wait = *shared.latency.lock().unwrap();
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let path = parts.uri.path();
    if path == "/token/" {
        return exchange(shared, &parts.headers);
    }
    if let Some(rest) = path.strip_prefix("/logos/") {
        return logo(shared, rest);
    }
    let public = public_path(shared, path);
    let target = target(public.as_ref().map_or(path, |(.., path)| path));
    let deed = format!("{} {}", parts.method, kind(&target));
    *shared.pulls.lock().unwrap().entry(deed).or_default() += 1;
    if let Target::Storage(account, region, name, digest) = target {
        return fetch(shared, (account, region), (name, digest), &parts.headers);
    }
    let (caller, region) = match sign_in(shared, &parts.headers, public.is_some()) {
        Ok(known) => known,
        Err(refusal) => return *refusal,
    };
    let plane = match &public {
        Some((account, alias, _)) => Plane {
            shared,
            account: account.clone(),
            region: PUBLIC.to_owned(),
            alias: Some(alias.clone()),
        },
        None => Plane {
            shared,
            account: caller.account.clone(),
            region,
            alias: None,
        },
    };
    let get = parts.method == Method::GET;
    let read = get || parts.method == Method::HEAD;
    match target {
        Target::Root => empty(reply(200)),
        Target::Manifest(name, reference) if read => {
            plane.manifest(caller, name, reference, get, &parts.headers)
        }
        Target::Manifest(name, reference) if parts.method == Method::PUT => {
            plane.put_manifest(caller, name, reference, &parts.headers, body)
        }
        // Whether ECR deletes by this protocol is disputed; the API does.
        Target::Manifest(..) => error(405, "UNSUPPORTED", "The operation is unsupported."),
        Target::Tags(name) if get => plane.tags(caller, name, &parts.uri),
        Target::Referrers(name, digest) if get && plane.alias.is_none() => {
            plane.referrers(caller, name, digest)
        }
        Target::Blob(name, digest) if read => plane.blob(caller, name, digest, get),
        Target::Uploads(name) if parts.method == Method::POST => {
            plane.start_upload(caller, name, &parts.uri)
        }
        Target::Upload(name, id) => {
            plane.upload(caller, name, id, (&parts.method, &parts.uri), body)
        }
        _ => error(404, "NOT_FOUND", "404 page not found"),
    }
}

const fn kind(target: &Target<'_>) -> &'static str {
    match target {
        Target::Root => "root",
        Target::Manifest(..) => "manifest",
        Target::Blob(..) => "blob",
        Target::Uploads(..) | Target::Upload(..) => "upload",
        Target::Tags(..) => "tags",
        Target::Referrers(..) => "referrers",
        Target::Storage(..) => "storage",
        Target::Unknown => "unknown",
    }
}

/// Who a registry token belongs to, and the region that it was asked for in.
fn sign_in(
    shared: &Shared,
    headers: &HeaderMap,
    is_public: bool,
) -> Result<(Caller, String), Box<Response>> {
    let host = shared.state.lock().unwrap().host.clone();
    let challenge = || {
        let realm = if is_public {
            let host = host.unwrap_or_default();
            format!(
                "Bearer realm=\"http://{host}/token/\",service=\"public.ecr.aws\",scope=\"aws\""
            )
        } else {
            "Basic realm=\"https://ecr.amazonaws.com/\",service=\"ecr.amazonaws.com\"".to_owned()
        };
        reply(401)
            .header(header::WWW_AUTHENTICATE, realm)
            .body(Body::from("Not Authorized\n"))
            .unwrap()
    };
    let given = if is_public {
        let given = headers.get(header::AUTHORIZATION);
        given.and_then(|it| Some(it.to_str().ok()?.strip_prefix("Bearer ")?.to_owned()))
    } else {
        password(headers)
    };
    let Some(password) = given else {
        return Err(Box::new(challenge()));
    };
    let state = shared.state.lock().unwrap();
    let Some(token) = state.tokens.get(&password) else {
        return Err(Box::new(challenge()));
    };
    if token.expires_at < state.now() {
        let message = "Your authorization token has expired. Reauthenticate and try again.";
        return Err(Box::new(error(403, "DENIED", message)));
    }
    let caller = Caller {
        account: token.account.clone(),
        principal: token.principal.clone(),
        user_id: "token".to_owned(),
        access_key: String::new(),
    };
    Ok((caller, token.region.clone()))
}

/// The password of a sign-in by `AWS`.
fn password(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let bytes = STANDARD.decode(given.strip_prefix("Basic ")?).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(text.strip_prefix("AWS:")?.to_owned())
}

/// The public registries' token: here it is the password once more, as long as that is good.
fn exchange(shared: &Shared, headers: &HeaderMap) -> Response {
    let password = password(headers);
    let is_good = |it: &String| {
        let state = shared.state.lock().unwrap();
        let token = state.tokens.get(it);
        token.is_some_and(|token| token.expires_at >= state.now())
    };
    match password.filter(is_good) {
        Some(password) => reply(200)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(json!({ "token": password }).to_string()))
            .unwrap(),
        None => error(401, "UNAUTHORIZED", "Not Authorized"),
    }
}

/// The logo of a public repository, which everybody may fetch.
fn logo(shared: &Shared, path: &str) -> Response {
    let state = shared.state.lock().unwrap();
    let found = path.strip_suffix(".png").and_then(|path| {
        let (account, name) = path.split_once('/')?;
        let repository = state.public.get(account)?.repositories.get(name)?;
        repository.logo.clone()
    });
    match found {
        Some(bytes) => reply(200)
            .header(header::CONTENT_TYPE, "image/png")
            .body(Body::from(bytes))
            .unwrap(),
        None => error(404, "NOT_FOUND", "there is no such logo"),
    }
}

/// The storage behind the redirect: the address is the sign-in, a second one is refused.
fn fetch(
    shared: &Shared,
    (account, region): (&str, &str),
    (name, digest): (&str, &str),
    headers: &HeaderMap,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        let message = "Only one auth mechanism allowed; only the X-Amz-Algorithm query \
                           parameter, Signature query string parameter or the Authorization header \
                           should be specified";
        return error(400, "InvalidArgument", message);
    }
    let mut state = shared.state.lock().unwrap();
    let repositories = if region == PUBLIC {
        &state
            .public
            .entry(account.to_owned())
            .or_default()
            .repositories
    } else {
        &state.registry(account, region).repositories
    };
    let layer = repositories.get(name).and_then(|it| it.layers.get(digest));
    let Some(bytes) = layer.and_then(|it| it.bytes.clone()) else {
        return error(404, "NoSuchKey", "The specified key does not exist.");
    };
    let from = headers
        .get(header::RANGE)
        .and_then(|it| it.to_str().ok()?.strip_prefix("bytes="))
        .and_then(|it| it.strip_suffix('-')?.parse::<usize>().ok())
        .filter(|from| *from > 0 && *from < bytes.len());
    let Some(from) = from else {
        return reply(200)
            .header(header::CONTENT_LENGTH, bytes.len())
            .body(Body::from(bytes))
            .unwrap();
    };
    let range = format!("bytes {from}-{}/{}", bytes.len() - 1, bytes.len());
    let rest: Bytes = bytes.slice(from..);
    reply(206)
        .header(header::CONTENT_RANGE, range)
        .header(header::CONTENT_LENGTH, rest.len())
        .body(Body::from(rest))
        .unwrap()
}

impl Plane<'_> {
    /// Does an operation of the API in the name of a caller, and writes it down.
    fn perform(&self, caller: Caller, operation: &str, mut input: Value) -> Outcome {
        self.with(caller, operation, |call| {
            input["registryId"] = self.account.as_str().into();
            call.input = input;
            // Public registries have no such operation, and let everybody pull.
            let is_pull = call.api == Api::EcrPublic && call.operation == "BatchGetImage";
            let outcome = if is_pull {
                call.batch_get_image()
            } else {
                call.perform()
            };
            call.record(outcome.as_ref().err(), None);
            outcome
        })
    }

    fn with<T>(&self, caller: Caller, operation: &str, deed: impl FnOnce(&mut Call<'_>) -> T) -> T {
        let mut state = self.shared.state.lock().unwrap();
        let now = state.now();
        let mut call = Call {
            state: &mut state,
            api: match self.alias {
                Some(_) => Api::EcrPublic,
                None => Api::Ecr,
            },
            operation: operation.to_owned(),
            region: match self.alias {
                Some(_) => "us-east-1".to_owned(),
                None => self.region.clone(),
            },
            caller,
            input: json!({ "registryId": self.account }),
            now,
        };
        deed(&mut call)
    }

    fn manifest(
        &self,
        caller: Caller,
        name: &str,
        reference: &str,
        with_body: bool,
        headers: &HeaderMap,
    ) -> Response {
        let id = if reference.contains(':') {
            json!({ "imageDigest": reference })
        } else {
            json!({ "imageTag": reference })
        };
        let mut input = json!({ "repositoryName": name, "imageIds": [id] });
        let accepted = headers.get_all(header::ACCEPT).iter();
        let accepted: Vec<&str> = accepted
            .filter_map(|it| it.to_str().ok())
            .flat_map(|it| it.split(','))
            .map(|it| it.split(';').next().unwrap_or_default().trim())
            .filter(|it| !it.is_empty())
            .collect();
        if !accepted.is_empty() && !accepted.contains(&"*/*") {
            input["acceptedMediaTypes"] = accepted.into();
        }
        let outcome = match self.perform(caller, "BatchGetImage", input) {
            Ok(outcome) => outcome,
            Err(failure) => return refuse(&failure),
        };
        let image = &outcome["images"][0];
        let Some(text) = image["imageManifest"].as_str().map(str::to_owned) else {
            return error(404, "MANIFEST_UNKNOWN", "Requested image not found");
        };
        let media_type = image["imageManifestMediaType"].as_str().unwrap_or_default();
        let mut builder = reply(200)
            .header(header::CONTENT_TYPE, media_type)
            .header(header::CONTENT_LENGTH, text.len());
        if with_body {
            // One report has it that the digest is told to HEAD alone: clients count for themselves.
            return builder.body(Body::from(text)).unwrap();
        }
        let digest = image["imageId"]["imageDigest"].as_str().unwrap_or_default();
        builder = builder.header("docker-content-digest", digest);
        empty(builder)
    }

    fn put_manifest(
        &self,
        caller: Caller,
        name: &str,
        reference: &str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Response {
        let mut input = json!({
            "repositoryName": name,
            "imageManifest": String::from_utf8_lossy(body),
        });
        if let Some(kind) = headers.get(header::CONTENT_TYPE) {
            input["imageManifestMediaType"] = kind.to_str().unwrap_or_default().into();
        }
        let member = if reference.contains(':') {
            "imageDigest"
        } else {
            "imageTag"
        };
        input[member] = reference.into();
        let digest = super::ecr::digest_of(body);
        match self.perform(caller, "PutImage", input) {
            Ok(_) => {}
            // To push again what is there is no mistake.
            Err(failure) if failure.code == "ImageAlreadyExistsException" => {}
            Err(failure) => return refuse(&failure),
        }
        let location = format!("/v2/{}/manifests/{digest}", self.whole(name));
        empty(
            reply(201)
                .header(header::LOCATION, location)
                .header("docker-content-digest", digest),
        )
    }

    /// A repository's name as paths have it.
    fn whole(&self, name: &str) -> String {
        match &self.alias {
            Some(alias) => format!("{alias}/{name}"),
            None => name.to_owned(),
        }
    }

    fn tags(&self, caller: Caller, name: &str, uri: &Uri) -> Response {
        let wanted = query(uri, "n").and_then(|it| it.parse::<usize>().ok());
        if wanted.is_some_and(|it| it > 1000) {
            let message = "Invalid parameter at 'maxResults' failed to satisfy constraint: \
                           'Member must have value less than or equal to 1000'";
            return error(400, "UNSUPPORTED", message);
        }
        let wanted = wanted.unwrap_or(1000);
        let last = query(uri, "last").unwrap_or_default();
        let tags = self.with(caller, "ListImages", |call| {
            let repository = call.repository_named(name)?;
            let rest = repository.tags.keys().filter(|it| **it > last);
            Ok::<Vec<String>, super::Failure>(rest.take(wanted + 1).cloned().collect())
        });
        let mut tags = match tags {
            Ok(tags) => tags,
            Err(failure) => return refuse(&failure),
        };
        let has_more = tags.len() > wanted;
        tags.truncate(wanted);
        let mut builder = reply(200).header(header::CONTENT_TYPE, "application/json");
        if has_more && let Some(last) = tags.last() {
            let name = self.whole(name);
            let link = format!("</v2/{name}/tags/list?n={wanted}&last={last}>; rel=\"next\"");
            builder = builder.header(header::LINK, link);
        }
        let body = json!({ "name": name, "tags": tags }).to_string();
        builder.body(Body::from(body)).unwrap()
    }

    fn referrers(&self, caller: Caller, name: &str, digest: &str) -> Response {
        let input = json!({
            "repositoryName": name,
            "subjectId": { "imageDigest": digest },
            "maxResults": 50,
        });
        let outcome = match self.perform(caller, "ListImageReferrers", input) {
            Ok(outcome) => outcome,
            Err(failure) => return refuse(&failure),
        };
        let mut manifests = outcome["referrers"].clone();
        for descriptor in manifests.as_array_mut().into_iter().flatten() {
            if let Some(descriptor) = descriptor.as_object_mut() {
                descriptor.remove("artifactStatus");
            }
        }
        let kind = "application/vnd.oci.image.index.v1+json";
        let index = json!({ "schemaVersion": 2, "mediaType": kind, "manifests": manifests });
        reply(200)
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(index.to_string()))
            .unwrap()
    }

    fn layer(&self, caller: Caller, name: &str, digest: &str) -> Result<Layer, Box<Response>> {
        let found = self.with(caller, "GetDownloadUrlForLayer", |call| {
            Ok(call.repository_named(name)?.layers.get(digest).cloned())
        });
        match found {
            Ok(Some(layer)) => Ok(layer),
            Ok(None) => Err(Box::new(error(404, "BLOB_UNKNOWN", "Layer does not exist"))),
            Err(failure) => Err(Box::new(refuse(&failure))),
        }
    }

    fn blob(&self, caller: Caller, name: &str, digest: &str, get: bool) -> Response {
        let layer = match self.layer(caller, name, digest) {
            Ok(layer) => layer,
            Err(refusal) => return *refusal,
        };
        if get {
            let state = self.shared.state.lock().unwrap();
            let place = (self.account.as_str(), self.region.as_str());
            let location = storage_url(&state, place, name, digest);
            return empty(reply(307).header(header::LOCATION, location));
        }
        empty(
            reply(200)
                .header(header::CONTENT_LENGTH, layer.size)
                .header(header::CONTENT_TYPE, "application/octet-stream")
                .header("docker-content-digest", digest),
        )
    }

    fn start_upload(&self, caller: Caller, name: &str, uri: &Uri) -> Response {
        let id = uuid();
        let mount = (query(uri, "mount"), query(uri, "from"));
        let started = self.with(caller, "InitiateLayerUpload", |call| {
            if self.alias.is_none() && call.repository_named(name).is_err() {
                call.create_on_push(name);
            }
            if let (Some(digest), Some(from)) = &mount
                && call.own_registry().settings["BLOB_MOUNTING"] == "ENABLED"
                && let Ok(source) = call.repository_named(from)
                && let Some(layer) = source.layers.get(digest).cloned()
            {
                let repository = call.repository_named(name)?;
                repository.layers.insert(digest.clone(), layer);
                return Ok(Some(digest.clone()));
            }
            let repository = call.repository_named(name)?;
            repository.uploads.insert(id.clone(), Vec::new());
            Ok(None)
        });
        match started {
            Ok(Some(digest)) => created(&self.whole(name), &digest),
            Ok(None) => in_progress(&self.whole(name), &id, 0),
            Err(failure) => refuse(&failure),
        }
    }

    fn upload(
        &self,
        caller: Caller,
        name: &str,
        id: &str,
        (method, uri): (&Method, &Uri),
        body: &[u8],
    ) -> Response {
        let outcome = self.with(caller, "UploadLayerPart", |call| {
            let repository = call.repository_named(name)?;
            let Some(upload) = repository.uploads.get_mut(id) else {
                return Ok(error(404, "BLOB_UPLOAD_UNKNOWN", "Upload not found"));
            };
            upload.extend_from_slice(body);
            let length = upload.len();
            if *method != Method::PUT {
                return Ok(in_progress(&self.whole(name), id, length));
            }
            let bytes = repository.uploads.remove(id).unwrap_or_default();
            let digest = super::ecr::digest_of(&bytes);
            if query(uri, "digest").as_deref() != Some(digest.as_str()) {
                return Ok(error(400, "DIGEST_INVALID", "Digest does not match"));
            }
            let layer = Layer {
                size: bytes.len() as u64,
                bytes: Some(bytes.into()),
                media_type: None,
            };
            repository.layers.insert(digest.clone(), layer);
            Ok(created(&self.whole(name), &digest))
        });
        outcome.unwrap_or_else(|failure| refuse(&failure))
    }
}

fn created(name: &str, digest: &str) -> Response {
    empty(
        reply(201)
            .header(header::LOCATION, format!("/v2/{name}/blobs/{digest}"))
            .header("docker-content-digest", digest),
    )
}

fn in_progress(name: &str, id: &str, length: usize) -> Response {
    empty(
        reply(202)
            .header(header::LOCATION, format!("/v2/{name}/blobs/uploads/{id}"))
            .header("docker-upload-uuid", id)
            .header(header::RANGE, format!("0-{}", length.saturating_sub(1))),
    )
}

/// An error of the API as the protocol words it.
fn refuse(failure: &super::Failure) -> Response {
    let (status, code) = match failure.code.as_str() {
        "RepositoryNotFoundException" => (404, "NAME_UNKNOWN"),
        "AccessDeniedException" => (403, "DENIED"),
        "ImageTagAlreadyExistsException" => (400, "TAG_INVALID"),
        "ImageDigestDoesNotMatchException" => (400, "DIGEST_INVALID"),
        "LayersNotFoundException" => (400, "BLOB_UNKNOWN"),
        "ReferencedImagesNotFoundException" => (400, "MANIFEST_BLOB_UNKNOWN"),
        _ => (400, "MANIFEST_INVALID"),
    };
    error(status, code, &failure.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_from_their_end_since_names_have_slashes() {
        for (path, expected) in [
            ("/v2/", Target::Root),
            ("/v2/a/b/manifests/v1", Target::Manifest("a/b", "v1")),
            (
                "/v2/manifests/manifests/sha256:1",
                Target::Manifest("manifests", "sha256:1"),
            ),
            ("/v2/a/blobs/sha256:1", Target::Blob("a", "sha256:1")),
            ("/v2/a/blobs/uploads/", Target::Uploads("a")),
            ("/v2/a/blobs/uploads/1-2", Target::Upload("a", "1-2")),
            ("/v2/a/tags/list", Target::Tags("a")),
            ("/layers/1/eu/a/b/d", Target::Storage("1", "eu", "a/b", "d")),
            ("/v2/a", Target::Unknown),
        ] {
            assert_eq!(target(path), expected, "{path}");
        }
    }
}
