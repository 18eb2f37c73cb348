//! botocore's own service models, and the check of requests and replies against them: members,
//! types, enumerations, patterns and bounds.

use std::{
    collections::HashMap,
    fmt, fs,
    io::Read,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::read::GzDecoder;
use regex::Regex;
use serde_json::Value;

use super::failure::Protocol;
use crate::tools::target;

/// The interfaces that the fake answers.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Api {
    /// Amazon ECR's private registries.
    Ecr,
    /// Amazon ECR Public, the publisher's side.
    EcrPublic,
    /// Who somebody is, and the roles they take.
    Sts,
    /// IAM Identity Center's portal: accounts, roles, their credentials.
    Sso,
    /// The sign-in of devices at IAM Identity Center.
    Oidc,
    /// What was done, by whom.
    CloudTrail,
}

impl Api {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Ecr,
        Self::EcrPublic,
        Self::Sts,
        Self::Sso,
        Self::Oidc,
        Self::CloudTrail,
    ];

    /// The folder of botocore's data.
    const fn folder(self) -> &'static str {
        match self {
            Self::Ecr => "ecr",
            Self::EcrPublic => "ecr-public",
            Self::Sts => "sts",
            Self::Sso => "sso",
            Self::Oidc => "sso-oidc",
            Self::CloudTrail => "cloudtrail",
        }
    }

    /// The name in a signature's scope and in IAM's actions.
    pub(super) const fn signing_name(self) -> &'static str {
        match self {
            Self::Ecr => "ecr",
            Self::EcrPublic => "ecr-public",
            Self::Sts => "sts",
            Self::Sso => "awsssoportal",
            Self::Oidc => "sso-oauth",
            Self::CloudTrail => "cloudtrail",
        }
    }

    /// What comes before the operation in `X-Amz-Target`.
    pub(super) const fn target_prefix(self) -> &'static str {
        match self {
            Self::Ecr => "AmazonEC2ContainerRegistry_V20150921",
            Self::EcrPublic => "SpencerFrontendService",
            Self::CloudTrail => "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
            Self::Sts | Self::Sso | Self::Oidc => "",
        }
    }

    pub(super) const fn protocol(self) -> Protocol {
        match self {
            Self::Ecr | Self::EcrPublic | Self::CloudTrail => Protocol::Json,
            Self::Sts => Protocol::Query,
            Self::Sso | Self::Oidc => Protocol::Rest,
        }
    }
}

/// Errors that come from in front of every operation and are in no model.
const COMMON_ERRORS: [&str; 18] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "ForbiddenException",
    "InvalidAction",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
    "Throttling",
    "ThrottlingException",
    "SerializationException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationError",
];

/// Something that the model does not allow.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Violation {
    /// The operation.
    pub operation: String,
    /// Whose fault it is.
    pub direction: Direction,
    /// The member, as `imageIds[3].imageTag`.
    pub member: String,
    /// The constraint it breaks.
    pub constraint: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.direction {
            Direction::Request => "the request of",
            Direction::Reply => "the reply of",
        };
        write!(
            f,
            "{what} {}: {}: {}",
            self.operation, self.member, self.constraint
        )
    }
}

/// Which way something goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Direction {
    /// From the program to Amazon.
    Request,
    /// From Amazon to the program.
    Reply,
}

/// The models of all [`Api`]s.
#[derive(Debug)]
pub(super) struct Models {
    models: HashMap<Api, Value>,
    patterns: Mutex<HashMap<String, Option<Arc<Regex>>>>,
}

/// Where botocore keeps its models: in the virtual environment that set-up makes, if it could.
fn botocore() -> Option<PathBuf> {
    let library = target().join("tools/python/lib");
    let pythons = fs::read_dir(library).ok()?.flatten();
    pythons
        .map(|python| python.path().join("site-packages/botocore/data"))
        .find(|folder| folder.is_dir())
}

