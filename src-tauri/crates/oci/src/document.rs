//! From raw bytes to an index, an image manifest or a schema 1 relic, under the content policy: one
//! meaning for every reader, bounded in size, depth and number. The exact bytes are kept elsewhere.

use serde_json::{Map, Value};

use crate::{
    Digest, DigestError, Index, Manifest, MediaType, Schema1, descriptor::refuse_case_variants,
    json, schema1,
};

/// Bytes a manifest may have; registries accept no more either.
pub const MANIFEST_LIMIT: usize = 4 << 20;

/// Descriptors one manifest may hold.
pub const DESCRIPTOR_LIMIT: usize = 10_000;

/// Why bytes are not a manifest that can be shown truthfully.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DocumentError {
    /// More than [`MANIFEST_LIMIT`] bytes.
    #[error("the manifest is larger than {MANIFEST_LIMIT} bytes")]
    TooLarge,
    /// Not JSON.
    #[error("the manifest is not JSON: {0}")]
    Syntax(String),
    /// Nested deeper than 64.
    #[error("the manifest is nested too deep")]
    TooDeep,
    /// More descriptors or values than any real manifest.
    #[error("the manifest holds more than {DESCRIPTOR_LIMIT} descriptors, or far too many values")]
    TooMany,
    /// A member is named twice or in a second spelling, so clients disagree on what it says.
    #[error("the manifest names {0:?} in two ways, so clients would disagree on what it says")]
    Ambiguous(String),
    /// Both `layers` and `manifests` (CVE-2021-41190).
    #[error("the manifest is an image and an index at once")]
    Hybrid,
    /// The registry's content type and the manifest's own disagree.
    #[error("the registry calls it {answered}, the manifest calls itself {written}")]
    TypeMismatch {
        /// The type of the answer.
        answered: MediaType,
        /// The type in the manifest.
        written: MediaType,
    },
    /// A type that is no manifest.
    #[error("{0} is not a kind of manifest that Portolan reads")]
    UnknownType(MediaType),
    /// A member that must be there is missing or of the wrong type.
    #[error("the manifest lacks a usable {0:?}")]
    Member(&'static str),
    /// A size that is no whole number of bytes.
    #[error("{0} is not a size in bytes")]
    Size(String),
    /// A digest that can't be verified.
    #[error("the manifest names an unusable digest: {0}")]
    Digest(#[from] DigestError),
    /// Embedded content that differs from its digest.
    #[error("the content embedded for {0} is not what the digest says")]
    Embedded(Digest),
}

impl From<json::Refusal> for DocumentError {
    fn from(refusal: json::Refusal) -> Self {
        match refusal {
            json::Refusal::Syntax(what) => Self::Syntax(what),
            json::Refusal::Depth => Self::TooDeep,
            json::Refusal::Count => Self::TooMany,
            json::Refusal::Duplicate(key) => Self::Ambiguous(key.chars().take(80).collect()),
        }
    }
}

/// A manifest, understood.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// An OCI index or Docker manifest list.
    Index(Index),
    /// An OCI or Docker image manifest, or an artifact in that shape.
    Image(Manifest),
    /// A Docker schema 1 manifest: shown, never written.
    Schema1(Schema1),
}

/// The shapes a manifest can have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shape {
    Index,
    Image,
    Schema1,
}

impl Document {
    /// Reads `bytes` that were answered with `content_type` (`None` where nobody said, as in a file).
    /// A type that says nothing, such as `application/json`, counts as not said.
    pub fn parse(bytes: &[u8], content_type: Option<&MediaType>) -> Result<Self, DocumentError> {
        if bytes.len() > MANIFEST_LIMIT {
            return Err(DocumentError::TooLarge);
        }
        let value = json::parse(bytes, json::Duplicates::Refuse)?;
        let object = value.as_object().ok_or(DocumentError::Member("{"))?;
        refuse_case_variants(object, &MEMBERS)?;
        let is_filled = |key| {
            object
                .get(key)
                .is_some_and(|value: &Value| !value.is_null())
        };
        let has_layers = ["layers", "config", "fsLayers", "blobs"]
            .into_iter()
            .any(is_filled);
        // BuildKit keeps its cache as an index whose entries are layers: still only `manifests`.
        if has_layers && is_filled("manifests") {
            return Err(DocumentError::Hybrid);
        }
        let media_type = settle_type(content_type, object)?;
        match settle_shape(media_type.as_ref(), object)? {
            Shape::Index => Index::read(object, media_type).map(Self::Index),
            Shape::Image => Manifest::read(object, media_type).map(Self::Image),
            Shape::Schema1 => Schema1::read(object).map(Self::Schema1),
        }
    }

