//! The OCI image layout of each repository: complete, derived off the path of a push, read by skopeo.

use std::{fs, os::unix::fs::MetadataExt as _};

use portolan_oci::{Digest, MediaType};
use serde_json::Value;

use crate::{
    fixture::{Home, Image, name, root},
    tools::{self, is_installed},
};

fn read_index(layout: &std::path::Path) -> Value {
    serde_json::from_slice(&fs::read(layout.join("index.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn a_layout_names_every_tag_and_shares_the_pools_bytes() {
    let home = Home::start();
    let manifest = home.client.push_image("team/app", "v1", "one").await;
    home.client.push_image("team/app", "latest", "one").await;
    home.client.push_image("team/app", "v2", "two").await;
    let layout = home.registry.write_layout(&name("team/app")).unwrap();
    assert_eq!(layout, root(&home.folder).join("layouts/team+app"));
    let marker: Value =
        serde_json::from_slice(&fs::read(layout.join("oci-layout")).unwrap()).unwrap();
    assert_eq!(marker["imageLayoutVersion"], "1.0.0");
    let index = read_index(&layout);
    let names: Vec<&Value> = index["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["annotations"]["org.opencontainers.image.ref.name"])
        .collect();
    assert_eq!(names, ["latest", "v1", "v2"]);
    assert_eq!(
        index["manifests"][1]["digest"],
        Digest::of(&manifest).as_str()
    );
    assert_eq!(
        index["manifests"][1]["mediaType"],
        MediaType::OCI_MANIFEST.as_str()
    );
    let layer = Digest::of(&Image::of("one").layer);
    let inode = |path: std::path::PathBuf| fs::metadata(path).unwrap().ino();
    assert_eq!(
        inode(layout.join("blobs/sha256").join(layer.hex())),
        inode(root(&home.folder).join("blobs/sha256").join(layer.hex()))
    );
}

#[tokio::test]
async fn a_layout_follows_deletions_and_goes_with_the_last_manifest() {
    let home = Home::start();
    home.client.push_image("team/app", "v1", "one").await;
    home.client.push_image("team/app", "v2", "two").await;
    home.client
        .push_image("team/app/blobs", "v1", "three")
        .await;
    home.registry.write_stale_layouts().unwrap();
    home.client.delete("/v2/team/app/manifests/v1").await;
    let layout = home.registry.write_layout(&name("team/app")).unwrap();
    let index = read_index(&layout);
    let names: Vec<bool> = index["manifests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["annotations"].is_object())
        .collect();
    // The untagged one is still there, without a name.
    assert_eq!(names, [true, false]);
    home.registry.delete_repository(&name("team/app")).unwrap();
    home.registry.write_stale_layouts().unwrap();
    assert!(!layout.exists());
    let neighbour = home.registry.layout_path(&name("team/app/blobs"));
    assert!(neighbour.join("index.json").exists());
}

#[tokio::test]
async fn layouts_are_written_behind_the_pushes_and_at_the_end() {
    let home = Home::start();
    home.client.push_image("team/app", "v1", "one").await;
    assert_eq!(home.registry.stale_layouts().unwrap(), [name("team/app")]);
    let folder = home.stop().await;
    assert!(root(&folder).join("layouts/team+app/index.json").exists());
}

#[tokio::test]
async fn skopeo_reads_a_layout() {
    if !is_installed("skopeo") {
        return;
    }
    let home = Home::start();
    home.client.push_image("team/app", "v1", "one").await;
    let layout = home.registry.write_layout(&name("team/app")).unwrap();
    let copy = home.folder.path().join("copy");
    tools::run(
        "skopeo",
        &[
            "copy",
            "--insecure-policy",
            &format!("oci:{}:v1", layout.display()),
            &format!("dir:{}", copy.display()),
        ],
    )
    .await;
    let copied = fs::read(copy.join("manifest.json")).unwrap();
    assert_eq!(copied, Image::of("one").manifest());
}