impl Models {
    /// The models, where botocore is installed; read once.
    pub(super) fn installed() -> Option<&'static Self> {
        static MODELS: OnceLock<Option<Models>> = OnceLock::new();
        MODELS
            .get_or_init(|| {
                let folder = botocore()?;
                let models = Api::ALL
                    .into_iter()
                    .map(|api| (api, read_model(&folder.join(api.folder()))))
                    .collect();
                Some(Self {
                    models,
                    patterns: Mutex::default(),
                })
            })
            .as_ref()
    }

    /// The names of an API's operations, sorted.
    pub(super) fn operations(&self, api: Api) -> Vec<String> {
        let operations = self.models[&api]["operations"].as_object();
        let mut names: Vec<String> = operations
            .map(|it| it.keys().cloned().collect())
            .unwrap_or_default();
        names.sort();
        names
    }

    /// What the model has against this input or output.
    pub(super) fn check(
        &self,
        api: Api,
        operation: &str,
        direction: Direction,
        value: &Value,
    ) -> Vec<Violation> {
        let model = &self.models[&api];
        let described = &model["operations"][operation];
        let mut check = Check {
            models: self,
            shapes: &model["shapes"],
            protocol: api.protocol(),
            direction,
            found: Vec::new(),
        };
        let side = match direction {
            Direction::Request => "input",
            Direction::Reply => "output",
        };
        if described.is_null() {
            check.note("", "no such operation");
        } else if let Some(shape) = described[side]["shape"].as_str() {
            check.shape(shape, value, String::new());
        } else if value.as_object().is_some_and(|it| !it.is_empty()) {
            check.note("", "nothing is expected");
        }
        let found = check.found.into_iter();
        found
            .map(|(member, constraint)| Violation {
                operation: operation.to_owned(),
                direction,
                member,
                constraint,
            })
            .collect()
    }

    /// Whether an operation may answer with this error.
    pub(super) fn check_error(
        &self,
        api: Api,
        operation: &str,
        code: &str,
        status: u16,
    ) -> Option<Violation> {
        let model = &self.models[&api];
        let declared = model["operations"][operation]["errors"].as_array();
        let declared = declared.into_iter().flatten().find(|error| {
            let name = error["shape"].as_str().unwrap_or_default();
            name == code || model["shapes"][name]["error"]["code"] == code
        });
        let constraint = match declared {
            Some(error) => {
                let shape = &model["shapes"][error["shape"].as_str().unwrap_or_default()];
                let is_fault = shape["fault"].as_bool().unwrap_or_default();
                let usual = if is_fault { 500 } else { 400 };
                let expected = shape["error"]["httpStatusCode"].as_u64().unwrap_or(usual);
                if expected == u64::from(status) {
                    return None;
                }
                format!("comes with the status {expected}, not {status}")
            }
            None if COMMON_ERRORS.contains(&code) => return None,
            None => "is no error of this operation".to_owned(),
        };
        Some(Violation {
            operation: operation.to_owned(),
            direction: Direction::Reply,
            member: code.to_owned(),
            constraint,
        })
    }

    fn pattern(&self, pattern: &str) -> Option<Arc<Regex>> {
        let mut patterns = self.patterns.lock().unwrap();
        patterns
            .entry(pattern.to_owned())
            // A whole value is meant. Java's expressions that Rust has no word for are passed over.
            .or_insert_with(|| Regex::new(&format!("^(?:{pattern})$")).ok().map(Arc::new))
            .clone()
    }
}

/// The newest version of a service's model, zipped or plain.
fn read_model(folder: &Path) -> Value {
    let mut versions: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    versions.sort();
    let newest = versions.last().expect("a version of the model");
    let zipped = newest.join("service-2.json.gz");
    let text = if zipped.is_file() {
        let mut text = String::new();
        GzDecoder::new(fs::File::open(zipped).unwrap())
            .read_to_string(&mut text)
            .unwrap();
        text
    } else {
        fs::read_to_string(newest.join("service-2.json")).unwrap()
    };
    serde_json::from_str(&text).unwrap()
}

struct Check<'a> {
    models: &'a Models,
    shapes: &'a Value,
    protocol: Protocol,
    direction: Direction,
    found: Vec<(String, String)>,
}

