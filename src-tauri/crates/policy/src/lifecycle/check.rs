//! Whether ECR would take a policy: every rule of the user guide, and all complaints at once.

use std::collections::BTreeSet;

use super::{
    ARCHIVED_DAYS_LEAST, Action, ActionType, Complaint, CountType, LifecyclePolicy, PolicyDraft,
    Problem, RULES_LIMIT, Rule, RuleAt, RuleDraft, StorageClass, TEXT_LIMITS, TagSelection,
    TagStatus, Trigger, WILDCARDS_LIMIT,
};

impl PolicyDraft {
    /// The policy, where ECR would take it.
    ///
    /// # Errors
    /// Everything that ECR would refuse, by rule in the order of the text.
    pub fn check(&self) -> Result<LifecyclePolicy, Vec<Complaint>> {
        let mut found = Vec::new();
        let of_policy = |path: &str, problem| Complaint {
            rule: None,
            path: path.to_owned(),
            problem,
        };
        match self.rules.len() {
            0 => found.push(of_policy("$.rules", Problem::NoRules)),
            has if has > RULES_LIMIT => {
                found.push(of_policy("$.rules", Problem::TooManyRules { has }));
            }
            _ => {}
        }
        let has = self.to_json().to_string().chars().count();
        // What is too short lacks something, which is complained of where it is missing.
        if has > *TEXT_LIMITS.end() {
            found.push(of_policy("$", Problem::TextLength { has }));
        }
        let mut rules = Vec::new();
        for (index, draft) in self.rules.iter().enumerate() {
            let before = found.len();
            let mut check = RuleCheck {
                at: RuleAt {
                    index,
                    priority: draft.priority,
                },
                draft,
                found: &mut found,
            };
            let rule = check.rule();
            check.against_others(&self.rules);
            // A rule with a complaint is part of no policy.
            rules.extend(rule.filter(|_| found.len() == before));
        }
        if found.is_empty() {
            rules.sort_by_key(|rule| rule.priority);
            Ok(LifecyclePolicy { rules })
        } else {
            Err(found)
        }
    }

