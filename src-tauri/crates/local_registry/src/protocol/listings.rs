//! `_catalog`, `tags/list` and `referrers`, by pages.

use std::fmt::Write as _;

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use portolan_oci::{Digest, RepositoryName};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    Answer, Front, blocking, json, parameter, parameters, refusal::Refusal, route, value, warn,
};
use crate::{Page, Referrer};

/// The most names in one page, asked for or not: a page stays far below what clients read.
const PAGE_LIMIT: usize = 10_000;
/// Names in a page when the client does not say.
const CATALOG_PAGE: usize = 1_000;
/// Descriptors in one page of referrers.
const REFERRERS_PAGE: usize = 1_000;

/// What part of a listing is asked for.
struct Asked {
    limit: Option<usize>,
    last: Option<String>,
}

impl Asked {
    fn read(parameters: &[(String, String)]) -> Result<Self, Refusal> {
        let limit = match parameter(parameters, "n") {
            None => None,
            Some(text) => match text.parse::<u64>() {
                Ok(number) => Some(
                    usize::try_from(number)
                        .unwrap_or(usize::MAX)
                        .min(PAGE_LIMIT),
                ),
                // More digits than a number has: as good as all.
                Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => {
                    Some(PAGE_LIMIT)
                }
                Err(_) => {
                    return Err(Refusal::bad_parameter("n is how many names a page has"));
                }
            },
        };
        let last = parameter(parameters, "last").map(str::to_owned);
        if last.as_ref().is_some_and(|last| last.len() > 512) {
            return Err(Refusal::bad_parameter("last is longer than any name"));
        }
        Ok(Self { limit, last })
    }
}

#[derive(Serialize)]
struct CatalogBody<'a> {
    repositories: &'a [RepositoryName],
}

pub(super) async fn catalog(front: &Front, uri: &Uri) -> Answer {
    let Asked { limit, last } = Asked::read(&parameters(uri)?)?;
    let limit = limit.unwrap_or(CATALOG_PAGE);
    let page = blocking(front, move |registry| {
        registry.list_repositories(last.as_deref(), limit)
    })
    .await?;
    let next = page.items.last().map(RepositoryName::as_str);
    let body = encode(&CatalogBody {
        repositories: &page.items,
    })?;
    Ok(paged(
        body,
        next_link("/v2/_catalog", page.has_more, limit, next, None),
    ))
}

#[derive(Serialize)]
struct TagsBody<'a> {
    name: &'a str,
    tags: Vec<&'a str>,
}

pub(super) async fn tags(front: &Front, name: RepositoryName, uri: &Uri) -> Answer {
    let Asked { limit, last } = Asked::read(&parameters(uri)?)?;
    let limit = limit.unwrap_or(PAGE_LIMIT);
    let (page, warning) = if let Some(rule) = front.registry.cache_rule_of(&name) {
        let registry = &front.registry;
        let listed = registry.list_tags_through(&rule, &name, last, limit);
        listed.await?
    } else {
        let repository = name.clone();
        let page = blocking(front, move |registry| {
            registry.list_tags(&repository, last.as_deref(), limit)
        });
        (page.await?, None)
    };
    let next = page.items.last().map(portolan_oci::Tag::as_str);
    let body = encode(&TagsBody {
        name: name.as_str(),
        tags: page.items.iter().map(portolan_oci::Tag::as_str).collect(),
    })?;
    let path = format!("/v2/{name}/tags/list");
    let link = next_link(&path, page.has_more, limit, next, None);
    let mut response = paged(body, link);
    warn(&mut response, warning.as_deref());
    Ok(response)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReferrersBody<'a> {
    schema_version: u8,
    media_type: &'static str,
    manifests: Vec<ReferrerBody<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReferrerBody<'a> {
    media_type: &'a str,
    digest: &'a Digest,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<&'a RawValue>,
}

pub(super) async fn referrers(
    front: &Front,
    name: RepositoryName,
    subject: Digest,
    uri: &Uri,
) -> Answer {
    let parameters = parameters(uri)?;
    let asked = Asked::read(&parameters)?;
    let limit = asked
        .limit
        .unwrap_or(REFERRERS_PAGE)
        .clamp(1, REFERRERS_PAGE);
    let last = asked.last.as_deref().map(route::digest).transpose()?;
    let artifact_type = parameter(&parameters, "artifactType")
        .filter(|text| !text.is_empty())
        .map(str::to_owned);
    let path = format!("/v2/{name}/referrers/{subject}");
    let filter = artifact_type.clone();
    let (page, warning) = if let Some(rule) = front.registry.cache_rule_of(&name) {
        let listed = front
            .registry
            .list_referrers_through(&rule, &name, &subject);
        let (mut items, warning) = listed.await?;
        items.retain(|one| filter.is_none() || one.artifact_type == filter);
        let has_more = false;
        (Page { items, has_more }, warning)
    } else {
        let page: Page<Referrer> = blocking(front, move |registry| {
            registry.list_referrers(&name, &subject, filter.as_deref(), last.as_ref(), limit)
        })
        .await?;
        (page, None)
    };
    let manifests = page.items.iter().map(|referrer| ReferrerBody {
        media_type: referrer.media_type.as_str(),
        digest: &referrer.digest,
        size: referrer.size,
        artifact_type: referrer.artifact_type.as_deref(),
        annotations: referrer
            .annotations
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok()),
    });
    let body = encode(&ReferrersBody {
        schema_version: 2,
        media_type: "application/vnd.oci.image.index.v1+json",
        manifests: manifests.collect(),
    })?;
    let next = page.items.last().map(|referrer| referrer.digest.as_str());
    let link = next_link(&path, page.has_more, limit, next, artifact_type.as_deref());
    let mut response = paged(body, link);
    warn(&mut response, warning.as_deref());
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/vnd.oci.image.index.v1+json"),
    );
    if artifact_type.is_some() {
        headers.insert(
            HeaderName::from_static("oci-filters-applied"),
            HeaderValue::from_static("artifactType"),
        );
    }
    Ok(response)
}

fn encode(body: &impl Serialize) -> Result<String, Refusal> {
    serde_json::to_string(body).map_err(|error| {
        Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "STORAGE_FAILED",
            error.to_string(),
        )
    })
}

fn paged(body: String, link: Option<HeaderValue>) -> Response {
    let mut response = json(StatusCode::OK, body);
    if let Some(link) = link {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// The `Link` to the next page. None after `n=0`, which asks for no names at all.
fn next_link(
    path: &str,
    has_more: bool,
    limit: usize,
    last: Option<&str>,
    artifact_type: Option<&str>,
) -> Option<HeaderValue> {
    let last = last.filter(|_| has_more)?;
    let mut link = format!("<{path}?n={limit}&last={}", encode_part(last));
    if let Some(artifact_type) = artifact_type {
        let _ = write!(link, "&artifactType={}", encode_part(artifact_type));
    }
    link.push_str(">; rel=\"next\"");
    Some(value(link))
}

fn encode_part(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'/' | b':') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
