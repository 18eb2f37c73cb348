//! Scanning: whether images are scanned when pushed, scanning one now, and what was found.

use std::collections::BTreeMap;

use aws_sdk_ecr::types;
use jiff::Timestamp;
use portolan_distribution::Cursor;
use portolan_oci::{RepositoryName, Selector};
use portolan_registries::{ScanState, ScanSummary, Severity};

use super::{
    PrivateRegistry, ask_repository,
    batch::identify,
    images::{read_counts, scan_state, severity},
};
use crate::{Error, Missing, Result, sdk};

/// Findings on a page.
const PAGE: i32 = 1000;

/// One page of what a scan found.
#[derive(Clone, Debug, PartialEq)]
pub struct Findings {
    /// How far the scan is.
    pub state: ScanState,
    /// The same by ECR's own name, such as `UNSUPPORTED_IMAGE`; empty where it said none.
    pub status: String,
    /// ECR's own words on it.
    pub description: Option<String>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// How old the knowledge of vulnerabilities was.
    pub known_at: Option<Timestamp>,
    /// All findings by severity.
    pub counts: BTreeMap<Severity, u64>,
    /// The findings of this page.
    pub items: Vec<Finding>,
    /// How to get the next page.
    pub next: Option<Cursor>,
}

/// One finding, of the basic or the enhanced scan.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The vulnerability's name, such as `CVE-2026-1234`.
    pub name: String,
    /// A heading, where the scan gives one.
    pub title: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// Its score by CVSS, from 0 to 10.
    pub score: Option<f64>,
    /// Where it is described.
    pub address: Option<String>,
    /// The packages that have it.
    pub packages: Vec<AffectedPackage>,
    /// Whether there is a version without it: `YES`, `NO` or `PARTIAL`.
    pub fix_available: Option<String>,
    /// Whether it is known to be exploited: `YES` or `NO`.
    pub exploit_available: Option<String>,
    /// Whether it is open, closed or suppressed.
    pub status: Option<String>,
    /// When it was first seen in this image.
    pub first_seen_at: Option<Timestamp>,
    /// What to do, where the scan says.
    pub remedy: Option<String>,
}

/// A package with a vulnerability.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct AffectedPackage {
    /// Its name.
    pub name: String,
    /// The version that is in the image.
    pub version: Option<String>,
    /// The version that has it no more.
    pub fixed_in: Option<String>,
    /// What installed it.
    pub package_manager: Option<String>,
    /// Where it is in the image.
    pub path: Option<String>,
}

impl PrivateRegistry {
    /// Sets whether images of a repository are scanned when pushed. The registry's own rules, where it
    /// has some, come before.
    pub async fn set_scan_on_push(
        &self,
        repository: &RepositoryName,
        scan_on_push: bool,
    ) -> Result<()> {
        let setting = types::ImageScanningConfiguration::builder()
            .scan_on_push(scan_on_push)
            .build();
        let asked = ask_repository!(
            self,
            repository,
            put_image_scanning_configuration as "ecr:PutImageScanningConfiguration",
            image_scanning_configuration(setting)
        );
        asked.map(drop)
    }

