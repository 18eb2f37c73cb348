//! What Quay's scanner (Clair) says of a manifest: its state, and the vulnerabilities of each package.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    AffectedPackage, Lenient as _, ScanFinding, ScanReport, ScanState, ScanSummary, Severity,
    scan_report::MOST_FINDINGS,
};

/// The report of an answer. The same vulnerability of several packages is one finding.
pub(super) fn read_report(answer: &Value) -> ScanReport {
    let mut findings: BTreeMap<String, ScanFinding> = BTreeMap::new();
    let mut is_cut = false;
    // Not analysed yet: there is no layer, or one without a list of its features.
    let features = answer.pointer("/data/Layer").map(|it| it.list("Features"));
    for feature in features.unwrap_or_default() {
        for found in feature.list("Vulnerabilities") {
            let Some(name) = found.text("Name") else {
                continue;
            };
            if findings.len() == MOST_FINDINGS && !findings.contains_key(name) {
                is_cut = true;
                continue;
            }
            let finding = findings
                .entry(name.to_owned())
                .or_insert_with(|| read_finding(name, found));
            finding.severity = finding.severity.max(severity(found));
            finding.packages.extend(read_package(feature, found));
        }
    }
    let mut counts: BTreeMap<Severity, u64> = BTreeMap::new();
    for finding in findings.values() {
        *counts.entry(finding.severity).or_default() += 1;
    }
    ScanReport {
        summary: ScanSummary {
            state: state(answer.text("status").unwrap_or_default()),
            description: None,
            completed_at: None,
            counts,
        },
        findings: findings.into_values().collect(),
        is_cut,
    }
}

fn state(word: &str) -> ScanState {
    match word {
        "scanned" => ScanState::Complete,
        "queued" => ScanState::Pending,
        "failed" => ScanState::Failed,
        "unsupported" => ScanState::NotCovered,
        _ => ScanState::Unknown,
    }
}

fn read_finding(name: &str, found: &Value) -> ScanFinding {
    let rated = found.pointer("/Metadata/NVD");
    let score = rated.and_then(|nvd| {
        let of = |version: &str| nvd.get(version)?.get("Score")?.as_f64();
        of("CVSSv3").or_else(|| of("CVSSv2"))
    });
    ScanFinding {
        name: name.to_owned(),
        title: None,
        description: found.text("Description").map(str::to_owned),
        severity: severity(found),
        score: score.filter(|score| *score > 0.0 && *score <= 10.0),
        // Several of them stand in one text.
        address: found
            .text("Link")
            .and_then(|links| links.split_whitespace().next())
            .map(str::to_owned),
        packages: Vec::new(),
    }
}

fn read_package(feature: &Value, found: &Value) -> Option<AffectedPackage> {
    Some(AffectedPackage {
        name: feature.text("Name")?.to_owned(),
        version: feature.text("Version").map(str::to_owned),
        fixed_in: found.text("FixedBy").map(str::to_owned),
        path: None,
    })
}

fn severity(found: &Value) -> Severity {
    match found.text("Severity").unwrap_or_default() {
        "Defcon1" | "Critical" => Severity::Critical,
        "High" => Severity::High,
        "Medium" => Severity::Medium,
        "Low" => Severity::Low,
        "Negligible" => Severity::Informational,
        _ => Severity::Undefined,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn vulnerability(name: &str, word: &str) -> Value {
        json!({
            "Name": name, "Severity": word, "FixedBy": "3.0.2", "Description": "…",
            "Link": "https://example.com/1 https://example.com/2",
            "Metadata": { "NVD": { "CVSSv3": { "Score": 7.5 } } },
        })
    }

    #[test]
    fn a_vulnerability_of_several_packages_is_one_finding_with_all_of_them() {
        let report = read_report(
            &json!({ "status": "scanned", "data": { "Layer": { "Features": [
            { "Name": "libssl", "Version": "3.0.1", "Vulnerabilities": [vulnerability("CVE-1", "High")] },
            { "Name": "openssl", "Version": "3.0.1", "Vulnerabilities": [
                vulnerability("CVE-1", "Medium"), vulnerability("CVE-2", "Defcon1"), { "Name": 7 }, null,
            ] },
            { "Name": "fine", "Version": "1", "Vulnerabilities": null },
        ] } } }),
        );
        assert_eq!(report.summary.state, ScanState::Complete);
        let counts = BTreeMap::from([(Severity::High, 1), (Severity::Critical, 1)]);
        assert_eq!(report.summary.counts, counts);
        let first = &report.findings[0];
        assert_eq!((first.name.as_str(), first.score), ("CVE-1", Some(7.5)));
        assert_eq!(first.address.as_deref(), Some("https://example.com/1"));
        let packages: Vec<&str> = first.packages.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(packages, ["libssl", "openssl"]);
    }

    #[test]
    fn what_is_not_scanned_says_why_and_has_no_findings() {
        for (word, state) in [
            ("queued", ScanState::Pending),
            ("failed", ScanState::Failed),
            ("unsupported", ScanState::NotCovered),
            ("something new", ScanState::Unknown),
        ] {
            let report = read_report(&json!({ "status": word, "data": null }));
            assert_eq!(report.summary.state, state);
            assert!(report.findings.is_empty());
        }
        assert_eq!(read_report(&json!([])).summary.state, ScanState::Unknown);
    }

    #[test]
    fn a_report_without_features_or_with_odd_ones_has_no_findings() {
        for data in [
            json!({ "Layer": {} }),
            json!({ "Layer": { "Features": [7, { "Vulnerabilities": {} }] } }),
            json!(3),
        ] {
            let report = read_report(&json!({ "status": "scanned", "data": data }));
            assert!(report.findings.is_empty());
        }
    }
}
