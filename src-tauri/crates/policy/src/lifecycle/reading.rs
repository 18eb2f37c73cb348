//! Reading a policy's text, as far as it can be understood.

use serde_json::{Map, Value};

use super::{
    ActionType, Complaint, CountType, CountUnit, Expected, LifecyclePolicy, PolicyDraft, Problem,
    RuleAt, RuleDraft, StorageClass, TEXT_LIMITS, TagStatus,
};

use crate::json_path::{is_within, parser_words};

/// What a text says, and everything that is wrong with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reading {
    /// As much of it as was understood.
    pub draft: PolicyDraft,
    /// What ECR would refuse, by rule in the order of the text.
    pub complaints: Vec<Complaint>,
    /// What does other than it seems.
    pub doubts: Vec<Complaint>,
    policy: Option<LifecyclePolicy>,
}

impl Reading {
    /// The policy, where there is no complaint.
    pub fn policy(&self) -> Option<&LifecyclePolicy> {
        self.policy.as_ref()
    }
}

/// Reads a policy's text and checks it. Members that ECR does not know are doubted and left out.
pub fn read(text: &str) -> Reading {
    let mut reader = Reader::default();
    let draft = match serde_json::from_str::<Value>(text) {
        Ok(document) => reader.policy(&document),
        Err(error) => {
            let problem = Problem::Syntax {
                line: error.line(),
                column: error.column(),
                met: parser_words(&error),
            };
            reader.complain("$", problem);
            None
        }
    };
    let has = text.chars().count();
    if draft.is_some() && has > *TEXT_LIMITS.end() {
        reader.complain("$", Problem::TextLength { has });
    }
    let Reader {
        mut complaints,
        mut doubts,
        ..
    } = reader;
    let mut policy = None;
    if let Some(draft) = &draft {
        match draft.check() {
            Ok(checked) => policy = Some(checked),
            Err(found) => {
                // What could not be read is not missing as well.
                let unread: Vec<String> = complaints.iter().map(|it| it.path.clone()).collect();
                let is_new = |it: &Complaint| !unread.iter().any(|path| is_within(&it.path, path));
                complaints.extend(found.into_iter().filter(is_new));
            }
        }
        doubts.extend(draft.doubts());
    }
    for found in [&mut complaints, &mut doubts] {
        found.sort_by_key(|it| it.rule.map(|rule| rule.index));
    }
    Reading {
        draft: draft.unwrap_or_default(),
        policy: policy.filter(|_| complaints.is_empty()),
        complaints,
        doubts,
    }
}

/// Takes a document apart and notes what is not as expected.
#[derive(Default)]
struct Reader {
    complaints: Vec<Complaint>,
    doubts: Vec<Complaint>,
    /// The rule that is being read.
    rule: Option<RuleAt>,
}

impl Reader {
    fn complaint(&self, path: &str, problem: Problem) -> Complaint {
        Complaint {
            rule: self.rule,
            path: path.to_owned(),
            problem,
        }
    }

    fn complain(&mut self, path: &str, problem: Problem) {
        let complaint = self.complaint(path, problem);
        self.complaints.push(complaint);
    }

    fn doubt(&mut self, path: &str, problem: Problem) {
        let complaint = self.complaint(path, problem);
        self.doubts.push(complaint);
    }

    fn policy(&mut self, document: &Value) -> Option<PolicyDraft> {
        let object = self.object("$", document)?;
        self.doubt_others("$", object, &["rules"]);
        let Some(rules) = object.get("rules") else {
            self.complain("$.rules", Problem::Missing);
            return None;
        };
        let rules = self.list("$.rules", rules)?;
        let mut draft = PolicyDraft::default();
        for (index, rule) in rules.iter().enumerate() {
            let priority = rule.get("rulePriority").and_then(Value::as_i64);
            self.rule = Some(RuleAt { index, priority });
            draft.rules.push(self.read_rule(index, rule));
        }
        self.rule = None;
        Some(draft)
    }

