//! What is known of one repository's images while it is looked at: tags, what they point to, what that
//! is. Plain data without requests or locks; the grid's view is made from it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use portolan_contract::Failure;
use portolan_oci::{AttachmentTag, Digest, Tag};
use portolan_storage::{ImageSummary, ListedImage, TagRow};

use super::{upkeep::Upkeep, version_order};

/// What is known of one repository's images.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// The tags a person would call so, in version order, oldest first.
    pub(crate) tags: Arc<Tags>,
    /// What each of them points to, in the same order.
    pub(crate) targets: Vec<Target>,
    /// Tags that keep what belongs to another manifest; never rows.
    pub(crate) attachments: Vec<Attachment>,
    /// What is known by digest.
    pub(crate) images: HashMap<Digest, Arc<ImageSummary>>,
    /// What the registry's own list said, where it lists images and not only tags.
    pub(crate) listed: HashMap<Digest, Arc<ListedImage>>,
    /// What the registry does with them by itself, of those that were looked up.
    pub(crate) upkeep: HashMap<Digest, Arc<Upkeep>>,
    /// Manifests that no tag names, where the registry can tell.
    pub(crate) untagged: Vec<Digest>,
    /// Manifests that an index names and the registry does not have.
    pub(crate) missing: HashSet<Digest>,
    /// Digests of which all that can be known was asked for since this was opened.
    pub(crate) settled: HashSet<Digest>,
    /// When the tags were last listed.
    pub(crate) listed_at: Option<i64>,
}

/// What a tag points to, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Target {
    /// The digest.
    pub(crate) digest: Option<Digest>,
    /// When that was last confirmed with the registry.
    pub(crate) observed_at: Option<i64>,
    /// Why it could not be found out.
    pub(crate) problem: Option<Failure>,
}

/// A tag under which something is kept that belongs to another manifest.
#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    /// The tag.
    pub(crate) tag: Tag,
    /// What it says of itself.
    pub(crate) reading: AttachmentTag,
    /// What it points to.
    pub(crate) digest: Option<Digest>,
}

/// Tags in version order, oldest first, and their text for filtering.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    /// The tags.
    pub(crate) names: Vec<Tag>,
    /// The place of each.
    places: HashMap<Tag, u32>,
    /// All of them in lower case, each ended by a line break.
    text: String,
    /// Where each begins in the text.
    starts: Vec<u32>,
}

impl Tags {
    /// Puts tags in order. Each is in it once.
    pub(crate) fn new(mut names: Vec<Tag>) -> Self {
        names.sort_by_cached_key(|tag| version_order::key(tag.as_str()));
        names.dedup();
        let mut text = String::with_capacity(names.iter().map(|tag| tag.as_str().len() + 1).sum());
        let mut starts = Vec::with_capacity(names.len());
        for tag in &names {
            starts.push(text.len() as u32);
            text.push_str(tag.as_str());
            text.push('\n');
        }
        text.make_ascii_lowercase();
        let places = names.iter().cloned().zip(0..).collect();
        Self {
            names,
            places,
            text,
            starts,
        }
    }

    /// The place of a tag.
    pub(crate) fn place(&self, tag: &Tag) -> Option<usize> {
        self.places.get(tag).map(|place| *place as usize)
    }

    /// Calls `found` with the place of each tag that contains `text`, which is in lower case.
    pub(crate) fn each_containing(&self, text: &str, mut found: impl FnMut(usize)) {
        // Nothing that spans two tags is in one.
        if text.contains('\n') {
            return;
        }
        let mut from = 0;
        let mut place = 0;
        while let Some(at) = self.text.get(from..).and_then(|rest| rest.find(text)) {
            let at = (from + at) as u32;
            place += self.starts[place..].partition_point(|start| *start <= at) - 1;
            found(place);
            // One match a tag is enough.
            place += 1;
            match self.starts.get(place) {
                Some(start) => from = *start as usize,
                None => return,
            }
        }
    }
}

/// The tags of a repository put in order, which takes long where they are many: it is done before they
/// are taken in.
#[derive(Debug, Default)]
pub(crate) struct TagList {
    tags: Tags,
    attachments: Vec<Attachment>,
}

