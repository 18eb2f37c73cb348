//! What differs between the findings of two images.

use std::collections::BTreeSet;

use portolan_contract::{CompareScans, Failure, ImageAt, ScanDifference, ScanFinding, ScanReport};

use crate::App;

impl App {
    /// The findings that another image has more, has no more, and still has.
    pub async fn compare_scans(&self, request: CompareScans) -> Result<ScanDifference, Failure> {
        let at = |digest: String| ImageAt {
            connection: request.connection.clone(),
            repository: request.repository.clone(),
            digest,
        };
        let (one, other) = (at(request.one), at(request.other));
        let (one, other) = tokio::try_join!(self.report_of(&one), self.report_of(&other))?;
        Ok(compare(one, other))
    }
}

/// What makes two findings the same: the vulnerability, and the packages that have it. Another version of
/// a package that has it still is no news.
fn identity(finding: &ScanFinding) -> (String, BTreeSet<String>) {
    let packages = finding.packages.iter().map(|it| it.name.clone());
    (finding.name.clone(), packages.collect())
}

fn compare(one: ScanReport, other: ScanReport) -> ScanDifference {
    let had: BTreeSet<_> = one.findings.iter().map(identity).collect();
    let has: BTreeSet<_> = other.findings.iter().map(identity).collect();
    let (same, new) = other
        .findings
        .into_iter()
        .partition(|it| had.contains(&identity(it)));
    let mut gone = one.findings;
    gone.retain(|it| !has.contains(&identity(it)));
    ScanDifference {
        one: one.status,
        other: other.status,
        new,
        gone,
        same,
    }
}

#[cfg(test)]
mod tests {
    use portolan_contract::{AffectedPackage, ScanStatus, Severity};

    use super::*;

    fn finding(name: &str, package: &str, version: &str) -> ScanFinding {
        ScanFinding {
            name: name.to_owned(),
            title: None,
            description: None,
            severity: Severity::High,
            score: None,
            address: None,
            packages: vec![AffectedPackage {
                name: package.to_owned(),
                version: Some(version.to_owned()),
                fixed_in: None,
                package_manager: None,
                path: None,
            }],
            fix_available: None,
            exploit_available: None,
            first_seen: None,
            remedy: None,
        }
    }

    fn report(findings: Vec<ScanFinding>) -> ScanReport {
        ScanReport {
            status: ScanStatus::Complete,
            description: None,
            completed: None,
            known: None,
            counts: Vec::new(),
            findings,
            is_cut: false,
        }
    }

    #[test]
    fn a_finding_is_the_same_by_its_name_and_package_whatever_the_version() {
        let one = report(vec![
            finding("CVE-1", "zlib", "1.2"),
            finding("CVE-2", "curl", "8.0"),
        ]);
        let other = report(vec![
            finding("CVE-1", "zlib", "1.3"),
            finding("CVE-1", "busybox", "1.36"),
        ]);
        let found = compare(one, other);
        assert_eq!(found.same, [finding("CVE-1", "zlib", "1.3")]);
        assert_eq!(found.new, [finding("CVE-1", "busybox", "1.36")]);
        assert_eq!(found.gone, [finding("CVE-2", "curl", "8.0")]);
    }
}
