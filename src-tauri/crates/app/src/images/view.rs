//! The grid's view of a repository: rows for both groupings, made once from what is known; sorted and
//! filtered orders of them, kept, so that a window of a hundred thousand rows is a slice.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use jiff::Timestamp;
use portolan_contract::{
    Facet, Grouping, ImageColumn, ImageFilter, ImageKind, ImageRow, ImageSort, KindFacet,
    StorageClass,
};
use portolan_oci::Digest;
use portolan_storage::{ImageSummary, ListedImage, ScanSummary};

use super::{
    attachments::count_attachments,
    filter,
    kinds::kind_of,
    known::{Known, Tags, Target},
    listing::{listed_kind, listed_size, show_scan, show_storage},
    order,
    upkeep::Upkeep,
};

/// Stands for "no image" and "no row" in the compact lists below.
const NONE: u32 = u32::MAX;

/// Tags that a row names.
const TAGS_SHOWN: usize = 50;

/// Orders that are kept, of each kind.
const ORDERS_KEPT: usize = 6;

/// The grid's view of a repository at one moment.
#[derive(Debug)]
pub(crate) struct View {
    /// Which moment; rises.
    pub(crate) revision: u64,
    pub(crate) tags: Arc<Tags>,
    targets: Vec<Target>,
    images: Vec<Shown>,
    by_digest: Rows,
    by_tag: Rows,
    /// Images without a tag; each is a row in either grouping.
    pub(crate) untagged: u64,
    /// The columns that the registry's own list fills.
    pub(crate) tells: Vec<ImageColumn>,
    /// Images are on their way back from the archive.
    pub(crate) restores: bool,
    sorted: Recent<(Grouping, ImageSort)>,
    filtered: Recent<(Grouping, ImageSort, ImageFilter)>,
}

/// An image, as rows show it.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) digest: Digest,
    pub(crate) summary: Option<Arc<ImageSummary>>,
    pub(crate) listed: Option<Arc<ListedImage>>,
    pub(crate) upkeep: Option<Arc<Upkeep>>,
    pub(crate) kind: Option<ImageKind>,
    pub(crate) is_complete: bool,
    attachments: u64,
    broken: bool,
    /// When it was last seen under any tag.
    observed_at: Option<i64>,
}

/// The rows of one grouping, and what is told of all of them.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    /// Places of tags, newest first, row after row.
    tags: Vec<u32>,
    /// Where each row's tags begin, and the end.
    starts: Vec<u32>,
    /// The image of each row.
    images: Vec<u32>,
    known: u64,
    platforms: Vec<Facet>,
    kinds: Vec<KindFacet>,
}

impl Rows {
    fn push(&mut self, tags: impl IntoIterator<Item = u32>, image: u32) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.tags.extend(tags);
        self.starts.push(self.tags.len() as u32);
        self.images.push(image);
    }

    pub(crate) fn len(&self) -> usize {
        self.images.len()
    }

    /// The places of a row's tags, newest first.
    pub(crate) fn tags(&self, row: usize) -> &[u32] {
        &self.tags[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

/// The orders used last, newest first.
#[derive(Debug)]
struct Recent<K>(Mutex<Vec<(K, Arc<[u32]>)>>);

impl<K: PartialEq> Recent<K> {
    fn new() -> Self {
        Self(Mutex::new(Vec::with_capacity(ORDERS_KEPT)))
    }

    fn get_or_make(&self, key: K, make: impl FnOnce() -> Arc<[u32]>) -> Arc<[u32]> {
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, order)) = kept.iter().find(|(kept, _)| *kept == key) {
                return Arc::clone(order);
            }
        }
        // Made without the lock: two askers may make the same, and neither waits.
        let order = make();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(ORDERS_KEPT - 1);
        kept.insert(0, (key, Arc::clone(&order)));
        order
    }
}

/// What a window asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'w> {
    pub(crate) grouping: Grouping,
    pub(crate) sort: ImageSort,
    pub(crate) filter: &'w ImageFilter,
    pub(crate) offset: u64,
    pub(crate) limit: u64,
}

/// The rows of a window, as places in the view.
#[derive(Clone, Debug)]
pub(crate) struct Slice {
    order: Arc<[u32]>,
    from: usize,
    to: usize,
}

