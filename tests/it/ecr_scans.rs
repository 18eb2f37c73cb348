//! Scans of images through the verbs and over the real SDKs: begun, followed, read, compared, saved.

use std::fs;

use portolan_contract::{
    Code, CompareScans, Event, FindingsFormat, Hint, ImageAt, SaveFindings, ScanStatus, Severity,
};
use portolan_tests::aws::{Fault, Injection, Picture};
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;

use crate::ecr::{REPOSITORY, Scene};

fn image(scene: &Scene, digest: &str) -> ImageAt {
    ImageAt {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        digest: digest.to_owned(),
    }
}

fn finding(name: &str, severity: &str, package: &str) -> Value {
    json!({
        "name": name, "severity": severity, "uri": "https://security.example/cve",
        "attributes": [
            { "key": "package_name", "value": package },
            { "key": "package_version", "value": "1.2.3" },
        ],
    })
}

#[tokio::test]
async fn a_scan_that_was_begun_is_followed_and_its_end_is_told() {
    let scene = Scene::open().await;
    let digest = scene.push(&Picture::of("one").tag("1.0"));
    let never = scene.app.read_scan(image(&scene, &digest)).await.unwrap();
    assert_eq!(never.status, ScanStatus::Never);

    let mut events = scene.app.events.listen();
    scene.app.start_scan(image(&scene, &digest)).await.unwrap();
    let ended = loop {
        match events.recv().await {
            Ok(Event::ScanEnded { digest, status, .. }) => break (digest, status),
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(problem) => panic!("{problem}"),
        }
    };
    assert_eq!(ended, (digest.clone(), ScanStatus::Complete));
    // Once a day.
    let again = scene.app.start_scan(image(&scene, &digest)).await;
    assert_eq!(again.unwrap_err().code, Code::Conflict);
    scene.app.close().await;
}

#[tokio::test]
async fn findings_are_read_whole_the_worst_first_and_compared_between_two_images() {
    let scene = Scene::open().await;
    let place = scene.fake.region("eu-west-1");
    let one = scene.push(&Picture::of("one").tag("1.0"));
    let two = scene.push(&Picture::of("two").tag("2.0"));
    let many = (0..1500).map(|number| finding(&format!("CVE-2026-{number:04}"), "LOW", "zlib"));
    let worst = finding("CVE-2026-9999", "CRITICAL", "openssl");
    place.scan(
        "team/app",
        &one,
        many.clone().chain([worst]).collect(),
        vec![],
    );
    let new = finding("CVE-2026-8888", "HIGH", "curl");
    place.scan("team/app", &two, many.chain([new]).collect(), vec![]);

    let report = scene.app.read_scan(image(&scene, &one)).await.unwrap();
    assert_eq!(report.findings.len(), 1501);
    assert_eq!(report.findings[0].severity, Severity::Critical);
    assert_eq!(
        report.findings[0].packages[0].version.as_deref(),
        Some("1.2.3")
    );
    assert_eq!(report.counts[0].count, 1);

    let difference = scene
        .app
        .compare_scans(CompareScans {
            connection: scene.connection.clone(),
            repository: REPOSITORY.to_owned(),
            one: one.clone(),
            other: two.clone(),
        })
        .await
        .unwrap();
    assert_eq!(difference.new[0].name, "CVE-2026-8888");
    assert_eq!(difference.gone[0].name, "CVE-2026-9999");
    assert_eq!(difference.same.len(), 1500);

    place.scan_failed(
        "team/app",
        &two,
        "UNSUPPORTED_IMAGE",
        "The system is unknown",
    );
    let report = scene.app.read_scan(image(&scene, &two)).await.unwrap();
    assert_eq!(report.status, ScanStatus::UnsupportedImage);
    assert_eq!(report.description.as_deref(), Some("The system is unknown"));
    scene.app.close().await;
}

#[tokio::test]
async fn findings_are_saved_as_a_table_and_as_json() {
    let scene = Scene::open().await;
    let place = scene.fake.region("eu-west-1");
    let digest = scene.push(&Picture::of("one").tag("1.0"));
    let findings = vec![finding("CVE-2026-0001", "HIGH", "zlib")];
    place.scan("team/app", &digest, findings, vec![]);
    let folder = scene.home.root().join("saved");
    let settings = portolan_contract::ChangeSettings {
        downloads_folder: Some(folder.display().to_string()),
        ..Default::default()
    };
    scene.app.change_settings(settings).await.unwrap();
    let save = async |format| {
        let request = SaveFindings {
            connection: scene.connection.clone(),
            repository: REPOSITORY.to_owned(),
            digest: digest.clone(),
            format,
        };
        let saved = scene.app.save_findings(request).await.unwrap();
        fs::read_to_string(saved.path).unwrap()
    };
    let table = save(FindingsFormat::Csv).await;
    let lines: Vec<&str> = table.lines().collect();
    assert!(lines[0].starts_with("name,severity,score,package"));
    assert!(lines[1].starts_with("\"CVE-2026-0001\",\"HIGH\",\"\",\"zlib\",\"1.2.3\""));
    assert_eq!(lines.len(), 2);
    let read: Value = serde_json::from_str(&save(FindingsFormat::Json).await).unwrap();
    assert_eq!(read["findings"][0]["packages"][0]["name"], "zlib");
    scene.app.close().await;
}

#[tokio::test]
async fn a_scan_that_is_not_allowed_names_the_action_and_pages_that_repeat_come_to_an_end() {
    let scene = Scene::open().await;
    let digest = scene.push(&Picture::of("one").tag("1.0"));
    scene
        .fake
        .inject(Injection::at("StartImageScan", Fault::Denied));
    let denied = scene.app.start_scan(image(&scene, &digest)).await;
    let Some(Hint::ActionMissing { action, statement }) = denied.unwrap_err().hint else {
        panic!("the action that is missing is not named");
    };
    assert_eq!(action, "ecr:StartImageScan");
    assert!(statement.contains("ecr:StartImageScan"), "{statement}");

    let many = (0..2500).map(|number| finding(&format!("CVE-2026-{number:04}"), "LOW", "zlib"));
    let place = scene.fake.region("eu-west-1");
    place.scan("team/app", &digest, many.collect(), vec![]);
    scene.fake.inject(Injection::at(
        "DescribeImageScanFindings",
        Fault::RepeatedToken,
    ));
    let report = scene.app.read_scan(image(&scene, &digest)).await.unwrap();
    assert!(report.findings.len() >= 1000);
    scene.app.close().await;
}
