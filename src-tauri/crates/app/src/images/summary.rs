//! What a row shows of a manifest, made from the manifest, its config and its children. Pure.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use portolan_oci::{
    ArtifactKind, Descriptor, Digest, Document, ImageConfig, Index, Manifest, MediaType, Schema1,
};
use portolan_storage::{ImageChild, ImageKind, ImageSummary};

use super::kinds::kept_kind;

/// When the image was built, as annotations say it (image spec, "Pre-Defined Annotation Keys").
const CREATED: &str = "org.opencontainers.image.created";

/// The annotations and labels that lists and search show.
const EXCERPTED: &str = "org.opencontainers.image.";

/// The platform of children that nobody could run, as BuildKit writes it.
pub(crate) const NO_PLATFORM: &str = "unknown/unknown";

/// A child of an index, as far as it could be read.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    /// Which.
    pub(crate) digest: Digest,
    /// `None` where the registry does not have it or it can't be read.
    pub(crate) document: Option<Document>,
    /// The config, where it was read.
    pub(crate) config: Option<ImageConfig>,
    /// The children of a child that is an index itself.
    pub(crate) children: Vec<Child>,
}

/// The config that a row needs of a manifest: the one of an image, for its platform and time. Charts
/// and other artifacts say what they are without it.
pub(crate) fn wanted_config(document: &Document) -> Option<&Descriptor> {
    match document {
        Document::Image(manifest) if ArtifactKind::of(document) == ArtifactKind::Image => {
            manifest.config.as_ref()
        }
        _ => None,
    }
}

/// The children that a row needs of an index: those that could run, or hold others that could.
pub(crate) fn wanted_children(index: &Index) -> Vec<&Descriptor> {
    let mut seen = BTreeSet::new();
    index
        .images()
        .filter(|child| is_manifest(&child.media_type) && seen.insert(&child.digest))
        .collect()
}

/// Whether a child is a manifest at all: BuildKit's cache indexes name layers.
pub(crate) fn is_manifest(media_type: &MediaType) -> bool {
    media_type.is_index() || media_type.is_image_manifest() || media_type.is_schema1()
}

/// Whether a manifest says itself when it was built.
pub(crate) fn says_created(document: &Document) -> bool {
    annotated_created(document).is_some()
}

/// What a row shows of a manifest.
pub(crate) fn summarise(
    digest: &Digest,
    document: &Document,
    config: Option<&ImageConfig>,
    children: &[Child],
) -> ImageSummary {
    let mut summary = ImageSummary {
        digest: digest.clone(),
        kind: kept_kind(document),
        media_type: document.media_type(),
        artifact_type: None,
        compressed_size: None,
        created_at: annotated_created(document),
        subject: document.subject().map(|subject| subject.digest.clone()),
        platforms: Vec::new(),
        children: Vec::new(),
        excerpt: BTreeMap::new(),
    };
    match document {
        Document::Image(manifest) => of_manifest(&mut summary, manifest, config),
        Document::Index(index) => of_index(&mut summary, index, children),
        Document::Schema1(schema1) => of_schema1(&mut summary, schema1),
    }
    summary
}

fn of_manifest(summary: &mut ImageSummary, manifest: &Manifest, config: Option<&ImageConfig>) {
    summary.artifact_type = artifact_type(manifest).filter(|_| summary.kind != ImageKind::Image);
    summary.compressed_size = add_up(blobs(manifest));
    excerpt(summary, &manifest.annotations);
    if let Some(config) = config {
        summary.created_at = config.created.or(summary.created_at);
        summary.platforms.extend(platform_of(config));
        excerpt(summary, &config.execution.labels);
    }
}

fn of_index(summary: &mut ImageSummary, index: &Index, children: &[Child]) {
    summary.artifact_type.clone_from(&index.artifact_type);
    excerpt(summary, &index.annotations);
    summary.children = index.manifests.iter().map(read_child).collect();
    if is_build_cache(index) {
        // What BuildKit keeps between builds: no image, but layers in the shape of an index.
        summary.kind = ImageKind::Artifact;
        let config = index
            .manifests
            .iter()
            .find(|child| child.media_type.as_str().contains("buildkit"));
        summary.artifact_type = config.map(|config| config.media_type.to_string());
        summary.compressed_size = add_up(index.manifests.iter());
        summary.children.clear();
        return;
    }
    let mut platforms = BTreeSet::new();
    for child in index.images() {
        platforms.extend(
            child
                .platform
                .as_ref()
                .filter(|platform| !platform.is_unknown())
                .map(ToString::to_string),
        );
    }
    let mut whole = true;
    let mut descriptors = Vec::new();
    for child in children {
        whole &= gather(child, &mut descriptors, &mut platforms);
    }
    whole &= wanted_children(index).len() == children.len();
    summary.compressed_size = add_up(descriptors).filter(|_| whole && !children.is_empty());
    summary.platforms = platforms.into_iter().collect();
    summary.created_at = summary.created_at.or_else(|| first_created(children));
}

