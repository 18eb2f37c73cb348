//! Notes what a deed changed, so that what is shown is right at once.

use std::collections::BTreeSet;

use portolan_contract::Failure;
use portolan_distribution::Found;
use portolan_oci::{Digest, Tag};
use portolan_policy::Deed;
use portolan_storage::{ReferrerListing, ReferrersFoundBy, TagObservation};

use super::{
    journal::Task,
    plans::Prepared,
    site::{Site, now},
};
use crate::failures::OrFail;

/// Notes what one task changed.
pub(crate) async fn note(site: &Site, task: &Task) -> Result<(), Failure> {
    let (id, repository) = (site.connection.id, &site.repository);
    let now = now();
    match task {
        Task::PutBlob(_) => Ok(()),
        Task::Deed(Deed::PutManifest { digest }) => site
            .store
            .record_manifests(id, repository, vec![digest.clone()], now)
            .await
            .or_fail(),
        Task::Deed(Deed::PutTag { tag, digest, .. }) => {
            let observation = TagObservation {
                tag: tag.clone(),
                digest: digest.clone(),
                media_type: None,
                observed_at: now,
            };
            site.store
                .record_tags(id, repository, vec![observation])
                .await
                .map(drop)
                .or_fail()
        }
        Task::Deed(Deed::RemoveTags { tags, .. }) => note_tags_gone(site, tags).await,
        Task::Deed(Deed::DeleteManifest { digest, tags }) => {
            note_tags_gone(site, tags).await?;
            site.store
                .record_manifest_gone(id, repository, digest, now)
                .await
                .or_fail()
        }
    }
}

async fn note_tags_gone(site: &Site, tags: &[Tag]) -> Result<(), Failure> {
    for tag in tags {
        let noted = site
            .store
            .record_tag_gone(site.connection.id, &site.repository, tag, now());
        noted.await.or_fail()?;
    }
    Ok(())
}

/// Asks anew what describes the images whose referrers came or went.
pub(crate) async fn refresh_referrers(site: &Site, prepared: &Prepared) -> Result<(), Failure> {
    let touched = prepared
        .before
        .manifests
        .keys()
        .chain(prepared.after.manifests.keys());
    let mut subjects: BTreeSet<Digest> = BTreeSet::new();
    for digest in touched {
        if let Some(content) = site.store.content(digest).await.or_fail()? {
            subjects.extend(super::excerpt::read_manifest(&content, true).subject);
        }
    }
    for subject in subjects {
        if !site.has_manifest(&subject).await? {
            continue;
        }
        let found = site.registry.referrers(&site.repository, &subject, None);
        let found = found.await.or_fail()?;
        let mut ways = BTreeSet::new();
        let mut descriptors = Vec::new();
        for item in &found.items {
            ways.insert(match item.found {
                Found::Api => 0,
                Found::FallbackTag => 1,
                Found::CosignTag(_) => 2,
            });
            descriptors.extend(serde_json::to_value(&item.descriptor));
        }
        let listing = ReferrerListing {
            descriptors,
            found_by: match ways.into_iter().collect::<Vec<_>>().as_slice() {
                [] | [0] => ReferrersFoundBy::Api,
                [1] => ReferrersFoundBy::FallbackTag,
                [2] => ReferrersFoundBy::CosignTags,
                _ => ReferrersFoundBy::Several,
            },
            observed_at: now(),
        };
        site.store
            .record_referrers(site.connection.id, &site.repository, &subject, listing)
            .await
            .or_fail()?;
    }
    Ok(())
}
