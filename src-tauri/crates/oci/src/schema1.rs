//! Docker schema 1 manifests: read-only relics, shown as what they are and never written.

use base64::{
    Engine as _,
    alphabet::URL_SAFE,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde_json::{Map, Value};

use crate::{Digest, DocumentError, ImageConfig, MediaType, document::DESCRIPTOR_LIMIT, json};

/// A schema 1 manifest.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema1 {
    /// The repository it was made for.
    pub name: String,
    /// The tag it was made for.
    pub tag: String,
    /// The processor it runs on.
    pub architecture: String,
    /// The layers, lowest first; schema 1 itself lists them the other way round, with empty ones.
    pub layers: Vec<Digest>,
    /// What the newest history entry says of config and time.
    pub config: ImageConfig,
    /// Whether it carries signatures.
    pub is_signed: bool,
}

impl Schema1 {
    /// The type it goes by.
    pub fn media_type(&self) -> MediaType {
        if self.is_signed {
            MediaType::DOCKER_SCHEMA1_SIGNED
        } else {
            MediaType::DOCKER_SCHEMA1
        }
    }

    pub(crate) fn read(object: &Map<String, Value>) -> Result<Self, DocumentError> {
        let layers = json::list(object, "fsLayers");
        let history = json::list(object, "history");
        if layers.len() > DESCRIPTOR_LIMIT || history.len() > DESCRIPTOR_LIMIT {
            return Err(DocumentError::TooMany);
        }
        let layers = layers
            .iter()
            .rev()
            .map(|layer| {
                let text = layer.get("blobSum").and_then(Value::as_str);
                Ok(text.ok_or(DocumentError::Member("blobSum"))?.parse()?)
            })
            .collect::<Result<_, DocumentError>>()?;
        let entries = history
            .iter()
            .filter_map(|entry| entry.get("v1Compatibility").and_then(Value::as_str))
            .collect::<Vec<_>>();
        Ok(Self {
            name: json::text(object, "name").unwrap_or_default(),
            tag: json::text(object, "tag").unwrap_or_default(),
            architecture: json::text(object, "architecture").unwrap_or_default(),
            layers,
            config: ImageConfig::from_schema1(&entries),
            is_signed: !json::list(object, "signatures").is_empty(),
        })
    }
}

/// What the first signature of a signed schema 1 manifest covers: the bytes up to `formatLength`, then
/// `formatTail`. The digest of such a manifest is the digest of this. `None` for everything else.
pub(crate) fn signed_payload(bytes: &[u8]) -> Option<Vec<u8>> {
    // Cheap look before a parse: hardly any manifest is a signed relic.
    let has = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    if !has(b"\"signatures\"") || !has(b"\"fsLayers\"") {
        return None;
    }
    let value = json::parse(bytes, json::Duplicates::Refuse).ok()?;
    let protected = value
        .get("signatures")?
        .get(0)?
        .get("protected")?
        .as_str()?;
    let base64 = GeneralPurpose::new(
        &URL_SAFE,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    let protected = base64.decode(protected).ok()?;
    let protected = json::parse(&protected, json::Duplicates::Refuse).ok()?;
    let length = usize::try_from(protected.get("formatLength")?.as_u64()?).ok()?;
    let tail = base64.decode(protected.get("formatTail")?.as_str()?).ok()?;
    let mut payload = bytes.get(..length)?.to_vec();
    payload.extend_from_slice(&tail);
    Some(payload)
}
