//! How Harbor carries out its rules: executions of retention and of replication, and their tasks.

use async_trait::async_trait;
use http::Method;
use portolan_distribution::Error as WireError;
use serde_json::{Value, json};

use super::{Harbor, PAGE, rooted, rules::KeptRetention};
use crate::{
    Lenient as _, PageNumber, Result, RulePurpose, RuleRun, RuleRuns, RuleTask, RunFilter, Scope,
    VendorRule,
    offers::{misplaced, unsupported},
};

/// Where runs are listed, and how one is asked for and ended.
struct Desk {
    list: String,
    query: Option<(&'static str, String)>,
    begin: Value,
    stop: (Method, Value),
}

impl Harbor {
    async fn desk(&self, filter: &RunFilter<'_>, dry: bool) -> Result<Desk> {
        match (filter.purpose, filter.scope) {
            (RulePurpose::Retention, Scope::Namespace(project)) => {
                let KeptRetention { policy, .. } = self.kept_retention(project).await?;
                let (id, _) = policy.ok_or_else(|| WireError::NotFound {
                    what: format!("a retention policy of {project}"),
                    complaint: None,
                })?;
                Ok(Desk {
                    list: format!("retentions/{id}/executions"),
                    query: None,
                    begin: json!({ "dry_run": dry }),
                    stop: (Method::PATCH, json!({ "action": "stop" })),
                })
            }
            (RulePurpose::Replication, Scope::Registry) => {
                let id = match filter.rule {
                    Some(VendorRule::HarborReplication { policy }) => {
                        Some(self.replication_policy(policy).await?.0)
                    }
                    Some(_) => return Err(misplaced()),
                    None => None,
                };
                Ok(Desk {
                    list: "replication/executions".to_owned(),
                    query: id.map(|id| ("policy_id", id.to_string())),
                    begin: json!({ "policy_id": id }),
                    stop: (Method::PUT, json!({})),
                })
            }
            _ => Err(misplaced()),
        }
    }
}

#[async_trait]
impl RuleRuns for Harbor {
    /// The newest hundred; nobody reads further back.
    async fn runs(&self, filter: &RunFilter<'_>) -> Result<Vec<RuleRun>> {
        let desk = match self.desk(filter, true).await {
            // Without a policy nothing ever ran.
            Err(error) if error.is_not_found() => return Ok(Vec::new()),
            other => other?,
        };
        let query: Vec<_> = desk
            .query
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let first = PageNumber::at(None);
        let (found, _) = self.page(&desk.list, first, PAGE, &query).await?;
        let mut runs: Vec<_> = found.iter().filter_map(read_run).collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.id));
        Ok(runs)
    }

    async fn start(&self, filter: &RunFilter<'_>, dry: bool) -> Result<()> {
        let is_copying = filter.purpose == RulePurpose::Replication;
        if is_copying && (dry || filter.rule.is_none()) {
            return Err(unsupported());
        }
        let desk = self.desk(filter, dry).await?;
        self.send(Method::POST, &desk.list, desk.begin).await
    }

    async fn stop(&self, filter: &RunFilter<'_>, run: u64) -> Result<()> {
        let desk = self.desk(filter, true).await?;
        let (method, body) = desk.stop;
        self.send(method, &format!("{}/{run}", desk.list), body)
            .await
    }

    async fn tasks(&self, filter: &RunFilter<'_>, run: u64) -> Result<Vec<RuleTask>> {
        let desk = self.desk(filter, true).await?;
        let found = self.all(&format!("{}/{run}/tasks", desk.list), &[]).await?;
        Ok(found.iter().filter_map(read_task).collect())
    }

    async fn log(&self, filter: &RunFilter<'_>, run: u64, task: u64) -> Result<String> {
        let desk = self.desk(filter, true).await?;
        let below = match filter.purpose {
            RulePurpose::Replication => "/log",
            _ => "",
        };
        let path = rooted(&format!("{}/{run}/tasks/{task}{below}", desk.list));
        let answer = self.api.get(&path, &[]).await?;
        Ok(answer.content())
    }
}

fn read_run(run: &Value) -> Option<RuleRun> {
    let counts = || {
        let (succeeded, failed) = (run.number("succeed")?, run.number("failed")?);
        Some((succeeded, failed, run.number("total")?))
    };
    Some(RuleRun {
        id: run.number("id")?,
        status: run.text("status").unwrap_or_default().to_owned(),
        trigger: run.text("trigger").map(str::to_owned),
        dry: run.flag("dry_run") == Some(true),
        started: run.time("start_time"),
        ended: run.time("end_time"),
        tasks: counts(),
        said: run.text("status_text").map(str::to_owned),
    })
}

fn read_task(task: &Value) -> Option<RuleTask> {
    let text = |member: &str| task.text(member).map(str::to_owned);
    let is_about_artifacts = task.get("repository").is_some();
    Some(RuleTask {
        id: task.number("id")?,
        subject: text("repository").or_else(|| text("src_resource"))?,
        destination: text("dst_resource"),
        operation: text("operation"),
        status: text("status").unwrap_or_default(),
        ended: task.time("end_time"),
        total: task.number("total").filter(|_| is_about_artifacts),
        retained: task.number("retained").filter(|_| is_about_artifacts),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_and_tasks_of_both_kinds_are_read() {
        let run = read_run(&json!({
            "id": 5, "status": "Success", "trigger": "Manual", "dry_run": true,
            "start_time": "2026-05-06T07:08:09Z", "end_time": "0001-01-01T00:00:00Z",
        }))
        .unwrap();
        assert!(run.dry && run.started.is_some() && run.ended.is_none());
        assert_eq!(run.tasks, None);
        let copied = read_run(&json!({ "id": 6, "succeed": 3, "failed": 1, "total": 4 })).unwrap();
        assert_eq!(copied.tasks, Some((3, 1, 4)));
        let task = read_task(&json!({ "id": 1, "repository": "app", "total": 9, "retained": 2 }));
        assert_eq!(task.unwrap().retained, Some(2));
        let task = json!({ "id": 1, "src_resource": "a/b:[1]", "dst_resource": "c/b:[1]" });
        assert_eq!(
            read_task(&task).unwrap().destination.as_deref(),
            Some("c/b:[1]")
        );
        assert_eq!(read_task(&json!({ "id": 1 })), None);
    }
}
