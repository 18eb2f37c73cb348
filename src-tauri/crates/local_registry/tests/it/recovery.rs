//! A damaged database: kept aside, never deleted, and rebuilt from what is left.

use std::{fs, path::PathBuf, sync::Arc};

use portolan_local_registry::{LocalRegistry, Recovery};
use portolan_oci::{Digest, MediaType, Selector};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use serde_json::json;
use tempfile::TempDir;

use crate::fixture::{Home, Image, descriptor, name, root};

struct Filled {
    folder: TempDir,
    tagged: Vec<(&'static str, &'static str, Vec<u8>)>,
    child: Digest,
    referrer: Digest,
}

/// A registry with an index, a referrer and shared tags, ended in order with its layouts written.
async fn fill() -> Filled {
    let home = Home::start();
    let child = home.client.push_image("team/app", "child", "child").await;
    home.client.delete("/v2/team/app/manifests/child").await;
    let index = json!({
        "schemaVersion": 2,
        "mediaType": MediaType::OCI_INDEX,
        "manifests": [descriptor(&MediaType::OCI_MANIFEST, &child)],
    })
    .to_string()
    .into_bytes();
    home.client
        .put_manifest("team/app", "index", &MediaType::OCI_INDEX, &index)
        .await;
    let plain = home.client.push_image("team/app", "v1", "plain").await;
    home.client.push_image("team/app", "latest", "plain").await;
    let other = home.client.push_image("team/other", "v1", "other").await;
    let referrer = Image::of("plain").manifest_with(json!({
        "subject": descriptor(&MediaType::OCI_MANIFEST, &plain),
        "artifactType": "application/vnd.example.note",
    }));
    let digest = Digest::of(&referrer);
    home.client.put_untagged("team/app", &referrer).await;
    Filled {
        folder: home.stop().await,
        tagged: vec![
            ("team/app", "index", index),
            ("team/app", "v1", plain.clone()),
            ("team/app", "latest", plain),
            ("team/other", "v1", other),
        ],
        child: Digest::of(&child),
        referrer: digest,
    }
}

impl Filled {
    fn database(&self) -> PathBuf {
        root(&self.folder).join("registry.db")
    }

    fn open(&self) -> (Arc<LocalRegistry>, Option<Recovery>) {
        let registry = LocalRegistry::open(&root(&self.folder)).unwrap();
        let recovery = registry.recovery().cloned();
        (registry, recovery)
    }

    fn check_whole(&self, registry: &LocalRegistry) {
        for (repository, tag, manifest) in &self.tagged {
            let selector: Selector = tag.parse().unwrap();
            let stored = registry
                .read_manifest(&name(repository), &selector)
                .unwrap();
            assert_eq!(stored.bytes, *manifest, "{repository}:{tag}");
        }
        let app = name("team/app");
        let child = Selector::Digest(self.child.clone());
        assert!(registry.manifest_head(&app, &child).is_ok());
        let subject = registry
            .manifest_head(&app, &"v1".parse().unwrap())
            .unwrap();
        let referrers = registry
            .list_referrers(&app, &subject.digest, None, None, 10)
            .unwrap();
        assert_eq!(referrers.items[0].digest, self.referrer);
        let layer = Digest::of(&Image::of("plain").layer);
        assert!(registry.blob_size(&app, &layer).is_ok());
        assert!(registry.verify(|_, _| {}).unwrap().is_sound());
    }
}

#[tokio::test]
async fn a_database_that_is_no_database_is_kept_aside_and_rebuilt_from_the_layouts() {
    let filled = fill().await;
    fs::write(filled.database(), b"not a database ".repeat(1_000)).unwrap();
    let (registry, recovery) = filled.open();
    let recovery = recovery.unwrap();
    assert_eq!(
        (recovery.tags, recovery.manifests, recovery.homeless),
        (4, 5, 0)
    );
    assert_eq!(recovery.lost, []);
    let kept = fs::read(recovery.kept_aside.unwrap()).unwrap();
    assert!(kept.starts_with(b"not a database "));
    filled.check_whole(&registry);
    drop(registry);
    let (registry, again) = filled.open();
    assert_eq!(again, None);
    filled.check_whole(&registry);
}

