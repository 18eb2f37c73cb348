//! Harbor's rules of tags that may not move, to and from their JSON.

use serde_json::{Value, json};

use super::selector;
use crate::{HarborImmutable, Lenient as _};

/// A rule as Harbor answers it.
pub(super) fn read(rule: &Value) -> HarborImmutable {
    let (tags, repositories) = selector::read(rule);
    HarborImmutable {
        disabled: rule.flag("disabled") == Some(true),
        tags,
        repositories,
    }
}

/// A rule as Harbor wants it, made of what it was.
pub(super) fn write(rule: &HarborImmutable, was: &Value) -> Value {
    let mut written = was.as_object().cloned().unwrap_or_default();
    written.insert("disabled".to_owned(), json!(rule.disabled));
    written.insert("action".to_owned(), json!("immutable"));
    written.insert("template".to_owned(), json!("immutable_template"));
    selector::write(&mut written, &rule.tags, &rule.repositories);
    Value::Object(written)
}
