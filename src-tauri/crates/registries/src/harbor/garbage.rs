//! Harbor's collection of garbage: a job of the whole system, on request or by a schedule.

use async_trait::async_trait;
use http::Method;
use portolan_distribution::{Cursor, Page, Problem};
use serde_json::{Value, json};

use super::{Harbor, needs, rooted};
use crate::{
    Collection, CollectionSchedule, CollectionState, GarbageCollection, Lenient as _, PageNumber,
    Result,
    rows::{read_each, unusable},
};

/// Turns of a page.
const TURNS: usize = 20;

const SCHEDULE: &str = "system/gc/schedule";

#[async_trait]
impl GarbageCollection for Harbor {
    async fn list_collections(&self, cursor: Option<&Cursor>) -> Result<Page<Collection>> {
        let page = PageNumber::at(cursor);
        let found = self.page("system/gc", page, TURNS, &[]).await;
        let (rows, next) = found.map_err(needs("garbage-collection:list (system)"))?;
        let (items, problems) = read_each(&rows, read_collection);
        Ok(Page {
            items,
            next,
            problems,
        })
    }

    async fn collect_garbage(&self, dry: bool, delete_untagged: bool) -> Result<()> {
        let body = json!({
            "schedule": { "type": "Manual" },
            "parameters": { "dry_run": dry, "delete_untagged": delete_untagged },
        });
        let path = rooted(SCHEDULE);
        let begun = self.api.ask(Method::POST, &path, &[], Some(body)).await;
        begun
            .map_err(needs("garbage-collection:create (system)"))
            .map(drop)
    }

    async fn collection_log(&self, id: u64) -> Result<String> {
        let path = rooted(&format!("system/gc/{id}/log"));
        let answer = self.api.get(&path, &[]).await;
        let answer = answer.map_err(needs("garbage-collection:read (system)"))?;
        Ok(answer.content())
    }

    async fn stop_collection(&self, id: u64) -> Result<()> {
        let path = rooted(&format!("system/gc/{id}"));
        let stopped = self.api.ask(Method::PUT, &path, &[], None).await;
        stopped
            .map_err(needs("garbage-collection:stop (system)"))
            .map(drop)
    }

    async fn collection_schedule(&self) -> Result<Option<CollectionSchedule>> {
        let found = self.get(SCHEDULE, &[]).await;
        let said = found.map_err(needs("garbage-collection:read (system)"))?;
        Ok(read_schedule(&said))
    }

    async fn set_collection_schedule(&self, schedule: Option<&CollectionSchedule>) -> Result<()> {
        let body = match schedule {
            None => json!({ "schedule": { "type": "None" } }),
            Some(schedule) => json!({
                "schedule": { "type": "Custom", "cron": schedule.cron },
                "parameters": { "delete_untagged": schedule.deletes_untagged },
            }),
        };
        let path = rooted(SCHEDULE);
        let set = self.api.ask(Method::PUT, &path, &[], Some(body)).await;
        set.map_err(needs("garbage-collection:update (system)"))
            .map(drop)
    }
}

fn read_collection(row: &Value) -> Result<Collection, Problem> {
    let id = row.number("id").ok_or_else(|| unusable("a turn"))?;
    let with = parameters(row);
    let state = read_state(row.text("job_status").unwrap_or_default());
    Ok(Collection {
        id,
        state,
        began: row.time("creation_time"),
        changed: row.time("update_time"),
        is_scheduled: row.text("job_kind") != Some("MANUAL"),
        is_dry: with.flag("dry_run") == Some(true),
        deletes_untagged: with.flag("delete_untagged") == Some(true),
        freed: with
            .number("freed_space")
            .filter(|_| state == CollectionState::Done),
    })
}

/// Harbor writes the parameters of a job as a text with JSON in it.
fn parameters(row: &Value) -> Value {
    let text = row.text("job_parameters").unwrap_or_default();
    serde_json::from_str(text).unwrap_or_default()
}

fn read_state(word: &str) -> CollectionState {
    match word.to_ascii_lowercase().as_str() {
        "pending" | "scheduled" => CollectionState::Waiting,
        "running" => CollectionState::Running,
        "success" | "finished" => CollectionState::Done,
        "error" => CollectionState::Failed,
        "stopped" => CollectionState::Stopped,
        _ => CollectionState::Unknown,
    }
}

/// Without a schedule, Harbor answers with nothing, or with one of the kind `None`.
fn read_schedule(said: &Value) -> Option<CollectionSchedule> {
    let schedule = said.get("schedule")?;
    let is_none = matches!(schedule.text("type"), None | Some("None" | "Manual"));
    Some(CollectionSchedule {
        cron: schedule.text("cron").filter(|_| !is_none)?.to_owned(),
        deletes_untagged: parameters(said).flag("delete_untagged") == Some(true),
        next: schedule.time("next_scheduled_time"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_read_with_its_parameters_and_costs_only_what_is_odd_in_it() {
        let turn = read_collection(&json!({
            "id": 3, "job_kind": "MANUAL", "job_status": "Success",
            "job_parameters": "{\"dry_run\":true,\"delete_untagged\":false,\"freed_space\":4096}",
        }))
        .unwrap();
        assert!(turn.is_dry && !turn.deletes_untagged && !turn.is_scheduled);
        assert_eq!(
            (turn.state, turn.freed),
            (CollectionState::Done, Some(4096))
        );
        let odd = read_collection(&json!({ "id": 4, "job_parameters": "{", "job_status": 1 }));
        assert_eq!(odd.unwrap().state, CollectionState::Unknown);
        assert!(read_collection(&json!({ "id": [] })).is_err());
    }

    #[test]
    fn no_schedule_is_none_in_each_of_the_ways_that_harbor_says_it() {
        for said in [
            json!(null),
            json!({}),
            json!({ "schedule": { "type": "None" } }),
            json!({ "schedule": { "type": "Daily", "cron": "" } }),
        ] {
            assert_eq!(read_schedule(&said), None, "{said}");
        }
        let daily = json!({ "schedule": { "type": "Daily", "cron": "0 0 0 * * *" } });
        assert_eq!(read_schedule(&daily).unwrap().cron, "0 0 0 * * *");
    }
}
