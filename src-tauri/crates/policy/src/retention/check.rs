//! Whether rules can be, all complaints at once; and what of them contradicts, repeats or never takes
//! anything.

use super::{
    Action, Complaint, CountType, Expression, Order, OrderWord, PolicyDraft, Problem, RULES_LIMIT,
    RetentionPolicy, Rule, RuleDraft, Scope, ScopeWord, TagChoice, Trigger,
};
use crate::lifecycle::{ActionType, Problem as Common, RuleAt, StorageClass, TagStatus};

impl PolicyDraft {
    /// The rules, where they can be.
    ///
    /// # Errors
    /// Everything that is wrong, by rule in the order of the text.
    pub fn check(&self) -> Result<RetentionPolicy, Vec<Complaint>> {
        let mut found = Vec::new();
        let of_all = |path: &str, problem| Complaint {
            rule: None,
            path: path.to_owned(),
            problem,
        };
        match self.rules.len() {
            0 => found.push(of_all("$.rules", Problem::Common(Common::NoRules))),
            has if has > RULES_LIMIT => {
                let problem = Problem::Common(Common::TooManyRules { has });
                found.push(of_all("$.rules", problem));
            }
            _ => {}
        }
        let references = self.in_use.references.iter().enumerate();
        for (place, _) in references.filter(|(_, text)| !may_be_reference(text)) {
            let path = format!("$.inUse.references[{place}]");
            found.push(of_all(&path, Problem::NoReference));
        }
        let scope = match self.scope {
            Some(ScopeWord::Tag) => Scope::Tags,
            Some(ScopeWord::Image) | None => Scope::Images,
        };
        let mut rules = Vec::new();
        for (index, draft) in self.rules.iter().enumerate() {
            let before = found.len();
            let mut check = RuleCheck {
                at: RuleAt {
                    index,
                    priority: draft.priority,
                },
                draft,
                scope,
                found: &mut found,
            };
            let rule = check.rule(&self.rules);
            rules.extend(rule.filter(|_| found.len() == before));
        }
        if found.is_empty() {
            rules.sort_by_key(|rule| rule.priority);
            Ok(RetentionPolicy {
                rules,
                scope,
                in_use: self.in_use.clone(),
            })
        } else {
            Err(found)
        }
    }
}

/// A reference is read by who knows how; here it only has to be one word.
fn may_be_reference(text: &str) -> bool {
    !text.is_empty() && !text.contains(|each: char| each.is_whitespace() || each.is_control())
}

impl RetentionPolicy {
    /// What can be and yet does other than it seems, in the places of the text that it came from.
    pub(super) fn doubts(&self, text: &PolicyDraft) -> Vec<Complaint> {
        let mut found = Vec::new();
        let place = |rule: &Rule| {
            let mut rules = text.rules.iter();
            rules.position(|draft| draft.priority == Some(rule.priority.into()))
        };
        for (number, rule) in self.rules.iter().enumerate() {
            let Some(index) = place(rule) else {
                continue;
            };
            let mut doubt = |member: &str, problem| {
                found.push(Complaint {
                    rule: Some(RuleAt {
                        index,
                        priority: Some(rule.priority.into()),
                    }),
                    path: format!("$.rules[{index}].{member}"),
                    problem,
                });
            };
            for (place, prefix) in rule.tags.prefixes.iter().enumerate() {
                let member = format!("selection.tagPrefixList[{place}]");
                if prefix.contains('*') {
                    doubt(&member, Problem::Common(Common::WildcardInPrefix));
                } else if !prefix.bytes().all(is_of_tags) {
                    doubt(&member, Problem::Common(Common::NeverMatches));
                }
            }
            let patterns = [
                ("tagPatternList", &rule.tags.patterns),
                ("excludeTagPatternList", &rule.tags.except_patterns),
            ];
            for (name, list) in patterns {
                for (place, pattern) in list.iter().enumerate() {
                    if !pattern.bytes().all(|byte| byte == b'*' || is_of_tags(byte)) {
                        let member = format!("selection.{name}[{place}]");
                        doubt(&member, Problem::Common(Common::NeverMatches));
                    }
                }
            }
            if rule.tags.leaves_nothing(self.scope) {
                doubt("selection", Problem::NothingLeft);
            }
            let stronger = &self.rules[..number];
            let shadow = stronger.iter().find(|stronger| {
                stronger.class == rule.class && stronger.tags.covers(&rule.tags, self.scope)
            });
            if let Some(by) = shadow.and_then(place) {
                doubt("selection", Problem::Common(Common::Shadowed { by }));
            }
        }
        found
    }
}

/// Whether a byte can be in a tag.
fn is_of_tags(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

/// One rule under check.
struct RuleCheck<'c> {
    at: RuleAt,
    draft: &'c RuleDraft,
    scope: Scope,
    found: &'c mut Vec<Complaint>,
}

