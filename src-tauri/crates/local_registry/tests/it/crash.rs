//! kill -9 at 200 moments: after each, everything that was acknowledged is there and whole.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use portolan_local_registry::LocalRegistry;
use portolan_oci::{Digest, MediaType, Selector};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use reqwest::{Method, StatusCode};

use crate::{
    fixture::{Image, Wire, header, name, root},
    home::Running,
};

const KILLS: u64 = 200;
/// Kills before a fresh folder is taken, so that checking stays quick.
const KILLS_A_FOLDER: u64 = 20;
const REPOSITORIES: [&str; 2] = ["team/one", "team/two"];

/// What a client was told is stored.
#[derive(Debug)]
enum Acknowledged {
    Blob(&'static str, Digest),
    Tag(&'static str, String, Vec<u8>),
    TagGone(&'static str, String),
}

type Ledger = Arc<Mutex<Vec<Acknowledged>>>;

/// Pushes images until the server is gone. Every answer that says stored is written down.
async fn push_until_killed(client: Wire, repository: &'static str, seed: u64, ledger: Ledger) {
    for number in 0.. {
        let image = Image::of(&format!("{repository} {seed} {number}"));
        let tag = format!("v{seed}-{number}");
        if push_once(&client, repository, &tag, &image, &ledger)
            .await
            .is_err()
        {
            return;
        }
    }
}

async fn push_once(
    client: &Wire,
    repository: &'static str,
    tag: &str,
    image: &Image,
    ledger: &Ledger,
) -> Result<(), reqwest::Error> {
    let note = |what| ledger.lock().unwrap().push(what);
    // The config at once, the layer in two chunks.
    let digest = Digest::of(&image.config);
    let path = format!("/v2/{repository}/blobs/uploads/?digest={digest}");
    let request = client
        .request(Method::POST, &path)
        .body(image.config.clone());
    if request.send().await?.status() == StatusCode::CREATED {
        note(Acknowledged::Blob(repository, digest));
    }
    let request = client.request(Method::POST, &format!("/v2/{repository}/blobs/uploads/"));
    let location = header(&request.send().await?, "location");
    let (first, second) = image.layer.split_at(image.layer.len() / 2);
    let request = client
        .request(Method::PATCH, &location)
        .body(first.to_vec());
    request.send().await?;
    let digest = Digest::of(&image.layer);
    let request = client.request(Method::PUT, &format!("{location}?digest={digest}"));
    if request.body(second.to_vec()).send().await?.status() == StatusCode::CREATED {
        note(Acknowledged::Blob(repository, digest));
    }
    let manifest = image.manifest();
    for reference in [tag, "gone"] {
        let path = format!("/v2/{repository}/manifests/{reference}");
        let request = client
            .request(Method::PUT, &path)
            .header("content-type", MediaType::OCI_MANIFEST.as_str());
        if request.body(manifest.clone()).send().await?.status() == StatusCode::CREATED {
            note(Acknowledged::Tag(
                repository,
                reference.to_owned(),
                manifest.clone(),
            ));
        }
    }
    let request = client.request(Method::DELETE, &format!("/v2/{repository}/manifests/gone"));
    if request.send().await?.status() == StatusCode::ACCEPTED {
        note(Acknowledged::TagGone(repository, "gone".to_owned()));
    }
    Ok(())
}

fn check(registry: &LocalRegistry, ledger: &[Acknowledged]) {
    for (place, acknowledged) in ledger.iter().enumerate() {
        match acknowledged {
            Acknowledged::Blob(repository, digest) => {
                registry.blob_size(&name(repository), digest).unwrap();
            }
            Acknowledged::Tag(repository, tag, manifest) => {
                let selector: Selector = tag.parse().unwrap();
                // A later request may have moved or removed the one tag that is used again.
                if tag == "gone" {
                    let digest = Selector::Digest(Digest::of(manifest));
                    let stored = registry.read_manifest(&name(repository), &digest).unwrap();
                    assert_eq!(stored.bytes, *manifest);
                } else {
                    let stored = registry
                        .read_manifest(&name(repository), &selector)
                        .unwrap();
                    assert_eq!(stored.bytes, *manifest);
                }
            }
            Acknowledged::TagGone(repository, tag) => {
                let is_last = !ledger[place + 1..].iter().any(|later| {
                    matches!(later, Acknowledged::Tag(other, name, _) if other == repository && name == tag)
                });
                let selector: Selector = tag.parse().unwrap();
                let head = registry.manifest_head(&name(repository), &selector);
                // The last request may have set it again without coming to its answer; then it points to
                // something newer than all that was acknowledged.
                if let (true, Ok(head)) = (is_last, head) {
                    let is_known = ledger.iter().any(|known| {
                        matches!(known, Acknowledged::Tag(other, name, manifest)
                            if other == repository && name == tag && Digest::of(manifest) == head.digest)
                    });
                    assert!(!is_known, "a tag that was deleted came back");
                }
            }
        }
    }
    let verification = registry.verify(|_, _| {}).unwrap();
    assert!(verification.is_sound(), "{verification:?}");
}

#[tokio::test]
async fn every_acknowledged_push_survives_200_kills() {
    let mut folder = tempfile::tempdir().unwrap();
    let (mut acknowledged, mut busy) = (0, 0);
    for seed in 0..KILLS {
        if seed % KILLS_A_FOLDER == 0 {
            folder = tempfile::tempdir().unwrap();
        }
        let mut random = StdRng::seed_from_u64(seed);
        let mut running = Running::start(&root(&folder), &[]);
        let ledger = Ledger::default();
        let client = Wire::new(&running.host);
        let pushing = REPOSITORIES.map(|repository| {
            tokio::spawn(push_until_killed(
                client.clone(),
                repository,
                seed,
                Arc::clone(&ledger),
            ))
        });
        // The moment of the kill is what the seed chooses; nothing waits for it to be over.
        tokio::time::sleep(Duration::from_micros(random.random_range(1_000..100_000))).await;
        running.child.kill().unwrap();
        running.child.wait().unwrap();
        for task in pushing {
            task.await.unwrap();
        }
        let registry = LocalRegistry::open(&root(&folder)).unwrap();
        assert!(registry.recovery().is_none(), "{:?}", registry.recovery());
        let ledger = ledger.lock().unwrap();
        acknowledged += ledger.len();
        busy += u64::from(!ledger.is_empty());
        check(&registry, &ledger);
        let uploads = root(&folder).join("uploads");
        assert_eq!(std::fs::read_dir(uploads).unwrap().count(), 0);
    }
    // Most kills must come in the middle of something, or nothing is shown.
    assert!(
        busy > KILLS / 2,
        "only {busy} kills came while something was stored"
    );
    eprintln!("{KILLS} kills, {acknowledged} acknowledged writes, none lost");
}
