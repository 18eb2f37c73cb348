//! Lists a repository by the registry's own list of images, where it has one: a call a page brings tags,
//! digests, untagged images and what the registry alone knows of them.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use portolan_contract::Failure;
use portolan_distribution::{Page, Pages, Problem, is_cut};
use portolan_oci::{Digest, MediaType, Tag};
use portolan_registries::{ListedImage, Merged, Registry};
use portolan_storage::TagObservation;

use super::{collection::Collection, known::Known, listing::kept, refresh::is_worth_showing};
use crate::{App, failures::OrFail};

/// All that a list of images said.
#[derive(Debug, Default)]
pub(super) struct NativeList {
    images: Merged,
    problems: Vec<Problem>,
}

impl NativeList {
    /// What was wrong with the list.
    pub(super) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The tags it names.
    pub(super) fn tags(&self) -> Vec<Tag> {
        let tags = self.images.images().iter().flat_map(|image| &image.tags);
        tags.cloned().collect()
    }

    /// Where the tags point.
    pub(super) fn observations(&self, at: Timestamp) -> Vec<TagObservation> {
        observations(self.images.images(), at)
    }
}

fn observations(images: &[ListedImage], at: Timestamp) -> Vec<TagObservation> {
    let seen = |image: &ListedImage, tag: &Tag| TagObservation {
        tag: tag.clone(),
        digest: image.digest.clone(),
        media_type: image.media_type.clone(),
        observed_at: at,
    };
    images
        .iter()
        .flat_map(|image| image.tags.iter().map(|tag| seen(image, tag)))
        .collect()
}

impl App {
    /// Lists all images by the registry's own list; `None` where it has none. The first time, what has
    /// come is shown whenever it is half as much again as what is shown.
    pub(super) async fn list_natively(
        self: &Arc<Self>,
        registry: &dyn Registry,
        collection: &Arc<Collection>,
        began: Timestamp,
    ) -> portolan_registries::Result<Option<NativeList>> {
        let is_first = collection.state().known.listed_at.is_none();
        let mut list = NativeList::default();
        let mut shown = 0;
        let mut pages = Pages::default();
        loop {
            let Some(cursor) = pages.place() else {
                return Ok(Some(list));
            };
            let listed = registry.list_images(&collection.repository, cursor).await?;
            let Some(mut page) = listed else {
                return Ok(None);
            };
            pages.take(&mut page, ListedImage::entry);
            let Page {
                items, problems, ..
            } = page;
            list.images.extend(items);
            list.problems.extend(problems);
            let come = list.images.images().len();
            if is_first && !pages.is_ended() && is_worth_showing(shown, come) {
                // All of it: a later page may have named another tag of what was shown before.
                let seen = observations(list.images.images(), began);
                collection.change(|state| {
                    let known = state.known_mut();
                    let images = list.images.images().iter().cloned();
                    known.take_listed(images.map(kept), false);
                    known.add_tags(seen.iter().map(|seen| seen.tag.clone()));
                    for seen in seen {
                        let at = seen.observed_at.as_millisecond();
                        known.observe(&seen.tag, seen.digest, at);
                    }
                });
                self.events.tell(collection.changed());
                shown = come;
            }
        }
    }

    /// Keeps what the list said of its images.
    pub(super) async fn keep_native(
        &self,
        collection: &Collection,
        list: NativeList,
        began: Timestamp,
    ) -> Result<(), Failure> {
        let whole = !is_cut(&list.problems);
        let images = list.images.into_images().into_iter();
        let listed: Vec<_> = images.map(kept).collect();
        collection.change(|state| {
            let known = state.known_mut();
            known.take_listed(listed.iter().cloned(), whole);
            known.find_untagged();
        });
        let kept = self.store.record_listed_images(
            collection.connection,
            &collection.repository,
            listed,
            whole,
            began,
        );
        kept.await.or_fail()
    }
}

impl Known {
    /// Takes in what a registry's own list said; a list that is `whole` takes the place of the one before.
    pub(super) fn take_listed(
        &mut self,
        listed: impl IntoIterator<Item = portolan_storage::ListedImage>,
        whole: bool,
    ) {
        let listed = listed
            .into_iter()
            .map(|image| (image.digest.clone(), Arc::new(image)));
        if whole {
            self.listed = listed.collect::<HashMap<_, _>>();
        } else {
            self.listed.extend(listed);
        }
    }

    /// The listed images that no tag names.
    pub(super) fn find_untagged(&mut self) {
        let tagged: std::collections::HashSet<&Digest> = self
            .targets
            .iter()
            .filter_map(|target| target.digest.as_ref())
            .chain(
                self.attachments
                    .iter()
                    .filter_map(|one| one.digest.as_ref()),
            )
            .collect();
        let mut untagged: Vec<Digest> = self
            .listed
            .keys()
            .filter(|digest| !tagged.contains(digest))
            .cloned()
            .collect();
        untagged.sort();
        self.untagged = untagged;
    }

    /// Listed indexes of which it is not known yet what they name: until then their children, which no tag
    /// names, look like images of their own.
    pub(super) fn unread_indexes(&self) -> impl Iterator<Item = &Digest> {
        self.listed
            .values()
            .filter(|listed| listed.media_type.as_ref().is_some_and(MediaType::is_index))
            .map(|listed| &listed.digest)
            .filter(|digest| !self.is_complete(digest))
    }
}

#[cfg(test)]
mod tests;