/// Gathers the blobs and platforms of a child and of its own children; whether all of it was known.
fn gather<'c>(
    child: &'c Child,
    descriptors: &mut Vec<&'c Descriptor>,
    platforms: &mut BTreeSet<String>,
) -> bool {
    platforms.extend(child.config.as_ref().and_then(platform_of));
    match &child.document {
        Some(Document::Image(manifest)) => {
            descriptors.extend(blobs(manifest));
            true
        }
        Some(Document::Index(index)) => {
            let wanted = wanted_children(index);
            platforms.extend(
                wanted
                    .iter()
                    .filter_map(|child| child.platform.as_ref())
                    .filter(|platform| !platform.is_unknown())
                    .map(ToString::to_string),
            );
            let is_whole = wanted.len() == child.children.len();
            child.children.iter().fold(is_whole, |whole, grandchild| {
                gather(grandchild, descriptors, platforms) && whole
            })
        }
        // Schema 1 says no sizes.
        Some(Document::Schema1(_)) | None => false,
    }
}

fn first_created(children: &[Child]) -> Option<Timestamp> {
    children.iter().find_map(|child| {
        let configured = child.config.as_ref().and_then(|config| config.created);
        configured
            .or_else(|| child.document.as_ref().and_then(annotated_created))
            .or_else(|| first_created(&child.children))
    })
}

fn of_schema1(summary: &mut ImageSummary, schema1: &Schema1) {
    summary.created_at = schema1.config.created;
    let os = Some(schema1.config.os.as_str()).filter(|os| !os.is_empty());
    if !schema1.architecture.is_empty() {
        // Schema 1 was made for Linux alone and rarely says so.
        let os = os.unwrap_or("linux");
        summary.platforms = vec![format!("{os}/{}", schema1.architecture)];
    }
}

fn read_child(child: &Descriptor) -> ImageChild {
    let platform = if child.is_attestation() {
        Some(NO_PLATFORM.to_owned())
    } else {
        child.platform.as_ref().map(ToString::to_string)
    };
    ImageChild {
        digest: child.digest.clone(),
        media_type: child.media_type.clone(),
        size: child.size,
        platform,
    }
}

/// Whether an index names layers rather than manifests.
pub(crate) fn is_build_cache(index: &Index) -> bool {
    !index.manifests.is_empty()
        && index
            .manifests
            .iter()
            .all(|child| !is_manifest(&child.media_type))
}

/// The artifact type, or what stands in for it: the config's type, or that of the only kind of layer
/// where the config is the empty one (image spec, "Guidelines for Artifact Usage").
pub(crate) fn artifact_type(manifest: &Manifest) -> Option<String> {
    let config = manifest
        .config
        .as_ref()
        .map(|config| &config.media_type)
        .filter(|media_type| **media_type != MediaType::EMPTY);
    manifest.artifact_type.clone().or_else(|| {
        config
            .or_else(|| manifest.layers.first().map(|layer| &layer.media_type))
            .map(ToString::to_string)
    })
}

/// Config and layers.
fn blobs(manifest: &Manifest) -> impl Iterator<Item = &Descriptor> {
    manifest.config.iter().chain(&manifest.layers)
}

/// Bytes of all these, each digest once; `None` where the sum is no honest number.
pub(crate) fn add_up<'d>(descriptors: impl IntoIterator<Item = &'d Descriptor>) -> Option<u64> {
    let distinct: BTreeMap<&Digest, u64> = descriptors
        .into_iter()
        .map(|descriptor| (&descriptor.digest, descriptor.size))
        .collect();
    distinct
        .values()
        .try_fold(0_u64, |sum, size| sum.checked_add(*size))
        .filter(|sum| i64::try_from(*sum).is_ok())
}

/// `linux/arm64/v8`, where the config says both parts.
pub(crate) fn platform_of(config: &ImageConfig) -> Option<String> {
    if config.os.is_empty() || config.architecture.is_empty() {
        return None;
    }
    let platform = format!("{}/{}", config.os, config.architecture);
    Some(match config.variant.as_deref() {
        Some(variant) => format!("{platform}/{variant}"),
        None => platform,
    })
}

fn annotated_created(document: &Document) -> Option<Timestamp> {
    let annotations = match document {
        Document::Image(manifest) => &manifest.annotations,
        Document::Index(index) => &index.annotations,
        Document::Schema1(_) => return None,
    };
    annotations.get(CREATED)?.parse().ok()
}

