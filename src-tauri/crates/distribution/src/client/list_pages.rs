//! Lists in pages: one page, and where the next one is. Which list it is, its verb says.

use std::str::FromStr;

use http::{HeaderMap, StatusCode};
use serde_json::Value;
use url::Url;

use super::{Ask, Client};
use crate::{
    Cursor, Error, Operation, Page, Problem, Result, complaint::showable, count::Purpose, link,
    origin::place, scope::Scope, transport::Request,
};

/// Bytes one page may have.
const PAGE_LIMIT: u64 = 16 << 20;

/// Problems kept of one page; more of the same say no more.
const PROBLEM_COUNT: usize = 20;

/// The size asked for where nobody wishes another: the most that every registry takes.
const PAGE_SIZE: usize = 1_000;

/// A list that comes in pages.
pub(super) struct List<'l> {
    /// Of the first page.
    pub(super) url: Url,
    pub(super) scopes: Vec<Scope>,
    /// The member that holds the entries.
    pub(super) member: &'l str,
    pub(super) what: String,
    pub(super) operation: Operation,
}

impl List<'_> {
    fn ask(&self, url: Url) -> Ask {
        Ask {
            request: Request::get(url, Purpose::Other),
            scopes: self.scopes.clone(),
            what: self.what.clone(),
            operation: self.operation,
        }
    }
}

impl Client {
    /// One page of `list`, from the beginning or from `cursor` on.
    pub(super) async fn list_page<T: FromStr>(
        &self,
        list: &List<'_>,
        cursor: Option<&Cursor>,
        size: Option<usize>,
    ) -> Result<Page<T>> {
        let (value, headers, url) = self.read_page(list, cursor, size).await?;
        let mut page = Page::empty();
        match value.get(list.member) {
            None | Some(Value::Null) => {}
            Some(Value::Array(entries)) => read_entries(entries, &mut page),
            Some(_) => return Err(self.protocol("a list that is no list")),
        }
        // Gitea links on past the end: nothing on a page means that nothing follows.
        if !page.items.is_empty() || !page.problems.is_empty() {
            page.next = self.next_cursor(link::next(&headers), &url)?;
        }
        Ok(page)
    }

    /// One page of `list` as the registry wrote it, with its head and the address that was asked.
    pub(super) async fn read_page(
        &self,
        list: &List<'_>,
        cursor: Option<&Cursor>,
        size: Option<usize>,
    ) -> Result<(Value, HeaderMap, Url)> {
        let url = match cursor {
            Some(cursor) => self.go_on(cursor.as_str(), &list.url)?,
            None => sized(&list.url, size.unwrap_or(PAGE_SIZE)),
        };
        let whole = match self.fetch(list.ask(url.clone()), PAGE_LIMIT).await {
            // Some refuse the size and not the list.
            Err(Error::Refuses { status, .. })
                if cursor.is_none() && status == StatusCode::BAD_REQUEST.as_u16() =>
            {
                let ask = list.ask(list.url.clone());
                self.fetch(ask, PAGE_LIMIT).await?
            }
            outcome => outcome?,
        };
        let value: Value = serde_json::from_slice(&whole.body)
            .map_err(|_| self.protocol("a list that is no JSON"))?;
        Ok((value, whole.headers, url))
    }

    /// The cursor that a `Link` leads to. Read against the address asked for; it must stay there.
    pub(super) fn next_cursor(&self, target: Option<&str>, asked: &Url) -> Result<Option<Cursor>> {
        let Some(target) = target else {
            return Ok(None);
        };
        let url = asked
            .join(target)
            .map_err(|_| self.protocol("a Link that leads nowhere"))?;
        if !self.is_own(&url) {
            return Err(self.leads_elsewhere(&url));
        }
        // The same page again would go on for ever.
        if url == *asked {
            return Ok(None);
        }
        let query = url.query().map(|query| format!("?{query}"));
        Ok(Some(Cursor(format!(
            "{}{}",
            url.path(),
            query.unwrap_or_default()
        ))))
    }

    /// The address that a cursor stands for; one from elsewhere is refused.
    pub(super) fn go_on(&self, cursor: &str, base: &Url) -> Result<Url> {
        let url = base
            .join(cursor)
            .map_err(|_| self.protocol("a cursor that leads nowhere"))?;
        if self.is_own(&url) {
            Ok(url)
        } else {
            Err(self.leads_elsewhere(&url))
        }
    }

    fn leads_elsewhere(&self, url: &Url) -> Error {
        Error::CrossOrigin {
            host: self.host(),
            what: "Link",
            target: place(url),
        }
    }
}

fn sized(url: &Url, size: usize) -> Url {
    let mut url = url.clone();
    url.query_pairs_mut().append_pair("n", &size.to_string());
    url
}

fn read_entries<T: FromStr>(entries: &[Value], page: &mut Page<T>) {
    for entry in entries {
        match entry.as_str().map(str::parse) {
            Some(Ok(item)) => page.items.push(item),
            _ if page.problems.len() < PROBLEM_COUNT => {
                let text = entry
                    .as_str()
                    .map_or_else(|| entry.to_string(), str::to_owned);
                page.problems.push(Problem::Unusable(showable(&text, 120)));
            }
            _ => {}
        }
    }
}
