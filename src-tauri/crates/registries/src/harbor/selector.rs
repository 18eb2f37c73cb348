//! Harbor's selectors of tags and repositories, in rules of what stays and of what may not move.

use serde_json::{Map, Value, json};

use crate::{HarborSelector, Lenient as _};

/// The selectors of a rule for tags, and for repositories.
pub(super) fn read(rule: &Value) -> (Vec<HarborSelector>, Vec<HarborSelector>) {
    let tags = rule.list("tag_selectors").iter().map(read_one).collect();
    let scope = rule.get("scope_selectors");
    let repositories = scope.map(|scope| scope.list("repository").iter().map(read_one).collect());
    (tags, repositories.unwrap_or_default())
}

/// Writes both into a rule.
pub(super) fn write(
    rule: &mut Map<String, Value>,
    tags: &[HarborSelector],
    repositories: &[HarborSelector],
) {
    let all = |selectors: &[HarborSelector]| selectors.iter().map(write_one).collect::<Vec<_>>();
    rule.insert("tag_selectors".to_owned(), json!(all(tags)));
    let repositories = json!({ "repository": all(repositories) });
    rule.insert("scope_selectors".to_owned(), repositories);
}

/// Whether untagged artifacts are meant is JSON inside a text.
fn read_one(selector: &Value) -> HarborSelector {
    let extras = selector.text("extras");
    let extras: Option<Value> = extras.and_then(|text| serde_json::from_str(text).ok());
    HarborSelector {
        decoration: selector.text("decoration").unwrap_or_default().to_owned(),
        pattern: selector.text("pattern").unwrap_or_default().to_owned(),
        untagged: extras.and_then(|extras| extras.flag("untagged")),
    }
}

fn write_one(selector: &HarborSelector) -> Value {
    let mut written = json!({
        "kind": "doublestar", "decoration": selector.decoration, "pattern": selector.pattern,
    });
    if let Some(untagged) = selector.untagged {
        written["extras"] = json!(json!({ "untagged": untagged }).to_string());
    }
    written
}
