//! Keeps what taking a copy back needs: the manifests that overwritten tags lead to.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::Failure;
use portolan_oci::Digest;
use portolan_policy::Part;
use portolan_storage::{ActivityId, Content};
use portolan_transfer::{CopyPlan, PlannedImage, TagStanding};

use crate::{
    App,
    changes::{Site, Step, changed, now},
    failures::OrFail,
};

impl App {
    /// Keeps the exact bytes of what is overwritten, and what was where before; before anything is done.
    /// What was kept when the copy was first begun is left as it is.
    pub(crate) async fn keep_for_copy(
        &self,
        site: &Site,
        activity: ActivityId,
        plan: &CopyPlan,
    ) -> Result<(), Failure> {
        let kept = self.store.undo_snapshot(activity).await.or_fail()?;
        if kept.is_some_and(|kept| !kept.steps.is_empty()) {
            return Ok(());
        }
        let days = i64::from(self.settings.current().undo_days);
        let until = now()
            .saturating_add(SignedDuration::from_hours(24 * days))
            .unwrap_or(Timestamp::MAX);
        let mut before = Part::default();
        let mut after = Part::default();
        let mut contents: BTreeMap<Digest, Content> = BTreeMap::new();
        for tag in plan.images.iter().flat_map(PlannedImage::all_tags) {
            if tag.standing() == TagStanding::Same {
                continue;
            }
            before.tags.insert(tag.tag.clone(), tag.before.clone());
            after.tags.insert(tag.tag.clone(), Some(tag.digest.clone()));
            let Some(digest) = &tag.before else { continue };
            before.manifests.insert(digest.clone(), true);
            after.manifests.insert(digest.clone(), true);
            if contents.contains_key(digest) {
                continue;
            }
            let content = site.manifest(digest).await?;
            let content = content.ok_or_else(|| changed(vec![tag.tag.to_string()]))?;
            contents.insert(digest.clone(), content);
        }
        let step = Step { before, after };
        let step = serde_json::to_value(step)
            .map_err(|problem| Failure::unexpected(problem.to_string()))?;
        let contents = contents.into_values().collect();
        self.store
            .keep_for_undo(activity, vec![step], contents, until)
            .await
            .or_fail()
    }
}
