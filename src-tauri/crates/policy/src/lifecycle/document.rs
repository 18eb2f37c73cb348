//! A policy that ECR would take: only a check makes one.

use super::{
    ActionType, CountType, CountUnit, PolicyDraft, Priority, RuleDraft, StorageClass, TagStatus,
};

/// A policy that passed every check, its rules by priority, the strongest first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LifecyclePolicy {
    /// Not public, so that every policy was checked.
    pub(super) rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// Its place among the rules.
    pub priority: Priority,
    /// What a person wrote about it.
    pub description: Option<String>,
    /// The images by their tags.
    pub tags: TagSelection,
    /// When it takes one of them.
    pub trigger: Trigger,
    /// What happens then.
    pub action: Action,
}

/// Which images a rule selects by their tags.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TagSelection {
    /// Those that have, for every pattern, a tag that matches it. `*` stands for any characters.
    Patterns(Vec<String>),
    /// Those that have, for every prefix, a tag that begins so.
    Prefixes(Vec<String>),
    /// Those without a tag.
    Untagged,
    /// All.
    Any,
}

/// When a rule takes an image.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trigger {
    /// When so many younger ones are selected.
    MoreThan(u32),
    /// When it was pushed more than so many days ago.
    Pushed(u32),
    /// When it was pulled last more than so many days ago.
    Pulled(u32),
    /// When it was archived more than so many days ago.
    Archived(u32),
}

/// What happens to an image.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Action {
    /// It is deleted.
    Expire,
    /// It is moved to the archive.
    Archive,
}

impl Rule {
    /// The images by where they are stored.
    pub fn storage_class(&self) -> StorageClass {
        match self.trigger {
            Trigger::Archived(_) => StorageClass::Archive,
            _ => StorageClass::Standard,
        }
    }
}

impl LifecyclePolicy {
    /// The rules, the strongest first.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The policy as written, to be edited.
    pub fn to_draft(&self) -> PolicyDraft {
        PolicyDraft {
            rules: self.rules.iter().map(Rule::to_draft).collect(),
        }
    }

    /// The document as ECR takes it.
    pub fn to_text(&self) -> String {
        self.to_draft().to_text()
    }
}

impl Rule {
    fn to_draft(&self) -> RuleDraft {
        let (tag_status, tag_patterns, tag_prefixes) = match &self.tags {
            TagSelection::Patterns(list) => (TagStatus::Tagged, Some(list.clone()), None),
            TagSelection::Prefixes(list) => (TagStatus::Tagged, None, Some(list.clone())),
            TagSelection::Untagged => (TagStatus::Untagged, None, None),
            TagSelection::Any => (TagStatus::Any, None, None),
        };
        let (count_type, number) = match self.trigger {
            Trigger::MoreThan(number) => (CountType::ImageCountMoreThan, number),
            Trigger::Pushed(number) => (CountType::SinceImagePushed, number),
            Trigger::Pulled(number) => (CountType::SinceImagePulled, number),
            Trigger::Archived(number) => (CountType::SinceImageTransitioned, number),
        };
        let is_archive = self.storage_class() == StorageClass::Archive;
        RuleDraft {
            priority: Some(self.priority.into()),
            description: self.description.clone(),
            tag_status: Some(tag_status),
            tag_patterns,
            tag_prefixes,
            // The default is left to ECR.
            storage_class: is_archive.then_some(StorageClass::Archive),
            count_type: Some(count_type),
            count_unit: (count_type != CountType::ImageCountMoreThan).then_some(CountUnit::Days),
            count_number: Some(number.into()),
            action: Some(match self.action {
                Action::Expire => ActionType::Expire,
                Action::Archive => ActionType::Transition,
            }),
            target: (self.action == Action::Archive).then_some(StorageClass::Archive),
        }
    }
}

impl Trigger {
    /// The trigger that a count and its number make.
    pub(super) fn new(count_type: CountType, number: u32) -> Self {
        match count_type {
            CountType::ImageCountMoreThan => Self::MoreThan(number),
            CountType::SinceImagePushed => Self::Pushed(number),
            CountType::SinceImagePulled => Self::Pulled(number),
            CountType::SinceImageTransitioned => Self::Archived(number),
        }
    }
}
