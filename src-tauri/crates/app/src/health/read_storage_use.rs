//! What takes up a registry's space, from the manifests that were read.

use std::collections::{BTreeSet, HashMap};

use portolan_contract::{CostGaps, Failure, ImageUse, ReadStorageUse, RepositoryUse, StorageUse};
use portolan_oci::Digest;
use portolan_policy::cost::{Content, Occupancy};

use super::known::KnownRepository;
use crate::{App, amazon::content_of, app::off_the_loop, failures::OrFail};

/// Images that are told of one repository.
const SHOWN: usize = 1000;
/// Manifests that are in memory at a time.
const AT_ONCE: usize = 500;

/// A repository that was counted.
struct Counted {
    name: String,
    is_listed: bool,
    images: Vec<CountedImage>,
    gaps: CostGaps,
}

struct CountedImage {
    digest: Digest,
    tags: Vec<String>,
    is_known: bool,
    is_whole: bool,
}

impl App {
    /// What takes up a registry's space.
    pub async fn read_storage_use(&self, request: ReadStorageUse) -> Result<StorageUse, Failure> {
        let connection = self.stored_connection(&request.connection).await?.id;
        let mut occupancy = Occupancy::default();
        let mut counted = Vec::new();
        for row in self.standing_repositories(connection).await? {
            let known = self.known_repository(connection, row).await?;
            let read = self.read_contents(&known).await?;
            occupancy.begin_repository();
            let one;
            (occupancy, one) = off_the_loop(move || {
                let one = count(&mut occupancy, &known, &read);
                (occupancy, one)
            })
            .await?;
            counted.push(one);
        }
        off_the_loop(move || show(&occupancy, &counted, request.repository.as_deref())).await
    }

    /// What the manifests of a repository say they consist of, as far as they were read.
    async fn read_contents(
        &self,
        known: &KnownRepository,
    ) -> Result<HashMap<Digest, Content>, Failure> {
        let tops = known.tops();
        let wanted: BTreeSet<&Digest> = tops.into_iter().flat_map(|it| known.closure(it)).collect();
        let wanted: Vec<Digest> = wanted.into_iter().cloned().collect();
        let mut read = HashMap::new();
        for some in wanted.chunks(AT_ONCE) {
            let kept = self.store.contents(some.to_vec()).await.or_fail()?;
            let parts = off_the_loop(move || {
                let parts = kept
                    .iter()
                    .filter_map(|kept| Some((kept.digest.clone(), content_of(kept)?)));
                parts.collect::<Vec<_>>()
            });
            read.extend(parts.await?);
        }
        Ok(read)
    }
}

/// Counts a repository's images, each with all that it names.
fn count(
    occupancy: &mut Occupancy,
    known: &KnownRepository,
    read: &HashMap<Digest, Content>,
) -> Counted {
    let mut tags: HashMap<&Digest, Vec<String>> = HashMap::new();
    for (tag, digest) in &known.tags {
        tags.entry(digest).or_default().push(tag.to_string());
    }
    let mut counted = Counted {
        name: known.row.name.to_string(),
        is_listed: known.is_listed(),
        images: Vec::new(),
        gaps: CostGaps {
            unshared: 0,
            unknown: known.count_unknown(),
            unlisted: u64::from(!known.is_listed()),
        },
    };
    for digest in known.tops() {
        let (mut blobs, mut apart): (Vec<(&Digest, u64)>, u64) = (Vec::new(), 0);
        let (mut is_known, mut is_whole) = (false, false);
        for part in known.closure(digest) {
            if known.missing.contains(part) {
                continue;
            }
            match read.get(part) {
                Some(Content::Blobs {
                    manifest,
                    blobs: held,
                }) => {
                    blobs.push((part, *manifest));
                    blobs.extend(held.iter().map(|(digest, bytes)| (digest, *bytes)));
                    is_known = true;
                }
                _ => {
                    if let Some(bytes) = size_of(known, part) {
                        apart = apart.saturating_add(bytes);
                        (is_known, is_whole) = (true, true);
                    }
                }
            }
        }
        occupancy.add_image(blobs, apart);
        counted.gaps.unshared += u64::from(is_whole);
        counted.gaps.unknown += u64::from(!is_known);
        counted.images.push(CountedImage {
            digest: digest.clone(),
            tags: tags.remove(digest).unwrap_or_default(),
            is_known,
            is_whole,
        });
    }
    counted
}

/// The bytes of a manifest that is not at hand, as lists say them. Of an index they are its children's, who
/// are counted themselves where they are known.
fn size_of(known: &KnownRepository, digest: &Digest) -> Option<u64> {
    let image = known.images.get(digest);
    if image.is_some_and(|image| !image.children.is_empty()) {
        return None;
    }
    let listed = known.listed.get(digest).and_then(|it| it.size);
    image.and_then(|it| it.compressed_size).or(listed)
}

fn show(occupancy: &Occupancy, counted: &[Counted], wanted: Option<&str>) -> StorageUse {
    let occupied = occupancy.repositories();
    let mut repositories: Vec<RepositoryUse> = counted
        .iter()
        .zip(occupied)
        .map(|(counted, occupied)| RepositoryUse {
            repository: counted.name.clone(),
            listed: counted.is_listed,
            images: counted.images.len() as u64,
            bytes: counted.is_listed.then_some(occupied.bytes),
            only_its: counted.is_listed.then_some(occupied.only_its),
            gaps: counted.gaps,
        })
        .collect();
    repositories.sort_by(|one, other| {
        let largest = other.bytes.cmp(&one.bytes);
        largest.then_with(|| one.repository.cmp(&other.repository))
    });
    let place = counted
        .iter()
        .position(|it| Some(it.name.as_str()) == wanted);
    let mut images: Vec<ImageUse> = place
        .map(|place| show_images(occupancy, place, &counted[place]))
        .unwrap_or_default();
    images.sort_by(|one, other| other.bytes.cmp(&one.bytes).then(one.tags.cmp(&other.tags)));
    images.truncate(SHOWN);
    StorageUse {
        bytes: occupancy.whole(),
        repositories,
        images,
    }
}

fn show_images(occupancy: &Occupancy, place: usize, counted: &Counted) -> Vec<ImageUse> {
    let images = counted.images.iter().zip(occupancy.images(place));
    let show = |(image, occupied): (&CountedImage, portolan_policy::cost::Occupied)| ImageUse {
        digest: image.digest.to_string(),
        tags: image.tags.clone(),
        bytes: image.is_known.then_some(occupied.bytes),
        only_its: image.is_known.then_some(occupied.only_its),
        whole: image.is_whole,
    };
    images.map(show).collect()
}
