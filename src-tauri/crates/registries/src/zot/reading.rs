//! What zot's search extension answers: images by their tags, what describes them, and what is wrong.

use std::collections::BTreeMap;

use portolan_distribution::Problem;
use portolan_oci::{Digest, MediaType, Tag};
use serde_json::Value;

use crate::{
    AffectedPackage, FactName, Lenient as _, ListedImage, RepositoryCount, RepositoryFacts,
    SaidFact, ScanFinding, ScanState, ScanSummary, Severity,
};

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Trouble {
    /// Nothing.
    None,
    /// The server does not know a field that was asked for.
    Unknown,
    /// The extension is not there, or has nothing to say of this.
    Absent,
    /// Something that its status tells.
    Other,
}

/// What is wrong with an answer, by its status and content. GraphQL answers what it can't do with 200, and
/// what it doesn't understand with 422 (older servers: 200 too).
pub(super) fn trouble(status: u16, answer: &Value) -> Trouble {
    let errors = answer.list("errors");
    let is_unknown = errors.iter().any(|error| {
        let code = error.get("extensions").and_then(|it| it.text("code"));
        let said = error.text("message").unwrap_or_default();
        code == Some("GRAPHQL_VALIDATION_FAILED")
            || said.starts_with("Cannot query field")
            || said.starts_with("Unknown argument")
    });
    match status {
        _ if is_unknown => Trouble::Unknown,
        // Some of it may have gone wrong: what came counts.
        200..=299 if answer.get("data").is_some_and(Value::is_object) => Trouble::None,
        200..=299 | 404 | 405 | 422 | 501 => Trouble::Absent,
        _ => Trouble::Other,
    }
}

/// The images of a page of tags, each followed by what describes it, and what could not be used.
pub(super) fn read_images(results: &[Value]) -> (Vec<ListedImage>, Vec<Problem>) {
    let mut images = Vec::with_capacity(results.len());
    let mut problems = Vec::new();
    for result in results {
        let tag = result.text("Tag").map(str::parse::<Tag>);
        let (Some(digest), Some(Ok(tag))) = (result.digest("Digest"), tag) else {
            let called = result.text("Tag").unwrap_or_default();
            let shown = called.chars().filter(|it| !it.is_control()).take(80);
            problems.push(Problem::Unusable(shown.collect()));
            continue;
        };
        images.push(read_image(result, digest.clone(), tag));
        let described = result.list("Referrers").iter();
        images.extend(described.filter_map(|referrer| read_referrer(referrer, &digest)));
    }
    (images, problems)
}

fn read_image(result: &Value, digest: Digest, tag: Tag) -> ListedImage {
    let platforms = result.list("Manifests").iter().filter_map(|manifest| {
        let platform = manifest.get("Platform")?;
        let (os, architecture) = (platform.text("Os")?, platform.text("Arch")?);
        Some(format!("{os}/{architecture}"))
    });
    ListedImage {
        media_type: result.text("MediaType").map(MediaType::parse),
        artifact_type: result.text("ArtifactType").map(str::to_owned),
        tags: vec![tag],
        size: result.number("Size"),
        platforms: platforms.collect(),
        pushed_at: result
            .time("PushTimestamp")
            .or_else(|| result.time("TaggedTimestamp")),
        last_pulled_at: result.time("LastPullTimestamp"),
        scan: result.get("Vulnerabilities").and_then(read_scan),
        ..ListedImage::new(digest)
    }
}

fn read_referrer(referrer: &Value, subject: &Digest) -> Option<ListedImage> {
    Some(ListedImage {
        media_type: referrer.text("MediaType").map(MediaType::parse),
        artifact_type: referrer.text("ArtifactType").map(str::to_owned),
        size: referrer.number("Size"),
        subject: Some(subject.clone()),
        ..ListedImage::new(referrer.digest("Digest")?)
    })
}

