//! The sample images: the same bytes every time, small, and of every kind that was promised.

use portolan_local_registry::LocalRegistry;
use portolan_oci::{Digest, MediaType, Selector};
use serde_json::Value;

use crate::{
    fixture::{Home, name},
    tools::{self, is_installed},
};

fn fill() -> (tempfile::TempDir, std::sync::Arc<LocalRegistry>) {
    let folder = tempfile::tempdir().unwrap();
    let registry = LocalRegistry::open(folder.path()).unwrap();
    registry.add_sample_images(|_| {}).unwrap();
    (folder, registry)
}

fn manifest(registry: &LocalRegistry, repository: &str, reference: &str) -> (MediaType, Value) {
    let selector: Selector = reference.parse().unwrap();
    let stored = registry
        .read_manifest(&name(repository), &selector)
        .unwrap();
    (
        stored.media_type,
        serde_json::from_slice(&stored.bytes).unwrap(),
    )
}

#[test]
fn samples_are_the_same_bytes_every_time() {
    let (_first_folder, first) = fill();
    let (_second_folder, second) = fill();
    let mut golden = String::new();
    for summary in first.summarize_repositories().unwrap() {
        let tags = first.list_tags(&summary.name, None, 1_000).unwrap();
        for tag in tags.items {
            let selector = Selector::Tag(tag);
            let head = first.manifest_head(&summary.name, &selector).unwrap();
            assert_eq!(
                second.manifest_head(&summary.name, &selector).unwrap(),
                head
            );
            golden.push_str(head.digest.as_str());
        }
    }
    // Changes only when a recipe is changed on purpose; homes that have the older samples get new digests.
    assert_eq!(
        Digest::of(golden.as_bytes()).as_str(),
        include_str!("samples.digest").trim()
    );
}

#[test]
fn samples_are_small_and_sound_and_adding_them_again_changes_nothing() {
    let (_folder, registry) = fill();
    let size = registry.size().unwrap();
    assert!(size.content_bytes < 2_000_000, "{size:?}");
    let mut steps = Vec::new();
    let samples = registry
        .add_sample_images(|progress| steps.push((progress.done, progress.total)))
        .unwrap();
    assert_eq!(samples.len(), 9);
    assert_eq!(steps.last(), Some(&(9, 9)));
    let again = registry.size().unwrap();
    assert_eq!(
        (again.contents, again.manifests, again.tags),
        (size.contents, size.manifests, size.tags)
    );
    for sample in samples {
        let tags = registry.list_tags(&sample.repository, None, 1_000).unwrap();
        assert_eq!(tags.items.len() as u64, sample.tags);
    }
    assert!(registry.verify(|_, _| {}).unwrap().is_sound());
}

#[test]
fn every_promised_kind_is_there() {
    let (_folder, registry) = fill();
    let (media_type, index) = manifest(&registry, "samples/harbour", "latest");
    assert_eq!(media_type, MediaType::OCI_INDEX);
    let platforms: Vec<String> = index["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|child| {
            format!(
                "{}/{}",
                child["platform"]["architecture"], child["platform"]["variant"]
            )
        })
        .collect();
    assert_eq!(platforms.len(), 6);
    assert!(platforms.contains(&"\"arm\"/\"v7\"".to_owned()));
    assert_eq!(
        index["manifests"][3]["annotations"]["vnd.docker.reference.type"],
        "attestation-manifest"
    );

    let head = |reference: &str| {
        let selector = reference.parse().unwrap();
        registry
            .manifest_head(&name("samples/lighthouse"), &selector)
            .unwrap()
    };
    assert_eq!(head("stable"), head("1.9.2"));

    let (_, chart) = manifest(&registry, "samples/charts/harbour", "0.9.1");
    assert_eq!(
        chart["config"]["mediaType"],
        MediaType::HELM_CONFIG.as_str()
    );

    let subject = registry
        .manifest_head(&name("samples/compass"), &"latest".parse().unwrap())
        .unwrap();
    let referrers = registry
        .list_referrers(&name("samples/compass"), &subject.digest, None, None, 100)
        .unwrap();
    let types: Vec<String> = referrers
        .items
        .into_iter()
        .filter_map(|referrer| referrer.artifact_type)
        .collect();
    assert_eq!(
        types,
        [
            "application/spdx+json",
            "application/vnd.in-toto+json",
            "application/vnd.dev.sigstore.bundle.v0.3+json"
        ]
    );

    let (_, tide) = manifest(&registry, "samples/tide", "latest");
    assert_eq!(
        tide["layers"][0]["mediaType"],
        MediaType::OCI_LAYER_ZSTD.as_str()
    );
    let (media_type, _) = manifest(&registry, "samples/anchor", "latest");
    assert_eq!(media_type, MediaType::DOCKER_MANIFEST);
    let history = registry
        .list_tags(&name("samples/logbook"), None, 1_000)
        .unwrap();
    assert_eq!(history.items.len(), 60);
    let (_, wreck) = manifest(&registry, "samples/wreck", "latest");
    let missing: Selector = wreck["manifests"][1]["digest"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        registry
            .manifest_head(&name("samples/wreck"), &missing)
            .is_err()
    );
    let (_, artifact) = manifest(&registry, "samples/sextant", "0.2.0");
    assert_eq!(
        artifact["artifactType"],
        "application/vnd.wasm.component.v1"
    );
}

#[tokio::test]
async fn other_clients_take_the_samples_for_real_images() {
    if !is_installed("skopeo") || !is_installed("crane") {
        return;
    }
    let home = Home::start();
    home.registry.add_sample_images(|_| {}).unwrap();
    for (sample, platform) in [
        ("harbour:latest", "linux/arm64"),
        ("lighthouse:stable", "linux/amd64"),
        ("anchor:1.0", "linux/amd64"),
        ("logbook:2.0.0-rc.1", "linux/amd64"),
    ] {
        let reference = format!("{}/samples/{sample}", home.host());
        let mut arguments = vec!["validate", "--insecure", "--remote", &reference];
        if sample.starts_with("harbour") {
            arguments.extend(["--platform", platform]);
        }
        tools::run("crane", &arguments).await;
    }
    // Every platform and attestation of the index, and the zstd layers.
    for sample in ["harbour:latest", "tide:0.6.0", "charts/harbour:0.9.1"] {
        let from = format!("docker://{}/samples/{sample}", home.host());
        let to = format!("dir:{}", home.folder.path().join("copy").display());
        let arguments = [
            "copy",
            "--all",
            "--insecure-policy",
            "--src-tls-verify=false",
            &from,
            &to,
        ];
        tools::run("skopeo", &arguments).await;
    }
}
