//! From the SDKs' errors to this crate's.

use std::error::Error as StdError;

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};
use portolan_distribution::{self as distribution, Stage};

use super::{Conflict, Denial, Error, Missing, SignInSource, WebPage};
use crate::endpoint::Region;

/// Beyond this difference Amazon refuses a signature.
const SKEW_LIMIT: SignedDuration = SignedDuration::from_mins(4);

/// What was asked, and for whom: what an error's own words leave out.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The IAM action.
    pub(crate) action: &'static str,
    /// Where.
    pub(crate) region: String,
    /// On what: a resource name or `*`.
    pub(crate) resource: String,
    /// By which sign-in.
    pub(crate) source: SignInSource,
}

impl Call {
    /// What went wrong with it.
    pub(crate) fn fail<E>(&self, error: SdkError<E, HttpResponse>) -> Error
    where
        E: StdError + ProvideErrorMetadata + Send + Sync + 'static,
    {
        if let Some(known) = known_cause(&error) {
            return known;
        }
        match &error {
            SdkError::TimeoutError(_) => distribution::Error::Timeout {
                host: self.region.clone(),
                stage: Stage::Answering,
            }
            .into(),
            // A good answer that can't be read.
            SdkError::ServiceError(refusal) if refusal.raw().status().is_success() => {
                self.unusable(&chain(refusal.err()))
            }
            SdkError::ServiceError(refusal) => {
                let raw = refusal.raw();
                let meta = refusal.err().meta();
                self.judge(
                    raw,
                    meta.code().unwrap_or_default(),
                    meta.message().unwrap_or_default(),
                    meta.extra("aws_request_id"),
                )
            }
            SdkError::ResponseError(broken) => {
                if let Some(page) = web_page(broken.raw()) {
                    return page;
                }
                self.unusable(&chain(&error))
            }
            _ => self.unusable(&chain(&error)),
        }
    }

    /// An answer that lacks what it must have.
    pub(crate) fn unusable(&self, reason: &str) -> Error {
        Error::Unusable {
            action: self.action.to_owned(),
            reason: reason.to_owned(),
        }
    }

    fn judge(&self, raw: &HttpResponse, code: &str, said: &str, request_id: Option<&str>) -> Error {
        let said_text = || if said.is_empty() { code } else { said }.to_owned();
        let name = code.strip_suffix("Exception").unwrap_or(code);
        let status = raw.status().as_u16();
        if name.is_empty()
            && let Some(page) = web_page(raw)
        {
            return page;
        }
        if let Some(found) = self.judge_sign_in(raw, name, said) {
            return found;
        }
        if is_throttling(code) || status == 429 {
            return Error::Throttled {
                action: self.action.to_owned(),
                region: self.region.clone(),
                said: said_text(),
            };
        }
        if let Some(what) = missing(name) {
            return Error::NotFound {
                what,
                said: said_text(),
            };
        }
        if let Some(what) = conflict(name) {
            return Error::Conflict {
                what,
                said: said_text(),
            };
        }
        match name {
            "AccessDenied"
            | "UnauthorizedOperation"
            | "NotAuthorized"
            | "Forbidden"
            | "BlockedByOrganizationPolicy" => {
                let denial = Denial::read(said, self.action, &self.resource);
                Error::Denied(Box::new(denial))
            }
            "LimitExceeded" | "TooManyTags" | "PackedPolicyTooLarge" => {
                Error::LimitReached { said: said_text() }
            }
            "InvalidParameter"
            | "Validation"
            | "InvalidTagParameter"
            | "InvalidRequest"
            | "InvalidLayer"
            | "InvalidLayerPart"
            | "LayerPartTooSmall"
            | "LayersNotFound"
            | "ReferencedImagesNotFound"
            | "ImageDigestDoesNotMatch"
            | "UnsupportedImageType"
            | "ImageStorageClassUpdateNotSupported"
            | "UnsupportedUpstreamRegistry"
            | "UnsupportedCommand"
            // What a region answers that does not have something yet.
            | "UnknownOperation"
            | "UnsupportedOperation"
            | "Kms"
            | "InvalidParameterCombination"
            | "InvalidParameterValue"
            | "ValidationError"
            | "MalformedPolicyDocument" => Error::Invalid { said: said_text() },
            _ => Error::Refused {
                action: self.action.to_owned(),
                region: self.region.clone(),
                code: if code.is_empty() {
                    format!("HTTP {status}")
                } else {
                    code.to_owned()
                },
                said: said.to_owned(),
                request_id: request_id.map(str::to_owned),
            },
        }
    }

