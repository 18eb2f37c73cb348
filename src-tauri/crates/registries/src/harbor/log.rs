//! Harbor's log of what was done: since 2.13 the extended one, before it the plain one. For one repository, the
//! log of its project is asked for what names it.

use async_trait::async_trait;
use portolan_distribution::{Cursor, Page};
use serde_json::Value;

use super::{Harbor, PAGE, not_found, repositories::is_absent};
use crate::{
    Lenient as _, Log, LogEntry, LogFilter, LogMeaning, PageNumber, Result, Scope, ScopeKind,
    encode,
};

/// Which of Harbor's two logs is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Form {
    Extended,
    Plain,
}

impl Form {
    /// How its cursors begin.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Extended => "extended ",
            Self::Plain => "plain ",
        }
    }

    /// The log that a cursor goes on in, and where.
    fn resume(cursor: &Cursor) -> Option<(Self, PageNumber)> {
        let mut all = [Self::Extended, Self::Plain].into_iter();
        all.find_map(|form| {
            let number = cursor.as_str().strip_prefix(form.prefix())?;
            Some((form, PageNumber::at(Some(&Cursor::from(number.to_owned())))))
        })
    }

    fn path(self, project: Option<&str>) -> String {
        match (self, project.map(encode)) {
            (Self::Extended, None) => "auditlog-exts".to_owned(),
            (Self::Plain, None) => "audit-logs".to_owned(),
            (Self::Extended, Some(project)) => format!("projects/{project}/auditlog-exts"),
            (Self::Plain, Some(project)) => format!("projects/{project}/logs"),
        }
    }
}

#[async_trait]
impl Log for Harbor {
    fn scopes(&self) -> &'static [ScopeKind] {
        &[
            ScopeKind::Registry,
            ScopeKind::Namespace,
            ScopeKind::Repository,
        ]
    }

    async fn read_log(
        &self,
        scope: &Scope,
        filter: &LogFilter,
        cursor: Option<&Cursor>,
    ) -> Result<Page<LogEntry>> {
        if let Some((form, number)) = cursor.and_then(Form::resume) {
            return self.log_page(form, number, scope, filter).await;
        }
        let first = PageNumber::at(None);
        match self.log_page(Form::Extended, first, scope, filter).await {
            Err(error) if is_absent(&error) => {
                self.log_page(Form::Plain, first, scope, filter).await
            }
            other => other,
        }
    }
}

impl Harbor {
    async fn log_page(
        &self,
        form: Form,
        number: PageNumber,
        scope: &Scope,
        filter: &LogFilter,
    ) -> Result<Page<LogEntry>> {
        if let (Some(repository), None) = (scope.repository(), scope.namespace()) {
            return Err(not_found(repository));
        }
        let wanted = query(scope, filter);
        let mut more = vec![("sort", "-op_time")];
        if !wanted.is_empty() {
            more.push(("q", &wanted));
        }
        let path = form.path(scope.namespace());
        let (rows, next) = self.page(&path, number, PAGE, &more).await?;
        let entries = rows.iter().map(read_entry);
        Ok(Page {
            // Harbor looks for the name anywhere in what an entry names.
            items: entries
                .filter(|entry| {
                    scope
                        .repository()
                        .is_none_or(|wanted| entry.repository.as_deref() == Some(wanted.as_str()))
                })
                .collect(),
            next: next.map(|next| Cursor::from(format!("{}{}", form.prefix(), next.as_str()))),
            problems: Vec::new(),
        })
    }
}

/// What is wanted, in Harbor's `q=`; what that has no letters for is left to be picked out afterwards.
fn query(scope: &Scope, filter: &LogFilter) -> String {
    let mut wanted = Vec::new();
    if let Some(repository) = scope.repository() {
        wanted.push(format!("resource=~{repository}"));
    }
    let is_plain = |text: &&String| !text.contains([',', '~', '[', ']', '{', '}', '(', ')']);
    if let Some(actor) = filter.actor.as_ref().filter(is_plain) {
        wanted.push(format!("username={actor}"));
    }
    if let Some((operation, resource)) = filter
        .deed
        .as_ref()
        .filter(is_plain)
        .and_then(|deed| deed.split_once(' '))
    {
        wanted.push(format!("operation={operation},resource_type={resource}"));
    }
    if let Some(since) = filter.since {
        wanted.push(format!(
            "op_time=[{}~]",
            since.strftime("%Y-%m-%dT%H:%M:%S")
        ));
    }
    wanted.join(",")
}

