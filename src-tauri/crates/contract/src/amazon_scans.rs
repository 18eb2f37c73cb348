//! Scans of Amazon ECR's images for vulnerabilities: how far one is, what it found, and what differs
//! between two.

use crate::{ConnectionId, Severity, SeverityCount};

plain! {
    /// One image of a repository, by its digest.
    pub struct ImageAt {
        pub connection: ConnectionId,
        pub repository: String,
        pub digest: String,
    }

    /// The last scan of an image.
    pub struct ScanReport {
        pub status: ScanStatus,
        /// The registry's own words on it; plain text.
        pub description: Option<String>,
        pub completed: Option<i64>,
        /// How old the knowledge of vulnerabilities was.
        pub known: Option<i64>,
        /// All findings, the worst first; severities without any are left out.
        pub counts: Vec<SeverityCount>,
        pub findings: Vec<ScanFinding>,
        /// There are more findings than are told.
        pub is_cut: bool,
    }

    /// How far a scan is, as ECR tells it.
    #[derive(Copy, Eq)]
    pub enum ScanStatus {
        /// The image was never scanned.
        Never,
        Pending,
        InProgress,
        Complete,
        /// Complete, and repeated by itself.
        Active,
        Failed,
        UnsupportedImage,
        ScanEligibilityExpired,
        FindingsUnavailable,
        LimitExceeded,
        ImageArchived,
        ImageSizeExceeded,
        /// A state that this program does not know.
        Unknown,
    }

    pub struct ScanFinding {
        /// The vulnerability's name, such as `CVE-2026-1234`.
        pub name: String,
        pub title: Option<String>,
        pub description: Option<String>,
        pub severity: Severity,
        /// By CVSS, from 0 to 10.
        pub score: Option<f64>,
        /// Where it is described.
        pub address: Option<String>,
        pub packages: Vec<AffectedPackage>,
        /// `YES`, `NO` or `PARTIAL`.
        pub fix_available: Option<String>,
        /// `YES` or `NO`.
        pub exploit_available: Option<String>,
        pub first_seen: Option<i64>,
        pub remedy: Option<String>,
    }

    #[derive(Eq)]
    pub struct AffectedPackage {
        pub name: String,
        pub version: Option<String>,
        pub fixed_in: Option<String>,
        pub package_manager: Option<String>,
        pub path: Option<String>,
    }

    /// What another image has of findings, against one.
    pub struct CompareScans {
        pub connection: ConnectionId,
        pub repository: String,
        pub one: String,
        pub other: String,
    }

    pub struct ScanDifference {
        pub one: ScanStatus,
        pub other: ScanStatus,
        /// In the other image alone.
        pub new: Vec<ScanFinding>,
        /// In the first image alone.
        pub gone: Vec<ScanFinding>,
        /// In both, as the other has them.
        pub same: Vec<ScanFinding>,
    }

    /// Writes an image's findings into a file in the folder for downloads.
    pub struct SaveFindings {
        pub connection: ConnectionId,
        pub repository: String,
        pub digest: String,
        pub format: FindingsFormat,
    }

    #[derive(Copy, Eq)]
    pub enum FindingsFormat {
        Csv,
        Json,
    }
}
