//! One image: its platforms, config, build steps, layers, referrers, and raw bytes.

use crate::{ConnectionId, Failure, ImageKind, Pair};

plain! {
    /// Opens an image by tag or digest.
    pub struct OpenImage {
        pub connection: ConnectionId,
        pub repository: String,
        pub selector: String,
    }

    /// An image, index or artifact.
    pub struct Image {
        /// `host/repository:tag` or `…@digest`, as it was asked for.
        pub reference: String,
        pub digest: String,
        /// All tags known to point to the digest, in version order.
        pub tags: Vec<String>,
        pub kind: ImageKind,
        pub media_type: String,
        pub artifact_type: Option<String>,
        /// Bytes of the manifest itself.
        pub manifest_size: u64,
        /// Compressed bytes of configs and layers, shared ones once; `null` while a child is unknown.
        pub size: Option<u64>,
        pub created: Option<i64>,
        /// The children of an index, attestations folded in; empty for a plain image.
        pub platforms: Vec<PlatformImage>,
        /// Config, steps and layers of a plain image or artifact.
        pub content: Option<ImageContent>,
        pub annotations: Vec<Pair>,
        pub referrers: Vec<Referrer>,
        /// How the referrers were asked for; `null` when nothing answered.
        pub referrers_found: Option<ReferrersFound>,
        /// What this refers to, if it is a referrer itself.
        pub subject: Option<String>,
        /// Indexes of the repository known to contain it.
        pub contained_in: Vec<String>,
        /// When the registry last confirmed it.
        pub observed_at: i64,
        pub from_cache: bool,
        /// Why it is not fresh or not whole.
        pub problem: Option<Failure>,
    }

    /// A child of an index.
    pub struct PlatformImage {
        pub digest: String,
        /// `linux/arm64/v8`; `null` where the index names none.
        pub platform: Option<String>,
        pub kind: ImageKind,
        pub media_type: String,
        /// Compressed bytes of its config and layers.
        pub size: Option<u64>,
        pub created: Option<i64>,
        pub present: Presence,
        /// Attestations that name this child.
        pub attestations: Vec<Referrer>,
    }

    /// Whether the registry has something.
    #[derive(Copy, Eq)]
    pub enum Presence {
        Present,
        Missing,
        Unknown,
    }

    /// What is inside a plain image or artifact.
    pub struct ImageContent {
        pub config: Option<ImageConfig>,
        pub steps: Vec<BuildStep>,
        pub layers: Vec<Layer>,
    }

    /// How a container of the image is run.
    pub struct ImageConfig {
        pub platform: Option<String>,
        pub created: Option<i64>,
        pub author: Option<String>,
        pub user: Option<String>,
        pub working_directory: Option<String>,
        pub entrypoint: Vec<String>,
        pub command: Vec<String>,
        pub environment: Vec<Pair>,
        pub ports: Vec<String>,
        pub volumes: Vec<String>,
        pub labels: Vec<Pair>,
        pub stop_signal: Option<String>,
        pub health_check: Option<HealthCheck>,
    }

    /// How a container's health is asked for. Durations are nanoseconds, as Docker keeps them.
    pub struct HealthCheck {
        pub test: Vec<String>,
        pub interval: Option<u64>,
        pub timeout: Option<u64>,
        pub start_period: Option<u64>,
        pub retries: Option<u64>,
    }

    /// A step of the build, made readable.
    pub struct BuildStep {
        /// `RUN`, `COPY`, `ENV` …
        pub instruction: String,
        pub arguments: String,
        /// Exactly what the config says.
        pub created_by: String,
        pub created: Option<i64>,
        pub comment: Option<String>,
        /// Which layer it made; `null` for a step that made none.
        pub layer: Option<u64>,
        pub size: Option<u64>,
    }

    /// A layer.
    pub struct Layer {
        pub digest: String,
        pub media_type: String,
        pub size: u64,
        /// Kept elsewhere, by its media type or addresses.
        pub foreign: bool,
        pub annotations: Vec<Pair>,
    }

    /// Something that describes an image: signature, SBOM, attestation.
    pub struct Referrer {
        pub digest: String,
        pub kind: ImageKind,
        pub artifact_type: Option<String>,
        pub media_type: String,
        pub size: u64,
        pub annotations: Vec<Pair>,
        pub found: ReferrersFound,
    }

    /// Where referrers were found.
    #[derive(Copy, Eq)]
    pub enum ReferrersFound {
        Api,
        FallbackTag,
        CosignTag,
        /// Named by the index beside the child that it describes.
        Index,
    }

    /// Asks for the exact bytes of a manifest or config.
    pub struct ReadRaw {
        pub connection: ConnectionId,
        pub repository: String,
        pub digest: String,
    }

    /// A manifest's or config's exact text.
    pub struct Raw {
        pub digest: String,
        pub media_type: String,
        pub size: u64,
        /// The bytes as text; what is not UTF-8 is shown as U+FFFD.
        pub text: String,
    }

    /// A file that was written.
    pub struct SavedFile {
        pub path: String,
    }

    /// The commands that pull an image.
    pub struct ListPullCommands {
        pub connection: ConnectionId,
        pub repository: String,
        /// A tag or a digest.
        pub selector: String,
        pub platform: Option<String>,
        pub kind: Option<ImageKind>,
    }
}
