//! Rules as ECR takes them, where it can say what they say.

use super::{CountType, OrderWord, PolicyDraft, ScopeWord};
use crate::lifecycle::{self, RuleAt};

/// Rules for ECR, or why they can't be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Export {
    /// The document, where ECR would take it and it means the same.
    pub text: Option<String>,
    /// What stands in the way.
    pub refusals: Vec<(Option<RuleAt>, NotInEcr)>,
}

/// Why ECR can't say it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NotInEcr {
    /// Regular expressions.
    Expressions,
    /// Exclusions.
    Exclusions,
    /// Counting versions.
    Versions,
    /// The age since the build.
    Created,
    /// Ordering by the build.
    OrderedByBuild,
    /// Rules about tags.
    Tags,
    /// What is in use stays.
    InUse,
    /// ECR would refuse it.
    Refused(lifecycle::Problem),
}

/// What ECR makes of rules as they are written.
pub fn to_ecr(draft: &PolicyDraft) -> Export {
    let mut refusals = Vec::new();
    if draft.scope == Some(ScopeWord::Tag) {
        refusals.push((None, NotInEcr::Tags));
    }
    if draft.in_use != super::InUse::default() {
        refusals.push((None, NotInEcr::InUse));
    }
    let mut rules = Vec::new();
    for (index, rule) in draft.rules.iter().enumerate() {
        let at = Some(RuleAt {
            index,
            priority: rule.priority,
        });
        let mut refuse = |is: bool, why| {
            if is {
                refusals.push((at, why));
            }
        };
        refuse(rule.expressions.is_some(), NotInEcr::Expressions);
        let has_exclusions = rule.except_patterns.is_some() || rule.except_expressions.is_some();
        refuse(has_exclusions, NotInEcr::Exclusions);
        let is_by_build = rule.order == Some(OrderWord::Created);
        refuse(is_by_build, NotInEcr::OrderedByBuild);
        let count_type = match rule.count_type {
            Some(CountType::VersionCountMoreThan) => {
                refuse(true, NotInEcr::Versions);
                None
            }
            Some(CountType::SinceImageCreated) => {
                refuse(true, NotInEcr::Created);
                None
            }
            Some(other) => lifecycle::CountType::named(other.as_str()),
            None => None,
        };
        // Every tag meets `*`, so ECR can say it, in other words.
        let is_all_tagged = rule.tag_status == Some(lifecycle::TagStatus::Tagged)
            && rule.patterns.is_none()
            && rule.prefixes.is_none()
            && rule.expressions.is_none();
        rules.push(lifecycle::RuleDraft {
            priority: rule.priority,
            description: rule.description.clone(),
            tag_status: rule.tag_status,
            tag_patterns: if is_all_tagged {
                Some(vec!["*".to_owned()])
            } else {
                rule.patterns.clone()
            },
            tag_prefixes: rule.prefixes.clone(),
            storage_class: rule.storage_class,
            count_type,
            count_unit: rule.count_unit,
            count_number: rule.count_number,
            action: rule.action,
            target: rule.target,
        });
    }
    if refusals.is_empty() {
        let draft = lifecycle::PolicyDraft { rules };
        match draft.check() {
            Ok(policy) => {
                return Export {
                    text: Some(policy.to_text()),
                    refusals,
                };
            }
            Err(found) => refusals.extend(
                found
                    .into_iter()
                    .map(|complaint| (complaint.rule, NotInEcr::Refused(complaint.problem))),
            ),
        }
    }
    Export {
        text: None,
        refusals,
    }
}
