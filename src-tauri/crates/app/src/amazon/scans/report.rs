//! What the scan of an image came to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use portolan_contract::{
    AffectedPackage, Failure, ImageAt, ScanFinding, ScanReport, ScanStatus, Severity, SeverityCount,
};
use portolan_ecr::{Error, Finding, Missing, PrivateRegistry};
use portolan_oci::{Digest, RepositoryName, Selector};
use portolan_registries::{self as registries, Kind};

use super::other;
use crate::{App, amazon::setting::name, failures::OrFail};

/// Findings that are read of one image, and pages of them.
const MOST: usize = 10_000;
const PAGES: usize = 50;

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
                Ok(report.map_or_else(never, other::show))
            }
            image => read_report(&*self.ecr(&of.connection).await?, &repository, &image).await,
        }
    }
}

/// What is said of an image that was never scanned.
fn never() -> ScanReport {
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

pub(super) async fn read_report(
    ecr: &PrivateRegistry,
    repository: &RepositoryName,
    image: &Selector,
) -> Result<ScanReport, Failure> {
    let mut report = never();
    let mut cursor = None;
    for page_number in 1.. {
        let page = match ecr.scan_findings(repository, image, cursor.as_ref()).await {
            Err(Error::NotFound {
                what: Missing::Scan,
                ..
            }) => return Ok(report),
            page => page.or_fail()?,
        };
        if cursor.is_none() {
            report.status = status(&page.status);
            report.description = page.description;
            report.completed = page.completed_at.map(Timestamp::as_millisecond);
            report.known = page.known_at.map(Timestamp::as_millisecond);
            report.counts = show_counts(&page.counts);
        }
        report.findings.extend(page.items.into_iter().map(show));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
        if report.findings.len() >= MOST || page_number == PAGES {
            report.is_cut = true;
            break;
        }
    }
    sort(&mut report.findings);
    Ok(report)
}

/// The worst first, however they came.
pub(super) fn sort(findings: &mut [ScanFinding]) {
    findings.sort_by(|one, other| {
        let by_severity = other.severity.cmp(&one.severity);
        by_severity.then_with(|| one.name.cmp(&other.name))
    });
}

/// How many of each, the worst first; severities without any are left out.
pub(super) fn show_counts(counts: &BTreeMap<registries::Severity, u64>) -> Vec<SeverityCount> {
    let found = counts.iter().rev().filter(|(_, count)| **count > 0);
    found
        .map(|(severity, count)| SeverityCount {
            severity: show_severity(*severity),
            count: *count,
        })
        .collect()
}

fn status(word: &str) -> ScanStatus {
    match word {
        "PENDING" => ScanStatus::Pending,
        "IN_PROGRESS" => ScanStatus::InProgress,
        "COMPLETE" => ScanStatus::Complete,
        "ACTIVE" => ScanStatus::Active,
        "FAILED" => ScanStatus::Failed,
        "UNSUPPORTED_IMAGE" => ScanStatus::UnsupportedImage,
        "SCAN_ELIGIBILITY_EXPIRED" => ScanStatus::ScanEligibilityExpired,
        "FINDINGS_UNAVAILABLE" => ScanStatus::FindingsUnavailable,
        "LIMIT_EXCEEDED" => ScanStatus::LimitExceeded,
        "IMAGE_ARCHIVED" => ScanStatus::ImageArchived,
        "IMAGE_SIZE_EXCEEDED" => ScanStatus::ImageSizeExceeded,
        _ => ScanStatus::Unknown,
    }
}

fn show(found: Finding) -> ScanFinding {
    ScanFinding {
        name: found.name,
        title: found.title,
        description: found.description,
        severity: show_severity(found.severity),
        score: found.score,
        address: found.address,
        packages: found
            .packages
            .into_iter()
            .map(|package| AffectedPackage {
                name: package.name,
                version: package.version,
                fixed_in: package.fixed_in,
                package_manager: package.package_manager,
                path: package.path,
            })
            .collect(),
        fix_available: found.fix_available,
        exploit_available: found.exploit_available,
        first_seen: found.first_seen_at.map(Timestamp::as_millisecond),
        remedy: found.remedy,
    }
}

pub(super) fn show_severity(severity: registries::Severity) -> Severity {
    match severity {
        registries::Severity::Undefined => Severity::Undefined,
        registries::Severity::Informational => Severity::Informational,
        registries::Severity::Low => Severity::Low,
        registries::Severity::Medium => Severity::Medium,
        registries::Severity::High => Severity::High,
        registries::Severity::Critical => Severity::Critical,
    }
}