impl TagList {
    /// Puts tags in order, those that belong to other manifests apart.
    pub(crate) fn new(names: impl IntoIterator<Item = Tag>) -> Self {
        let mut tags = Vec::new();
        let mut attachments = Vec::new();
        for tag in names {
            match AttachmentTag::recognise(&tag) {
                Some(reading) => attachments.push(Attachment {
                    tag,
                    reading,
                    digest: None,
                }),
                None => tags.push(tag),
            }
        }
        attachments.sort_by(|one, other| one.tag.cmp(&other.tag));
        attachments.dedup_by(|one, other| one.tag == other.tag);
        // Versions that are worth the same may be written differently: equal tags would not meet.
        tags.sort_unstable();
        tags.dedup();
        Self {
            tags: Tags::new(tags),
            attachments,
        }
    }
}

impl Known {
    /// What was kept of a repository.
    pub(crate) fn read(
        rows: Vec<TagRow>,
        images: Vec<ImageSummary>,
        listed: Vec<ListedImage>,
        listed_at: Option<i64>,
    ) -> Self {
        let mut known = Self {
            images: images
                .into_iter()
                .map(|image| (image.digest.clone(), Arc::new(image)))
                .collect(),
            listed_at,
            ..Self::default()
        };
        let mut targets: HashMap<Tag, Target> = rows
            .into_iter()
            .map(|row| {
                let target = Target {
                    digest: row.digest,
                    observed_at: row.observed_at.map(jiff::Timestamp::as_millisecond),
                    problem: None,
                };
                (row.tag, target)
            })
            .collect();
        known.replace_tags(TagList::new(targets.keys().cloned()));
        for (tag, target) in known.tags.names.iter().zip(&mut known.targets) {
            *target = targets.remove(tag).unwrap_or_default();
        }
        for attachment in &mut known.attachments {
            let kept = targets.remove(&attachment.tag);
            attachment.digest = kept.and_then(|target| target.digest);
        }
        known.take_listed(listed, true);
        known.find_untagged();
        known
    }

    /// Whether these are the tags that are known.
    pub(crate) fn has_tags(&self, list: &TagList) -> bool {
        let ours = self.attachments.iter().map(|known| &known.tag);
        let listed = list.attachments.iter().map(|listed| &listed.tag);
        list.tags.names == self.tags.names && listed.eq(ours)
    }

    /// Puts a listing in place of the tags: those it does not name go, what is known of the others stays.
    pub(crate) fn replace_tags(&mut self, list: TagList) {
        let TagList { tags, attachments } = list;
        let before = std::mem::replace(&mut self.tags, Arc::new(tags));
        let mut targets = std::mem::take(&mut self.targets);
        self.targets = self
            .tags
            .names
            .iter()
            .map(|tag| {
                let place = before.place(tag);
                place.map_or_else(Target::default, |it| std::mem::take(&mut targets[it]))
            })
            .collect();
        let before = std::mem::replace(&mut self.attachments, attachments);
        for attachment in &mut self.attachments {
            let place = before.binary_search_by(|known| known.tag.cmp(&attachment.tag));
            attachment.digest = place.ok().and_then(|place| before[place].digest.clone());
        }
    }

    /// Adds tags to those that are there.
    pub(crate) fn add_tags(&mut self, names: impl IntoIterator<Item = Tag>) {
        let all = self.all_tags().into_iter().chain(names);
        self.replace_tags(TagList::new(all));
    }

    /// What a tag points to.
    pub(crate) fn target(&self, tag: &Tag) -> Option<&Target> {
        self.tags.place(tag).map(|place| &self.targets[place])
    }

    /// Where a tag is known to point, a person's or another one.
    pub(crate) fn points_to(&self, tag: &Tag) -> Option<&Digest> {
        if let Some(target) = self.target(tag) {
            return target.digest.as_ref();
        }
        let mut attachments = self.attachments.iter();
        attachments.find(|known| known.tag == *tag)?.digest.as_ref()
    }

    /// All tags known to point to a digest, newest version first.
    pub(crate) fn tags_on(&self, digest: &Digest) -> Vec<String> {
        let pairs = self.tags.names.iter().zip(&self.targets).rev();
        pairs
            .filter(|(_, target)| target.digest.as_ref() == Some(digest))
            .map(|(tag, _)| tag.to_string())
            .collect()
    }

    /// Notes what a tag was found to point to by a question of the moment `at`. What was asked before the
    /// question that is known already changes nothing.
    pub(crate) fn observe(&mut self, tag: &Tag, digest: Digest, at: i64) {
        if let Some(place) = self.tags.place(tag) {
            if self.targets[place].observed_at > Some(at) {
                return;
            }
            self.targets[place] = Target {
                digest: Some(digest),
                observed_at: Some(at),
                problem: None,
            };
        } else if let Some(known) = self.attachments.iter_mut().find(|known| known.tag == *tag) {
            known.digest = Some(digest);
        } else {
            self.add_tags([tag.clone()]);
            self.observe(tag, digest, at);
        }
    }