/// What somebody wrote of an image, cut to what a list may show of it.
fn excerpt(summary: &mut ImageSummary, pairs: &BTreeMap<String, String>) {
    for (name, value) in pairs {
        if name.starts_with(EXCERPTED) && value.len() <= 4096 {
            let entry = summary.excerpt.entry(name.clone());
            entry.or_insert_with(|| value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(layers: &[(&str, u64)]) -> Document {
        let config = Descriptor::new(MediaType::OCI_CONFIG, Digest::of(b"config"), 10);
        let layers = layers
            .iter()
            .map(|(name, size)| {
                Descriptor::new(
                    MediaType::OCI_LAYER_ZSTD,
                    Digest::of(name.as_bytes()),
                    *size,
                )
            })
            .collect();
        Document::Image(Manifest::new(config, layers))
    }

    fn child(name: &str, document: Option<Document>) -> Child {
        Child {
            digest: Digest::of(name.as_bytes()),
            document,
            config: None,
            children: Vec::new(),
        }
    }

    fn named(name: &str, platform: &str) -> Descriptor {
        let mut named = Descriptor::new(MediaType::OCI_MANIFEST, Digest::of(name.as_bytes()), 5);
        let (os, architecture) = platform.split_once('/').unwrap();
        named.platform = Some(portolan_oci::Platform::new(os, architecture));
        named
    }

    #[test]
    fn shared_layers_count_once_in_an_index() {
        let index = Index::new(vec![named("a", "linux/amd64"), named("b", "linux/arm64")]);
        let children = [
            child("a", Some(image(&[("base", 100), ("a", 1)]))),
            child("b", Some(image(&[("base", 100), ("b", 2)]))),
        ];
        let summary = summarise(&Digest::of(b"i"), &Document::Index(index), None, &children);
        assert_eq!(summary.compressed_size, Some(113));
        assert_eq!(summary.platforms, ["linux/amd64", "linux/arm64"]);
        assert_eq!(summary.kind, ImageKind::Index);
    }

    #[test]
    fn a_missing_child_makes_the_size_unknown_not_smaller() {
        let index = Index::new(vec![named("a", "linux/amd64"), named("b", "linux/arm64")]);
        let children = [child("a", Some(image(&[("a", 1)]))), child("b", None)];
        let summary = summarise(&Digest::of(b"i"), &Document::Index(index), None, &children);
        assert_eq!(summary.compressed_size, None);
        assert_eq!(summary.children.len(), 2);
    }

    #[test]
    fn a_sum_that_overflows_is_unknown() {
        let image = image(&[("a", i64::MAX as u64), ("b", i64::MAX as u64)]);
        assert_eq!(
            summarise(&Digest::of(b"i"), &image, None, &[]).compressed_size,
            None
        );
    }

    #[test]
    fn an_images_config_gives_its_platform_and_time() {
        let config = ImageConfig::parse(
            br#"{"os":"linux","architecture":"arm64","variant":"v8","created":"2024-05-01T10:00:00Z",
            "config":{"Labels":{"org.opencontainers.image.title":"App","x":"y"}}}"#,
        );
        let config = config.unwrap();
        let summary = summarise(&Digest::of(b"i"), &image(&[("a", 1)]), Some(&config), &[]);
        assert_eq!(summary.platforms, ["linux/arm64/v8"]);
        assert_eq!(summary.created_at.unwrap().as_second(), 1_714_557_600);
        assert_eq!(summary.excerpt.len(), 1);
        assert_eq!(summary.artifact_type, None);
    }

    #[test]
    fn a_chart_needs_no_config_and_has_its_own_kind() {
        let config = Descriptor::new(MediaType::HELM_CONFIG, Digest::of(b"c"), 10);
        let layer = Descriptor::new(MediaType::HELM_CONTENT, Digest::of(b"l"), 20);
        let chart = Document::Image(Manifest::new(config, vec![layer]));
        assert!(wanted_config(&chart).is_none());
        let summary = summarise(&Digest::of(b"i"), &chart, None, &[]);
        assert_eq!(summary.kind, ImageKind::HelmChart);
        assert_eq!(summary.compressed_size, Some(30));
        assert_eq!(
            summary.artifact_type.as_deref(),
            Some("application/vnd.cncf.helm.config.v1+json")
        );
    }

    #[test]
    fn a_build_cache_is_an_artifact_of_layers() {
        let config = MediaType::parse("application/vnd.buildkit.cacheconfig.v0");
        let index = Index::new(vec![
            Descriptor::new(MediaType::OCI_LAYER_GZIP, Digest::of(b"l"), 7),
            Descriptor::new(config, Digest::of(b"c"), 3),
        ]);
        let summary = summarise(&Digest::of(b"i"), &Document::Index(index), None, &[]);
        assert_eq!(summary.kind, ImageKind::Artifact);
        assert_eq!(summary.compressed_size, Some(10));
        assert!(summary.children.is_empty());
    }
}
