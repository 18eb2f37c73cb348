//! The platform an image runs on, as an index names it.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::json;

/// Operating system and architecture, in the words of Go's `GOOS` and `GOARCH` (image spec, "Image
/// Index Property Descriptions"). All of it is what somebody wrote: text to show, not to trust.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Platform {
    /// `amd64`, `arm64` …; empty where nothing was said.
    pub architecture: String,
    /// `linux`, `windows` …; empty where nothing was said.
    pub os: String,
    /// The Windows build, such as `10.0.20348.2113`.
    #[serde(rename = "os.version", skip_serializing_if = "Option::is_none")]
    pub os_version: Option<String>,
    /// Features that the operating system must have, such as `win32k`.
    #[serde(rename = "os.features", skip_serializing_if = "Vec::is_empty")]
    pub os_features: Vec<String>,
    /// The kind of processor, such as `v8`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

impl Platform {
    /// `os/architecture` alone.
    pub fn new(os: &str, architecture: &str) -> Self {
        Self {
            os: os.to_owned(),
            architecture: architecture.to_owned(),
            ..Self::default()
        }
    }

    /// BuildKit marks attestations as `unknown/unknown`: nothing that could run.
    pub fn is_unknown(&self) -> bool {
        let is_unsaid = |text: &str| text.is_empty() || text == "unknown";
        is_unsaid(&self.os) && is_unsaid(&self.architecture)
    }

    /// Reads what can be read; members of the wrong type count as absent.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let object = value.as_object()?;
        Some(Self {
            architecture: json::text(object, "architecture").unwrap_or_default(),
            os: json::text(object, "os").unwrap_or_default(),
            os_version: json::text(object, "os.version"),
            os_features: json::texts(object, "os.features"),
            variant: json::text(object, "variant"),
        })
    }
}

impl fmt::Display for Platform {
    /// `linux/arm64/v8`; what is not said reads `unknown`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |text: &str| if text.is_empty() { "unknown" } else { text }.to_owned();
        write!(formatter, "{}/{}", said(&self.os), said(&self.architecture))?;
        match self.variant.as_deref() {
            Some(variant) if !variant.is_empty() => write!(formatter, "/{variant}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_prints_as_docker_writes_it() {
        let mut platform = Platform::new("linux", "arm64");
        assert_eq!(platform.to_string(), "linux/arm64");
        platform.variant = Some("v8".to_owned());
        assert_eq!(platform.to_string(), "linux/arm64/v8");
        assert_eq!(Platform::default().to_string(), "unknown/unknown");
        assert!(Platform::new("unknown", "unknown").is_unknown());
    }
}