    /// What ECR would take and yet does other than it seems.
    pub fn doubts(&self) -> Vec<Complaint> {
        let mut found = Vec::new();
        for (index, draft) in self.rules.iter().enumerate() {
            let mut check = RuleCheck {
                at: RuleAt {
                    index,
                    priority: draft.priority,
                },
                draft,
                found: &mut found,
            };
            check.doubt(&self.rules);
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

    /// What `value` has, with a complaint where it has nothing.
    fn need<T>(&mut self, member: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.complain(member, Problem::Missing);
        }
        value
    }

    fn number(&mut self, member: &str, value: Option<i64>) -> Option<u32> {
        let value = self.need(member, value)?;
        let number = u32::try_from(value).ok().filter(|number| *number >= 1);
        if number.is_none() {
            self.complain(member, Problem::NumberOutOfRange);
        }
        number
    }

    fn rule(&mut self) -> Option<Rule> {
        let draft = self.draft;
        let priority = self.number("rulePriority", draft.priority);
        let tags = self.tags();
        let trigger = self.trigger();
        let action = self.action();
        Some(Rule {
            priority: priority?,
            description: draft.description.clone(),
            tags: tags?,
            trigger: trigger?,
            action: action?,
        })
    }

    fn tags(&mut self) -> Option<TagSelection> {
        const PATTERNS: &str = "selection.tagPatternList";
        const PREFIXES: &str = "selection.tagPrefixList";
        let draft = self.draft;
        let status = self.need("selection.tagStatus", draft.tag_status)?;
        let (patterns, prefixes) = (draft.tag_patterns.as_ref(), draft.tag_prefixes.as_ref());
        if status != TagStatus::Tagged {
            for (member, _) in [(PATTERNS, patterns), (PREFIXES, prefixes)]
                .into_iter()
                .filter(|(_, list)| list.is_some())
            {
                self.complain(member, Problem::ListUnwanted);
            }
        }
        match (status, patterns, prefixes) {
            (TagStatus::Untagged, ..) => Some(TagSelection::Untagged),
            (TagStatus::Any, ..) => Some(TagSelection::Any),
            (TagStatus::Tagged, None, None) => {
                self.complain(PATTERNS, Problem::ListMissing);
                None
            }
            (TagStatus::Tagged, Some(patterns), None) => {
                self.entries(PATTERNS, patterns);
                for (place, pattern) in patterns.iter().enumerate() {
                    let has = pattern.matches('*').count();
                    if has > WILDCARDS_LIMIT {
                        let member = format!("{PATTERNS}[{place}]");
                        self.complain(&member, Problem::TooManyWildcards { has });
                    }
                }
                Some(TagSelection::Patterns(patterns.clone()))
            }
            (TagStatus::Tagged, None, Some(prefixes)) => {
                self.entries(PREFIXES, prefixes);
                Some(TagSelection::Prefixes(prefixes.clone()))
            }
            (TagStatus::Tagged, Some(_), Some(_)) => {
                self.complain(PREFIXES, Problem::BothLists);
                None
            }
        }
    }

    fn entries(&mut self, member: &str, list: &[String]) {
        if list.is_empty() {
            self.complain(member, Problem::EmptyList);
        }
        for (place, _) in list
            .iter()
            .enumerate()
            .filter(|(_, entry)| entry.is_empty())
        {
            self.complain(&format!("{member}[{place}]"), Problem::EmptyEntry);
        }
    }

    fn trigger(&mut self) -> Option<Trigger> {
        const CLASS: &str = "selection.storageClass";
        let draft = self.draft;
        let number = self.number("selection.countNumber", draft.count_number);
        let count_type = self.need("selection.countType", draft.count_type)?;
        match (count_type, draft.count_unit) {
            (CountType::ImageCountMoreThan, Some(_)) => {
                self.complain("selection.countUnit", Problem::UnitUnwanted);
            }
            (CountType::ImageCountMoreThan, None) | (_, Some(_)) => {}
            (_, None) => self.complain("selection.countUnit", Problem::UnitMissing),
        }
        let is_archive = draft.storage_class == Some(StorageClass::Archive);
        match (count_type == CountType::SinceImageTransitioned, is_archive) {
            (true, false) => self.complain(CLASS, Problem::ArchiveNeeded),
            (false, true) => self.complain(CLASS, Problem::ArchiveUnwanted),
            _ => {}
        }
        if count_type == CountType::SinceImageTransitioned
            && number.is_some_and(|number| number < ARCHIVED_DAYS_LEAST)
        {
            self.complain("selection.countNumber", Problem::ArchivedTooShortly);
        }
        Some(Trigger::new(count_type, number?))
    }

    fn action(&mut self) -> Option<Action> {
        const TYPE: &str = "action.type";
        const TARGET: &str = "action.targetStorageClass";
        let draft = self.draft;
        let action = self.need(TYPE, draft.action)?;
        match (draft.count_type, action) {
            (Some(CountType::SinceImagePulled), ActionType::Expire) => {
                self.complain(TYPE, Problem::PulledOnlyTransitions);
            }
            (Some(CountType::SinceImageTransitioned), ActionType::Transition) => {
                self.complain(TYPE, Problem::TransitionedOnlyExpires);
            }
            _ => {}
        }
        match (action, draft.target) {
            (ActionType::Expire, None) => Some(Action::Expire),
            (ActionType::Transition, Some(StorageClass::Archive)) => Some(Action::Archive),
            (ActionType::Expire, Some(_)) => {
                self.complain(TARGET, Problem::TargetUnwanted);
                None
            }
            (ActionType::Transition, None) => {
                self.complain(TARGET, Problem::TargetMissing);
                None
            }
            (ActionType::Transition, Some(StorageClass::Standard)) => {
                self.complain(TARGET, Problem::TargetNotArchive);
                None
            }
        }
    }

    /// What holds between rules. Of two that clash the later in the text is complained of.
    fn against_others(&mut self, rules: &[RuleDraft]) {
        let draft = self.draft;
        let before = || rules[..self.at.index].iter();
        let same_priority =
            before().position(|other| draft.priority.is_some() && other.priority == draft.priority);
        let in_class = |other: &RuleDraft| class_of(other) == class_of(draft);
        let same_tags = before().position(|other| {
            in_class(other)
                && draft.tag_status == Some(TagStatus::Tagged)
                && other.tag_status == draft.tag_status
                && tag_set(other).is_some_and(|set| tag_set(draft) == Some(set))
        });
        let untagged = before().position(|other| {
            in_class(other)
                && draft.tag_status == Some(TagStatus::Untagged)
                && other.tag_status == draft.tag_status
        });
        let last = rules
            .iter()
            .filter(|other| in_class(other))
            .filter_map(|other| other.priority)
            .max();
        if let Some(other) = same_priority {
            self.complain("rulePriority", Problem::DuplicatePriority { other });
        }
        if let (Some(TagStatus::Any), Some(priority), Some(last)) =
            (draft.tag_status, draft.priority, last)
            && priority < last
        {
            self.complain("rulePriority", Problem::AnyNotLast { last });
        }
        if let Some(other) = same_tags {
            let member = if draft.tag_patterns.is_some() {
                "selection.tagPatternList"
            } else {
                "selection.tagPrefixList"
            };
            self.complain(member, Problem::DuplicateTags { other });
        }
        if let Some(other) = untagged {
            self.complain("selection.tagStatus", Problem::DuplicateUntagged { other });
        }
    }

    fn doubt(&mut self, rules: &[RuleDraft]) {
        let draft = self.draft;
        for (place, prefix) in draft.tag_prefixes.iter().flatten().enumerate() {
            let member = format!("selection.tagPrefixList[{place}]");
            if prefix.contains('*') {
                self.complain(&member, Problem::WildcardInPrefix);
            } else if !prefix.bytes().all(is_of_tags) {
                self.complain(&member, Problem::NeverMatches);
            }
        }
        for (place, pattern) in draft.tag_patterns.iter().flatten().enumerate() {
            if !pattern.bytes().all(|byte| byte == b'*' || is_of_tags(byte)) {
                let member = format!("selection.tagPatternList[{place}]");
                self.complain(&member, Problem::NeverMatches);
            }
        }
        // The same tags, once as prefixes and once as patterns.
        let shadow = rules.iter().position(|other| {
            other.priority < draft.priority
                && class_of(other) == class_of(draft)
                && other.tag_patterns.is_some() != draft.tag_patterns.is_some()
                && draft.tag_status == Some(TagStatus::Tagged)
                && other.tag_status == Some(TagStatus::Tagged)
                && as_patterns(other) == as_patterns(draft)
        });
        if let Some(by) = shadow {
            self.complain("selection", Problem::Shadowed { by });
        }
    }
}

fn class_of(draft: &RuleDraft) -> StorageClass {
    draft.storage_class.unwrap_or(StorageClass::Standard)
}

/// The kind of the list, and its entries without their order.
fn tag_set(draft: &RuleDraft) -> Option<(bool, BTreeSet<&str>)> {
    let (is_patterns, list) = match (&draft.tag_patterns, &draft.tag_prefixes) {
        (Some(list), None) => (true, list),
        (None, Some(list)) => (false, list),
        _ => return None,
    };
    Some((is_patterns, list.iter().map(String::as_str).collect()))
}

fn as_patterns(draft: &RuleDraft) -> BTreeSet<String> {
    let prefixes = draft.tag_prefixes.iter().flatten();
    let patterns = draft.tag_patterns.iter().flatten();
    let prefixes = prefixes.map(|prefix| format!("{prefix}*"));
    prefixes.chain(patterns.cloned()).collect()
}
