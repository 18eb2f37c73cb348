//! Asking an API of a source, and telling its refusals and nonsense from answers. What an answer means
//! is each source's own.

use portolan_distribution::{Web, WebAnswer};
use serde_json::Value;
use url::Url;

use crate::{Error, Result, text::clean_line};

/// Bytes of one answer: a page of a thousand tags is under one MiB, two long texts under half of one.
const BUDGET: u64 = 4 << 20;

/// Members of one answer. A value costs some fifty times its text, so bytes alone do not bound memory.
const MEMBER_LIMIT: usize = 250_000;

/// One API.
#[derive(Clone, Debug)]
pub(super) struct Api {
    web: Web,
    base: Url,
    host: String,
}

impl Api {
    pub(super) fn new(web: &Web, base: &Url) -> Self {
        let host = base.host_str().unwrap_or_default();
        Self {
            web: web.clone(),
            base: base.clone(),
            host: match base.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            },
        }
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// GETs `path` below the base. `path` and `query` are escaped here; `what` is asked for, in words.
    pub(super) async fn get(
        &self,
        path: &str,
        query: &[(&str, &str)],
        what: &str,
    ) -> Result<Value> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let answer = self.web.get(&url, "application/json", BUDGET).await?;
        self.judge(answer, what)
    }

    /// POSTs `question` to `path` below the base.
    pub(super) async fn post(&self, path: &str, question: &Value, what: &str) -> Result<Value> {
        let url = self.url(path);
        let answer = self.web.post_json(&url, question.to_string(), BUDGET);
        self.judge(answer.await?, what)
    }

    pub(super) fn not_found(&self, what: &str) -> Error {
        Error::NotFound {
            host: self.host.clone(),
            what: what.to_owned(),
        }
    }

    pub(super) fn cursor_expired(&self) -> Error {
        Error::CursorExpired {
            host: self.host.clone(),
        }
    }

    pub(super) fn not_understood(&self, what: &str) -> Error {
        Error::NotUnderstood {
            host: self.host.clone(),
            what: what.to_owned(),
        }
    }

    /// `path` below the base; each part escaped, none able to lead elsewhere.
    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(path.split('/'));
        }
        url
    }

    fn judge(&self, answer: WebAnswer, what: &str) -> Result<Value> {
        let host = self.host.clone();
        let until = answer.retry_after;
        match answer.status {
            200..=299 => self.read(&answer),
            404 => Err(self.not_found(what)),
            status @ (401 | 403) => Err(Error::Forbidden { host, status }),
            429 => Err(Error::RateLimited { host, until }),
            status @ 500.. => Err(Error::Server {
                host,
                status,
                until,
            }),
            status @ 400..=499 => Err(Error::Refused {
                host,
                status,
                said_by: complaint(&answer.body),
            }),
            status => Err(self.not_understood(&format!("status {status}"))),
        }
    }

    fn read(&self, answer: &WebAnswer) -> Result<Value> {
        let content_type = answer.content_type();
        if content_type == "text/html" || answer.body.trim_ascii_start().starts_with(b"<") {
            return Err(self.not_understood("a web page"));
        }
        let is_separator = |byte: &&u8| matches!(byte, b',' | b'[' | b'{');
        if answer.body.iter().filter(is_separator).count() > MEMBER_LIMIT {
            return Err(self.not_understood("more members than any page has"));
        }
        let value: Value = serde_json::from_slice(&answer.body)
            .map_err(|_| self.not_understood("something that is not JSON"))?;
        if value.is_object() {
            Ok(value)
        } else {
            Err(self.not_understood("JSON that is no object"))
        }
    }
}

/// What an API says of its refusal, made safe to show.
fn complaint(body: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return String::new();
    };
    let said = ["message", "Message", "detail", "error_message", "error"]
        .into_iter()
        .find_map(|key| value.get(key)?.as_str());
    clean_line(said.unwrap_or_default(), 200)
}