    /// Errors of signatures and credentials.
    fn judge_sign_in(&self, raw: &HttpResponse, name: &str, said: &str) -> Option<Error> {
        let difference = skew(raw);
        let is_skewed = difference.is_some_and(|skew| skew.abs() > SKEW_LIMIT);
        let clock = Error::ClockSkew { difference };
        let source = self.source.clone();
        Some(match name {
            "RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture" => clock,
            // Both say so of a signature out of its time too, in words alone.
            "InvalidSignature" | "SignatureDoesNotMatch"
                if is_skewed
                    || said.contains("Signature expired")
                    || said.contains("Signature not yet current") =>
            {
                clock
            }
            "ExpiredToken" | "ExpiredTokenId" | "TokenRefreshRequired" => {
                Error::Expired { what: source }
            }
            // Identity Center's word for a token that it does not take any more.
            "Unauthorized" => Error::Expired { what: source },
            "OptInRequired" | "RegionDisabled" | "SubscriptionRequired" => Error::RegionOff {
                region: self.region.clone(),
            },
            // What a region answers that knows nothing of the account yet.
            "UnrecognizedClient" | "InvalidClientTokenId"
                if Region::named(&self.region).is_some_and(|region| region.must_be_enabled) =>
            {
                Error::RegionOff {
                    region: self.region.clone(),
                }
            }
            "UnrecognizedClient"
            | "InvalidClientTokenId"
            | "InvalidSignature"
            | "SignatureDoesNotMatch"
            | "AuthFailure"
            | "InvalidAccessKeyId"
            | "MissingAuthenticationToken"
            | "IncompleteSignature" => Error::WrongCredentials {
                what: source,
                said: said.to_owned(),
            },
            _ => return None,
        })
    }
}

/// Whether an error's name means that there were too many requests.
pub(crate) fn is_throttling(code: &str) -> bool {
    let name = code.strip_suffix("Exception").unwrap_or(code);
    matches!(
        name,
        "Throttling"
            | "Throttled"
            | "ThrottledRequest"
            | "TooManyRequests"
            | "RequestLimitExceeded"
            | "RequestThrottled"
            | "BandwidthLimitExceeded"
            | "ProvisionedThroughputExceeded"
            | "SlowDown"
            | "PriorRequestNotComplete"
    )
}

fn missing(name: &str) -> Option<Missing> {
    Some(match name {
        "RepositoryNotFound" => Missing::Repository,
        "ImageNotFound" => Missing::Image,
        "LifecyclePolicyNotFound" => Missing::LifecyclePolicy,
        "LifecyclePolicyPreviewNotFound" => Missing::LifecyclePreview,
        "RepositoryPolicyNotFound" => Missing::RepositoryPolicy,
        "RegistryPolicyNotFound" => Missing::RegistryPolicy,
        "ScanNotFound" => Missing::Scan,
        "SecretNotFound" => Missing::Secret,
        _ if name.ends_with("NotFound")
            && !matches!(name, "LayersNotFound" | "ReferencedImagesNotFound") =>
        {
            Missing::Other
        }
        _ => return None,
    })
}

fn conflict(name: &str) -> Option<Conflict> {
    Some(match name {
        "RepositoryAlreadyExists" => Conflict::RepositoryExists,
        "RepositoryNotEmpty" => Conflict::RepositoryNotEmpty,
        "ImageAlreadyExists" => Conflict::ImageExists,
        "ImageTagAlreadyExists" => Conflict::TagImmutable,
        "ImageArchived" => Conflict::Archived,
        "LifecyclePolicyPreviewInProgress" => Conflict::PreviewRunning,
        "ReplicationBackfillInProgress" | "ReplicationBackfillInvalidStatus" => Conflict::Other,
        _ if name.ends_with("AlreadyExists") => Conflict::Other,
        _ => return None,
    })
}

/// This machine's time less the answer's.
fn skew(raw: &HttpResponse) -> Option<SignedDuration> {
    let date = raw.headers().get("date")?;
    let theirs = rfc2822::parse(date).ok()?.timestamp();
    Some(Timestamp::now().duration_since(theirs))
}

fn web_page(raw: &HttpResponse) -> Option<Error> {
    let content_type = raw.headers().get("content-type")?.to_ascii_lowercase();
    content_type
        .starts_with("text/html")
        .then(|| Error::WebPage {
            host: "the endpoint".to_owned(),
            status: raw.status().as_u16(),
        })
}

/// An error of this crate or of the connector, wherever the SDK has wrapped it up.
fn known_cause(error: &(dyn StdError + 'static)) -> Option<Error> {
    let mut next = Some(error);
    while let Some(cause) = next {
        if let Some(own) = cause.downcast_ref::<Error>() {
            return Some(own.clone());
        }
        if let Some(request) = cause.downcast_ref::<distribution::Error>() {
            return Some(request.clone().into());
        }
        if let Some(page) = cause.downcast_ref::<WebPage>() {
            return Some(Error::WebPage {
                host: page.host.clone(),
                status: page.status,
            });
        }
        next = cause.source();
    }
    None
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
