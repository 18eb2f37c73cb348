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

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;
    use crate::Document;

    const PAYLOAD: &str = r##"{
   "schemaVersion": 1,
   "name": "library/old",
   "tag": "1",
   "architecture": "amd64",
   "fsLayers": [
      {"blobSum": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"blobSum": "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}
   ],
   "history": [
      {"v1Compatibility": "{\"created\":\"2014-01-02T03:04:05Z\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"sh\"]},\"container_config\":{\"Cmd\":[\"#(nop)\",\"CMD sh\"]},\"throwaway\":true}"},
      {"v1Compatibility": "{\"container_config\":{\"Cmd\":[\"ADD\",\"x\"]}}"}
   ]
}"##;

    fn sign() -> String {
        let length = PAYLOAD.len() - "\n}".len();
        let protected = format!(
            r#"{{"formatLength":{length},"formatTail":"{}","time":"2014"}}"#,
            URL_SAFE_NO_PAD.encode("\n}")
        );
        let protected = URL_SAFE_NO_PAD.encode(protected);
        let payload = &PAYLOAD[..length];
        format!(r#"{payload},"signatures":[{{"protected":"{protected}","signature":"x"}}]}}"#)
    }

    #[test]
    fn a_signed_relic_is_named_by_what_was_signed() {
        let signed = sign();
        let digest = Digest::of(PAYLOAD.as_bytes());
        assert_eq!(Document::digest(signed.as_bytes()), digest);
        assert!(Document::matches(signed.as_bytes(), &digest));
        assert!(!Document::matches(
            signed.replace("old", "new").as_bytes(),
            &digest
        ));
        assert_eq!(Document::digest(PAYLOAD.as_bytes()), digest);
    }

    #[test]
    fn a_relic_is_read_from_its_oldest_layer_and_step_on() {
        let Ok(Document::Schema1(relic)) = Document::parse(sign().as_bytes(), None) else {
            panic!("not a relic");
        };
        assert!(relic.is_signed);
        assert_eq!(relic.layers[1], Digest::of(b""));
        assert_eq!(relic.config.execution.command, ["sh"]);
        let steps: Vec<_> = relic
            .config
            .history
            .iter()
            .map(|step| (step.created_by.as_str(), step.empty_layer))
            .collect();
        assert_eq!(steps, [("ADD x", false), ("#(nop) CMD sh", true)]);
    }
}
