//! Rules as they are written, which may be unfinished or wrong: what a rule builder edits.

use serde_json::{Map, Value};

use super::{Action, InUse, Order, RetentionPolicy, Rule, Scope, Trigger};
use crate::{
    lifecycle::{ActionType, CountUnit, StorageClass, TagStatus},
    words::words,
};

words! {
    /// What a rule counts: `selection.countType`. The first four are ECR's.
    CountType {
        /// What is selected, of which only so much stays.
        ImageCountMoreThan = "imageCountMoreThan",
        /// Days since the push.
        SinceImagePushed = "sinceImagePushed",
        /// Days since the last pull.
        SinceImagePulled = "sinceImagePulled",
        /// Days since the archiving.
        SinceImageTransitioned = "sinceImageTransitioned",
        /// Days since the build.
        SinceImageCreated = "sinceImageCreated",
        /// Versions of each `major.minor`, of which only so many stay.
        VersionCountMoreThan = "versionCountMoreThan",
    }
}
words! {
    /// What makes one younger than another: `selection.orderBy`.
    OrderWord {
        /// The push.
        Pushed = "pushed",
        /// The build.
        Created = "created",
    }
}
words! {
    /// What rules are about: `per`.
    ScopeWord {
        /// Images.
        Image = "image",
        /// Tags.
        Tag = "tag",
    }
}

/// Rules as written.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct PolicyDraft {
    /// The rules in the order of the text.
    pub rules: Vec<RuleDraft>,
    /// `per`.
    pub scope: Option<ScopeWord>,
    /// `inUse`.
    pub in_use: InUse,
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
    pub patterns: Option<Vec<String>>,
    /// `selection.tagPrefixList`.
    pub prefixes: Option<Vec<String>>,
    /// `selection.tagRegexList`.
    pub expressions: Option<Vec<String>>,
    /// `selection.excludeTagPatternList`.
    pub except_patterns: Option<Vec<String>>,
    /// `selection.excludeTagRegexList`.
    pub except_expressions: Option<Vec<String>>,
    /// `selection.storageClass`.
    pub storage_class: Option<StorageClass>,
    /// `selection.countType`.
    pub count_type: Option<CountType>,
    /// `selection.countUnit`.
    pub count_unit: Option<CountUnit>,
    /// `selection.countNumber`.
    pub count_number: Option<i64>,
    /// `selection.orderBy`.
    pub order: Option<OrderWord>,
    /// `action.type`.
    pub action: Option<ActionType>,
    /// `action.targetStorageClass`.
    pub target: Option<StorageClass>,
}

impl RetentionPolicy {
    /// The rules as written, to be edited.
    pub fn to_draft(&self) -> PolicyDraft {
        PolicyDraft {
            rules: self.rules.iter().map(Rule::to_draft).collect(),
            scope: (self.scope == Scope::Tags).then_some(ScopeWord::Tag),
            in_use: self.in_use.clone(),
        }
    }

    /// The document.
    pub fn to_text(&self) -> String {
        self.to_draft().to_text()
    }
}

impl Rule {
    fn to_draft(&self) -> RuleDraft {
        let list = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
        let expressions = |list: &[super::Expression]| {
            let texts = list.iter().map(|expression| expression.as_str().to_owned());
            (!list.is_empty()).then(|| texts.collect())
        };
        let (count_type, number) = match self.trigger {
            Trigger::MoreThan(number, _) => (CountType::ImageCountMoreThan, number),
            Trigger::VersionsMoreThan(number) => (CountType::VersionCountMoreThan, number),
            Trigger::Pushed(number) => (CountType::SinceImagePushed, number),
            Trigger::Pulled(number) => (CountType::SinceImagePulled, number),
            Trigger::Archived(number) => (CountType::SinceImageTransitioned, number),
            Trigger::Created(number) => (CountType::SinceImageCreated, number),
        };
        RuleDraft {
            priority: Some(self.priority.into()),
            description: self.description.clone(),
            tag_status: Some(self.tags.status),
            patterns: list(&self.tags.patterns),
            prefixes: list(&self.tags.prefixes),
            expressions: expressions(&self.tags.expressions),
            except_patterns: list(&self.tags.except_patterns),
            except_expressions: expressions(&self.tags.except_expressions),
            storage_class: (self.class == StorageClass::Archive).then_some(StorageClass::Archive),
            count_type: Some(count_type),
            count_unit: count_type.has_days().then_some(CountUnit::Days),
            count_number: Some(number.into()),
            order: match self.trigger {
                Trigger::MoreThan(_, Order::Created) => Some(OrderWord::Created),
                _ => None,
            },
            action: Some(match self.action {
                Action::Expire => ActionType::Expire,
                Action::Archive => ActionType::Transition,
            }),
            target: (self.action == Action::Archive).then_some(StorageClass::Archive),
        }
    }
}

impl CountType {
    /// Whether it counts days.
    pub(super) fn has_days(self) -> bool {
        !matches!(self, Self::ImageCountMoreThan | Self::VersionCountMoreThan)
    }
}

/// Members in the order in which they are put, without those that are absent.
#[derive(Default)]
struct Members(Map<String, Value>);

impl Members {
    fn put(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
        self
    }
}

impl PolicyDraft {
    /// The document, laid out for people.
    pub fn to_text(&self) -> String {
        format!("{:#}", self.to_json())
    }

    /// The document.
    pub fn to_json(&self) -> Value {
        let rules: Vec<Value> = self.rules.iter().map(RuleDraft::to_json).collect();
        let in_use = &self.in_use;
        let some = |list: &Vec<String>| (!list.is_empty()).then(|| list.clone());
        let uses = Members::default()
            .put("references", some(&in_use.references))
            .put("files", some(&in_use.files))
            .put("kubernetes", some(&in_use.kubernetes))
            .put("ecs", some(&in_use.ecs))
            .0;
        let members = Members::default()
            .put("per", self.scope.map(ScopeWord::as_str))
            .put("rules", Some(rules))
            .put("inUse", (!uses.is_empty()).then_some(uses));
        Value::Object(members.0)
    }
}

impl RuleDraft {
    fn to_json(&self) -> Value {
        let selection = Members::default()
            .put("tagStatus", self.tag_status.map(TagStatus::as_str))
            .put("tagPatternList", self.patterns.clone())
            .put("tagPrefixList", self.prefixes.clone())
            .put("tagRegexList", self.expressions.clone())
            .put("excludeTagPatternList", self.except_patterns.clone())
            .put("excludeTagRegexList", self.except_expressions.clone())
            .put("storageClass", self.storage_class.map(StorageClass::as_str))
            .put("countType", self.count_type.map(CountType::as_str))
            .put("countUnit", self.count_unit.map(CountUnit::as_str))
            .put("countNumber", self.count_number)
            .put("orderBy", self.order.map(OrderWord::as_str));
        let action = Members::default()
            .put("type", self.action.map(ActionType::as_str))
            .put("targetStorageClass", self.target.map(StorageClass::as_str));
        let members = Members::default()
            .put("rulePriority", self.priority)
            .put("description", self.description.clone())
            .put("selection", Some(selection.0))
            .put("action", Some(action.0));
        Value::Object(members.0)
    }
}
