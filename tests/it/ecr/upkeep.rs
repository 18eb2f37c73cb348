//! What ECR does by itself with images, in their list: looked up for the rows in view, kept, and not asked for
//! where it is denied.

use std::collections::BTreeMap;

use portolan_contract::{
    Hint, ImageColumn, ImageRow, LookAfterImages, ProgressState, ScanState, Severity,
};
use portolan_tests::{
    aws::{Api, Fault, Injection, Picture},
    until,
};
use serde_json::{Value, json};

use super::{REPOSITORY, Scene};

const PROFILE: &str = "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/release";

const LOOK_UPS: [&str; 3] = [
    "DescribeImageSigningStatus",
    "DescribeImageReplicationStatus",
    "DescribeImageScanFindings",
];

async fn ask(scene: &Scene, operation: &str, input: Value) -> Value {
    let asked = scene.fake.ask(Api::Ecr, "eu-west-1", operation, input);
    let (status, reply) = asked.await;
    assert_eq!(status, 200, "{reply}");
    reply
}

/// Has ECR sign and copy what is pushed from now on.
async fn sign_and_copy(scene: &Scene) {
    let rules = json!([{ "signingProfileArn": PROFILE }]);
    let signing = json!({ "signingConfiguration": { "rules": rules } });
    ask(scene, "PutSigningConfiguration", signing).await;
    let rules =
        json!([{ "destinations": [{ "region": "us-east-1", "registryId": "123456789012" }] }]);
    let replication = json!({ "replicationConfiguration": { "rules": rules } });
    ask(scene, "PutReplicationConfiguration", replication).await;
}

/// Pushes as engines do, so that ECR signs and copies it.
async fn push(scene: &Scene, name: &str) -> String {
    let digest = scene.push(&Picture::of(name));
    let ids = json!({ "repositoryName": "team/app", "imageIds": [{ "imageDigest": digest }] });
    let got = ask(scene, "BatchGetImage", ids).await;
    let manifest = got["images"][0]["imageManifest"].clone();
    let put = json!({ "repositoryName": "team/app", "imageManifest": manifest, "imageTag": name });
    ask(scene, "PutImage", put).await;
    digest
}

async fn look_after(scene: &Scene, digests: &[&String]) {
    let request = LookAfterImages {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        digests: digests.iter().map(ToString::to_string).collect(),
    };
    scene.app.look_after_images(request).await.unwrap();
}

async fn rows(scene: &Scene) -> BTreeMap<String, ImageRow> {
    let rows = scene.listed().await.rows;
    let named = |row: ImageRow| Some((row.digest.clone()?, row));
    rows.into_iter().filter_map(named).collect()
}

fn count(scene: &Scene) -> usize {
    LOOK_UPS.iter().map(|it| scene.fake.count(it)).sum()
}

#[tokio::test]
async fn rows_in_view_tell_signatures_copies_and_basic_scans_and_scrolling_back_asks_nothing() {
    let scene = Scene::open().await;
    let before = push(&scene, "before").await;
    sign_and_copy(&scene).await;
    let one = push(&scene, "one").await;
    let far = push(&scene, "far").await;
    // Amazon's own basic scan, of which its list of images is silent.
    let finding = json!({ "name": "CVE-2026-0001", "severity": "HIGH" });
    let place = scene.fake.region("eu-west-1");
    place.scan("team/app", &one, vec![finding], vec![]);
    let window = scene.images().await;
    assert!(
        !window.tells.contains(&ImageColumn::Signing),
        "{:?}",
        window.tells
    );
    assert!(
        !window.tells.contains(&ImageColumn::Scan),
        "{:?}",
        window.tells
    );
    assert_eq!(count(&scene), 0, "nothing is asked before rows are in view");

    look_after(&scene, &[&one, &before]).await;
    let seen = until("both rows were looked up", async || {
        let rows = rows(&scene).await;
        let is_known = |row: &ImageRow| row.signing.is_some() && row.replication.is_some();
        let all = is_known(&rows[&one]) && is_known(&rows[&before]) && rows[&one].scan.is_some();
        all.then_some(rows)
    })
    .await;
    let signing = seen[&one].signing.as_ref().unwrap();
    assert_eq!(
        (signing[0].profile.as_str(), signing[0].state),
        (PROFILE, ProgressState::Complete)
    );
    let copies = seen[&one].replication.as_ref().unwrap();
    assert_eq!(copies[0].destination.region, "us-east-1");
    let scan = seen[&one].scan.as_ref().unwrap();
    assert_eq!(scan.state, ScanState::Complete);
    assert_eq!(scan.counts[0].severity, Severity::High);
    // Nobody signs it; the row further down was not looked up.
    assert_eq!(seen[&before].signing, Some(vec![]));
    assert_eq!((&seen[&far].signing, &seen[&far].scan), (&None, &None));
    let tells = scene.listed().await.tells;
    for column in [
        ImageColumn::Scan,
        ImageColumn::Signing,
        ImageColumn::Replication,
    ] {
        assert!(tells.contains(&column), "{tells:?}");
    }

    until("the look-ups were done", async || {
        (count(&scene) == 6).then_some(())
    })
    .await;
    look_after(&scene, &[&one, &before]).await;
    look_after(&scene, &[&far]).await;
    until("the other row was looked up", async || {
        rows(&scene).await[&far].signing.is_some().then_some(())
    })
    .await;
    look_after(&scene, &[&one, &before, &far]).await;
    until("its three look-ups were done", async || {
        (count(&scene) >= 9).then_some(())
    })
    .await;
    assert_eq!(
        count(&scene),
        9,
        "what was looked up is not asked for again"
    );
    scene.app.close().await;
}

#[tokio::test]
async fn a_denied_look_up_fills_nothing_and_says_its_action_once() {
    let scene = Scene::open().await;
    sign_and_copy(&scene).await;
    let mut digests = Vec::new();
    for number in 0..20 {
        digests.push(push(&scene, &format!("v{number}")).await);
    }
    scene.images().await;
    scene
        .fake
        .inject(Injection::at("DescribeImageSigningStatus", Fault::Denied));
    look_after(&scene, &digests.iter().collect::<Vec<_>>()).await;
    let window = until("all copies are known", async || {
        let window = scene.listed().await;
        let is_known = window.rows.iter().all(|row| row.replication.is_some());
        (is_known && !window.denied.is_empty()).then_some(window)
    })
    .await;
    let [denied] = &window.denied[..] else {
        panic!("{:?}", window.denied);
    };
    assert!(
        matches!(
            &denied.hint,
            Some(Hint::ActionMissing { action, statement })
                if action == "ecr:DescribeImageSigningStatus" && statement.contains("team/app")
        ),
        "{denied:?}"
    );
    assert!(!window.tells.contains(&ImageColumn::Signing));
    assert!(window.rows.iter().all(|row| row.signing.is_none()));
    // A few were on their way when the first was refused.
    let asked = scene.fake.count("DescribeImageSigningStatus");
    assert!(asked <= 4, "{asked} requests for what is denied");
    look_after(&scene, &digests.iter().collect::<Vec<_>>()).await;
    // Whoever looks again asks again: it may be allowed by now.
    scene.fake.heal();
    scene.images().await;
    look_after(&scene, &[&digests[0]]).await;
    until("the signature is told", async || {
        rows(&scene).await[&digests[0]]
            .signing
            .is_some()
            .then_some(())
    })
    .await;
    assert!(scene.listed().await.denied.is_empty());
    scene.app.close().await;
}
