//! Refusals in the spec's error envelope (distribution spec 1.1, "Error Codes").

use std::sync::Arc;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use jiff::Timestamp;
use portolan_oci::{Digest, DigestError, NameError};
use serde_json::{Value, json};

use crate::{Error, UpstreamError, UpstreamTrouble};

/// A refusal on its way to the client.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: &'static str,
    message: String,
    // Boxed: refusals travel by value through every verb.
    detail: Option<Box<Value>>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            detail: None,
            headers: Vec::new(),
        }
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn no_endpoint() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "UNSUPPORTED",
            "the distribution spec has no such endpoint",
        )
    }

    pub(crate) fn no_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "UNSUPPORTED",
            "this endpoint does not take that method",
        )
    }

    pub(crate) fn bad_name(error: &NameError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "NAME_INVALID", error.to_string())
    }

    /// A tag out of grammar names nothing that could ever be there.
    pub(crate) fn bad_tag(error: &NameError) -> Self {
        Self::new(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", error.to_string())
    }

    pub(crate) fn bad_digest(error: &DigestError) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "DIGEST_INVALID", error.to_string())
    }

    pub(crate) fn bad_parameter(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "UNSUPPORTED", message)
    }

    pub(crate) fn denied(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "DENIED", message)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "UNAUTHORIZED",
            "this registry asks for its user and password",
        )
        .with_header(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Basic realm=\"Portolan\", charset=\"UTF-8\""),
        )
    }

    pub(crate) fn into_response(self) -> Response {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(detail) = self.detail {
            error["detail"] = *detail;
        }
        let body = json!({ "errors": [error] }).to_string();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        headers.extend(
            self.headers
                .into_iter()
                .map(|(name, value)| (Some(name), value)),
        );
        response
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<Arc<Error>> for Refusal {
    fn from(error: Arc<Error>) -> Self {
        Self::from(&*error)
    }
}

/// What a client is told of an upstream that did not give what was asked for.
fn upstream_refusal(error: &UpstreamError) -> (StatusCode, &'static str) {
    match error.trouble {
        UpstreamTrouble::Missing => (StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN"),
        UpstreamTrouble::Limited(_) => (StatusCode::TOO_MANY_REQUESTS, "TOOMANYREQUESTS"),
        UpstreamTrouble::Denied => (StatusCode::FORBIDDEN, "DENIED"),
        UpstreamTrouble::WrongContent | UpstreamTrouble::Unreachable | UpstreamTrouble::Failed => {
            (StatusCode::BAD_GATEWAY, "UPSTREAM_FAILED")
        }
    }
}

/// When a client may ask again, where the upstream said so (RFC 9110, 10.2.3).
fn wait(error: &Error) -> Option<(HeaderName, HeaderValue)> {
    let Error::Upstream(error) = error else {
        return None;
    };
    let UpstreamTrouble::Limited(Some(until)) = error.trouble else {
        return None;
    };
    let seconds = until.duration_since(Timestamp::now()).as_secs().max(1);
    Some((header::RETRY_AFTER, HeaderValue::from(seconds)))
}

impl From<&Error> for Refusal {
    fn from(error: &Error) -> Self {
        let (status, code) = match error {
            Error::UnknownRepository(_) => (StatusCode::NOT_FOUND, "NAME_UNKNOWN"),
            Error::UnknownManifest { .. } => (StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN"),
            Error::UnknownBlob { .. } => (StatusCode::NOT_FOUND, "BLOB_UNKNOWN"),
            Error::MissingContent { .. } => (StatusCode::NOT_FOUND, "MANIFEST_BLOB_UNKNOWN"),
            Error::InvalidManifest(_) => (StatusCode::BAD_REQUEST, "MANIFEST_INVALID"),
            Error::ManifestTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "SIZE_INVALID"),
            Error::DigestMismatch { .. } => (StatusCode::BAD_REQUEST, "DIGEST_INVALID"),
            Error::UnknownUpload => (StatusCode::NOT_FOUND, "BLOB_UPLOAD_UNKNOWN"),
            Error::ChunkOutOfOrder { .. } => {
                (StatusCode::RANGE_NOT_SATISFIABLE, "BLOB_UPLOAD_INVALID")
            }
            Error::LengthMismatch { .. } => (StatusCode::BAD_REQUEST, "SIZE_INVALID"),
            Error::BrokenBody(_) => (StatusCode::BAD_REQUEST, "BLOB_UPLOAD_INVALID"),
            Error::DiskFull { .. } => (StatusCode::INSUFFICIENT_STORAGE, "STORAGE_FULL"),
            Error::ReadOnly { .. } => (StatusCode::INSUFFICIENT_STORAGE, "STORAGE_READ_ONLY"),
            Error::CachedRepository { .. } => (StatusCode::FORBIDDEN, "DENIED"),
            Error::Upstream(error) => upstream_refusal(error),
            Error::Stopping => (StatusCode::SERVICE_UNAVAILABLE, "STOPPING"),
            _ => (StatusCode::INTERNAL_SERVER_ERROR, "STORAGE_FAILED"),
        };
        if status.is_server_error() && !matches!(error, Error::Upstream(_)) {
            tracing::error!(%error, "the local registry could not answer");
        }
        let detail = match error {
            Error::MissingContent { missing, .. } => Some(json!(
                missing.iter().map(Digest::as_str).collect::<Vec<_>>()
            )),
            Error::DigestMismatch { expected, actual } => {
                Some(json!({ "expected": expected, "actual": actual }))
            }
            _ => None,
        };
        Self {
            detail: detail.map(Box::new),
            headers: wait(error).into_iter().collect(),
            ..Self::new(status, code, error.to_string())
        }
    }
}
