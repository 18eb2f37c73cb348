//! What registries' own scanners say, in the words of the window.

use jiff::Timestamp;
use portolan_contract::{AffectedPackage, ScanFinding, ScanReport, ScanStatus};
use portolan_registries::{self as registries, ScanState};

use super::report::{show_counts, show_severity, sort};

/// A report for the window.
pub(super) fn show(report: registries::ScanReport) -> ScanReport {
    let summary = report.summary;
    let mut findings: Vec<_> = report.findings.into_iter().map(show_finding).collect();
    sort(&mut findings);
    ScanReport {
        status: match summary.state {
            ScanState::Pending => ScanStatus::Pending,
            ScanState::Running => ScanStatus::InProgress,
            ScanState::Complete => ScanStatus::Complete,
            ScanState::Continuous => ScanStatus::Active,
            ScanState::Failed => ScanStatus::Failed,
            ScanState::NotCovered => ScanStatus::UnsupportedImage,
            ScanState::Unknown => ScanStatus::Unknown,
        },
        description: summary.description,
        completed: summary.completed_at.map(Timestamp::as_millisecond),
        known: None,
        counts: show_counts(&summary.counts),
        findings,
        is_cut: report.is_cut,
    }
}

fn show_finding(found: registries::ScanFinding) -> ScanFinding {
    let has_fix = |package: &registries::AffectedPackage| package.fixed_in.is_some();
    let fixes = found.packages.iter().filter(|it| has_fix(it)).count();
    let fix_available = match fixes {
        0 => "NO",
        some if some == found.packages.len() => "YES",
        _ => "PARTIAL",
    };
    ScanFinding {
        name: found.name,
        title: found.title,
        description: found.description,
        severity: show_severity(found.severity),
        score: found.score,
        address: found.address,
        fix_available: (!found.packages.is_empty()).then(|| fix_available.to_owned()),
        packages: found
            .packages
            .into_iter()
            .map(|package| AffectedPackage {
                name: package.name,
                version: package.version,
                fixed_in: package.fixed_in,
                package_manager: None,
                path: package.path,
            })
            .collect(),
        exploit_available: None,
        first_seen: None,
        remedy: None,
    }
}
