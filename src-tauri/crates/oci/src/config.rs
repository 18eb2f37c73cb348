//! Image configs: what a container made from the image would run, and how the image was built.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{Digest, json};

/// Bytes a config may have.
pub const CONFIG_LIMIT: usize = 4 << 20;

/// Why bytes are not an image config.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ConfigError {
    /// More than [`CONFIG_LIMIT`] bytes.
    #[error("the config is larger than {CONFIG_LIMIT} bytes")]
    TooLarge,
    /// Not a JSON object within bounds.
    #[error("the config is not readable JSON")]
    Syntax,
}

/// An image config (image spec, "OCI Image Configuration"). Members that are absent or of the wrong
/// type are left empty: a config decides nothing here, it is only shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImageConfig {
    /// When the image says it was built; `None` where it doesn't say or says nonsense.
    pub created: Option<Timestamp>,
    /// Who says they built it.
    pub author: Option<String>,
    /// The processor it runs on.
    pub architecture: String,
    /// The kind of that processor.
    pub variant: Option<String>,
    /// The operating system it runs on.
    pub os: String,
    /// The operating system's version.
    pub os_version: Option<String>,
    /// What a container would run.
    pub execution: Execution,
    /// Digests of the unpacked layers, lowest first.
    pub diff_ids: Vec<Digest>,
    /// The build steps, oldest first.
    pub history: Vec<Step>,
}

/// What a container made from an image would run: the member `config`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Execution {
    /// `NAME=value` texts.
    pub environment: Vec<String>,
    /// The program and its first arguments.
    pub entrypoint: Vec<String>,
    /// Arguments that the person may replace.
    pub command: Vec<String>,
    /// Who it runs as; root where nothing is said.
    pub user: Option<String>,
    /// Ports it listens on, such as `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// Paths kept outside the image.
    pub volumes: Vec<String>,
    /// Notes for machines and people.
    pub labels: BTreeMap<String, String>,
    /// Where it starts.
    pub working_directory: Option<String>,
    /// The signal that asks it to stop.
    pub stop_signal: Option<String>,
    /// How its health is asked.
    pub health_check: Option<HealthCheck>,
}

/// How a container's health is asked (Docker's addition to the OCI config). Times in nanoseconds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct HealthCheck {
    /// `NONE`, or `CMD` and arguments, or `CMD-SHELL` and a line.
    pub test: Vec<String>,
    /// From one check to the next.
    pub interval: Option<u64>,
    /// After which a check counts as failed.
    pub timeout: Option<u64>,
    /// How long failures don't count after the start.
    pub start_period: Option<u64>,
    /// Failures in a row that make it unhealthy.
    pub retries: Option<u64>,
}

/// One build step.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Step {
    /// When it ran.
    pub created: Option<Timestamp>,
    /// The command, as the builder wrote it.
    pub created_by: String,
    /// A note, such as `buildkit.dockerfile.v0`.
    pub comment: String,
    /// It changed no file, so no layer belongs to it.
    pub empty_layer: bool,
}

