//! The index that is left when only some platforms of another are taken.

use portolan_distribution::RawManifest;
use portolan_oci::{Digest, Index};
use serde_json::Value;

use crate::{Error, PlatformChoice, Result};

/// An index made of another.
#[derive(Clone, Debug)]
pub(crate) struct Subset {
    /// Its text.
    pub(crate) text: String,
    /// Its digest.
    pub(crate) digest: Digest,
    /// Manifests that stay behind.
    pub(crate) left: u64,
}

/// The chosen children of `index`, with the attestations about them, as a new index; `None` where all of
/// them are chosen. `raw` are the index's own bytes, so that what is not understood is kept.
pub(crate) fn choose(
    raw: &RawManifest,
    index: &Index,
    choice: &PlatformChoice,
) -> Result<Option<Subset>> {
    if *choice == PlatformChoice::All {
        return Ok(None);
    }
    let is_chosen = |at: &portolan_oci::Descriptor| {
        let platform = at.platform.as_ref();
        !at.is_attestation() && platform.is_some_and(|platform| choice.takes(platform))
    };
    let images: Vec<&Digest> = index
        .manifests
        .iter()
        .filter(|child| is_chosen(child))
        .map(|child| &child.digest)
        .collect();
    if images.is_empty() {
        let platforms = index.images().filter_map(|child| child.platform.as_ref());
        return Err(Error::NoPlatform {
            digest: raw.digest.clone(),
            has: platforms.map(ToString::to_string).collect(),
        });
    }
    let stays: Vec<bool> = index
        .manifests
        .iter()
        .map(|child| {
            let attested = child.attests();
            is_chosen(child) || attested.is_some_and(|about| images.contains(&&about))
        })
        .collect();
    let left = stays.iter().filter(|stays| !**stays).count();
    if left == 0 {
        return Ok(None);
    }
    let unreadable = || Error::Plan(format!("{} is no JSON", raw.digest));
    let mut value: Value = serde_json::from_slice(&raw.bytes).map_err(|_| unreadable())?;
    let children = value.get_mut("manifests").and_then(Value::as_array_mut);
    let children = children.ok_or_else(unreadable)?;
    let mut stays = stays.into_iter();
    children.retain(|_| stays.next().unwrap_or(false));
    let text = value.to_string();
    Ok(Some(Subset {
        digest: Digest::of(text.as_bytes()),
        text,
        left: left as u64,
    }))
}

#[cfg(test)]
mod tests {
    use portolan_oci::{Document, MediaType, Platform};
    use serde_json::json;

    use super::*;

    fn index() -> (RawManifest, Index) {
        let child = |name: &str, os: &str, architecture: &str| {
            json!({
                "mediaType": MediaType::OCI_MANIFEST,
                "digest": Digest::of(name.as_bytes()),
                "size": 7,
                "platform": { "os": os, "architecture": architecture },
            })
        };
        let mut attestation = child("about arm", "unknown", "unknown");
        attestation["annotations"] = json!({
            "vnd.docker.reference.type": "attestation-manifest",
            "vnd.docker.reference.digest": Digest::of(b"arm"),
        });
        let text = json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_INDEX,
            "manifests": [child("amd", "linux", "amd64"), child("arm", "linux", "arm64"), attestation],
            "annotations": { "kept": "yes" },
        })
        .to_string();
        let raw = RawManifest {
            digest: Digest::of(text.as_bytes()),
            media_type: MediaType::OCI_INDEX,
            bytes: text.into(),
        };
        let Ok(Document::Index(index)) = raw.parse() else {
            panic!("an index");
        };
        (raw, index)
    }

    fn only(platforms: &[(&str, &str)]) -> PlatformChoice {
        let platforms = platforms.iter();
        PlatformChoice::Only(
            platforms
                .map(|(os, arch)| Platform::new(os, arch))
                .collect(),
        )
    }

    #[test]
    fn chosen_platforms_keep_their_attestations_and_everything_else_of_the_index() {
        let (raw, index) = index();
        let subset = choose(&raw, &index, &only(&[("linux", "arm64")]));
        let subset = subset.unwrap().unwrap();
        assert_eq!(subset.left, 1);
        let value: Value = serde_json::from_str(&subset.text).unwrap();
        assert_eq!(value["manifests"].as_array().unwrap().len(), 2);
        assert_eq!(value["annotations"]["kept"], "yes");
        assert_ne!(subset.digest, raw.digest);
    }

    #[test]
    fn choosing_all_that_there_is_keeps_the_digest() {
        let (raw, index) = index();
        let all = only(&[("linux", "amd64"), ("linux", "arm64")]);
        assert!(choose(&raw, &index, &all).unwrap().is_none());
        assert!(
            choose(&raw, &index, &PlatformChoice::All)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn a_platform_that_is_not_there_is_said_with_those_that_are() {
        let (raw, index) = index();
        let error = choose(&raw, &index, &only(&[("windows", "amd64")])).unwrap_err();
        assert!(
            error.to_string().contains("linux/amd64, linux/arm64"),
            "{error}"
        );
    }
}
