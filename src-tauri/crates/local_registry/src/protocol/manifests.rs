//! Pulling, pushing and deleting manifests.

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    response::Response,
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use portolan_oci::{Digest, MediaType, RepositoryName, Selector};

use super::{
    Answer, CONTENT_DIGEST, Front, blobs::is_unchanged, blocking, empty,
    remainder::announced_length, value, warn,
};
use crate::{Error, MANIFEST_LIMIT};

pub(super) async fn pull(
    front: &Front,
    name: RepositoryName,
    selector: Selector,
    request: &Parts,
) -> Answer {
    let warning = match front.registry.cache_rule_of(&name) {
        Some(rule) => front.registry.freshen(&rule, &name, &selector).await?,
        None => None,
    };
    let mut response = read(front, name, selector, request).await?;
    warn(&mut response, warning.as_deref());
    Ok(response)
}

async fn read(front: &Front, name: RepositoryName, selector: Selector, request: &Parts) -> Answer {
    if request.method == Method::HEAD {
        let head = blocking(front, move |registry| {
            registry.manifest_head(&name, &selector)
        })
        .await?;
        return Ok(described(
            &request.headers,
            &head.digest,
            &head.media_type,
            head.size,
            Body::empty(),
        ));
    }
    let manifest = blocking(front, move |registry| {
        registry.read_manifest(&name, &selector)
    })
    .await?;
    let size = manifest.bytes.len() as u64;
    Ok(described(
        &request.headers,
        &manifest.digest,
        &manifest.media_type,
        size,
        Body::from(manifest.bytes),
    ))
}

fn described(
    asked: &HeaderMap,
    digest: &Digest,
    media_type: &MediaType,
    size: u64,
    body: Body,
) -> Response {
    let is_unchanged = is_unchanged(asked, digest);
    let mut response = if is_unchanged {
        empty(StatusCode::NOT_MODIFIED)
    } else {
        Response::new(body)
    };
    let headers = response.headers_mut();
    headers.insert(CONTENT_DIGEST, value(digest.as_str()));
    headers.insert(header::ETAG, value(format!("\"{digest}\"")));
    if !is_unchanged {
        headers.insert(header::CONTENT_TYPE, value(media_type.as_str()));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    }
    response
}

pub(super) async fn push(
    front: &Front,
    name: RepositoryName,
    selector: Selector,
    request: &Parts,
    body: &mut Body,
) -> Answer {
    let media_type = request
        .headers
        .get(header::CONTENT_TYPE)
        .and_then(|text| text.to_str().ok())
        .map(announced_type)
        .filter(|media_type| !is_generic(media_type));
    let bytes = read_manifest_body(request, body).await?;
    let location = format!("/v2/{name}/manifests/");
    let pushed = blocking(front, move |registry| {
        registry.put_manifest(&name, &selector, media_type.as_ref(), &bytes)
    })
    .await?;
    let mut response = empty(StatusCode::CREATED);
    let headers = response.headers_mut();
    headers.insert(
        header::LOCATION,
        value(format!("{location}{}", pushed.digest)),
    );
    headers.insert(CONTENT_DIGEST, value(pushed.digest.as_str()));
    if let Some(subject) = pushed.subject {
        headers.insert(
            HeaderName::from_static("oci-subject"),
            value(subject.as_str()),
        );
    }
    Ok(response)
}

/// The type as written, without parameters, which are the transfer's and not the manifest's.
fn announced_type(text: &str) -> MediaType {
    let essence = text.split(';').next().unwrap_or_default().trim();
    MediaType::from(essence.to_owned())
}

/// What HTTP libraries write when a program gave no type.
fn is_generic(media_type: &MediaType) -> bool {
    matches!(
        media_type.as_str(),
        "" | "application/octet-stream"
            | "application/json"
            | "text/plain"
            | "application/x-www-form-urlencoded"
    )
}

async fn read_manifest_body(request: &Parts, body: &mut Body) -> Result<Bytes, Error> {
    if announced_length(request).is_some_and(|length| length > MANIFEST_LIMIT) {
        return Err(Error::ManifestTooLarge);
    }
    match Limited::new(body, MANIFEST_LIMIT as usize).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Error::ManifestTooLarge),
        Err(error) => Err(Error::BrokenBody(error.to_string())),
    }
}

pub(super) async fn delete(front: &Front, name: RepositoryName, selector: Selector) -> Answer {
    blocking(front, move |registry| {
        registry.delete_manifest(&name, &selector)
    })
    .await?;
    Ok(empty(StatusCode::ACCEPTED))
}