    /// The media type it goes by.
    pub fn media_type(&self) -> MediaType {
        match self {
            Self::Index(index) => index.media_type.clone(),
            Self::Image(manifest) => manifest.media_type.clone(),
            Self::Schema1(schema1) => schema1.media_type(),
        }
    }

    /// The manifest this one describes.
    pub fn subject(&self) -> Option<&crate::Descriptor> {
        match self {
            Self::Index(index) => index.subject.as_ref(),
            Self::Image(manifest) => manifest.subject.as_ref(),
            Self::Schema1(_) => None,
        }
    }

    /// The digest by which a registry names `bytes`.
    pub fn digest(bytes: &[u8]) -> Digest {
        schema1::signed_payload(bytes)
            .map_or_else(|| Digest::of(bytes), |payload| Digest::of(&payload))
    }

    /// Whether `bytes` are what `digest` names. A signed schema 1 manifest is named by the digest of
    /// what was signed, without the signatures; everything else by the digest of its bytes.
    pub fn matches(bytes: &[u8], digest: &Digest) -> bool {
        digest.matches(bytes)
            || schema1::signed_payload(bytes).is_some_and(|payload| digest.matches(&payload))
    }
}

/// Members whose meaning must not depend on how a reader treats upper and lower case.
const MEMBERS: [&str; 11] = [
    "schemaVersion",
    "mediaType",
    "artifactType",
    "config",
    "layers",
    "manifests",
    "blobs",
    "subject",
    "annotations",
    "fsLayers",
    "history",
];

fn settle_type(
    content_type: Option<&MediaType>,
    object: &Map<String, Value>,
) -> Result<Option<MediaType>, DocumentError> {
    let answered = content_type.filter(|media_type| !media_type.says_nothing());
    let written = match object.get("mediaType") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(Value::String(text)) => Some(MediaType::from(text.clone())),
        Some(_) => return Err(DocumentError::Member("mediaType")),
    };
    match (answered, written) {
        (Some(answered), Some(written)) if *answered != written => {
            Err(DocumentError::TypeMismatch {
                answered: answered.clone(),
                written,
            })
        }
        (answered, written) => Ok(written.or_else(|| answered.cloned())),
    }
}

fn settle_shape(
    media_type: Option<&MediaType>,
    object: &Map<String, Value>,
) -> Result<Shape, DocumentError> {
    let by_content = if object.get("manifests").is_some() {
        Some(Shape::Index)
    } else if object.get("fsLayers").is_some() {
        Some(Shape::Schema1)
    } else if ["layers", "config", "blobs"]
        .iter()
        .any(|key| object.contains_key(*key))
    {
        Some(Shape::Image)
    } else {
        None
    };
    let Some(media_type) = media_type else {
        return by_content.ok_or(DocumentError::Member("mediaType"));
    };
    let by_type = if media_type.is_index() {
        Shape::Index
    } else if media_type.is_image_manifest() || *media_type == MediaType::OCI_ARTIFACT {
        Shape::Image
    } else if media_type.is_schema1() {
        Shape::Schema1
    } else {
        return Err(DocumentError::UnknownType(media_type.clone()));
    };
    match by_content {
        Some(shape) if shape != by_type => Err(DocumentError::Hybrid),
        _ => Ok(by_type),
    }
}

/// Reads a list of descriptors, bounded.
pub(crate) fn read_descriptors(
    object: &Map<String, Value>,
    key: &'static str,
) -> Result<Vec<crate::Descriptor>, DocumentError> {
    let list = match object.get(key) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(DocumentError::Member(key)),
    };
    if list.len() > DESCRIPTOR_LIMIT {
        return Err(DocumentError::TooMany);
    }
    list.iter().map(crate::Descriptor::read).collect()
}

