//! Has the destination's registry copy an image by itself, where the source is one of its own repositories.

use std::collections::BTreeSet;

use portolan_oci::{Digest, RepositoryName, Selector, Tag};
use portolan_registries::CopiedAlong;

use crate::{Conversion, How, PlannedImage, Result, Side, Step, copy::Trip};

impl Trip {
    /// Asks the registry to copy an image, and takes what is there afterwards for done. Whatever is not, because
    /// the registry won't or lost something on its way, is brought as always.
    pub(crate) async fn have_copied(&self, image: &PlannedImage) -> Result<()> {
        let Some(from) = self.same_registry() else {
            return Ok(());
        };
        // What is written anew is no image of the source, and what is there need not be copied.
        let is_as_it_is =
            image.source == image.digest && self.plan.conversion == Conversion::default();
        let is_there = |digest: &Digest| {
            let planned = self.plan.manifests.get(digest);
            planned.is_none_or(|planned| planned.there)
        };
        if !is_as_it_is || is_there(&image.digest) || !self.tags_are_as_planned(image).await? {
            return Ok(());
        }
        let tags: Vec<Tag> = image.tags.iter().map(|tag| tag.tag.clone()).collect();
        let described = image.attachment_tags.iter().map(|tag| &tag.digest);
        let attachments: Vec<Digest> = image.attachments.iter().chain(described).cloned().collect();
        let along = CopiedAlong {
            tags: &tags,
            attachments: &attachments,
        };
        let asked = self.destination.copy_image(&image.digest, &from, along);
        match asked.await {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(cause) => {
                tracing::debug!(%cause, digest = %image.digest, "the registry did not copy by itself");
                return Ok(());
            }
        }
        let mut seen = BTreeSet::new();
        for digest in image.all_manifests() {
            self.note_copied(digest, &mut seen).await?;
        }
        Ok(())
    }

    /// The source's repository, where both sides are of one registry.
    fn same_registry(&self) -> Option<RepositoryName> {
        let (host, from) = self.source.mountable()?;
        (self.destination.host()? == host).then_some(from)
    }

    /// Tags come along with a registry's own copy, so none of them may be elsewhere by now.
    async fn tags_are_as_planned(&self, image: &PlannedImage) -> Result<bool> {
        for tag in &image.tags {
            let selector = Selector::Tag(tag.tag.clone());
            let now = self.persist(Side::Destination, || self.destination.resolve(&selector));
            if now.await? != tag.before {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Notes a manifest and all below it that came, each once.
    async fn note_copied(&self, digest: &Digest, seen: &mut BTreeSet<Digest>) -> Result<()> {
        let mut waiting = vec![digest.clone()];
        while let Some(digest) = waiting.pop() {
            let Some(planned) = self.plan.manifests.get(&digest) else {
                continue;
            };
            if planned.there || !seen.insert(digest.clone()) || !self.is_there(&digest).await? {
                continue;
            }
            self.note_put(&digest).await;
            waiting.extend(planned.children.iter().cloned());
            for blob in &planned.blobs {
                self.tell(Step::BlobDone {
                    digest: blob.clone(),
                    how: How::Mounted,
                });
            }
            self.tell(Step::ManifestDone { digest });
        }
        Ok(())
    }
}
