//! Manifests rewritten as JSON, so that what is not understood of them is kept: media types of another
//! form, and descriptors of what layers and children became.

use portolan_distribution::RawManifest;
use portolan_oci::{Digest, MediaType};
use serde_json::Value;

use crate::{Error, ManifestForm, Repacked, Result};

/// Types that mean the same, OCI's and Docker's (image spec, "Compatibility Matrix").
const SAME: [(&str, &str); 7] = [
    (
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    ),
    (
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ),
    (
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
    ),
    (
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.diff.tar.gzip",
    ),
    (
        "application/vnd.oci.image.layer.v1.tar",
        "application/vnd.docker.image.rootfs.diff.tar",
    ),
    (
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    ),
    (
        "application/vnd.oci.image.layer.nondistributable.v1.tar",
        "application/vnd.docker.image.rootfs.foreign.diff.tar",
    ),
];

/// What an entry of Docker's may have (registry API, "Image Manifest Version 2, Schema 2").
const DOCKER_ENTRY: [&str; 5] = ["mediaType", "size", "digest", "urls", "platform"];

/// Notes on a layer that are about its packing, and wrong once it is packed anew.
const OF_PACKING: [&str; 4] = ["stargz", "zstd-chunked", "zstd:chunked", "soci"];

impl ManifestForm {
    /// The type of this form that means the same; `None` where it has none.
    pub(crate) fn of(self, media_type: &str) -> Option<&'static str> {
        let pair = SAME
            .iter()
            .find(|(oci, docker)| [*oci, *docker].contains(&media_type));
        pair.map(|(oci, docker)| match self {
            Self::Oci => *oci,
            Self::Docker => *docker,
        })
    }
}

/// A manifest over what its layers and children became; `None` where they all are as they were.
pub(crate) fn repoint(
    raw: &RawManifest,
    layer: impl Fn(&Digest) -> Option<Repacked>,
    child: impl Fn(&Digest) -> Option<RawManifest>,
) -> Result<Option<RawManifest>> {
    let before = parse(raw)?;
    let mut value = before.clone();
    for (name, member) in value.as_object_mut().into_iter().flatten() {
        let Value::Array(entries) = member else {
            continue;
        };
        for entry in entries {
            let Ok(digest) = text(entry, "digest").parse::<Digest>() else {
                continue;
            };
            if name == "layers" && text(entry, "mediaType") == MediaType::OCI_LAYER_ZSTD.as_str() {
                if let Some(became) = layer(&digest) {
                    entry["digest"] = became.digest.as_str().into();
                    entry["size"] = became.size.into();
                }
            } else if name == "manifests"
                && let Some(became) = child(&digest)
            {
                point(entry, &became);
            }
        }
    }
    let media_type = raw.media_type.as_str();
    Ok((value != before).then(|| made(&value, media_type)))
}

pub(crate) fn made(value: &Value, media_type: &str) -> RawManifest {
    let text = value.to_string();
    RawManifest {
        digest: Digest::of(text.as_bytes()),
        media_type: MediaType::parse(media_type),
        bytes: text.into(),
    }
}

/// Lets an entry of an index lead to what a child became.
pub(crate) fn point(entry: &mut Value, child: &RawManifest) {
    entry["digest"] = child.digest.as_str().into();
    entry["size"] = child.bytes.len().into();
    entry["mediaType"] = child.media_type.as_str().into();
}

pub(crate) fn rename(
    descriptor: &mut Value,
    form: ManifestForm,
    image: &RawManifest,
) -> Result<()> {
    let named = text(descriptor, "mediaType").to_owned();
    match form.of(&named) {
        Some(renamed) => descriptor["mediaType"] = renamed.into(),
        // OCI takes any type.
        None if form == ManifestForm::Oci => {}
        None => return Err(no_such_form(image, &named)),
    }
    Ok(())
}

