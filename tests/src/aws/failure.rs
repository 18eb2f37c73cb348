//! What Amazon answers instead of a result: an error's name, its words and its HTTP status.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The protocols that the fake speaks, as botocore's models name them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Protocol {
    /// AWS JSON 1.1: ECR, ECR Public, CloudTrail.
    Json,
    /// AWS Query, answered in XML: STS.
    Query,
    /// REST with JSON bodies: IAM Identity Center and its OIDC.
    Rest,
}

/// An error as Amazon words it.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The error's name, as `RepositoryNotFoundException`.
    pub code: String,
    /// Its words for people.
    pub message: String,
    /// The HTTP status it comes with.
    pub status: u16,
    /// Members beside the message.
    pub members: BTreeMap<String, Value>,
}

impl Failure {
    /// An error that the caller made: HTTP 400.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            status: 400,
            members: BTreeMap::new(),
        }
    }

    /// With another HTTP status.
    #[must_use]
    pub const fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// With one more member beside the message.
    #[must_use]
    pub(super) fn member(mut self, name: &str, value: Value) -> Self {
        self.members.insert(name.to_owned(), value);
        self
    }

    /// A parameter that breaks a constraint, in ECR's own words.
    pub(super) fn parameter(member: &str, constraint: &str) -> Self {
        Self::new(
            "InvalidParameterException",
            format!("Invalid parameter at '{member}' failed to satisfy constraint: '{constraint}'"),
        )
    }

    /// The operation exists for nobody.
    pub(super) fn unknown_operation() -> Self {
        Self::new("UnknownOperationException", "").status(404)
    }

    /// The sign-in has ended.
    pub(super) fn expired(protocol: Protocol) -> Self {
        let message = "The security token included in the request is expired";
        match protocol {
            Protocol::Json => Self::new("ExpiredTokenException", message),
            Protocol::Query => Self::new("ExpiredToken", message).status(403),
            Protocol::Rest => Self::new(
                "UnauthorizedException",
                "Session token not found or invalid",
            )
            .status(401),
        }
    }

    /// The access key is nobody's, or the account has not switched the region on: Amazon says the
    /// same of both.
    pub(super) fn unrecognized(protocol: Protocol) -> Self {
        let message = "The security token included in the request is invalid.";
        match protocol {
            Protocol::Json => Self::new("UnrecognizedClientException", message),
            Protocol::Query => Self::new("InvalidClientTokenId", message).status(403),
            Protocol::Rest => Self::new(
                "UnauthorizedException",
                "Session token not found or invalid",
            )
            .status(401),
        }
    }

    /// The signature is wrong, or of a clock that goes wrong.
    pub(super) fn signature(protocol: Protocol, message: &str) -> Self {
        match protocol {
            Protocol::Query => Self::new("SignatureDoesNotMatch", message).status(403),
            _ => Self::new("InvalidSignatureException", message),
        }
    }

    /// Too many requests.
    pub(super) fn throttled(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Json => Self::new("ThrottlingException", "Rate exceeded"),
            Protocol::Query => Self::new("Throttling", "Rate exceeded"),
            Protocol::Rest => {
                Self::new("TooManyRequestsException", "HTTP 429 Unknown Code").status(429)
            }
        }
    }

    /// No policy allows `action` on `resource` (`None`: the message names none, as CloudTrail's).
    pub(super) fn denied(
        protocol: Protocol,
        principal: &str,
        action: &str,
        resource: Option<&str>,
        policy: &str,
    ) -> Self {
        let on = resource.map_or_else(String::new, |it| format!(" on resource: {it}"));
        let message = format!(
            "User: {principal} is not authorized to perform: {action}{on} because no {policy} \
             policy allows the {action} action"
        );
        match protocol {
            Protocol::Json => Self::new("AccessDeniedException", message),
            Protocol::Query => Self::new("AccessDenied", message).status(403),
            Protocol::Rest => Self::new("ForbiddenException", "No access").status(403),
        }
    }
}

/// ECR's words about a repository: all of them end alike.
pub(super) fn within(repository: &str, registry: &str) -> String {
    format!("repository with name '{repository}' in the registry with id '{registry}'")
}

pub(super) fn repository_not_found(repository: &str, registry: &str) -> Failure {
    Failure::new(
        "RepositoryNotFoundException",
        format!(
            "The repository with name '{repository}' does not exist in the registry with id \
             '{registry}'"
        ),
    )
}

/// `image` is an image identifier of the API.
pub(super) fn image_not_found(image: &Value, repository: &str, registry: &str) -> Failure {
    Failure::new(
        "ImageNotFoundException",
        format!(
            "The image with imageId {} does not exist within the {}",
            told(image),
            within(repository, registry)
        ),
    )
}

/// An image identifier as ECR prints it: `{imageDigest:'…', imageTag:'…'}`.
pub(super) fn told(image: &Value) -> String {
    let part = |member: &str| {
        image[member]
            .as_str()
            .map_or_else(|| "null".to_owned(), |text| format!("'{text}'"))
    };
    format!(
        "{{imageDigest:{}, imageTag:{}}}",
        part("imageDigest"),
        part("imageTag")
    )
}

/// One image that a batch could not do.
pub(super) fn image_failure(image: &Value, code: &str, reason: &str) -> Value {
    json!({ "imageId": image, "failureCode": code, "failureReason": reason })
}
