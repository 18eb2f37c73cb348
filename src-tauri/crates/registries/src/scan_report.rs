//! What a registry's own scan of an image found, finding by finding.

use crate::{ScanSummary, Severity};

/// Findings that are read of one image.
pub(crate) const MOST_FINDINGS: usize = 10_000;

/// The last scan of an image.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanReport {
    /// How it went.
    pub summary: ScanSummary,
    /// What it found.
    pub findings: Vec<ScanFinding>,
    /// There are more findings than are told.
    pub is_cut: bool,
}

/// A vulnerability that a scan found. All of it is text to show.
#[derive(Clone, Debug, PartialEq)]
pub struct ScanFinding {
    /// What it is called, such as `CVE-2026-1234`.
    pub name: String,
    /// In a line.
    pub title: Option<String>,
    /// At length.
    pub description: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// By CVSS, from 0 to 10.
    pub score: Option<f64>,
    /// Where it is described.
    pub address: Option<String>,
    /// What has it.
    pub packages: Vec<AffectedPackage>,
}

/// A package with a vulnerability.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AffectedPackage {
    /// Its name.
    pub name: String,
    /// Which version is there.
    pub version: Option<String>,
    /// Which version has it no more; `None` where there is none yet.
    pub fixed_in: Option<String>,
    /// Where in the image it is.
    pub path: Option<String>,
}