/// Takes from a descriptor what Docker's have no place for: how many annotations went.
pub(crate) fn strip(descriptor: &mut Value) -> u64 {
    let Some(members) = descriptor.as_object_mut() else {
        return 0;
    };
    let lost = count(members.get("annotations"));
    members.retain(|name, _| DOCKER_ENTRY.contains(&name.as_str()));
    lost
}

/// The same for a whole manifest or index.
pub(crate) fn strip_whole(value: &mut Value) -> u64 {
    let Some(members) = value.as_object_mut() else {
        return 0;
    };
    let lost = count(members.get("annotations"));
    members.retain(|name, _| !["annotations", "artifactType"].contains(&name.as_str()));
    lost
}

fn count(annotations: Option<&Value>) -> u64 {
    let annotations = annotations.and_then(Value::as_object);
    annotations.map_or(0, |annotations| annotations.len() as u64)
}

pub(crate) fn forget_packing(descriptor: &mut Value) {
    let annotations = descriptor.get_mut("annotations");
    if let Some(annotations) = annotations.and_then(Value::as_object_mut) {
        annotations.retain(|name, _| !OF_PACKING.iter().any(|part| name.contains(part)));
    }
}

/// Whether a layer of this type is one that can be packed anew, and is not packed by zstd.
pub(crate) fn is_packable(media_type: &str) -> bool {
    [
        "application/vnd.oci.image.layer.v1.tar",
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.docker.image.rootfs.diff.tar",
        "application/vnd.docker.image.rootfs.diff.tar.gzip",
    ]
    .contains(&media_type)
}

pub(crate) fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    let found = value.get(member).and_then(Value::as_str);
    found.unwrap_or_default()
}

pub(crate) fn parse(raw: &RawManifest) -> Result<Value> {
    serde_json::from_slice(&raw.bytes).map_err(|_| unreadable(raw))
}

pub(crate) fn unreadable(raw: &RawManifest) -> Error {
    Error::Plan(format!("{} is no JSON", raw.digest))
}

pub(crate) fn no_such_form(raw: &RawManifest, what: &str) -> Error {
    Error::NoSuchForm {
        digest: raw.digest.clone(),
        what: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Conversion;

    #[test]
    fn every_type_has_its_like_and_zstd_has_none_of_dockers() {
        for (oci, docker) in SAME {
            assert_eq!(ManifestForm::Docker.of(oci), Some(docker));
            assert_eq!(ManifestForm::Oci.of(docker), Some(oci));
            assert_eq!(ManifestForm::Oci.of(oci), Some(oci));
        }
        let zstd = MediaType::OCI_LAYER_ZSTD;
        assert_eq!(ManifestForm::Docker.of(zstd.as_str()), None);
        let contradiction = Conversion {
            form: Some(ManifestForm::Docker),
            zstd: true,
        };
        assert!(contradiction.check().is_err());
    }

    #[test]
    fn a_manifest_is_written_over_what_its_layers_became_and_nothing_else_of_it_changes() {
        let old = Digest::of(b"layer");
        let value = serde_json::json!({
            "mediaType": MediaType::OCI_MANIFEST,
            "config": { "mediaType": MediaType::OCI_CONFIG, "digest": old, "size": 5 },
            "layers": [{ "mediaType": MediaType::OCI_LAYER_ZSTD, "digest": old, "size": 5 }],
            "x": "kept",
        });
        let raw = made(&value, MediaType::OCI_MANIFEST.as_str());
        let same = repoint(&raw, |_| None, |_| None).unwrap();
        assert!(same.is_none());
        let new = Repacked {
            digest: Digest::of(b"packed"),
            size: 3,
        };
        let became = repoint(&raw, |_| Some(new.clone()), |_| None).unwrap();
        let became = parse(&became.unwrap()).unwrap();
        assert_eq!(became["layers"][0]["digest"], new.digest.as_str());
        assert_eq!(became["layers"][0]["size"], 3);
        assert_eq!(became["config"], value["config"]);
        assert_eq!(became["x"], "kept");
    }
}
