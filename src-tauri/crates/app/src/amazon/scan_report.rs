//! What ECR says of the scan of an image, page by page, in the words of the window.

use jiff::Timestamp;
use portolan_contract::{AffectedPackage, Failure, ScanFinding, ScanReport, ScanStatus};
use portolan_ecr::{Error, Finding, Missing, PrivateRegistry};
use portolan_oci::{RepositoryName, Selector};

use crate::{
    failures::OrFail,
    scans::{never, show_counts, show_severity, sort},
};

/// Findings that are read of one image, and pages of them.
const MOST: usize = 10_000;
const PAGES: usize = 50;

/// The last scan of an image by ECR or Amazon Inspector.
pub(crate) async fn read_ecr_report(
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