    fn read_rule(&mut self, index: usize, rule: &Value) -> RuleDraft {
        let path = format!("$.rules[{index}]");
        let empty = Map::new();
        let rule = self.object(&path, rule).unwrap_or(&empty);
        self.doubt_others(
            &path,
            rule,
            &["rulePriority", "description", "selection", "action"],
        );
        let selection_path = format!("{path}.selection");
        let selection = match self.member(&path, rule, "selection") {
            Some((path, value)) => self.object(&path, value).unwrap_or(&empty),
            None => &empty,
        };
        self.doubt_others(
            &selection_path,
            selection,
            &[
                "tagStatus",
                "tagPatternList",
                "tagPrefixList",
                "storageClass",
                "countType",
                "countUnit",
                "countNumber",
            ],
        );
        let action_path = format!("{path}.action");
        let action = match self.member(&path, rule, "action") {
            Some((path, value)) => self.object(&path, value).unwrap_or(&empty),
            None => &empty,
        };
        self.doubt_others(&action_path, action, &["type", "targetStorageClass"]);
        RuleDraft {
            priority: self.number(&path, rule, "rulePriority"),
            description: self.text(&path, rule, "description"),
            tag_status: self.word(
                &selection_path,
                selection,
                "tagStatus",
                TagStatus::named,
                TagStatus::WORDS,
            ),
            tag_patterns: self.texts(&selection_path, selection, "tagPatternList"),
            tag_prefixes: self.texts(&selection_path, selection, "tagPrefixList"),
            storage_class: self.word(
                &selection_path,
                selection,
                "storageClass",
                StorageClass::named,
                StorageClass::WORDS,
            ),
            count_type: self.word(
                &selection_path,
                selection,
                "countType",
                CountType::named,
                CountType::WORDS,
            ),
            count_unit: self.word(
                &selection_path,
                selection,
                "countUnit",
                CountUnit::named,
                CountUnit::WORDS,
            ),
            count_number: self.number(&selection_path, selection, "countNumber"),
            action: self.word(
                &action_path,
                action,
                "type",
                ActionType::named,
                ActionType::WORDS,
            ),
            target: self.word(
                &action_path,
                action,
                "targetStorageClass",
                StorageClass::named,
                StorageClass::WORDS,
            ),
        }
    }

    fn object<'v>(&mut self, path: &str, value: &'v Value) -> Option<&'v Map<String, Value>> {
        self.expect(path, value.as_object(), Expected::Object)
    }

    fn list<'v>(&mut self, path: &str, value: &'v Value) -> Option<&'v Vec<Value>> {
        self.expect(path, value.as_array(), Expected::List)
    }

    fn expect<T>(&mut self, path: &str, value: Option<T>, expected: Expected) -> Option<T> {
        if value.is_none() {
            self.complain(path, Problem::WrongType { expected });
        }
        value
    }

    /// A member with its path. `null` counts as absent.
    fn member<'v>(
        &mut self,
        path: &str,
        object: &'v Map<String, Value>,
        key: &str,
    ) -> Option<(String, &'v Value)> {
        let value = object.get(key)?;
        let path = format!("{path}.{key}");
        if value.is_null() {
            self.doubt(&path, Problem::Null);
            return None;
        }
        Some((path, value))
    }

    fn number(&mut self, path: &str, object: &Map<String, Value>, key: &str) -> Option<i64> {
        let (path, value) = self.member(path, object, key)?;
        self.expect(&path, value.as_i64(), Expected::WholeNumber)
    }

    fn text(&mut self, path: &str, object: &Map<String, Value>, key: &str) -> Option<String> {
        let (path, value) = self.member(path, object, key)?;
        self.expect(&path, value.as_str().map(str::to_owned), Expected::Text)
    }

    fn texts(&mut self, path: &str, object: &Map<String, Value>, key: &str) -> Option<Vec<String>> {
        let (path, value) = self.member(path, object, key)?;
        let list = self.list(&path, value)?;
        let texts = list.iter().enumerate().map(|(place, entry)| {
            let entry = entry.as_str().map(str::to_owned);
            self.expect(&format!("{path}[{place}]"), entry, Expected::Text)
        });
        // An entry that can't be read keeps its place.
        Some(texts.map(Option::unwrap_or_default).collect())
    }

    fn word<T>(
        &mut self,
        path: &str,
        object: &Map<String, Value>,
        key: &str,
        named: fn(&str) -> Option<T>,
        words: &'static [&'static str],
    ) -> Option<T> {
        let (path, value) = self.member(path, object, key)?;
        let found = self.expect(&path, value.as_str(), Expected::Text)?;
        let word = named(found);
        if word.is_none() {
            let found = found.to_owned();
            self.complain(&path, Problem::NotOneOf { found, words });
        }
        word
    }

    fn doubt_others(&mut self, path: &str, object: &Map<String, Value>, known: &[&str]) {
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            self.doubt(&format!("{path}.{key}"), Problem::UnknownMember);
        }
    }
}
