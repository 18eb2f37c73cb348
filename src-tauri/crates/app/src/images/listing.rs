//! What a registry's own list said of an image, between the rooms below and the window.

use portolan_contract as shown;
use portolan_oci::{ArtifactKind, Descriptor};
use portolan_registries as registries;
use portolan_storage::{ListedImage, ScanState, ScanSummary, Severity, StorageClass};

use super::kinds::described_kind;

/// A listed image as it is kept; its tags are kept elsewhere.
pub(crate) fn kept(image: registries::ListedImage) -> ListedImage {
    ListedImage {
        digest: image.digest,
        media_type: image.media_type,
        artifact_type: image.artifact_type,
        size: image.size,
        platforms: image.platforms,
        pushed_at: image.pushed_at,
        last_pulled_at: image.last_pulled_at,
        scan: image.scan.map(kept_scan),
        storage: image.storage.map(|class| match class {
            registries::StorageClass::Standard => StorageClass::Standard,
            registries::StorageClass::Archive => StorageClass::Archive,
            registries::StorageClass::Restoring => StorageClass::Restoring,
        }),
        subject: image.subject,
        archived_at: image.archived_at,
        activated_at: image.activated_at,
        expirations: image.expirations,
    }
}

/// What a scan came to, as it is kept.
pub(crate) fn kept_scan(scan: registries::ScanSummary) -> ScanSummary {
    use registries::ScanState as Listed;
    ScanSummary {
        state: match scan.state {
            Listed::Pending => ScanState::Pending,
            Listed::Running => ScanState::Running,
            Listed::Complete => ScanState::Complete,
            Listed::Continuous => ScanState::Continuous,
            Listed::Failed => ScanState::Failed,
            Listed::NotCovered => ScanState::NotCovered,
            Listed::Unknown => ScanState::Unknown,
        },
        description: scan.description,
        completed_at: scan.completed_at,
        counts: scan
            .counts
            .into_iter()
            .map(|(severity, count)| (kept_severity(severity), count))
            .collect(),
    }
}

fn kept_severity(severity: registries::Severity) -> Severity {
    match severity {
        registries::Severity::Undefined => Severity::Undefined,
        registries::Severity::Informational => Severity::Informational,
        registries::Severity::Low => Severity::Low,
        registries::Severity::Medium => Severity::Medium,
        registries::Severity::High => Severity::High,
        registries::Severity::Critical => Severity::Critical,
    }
}

/// A scan as the window shows it: the worst first, severities without findings left out.
pub(super) fn show_scan(scan: &ScanSummary) -> shown::ScanSummary {
    shown::ScanSummary {
        state: match scan.state {
            ScanState::Pending => shown::ScanState::Pending,
            ScanState::Running => shown::ScanState::Running,
            ScanState::Complete => shown::ScanState::Complete,
            ScanState::Continuous => shown::ScanState::Continuous,
            ScanState::Failed => shown::ScanState::Failed,
            ScanState::NotCovered => shown::ScanState::NotCovered,
            ScanState::Unknown => shown::ScanState::Unknown,
        },
        description: scan.description.clone(),
        completed: scan.completed_at.map(jiff::Timestamp::as_millisecond),
        counts: scan
            .counts
            .iter()
            .rev()
            .filter(|(_, count)| **count > 0)
            .map(|(severity, count)| shown::SeverityCount {
                severity: show_severity(*severity),
                count: *count,
            })
            .collect(),
    }
}

fn show_severity(severity: Severity) -> shown::Severity {
    match severity {
        Severity::Undefined => shown::Severity::Undefined,
        Severity::Informational => shown::Severity::Informational,
        Severity::Low => shown::Severity::Low,
        Severity::Medium => shown::Severity::Medium,
        Severity::High => shown::Severity::High,
        Severity::Critical => shown::Severity::Critical,
    }
}

/// Where an image is kept, as the window shows it.
pub(super) fn show_storage(class: StorageClass) -> shown::StorageClass {
    match class {
        StorageClass::Standard => shown::StorageClass::Standard,
        StorageClass::Archive => shown::StorageClass::Archive,
        StorageClass::Restoring => shown::StorageClass::Restoring,
    }
}

/// Whether a scan that ended found something at least as bad.
pub(super) fn has_finding(scan: &ScanSummary, at_least: shown::Severity) -> bool {
    let mut counts = scan.counts.iter();
    counts.any(|(severity, count)| *count > 0 && show_severity(*severity) >= at_least)
}

/// How bad what a scan found is, for sorting: findings by severity, the worst first. A scan that has no
/// outcome is not known.
pub(super) fn badness(scan: &ScanSummary) -> Option<[u64; 6]> {
    if !matches!(scan.state, ScanState::Complete | ScanState::Continuous) {
        return None;
    }
    let severities = [
        Severity::Critical,
        Severity::High,
        Severity::Medium,
        Severity::Low,
        Severity::Informational,
        Severity::Undefined,
    ];
    Some(severities.map(|severity| scan.counts.get(&severity).copied().unwrap_or_default()))
}

/// What an image is, as far as a list tells before its manifest is read.
pub(super) fn listed_kind(listed: &ListedImage) -> Option<shown::ImageKind> {
    let media_type = listed.media_type.clone()?;
    let mut descriptor = Descriptor::new(media_type, listed.digest.clone(), 0);
    descriptor.artifact_type.clone_from(&listed.artifact_type);
    Some(described_kind(&ArtifactKind::of_descriptor(&descriptor)))
}

/// Compressed bytes as a list tells them. Of an index the registry may mean one of its platforms, which
/// is not what is shown of an index, unless it tells of all of them.
pub(super) fn listed_size(listed: &ListedImage) -> Option<u64> {
    if !listed.platforms.is_empty() {
        return listed.size;
    }
    let is_index = listed
        .media_type
        .as_ref()
        .is_none_or(portolan_oci::MediaType::is_index);
    listed.size.filter(|_| !is_index)
}