impl RuleCheck<'_> {
    fn complain(&mut self, member: &str, problem: Problem) {
        self.found.push(Complaint {
            rule: Some(self.at),
            path: format!("$.rules[{}].{member}", self.at.index),
            problem,
        });
    }

    fn complain_commonly(&mut self, member: &str, problem: Common) {
        self.complain(member, Problem::Common(problem));
    }

    /// What `value` has, with a complaint where it has nothing.
    fn need<T>(&mut self, member: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.complain_commonly(member, Common::Missing);
        }
        value
    }

    fn number(&mut self, member: &str, value: Option<i64>) -> Option<u32> {
        let value = self.need(member, value)?;
        let number = u32::try_from(value).ok().filter(|number| *number >= 1);
        if number.is_none() {
            self.complain_commonly(member, Common::NumberOutOfRange);
        }
        number
    }

    fn rule(&mut self, all: &[RuleDraft]) -> Option<Rule> {
        let draft = self.draft;
        let priority = self.number("rulePriority", draft.priority);
        let mut before = all[..self.at.index].iter();
        let same =
            before.position(|other| draft.priority.is_some() && other.priority == draft.priority);
        if let Some(other) = same {
            self.complain_commonly("rulePriority", Common::DuplicatePriority { other });
        }
        let tags = self.tags();
        let trigger = self.trigger();
        let action = self.action();
        Some(Rule {
            priority: priority?,
            description: draft.description.clone(),
            tags: tags?,
            class: draft.storage_class.unwrap_or(StorageClass::Standard),
            trigger: trigger?,
            action: action?,
        })
    }

    fn tags(&mut self) -> Option<TagChoice> {
        let draft = self.draft;
        let status = self.need("selection.tagStatus", draft.tag_status)?;
        let lists = [
            ("selection.tagPatternList", &draft.patterns),
            ("selection.tagPrefixList", &draft.prefixes),
            ("selection.tagRegexList", &draft.expressions),
            ("selection.excludeTagPatternList", &draft.except_patterns),
            ("selection.excludeTagRegexList", &draft.except_expressions),
        ];
        for (place, (member, list)) in lists.into_iter().enumerate() {
            let Some(list) = list else {
                continue;
            };
            let is_exclusion = place > 2;
            let is_wanted = match status {
                TagStatus::Tagged => true,
                TagStatus::Any => is_exclusion,
                TagStatus::Untagged => false,
            };
            if !is_wanted {
                self.complain_commonly(member, Common::ListUnwanted);
            } else if list.is_empty() {
                self.complain_commonly(member, Common::EmptyList);
            }
            let empty = list
                .iter()
                .enumerate()
                .filter(|(_, entry)| entry.is_empty());
            for (entry, _) in empty {
                self.complain_commonly(&format!("{member}[{entry}]"), Common::EmptyEntry);
            }
        }
        let expressions = self.expressions("selection.tagRegexList", draft.expressions.as_ref());
        let except = self.expressions(
            "selection.excludeTagRegexList",
            draft.except_expressions.as_ref(),
        );
        Some(TagChoice {
            status,
            patterns: draft.patterns.clone().unwrap_or_default(),
            prefixes: draft.prefixes.clone().unwrap_or_default(),
            expressions,
            except_patterns: draft.except_patterns.clone().unwrap_or_default(),
            except_expressions: except,
        })
    }

    fn expressions(&mut self, member: &str, list: Option<&Vec<String>>) -> Vec<Expression> {
        let mut compiled = Vec::new();
        for (place, text) in list.into_iter().flatten().enumerate() {
            match Expression::new(text) {
                Ok(expression) => compiled.push(expression),
                Err(met) => {
                    let member = format!("{member}[{place}]");
                    self.complain(&member, Problem::BadExpression { met });
                }
            }
        }
        compiled
    }

    fn trigger(&mut self) -> Option<Trigger> {
        const CLASS: &str = "selection.storageClass";
        let draft = self.draft;
        let number = self.number("selection.countNumber", draft.count_number);
        let count_type = self.need("selection.countType", draft.count_type)?;
        match (count_type.has_days(), draft.count_unit) {
            (false, Some(_)) => {
                self.complain_commonly("selection.countUnit", Common::UnitUnwanted);
            }
            (true, None) => self.complain_commonly("selection.countUnit", Common::UnitMissing),
            (false, None) | (true, Some(_)) => {}
        }
        let is_archive = draft.storage_class == Some(StorageClass::Archive);
        if count_type == CountType::SinceImageTransitioned && !is_archive {
            self.complain_commonly(CLASS, Common::ArchiveNeeded);
        }
        if draft.order.is_some() && count_type != CountType::ImageCountMoreThan {
            self.complain("selection.orderBy", Problem::OrderUnwanted);
        }
        if count_type == CountType::VersionCountMoreThan
            && draft.tag_status == Some(TagStatus::Untagged)
        {
            self.complain("selection.countType", Problem::VersionsNeedTags);
        }
        let order = match draft.order {
            Some(OrderWord::Created) => Order::Created,
            Some(OrderWord::Pushed) | None => Order::Pushed,
        };
        let number = number?;
        Some(match count_type {
            CountType::ImageCountMoreThan => Trigger::MoreThan(number, order),
            CountType::VersionCountMoreThan => Trigger::VersionsMoreThan(number),
            CountType::SinceImagePushed => Trigger::Pushed(number),
            CountType::SinceImagePulled => Trigger::Pulled(number),
            CountType::SinceImageTransitioned => Trigger::Archived(number),
            CountType::SinceImageCreated => Trigger::Created(number),
        })
    }

    fn action(&mut self) -> Option<Action> {
        const TARGET: &str = "action.targetStorageClass";
        let draft = self.draft;
        let action = self.need("action.type", draft.action)?;
        if action == ActionType::Transition {
            if self.scope == Scope::Tags {
                self.complain("action.type", Problem::TagsAreNotArchived);
            }
            if draft.storage_class == Some(StorageClass::Archive) {
                self.complain_commonly("action.type", Common::TransitionedOnlyExpires);
            }
        }
        match (action, draft.target) {
            (ActionType::Expire, None) => Some(Action::Expire),
            (ActionType::Transition, Some(StorageClass::Archive)) => Some(Action::Archive),
            (ActionType::Expire, Some(_)) => {
                self.complain_commonly(TARGET, Common::TargetUnwanted);
                None
            }
            (ActionType::Transition, None) => {
                self.complain_commonly(TARGET, Common::TargetMissing);
                None
            }
            (ActionType::Transition, Some(StorageClass::Standard)) => {
                self.complain_commonly(TARGET, Common::TargetNotArchive);
                None
            }
        }
    }
}