    /// Scans an image now; a basic scan is possible once a day for each image.
    pub async fn start_scan(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<ScanState> {
        let asked = ask_repository!(
            self,
            repository,
            start_image_scan as "ecr:StartImageScan",
            image_id(identify(selector))
        );
        let answer = asked?;
        let status = answer.image_scan_status.and_then(|it| it.status);
        Ok(status.as_ref().map_or(ScanState::Pending, scan_state))
    }

    /// What the scan of an image came to, without its findings; `None` where it was never scanned. Lists of
    /// images say it only of Inspector's scans and of the older basic ones.
    pub async fn scan_summary(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
    ) -> Result<Option<ScanSummary>> {
        let found = self.findings(repository, selector, None, 1).await;
        match found {
            Ok(found) => Ok(Some(ScanSummary {
                state: found.state,
                description: found.description,
                completed_at: found.completed_at,
                counts: found.counts,
            })),
            Err(Error::NotFound {
                what: Missing::Scan,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// One page of what the scan of an image found; an image without a scan is an error
    /// ([`crate::Missing::Scan`]).
    pub async fn scan_findings(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        cursor: Option<&Cursor>,
    ) -> Result<Findings> {
        self.findings(repository, selector, cursor, PAGE).await
    }

    async fn findings(
        &self,
        repository: &RepositoryName,
        selector: &Selector,
        cursor: Option<&Cursor>,
        most: i32,
    ) -> Result<Findings> {
        let asked = ask_repository!(
            self,
            repository,
            describe_image_scan_findings as "ecr:DescribeImageScanFindings",
            image_id(identify(selector)),
            max_results(most),
            set_next_token(cursor.map(|cursor| cursor.as_str().to_owned()))
        );
        let answer = asked?;
        let status = answer.image_scan_status.as_ref();
        let found = answer.image_scan_findings;
        let moment = |found: Option<&aws_smithy_types::DateTime>| found.and_then(sdk::timestamp);
        let next = answer.next_token.filter(|token| !token.is_empty());
        let mut findings = Findings {
            state: status
                .and_then(|it| it.status.as_ref())
                .map_or(ScanState::Unknown, scan_state),
            status: status
                .and_then(|it| it.status.as_ref())
                .map_or_else(String::new, |it| it.as_str().to_owned()),
            description: status.and_then(|it| it.description.clone()),
            completed_at: None,
            known_at: None,
            counts: BTreeMap::new(),
            items: Vec::new(),
            next: next.map(Cursor::from).filter(|next| cursor != Some(next)),
        };
        if let Some(found) = found {
            findings.completed_at = moment(found.image_scan_completed_at.as_ref());
            findings.known_at = moment(found.vulnerability_source_updated_at.as_ref());
            let counts = found.finding_severity_counts.as_ref();
            findings.counts = counts.map(read_counts).unwrap_or_default();
            let basic = found.findings.unwrap_or_default();
            let enhanced = found.enhanced_findings.unwrap_or_default();
            findings.items = basic
                .into_iter()
                .map(of_basic)
                .chain(enhanced.into_iter().map(of_enhanced))
                .collect();
        }
        Ok(findings)
    }
}

/// The basic scan tells packages and scores in attributes.
fn of_basic(found: types::ImageScanFinding) -> Finding {
    let attributes = found.attributes.unwrap_or_default();
    let attribute = |key: &str| {
        let found = attributes.iter().find(|it| it.key == key)?;
        found.value.clone().filter(|value| !value.is_empty())
    };
    let package = attribute("package_name").map(|name| AffectedPackage {
        name,
        version: attribute("package_version"),
        fixed_in: attribute("fixed_in_version").or_else(|| attribute("patched_version")),
        ..AffectedPackage::default()
    });
    let score = ["CVSS4_SCORE", "CVSS3_SCORE", "CVSS2_SCORE"]
        .into_iter()
        .find_map(attribute)
        .and_then(|text| text.parse().ok());
    let named = found.severity.as_ref();
    Finding {
        name: found.name.unwrap_or_default(),
        title: None,
        description: found.description,
        severity: named.map_or(Severity::Undefined, |it| severity(it.as_str())),
        score,
        address: found.uri,
        packages: package.into_iter().collect(),
        fix_available: None,
        exploit_available: None,
        status: None,
        first_seen_at: None,
        remedy: None,
    }
}

fn of_enhanced(found: types::EnhancedImageScanFinding) -> Finding {
    let details = found.package_vulnerability_details;
    let packages = details
        .as_ref()
        .and_then(|it| it.vulnerable_packages.clone())
        .unwrap_or_default();
    let name = details.as_ref().and_then(|it| it.vulnerability_id.clone());
    let recommendation = found.remediation.and_then(|it| it.recommendation);
    Finding {
        name: name.or_else(|| found.title.clone()).unwrap_or_default(),
        title: found.title,
        description: found.description,
        severity: severity(found.severity.as_deref().unwrap_or_default()),
        // The SDK reads a score that is not there as 0, which no finding has.
        score: (found.score > 0.0).then_some(found.score),
        address: details.and_then(|it| it.source_url),
        packages: packages.into_iter().map(of_package).collect(),
        fix_available: found.fix_available,
        exploit_available: found.exploit_available,
        status: found.status,
        first_seen_at: found.first_observed_at.as_ref().and_then(sdk::timestamp),
        remedy: recommendation.and_then(|it| it.text.or(it.url)),
    }
}

fn of_package(found: types::VulnerablePackage) -> AffectedPackage {
    AffectedPackage {
        name: found.name.unwrap_or_default(),
        version: found.version,
        fixed_in: found.fixed_in_version,
        package_manager: found.package_manager,
        path: found.file_path,
    }
}
