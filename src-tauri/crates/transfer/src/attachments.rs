//! Plans what goes along with an image: referrers, and what cosign keeps under tags of its own.

use std::collections::{BTreeSet, VecDeque};

use portolan_distribution::Found;
use portolan_oci::Digest;

use crate::{
    Error, Note, PlannedImage, Result,
    planning::{Survey, Walk, of_source},
};

/// Attachments of one image, attachments of attachments included.
const MOST: usize = 10_000;

/// How deep an attachment may be itself: an SBOM, its signature, and what signs that.
const DEPTH: usize = 8;

impl Survey<'_> {
    /// Adds what describes the manifests that `walk` saw. What describes an index that becomes another
    /// stays behind, and is counted.
    pub(crate) async fn plan_attachments(
        &self,
        image: &mut PlannedImage,
        walk: Walk,
    ) -> Result<()> {
        if image.digest != image.source {
            let stay = self.referrers(&image.source).await?.len() as u64;
            if stay > 0 {
                image.notes.push(Note::AttachmentsStay { count: stay });
            }
        }
        let mut subjects: VecDeque<Digest> = walk.digests.iter().cloned().collect();
        let mut seen: BTreeSet<Digest> = walk.digests;
        while let Some(subject) = subjects.pop_front() {
            // Nobody but us has the new index.
            if subject == image.digest && image.digest != image.source {
                continue;
            }
            for referrer in self.referrers(&subject).await? {
                let digest = referrer.descriptor.digest.clone();
                if let Found::CosignTag(tag) = &referrer.found {
                    image
                        .attachment_tags
                        .push(self.plan_tag(tag, &digest).await?);
                }
                if !seen.insert(digest.clone()) {
                    continue;
                }
                if seen.len() > MOST {
                    return Err(Error::TooMuch {
                        digest: image.digest.clone(),
                    });
                }
                let mut inner = Walk::default();
                match self.walk(&digest, None, DEPTH, &mut inner).await {
                    Ok(()) => {}
                    // Named, but not there: there is nothing to bring along.
                    Err(Error::Missing { .. }) => continue,
                    Err(error) => return Err(error),
                }
                image.attachments.push(digest.clone());
                // What cosign keeps under a tag is described by nothing else.
                if !matches!(referrer.found, Found::CosignTag(_)) {
                    subjects.push_back(digest);
                }
            }
        }
        Ok(())
    }

    async fn referrers(&self, subject: &Digest) -> Result<Vec<portolan_distribution::Referrer>> {
        let tags = self.source_tags.as_deref();
        let found = self.source.referrers(subject, tags).await;
        found.map_err(of_source)
    }
}
