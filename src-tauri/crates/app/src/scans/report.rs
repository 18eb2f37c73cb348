//! What the scan of an image came to.

use std::collections::BTreeMap;

use portolan_contract::{
    Failure, ImageAt, ScanFinding, ScanReport, ScanStatus, Severity, SeverityCount,
};
use portolan_oci::{Digest, Selector};
use portolan_registries::{self as registries, Kind};

use super::shown::show;
use crate::{
    App,
    amazon::{read_ecr_report, repository_name as name},
    failures::OrFail,
};

impl App {
    /// The last scan of an image, with all that it found.
    pub async fn read_scan(&self, request: ImageAt) -> Result<ScanReport, Failure> {
        self.report_of(&request).await
    }

    /// The same, of ECR or of another registry that scans.
    pub(super) async fn report_of(&self, of: &ImageAt) -> Result<ScanReport, Failure> {
        let repository = name(&of.repository)?;
        let image = selector(&of.digest)?;
        let registry = self.registry(&of.connection).await?;
        match image {
            Selector::Digest(digest) if registry.kind() != Kind::Ecr => {
                let report = registry.scan_report(&repository, &digest).await.or_fail()?;
                Ok(report.map_or_else(never, show))
            }
            image => read_ecr_report(&*self.ecr(&of.connection).await?, &repository, &image).await,
        }
    }
}

/// What is said of an image that was never scanned.
pub(crate) fn never() -> ScanReport {
    ScanReport {
        status: ScanStatus::Never,
        description: None,
        completed: None,
        known: None,
        counts: Vec::new(),
        findings: Vec::new(),
        is_cut: false,
    }
}

/// An image by its digest, as the window wrote it.
pub(super) fn selector(digest: &str) -> Result<Selector, Failure> {
    let read = digest.parse::<Digest>();
    let digest = read.map_err(|problem| Failure::invalid("digest", problem.to_string()))?;
    Ok(Selector::Digest(digest))
}

/// The worst first, however they came.
pub(crate) fn sort(findings: &mut [ScanFinding]) {
    findings.sort_by(|one, other| {
        let by_severity = other.severity.cmp(&one.severity);
        by_severity.then_with(|| one.name.cmp(&other.name))
    });
}

/// How many of each, the worst first; severities without any are left out.
pub(crate) fn show_counts(counts: &BTreeMap<registries::Severity, u64>) -> Vec<SeverityCount> {
    let found = counts.iter().rev().filter(|(_, count)| **count > 0);
    found
        .map(|(severity, count)| SeverityCount {
            severity: show_severity(*severity),
            count: *count,
        })
        .collect()
}

pub(crate) fn show_severity(severity: registries::Severity) -> Severity {
    match severity {
        registries::Severity::Undefined => Severity::Undefined,
        registries::Severity::Informational => Severity::Informational,
        registries::Severity::Low => Severity::Low,
        registries::Severity::Medium => Severity::Medium,
        registries::Severity::High => Severity::High,
        registries::Severity::Critical => Severity::Critical,
    }
}