impl ImageConfig {
    /// Reads a config's bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, ConfigError> {
        if bytes.len() > CONFIG_LIMIT {
            return Err(ConfigError::TooLarge);
        }
        let value =
            json::parse(bytes, json::Duplicates::LastWins).map_err(|_| ConfigError::Syntax)?;
        value.as_object().map(Self::read).ok_or(ConfigError::Syntax)
    }

    /// The layers' places beside the steps that made them: for each step, the index of its layer.
    pub fn step_layers(&self) -> Vec<Option<usize>> {
        let mut next = 0;
        self.history
            .iter()
            .map(|step| {
                (!step.empty_layer).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect()
    }

    fn read(object: &Map<String, Value>) -> Self {
        let rootfs = object.get("rootfs").and_then(Value::as_object);
        Self {
            created: timestamp(object),
            author: filled(object, "author"),
            architecture: json::text(object, "architecture").unwrap_or_default(),
            variant: filled(object, "variant"),
            os: json::text(object, "os").unwrap_or_default(),
            os_version: filled(object, "os.version"),
            execution: object
                .get("config")
                .and_then(Value::as_object)
                .map(Execution::read)
                .unwrap_or_default(),
            diff_ids: rootfs
                .map(|rootfs| json::texts(rootfs, "diff_ids"))
                .unwrap_or_default()
                .iter()
                .filter_map(|text| text.parse().ok())
                .collect(),
            history: json::list(object, "history")
                .iter()
                .filter_map(Value::as_object)
                .map(Step::read)
                .collect(),
        }
    }

    /// The config that schema 1 scatters over its history: everything from the newest entry, the steps
    /// from all of them, which stand newest first.
    pub(crate) fn from_schema1(entries: &[&str]) -> Self {
        let entries: Vec<Value> = entries
            .iter()
            .filter_map(|text| json::parse(text.as_bytes(), json::Duplicates::LastWins).ok())
            .collect();
        let mut config = entries
            .first()
            .and_then(Value::as_object)
            .map(Self::read)
            .unwrap_or_default();
        config.history = entries
            .iter()
            .rev()
            .filter_map(Value::as_object)
            .map(|entry| Step {
                created: timestamp(entry),
                created_by: entry
                    .get("container_config")
                    .and_then(Value::as_object)
                    .map(|container| json::texts(container, "Cmd").join(" "))
                    .unwrap_or_default(),
                comment: json::text(entry, "comment").unwrap_or_default(),
                empty_layer: flag(entry, "throwaway"),
            })
            .collect();
        config
    }
}

impl Execution {
    fn read(object: &Map<String, Value>) -> Self {
        Self {
            environment: json::texts(object, "Env"),
            entrypoint: words(object, "Entrypoint"),
            command: words(object, "Cmd"),
            user: filled(object, "User"),
            exposed_ports: keys(object, "ExposedPorts"),
            volumes: keys(object, "Volumes"),
            labels: json::text_map(object, "Labels"),
            working_directory: filled(object, "WorkingDir"),
            stop_signal: filled(object, "StopSignal"),
            health_check: object
                .get("Healthcheck")
                .and_then(Value::as_object)
                .map(HealthCheck::read),
        }
    }
}

impl HealthCheck {
    fn read(object: &Map<String, Value>) -> Self {
        let number = |key| object.get(key).and_then(Value::as_u64);
        Self {
            test: json::texts(object, "Test"),
            interval: number("Interval"),
            timeout: number("Timeout"),
            start_period: number("StartPeriod"),
            retries: number("Retries"),
        }
    }
}

impl Step {
    fn read(object: &Map<String, Value>) -> Self {
        Self {
            created: timestamp(object),
            created_by: json::text(object, "created_by").unwrap_or_default(),
            comment: json::text(object, "comment").unwrap_or_default(),
            empty_layer: flag(object, "empty_layer"),
        }
    }
}

fn timestamp(object: &Map<String, Value>) -> Option<Timestamp> {
    object.get("created")?.as_str()?.parse().ok()
}

fn flag(object: &Map<String, Value>, key: &str) -> bool {
    object.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn filled(object: &Map<String, Value>, key: &str) -> Option<String> {
    json::text(object, key).filter(|text| !text.is_empty())
}

/// A list of words; some builders write a single text instead.
fn words(object: &Map<String, Value>, key: &str) -> Vec<String> {
    filled(object, key).map_or_else(|| json::texts(object, key), |text| vec![text])
}

/// The keys of a set, which Docker writes as an object of empty objects.
fn keys(object: &Map<String, Value>, key: &str) -> Vec<String> {
    object
        .get(key)
        .and_then(Value::as_object)
        .map(|set| set.keys().cloned().collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_is_read_with_everything_docker_writes() {
        let config = ImageConfig::parse(
            br#"{"created":"2024-05-01T10:00:00.123456789Z","author":"A","architecture":"arm64",
            "variant":"v8","os":"linux","config":{"Env":["PATH=/bin"],"Entrypoint":["/a"],"Cmd":["b"],
            "User":"1000","ExposedPorts":{"80/tcp":{}},"Volumes":{"/d":{}},"Labels":{"k":"v"},
            "WorkingDir":"/w","StopSignal":"SIGINT","Healthcheck":{"Test":["CMD","x"],"Interval":5}},
            "rootfs":{"type":"layers","diff_ids":[
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]},
            "history":[{"created_by":"ADD x"},{"created_by":"CMD y","empty_layer":true}]}"#,
        )
        .unwrap();
        assert_eq!(config.created.unwrap().as_second(), 1_714_557_600);
        assert_eq!(config.execution.exposed_ports, ["80/tcp"]);
        assert_eq!(config.execution.labels["k"], "v");
        assert_eq!(
            config.execution.health_check.as_ref().unwrap().interval,
            Some(5)
        );
        assert_eq!(config.diff_ids.len(), 1);
        assert_eq!(config.step_layers(), [Some(0), None]);
    }

    #[test]
    fn members_of_the_wrong_type_are_left_empty() {
        let config = ImageConfig::parse(
            br#"{"created":"yesterday","config":{"Env":null,"Cmd":"sh","Labels":[1],"User":7},
            "rootfs":"x","history":{"a":1},"os":3}"#,
        )
        .unwrap();
        assert_eq!(config.created, None);
        assert_eq!(config.execution.command, ["sh"]);
        assert_eq!(config.execution.labels.len(), 0);
        assert_eq!(ImageConfig::parse(b"[]"), Err(ConfigError::Syntax));
    }
}