/// Reads one descriptor that may be absent.
pub(crate) fn read_descriptor(
    object: &Map<String, Value>,
    key: &str,
) -> Result<Option<crate::Descriptor>, DocumentError> {
    object
        .get(key)
        .filter(|value| !value.is_null())
        .map(crate::Descriptor::read)
        .transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::ArtifactKind;

    fn entry(media_type: &MediaType) -> Value {
        json!({"mediaType": media_type, "digest": Digest::of(b"{}"), "size": 2})
    }

    fn image() -> Value {
        json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_MANIFEST,
            "config": entry(&MediaType::OCI_CONFIG),
            "layers": [entry(&MediaType::OCI_LAYER_GZIP)],
        })
    }

    fn index(children: usize) -> Value {
        json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_INDEX,
            "manifests": vec![entry(&MediaType::OCI_MANIFEST); children],
        })
    }

    fn parse(value: &Value, content_type: Option<&MediaType>) -> Result<Document, DocumentError> {
        Document::parse(value.to_string().as_bytes(), content_type)
    }

    #[test]
    fn images_and_indexes_are_told_with_and_without_a_content_type() {
        for content_type in [
            None,
            Some(MediaType::OCI_MANIFEST),
            Some(MediaType::parse("application/json; charset=utf-8")),
        ] {
            let Ok(Document::Image(manifest)) = parse(&image(), content_type.as_ref()) else {
                panic!("not an image as {content_type:?}");
            };
            assert_eq!(manifest.compressed_size(), Some(2));
        }
        let Ok(Document::Index(index)) = parse(&index(3), None) else {
            panic!("not an index");
        };
        assert_eq!(index.manifests.len(), 3);
        let mut untyped = image();
        untyped.as_object_mut().unwrap().remove("mediaType");
        let document = parse(&untyped, Some(&MediaType::DOCKER_MANIFEST)).unwrap();
        assert_eq!(document.media_type(), MediaType::DOCKER_MANIFEST);
    }

    #[test]
    fn what_is_two_things_at_once_is_refused() {
        for key in ["layers", "config", "fsLayers"] {
            let mut hybrid = index(1);
            hybrid[key] = image()["layers"].clone();
            assert_eq!(parse(&hybrid, None), Err(DocumentError::Hybrid), "{key}");
        }
        // An index by its type, an image by its content.
        let mut disguised = image();
        disguised["mediaType"] = json!(MediaType::OCI_INDEX);
        assert_eq!(parse(&disguised, None), Err(DocumentError::Hybrid));
    }

    #[test]
    fn a_type_that_contradicts_the_registrys_is_refused() {
        assert_eq!(
            parse(&image(), Some(&MediaType::OCI_INDEX)),
            Err(DocumentError::TypeMismatch {
                answered: MediaType::OCI_INDEX,
                written: MediaType::OCI_MANIFEST,
            })
        );
        let foreign = MediaType::parse("application/vnd.example+json");
        let mut unknown = image();
        unknown["mediaType"] = json!(foreign);
        assert_eq!(
            parse(&unknown, None),
            Err(DocumentError::UnknownType(foreign))
        );
    }

    #[test]
    fn second_meanings_are_refused() {
        let twice = br#"{"schemaVersion":2,"manifests":[],"manifests":[]}"#;
        assert_eq!(
            Document::parse(twice, None),
            Err(DocumentError::Ambiguous("manifests".to_owned()))
        );
        for key in ["Layers", "LAYERS", "Manifests", "mediatype", "Subject"] {
            let mut variant = image();
            variant[key] = json!([]);
            assert_eq!(
                parse(&variant, None),
                Err(DocumentError::Ambiguous(key.to_owned()))
            );
        }
        let mut inside = image();
        inside["layers"][0]["Digest"] = json!(Digest::of(b"other"));
        assert_eq!(
            parse(&inside, None),
            Err(DocumentError::Ambiguous("Digest".to_owned()))
        );
        // Labels and notes may differ by case alone.
        let mut notes = image();
        notes["annotations"] = json!({"Config": "a", "config": "b"});
        assert!(parse(&notes, None).is_ok());
    }

    #[test]
    fn size_depth_and_number_are_bounded() {
        let mut large = image().to_string().into_bytes();
        large.resize(MANIFEST_LIMIT + 1, b' ');
        assert_eq!(Document::parse(&large, None), Err(DocumentError::TooLarge));
        let deep = format!(
            r#"{{"manifests":[],"annotations":{}1{}}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(
            Document::parse(deep.as_bytes(), None),
            Err(DocumentError::TooDeep)
        );
        assert!(parse(&index(DESCRIPTOR_LIMIT), None).is_ok());
        assert_eq!(
            parse(&index(DESCRIPTOR_LIMIT + 1), None),
            Err(DocumentError::TooMany)
        );
    }

    #[test]
    fn oddities_of_the_wild_are_read() {
        let odd = json!({
            "schemaVersion": 2, "mediaType": MediaType::DOCKER_LIST,
            "manifests": [
                {"mediaType": MediaType::OCI_MANIFEST, "digest": Digest::of(b"a"), "size": 1,
                    "platform": {"os": "unknown", "architecture": "unknown"},
                    "annotations": {"vnd.docker.reference.type": "attestation-manifest",
                        "vnd.docker.reference.digest": Digest::of(b"b")}},
                {"mediaType": MediaType::OCI_INDEX, "digest": Digest::of(b"c"), "size": 1},
                {"mediaType": MediaType::OCI_LAYER_ZSTD, "digest": Digest::of(b"d"), "size": 1},
            ],
            "annotations": null, "subject": null, "config": null,
        });
        let Ok(Document::Index(index)) = parse(&odd, None) else {
            panic!("not an index");
        };
        assert_eq!(index.images().count(), 2);
        assert_eq!(index.manifests[0].attests(), Some(Digest::of(b"b")));
        assert_eq!(
            ArtifactKind::of_descriptor(&index.manifests[0]),
            ArtifactKind::Attestation
        );
        let withdrawn = json!({
            "mediaType": MediaType::OCI_ARTIFACT, "artifactType": "application/spdx+json",
            "blobs": [entry(&MediaType::EMPTY)], "subject": entry(&MediaType::OCI_MANIFEST),
        });
        let document = parse(&withdrawn, None).unwrap();
        assert_eq!(ArtifactKind::of(&document), ArtifactKind::Sbom);
        assert_eq!(document.subject().unwrap().digest, Digest::of(b"{}"));
        assert!(parse(&json!({"schemaVersion": 2, "manifests": null}), None).is_ok());
    }

    #[test]
    fn what_a_new_manifest_says_is_read_again() {
        let config = crate::Descriptor::of(MediaType::OCI_CONFIG, b"{}");
        let mut manifest = Manifest::new(config.clone(), vec![config.clone()]);
        manifest.artifact_type = Some("a/b".to_owned());
        manifest.subject = Some(config.clone());
        let bytes = serde_json::to_vec(&manifest).unwrap();
        let read = Document::parse(&bytes, Some(&MediaType::OCI_MANIFEST));
        assert_eq!(read, Ok(Document::Image(manifest)));
        let index = Index::new(vec![config]);
        let bytes = serde_json::to_vec(&index).unwrap();
        assert_eq!(Document::parse(&bytes, None), Ok(Document::Index(index)));
    }

    /// JSON of any shape, with the words that manifests are made of.
    fn any_json() -> impl Strategy<Value = Value> {
        let word = prop::sample::select(MEMBERS.to_vec());
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(|number| json!(number)),
            any::<f64>().prop_map(|number| json!(number)),
            any::<String>().prop_map(Value::String),
            Just(json!(Digest::of(b""))),
            Just(json!(MediaType::OCI_INDEX)),
            Just(json!(MediaType::OCI_MANIFEST)),
            Just(entry(&MediaType::OCI_MANIFEST)),
        ];
        leaf.prop_recursive(5, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::vec((word.clone(), inner), 0..6).prop_map(|members| {
                    let members = members.into_iter();
                    Value::Object(
                        members
                            .map(|(key, value)| (key.to_owned(), value))
                            .collect(),
                    )
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_json_is_read_or_refused(value in any_json()) {
            let _ = parse(&value, None);
            let _ = crate::ImageConfig::parse(value.to_string().as_bytes());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Document::parse(&bytes, None);
            let _ = Document::digest(&bytes);
        }
    }
}