#[tokio::test]
async fn without_layouts_the_readable_rows_are_saved() {
    let filled = fill().await;
    fs::remove_dir_all(root(&filled.folder).join("layouts")).unwrap();
    // A page of an index, at the end of the file: the tables can be read.
    let mut bytes = fs::read(filled.database()).unwrap();
    let length = bytes.len();
    bytes[length - 4_096..].fill(0xa5);
    fs::write(filled.database(), &bytes).unwrap();
    let (registry, recovery) = filled.open();
    assert!(recovery.unwrap().kept_aside.unwrap().exists());
    filled.check_whole(&registry);
}

#[tokio::test]
async fn a_database_that_is_gone_is_rebuilt_too() {
    let filled = fill().await;
    fs::remove_file(filled.database()).unwrap();
    let (registry, recovery) = filled.open();
    assert_eq!(recovery.unwrap().kept_aside, None);
    filled.check_whole(&registry);
}

#[tokio::test]
async fn with_nothing_but_the_pool_no_content_is_lost() {
    let filled = fill().await;
    fs::remove_file(filled.database()).unwrap();
    fs::remove_dir_all(root(&filled.folder).join("layouts")).unwrap();
    let (registry, recovery) = filled.open();
    let recovery = recovery.unwrap();
    assert_eq!((recovery.tags, recovery.homeless), (0, 5));
    let recovered = name("recovered");
    for (_, _, manifest) in &filled.tagged {
        let selector = Selector::Digest(Digest::of(manifest));
        let stored = registry.read_manifest(&recovered, &selector).unwrap();
        assert_eq!(stored.bytes, *manifest);
    }
}

#[tokio::test]
async fn a_tag_whose_manifest_is_gone_is_named() {
    let filled = fill().await;
    fs::write(filled.database(), b"gone").unwrap();
    let (_, _, manifest) = &filled.tagged[3];
    let blobs = root(&filled.folder).join("blobs/sha256");
    fs::write(blobs.join(Digest::of(manifest).hex()), "{\"other\": 1}").unwrap();
    let (_, recovery) = filled.open();
    assert_eq!(
        recovery.unwrap().lost,
        [(name("team/other"), "v1".parse().unwrap())]
    );
}

/// Bytes flipped anywhere: the registry opens, says so where it noticed, and keeps the damaged file.
#[tokio::test]
async fn bytes_flipped_anywhere_never_lose_an_image() {
    let filled = fill().await;
    let sound = fs::read(filled.database()).unwrap();
    let mut noticed = 0;
    for seed in 0..40 {
        let mut random = StdRng::seed_from_u64(seed);
        let mut bytes = sound.clone();
        let start = random.random_range(0..bytes.len() - 64);
        for byte in &mut bytes[start..start + 64] {
            *byte = random.random();
        }
        // The version fields of the header say whose file it is; they are another test's.
        bytes[60..64].copy_from_slice(&sound[60..64]);
        fs::write(filled.database(), &bytes).unwrap();
        let (registry, recovery) = filled.open();
        if let Some(recovery) = recovery {
            noticed += 1;
            let aside = recovery.kept_aside.unwrap();
            assert_eq!(fs::read(&aside).unwrap(), bytes, "seed {seed}");
            fs::remove_file(aside).unwrap();
            filled.check_whole(&registry);
        }
        drop(registry);
        fs::remove_file(filled.database()).unwrap();
    }
    assert!(noticed > 0);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let filled = fill().await;
    let mut bytes = fs::read(filled.database()).unwrap();
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    fs::write(filled.database(), &bytes).unwrap();
    let refused = LocalRegistry::open(&root(&filled.folder)).unwrap_err();
    assert!(refused.to_string().contains("newer version"), "{refused}");
    assert_eq!(fs::read(filled.database()).unwrap(), bytes);
}
