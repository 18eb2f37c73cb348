//! Numbers of the service models (§ "Page and batch limits") and of ECR's quotas.

use std::ops::RangeInclusive;

/// Items of one page of most operations.
pub const PAGE: RangeInclusive<usize> = 1..=1_000;
/// Items of one page of `GetLifecyclePolicyPreview`.
pub const PREVIEW_PAGE: RangeInclusive<usize> = 1..=100;
/// Items of one page of `ListImageReferrers` and `ListReplicationBackfills`.
pub const REFERRERS_PAGE: RangeInclusive<usize> = 1..=50;
/// `imageIds` of one call.
pub const IMAGES_PER_CALL: usize = 100;
/// `repositoryNames` of one `DescribeRepositories`.
pub const REPOSITORIES_PER_CALL: usize = 100;
/// `repositoryNames` of one `BatchGetRepositoryScanningConfiguration`.
pub const SCANNING_REPOSITORIES_PER_CALL: usize = 25;
/// `layerDigests` of one call.
pub const LAYERS_PER_CALL: usize = 100;
/// `registryIds` of one `GetAuthorizationToken`.
pub const REGISTRIES_PER_TOKEN: usize = 10;
/// Bytes of a manifest.
pub const MANIFEST_BYTES: usize = 4 * 1024 * 1024;
/// Bytes of one part of an upload.
pub const UPLOAD_PART_BYTES: usize = 20_971_520;
/// Repositories of a region (quota, adjustable).
pub const REPOSITORIES_PER_REGION: u64 = 100_000;
/// Images of a repository (quota, adjustable).
pub const IMAGES_PER_REPOSITORY: u64 = 100_000;
/// Tags of one image (quota).
pub const TAGS_PER_IMAGE: usize = 1_000;

/// Characters of a private repository's name.
pub const PRIVATE_NAME: RangeInclusive<usize> = 2..=256;
/// Characters of a public repository's name.
pub const PUBLIC_NAME: RangeInclusive<usize> = 2..=205;
/// Characters of a tag: the OCI's limit, which is below the model's 300.
pub const TAG: RangeInclusive<usize> = 1..=128;
/// Exclusion filters of a repository.
pub const EXCLUSION_FILTERS: usize = 5;
/// Characters of an exclusion filter.
pub const EXCLUSION_FILTER: RangeInclusive<usize> = 1..=128;
/// Characters of a pull-through cache rule's prefix.
pub const CACHE_PREFIX: RangeInclusive<usize> = 2..=30;
/// Pull-through cache rules of a registry (quota).
pub const CACHE_RULES: usize = 50;
/// Characters of a creation template's prefix.
pub const TEMPLATE_PREFIX: RangeInclusive<usize> = 1..=256;
/// Characters of a replication filter.
pub const REPLICATION_FILTER: RangeInclusive<usize> = 2..=256;
/// Rules of replication (quota).
pub const REPLICATION_RULES: usize = 10;
/// Destinations of all replication rules together (quota).
pub const REPLICATION_DESTINATIONS: usize = 25;
/// Filters of a replication, scanning or signing rule.
pub const FILTERS_PER_RULE: usize = 100;
/// Characters of a scanning filter.
pub const SCAN_FILTER: RangeInclusive<usize> = 1..=255;
/// Rules of scanning.
pub const SCAN_RULES: usize = 2;
/// Characters of a signing filter.
pub const SIGNING_FILTER: RangeInclusive<usize> = 1..=256;
/// Rules of signing.
pub const SIGNING_RULES: usize = 10;
/// Characters of a region.
pub const REGION: RangeInclusive<usize> = 2..=25;
/// Characters of a registry alias.
pub const ALIAS: RangeInclusive<usize> = 2..=50;
/// Resource tags of a repository (AWS's quota for one resource).
pub const RESOURCE_TAGS: usize = 50;
/// Characters of a resource tag's key.
pub const RESOURCE_TAG_KEY: RangeInclusive<usize> = 1..=128;
/// Characters of a resource tag's value.
pub const RESOURCE_TAG_VALUE: RangeInclusive<usize> = 0..=256;
/// Bytes of a logo.
pub const LOGO_BYTES: usize = 512_000;
/// Pixels of each side of a logo.
pub const LOGO_SIDE: RangeInclusive<u32> = 60..=2_048;
/// Characters of a display name.
pub const DISPLAY_NAME: RangeInclusive<usize> = 0..=100;
/// Characters of a public repository's description.
pub const DESCRIPTION: RangeInclusive<usize> = 0..=1_024;
/// Characters of About, and of Usage.
pub const CATALOG_PAGE: RangeInclusive<usize> = 0..=25_600;
/// Architectures of a public repository, and operating systems.
pub const PLATFORMS: usize = 50;
/// Characters of an architecture or operating system.
pub const PLATFORM: RangeInclusive<usize> = 1..=50;
/// Characters of a KMS key.
pub const KMS_KEY: RangeInclusive<usize> = 1..=2_048;
/// Characters of the ARN of an upstream's credentials.
pub const CREDENTIAL_ARN: RangeInclusive<usize> = 50..=612;
/// Characters of the ARN of a signing profile or an excluded principal.
pub const SHORT_ARN: RangeInclusive<usize> = 1..=200;
/// Characters of the ARN of a role that ECR takes on.
pub const ROLE_ARN: RangeInclusive<usize> = 1..=2_048;
/// Characters of a creation template's description.
pub const TEMPLATE_DESCRIPTION: RangeInclusive<usize> = 0..=256;
