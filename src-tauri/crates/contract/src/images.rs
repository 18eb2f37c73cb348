//! The images of a repository, as rows of one grid.

use crate::{ConnectionId, Facet, Failure, ReplicatedTo, RepositoryAt, SignedBy};

plain! {
    /// A window onto a repository's images. Asking also fetches, behind, what the window's rows lack.
    pub struct ListImages {
        pub connection: ConnectionId,
        pub repository: String,
        pub grouping: Grouping,
        pub sort: ImageSort,
        pub filter: ImageFilter,
        pub offset: u64,
        pub limit: u64,
    }

    /// What one row is.
    #[derive(Copy, Eq, Hash)]
    pub enum Grouping {
        /// An image with all its tags.
        Digest,
        /// A tag.
        Tag,
    }

    /// The order of rows; ties are broken by tag in version order.
    #[derive(Copy, Eq, Hash)]
    pub struct ImageSort {
        pub column: ImageColumn,
        pub descending: bool,
    }

    /// A column one can sort by. Tags sort as versions; unknown values come last either way.
    #[derive(Copy, Eq, Hash)]
    pub enum ImageColumn {
        Tag,
        Digest,
        Platforms,
        Size,
        Created,
        Kind,
        Age,
        /// The registry's own: when it was pushed.
        Pushed,
        /// The registry's own: when it was last pulled.
        Pulled,
        /// The registry's own: when the first of its tags goes by itself.
        Expires,
        /// The registry's own: what a scan found.
        Scan,
        /// The registry's own: where it is kept.
        Storage,
        /// The registry's own, of rows that were in view: who signed it.
        Signing,
        /// The registry's own, of rows that were in view: where it was copied.
        Replication,
    }

    /// Which rows are wanted; an empty filter wants all.
    #[derive(Default, Eq, Hash)]
    pub struct ImageFilter {
        /// Contained in a tag or the digest, whatever the case.
        pub text: String,
        pub platform: Option<String>,
        pub kind: Option<ImageKind>,
        /// Which date the next two are about.
        pub date: ImageDate,
        /// At most so many days ago.
        pub newer_than_days: Option<u32>,
        /// At least so many days ago. What was never pulled counts from when it was pushed.
        pub older_than_days: Option<u32>,
        /// A scan found something at least as bad.
        pub severity: Option<Severity>,
        pub storage: Option<StorageClass>,
    }

    /// A date of an image.
    #[derive(Copy, Eq, Hash, Default)]
    pub enum ImageDate {
        #[default]
        Created,
        Pushed,
        Pulled,
    }

    /// A window onto a repository's images.
    pub struct ImageWindow {
        /// Rows that match the filter.
        pub total: u64,
        /// Rows without it.
        pub all: u64,
        /// Of all rows, those without a tag.
        pub untagged: u64,
        /// Of all rows, those whose details are known.
        pub known: u64,
        pub offset: u64,
        pub rows: Vec<ImageRow>,
        pub platforms: Vec<Facet>,
        pub kinds: Vec<KindFacet>,
        /// The columns that only this registry itself fills: without them they are not shown.
        pub tells: Vec<ImageColumn>,
        /// When the tags were last listed.
        pub observed_at: Option<i64>,
        pub refreshing: bool,
        /// Why what is shown is not fresh or not whole.
        pub problem: Option<Failure>,
        /// What is not looked up for rows in view, because an action is denied.
        pub denied: Vec<Failure>,
        /// Rises with every change of what is shown.
        pub revision: u64,
    }

    /// How many images of a kind there are.
    pub struct KindFacet {
        pub kind: ImageKind,
        pub count: u64,
    }

    /// One image, or one tag of one.
    pub struct ImageRow {
        /// Stays the same while the row exists: the digest, or the tag.
        pub key: String,
        /// Version order, newest first; at most 50. Empty: untagged.
        pub tags: Vec<String>,
        pub tag_count: u64,
        pub digest: Option<String>,
        pub kind: Option<ImageKind>,
        /// The artifact's own type, where it is one.
        pub artifact_type: Option<String>,
        pub media_type: Option<String>,
        /// `linux/arm64/v8`; of an index all of its children's.
        pub platforms: Vec<String>,
        /// Compressed bytes of config and layers, shared ones once; of an index over its platforms.
        pub size: Option<u64>,
        pub created: Option<i64>,
        pub pushed: Option<i64>,
        /// As exactly as the registry keeps it.
        pub pulled: Option<i64>,
        /// When the registry removes the first of the row's tags by itself.
        pub expires: Option<i64>,
        pub scan: Option<ScanSummary>,
        pub storage: Option<StorageClass>,
        /// Who signs it of the registry's own; empty: nobody. `null`: not looked up.
        pub signing: Option<Vec<SignedBy>>,
        /// Where the registry copies it; empty: nowhere. `null`: not looked up.
        pub replication: Option<Vec<ReplicatedTo>>,
        /// When these details were last confirmed with the registry.
        pub observed_at: Option<i64>,
        /// Attestations, signatures and the like folded under it.
        pub attachments: u64,
        /// An index some of whose children are missing.
        pub broken: bool,
        /// Why the details could not be had.
        pub problem: Option<Failure>,
    }

    /// What an image is.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    pub enum ImageKind {
        Image,
        Index,
        HelmChart,
        Sbom,
        Signature,
        Attestation,
        Artifact,
        /// Docker schema 1: read-only.
        Relic,
    }

    /// What the registry's own scan of an image came to.
    pub struct ScanSummary {
        pub state: ScanState,
        /// The registry's own words on it; plain text.
        pub description: Option<String>,
        pub completed: Option<i64>,
        /// Findings, the worst first; severities without any are left out.
        pub counts: Vec<SeverityCount>,
    }

    /// How far a scan is.
    #[derive(Copy, Eq)]
    pub enum ScanState {
        Pending,
        Running,
        Complete,
        /// Complete, and repeated by itself when new vulnerabilities become known.
        Continuous,
        Failed,
        /// This image is not scanned.
        NotCovered,
        Unknown,
    }

    #[derive(Copy, Eq)]
    pub struct SeverityCount {
        pub severity: Severity,
        pub count: u64,
    }

    /// How bad a finding is, the least first.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    pub enum Severity {
        Undefined,
        Informational,
        Low,
        Medium,
        High,
        Critical,
    }

    /// Where an image is kept.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    pub enum StorageClass {
        Standard,
        /// Put away: not to be pulled until it is restored.
        Archive,
        Restoring,
    }

    /// What it costs to know every row of a repository.
    pub struct DetailCost {
        pub of: RepositoryAt,
        pub unknown: u64,
        /// Requests, at most.
        pub requests: u64,
    }

    /// A refresh that came to its end.
    pub struct Refreshed {
        pub tags: u64,
        pub added: u64,
        pub moved: u64,
        pub gone: u64,
    }
}
