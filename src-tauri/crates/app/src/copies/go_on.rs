//! What a person does to a copy that is not at its end: looks, pauses, goes on, gives up.

use std::sync::Arc;

use portolan_contract::{ActivityId, Begun, Code, Copy, CopyState, Failure, Hint, Nothing, Retry};
use portolan_storage::Transfer;
use portolan_transfer::CopyPlan;

use super::{under_way::About, watch::Stop};
use crate::{
    App,
    changes::{kept_id, show_result},
    failures::OrFail,
};

impl App {
    /// Copies that are under way or can go on, the oldest first.
    pub async fn list_copies(&self, _: Nothing) -> Result<Vec<Copy>, Failure> {
        let mut copies = Vec::new();
        for kept in self.store.transfers().await.or_fail()? {
            match self.copies.running(&kept.activity.to_string()) {
                Some(watch) => copies.push(watch.show()),
                None => copies.extend(self.show_kept(&kept).await?),
            }
        }
        Ok(copies)
    }

    /// Stops a copy, to go on later. Blobs that are half on their way begin again then.
    pub async fn pause_copy(&self, activity: ActivityId) -> Result<Nothing, Failure> {
        if let Some(watch) = self.copies.running(&activity.0) {
            watch.stop(Stop::Pause);
        }
        Ok(Nothing {})
    }

    /// Stops a copy for good. What arrived stays; the activity's undo takes it back.
    pub async fn cancel_copy(&self, activity: ActivityId) -> Result<Nothing, Failure> {
        if let Some(watch) = self.copies.running(&activity.0) {
            watch.stop(Stop::Cancel);
        } else {
            let id = kept_id(&activity)?;
            self.store.forget_transfer(id).await.or_fail()?;
            self.events.tell(portolan_contract::Event::CopiesChanged);
        }
        Ok(Nothing {})
    }

    /// Goes on with a copy that was paused, interrupted, or did not arrive whole, by its frozen plan.
    pub async fn go_on_with_copy(self: &Arc<Self>, activity: ActivityId) -> Result<Begun, Failure> {
        if self.copies.running(&activity.0).is_some() {
            return Ok(Begun { activity });
        }
        let id = kept_id(&activity)?;
        let Some(kept) = self.store.transfer(id).await.or_fail()? else {
            let detail = "the copy is at its end";
            return Err(Failure::new(
                Code::Conflict,
                Hint::NothingToUndo,
                Retry::No,
                detail,
            ));
        };
        let (about, plan) = read(&kept)?;
        let site = self.copy_site(&about.destination).await?;
        self.store.pause_transfer(id, false).await.or_fail()?;
        let sides = (self.copy_source(&about.source).await?, site);
        self.run_copy(id, about, sides, Arc::new(plan), true).await
    }

    async fn show_kept(&self, kept: &Transfer) -> Result<Option<Copy>, Failure> {
        // One that another version wrote is not shown, and not lost.
        let Ok((about, plan)) = read(kept) else {
            return Ok(None);
        };
        let activity = self.store.activity(kept.activity).await.or_fail()?;
        let failure = show_result(&activity);
        Ok(Some(Copy {
            activity: ActivityId(kept.activity.to_string()),
            source: about.source,
            source_name: about.source_name,
            destination: about.destination,
            destination_name: about.destination_name,
            state: if kept.is_paused {
                CopyState::Paused
            } else if failure.is_some() {
                CopyState::Failed
            } else {
                CopyState::Interrupted
            },
            images: plan.images.len() as u64,
            images_done: 0,
            bytes: plan.bytes_to_send(),
            bytes_done: 0,
            blobs: Vec::new(),
            waiting_until: None,
            failure,
        }))
    }
}

fn read(kept: &Transfer) -> Result<(About, CopyPlan), Failure> {
    let json = |problem: serde_json::Error| Failure::unexpected(problem.to_string());
    let about = serde_json::from_str(&kept.about).map_err(json)?;
    let plan = serde_json::from_str(&kept.plan).map_err(json)?;
    Ok((about, plan))
}