/// A server that scans nothing says so by no worst severity, and by zero of everything.
pub(super) fn read_scan(found: &Value) -> Option<ScanSummary> {
    let worst = found.text("MaxSeverity")?;
    let mut counts: BTreeMap<Severity, u64> = [
        ("UnknownCount", Severity::Undefined),
        ("LowCount", Severity::Low),
        ("MediumCount", Severity::Medium),
        ("HighCount", Severity::High),
        ("CriticalCount", Severity::Critical),
    ]
    .into_iter()
    .filter_map(|(name, severity)| Some((severity, found.number(name)?)))
    .filter(|(_, count)| *count > 0)
    .collect();
    // Before each severity was counted, there were only the worst and how many of all.
    if let (true, Some(all @ 1..)) = (counts.is_empty(), found.number("Count")) {
        counts.insert(severity(worst), all);
    }
    Some(ScanSummary {
        state: ScanState::Complete,
        description: None,
        completed_at: None,
        counts,
    })
}

/// The findings of a page.
pub(super) fn read_findings(list: &[Value]) -> Vec<ScanFinding> {
    list.iter().filter_map(read_finding).collect()
}

fn read_finding(found: &Value) -> Option<ScanFinding> {
    let text = |name: &str| found.text(name).map(str::to_owned);
    let packages = found.list("PackageList").iter().filter_map(|package| {
        // Where there is no fix, older servers say so in words.
        let fixed_in = package.text("FixedVersion");
        Some(AffectedPackage {
            name: package.text("Name")?.to_owned(),
            version: package.text("InstalledVersion").map(str::to_owned),
            fixed_in: fixed_in
                .filter(|version| *version != "Not Specified")
                .map(str::to_owned),
            path: package.text("PackagePath").map(str::to_owned),
        })
    });
    Some(ScanFinding {
        name: text("Id")?,
        title: text("Title"),
        description: text("Description"),
        severity: severity(found.text("Severity").unwrap_or_default()),
        score: None,
        address: text("Reference"),
        packages: packages.collect(),
    })
}

fn severity(word: &str) -> Severity {
    match word {
        "CRITICAL" => Severity::Critical,
        "HIGH" => Severity::High,
        "MEDIUM" => Severity::Medium,
        "LOW" => Severity::Low,
        "NONE" => Severity::Informational,
        _ => Severity::Undefined,
    }
}

/// A row of all repositories; zot counts their bytes, and no tags.
pub(super) fn read_count(row: &Value) -> Option<RepositoryCount> {
    Some(RepositoryCount {
        name: row.text("Name")?.parse().ok()?,
        tags: None,
        bytes: row.number("Size"),
    })
}

