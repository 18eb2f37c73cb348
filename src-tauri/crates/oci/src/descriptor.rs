//! Descriptors: how one piece of content names another.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Digest, DocumentError, MediaType, Platform, json};

/// What another piece of content is and how large it says it is (image spec, "OCI Content
/// Descriptors"). The digest is checked, everything else is what somebody wrote.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// The type of the content; `application/octet-stream` where nothing was said.
    pub media_type: MediaType,
    /// The digest that the content must have.
    pub digest: Digest,
    /// Bytes the content must have, as stored.
    pub size: u64,
    /// Places outside the registry; never followed, only shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// Free notes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
    /// The content itself, embedded; verified against digest and size when read.
    #[serde(
        skip_serializing_if = "Option::is_none",
        serialize_with = "write_base64"
    )]
    pub data: Option<Vec<u8>>,
    /// The kind of artifact, where the content is a manifest of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// What the content runs on, where it is an image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
}

/// Members whose meaning must not depend on how a reader treats upper and lower case.
const MEMBERS: [&str; 8] = [
    "mediaType",
    "digest",
    "size",
    "urls",
    "annotations",
    "data",
    "artifactType",
    "platform",
];

impl Descriptor {
    /// A descriptor that says only what must be said.
    pub fn new(media_type: MediaType, digest: Digest, size: u64) -> Self {
        Self {
            media_type,
            digest,
            size,
            urls: Vec::new(),
            annotations: BTreeMap::new(),
            data: None,
            artifact_type: None,
            platform: None,
        }
    }

    /// The descriptor of bytes at hand.
    pub fn of(media_type: MediaType, bytes: &[u8]) -> Self {
        Self::new(media_type, Digest::of(bytes), bytes.len() as u64)
    }

    /// The digest of the manifest that a BuildKit attestation describes.
    pub fn attests(&self) -> Option<Digest> {
        let kind = self.annotations.get("vnd.docker.reference.type")?;
        if kind != "attestation-manifest" {
            return None;
        }
        self.annotations
            .get("vnd.docker.reference.digest")?
            .parse()
            .ok()
    }

    /// Whether this child of an index is an attestation, which nobody could run.
    pub fn is_attestation(&self) -> bool {
        self.annotations
            .get("vnd.docker.reference.type")
            .is_some_and(|kind| kind == "attestation-manifest")
    }

    /// Reads one descriptor of a manifest.
    pub(crate) fn read(value: &Value) -> Result<Self, DocumentError> {
        let object = value
            .as_object()
            .ok_or(DocumentError::Member("descriptor"))?;
        refuse_case_variants(object, &MEMBERS)?;
        let digest: Digest = json::text(object, "digest")
            .ok_or(DocumentError::Member("digest"))?
            .parse()?;
        let size = read_size(object.get("size"))?;
        let data = match json::text(object, "data") {
            None => None,
            Some(text) => {
                let bytes = BASE64
                    .decode(text)
                    .ok()
                    .filter(|bytes| bytes.len() as u64 == size && digest.matches(bytes))
                    .ok_or_else(|| DocumentError::Embedded(digest.clone()))?;
                Some(bytes)
            }
        };
        Ok(Self {
            media_type: json::text(object, "mediaType").map_or_else(
                || MediaType::parse("application/octet-stream"),
                MediaType::from,
            ),
            digest,
            size,
            urls: json::texts(object, "urls"),
            annotations: json::text_map(object, "annotations"),
            data,
            artifact_type: json::text(object, "artifactType").filter(|text| !text.is_empty()),
            platform: object.get("platform").and_then(Platform::read),
        })
    }
}

/// Whole bytes up to 2^63 - 1, the largest that every language's clients can hold.
fn read_size(value: Option<&Value>) -> Result<u64, DocumentError> {
    value
        .and_then(Value::as_u64)
        .filter(|size| i64::try_from(*size).is_ok())
        .ok_or_else(|| {
            let text = value.map_or_else(|| "nothing".to_owned(), ToString::to_string);
            DocumentError::Size(text.chars().take(40).collect())
        })
}

/// Go reads member names without regard to case, most others with it: `Layers` beside or instead of
/// `layers` would be seen by one and not by the other.
pub(crate) fn refuse_case_variants(
    object: &Map<String, Value>,
    members: &[&str],
) -> Result<(), DocumentError> {
    let variant = object.keys().find(|key| {
        members
            .iter()
            .any(|member| key.as_str() != *member && key.eq_ignore_ascii_case(member))
    });
    variant.map_or(Ok(()), |key| Err(DocumentError::Ambiguous(key.clone())))
}

#[expect(clippy::ref_option, reason = "serde passes fields this way")]
fn write_base64<S: serde::Serializer>(
    bytes: &Option<Vec<u8>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match bytes {
        Some(bytes) => serializer.serialize_str(&BASE64.encode(bytes)),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absurd_sizes_are_errors() {
        for size in [
            json!(-1),
            json!(1_u64 << 63),
            json!(1e308),
            json!("7"),
            json!(1.5),
            Value::Null,
        ] {
            let value = json!({"mediaType": "a/b", "digest": Digest::of(b""), "size": size});
            assert!(
                matches!(Descriptor::read(&value), Err(DocumentError::Size(_))),
                "{size} was taken for a size"
            );
        }
    }

    #[test]
    fn embedded_content_must_be_what_the_digest_says() {
        let mut value = json!({
            "mediaType": "a/b", "digest": Digest::of(b"{}"), "size": 2, "data": "e30="
        });
        assert_eq!(
            Descriptor::read(&value).unwrap().data.as_deref(),
            Some(b"{}".as_slice())
        );
        value["data"] = json!("W10=");
        assert!(matches!(
            Descriptor::read(&value),
            Err(DocumentError::Embedded(_))
        ));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut descriptor = Descriptor::of(MediaType::OCI_MANIFEST, b"{}");
        descriptor.platform = Some(Platform::new("linux", "amd64"));
        descriptor.data = Some(b"{}".to_vec());
        descriptor
            .annotations
            .insert("key".to_owned(), "value".to_owned());
        let value = serde_json::to_value(&descriptor).unwrap();
        assert_eq!(Descriptor::read(&value).unwrap(), descriptor);
    }
}