impl Check<'_> {
    fn note(&mut self, member: &str, constraint: impl Into<String>) {
        self.found.push((member.to_owned(), constraint.into()));
    }

    fn shape(&mut self, name: &str, value: &Value, at: String) {
        let shapes = self.shapes;
        let shape = &shapes[name];
        match shape["type"].as_str().unwrap_or_default() {
            "structure" => self.structure(shape, value, &at),
            "list" => {
                let Some(list) = value.as_array() else {
                    return self.note(&at, "must be a list");
                };
                // Replies are bound by less than the models say: a page of 1,000 image identifiers
                // is made of a list that requests may fill with 100.
                if self.direction == Direction::Request {
                    self.length(shape, list.len(), &at);
                }
                let member = shape["member"]["shape"].as_str().unwrap_or_default();
                for (place, entry) in list.iter().enumerate() {
                    self.shape(member, entry, format!("{at}[{place}]"));
                }
            }
            "map" => {
                let Some(map) = value.as_object() else {
                    return self.note(&at, "must be a map");
                };
                for (key, entry) in map {
                    let inner = format!("{at}[{key}]");
                    let key_shape = shape["key"]["shape"].as_str().unwrap_or_default();
                    self.shape(key_shape, &Value::from(key.as_str()), inner.clone());
                    let value_shape = shape["value"]["shape"].as_str().unwrap_or_default();
                    self.shape(value_shape, entry, inner);
                }
            }
            "string" => self.text(shape, value, &at),
            "blob" => {
                let Some(text) = value.as_str() else {
                    return self.note(&at, "must be base64 text");
                };
                match STANDARD.decode(text) {
                    Ok(bytes) => self.length(shape, bytes.len(), &at),
                    Err(_) => self.note(&at, "must be base64 text"),
                }
            }
            "integer" | "long" => match value.as_i64() {
                None => self.note(&at, "must be a whole number"),
                Some(number) => {
                    let least = shape["min"].as_i64().unwrap_or(i64::MIN);
                    let most = shape["max"].as_i64().unwrap_or(i64::MAX);
                    if !(least..=most).contains(&number) {
                        let bounds = format!("must be between {least} and {most}, not {number}");
                        self.note(&at, bounds);
                    }
                }
            },
            "float" | "double" if !value.is_number() => self.note(&at, "must be a number"),
            "boolean" if !value.is_boolean() => self.note(&at, "must be true or false"),
            "timestamp" => {
                // Seconds since 1970 in JSON, ISO 8601 in XML.
                let is_time = match self.protocol {
                    Protocol::Query => value
                        .as_str()
                        .is_some_and(|it| it.parse::<jiff::Timestamp>().is_ok()),
                    _ => value.is_number(),
                };
                if !is_time {
                    self.note(&at, "must be a time");
                }
            }
            _ => {}
        }
    }

    fn structure(&mut self, shape: &Value, value: &Value, at: &str) {
        let Some(given) = value.as_object() else {
            return self.note(at, "must be a structure");
        };
        let inside = |member: &str| {
            if at.is_empty() {
                member.to_owned()
            } else {
                format!("{at}.{member}")
            }
        };
        for required in shape["required"].as_array().into_iter().flatten() {
            let member = required.as_str().unwrap_or_default();
            if given.get(member).is_none_or(Value::is_null) {
                self.note(&inside(member), "must be there");
            }
        }
        for (member, entry) in given {
            let inner = inside(member);
            match shape["members"][member]["shape"].as_str() {
                None => self.note(&inner, "no such member"),
                Some(_) if entry.is_null() => self.note(&inner, "must not be null"),
                Some(name) => self.shape(name, entry, inner),
            }
        }
    }

    fn text(&mut self, shape: &Value, value: &Value, at: &str) {
        let Some(text) = value.as_str() else {
            return self.note(at, "must be text");
        };
        if let Some(known) = shape["enum"].as_array()
            && !known.iter().any(|it| it == text)
        {
            self.note(at, format!("must be one of {known:?}, not {text}"));
        }
        self.length(shape, text.chars().count(), at);
        if let Some(pattern) = shape["pattern"].as_str()
            && let Some(expression) = self.models.pattern(pattern)
            && !expression.is_match(text)
        {
            self.note(at, format!("must match {pattern}, not {text:?}"));
        }
    }

    fn length(&mut self, shape: &Value, length: usize, at: &str) {
        let least = shape["min"].as_u64().unwrap_or(0);
        let most = shape["max"].as_u64().unwrap_or(u64::MAX);
        if !(least..=most).contains(&(length as u64)) {
            let bounds = format!("must have a length between {least} and {most}, not {length}");
            self.note(at, bounds);
        }
    }
}
