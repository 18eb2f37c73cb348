//! Docker Hub's log of a namespace, which organisations with a paid plan have.
//!
//! Not confirmed by Hub: that its filter by name wants a repository with its namespace, as its entries have it.

use async_trait::async_trait;
use portolan_distribution::{Cursor, Page};
use serde_json::Value;

use super::{DockerHub, PAGE};
use crate::{
    Lenient as _, Log, LogEntry, LogFilter, LogMeaning, PageNumber, Result, Scope, ScopeKind,
    encode,
    rows::{not_found, rows},
};

#[async_trait]
impl Log for DockerHub {
    fn scopes(&self) -> &'static [ScopeKind] {
        &[ScopeKind::Namespace, ScopeKind::Repository]
    }

    async fn read_log(
        &self,
        scope: &Scope,
        filter: &LogFilter,
        cursor: Option<&Cursor>,
    ) -> Result<Page<LogEntry>> {
        let account = scope.namespace();
        let account = account.ok_or_else(|| not_found("a log of all of Docker Hub".to_owned()))?;
        let page = PageNumber::at(cursor);
        let (number, size) = (page.text(), PAGE.to_string());
        let since = filter.since.map(|since| since.to_string());
        let mut query = vec![("page", number.as_str()), ("page_size", size.as_str())];
        query.extend(filter.actor.as_deref().map(|actor| ("actor", actor)));
        query.extend(filter.deed.as_deref().map(|deed| ("action", deed)));
        query.extend(since.as_deref().map(|since| ("from", since)));
        query.extend(scope.repository().map(|name| ("name", name.as_str())));
        let path = format!("/v2/auditlogs/{}", encode(account));
        let answer = self.api.get(&path, &query).await?;
        let rows = rows(&self.api, &answer, Some("logs"))?;
        Ok(Page {
            items: rows.iter().map(read_entry).collect(),
            next: page.after(rows.len(), PAGE, None),
            problems: Vec::new(),
        })
    }
}

fn read_entry(row: &Value) -> LogEntry {
    let (action, name) = (row.text("action").unwrap_or_default(), row.text("name"));
    let is_repository = action.starts_with("repo.");
    let said = row.get("data");
    let tag = said.and_then(|said| said.text("tag"));
    LogEntry {
        at: row.time("timestamp"),
        actor: row.text("actor").map(str::to_owned),
        deed: action.to_owned(),
        meaning: meaning(action),
        repository: name.filter(|_| is_repository).map(str::to_owned),
        selector: tag
            .or_else(|| said?.text("digest"))
            .filter(|_| is_repository)
            .map(str::to_owned),
        about: name.filter(|_| !is_repository).map(str::to_owned),
        source: None,
        worked: None,
        said: row.text("action_description").map(str::to_owned),
    }
}

fn meaning(action: &str) -> Option<LogMeaning> {
    Some(match action.rsplit('.').next()? {
        "push" => LogMeaning::Pushed,
        "create" | "add" => LogMeaning::Created,
        "delete" | "remove" => LogMeaning::Deleted,
        "change" | "update" | "edit" | "rename" => LogMeaning::Changed,
        "login" => LogMeaning::SignedIn,
        _ => return None,
    })
}
