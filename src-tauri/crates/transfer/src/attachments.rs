//! Plans what goes along with an image: referrers, and what cosign keeps under tags of its own.

use std::collections::{BTreeSet, VecDeque};

use portolan_distribution::Found;
use portolan_oci::Digest;

use crate::{
    Error, PlannedImage, Result,
    planning::{Stay, Survey, of_source},
    walking::Walk,
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
        stay: &mut Stay,
    ) -> Result<()> {
        stay.count += self.count_attachments(stay).await?;
        let mut subjects: VecDeque<Digest> = walk.digests.iter().cloned().collect();
        let mut seen: BTreeSet<Digest> = walk.digests;
        while let Some(subject) = subjects.pop_front() {
            // Nobody but us has what was made here.
            if self.is_made(&subject) {
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
                match self.walk(&digest, DEPTH, &mut inner).await {
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

    /// How many manifests describe what does not come.
    pub(crate) async fn count_attachments(&self, stay: &Stay) -> Result<u64> {
        let mut count = 0;
        for subject in &stay.subjects {
            count += self.referrers(subject).await?.len() as u64;
        }
        Ok(count)
    }

    async fn referrers(&self, subject: &Digest) -> Result<Vec<portolan_distribution::Referrer>> {
        let tags = self.source_tags.as_deref();
        let found = self.source.referrers(subject, tags).await;
        found.map_err(of_source)
    }
}
