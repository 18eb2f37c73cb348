//! What Harbor's list of artifacts says: an image and, as entries of their own, what describes it.

use std::collections::BTreeMap;

use portolan_distribution::Problem;
use portolan_oci::{Digest, MediaType, Tag};
use serde_json::Value;

use crate::{Lenient as _, ListedImage, ScanState, ScanSummary, Severity};

/// The images of one page of artifacts, each followed by its accessories, and what could not be used.
pub(super) fn read_artifacts(page: &[Value]) -> (Vec<ListedImage>, Vec<Problem>) {
    let mut images = Vec::with_capacity(page.len());
    let mut problems = Vec::new();
    for artifact in page {
        let Some(digest) = artifact.digest("digest") else {
            problems.push(unusable(artifact, "digest"));
            continue;
        };
        let accessories = artifact.list("accessories");
        images.push(read_artifact(artifact, digest.clone(), &mut problems));
        for accessory in accessories {
            images.extend(read_accessory(accessory, &digest));
        }
    }
    (images, problems)
}

fn read_artifact(artifact: &Value, digest: Digest, problems: &mut Vec<Problem>) -> ListedImage {
    let mut tags = Vec::new();
    for tag in artifact.list("tags") {
        match tag.text("name").map(str::parse::<Tag>) {
            Some(Ok(name)) => tags.push(name),
            _ => problems.push(unusable(tag, "name")),
        }
    }
    // Since 2.11 the artifact's own type is told; before, the type of its config stands for it.
    let artifact_type = artifact
        .text("artifact_type")
        .or_else(|| artifact.text("media_type"));
    ListedImage {
        media_type: artifact.text("manifest_media_type").map(MediaType::parse),
        artifact_type: artifact_type.map(str::to_owned),
        tags,
        size: artifact.number("size"),
        platforms: platform(artifact).into_iter().collect(),
        pushed_at: artifact.time("push_time"),
        last_pulled_at: artifact.time("pull_time"),
        scan: artifact.get("scan_overview").and_then(read_scan),
        ..ListedImage::new(digest)
    }
}

/// What an image for one platform runs on, as its config says.
fn platform(artifact: &Value) -> Option<String> {
    let config = artifact.get("extra_attrs")?;
    let (os, architecture) = (config.text("os")?, config.text("architecture")?);
    Some(match config.text("variant") {
        Some(variant) => format!("{os}/{architecture}/{variant}"),
        None => format!("{os}/{architecture}"),
    })
}

/// An accessory is no artifact of Harbor's list, and has no tag there.
fn read_accessory(accessory: &Value, subject: &Digest) -> Option<ListedImage> {
    Some(ListedImage {
        media_type: Some(MediaType::OCI_MANIFEST),
        artifact_type: accessory.text("type").map(accessory_type),
        size: accessory.number("size"),
        pushed_at: accessory.time("creation_time"),
        subject: Some(subject.clone()),
        ..ListedImage::new(accessory.digest("digest")?)
    })
}

/// The artifact type behind Harbor's own word for a kind of accessory.
fn accessory_type(word: &str) -> String {
    match word {
        "signature.cosign" => "application/vnd.dev.cosign.artifact.sig.v1+json",
        "signature.notation" => "application/vnd.cncf.notary.signature",
        "harbor.sbom" => "application/vnd.goharbor.harbor.sbom.v1",
        other => other,
    }
    .to_owned()
}

/// The tags of an artifact that a rule of immutability holds.
pub(super) fn immutable_tags(artifact: &Value) -> Vec<Tag> {
    artifact
        .list("tags")
        .iter()
        .filter(|tag| tag.flag("immutable") == Some(true))
        .filter_map(|tag| tag.text("name")?.parse().ok())
        .collect()
}

/// The summary of the newest kind of report, of those that an overview has by their MIME types.
pub(super) fn read_scan(overview: &Value) -> Option<ScanSummary> {
    let reports = overview.as_object()?;
    let (_, report) = reports
        .iter()
        .filter(|(kind, _)| kind.contains("vulnerability.report"))
        .max_by_key(|(kind, _)| kind.as_str())?;
    let state = match report.text("scan_status")? {
        "Pending" | "Scheduled" => ScanState::Pending,
        "Running" => ScanState::Running,
        "Success" => ScanState::Complete,
        "Error" | "Stopped" => ScanState::Failed,
        "Not Scanned" => return None,
        "Unsupported" => ScanState::NotCovered,
        _ => ScanState::Unknown,
    };
    let by_word = report
        .pointer("/summary/summary")
        .and_then(Value::as_object);
    let mut counts = BTreeMap::new();
    for (word, found) in by_word.into_iter().flatten() {
        *counts.entry(severity(word)).or_default() += found.as_u64().unwrap_or_default();
    }
    let is_done = matches!(state, ScanState::Complete | ScanState::Failed);
    Some(ScanSummary {
        state,
        description: None,
        completed_at: report.time("end_time").filter(|_| is_done),
        counts,
    })
}

