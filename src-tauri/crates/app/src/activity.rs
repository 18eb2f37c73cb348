//! What was done, when, to what, with what result.

use portolan_contract::{
    Activity, ActivityId, ActivityItem, ActivityReport, ActivityState, ActivityWindow, Code,
    Failure, ListActivities, Retry,
};

use crate::{App, changes, failures::OrFail};

/// More activities than anybody scrolls through.
const LIMIT: usize = 100_000;

impl App {
    /// Activities, newest first.
    pub async fn list_activities(
        &self,
        request: ListActivities,
    ) -> Result<ActivityWindow, Failure> {
        let kept = self.store.activities(None, LIMIT).await.or_fail()?;
        let shown: Vec<Activity> = kept
            .iter()
            .filter_map(changes::show_activity)
            .filter(|shown| {
                let wanted = request.connection.as_ref();
                wanted.is_none_or(|connection| shown.connection == *connection)
            })
            .collect();
        let total = shown.len() as u64;
        let rows = shown
            .into_iter()
            .skip(request.offset as usize)
            .take(request.limit as usize)
            .collect();
        Ok(ActivityWindow {
            total,
            offset: request.offset,
            rows,
        })
    }

    /// One activity with each of its items.
    pub async fn read_activity(&self, request: ActivityId) -> Result<ActivityReport, Failure> {
        let id = changes::kept_id(&request)?;
        let kept = self.store.activity(id).await.or_fail()?;
        let activity = changes::show_activity(&kept).ok_or_else(|| Failure {
            code: Code::NotFound,
            hint: None,
            retry: Retry::No,
            detail: "the activity was written by another version".to_owned(),
        })?;
        let items = self.store.activity_items(id).await.or_fail()?;
        let mut items: Vec<ActivityItem> = items.iter().map(changes::show_item).collect();
        let has_reason = items.iter().any(|item| item.failure.is_some());
        if activity.state == ActivityState::Failed
            && !has_reason
            && let Some(first) = items.first_mut()
        {
            // What kept the whole from beginning kept its first item from it.
            first.failure = changes::show_result(&kept);
        }
        // What it went on from after an earlier failure is over.
        let has_failed = matches!(
            activity.state,
            ActivityState::Failed | ActivityState::Partly
        );
        Ok(ActivityReport {
            failure: changes::show_result(&kept).filter(|_| has_failed),
            activity,
            items,
        })
    }
}