    /// Notes why a tag could not be looked up; what was known of it stays.
    pub(crate) fn note_problem(&mut self, tag: &Tag, problem: Failure) {
        if let Some(place) = self.tags.place(tag) {
            self.targets[place].problem = Some(problem);
        }
    }

    /// Notes why a manifest could not be looked up, with each of its tags.
    pub(crate) fn note_problem_of(&mut self, digest: &Digest, problem: &Failure) {
        for target in &mut self.targets {
            if target.digest.as_ref() == Some(digest) {
                target.problem = Some(problem.clone());
            }
        }
    }

    /// What is known by digest.
    pub(crate) fn image(&self, digest: &Digest) -> Option<&Arc<ImageSummary>> {
        self.images.get(digest)
    }

    /// Whether nothing more need be asked of a digest to fill its row.
    pub(crate) fn is_complete(&self, digest: &Digest) -> bool {
        self.images
            .get(digest)
            .is_some_and(|image| is_whole(image) || self.settled.contains(digest))
    }

    /// Whether a row is filled: nothing more need be asked, or the registry's own list tells what it shows.
    pub(crate) fn is_told(&self, digest: &Digest) -> bool {
        let is_listed = |listed: &ListedImage| !listed.platforms.is_empty();
        self.is_complete(digest) || self.listed.get(digest).is_some_and(|it| is_listed(it))
    }

    /// Takes over what was kept, in place of what was read before; what only this session knows stays.
    pub(crate) fn take_over(&mut self, kept: Self) {
        let before = std::mem::replace(self, kept);
        self.missing = before.missing;
        self.settled = before.settled;
        self.upkeep = before.upkeep;
        if before.listed.is_empty() {
            self.untagged = before.untagged;
        }
        for (digest, image) in before.images {
            self.images.entry(digest).or_insert(image);
        }
    }

    /// Every tag, those for people and the others.
    pub(crate) fn all_tags(&self) -> Vec<Tag> {
        let attachments = self.attachments.iter().map(|attachment| &attachment.tag);
        self.tags.names.iter().chain(attachments).cloned().collect()
    }
}

/// Whether a kept summary says all that can be said: that of an index may lack the size, because a child
/// could not be read then.
fn is_whole(image: &ImageSummary) -> bool {
    image.kind != portolan_storage::ImageKind::Index || image.compressed_size.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Tag {
        text.parse().unwrap()
    }

    fn found(tags: &Tags, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        tags.each_containing(text, |place| found.push(tags.names[place].to_string()));
        found
    }

    #[test]
    fn text_is_found_once_in_each_tag_whatever_its_case() {
        let tags = Tags::new(["1.10-Alpine", "1.9", "a1.1.1", "latest"].map(tag).to_vec());
        assert_eq!(found(&tags, "alp"), ["1.10-Alpine"]);
        assert_eq!(found(&tags, "1.1"), ["a1.1.1", "1.10-Alpine"]);
        assert_eq!(found(&tags, "t"), ["latest"]);
        assert_eq!(found(&tags, "9\nl"), Vec::<String>::new());
        assert_eq!(found(&Tags::default(), "a"), Vec::<String>::new());
    }

    #[test]
    fn a_new_listing_keeps_what_is_known_and_folds_attachment_tags_away() {
        let mut known = Known::default();
        let digest = Digest::of(b"a");
        let signature = format!("{}.sig", digest.fallback_tag());
        known.replace_tags(TagList::new([tag("1.0"), tag("1.1"), tag(&signature)]));
        known.observe(&tag("1.0"), digest.clone(), 7);
        known.observe(&tag(&signature), Digest::of(b"s"), 7);
        let listed = || TagList::new([tag("2.0"), tag("1.0"), tag(&signature)]);
        assert!(!known.has_tags(&listed()));
        known.replace_tags(listed());
        assert!(known.has_tags(&listed()));
        assert_eq!(known.tags.names, [tag("1.0"), tag("2.0")]);
        assert_eq!(
            known.target(&tag("1.0")).unwrap().digest,
            Some(digest.clone())
        );
        assert_eq!(known.attachments.len(), 1);
        assert!(known.attachments[0].reading.belongs_to(&digest));
        assert_eq!(known.attachments[0].digest, Some(Digest::of(b"s")));
    }
}
