//! What Harbor's scanner found in an artifact, finding by finding.

use serde_json::Value;

use super::artifact::severity;
use crate::{AffectedPackage, Lenient as _, ScanFinding, scan_report::MOST_FINDINGS};

/// The findings of the newest kind of report, of those that there are by their MIME types, and whether there
/// are more.
pub(super) fn read_findings(reports: &Value) -> (Vec<ScanFinding>, bool) {
    let newest = reports
        .as_object()
        .and_then(|kinds| kinds.iter().max_by_key(|(kind, _)| kind.as_str()));
    let found = newest.map_or(&[][..], |(_, report)| report.list("vulnerabilities"));
    let findings = found.iter().take(MOST_FINDINGS).filter_map(read_finding);
    (findings.collect(), found.len() > MOST_FINDINGS)
}

fn read_finding(found: &Value) -> Option<ScanFinding> {
    let score = found.get("preferred_cvss").and_then(|cvss| {
        let score = cvss.get("score_v3")?.as_f64();
        score.or_else(|| cvss.get("score_v2")?.as_f64())
    });
    let package = found.text("package").map(|name| AffectedPackage {
        name: name.to_owned(),
        version: found.text("version").map(str::to_owned),
        fixed_in: found.text("fix_version").map(str::to_owned),
        path: None,
    });
    Some(ScanFinding {
        name: found.text("id")?.to_owned(),
        title: None,
        description: found.text("description").map(str::to_owned),
        severity: severity(found.text("severity").unwrap_or_default()),
        score: score.filter(|score| (0.0..=10.0).contains(score)),
        address: found
            .list("links")
            .first()
            .and_then(Value::as_str)
            .map(str::to_owned),
        packages: package.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Severity;

    #[test]
    fn a_report_is_read_finding_by_finding() {
        let (findings, is_cut) = read_findings(&json!({
            "application/vnd.security.vulnerability.report; version=1.1": {
                "generated_at": "2026-05-06T07:08:09Z", "severity": "High",
                "vulnerabilities": [{
                    "id": "CVE-2026-1", "package": "openssl", "version": "3.0.1", "fix_version": "3.0.2",
                    "severity": "High", "description": "…", "links": ["https://example.com/CVE-2026-1"],
                    "preferred_cvss": { "score_v3": 7.5, "vector_v3": "" },
                }, { "package": "nameless" }, 7],
            },
        }));
        assert!(!is_cut);
        assert_eq!(findings.len(), 1, "what has no name is left out");
        assert_eq!(findings[0].severity, Severity::High);
        assert_eq!(findings[0].score, Some(7.5));
        assert_eq!(findings[0].packages[0].fixed_in.as_deref(), Some("3.0.2"));
    }

    #[test]
    fn a_report_of_another_shape_has_no_findings() {
        for odd in [json!([]), json!({}), json!({ "a": 7 }), Value::Null] {
            assert!(read_findings(&odd).0.is_empty());
        }
    }
}
