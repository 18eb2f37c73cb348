//! What is inside a plain image or artifact, as the window shows it. Pure.

use std::collections::BTreeMap;

use portolan_contract as contract;
use portolan_contract::{ImageContent, Layer, Pair};
use portolan_oci::{
    Descriptor, Document, HealthCheck, ImageConfig, Index, Manifest, MediaType, Schema1,
};

use super::build_steps::read_steps;
use crate::images::{is_manifest, platform_of};

/// Config, steps and layers of anything but an index of manifests. A BuildKit cache, whose index names
/// layers, has those.
pub(crate) fn read_content(
    document: &Document,
    config: Option<&ImageConfig>,
) -> Option<ImageContent> {
    match document {
        Document::Image(manifest) => Some(of_manifest(manifest, config)),
        Document::Index(index) => of_build_cache(index),
        Document::Schema1(schema1) => Some(of_schema1(schema1)),
    }
}

fn of_manifest(manifest: &Manifest, config: Option<&ImageConfig>) -> ImageContent {
    let layers: Vec<Layer> = manifest.layers.iter().map(layer).collect();
    ImageContent {
        config: config.map(show_config),
        steps: config.map_or_else(Vec::new, |config| read_steps(config, &layers)),
        layers,
    }
}

fn of_build_cache(index: &Index) -> Option<ImageContent> {
    let layers: Vec<Layer> = index
        .manifests
        .iter()
        .filter(|child| !is_manifest(&child.media_type))
        .map(layer)
        .collect();
    (!layers.is_empty()).then_some(ImageContent {
        config: None,
        steps: Vec::new(),
        layers,
    })
}

/// Schema 1 names its layers without sizes, so none is claimed: no layers, but all the steps.
fn of_schema1(schema1: &Schema1) -> ImageContent {
    ImageContent {
        config: Some(show_config(&schema1.config)),
        steps: read_steps(&schema1.config, &[]),
        layers: Vec::new(),
    }
}

fn layer(descriptor: &Descriptor) -> Layer {
    Layer {
        digest: descriptor.digest.to_string(),
        media_type: descriptor.media_type.to_string(),
        size: descriptor.size,
        foreign: is_foreign(descriptor),
        annotations: pairs(&descriptor.annotations),
    }
}

/// Whether a layer is kept elsewhere: its type says so, or it names places.
fn is_foreign(descriptor: &Descriptor) -> bool {
    let text = descriptor.media_type.as_str();
    text.contains(".foreign.") || text.contains("nondistributable") || !descriptor.urls.is_empty()
}

/// A config as the window shows it.
fn show_config(config: &ImageConfig) -> contract::ImageConfig {
    let execution = &config.execution;
    contract::ImageConfig {
        platform: platform_of(config),
        created: config.created.map(jiff::Timestamp::as_millisecond),
        author: config.author.clone(),
        user: execution.user.clone(),
        working_directory: execution.working_directory.clone(),
        entrypoint: execution.entrypoint.clone(),
        command: execution.command.clone(),
        environment: execution
            .environment
            .iter()
            .map(|text| variable(text))
            .collect(),
        ports: execution.exposed_ports.clone(),
        volumes: execution.volumes.clone(),
        labels: pairs(&execution.labels),
        stop_signal: execution.stop_signal.clone(),
        health_check: execution.health_check.as_ref().map(show_health_check),
    }
}

fn show_health_check(check: &HealthCheck) -> contract::HealthCheck {
    contract::HealthCheck {
        test: check.test.clone(),
        interval: check.interval,
        timeout: check.timeout,
        start_period: check.start_period,
        retries: check.retries,
    }
}

fn variable(text: &str) -> Pair {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    Pair {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// Names and values, in the order of the names.
pub(crate) fn pairs(map: &BTreeMap<String, String>) -> Vec<Pair> {
    map.iter()
        .map(|(name, value)| Pair {
            name: name.clone(),
            value: value.clone(),
        })
        .collect()
}

/// Whether a config can be read as that of an image: those of charts and empty ones are shown raw.
pub(crate) fn is_image_config(config: &Descriptor) -> bool {
    config.media_type == MediaType::OCI_CONFIG || config.media_type == MediaType::DOCKER_CONFIG
}

#[cfg(test)]
mod tests {
    use portolan_oci::Digest;

    use super::*;

    fn described(media_type: &str) -> Descriptor {
        Descriptor::new(MediaType::parse(media_type), Digest::of(b"x"), 1)
    }

    #[test]
    fn foreign_layers_are_told_by_type_or_place() {
        assert!(is_foreign(&described(
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
        )));
        assert!(is_foreign(&described(
            "application/vnd.oci.image.layer.nondistributable.v1.tar"
        )));
        let mut elsewhere = described("application/vnd.oci.image.layer.v1.tar+zstd");
        assert!(!is_foreign(&elsewhere));
        elsewhere
            .urls
            .push("https://elsewhere.example/layer".to_owned());
        assert!(is_foreign(&elsewhere));
    }

    #[test]
    fn a_variable_without_a_value_keeps_its_name() {
        assert_eq!(variable("A=b=c").value, "b=c");
        assert_eq!(
            (variable("A").name.as_str(), variable("A").value.as_str()),
            ("A", "")
        );
    }
}