/// Harbor's word for how bad a finding is.
pub(super) fn severity(word: &str) -> Severity {
    match word {
        "Critical" => Severity::Critical,
        "High" => Severity::High,
        "Medium" => Severity::Medium,
        "Low" => Severity::Low,
        "Negligible" | "None" => Severity::Informational,
        _ => Severity::Undefined,
    }
}

/// An entry that can't be used, by what it is called.
fn unusable(entry: &Value, name: &str) -> Problem {
    let called = entry.get(name).map(Value::to_string).unwrap_or_default();
    Problem::Unusable(
        called
            .chars()
            .filter(|c| !c.is_control())
            .take(80)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;

    const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const SIGNATURE: &str =
        "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    fn artifact() -> Value {
        json!({
            "id": 7, "type": "IMAGE", "digest": DIGEST, "size": 4_096,
            "media_type": "application/vnd.oci.image.config.v1+json",
            "manifest_media_type": "application/vnd.oci.image.manifest.v1+json",
            "extra_attrs": { "os": "linux", "architecture": "arm64" },
            "push_time": "2026-05-06T07:08:09.123Z", "pull_time": "0001-01-01T00:00:00.000Z",
            "tags": [
                { "name": "v1", "immutable": true, "push_time": "2026-05-06T07:08:09.123Z" },
                { "name": "latest", "immutable": false },
            ],
            "scan_overview": {
                "application/vnd.security.vulnerability.report; version=1.1": {
                    "report_id": "r1", "scan_status": "Success", "severity": "High",
                    "complete_percent": 100, "end_time": "2026-05-06T08:00:00.000Z",
                    "summary": { "total": 3, "fixable": 1,
                        "summary": { "High": 1, "Negligible": 1, "None": 1 } },
                },
            },
            "accessories": [{
                "id": 1, "artifact_id": 8, "subject_artifact_digest": DIGEST, "size": 300,
                "digest": SIGNATURE, "type": "signature.cosign",
                "creation_time": "2026-05-06T07:10:00.000Z",
            }],
        })
    }

    #[test]
    fn an_artifact_is_an_image_with_its_dates_and_its_scan() {
        let (images, problems) = read_artifacts(&[artifact()]);
        assert!(problems.is_empty());
        let image = &images[0];
        let tags: Vec<_> = image.tags.iter().map(Tag::as_str).collect();
        assert_eq!(tags, ["v1", "latest"]);
        assert_eq!(image.size, Some(4_096));
        assert_eq!(image.platforms, ["linux/arm64"]);
        let pushed: Timestamp = "2026-05-06T07:08:09.123Z".parse().unwrap();
        assert_eq!(image.pushed_at, Some(pushed));
        assert_eq!(image.last_pulled_at, None, "the year one is never");
        let scan = image.scan.as_ref().unwrap();
        assert_eq!(scan.state, ScanState::Complete);
        assert_eq!(scan.counts[&Severity::High], 1);
        assert_eq!(scan.counts[&Severity::Informational], 2);
    }

    #[test]
    fn an_accessory_is_an_image_that_describes_another() {
        let (images, _) = read_artifacts(&[artifact()]);
        assert_eq!(images[1].subject.as_ref(), Some(&images[0].digest));
        assert_eq!(images[1].digest.as_str(), SIGNATURE);
        assert!(images[1].tags.is_empty());
    }

    #[test]
    fn tags_that_a_rule_holds_are_told() {
        let held = immutable_tags(&artifact());
        assert_eq!(held.iter().map(Tag::as_str).collect::<Vec<_>>(), ["v1"]);
    }

    #[test]
    fn an_older_server_without_a_field_leaves_its_column_empty() {
        let (images, problems) = read_artifacts(&[json!({ "digest": DIGEST, "tags": null })]);
        assert!(problems.is_empty());
        assert_eq!(images, [ListedImage::new(DIGEST.parse().unwrap())]);
    }

    #[test]
    fn members_of_another_type_cost_only_themselves() {
        let odd = json!({
            "digest": DIGEST, "size": "many", "push_time": 5, "scan_overview": [],
            "tags": [{ "name": "ok" }, { "name": "../x" }, { "name": 3 }], "accessories": [{}],
        });
        let (images, problems) = read_artifacts(&[odd, json!({ "digest": "sha256:../../x" })]);
        assert_eq!(images.len(), 1);
        assert_eq!(images[0].tags.len(), 1);
        assert_eq!(problems.len(), 3);
    }

    #[test]
    fn what_was_never_scanned_has_no_scan_and_what_fails_says_so() {
        let with = |status: &str| {
            let kind = "application/vnd.security.vulnerability.report; version=1.1";
            read_scan(&json!({ kind: { "scan_status": status } }))
        };
        assert_eq!(with("Not Scanned"), None);
        assert_eq!(read_scan(&Value::Null), None);
        assert_eq!(with("Error").unwrap().state, ScanState::Failed);
        assert_eq!(with("Running").unwrap().state, ScanState::Running);
    }
}
