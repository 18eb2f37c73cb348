//! A policy as it is written, which may be unfinished or wrong: what a rule builder edits.

use serde_json::{Map, Value, json};

use super::TEXT_LIMITS;
use crate::words::words;

words! {
    /// Which images a rule is about, by their tags: `selection.tagStatus`.
    TagStatus {
        /// Those whose tags match a list.
        Tagged = "tagged",
        /// Those without a tag.
        Untagged = "untagged",
        /// All.
        Any = "any",
    }
}
words! {
    /// Where an image is stored: `selection.storageClass` and `action.targetStorageClass`.
    StorageClass {
        /// Ready to be pulled; the default.
        Standard = "standard",
        /// Kept, but to be restored before it can be pulled.
        Archive = "archive",
    }
}
words! {
    /// What a rule counts: `selection.countType`.
    CountType {
        /// Images, of which only so many stay.
        ImageCountMoreThan = "imageCountMoreThan",
        /// Days since the push.
        SinceImagePushed = "sinceImagePushed",
        /// Days since the last pull.
        SinceImagePulled = "sinceImagePulled",
        /// Days since the archiving.
        SinceImageTransitioned = "sinceImageTransitioned",
    }
}
words! {
    /// The unit of a time: `selection.countUnit`.
    CountUnit {
        /// The only one.
        Days = "days",
    }
}
words! {
    /// What happens to an image: `action.type`.
    ActionType {
        /// It is deleted.
        Expire = "expire",
        /// It is moved to another storage class.
        Transition = "transition",
    }
}

/// A policy as written.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PolicyDraft {
    /// Its rules in the order of the text.
    pub rules: Vec<RuleDraft>,
}

/// A rule as written: every member may be absent, and none was held against another yet.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct RuleDraft {
    /// `rulePriority`.
    pub priority: Option<i64>,
    /// `description`.
    pub description: Option<String>,
    /// `selection.tagStatus`.
    pub tag_status: Option<TagStatus>,
    /// `selection.tagPatternList`.
    pub tag_patterns: Option<Vec<String>>,
    /// `selection.tagPrefixList`.
    pub tag_prefixes: Option<Vec<String>>,
    /// `selection.storageClass`.
    pub storage_class: Option<StorageClass>,
    /// `selection.countType`.
    pub count_type: Option<CountType>,
    /// `selection.countUnit`.
    pub count_unit: Option<CountUnit>,
    /// `selection.countNumber`.
    pub count_number: Option<i64>,
    /// `action.type`.
    pub action: Option<ActionType>,
    /// `action.targetStorageClass`.
    pub target: Option<StorageClass>,
}

impl PolicyDraft {
    /// The document as ECR takes it: its members in one order, nothing that is absent, indented for
    /// reading. Where only the text without spaces fits ECR's limit, that.
    pub fn to_text(&self) -> String {
        let document = self.to_json();
        let readable = format!("{document:#}");
        if readable.chars().count() > *TEXT_LIMITS.end() {
            document.to_string()
        } else {
            readable
        }
    }

    pub(super) fn to_json(&self) -> Value {
        let rules: Vec<Value> = self.rules.iter().map(RuleDraft::to_json).collect();
        json!({ "rules": rules })
    }
}

impl RuleDraft {
    fn to_json(&self) -> Value {
        let mut selection = Map::new();
        put(
            &mut selection,
            "tagStatus",
            word(self.tag_status, TagStatus::as_str),
        );
        put(&mut selection, "tagPatternList", self.tag_patterns.clone());
        put(&mut selection, "tagPrefixList", self.tag_prefixes.clone());
        put(
            &mut selection,
            "storageClass",
            word(self.storage_class, StorageClass::as_str),
        );
        put(
            &mut selection,
            "countType",
            word(self.count_type, CountType::as_str),
        );
        put(
            &mut selection,
            "countUnit",
            word(self.count_unit, CountUnit::as_str),
        );
        put(&mut selection, "countNumber", self.count_number);
        let mut action = Map::new();
        put(&mut action, "type", word(self.action, ActionType::as_str));
        put(
            &mut action,
            "targetStorageClass",
            word(self.target, StorageClass::as_str),
        );
        let mut rule = Map::new();
        put(&mut rule, "rulePriority", self.priority);
        put(&mut rule, "description", self.description.clone());
        put(&mut rule, "selection", Some(selection));
        put(&mut rule, "action", Some(action));
        Value::Object(rule)
    }
}

fn word<T>(value: Option<T>, as_str: fn(T) -> &'static str) -> Option<&'static str> {
    value.map(as_str)
}

fn put<T: Into<Value>>(object: &mut Map<String, Value>, key: &str, value: Option<T>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), value.into());
    }
}