impl Slice {
    /// How many rows match in all.
    pub(crate) fn total(&self) -> u64 {
        self.order.len() as u64
    }

    /// The rows of the window.
    pub(crate) fn rows(&self) -> &[u32] {
        &self.order[self.from..self.to]
    }
}

impl View {
    /// Makes the view of what is known.
    pub(crate) fn new(known: &Known, revision: u64) -> Self {
        let mut images = Vec::new();
        let mut places: HashMap<&Digest, u32> = HashMap::with_capacity(known.targets.len());
        let attachments = count_attachments(known);
        // The image of each tag, and the tags of each image, newest first.
        let mut image_of = vec![NONE; known.targets.len()];
        let mut tags_of: Vec<Vec<u32>> = Vec::new();
        for (place, target) in known.targets.iter().enumerate().rev() {
            let Some(digest) = &target.digest else {
                continue;
            };
            let image = *places.entry(digest).or_insert_with(|| {
                images.push(Shown::of(known, digest, &attachments));
                tags_of.push(Vec::new());
                images.len() as u32 - 1
            });
            image_of[place] = image;
            tags_of[image as usize].push(place as u32);
            let shown: &mut Shown = &mut images[image as usize];
            shown.observed_at = shown.observed_at.max(target.observed_at);
        }
        let untagged = untagged(known, &places);
        let first_untagged = images.len() as u32;
        for digest in untagged {
            images.push(Shown::of(known, digest, &attachments));
        }
        let mut view = Self {
            revision,
            tags: Arc::clone(&known.tags),
            targets: known.targets.clone(),
            by_digest: Rows::default(),
            by_tag: Rows::default(),
            untagged: images.len() as u64 - u64::from(first_untagged),
            images,
            tells: told(known),
            restores: known.has_restoring(),
            sorted: Recent::new(),
            filtered: Recent::new(),
        };
        // Rows stand newest tag first, which is also how ties are broken.
        for place in (0..image_of.len()).rev() {
            let image = image_of[place];
            view.by_tag.push([place as u32], image);
            match tags_of.get(image as usize) {
                None => view.by_digest.push([place as u32], NONE),
                Some(tags) if tags[0] == place as u32 => {
                    view.by_digest.push(tags.iter().copied(), image);
                }
                Some(_) => {}
            }
        }
        for image in first_untagged..view.images.len() as u32 {
            view.by_tag.push([], image);
            view.by_digest.push([], image);
        }
        view.by_digest.count(&view.images);
        view.by_tag.count(&view.images);
        view
    }

    pub(crate) fn rows(&self, grouping: Grouping) -> &Rows {
        match grouping {
            Grouping::Digest => &self.by_digest,
            Grouping::Tag => &self.by_tag,
        }
    }

    /// The image of a row.
    pub(crate) fn image(&self, rows: &Rows, row: usize) -> Option<&Shown> {
        self.images.get(rows.images[row] as usize)
    }

    /// When what a row shows was last confirmed.
    pub(crate) fn observed_at(&self, rows: &Rows, row: usize) -> Option<i64> {
        match rows.tags(row) {
            [tag] => self.targets[*tag as usize].observed_at,
            _ => self.image(rows, row).and_then(|image| image.observed_at),
        }
    }

    /// When the first of a row's tags goes by itself.
    pub(crate) fn expires(&self, rows: &Rows, row: usize) -> Option<Timestamp> {
        let expirations = &self.image(rows, row)?.listed.as_deref()?.expirations;
        let tags = rows.tags(row).iter();
        let of_tag = |tag: &u32| expirations.get(&self.tags.names[*tag as usize]);
        tags.filter_map(of_tag).min().copied()
    }

    /// The rows of a window.
    pub(crate) fn slice(&self, wanted: Wanted<'_>, now: i64) -> Slice {
        let Wanted {
            grouping,
            sort,
            filter,
            ..
        } = wanted;
        let sorted = || {
            self.sorted
                .get_or_make((grouping, sort), || order::sort(self, grouping, sort))
        };
        let order = if *filter == ImageFilter::default() {
            sorted()
        } else {
            self.filtered
                .get_or_make((grouping, sort, filter.clone()), || {
                    filter::keep(self, grouping, filter, now, &sorted())
                })
        };
        let from = (wanted.offset as usize).min(order.len());
        let to = from.saturating_add(wanted.limit as usize).min(order.len());
        Slice { order, from, to }
    }

