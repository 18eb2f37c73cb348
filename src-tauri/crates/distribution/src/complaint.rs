//! What a registry says about an error, made safe to show: the spec's envelope, read leniently.

use std::fmt;

use oci_client::errors::{OciEnvelope, OciError, OciErrorCode};
use serde_json::Value;

/// Characters of a message that are kept.
const MESSAGE_LIMIT: usize = 500;

/// Errors of one answer that are kept.
const COUNT_LIMIT: usize = 5;

/// The registry's own words, with control and direction characters taken out. Text to show, never to
/// act on beyond its code.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Complaint {
    /// The code of the first error, such as `MANIFEST_UNKNOWN`; empty where there is none.
    pub code: String,
    /// The codes of the further errors: a manifest can be refused for several things at once.
    pub further_codes: Vec<String>,
    /// The messages, joined.
    pub message: String,
    /// The detail of the first error as JSON, where there is one.
    pub detail: Option<String>,
}

impl Complaint {
    /// Reads an error's body: the envelope of the distribution spec, or the looser ones in the wild
    /// (`{"message": …}`, `{"error": …}`, plain text). Web pages and empty bodies say nothing.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(body);
        let text = text.trim();
        if text.is_empty() || text.starts_with('<') {
            return None;
        }
        match serde_json::from_str::<Value>(text) {
            Ok(value) => read_json(&value),
            Err(_) => Some(Self {
                code: String::new(),
                further_codes: Vec::new(),
                message: showable(text, MESSAGE_LIMIT),
                detail: None,
            }),
        }
    }

    /// Whether the first error has this code.
    pub fn is(&self, code: &str) -> bool {
        self.code == code
    }

    /// Whether any of the errors has this code.
    pub fn names(&self, code: &str) -> bool {
        self.is(code) || self.further_codes.iter().any(|further| further == code)
    }
}

fn read_json(value: &Value) -> Option<Complaint> {
    if let Ok(envelope) = serde_json::from_value::<OciEnvelope>(value.clone()) {
        return read_envelope(&envelope);
    }
    // Not quite the envelope: `message: null`, an error without a code, one object in place of a list.
    let first = match value.get("errors") {
        Some(Value::Array(errors)) => errors.first()?,
        Some(error) => error,
        None => value,
    };
    let text = |key: &str| first.get(key).and_then(Value::as_str);
    let message = text("message")
        .or_else(|| text("error_description"))
        .or_else(|| text("details"))
        .or_else(|| first.as_str())
        .or_else(|| text("error"))
        .unwrap_or_default();
    let code = text("code").or_else(|| text("error")).unwrap_or_default();
    if code.is_empty() && message.is_empty() {
        return None;
    }
    Some(Complaint {
        code: showable(code, 80),
        further_codes: Vec::new(),
        message: showable(message, MESSAGE_LIMIT),
        detail: None,
    })
}

fn read_envelope(envelope: &OciEnvelope) -> Option<Complaint> {
    let first = envelope.errors.first()?;
    let messages: Vec<&str> = envelope
        .errors
        .iter()
        .take(COUNT_LIMIT)
        .map(|error| error.message.as_str())
        .filter(|message| !message.is_empty())
        .collect();
    Some(Complaint {
        code: showable(&code(first), 80),
        further_codes: envelope
            .errors
            .iter()
            .skip(1)
            .take(COUNT_LIMIT - 1)
            .map(|error| showable(&code(error), 80))
            .collect(),
        message: showable(&messages.join("; "), MESSAGE_LIMIT),
        detail: match &first.detail {
            Value::Null => None,
            detail => Some(showable(&detail.to_string(), MESSAGE_LIMIT)),
        },
    })
}

/// The code as the spec writes it.
fn code(error: &OciError) -> String {
    match &error.code {
        OciErrorCode::Other(code) => code.clone(),
        code => match serde_json::to_value(code) {
            Ok(Value::String(code)) => code,
            _ => String::new(),
        },
    }
}

/// `text` without characters that could change how the text around it is read, cut to `limit`.
pub(crate) fn showable(text: &str, limit: usize) -> String {
    let is_safe = |character: &char| {
        !character.is_control()
            // Marks, embeddings, overrides and isolates of direction; zero-width and line separators.
            && !matches!(*character,
                '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{061c}' | '\u{feff}')
    };
    let spaced = text.chars().map(|character| match character {
        '\n' | '\r' | '\t' => ' ',
        other => other,
    });
    let mut kept: String = spaced.filter(is_safe).take(limit + 1).collect();
    if kept.chars().count() > limit {
        kept.pop();
        kept.push('…');
    }
    kept
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.code.is_empty(), self.message.is_empty()) {
            (true, _) => formatter.write_str(&self.message),
            (false, true) => formatter.write_str(&self.code),
            (false, false) => write!(formatter, "{}: {}", self.code, self.message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specs_envelope_is_read_with_known_and_unknown_codes() {
        let complaint = Complaint::read(
            br#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"no","detail":{"Tag":"a"}},
            {"code":"X_OWN","message":"also"}]}"#,
        )
        .unwrap();
        assert_eq!(complaint.to_string(), "MANIFEST_UNKNOWN: no; also");
        assert_eq!(complaint.detail.as_deref(), Some(r#"{"Tag":"a"}"#));
        assert!(!complaint.is("X_OWN") && complaint.names("X_OWN"));
        let own = Complaint::read(br#"{"errors":[{"code":"TAG_IMMUTABLE","message":null}]}"#);
        assert_eq!(own.unwrap().code, "TAG_IMMUTABLE");
    }

    #[test]
    fn hostile_text_can_neither_move_the_cursor_nor_turn_the_line() {
        let complaint = Complaint::read("\u{1b}[2Jred\u{202e}txt.exe\0\nnext".as_bytes()).unwrap();
        assert_eq!(complaint.message, "[2Jredtxt.exe next");
        assert_eq!(
            showable(&"a".repeat(9_000), 10),
            format!("{}…", "a".repeat(10))
        );
    }

    #[test]
    fn a_web_page_is_no_complaint() {
        assert_eq!(Complaint::read(b"<html>Welcome</html>"), None);
        assert_eq!(Complaint::read(b""), None);
    }

    proptest::proptest! {
        #[test]
        fn any_body_is_made_showable(text in ".{0,900}") {
            if let Some(complaint) = Complaint::read(text.as_bytes()) {
                let shown = complaint.to_string();
                proptest::prop_assert!(!shown.contains(char::is_control));
                proptest::prop_assert!(shown.chars().count() <= 2 * MESSAGE_LIMIT);
            }
        }
    }
}