/// What the extension says of a repository.
pub(super) fn read_facts(summary: &Value) -> RepositoryFacts {
    let newest = summary.get("NewestImage");
    let of_newest = |name: &str| newest.and_then(|it| it.text(name)).map(str::to_owned);
    let source = of_newest("Source").map(|text| SaidFact {
        about: FactName::Source,
        text,
    });
    RepositoryFacts {
        description: of_newest("Title"),
        long_description: of_newest("Description"),
        stars: summary.number("StarCount"),
        is_starred: summary.flag("IsStarred"),
        is_bookmarked: summary.flag("IsBookmarked"),
        pulls: summary.number("DownloadCount"),
        updated_at: summary.time("LastUpdated"),
        size: summary.number("Size"),
        said: source.into_iter().collect(),
        ..RepositoryFacts::default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const DIGEST: &str = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const SBOM: &str = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    #[test]
    fn a_tag_is_an_image_with_all_that_the_extension_says() {
        let (images, problems) = read_images(&[json!({
            "Tag": "v1", "Digest": DIGEST, "Size": "7424", "MediaType": MediaType::OCI_INDEX.as_str(),
            "PushTimestamp": "2026-05-06T07:08:09.123456789Z",
            "LastPullTimestamp": "0001-01-01T00:00:00Z",
            "Vulnerabilities": { "MaxSeverity": "HIGH", "Count": 3, "LowCount": 2, "HighCount": 1 },
            "Manifests": [
                { "Digest": SBOM, "Platform": { "Os": "linux", "Arch": "amd64" } },
                { "Digest": SBOM, "Platform": { "Os": "", "Arch": "" } },
            ],
            "Referrers": [{ "Digest": SBOM, "ArtifactType": "application/spdx+json", "Size": 12 }],
        })]);
        assert!(problems.is_empty());
        assert_eq!(images[0].size, Some(7424), "zot writes sizes as texts");
        assert!(images[0].pushed_at.is_some() && images[0].last_pulled_at.is_none());
        assert_eq!(images[0].platforms, ["linux/amd64"]);
        let scan = images[0].scan.as_ref().unwrap();
        assert_eq!(
            scan.counts,
            [(Severity::Low, 2), (Severity::High, 1)].into()
        );
        assert_eq!(images[1].subject.as_ref(), Some(&images[0].digest));
    }

    #[test]
    fn a_server_that_scans_nothing_has_not_found_nothing() {
        let nothing = json!({ "MaxSeverity": "", "Count": 0, "HighCount": 0 });
        assert_eq!(read_scan(&nothing), None);
        let clean = read_scan(&json!({ "MaxSeverity": "NONE", "Count": 0 })).unwrap();
        assert!(clean.counts.is_empty());
        let older = read_scan(&json!({ "MaxSeverity": "CRITICAL", "Count": 4 })).unwrap();
        assert_eq!(older.counts, [(Severity::Critical, 4)].into());
    }

    #[test]
    fn members_of_another_type_cost_only_themselves() {
        let odd = json!({
            "Tag": "v1", "Digest": DIGEST, "Size": {}, "Manifests": 7, "Referrers": [{}, 3],
            "Vulnerabilities": "none", "PushTimestamp": 5.5,
        });
        let (images, problems) = read_images(&[odd, json!({ "Tag": "../v", "Digest": DIGEST })]);
        assert_eq!(images.len(), 1);
        assert_eq!(problems, [Problem::Unusable("../v".to_owned())]);
    }

    #[test]
    fn an_older_server_an_absent_extension_and_a_refusal_are_told_apart() {
        let unknown = json!({ "errors": [{ "message": "Cannot query field \"PushTimestamp\" on type \
            \"ImageSummary\".", "extensions": { "code": "GRAPHQL_VALIDATION_FAILED" } }], "data": null });
        assert_eq!(trouble(422, &unknown), Trouble::Unknown);
        assert_eq!(trouble(200, &unknown), Trouble::Unknown);
        assert_eq!(trouble(404, &Value::Null), Trouble::Absent);
        assert_eq!(
            trouble(200, &json!({ "data": { "ImageList": {} } })),
            Trouble::None
        );
        let failed = json!({ "errors": [{ "message": "repo metadata not found" }], "data": null });
        assert_eq!(trouble(200, &failed), Trouble::Absent);
        assert_eq!(trouble(401, &Value::Null), Trouble::Other);
        assert_eq!(trouble(500, &Value::Null), Trouble::Other);
    }

    #[test]
    fn findings_name_their_packages_and_a_fix_where_there_is_one() {
        let findings = read_findings(&[
            json!({ "Id": "CVE-2026-1", "Severity": "LOW", "PackageList": [
                { "Name": "zlib", "InstalledVersion": "1.2", "FixedVersion": "Not Specified" },
                { "Name": "curl", "InstalledVersion": "8.1", "FixedVersion": "8.2" },
                { "InstalledVersion": "1" },
            ] }),
            json!({ "Title": "nameless" }),
        ]);
        assert_eq!(findings.len(), 1);
        let fixes: Vec<_> = findings[0]
            .packages
            .iter()
            .map(|it| it.fixed_in.as_deref())
            .collect();
        assert_eq!(fixes, [None, Some("8.2")]);
    }

    #[test]
    fn a_repository_has_stars_and_pulls() {
        let facts = read_facts(&json!({
            "Size": "100", "StarCount": 2, "DownloadCount": 9,
            "NewestImage": { "Title": "App", "Source": "https://example.com/app" },
        }));
        assert_eq!(
            (facts.size, facts.stars, facts.pulls),
            (Some(100), Some(2), Some(9))
        );
        assert_eq!(facts.said[0].about, FactName::Source);
    }
}
