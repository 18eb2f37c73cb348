//! Scans at the fake: begun, gone through, counted, limited.

use portolan_tests::aws::{FakeAws, Picture};
use serde_json::json;

use super::{REGION, ecr, refusal};

#[tokio::test]
async fn a_scan_goes_on_for_a_while_and_can_be_had_once_a_day() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let digest = here.push("app", &Picture::of("one").tag("v1"));
    let index = here.push("app", &Picture::index(&[digest]).tag("all"));
    let of = |tag: &str| json!({ "repositoryName": "app", "imageId": { "imageTag": tag } });
    let none = refusal(&fake, "DescribeImageScanFindings", of("v1")).await;
    assert_eq!(none, "ScanNotFoundException");
    let reply = ecr(&fake, "StartImageScan", of("v1")).await;
    assert_eq!(reply["imageScanStatus"]["status"], "IN_PROGRESS");
    let reply = ecr(&fake, "DescribeImageScanFindings", of("v1")).await;
    assert_eq!(reply["imageScanStatus"]["status"], "IN_PROGRESS");
    let reply = ecr(&fake, "DescribeImageScanFindings", of("v1")).await;
    assert_eq!(reply["imageScanStatus"]["status"], "COMPLETE");
    assert_eq!(reply["imageScanFindings"]["findings"], json!([]));
    let again = refusal(&fake, "StartImageScan", of("v1")).await;
    assert_eq!(again, "LimitExceededException");
    let input = json!({ "repositoryName": "app", "imageId": { "imageDigest": index } });
    let refused = refusal(&fake, "StartImageScan", input).await;
    assert_eq!(refused, "UnsupportedImageTypeException");
}

#[tokio::test]
async fn findings_are_counted_by_severity_and_come_in_pages() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let digest = here.push("app", &Picture::of("one").tag("v1"));
    let finding = |number: usize| {
        let severity = if number < 3 { "CRITICAL" } else { "LOW" };
        json!({
            "name": format!("CVE-2026-{number:04}"),
            "severity": severity,
            "uri": "https://security.example/CVE",
            "attributes": [{ "key": "package_name", "value": "zlib" }],
        })
    };
    here.scan("app", &digest, (0..150).map(finding).collect(), Vec::new());
    let input = json!({ "repositoryName": "app", "imageId": { "imageTag": "v1" } });
    let reply = ecr(&fake, "DescribeImageScanFindings", input).await;
    let findings = &reply["imageScanFindings"];
    assert_eq!(
        findings["findingSeverityCounts"],
        json!({ "CRITICAL": 3, "LOW": 147 })
    );
    assert_eq!(findings["findings"].as_array().unwrap().len(), 100);
    assert!(reply["nextToken"].is_string());
    let app = json!({ "repositoryName": "app" });
    let images = ecr(&fake, "DescribeImages", app.clone()).await;
    let image = &images["imageDetails"][0];
    assert!(
        image["imageScanStatus"].is_null(),
        "a basic scan is not told here"
    );
    let enhanced = json!({ "scanType": "ENHANCED", "rules": [] });
    ecr(&fake, "PutRegistryScanningConfiguration", enhanced).await;
    let images = ecr(&fake, "DescribeImages", app.clone()).await;
    let image = &images["imageDetails"][0];
    assert_eq!(image["imageScanStatus"]["status"], "COMPLETE");
    assert_eq!(
        image["imageScanFindingsSummary"]["findingSeverityCounts"]["CRITICAL"],
        3
    );
    here.scan_failed("app", &digest, "UNSUPPORTED_IMAGE", "The system is unknown");
    let images = ecr(&fake, "DescribeImages", app).await;
    let image = &images["imageDetails"][0];
    assert_eq!(image["imageScanStatus"]["status"], "UNSUPPORTED_IMAGE");
    assert!(image["imageScanFindingsSummary"].is_null());
}

#[tokio::test]
async fn rules_of_the_registry_say_how_often_a_repository_is_scanned() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("prod/app").repository("dev");
    let rule = |frequency: &str, filter: &str| {
        let filters = json!([{ "filter": filter, "filterType": "WILDCARD" }]);
        json!({ "scanFrequency": frequency, "repositoryFilters": filters })
    };
    let basic = json!({ "scanType": "BASIC", "rules": [rule("CONTINUOUS_SCAN", "prod/*")] });
    let refused = refusal(&fake, "PutRegistryScanningConfiguration", basic).await;
    assert_eq!(refused, "InvalidParameterException");
    let enhanced = json!({
        "scanType": "ENHANCED",
        "rules": [rule("CONTINUOUS_SCAN", "prod/*"), rule("SCAN_ON_PUSH", "other")],
    });
    ecr(&fake, "PutRegistryScanningConfiguration", enhanced.clone()).await;
    let kept = ecr(&fake, "GetRegistryScanningConfiguration", json!({})).await;
    assert_eq!(kept["scanningConfiguration"], enhanced);
    let names = json!({ "repositoryNames": ["prod/app", "dev", "none"] });
    let reply = ecr(&fake, "BatchGetRepositoryScanningConfiguration", names).await;
    let found = &reply["scanningConfigurations"];
    assert_eq!(found[0]["scanFrequency"], "CONTINUOUS_SCAN");
    assert_eq!(found[1]["scanFrequency"], "MANUAL");
    assert_eq!(reply["failures"][0]["failureCode"], "REPOSITORY_NOT_FOUND");
}
