//! The GraphQL queries for zot, each with what is asked for in several sizes: a server refuses a query whole
//! for one field that it does not know yet.

use portolan_oci::{Digest, RepositoryName};

use crate::Mark;

/// What is asked of an image, the fullest first.
pub(super) const IMAGES: &[&str] = &[
    "Tag Digest MediaType ArtifactType Size PushTimestamp TaggedTimestamp LastPullTimestamp \
     Vulnerabilities{MaxSeverity Count UnknownCount LowCount MediumCount HighCount CriticalCount} \
     Manifests{Digest Platform{Os Arch}} Referrers{Digest MediaType ArtifactType Size}",
    "Tag Digest MediaType Size PushTimestamp \
     Vulnerabilities{MaxSeverity Count UnknownCount LowCount MediumCount HighCount CriticalCount} \
     Manifests{Digest Platform{Os Arch}} Referrers{Digest MediaType ArtifactType Size}",
    "Tag Digest MediaType Size Vulnerabilities{MaxSeverity Count} \
     Manifests{Digest Platform{Os Arch}} Referrers{Digest MediaType ArtifactType Size}",
    "Tag Digest MediaType Size Manifests{Digest Platform{Os Arch}}",
    "Tag Digest Size",
];

/// What is asked of a repository, the fullest first.
pub(super) const REPOSITORY: &[&str] = &[
    "LastUpdated Size DownloadCount StarCount IsStarred IsBookmarked Vendors \
     NewestImage{Title Description Source}",
    "LastUpdated Size DownloadCount StarCount Vendors NewestImage{Title Description Source}",
    "LastUpdated Size DownloadCount StarCount",
    "LastUpdated Size",
];

/// The images of a repository, from `offset` on. Its name's grammar leaves nothing to escape.
pub(super) fn images_of(
    repository: &RepositoryName,
    limit: usize,
    offset: usize,
    selection: &str,
) -> String {
    format!(
        "{{ImageList(repo:\"{repository}\",requestedPage:{{limit:{limit},offset:{offset},\
         sortBy:ALPHABETIC_ASC}}){{Page{{TotalCount ItemCount}} Results{{{selection}}}}}}}"
    )
}

/// What is asked of a finding, the fullest first.
pub(super) const FINDINGS: &[&str] = &[
    "Id Title Description Severity Reference \
     PackageList{Name PackagePath InstalledVersion FixedVersion}",
    "Id Title Description Severity PackageList{Name InstalledVersion FixedVersion}",
];

/// What a scan of an image found, from `offset` on, and what it came to.
pub(super) fn findings_of(
    repository: &RepositoryName,
    digest: &Digest,
    limit: usize,
    offset: usize,
    selection: &str,
) -> String {
    format!(
        "{{CVEListForImage(image:\"{repository}@{digest}\",requestedPage:{{limit:{limit},\
         offset:{offset},sortBy:SEVERITY}}){{Summary{{MaxSeverity Count UnknownCount LowCount \
         MediumCount HighCount CriticalCount}} Page{{TotalCount ItemCount}} CVEList{{{selection}}}}}}}"
    )
}

/// All repositories with what they hold, from `offset` on.
pub(super) fn counts_of(limit: usize, offset: usize) -> String {
    format!(
        "{{RepoListWithNewestImage(requestedPage:{{limit:{limit},offset:{offset},\
         sortBy:ALPHABETIC_ASC}}){{Page{{TotalCount ItemCount}} Results{{Name Size}}}}}}"
    )
}

/// The repositories that who asks has marked, from `offset` on.
pub(super) fn marked(mark: Mark, limit: usize, offset: usize) -> String {
    let question = match mark {
        Mark::Star => "StarredRepos",
        Mark::Bookmark => "BookmarkedRepos",
    };
    format!(
        "{{{question}(requestedPage:{{limit:{limit},offset:{offset},sortBy:ALPHABETIC_ASC}})\
         {{Page{{TotalCount ItemCount}} Results{{Name}}}}}}"
    )
}

/// What is known of a repository itself.
pub(super) fn repository_of(repository: &RepositoryName, selection: &str) -> String {
    format!("{{ExpandedRepoInfo(repo:\"{repository}\"){{Summary{{{selection}}}}}}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_balanced_and_name_the_repository_and_the_page() {
        let repository: RepositoryName = "team/app".parse().unwrap();
        for selection in IMAGES {
            let query = images_of(&repository, 500, 1000, selection);
            let count = |brace| query.matches(brace).count();
            assert_eq!(count('{'), count('}'), "{query}");
            assert!(query.contains("repo:\"team/app\",requestedPage:{limit:500,offset:1000,"));
        }
        for query in [counts_of(500, 0), marked(Mark::Star, 500, 0)] {
            let count = |brace| query.matches(brace).count();
            assert_eq!(count('{'), count('}'), "{query}");
        }
        let query = repository_of(&repository, REPOSITORY[3]);
        assert_eq!(
            query,
            "{ExpandedRepoInfo(repo:\"team/app\"){Summary{LastUpdated Size}}}"
        );
    }
}
