//! What is stored, as a bill needs it; and how often each byte of it is.

use std::collections::HashMap;

use jiff::Timestamp;
use portolan_oci::Digest;

use crate::lifecycle::StorageClass;

/// A repository and what is in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredRepository {
    /// Its name.
    pub name: String,
    /// Its images, indexes and artifacts among them, each digest once.
    pub images: Vec<StoredImage>,
}

/// An image, index or artifact.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StoredImage {
    /// Which.
    pub digest: Digest,
    /// What it consists of.
    pub content: Content,
    /// Where it is stored.
    pub class: StorageClass,
    /// When it was archived.
    pub archived_at: Option<Timestamp>,
}

/// What an image consists of, as far as it is known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Content {
    /// Everything: its manifest was read.
    Blobs {
        /// Bytes of the manifest.
        manifest: u64,
        /// Config and layers that are held here, with their bytes. Of an index: none, since its
        /// children are images of their own.
        blobs: Vec<(Digest, u64)>,
    },
    /// Its bytes alone, as the registry's list says them. What it shares is not known, so it counts
    /// whole. Of an index the registry's list says the bytes of a child: that is
    /// [`Blobs`](Self::Blobs) without any, and its manifest.
    Size(u64),
    /// Nothing.
    Unknown,
}

/// How far a layer is stored once.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Sharing {
    /// Once in each repository.
    #[default]
    WithinRepository,
    /// Once in the registry: the account setting `BLOB_MOUNTING` is on.
    AcrossRegistry,
}

/// What else decides about a bill.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Terms {
    /// How far layers are shared.
    pub sharing: Sharing,
    /// The account is in its first year, in which some storage is free.
    pub is_first_year: bool,
}

/// A blob, and which images hold it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) bytes: u64,
    pub(super) holders: u64,
    pub(super) class: StorageClass,
    /// When the last of its holders was archived.
    pub(super) archived_at: Option<Timestamp>,
}

/// Every blob once.
#[derive(Debug, Default)]
pub(super) struct Stock<'s> {
    sharing: Sharing,
    held: HashMap<(usize, &'s Digest), Held>,
    /// Images of which only the size is known count by themselves.
    pub(super) bytes: ByClass,
}

/// A number of bytes in each class.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct ByClass {
    pub(super) standard: u64,
    pub(super) archive: u64,
}

impl ByClass {
    pub(super) fn of_mut(&mut self, class: StorageClass) -> &mut u64 {
        match class {
            StorageClass::Standard => &mut self.standard,
            StorageClass::Archive => &mut self.archive,
        }
    }

    pub(super) fn add(&mut self, class: StorageClass, bytes: u64) {
        let sum = self.of_mut(class);
        *sum = sum.saturating_add(bytes);
    }
}

impl<'s> Stock<'s> {
    /// Counts the images, each as the class that `class` gives it; those without one are not there.
    pub(super) fn count(
        repositories: &'s [StoredRepository],
        sharing: Sharing,
        class: impl Fn(usize, &StoredImage) -> Option<StorageClass>,
    ) -> Self {
        let mut stock = Self {
            sharing,
            ..Self::default()
        };
        for (place, repository) in repositories.iter().enumerate() {
            for image in &repository.images {
                if let Some(class) = class(place, image) {
                    stock.add(place, image, class);
                }
            }
        }
        for held in stock.held.values() {
            stock.bytes.add(held.class, held.bytes);
        }
        stock
    }

    fn add(&mut self, repository: usize, image: &'s StoredImage, class: StorageClass) {
        match &image.content {
            Content::Blobs { manifest, blobs } => {
                let itself = (&image.digest, *manifest);
                let mut parts: Vec<(&Digest, u64)> = vec![itself];
                parts.extend(blobs.iter().map(|(digest, bytes)| (digest, *bytes)));
                // A manifest may name the same layer twice.
                parts.sort_unstable_by_key(|(digest, _)| *digest);
                parts.dedup_by_key(|(digest, _)| *digest);
                for (digest, bytes) in parts {
                    let held = self.held.entry(self.sharing.key(repository, digest));
                    let held = held.or_insert(Held {
                        bytes,
                        holders: 0,
                        class,
                        archived_at: None,
                    });
                    held.holders += 1;
                    held.archived_at = held.archived_at.max(image.archived_at);
                    if class == StorageClass::Standard {
                        held.class = class;
                    }
                }
            }
            Content::Size(bytes) => self.bytes.add(class, *bytes),
            Content::Unknown => {}
        }
    }

    pub(super) fn blobs(&self) -> impl Iterator<Item = (&(usize, &'s Digest), &Held)> {
        self.held.iter()
    }

    pub(super) fn has(&self, key: &(usize, &Digest)) -> bool {
        self.held.contains_key(key)
    }

    /// The parts of an image as they are held.
    pub(super) fn parts(&self, repository: usize, image: &'s StoredImage) -> Vec<Held> {
        let Content::Blobs { blobs, .. } = &image.content else {
            return Vec::new();
        };
        let mut digests: Vec<&Digest> = vec![&image.digest];
        digests.extend(blobs.iter().map(|(digest, _)| digest));
        digests.sort_unstable();
        digests.dedup();
        digests
            .into_iter()
            .filter_map(|digest| self.held.get(&self.sharing.key(repository, digest)))
            .copied()
            .collect()
    }
}

impl Sharing {
    fn key(self, repository: usize, digest: &Digest) -> (usize, &Digest) {
        match self {
            Self::WithinRepository => (repository, digest),
            Self::AcrossRegistry => (0, digest),
        }
    }
}
