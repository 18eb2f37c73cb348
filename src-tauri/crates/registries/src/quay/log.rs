//! Quay's log of a repository, an organisation or oneself.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use portolan_distribution::{Cursor, Page};
use serde_json::Value;

use super::{Quay, at};
use crate::{
    Lenient as _, Log, LogEntry, LogFilter, LogMeaning, Result, Scope, ScopeKind, rows::rows,
};

/// How far back the log is read unless it is asked for more: Quay itself would tell of one day.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What an entry can be about beside a repository, by the member of its metadata.
const ABOUT: [&str; 6] = ["robot", "member", "team", "username", "user", "app_name"];

#[async_trait]
impl Log for Quay {
    fn scopes(&self) -> &'static [ScopeKind] {
        &[ScopeKind::Namespace, ScopeKind::Repository]
    }

    fn reach(&self) -> Option<Timestamp> {
        Timestamp::now().checked_sub(REACH).ok()
    }

    async fn read_log(
        &self,
        scope: &Scope,
        filter: &LogFilter,
        cursor: Option<&Cursor>,
    ) -> Result<Page<LogEntry>> {
        let path = match scope {
            Scope::Repository(repository) => at(repository, "logs"),
            _ => format!("{}/logs", self.namespace_path(scope).await?),
        };
        // Quay reckons in whole days of UTC.
        let since = filter.since.or_else(|| self.reach());
        let since = since.map(|since| since.strftime("%m/%d/%Y").to_string());
        let mut query = Vec::new();
        query.extend(since.as_deref().map(|since| ("starttime", since)));
        query.extend(cursor.map(|token| ("next_page", token.as_str())));
        let is_of_all = scope.kind() == ScopeKind::Namespace;
        let actor = filter.actor.as_deref().filter(|_| is_of_all);
        query.extend(actor.map(|actor| ("performer", actor)));
        let answer = self.api.get(&path, &query).await?;
        if answer.json().flag("search_unavailable") == Some(true) {
            return Err(self.api.lacks(&answer));
        }
        let next = answer.json().text("next_page");
        Ok(Page {
            items: rows(&self.api, &answer, Some("logs"))?
                .iter()
                .map(|row| read_entry(scope, row))
                .collect(),
            next: next.map(|token| Cursor::from(token.to_owned())),
            problems: Vec::new(),
        })
    }
}

fn read_entry(scope: &Scope, row: &Value) -> LogEntry {
    let kind = row.text("kind").unwrap_or_default();
    let nothing = Value::Null;
    let said = row.get("metadata").unwrap_or(&nothing);
    let namespace = said.text("namespace").or_else(|| scope.namespace());
    let repository = said.text("repo").map(|name| match namespace {
        Some(namespace) if !name.contains('/') => format!("{namespace}/{name}"),
        _ => name.to_owned(),
    });
    let selector = said.text("tag").or_else(|| said.text("manifest_digest"));
    let about = ABOUT.into_iter().find_map(|member| said.text(member));
    LogEntry {
        at: row.time("datetime"),
        actor: row
            .get("performer")
            .and_then(|performer| performer.text("name"))
            .map(str::to_owned),
        deed: kind.to_owned(),
        meaning: meaning(kind),
        selector: selector.filter(|_| repository.is_some()).map(str::to_owned),
        repository,
        about: about.map(str::to_owned),
        source: row.text("ip").map(str::to_owned),
        worked: kind.ends_with("_failed").then_some(false),
        said: None,
    }
}

fn meaning(kind: &str) -> Option<LogMeaning> {
    Some(match kind {
        "pull_repo" | "pull_repo_failed" | "repo_verb" => LogMeaning::Pulled,
        "push_repo" | "push_repo_failed" => LogMeaning::Pushed,
        "create_tag" | "move_tag" | "revert_tag" => LogMeaning::Tagged,
        "login_success" | "login_failure" => LogMeaning::SignedIn,
        "logout_success" => LogMeaning::SignedOut,
        _ => {
            let has = |word: &str| kind.split('_').any(|part| part == word);
            if has("delete") || has("remove") || has("revoke") {
                LogMeaning::Deleted
            } else if has("create") || has("add") {
                LogMeaning::Created
            } else if has("change") || has("set") || has("update") || has("modify") {
                LogMeaning::Changed
            } else {
                return None;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_entry_names_what_it_was_done_to_and_from_where() {
        let scope = Scope::Namespace("acme".to_owned());
        let entry = read_entry(
            &scope,
            &json!({
                "kind": "push_repo", "ip": "192.0.2.7",
                "datetime": "Fri, 20 Nov 2026 10:00:00 -0000",
                "performer": { "kind": "user", "name": "acme+ci", "is_robot": true },
                "metadata": { "namespace": "acme", "repo": "app", "tag": "v1" },
            }),
        );
        assert_eq!(entry.at.unwrap().to_string(), "2026-11-20T10:00:00Z");
        assert_eq!(entry.repository.as_deref(), Some("acme/app"));
        assert_eq!(entry.selector.as_deref(), Some("v1"));
        assert_eq!(entry.source.as_deref(), Some("192.0.2.7"));
        assert_eq!(entry.meaning, Some(LogMeaning::Pushed));
    }

    #[test]
    fn members_of_another_type_cost_only_themselves() {
        let odd = json!({ "kind": 4, "metadata": [], "performer": "ada", "datetime": "soon" });
        assert_eq!(read_entry(&Scope::Registry, &odd), LogEntry::default());
    }
}
