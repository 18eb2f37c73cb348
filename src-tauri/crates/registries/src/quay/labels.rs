//! Labels of a manifest: those that came with it, and those that were written by the API.

use serde_json::Value;

use crate::{ImageLabel, LabelName, LabelScope, Lenient as _};

/// A label, and what Quay calls it by in requests.
pub(super) struct QuayLabel {
    pub(super) id: String,
    pub(super) label: ImageLabel,
}

/// The labels of an answer; rows without a key or an identity are left out.
pub(super) fn read_labels(answer: &Value) -> Vec<QuayLabel> {
    let rows = answer.list("labels").iter();
    rows.filter_map(|row| {
        Some(QuayLabel {
            id: row.text("id")?.to_owned(),
            label: ImageLabel {
                name: LabelName {
                    name: row.text("key")?.to_owned(),
                    // An empty value is one too.
                    value: Some(row.text("value").unwrap_or_default().to_owned()),
                    scope: LabelScope::Image,
                },
                color: None,
                description: None,
                // What the manifest itself says can't be taken off it.
                is_fixed: row.text("source_type") == Some("manifest"),
            },
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_came_with_the_manifest_is_fixed_and_odd_rows_are_left_out() {
        let labels = read_labels(&json!({ "labels": [
            { "id": "a", "key": "maintainer", "value": "me", "source_type": "manifest" },
            { "id": "b", "key": "checked", "value": "", "source_type": "api" },
            { "id": 3, "key": "x" }, { "id": "c", "key": null }, 7,
        ] }));
        let told: Vec<_> = labels
            .iter()
            .map(|it| (it.label.name.name.as_str(), it.label.is_fixed))
            .collect();
        assert_eq!(told, [("maintainer", true), ("checked", false)]);
        assert_eq!(labels[1].label.name.value.as_deref(), Some(""));
        assert!(read_labels(&json!({ "labels": {} })).is_empty());
    }
}
