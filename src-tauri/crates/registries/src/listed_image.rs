//! What a registry's own API says of an image in a list, for those that list images and not only tags.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use portolan_oci::{Digest, MediaType, Tag};

/// An image (or any other manifest) as a registry's own list describes it. What a registry doesn't say is
/// `None`, which is never "none".
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ListedImage {
    /// The manifest's digest.
    pub digest: Digest,
    /// The manifest's type.
    pub media_type: Option<MediaType>,
    /// What kind of artifact it is, as the manifest says itself (`artifactType`, or its config's type).
    pub artifact_type: Option<String>,
    /// The tags that point to it; none for an untagged one.
    pub tags: Vec<Tag>,
    /// Compressed bytes, as the registry counts them: for an index possibly those of one platform, but where
    /// `platforms` are told over all of them.
    pub size: Option<u64>,
    /// What it runs on, as `linux/arm64/v8`; none where the registry doesn't say.
    pub platforms: Vec<String>,
    /// When it was pushed, or pushed again.
    pub pushed_at: Option<Timestamp>,
    /// When it was last pulled, as exactly as the registry keeps it.
    pub last_pulled_at: Option<Timestamp>,
    /// What a scan found.
    pub scan: Option<ScanSummary>,
    /// Where it is kept.
    pub storage: Option<StorageClass>,
    /// The manifest that it describes, for a signature, an SBOM or another attachment.
    pub subject: Option<Digest>,
    /// When it was last put into the archive.
    pub archived_at: Option<Timestamp>,
    /// When it last came back from there.
    pub activated_at: Option<Timestamp>,
    /// When the registry removes its tags by itself, of those that expire.
    pub expirations: BTreeMap<Tag, Timestamp>,
}

impl ListedImage {
    /// An image of which nothing but its digest is known.
    pub const fn new(digest: Digest) -> Self {
        Self {
            digest,
            media_type: None,
            artifact_type: None,
            tags: Vec::new(),
            size: None,
            platforms: Vec::new(),
            pushed_at: None,
            last_pulled_at: None,
            scan: None,
            storage: None,
            subject: None,
            archived_at: None,
            activated_at: None,
            expirations: BTreeMap::new(),
        }
    }
}

impl ListedImage {
    /// What tells an entry of a list from all others: its first tag, for a list of tags names an image as
    /// often as it has some; else its digest.
    pub fn entry(&self) -> &str {
        let tag = self.tags.first().map(Tag::as_str);
        tag.unwrap_or_else(|| self.digest.as_str())
    }

    /// Takes in what another entry of the list says of the same image: its tags, what this one does not say,
    /// and the later dates.
    fn absorb(&mut self, other: Self) {
        for tag in other.tags {
            if !self.tags.contains(&tag) {
                self.tags.push(tag);
            }
        }
        self.media_type = self.media_type.take().or(other.media_type);
        self.artifact_type = self.artifact_type.take().or(other.artifact_type);
        self.size = self.size.max(other.size);
        if self.platforms.is_empty() {
            self.platforms = other.platforms;
        }
        self.pushed_at = self.pushed_at.max(other.pushed_at);
        self.last_pulled_at = self.last_pulled_at.max(other.last_pulled_at);
        self.scan = self.scan.take().or(other.scan);
        self.storage = self.storage.or(other.storage);
        self.subject = self.subject.take().or(other.subject);
        self.archived_at = self.archived_at.max(other.archived_at);
        self.activated_at = self.activated_at.max(other.activated_at);
        self.expirations.extend(other.expirations);
    }
}

/// Images of a list, each once: a list that names tags names an image as often as it has tags, on several
/// pages.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    images: Vec<ListedImage>,
    places: HashMap<Digest, usize>,
}

impl Merged {
    /// Takes a page in.
    pub fn extend(&mut self, page: impl IntoIterator<Item = ListedImage>) {
        for image in page {
            if let Some(place) = self.places.get(&image.digest) {
                self.images[*place].absorb(image);
            } else {
                self.places.insert(image.digest.clone(), self.images.len());
                self.images.push(image);
            }
        }
    }

    /// The images, in the order in which each was named first.
    pub fn images(&self) -> &[ListedImage] {
        &self.images
    }

    /// The images, taken out.
    pub fn into_images(self) -> Vec<ListedImage> {
        self.images
    }
}

/// What a registry's own scan of an image came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ScanSummary {
    /// How far the scan is.
    pub state: ScanState,
    /// The registry's own words on it, where it has any; text to show.
    pub description: Option<String>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Findings by severity; severities without findings may be missing.
    pub counts: BTreeMap<Severity, u64>,
}

/// How far a scan is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ScanState {
    /// Asked for, not begun.
    Pending,
    /// On its way.
    Running,
    /// Done.
    Complete,
    /// Done, and repeated by itself when new vulnerabilities become known.
    Continuous,
    /// It did not work.
    Failed,
    /// This image is not scanned: its kind, size, age or storage is not covered.
    NotCovered,
    /// A state that this program doesn't know.
    Unknown,
}

/// How bad a finding is, the least first.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Nobody has rated it yet.
    Undefined,
    /// Worth knowing.
    Informational,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// Where an image is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StorageClass {
    /// At hand.
    Standard,
    /// Put away: it is listed, and must be restored before it is pulled.
    Archive,
    /// On its way back from the archive.
    Restoring,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_several_pages_name_by_tag_is_one_image_with_all_its_tags() {
        let digest = Digest::of(b"a");
        let named = |tag: &str, pushed: i64, size| ListedImage {
            tags: vec![tag.parse().unwrap()],
            pushed_at: Timestamp::from_second(pushed).ok(),
            size,
            ..ListedImage::new(digest.clone())
        };
        let mut merged = Merged::default();
        merged.extend([named("1", 10, Some(7)), ListedImage::new(Digest::of(b"b"))]);
        merged.extend([named("latest", 30, None), named("1", 20, None)]);
        let images = merged.into_images();
        assert_eq!(images.len(), 2);
        let tags: Vec<_> = images[0].tags.iter().map(Tag::as_str).collect();
        assert_eq!(tags, ["1", "latest"]);
        assert_eq!(images[0].pushed_at, Timestamp::from_second(30).ok());
        assert_eq!(images[0].size, Some(7));
    }
}
