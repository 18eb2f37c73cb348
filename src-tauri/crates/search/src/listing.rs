//! What is indexed: a repository's listing, as plain values.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How much a registry vouches for who publishes.
#[derive(
    Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It says nothing.
    #[default]
    Unknown,
    /// The publisher was checked.
    Verified,
    /// Curated by the registry itself, as Docker's official images are.
    Official,
}

impl Standing {
    /// As it is typed after `verified:` and counted in the facet.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "no",
            Self::Verified => "verified",
            Self::Official => "official",
        }
    }
}

/// What a result shows of a repository. All texts are what strangers wrote: to show, not to trust.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Card {
    /// Which source it comes from: `ecr-public`, `docker-hub`, or a connection's name.
    pub source: String,
    /// Other sources that list it, too: it is found by each of them.
    pub also: Vec<String>,
    /// The registry's host, as a reference begins: `public.ecr.aws`.
    pub host: String,
    /// The publisher's part of the path, `bitnami`; empty where a registry has none.
    pub alias: String,
    /// The rest of the path; may have `/` in it.
    pub name: String,
    /// A name for people, where there is one.
    pub display_name: String,
    /// Who publishes it, for people.
    pub publisher: String,
    /// One or two lines.
    pub description: String,
    /// `image`, `chart`, or another kind of artifact.
    pub kind: String,
    /// `linux`, `windows` …
    pub systems: Vec<String>,
    /// `amd64`, `arm64` …
    pub architectures: Vec<String>,
    /// What it is filed under.
    pub categories: Vec<String>,
    /// Words that its texts lack and people look for it with.
    pub keywords: Vec<String>,
    /// How much the registry vouches for the publisher.
    pub standing: Standing,
    /// How often it was pulled, where the registry says so.
    pub pulls: Option<u64>,
    /// How many people marked it.
    pub stars: Option<u64>,
    /// When the repository was made.
    pub created: Option<Timestamp>,
    /// When something in it changed last.
    pub updated: Option<Timestamp>,
    /// Shipped with the program, and not yet refreshed by a source.
    pub is_starter: bool,
    /// How often people look for it, as the shipped catalogue judges: 0 for hardly, 255 for most. Counts
    /// as long as nobody says how often it was pulled.
    pub renown: u8,
}

impl Card {
    /// What it is known by: there is one listing for each.
    pub fn id(&self) -> ListingId {
        ListingId(format!("{} {}", self.reference(), self.source))
    }

    /// `host/alias/name`, without a tag.
    pub fn reference(&self) -> String {
        if self.alias.is_empty() {
            format!("{}/{}", self.host, self.name)
        } else {
            format!("{}/{}/{}", self.host, self.alias, self.name)
        }
    }
}

/// One repository with all that can be searched.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub struct Listing {
    /// What a result shows.
    pub card: Card,
    /// The long description, usually Markdown.
    pub about: String,
    /// How to use it, usually Markdown.
    pub usage: String,
    /// Tags that were seen.
    pub tags: Vec<String>,
    /// Labels of the newest image, for repositories of one's own.
    pub labels: Vec<(String, String)>,
    /// Names of the environment variables of the newest image.
    pub environment: Vec<String>,
    /// What the newest image is built on.
    pub base_image: Option<String>,
}

/// Names one listing: its reference and its source, with a space between.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ListingId(String);

impl ListingId {
    /// As text, which is what the index keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ListingId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