fn read_entry(row: &Value) -> LogEntry {
    let (operation, resource) = (row.text("operation"), row.text("resource_type"));
    let words = [operation, resource].into_iter().flatten();
    let named = row.text("resource");
    let is_content = matches!(resource, Some("artifact" | "tag" | "repository"));
    let (repository, selector) = named
        .filter(|_| is_content)
        .map(take_apart)
        .unwrap_or_default();
    LogEntry {
        at: row.time("op_time"),
        actor: row.text("username").map(str::to_owned),
        deed: words.collect::<Vec<_>>().join(" "),
        meaning: operation.and_then(|operation| meaning(operation, resource)),
        about: named.filter(|_| repository.is_none()).map(str::to_owned),
        repository,
        selector,
        source: None,
        worked: row.flag("operation_result"),
        said: row.text("operation_description").map(str::to_owned),
    }
}

/// A repository, and what is named of it: `project/name@digest` or `project/name:tag`.
fn take_apart(resource: &str) -> (Option<String>, Option<String>) {
    let cut = match resource.split_once('@') {
        Some(parts) => Some(parts),
        None => resource.rsplit_once(':'),
    };
    match cut {
        Some((repository, selector)) => (Some(repository.to_owned()), Some(selector.to_owned())),
        None => (Some(resource.to_owned()), None),
    }
}

fn meaning(operation: &str, resource: Option<&str>) -> Option<LogMeaning> {
    Some(match (operation, resource) {
        ("pull", _) => LogMeaning::Pulled,
        ("push", _) | ("create", Some("artifact")) => LogMeaning::Pushed,
        ("create", Some("tag")) => LogMeaning::Tagged,
        ("create", _) => LogMeaning::Created,
        ("update", _) => LogMeaning::Changed,
        ("delete", _) => LogMeaning::Deleted,
        ("login" | "user_login", _) => LogMeaning::SignedIn,
        ("logout" | "user_logout", _) => LogMeaning::SignedOut,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_done_to_content_names_its_repository_and_tag_or_digest() {
        let of = |resource: &str| {
            let entry = read_entry(&json!({
                "operation": "create", "resource_type": "artifact", "resource": resource,
            }));
            (entry.repository.unwrap(), entry.selector)
        };
        assert_eq!(
            of("library/team/app:v1"),
            ("library/team/app".to_owned(), Some("v1".to_owned()))
        );
        assert_eq!(
            of("library/app@sha256:ab"),
            ("library/app".to_owned(), Some("sha256:ab".to_owned()))
        );
        let project = read_entry(&json!({
            "operation": "create", "resource_type": "project", "resource": "library",
        }));
        assert_eq!(
            (project.repository, project.about.as_deref()),
            (None, Some("library"))
        );
    }

    #[test]
    fn a_row_of_other_types_is_a_row_that_says_nothing() {
        let odd = read_entry(
            &json!({ "op_time": 7.5, "username": [], "operation": null, "resource": {} }),
        );
        assert_eq!(odd, LogEntry::default());
    }

    #[test]
    fn names_with_the_letters_of_the_query_are_picked_out_here() {
        let filter = LogFilter {
            actor: Some("a,b".to_owned()),
            deed: Some("pull artifact".to_owned()),
            since: Some("2026-01-02T03:04:05Z".parse().unwrap()),
        };
        assert_eq!(
            query(&Scope::Registry, &filter),
            "operation=pull,resource_type=artifact,op_time=[2026-01-02T03:04:05~]"
        );
    }
}