    /// How many rows there are without a filter.
    pub(crate) fn all(&self, grouping: Grouping) -> u64 {
        self.rows(grouping).len() as u64
    }

    /// Of all rows, those whose details are known.
    pub(crate) fn known(&self, grouping: Grouping) -> u64 {
        self.rows(grouping).known
    }

    /// How the platforms occur in all rows.
    pub(crate) fn platforms(&self, grouping: Grouping) -> Vec<Facet> {
        self.rows(grouping).platforms.clone()
    }

    /// How the kinds occur in all rows.
    pub(crate) fn kinds(&self, grouping: Grouping) -> Vec<KindFacet> {
        self.rows(grouping).kinds.clone()
    }

    /// A row as the window gets it.
    pub(crate) fn row(&self, grouping: Grouping, row: usize) -> ImageRow {
        let rows = self.rows(grouping);
        let tags = rows.tags(row);
        let name = |tag: &u32| self.tags.names[*tag as usize].to_string();
        let image = self.image(rows, row);
        let summary = image.and_then(|image| image.summary.as_deref());
        let listed = image.and_then(|image| image.listed.as_deref());
        let millis = Timestamp::as_millisecond;
        let digest = image.map(|image| image.digest.to_string());
        let key = match (grouping, tags) {
            (Grouping::Tag, [tag]) => name(tag),
            // Not known yet: the row is its only tag.
            (_, [tag]) if digest.is_none() => name(tag),
            _ => digest.clone().unwrap_or_default(),
        };
        ImageRow {
            key,
            tags: tags.iter().take(TAGS_SHOWN).map(name).collect(),
            tag_count: tags.len() as u64,
            digest,
            kind: image.and_then(|image| image.kind),
            artifact_type: image.and_then(Shown::artifact_type).map(str::to_owned),
            media_type: summary
                .map(|summary| &summary.media_type)
                .or_else(|| listed?.media_type.as_ref())
                .map(ToString::to_string),
            platforms: image.map_or_else(Vec::new, |image| image.platforms().to_vec()),
            size: image.and_then(Shown::size),
            created: summary.and_then(|summary| summary.created_at).map(millis),
            pushed: listed.and_then(|listed| listed.pushed_at).map(millis),
            pulled: listed.and_then(|listed| listed.last_pulled_at).map(millis),
            expires: self.expires(rows, row).map(millis),
            scan: image.and_then(Shown::scan).map(show_scan),
            storage: image.and_then(Shown::storage),
            signing: image.and_then(|image| image.upkeep.as_deref()?.signing.clone()),
            replication: image.and_then(|image| image.upkeep.as_deref()?.replication.clone()),
            observed_at: self.observed_at(rows, row),
            attachments: image.map_or(0, |image| image.attachments),
            broken: image.is_some_and(|image| image.broken),
            problem: tags
                .iter()
                .find_map(|tag| self.targets[*tag as usize].problem.clone()),
        }
    }
}

impl Rows {
    /// Counts what is told of all rows.
    fn count(&mut self, images: &[Shown]) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let mut platforms: BTreeMap<&str, u64> = BTreeMap::new();
        let mut kinds: BTreeMap<ImageKind, u64> = BTreeMap::new();
        for image in &self.images {
            let Some(image) = images.get(*image as usize) else {
                continue;
            };
            self.known += u64::from(image.is_complete);
            if let Some(kind) = image.kind {
                *kinds.entry(kind).or_default() += 1;
            }
            for platform in image.platforms() {
                *platforms.entry(platform).or_default() += 1;
            }
        }
        self.platforms = platforms
            .into_iter()
            .map(|(value, count)| Facet {
                value: value.to_owned(),
                count,
            })
            .collect();
        self.kinds = kinds
            .into_iter()
            .map(|(kind, count)| KindFacet { kind, count })
            .collect();
    }
}

