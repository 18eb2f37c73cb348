//! What a vendor's API answered.

use http::HeaderMap;
use portolan_distribution::{Complaint, Cursor, WebAnswer};
use serde_json::Value;
use url::Url;

/// Characters of a vendor's words that are kept.
const SAID: usize = 500;

/// What a vendor's API answered: a status, a head, and JSON where it is some.
#[derive(Clone, Debug)]
pub struct VendorAnswer {
    pub(super) web: WebAnswer,
    asked: Url,
    json: Value,
    pub(super) is_signed: bool,
}

impl VendorAnswer {
    pub(super) fn new(web: WebAnswer, asked: Url) -> Self {
        let json = serde_json::from_slice(&web.body).unwrap_or(Value::Null);
        Self {
            web,
            asked,
            json,
            is_signed: false,
        }
    }

    pub(super) fn signed_by(mut self, anybody: bool) -> Self {
        self.is_signed = anybody;
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.web.status
    }

    /// The head.
    pub fn headers(&self) -> &HeaderMap {
        &self.web.headers
    }

    /// A header's text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.web.headers.get(name)?.to_str().ok()
    }

    /// The content as a text, whatever it is; what is no UTF-8 of it is replaced.
    pub fn content(&self) -> String {
        String::from_utf8_lossy(&self.web.body).into_owned()
    }

    /// The content; `null` where it is no JSON.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The content, taken out.
    pub fn into_json(self) -> Value {
        self.json
    }

    /// The vendor's own words on an error, made safe to show.
    pub fn complaint(&self) -> Option<Box<Complaint>> {
        let said = ["message", "error_message", "detail"]
            .into_iter()
            .find_map(|member| self.json.get(member)?.as_str());
        let found = self.web.complaint();
        let is_silent = found.as_ref().is_none_or(|it| it.message.is_empty());
        let Some(said) = said.filter(|_| is_silent && !self.is_web_page()) else {
            return found.map(Box::new);
        };
        let shown = said.chars().filter(|it| !it.is_control()).take(SAID);
        Some(Box::new(Complaint {
            code: found.map(|it| it.code).unwrap_or_default(),
            further_codes: Vec::new(),
            message: shown.collect(),
            detail: None,
        }))
    }

    /// Whether it is a page for people, as a block or a sign-in form is.
    pub fn is_web_page(&self) -> bool {
        self.web.is_web_page()
    }

    /// Where the list goes on by `Link` (keyset paging, and many others'): for [`super::VendorApi::follow`],
    /// which follows it within the origin only. A link to the page itself is none.
    pub fn next_page(&self) -> Option<Cursor> {
        self.leads_to(self.web.next_link()?)
    }

    /// Where the list goes on, by an address in the content (Docker Hub's `next`).
    pub fn leads_to(&self, target: &str) -> Option<Cursor> {
        let target = self.asked.join(target).ok()?;
        (target != self.asked).then(|| Cursor::from(target.to_string()))
    }
}
