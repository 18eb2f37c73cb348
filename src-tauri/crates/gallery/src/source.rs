//! What a source of listings can be asked, and what it answers. How each is spoken to is in `sources`.

use async_trait::async_trait;
use jiff::Timestamp;
use portolan_oci::Platform;
use serde::{Deserialize, Serialize};

use crate::{Error, Record, Result, StarterSource};

/// The public registries whose galleries are known.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// The Amazon ECR Public gallery.
    EcrPublic,
    /// Docker Hub.
    DockerHub,
    /// Quay.
    Quay,
}

impl SourceKind {
    /// All of them, in the order they are asked.
    pub const ALL: [Self; 3] = [Self::EcrPublic, Self::DockerHub, Self::Quay];

    /// As a listing's `source`: `ecr-public`, `docker-hub`, `quay`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EcrPublic => "ecr-public",
            Self::DockerHub => "docker-hub",
            Self::Quay => "quay",
        }
    }

    /// The kind that a listing's `source` names.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The host that references to its repositories begin with.
    pub const fn registry(self) -> &'static str {
        match self {
            Self::EcrPublic => "public.ecr.aws",
            Self::DockerHub => "docker.io",
            Self::Quay => "quay.io",
        }
    }
}

impl From<StarterSource> for SourceKind {
    fn from(source: StarterSource) -> Self {
        match source {
            StarterSource::EcrPublic => Self::EcrPublic,
            StarterSource::DockerHub => Self::DockerHub,
        }
    }
}

/// A place in a list, as the source names it. Opaque: only the source that gave it can read it, and
/// only for the question it was given to.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Cursor(pub(crate) String);

/// One page of a search.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// What was found, best first as the source sees it.
    pub records: Vec<Record>,
    /// How many the source says there are in all.
    pub total: Option<u64>,
    /// There are more than the source will ever show for these words.
    pub is_capped: bool,
    /// Where the next page begins; none where this is the last.
    pub next: Option<Cursor>,
    /// Rows that were left out because they name no repository that could be pulled.
    pub left_out: u64,
}

/// One page of a publisher's repositories.
#[derive(Clone, Debug, Default)]
pub struct PublisherPage {
    /// Repositories of that alias.
    pub records: Vec<Record>,
    /// How many the source says there are in all.
    pub total: Option<u64>,
    /// Where the next page begins; none where this is the last.
    pub next: Option<Cursor>,
}

/// One page of a repository's tags.
#[derive(Clone, Debug, Default)]
pub struct TagPage {
    /// The tags, in the source's order; usually the newest first.
    pub tags: Vec<SeenTag>,
    /// How many the source says there are in all.
    pub total: Option<u64>,
    /// Where the next page begins; none where this is the last.
    pub next: Option<Cursor>,
}

/// What a source says of a tag. Said, not proven: the digest is whatever the API names.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct SeenTag {
    /// Its name; a valid tag.
    pub tag: String,
    /// The digest it points to, `sha256:…`, where it is said and well-formed.
    pub digest: Option<String>,
    /// Compressed bytes, as the source counts them; of an index often one platform's.
    pub size: Option<u64>,
    /// `os/architecture[/variant]`, attestations left out.
    pub platforms: Vec<String>,
    /// When it was pushed.
    pub created: Option<Timestamp>,
}

/// A registry's gallery. Every call is one or a few requests, at once; who asks often keeps a pace, as
/// [`crate::Crawl`] does. Dropping a call's future cancels it.
#[async_trait]
pub trait Source: Send + Sync + std::fmt::Debug {
    /// Which it is.
    fn kind(&self) -> SourceKind;

    /// The API's host, as errors name it.
    fn host(&self) -> &str;

    /// Repositories for these words, best first; with no words, the most popular ones where the source
    /// does that.
    async fn search(&self, words: &str, place: Option<&Cursor>) -> Result<Found>;

    /// Everything the source says of one repository.
    async fn read(&self, alias: &str, name: &str) -> Result<Record>;

    /// Its tags.
    async fn tags(&self, alias: &str, name: &str, place: Option<&Cursor>) -> Result<TagPage>;

    /// Repositories of one publisher.
    async fn publisher(&self, alias: &str, place: Option<&Cursor>) -> Result<PublisherPage>;

    /// What this source can't be asked, as an error.
    fn unsupported(&self, what: &'static str) -> Error {
        Error::Unsupported {
            host: self.host().to_owned(),
            what,
        }
    }
}

/// `os/architecture` as registries' galleries write it, in the OCI's words.
pub(crate) fn platform(os: &str, architecture: &str, variant: Option<&str>) -> Option<String> {
    let mut platform = Platform::new(&system(os), &self::architecture(architecture));
    platform.variant = variant.filter(|it| !it.is_empty()).map(str::to_owned);
    (!platform.is_unknown()).then(|| platform.to_string())
}

/// An operating system in the OCI's words.
pub(crate) fn system(text: &str) -> String {
    text.trim().to_ascii_lowercase()
}

/// An architecture in the OCI's words: galleries write `x86-64`, `ARM 64`.
pub(crate) fn architecture(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| character.to_ascii_lowercase())
        .collect();
    match plain.as_str() {
        "x8664" | "amd64" | "x64" => "amd64".to_owned(),
        "x86" | "386" | "i386" | "i686" => "386".to_owned(),
        "arm64" | "aarch64" | "arm64v8" => "arm64".to_owned(),
        "arm" | "arm32" | "armv7" | "armhf" => "arm".to_owned(),
        _ => text.trim().to_ascii_lowercase(),
    }
}