impl Shown {
    fn of(known: &Known, digest: &Digest, attachments: &HashMap<Digest, u64>) -> Self {
        let summary = known.image(digest).cloned();
        let listed = known.listed.get(digest).cloned();
        let broken = summary.as_ref().is_some_and(|summary| {
            summary
                .children
                .iter()
                .any(|child| known.missing.contains(&child.digest))
        });
        Self {
            kind: summary
                .as_deref()
                .map(|summary| kind_of(summary.kind))
                .or_else(|| listed_kind(listed.as_deref()?)),
            is_complete: known.is_told(digest),
            attachments: attachments.get(digest).copied().unwrap_or_default(),
            broken,
            observed_at: None,
            digest: digest.clone(),
            summary,
            listed,
            upkeep: known.upkeep.get(digest).cloned(),
        }
    }

    /// Compressed bytes, from the manifest or, before it is read, as the registry lists them.
    pub(crate) fn size(&self) -> Option<u64> {
        match self.summary.as_deref() {
            Some(summary) => summary.compressed_size,
            None => listed_size(self.listed.as_deref()?),
        }
    }

    /// What it runs on, from the manifest or, before it is read, as the registry lists it.
    pub(crate) fn platforms(&self) -> &[String] {
        match (self.summary.as_deref(), self.listed.as_deref()) {
            (Some(summary), _) => &summary.platforms,
            (None, Some(listed)) => &listed.platforms,
            (None, None) => &[],
        }
    }

    /// The artifact's own type, where it is one.
    pub(crate) fn artifact_type(&self) -> Option<&str> {
        match self.summary.as_deref() {
            Some(summary) => summary.artifact_type.as_deref(),
            None if self.kind == Some(ImageKind::Image) => None,
            None => self.listed.as_deref()?.artifact_type.as_deref(),
        }
    }

    /// What a scan found, by the list or, where that is silent, as it was looked up.
    pub(crate) fn scan(&self) -> Option<&ScanSummary> {
        let listed = self.listed.as_deref().and_then(|it| it.scan.as_ref());
        listed.or_else(|| self.upkeep.as_deref()?.scan.as_ref())
    }

    /// Where the registry keeps it, where it says.
    pub(crate) fn storage(&self) -> Option<StorageClass> {
        self.listed.as_deref()?.storage.map(show_storage)
    }
}

/// The columns that a registry itself fills, for at least one image.
fn told(known: &Known) -> Vec<ImageColumn> {
    let listed = || known.listed.values();
    let upkeep = || known.upkeep.values();
    let tells = [
        (
            ImageColumn::Pushed,
            listed().any(|image| image.pushed_at.is_some()),
        ),
        (
            ImageColumn::Pulled,
            listed().any(|image| image.last_pulled_at.is_some()),
        ),
        (
            ImageColumn::Expires,
            listed().any(|image| !image.expirations.is_empty()),
        ),
        (
            ImageColumn::Scan,
            listed().any(|image| image.scan.is_some()) || upkeep().any(|it| it.scan.is_some()),
        ),
        (
            ImageColumn::Storage,
            listed().any(|image| image.storage.is_some()),
        ),
        (ImageColumn::Signing, upkeep().any(|it| it.is_signed())),
        (ImageColumn::Replication, upkeep().any(|it| it.is_copied())),
    ];
    let told = tells.into_iter().filter(|(_, tells)| *tells);
    told.map(|(column, _)| column).collect()
}

/// Manifests that no tag names, as rows: without the children of indexes, without what describes
/// another manifest, and without what attachment tags name.
fn untagged<'k>(known: &'k Known, tagged: &HashMap<&Digest, u32>) -> Vec<&'k Digest> {
    let listed: HashSet<&Digest> = known.untagged.iter().collect();
    let mut folded: HashSet<&Digest> = known
        .attachments
        .iter()
        .filter_map(|attachment| attachment.digest.as_ref())
        .collect();
    for (digest, image) in &known.images {
        // What an index names that is gone itself is not folded under anything.
        if listed.contains(digest) || tagged.contains_key(digest) || folded.contains(digest) {
            folded.extend(image.children.iter().map(|child| &child.digest));
        }
        if image.subject.is_some() {
            folded.insert(digest);
        }
    }
    let describing = known
        .listed
        .values()
        .filter(|listed| listed.subject.is_some());
    folded.extend(describing.map(|listed| &listed.digest));
    let mut untagged: Vec<&Digest> = known
        .untagged
        .iter()
        .filter(|digest| !tagged.contains_key(digest) && !folded.contains(digest))
        .collect();
    untagged.sort();
    untagged.dedup();
    untagged
}

#[cfg(test)]
mod tests;
