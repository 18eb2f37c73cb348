//! Rules as the registry carries them out: what was, what is, and on request.

use std::sync::Arc;

use jiff::Timestamp;
use portolan_contract::{
    ActivityDeed, Event, Failure, Nothing, RuleLog, RuleRun, RuleRunAt, RuleRunState, RuleRunsAt,
    RuleTask, RuleTaskAt, RuleTaskCounts, ScopeAt, StartRuleRun,
};
use portolan_registries::{Registry, RuleRuns, RunFilter, Scope, VendorRule};

use super::{name_of, not_offered, read::read_purpose, recast};
use crate::{App, administration::scope_of, failures::OrFail};

/// Characters of a log that are shown: its end, where the result is.
const LOG_LIMIT: usize = 200_000;

/// Whose runs are meant, read.
struct Asked {
    registry: Arc<dyn Registry>,
    of: RuleRunsAt,
    scope: Scope,
    rule: Option<VendorRule>,
}

impl Asked {
    fn runs(&self) -> Result<&dyn RuleRuns, Failure> {
        let own = self.registry.offers().rules;
        let runs = own.and_then(portolan_registries::Rules::runs);
        runs.ok_or_else(|| not_offered(&self.of.at.connection))
    }

    fn filter(&self) -> RunFilter<'_> {
        RunFilter {
            purpose: read_purpose(self.of.purpose),
            scope: &self.scope,
            rule: self.rule.as_ref(),
        }
    }
}

impl App {
    async fn asked(&self, of: RuleRunsAt) -> Result<Asked, Failure> {
        Ok(Asked {
            registry: self.registry(&of.at.connection).await?,
            scope: scope_of(&of.at.scope)?,
            rule: of.rule.as_ref().map(recast).transpose()?,
            of,
        })
    }

    /// The last runs, newest first.
    pub async fn list_rule_runs(&self, request: RuleRunsAt) -> Result<Vec<RuleRun>, Failure> {
        let asked = self.asked(request).await?;
        let runs = asked.runs()?.runs(&asked.filter()).await.or_fail()?;
        Ok(runs.into_iter().map(show_run).collect())
    }

    /// Has rules carried out now, or only tried, which is not written down: it changes nothing.
    pub async fn start_rule_run(&self, request: StartRuleRun) -> Result<Nothing, Failure> {
        let StartRuleRun { of, dry } = request;
        let asked = self.asked(of).await?;
        let ScopeAt { connection, scope } = asked.of.at.clone();
        let deed = ActivityDeed::VendorRun {
            scope,
            purpose: asked.of.purpose,
            rule: asked.of.rule.clone().map(Box::new),
        };
        let name = name_of(&asked.of.at.scope);
        let work = async {
            let started = asked.runs()?.start(&asked.filter(), dry).await;
            started.or_fail()
        };
        if dry {
            work.await?;
        } else {
            self.recorded(&connection, deed, name, work).await?;
        }
        self.events.tell(Event::VendorRulesChanged { connection });
        Ok(Nothing {})
    }

    /// Ends a run before its time.
    pub async fn stop_rule_run(&self, request: RuleRunAt) -> Result<Nothing, Failure> {
        let asked = self.asked(request.of).await?;
        let stored = self.stored_connection(&asked.of.at.connection).await?;
        if stored.draft.read_only {
            return Err(crate::changes::read_only());
        }
        let stopped = asked.runs()?.stop(&asked.filter(), request.run).await;
        stopped.or_fail()?;
        let connection = asked.of.at.connection.clone();
        self.events.tell(Event::VendorRulesChanged { connection });
        Ok(Nothing {})
    }

    /// What a run did or does, one by one.
    pub async fn list_rule_tasks(&self, request: RuleRunAt) -> Result<Vec<RuleTask>, Failure> {
        let asked = self.asked(request.of).await?;
        let tasks = asked.runs()?.tasks(&asked.filter(), request.run).await;
        let tasks = tasks.or_fail()?.into_iter();
        Ok(tasks.map(show_task).collect())
    }

    /// What the registry wrote down about one of them; of a long log its end.
    pub async fn read_rule_log(&self, request: RuleTaskAt) -> Result<RuleLog, Failure> {
        let asked = self.asked(request.of).await?;
        let (run, task) = (request.run, request.task);
        let log = asked.runs()?.log(&asked.filter(), run, task).await;
        let log = log.or_fail()?;
        let over = log.chars().count().saturating_sub(LOG_LIMIT);
        Ok(RuleLog {
            text: log.chars().skip(over).collect(),
        })
    }
}

/// How something is, by Harbor's words for it (`InProgress`, `Succeed` and such are those of replication).
fn state_of(status: &str) -> RuleRunState {
    match status.to_ascii_lowercase().as_str() {
        "success" | "succeed" | "finished" => RuleRunState::Done,
        "error" | "failed" => RuleRunState::Failed,
        "stopped" => RuleRunState::Stopped,
        "pending" | "scheduled" => RuleRunState::Waiting,
        _ => RuleRunState::Running,
    }
}

fn show_run(run: portolan_registries::RuleRun) -> RuleRun {
    RuleRun {
        id: run.id,
        state: state_of(&run.status),
        status: run.status,
        trigger: run.trigger,
        dry: run.dry,
        started: run.started.map(Timestamp::as_millisecond),
        ended: run.ended.map(Timestamp::as_millisecond),
        tasks: run.tasks.map(|(succeeded, failed, total)| RuleTaskCounts {
            succeeded,
            failed,
            total,
        }),
        said: run.said,
    }
}

fn show_task(task: portolan_registries::RuleTask) -> RuleTask {
    RuleTask {
        id: task.id,
        subject: task.subject,
        destination: task.destination,
        operation: task.operation,
        state: state_of(&task.status),
        status: task.status,
        ended: task.ended.map(Timestamp::as_millisecond),
        total: task.total,
        retained: task.retained,
    }
}
