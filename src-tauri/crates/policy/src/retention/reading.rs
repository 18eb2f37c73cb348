//! Reading a document, as far as it can be understood.

use serde_json::{Map, Value};

use super::{
    Complaint, CountType, OrderWord, PolicyDraft, Problem, RetentionPolicy, RuleDraft, ScopeWord,
    TEXT_LIMIT,
};
use crate::{
    json_path::{is_within, parser_words},
    lifecycle::{
        ActionType, CountUnit, Expected, Problem as Common, RuleAt, StorageClass, TagStatus,
    },
};

/// What a document says, and everything that is wrong with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reading {
    /// As much of it as was understood.
    pub draft: PolicyDraft,
    /// What can't be, by rule in the order of the text.
    pub complaints: Vec<Complaint>,
    /// What does other than it seems.
    pub doubts: Vec<Complaint>,
    policy: Option<RetentionPolicy>,
}

impl Reading {
    /// The rules, where there is no complaint.
    pub fn policy(&self) -> Option<&RetentionPolicy> {
        self.policy.as_ref()
    }
}

/// Reads a document and checks it.
pub fn read(text: &str) -> Reading {
    let mut reader = Reader::default();
    let has = text.chars().count();
    let draft = if has > TEXT_LIMIT {
        reader.complain("$", Common::TextLength { has });
        None
    } else {
        match serde_json::from_str::<Value>(text) {
            Ok(document) => reader.policy(&document),
            Err(error) => {
                let problem = Common::Syntax {
                    line: error.line(),
                    column: error.column(),
                    met: parser_words(&error),
                };
                reader.complain("$", problem);
                None
            }
        }
    };
    let Reader {
        mut complaints,
        mut doubts,
        ..
    } = reader;
    let mut policy = None;
    if let Some(draft) = &draft {
        match draft.check() {
            Ok(checked) => {
                doubts.extend(checked.doubts(draft));
                policy = Some(checked);
            }
            Err(found) => {
                // What could not be read is not missing as well.
                let unread: Vec<String> = complaints.iter().map(|it| it.path.clone()).collect();
                let is_new = |it: &Complaint| !unread.iter().any(|path| is_within(&it.path, path));
                complaints.extend(found.into_iter().filter(is_new));
            }
        }
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

/// An object of the document and its path.
struct Object<'v> {
    path: String,
    members: &'v Map<String, Value>,
}

impl Reader {
    fn complaint(&self, path: &str, problem: Common) -> Complaint {
        Complaint {
            rule: self.rule,
            path: path.to_owned(),
            problem: Problem::Common(problem),
        }
    }

    fn complain(&mut self, path: &str, problem: Common) {
        let complaint = self.complaint(path, problem);
        self.complaints.push(complaint);
    }

    fn doubt(&mut self, path: &str, problem: Common) {
        let complaint = self.complaint(path, problem);
        self.doubts.push(complaint);
    }

    fn policy(&mut self, document: &Value) -> Option<PolicyDraft> {
        let members = self.expect("$", document.as_object(), Expected::Object)?;
        let root = Object {
            path: "$".to_owned(),
            members,
        };
        self.doubt_others(&root, &["per", "rules", "inUse"]);
        let mut draft = PolicyDraft {
            scope: self.word(&root, "per", ScopeWord::named, ScopeWord::WORDS),
            ..PolicyDraft::default()
        };
        if let Some(uses) = self.object(&root, "inUse") {
            self.doubt_others(&uses, &["references", "files", "kubernetes", "ecs"]);
            draft.in_use.references = self.texts(&uses, "references").unwrap_or_default();
            draft.in_use.files = self.texts(&uses, "files").unwrap_or_default();
            draft.in_use.kubernetes = self.texts(&uses, "kubernetes").unwrap_or_default();
            draft.in_use.ecs = self.texts(&uses, "ecs").unwrap_or_default();
        }
        let Some(rules) = members.get("rules") else {
            self.complain("$.rules", Common::Missing);
            return None;
        };
        let rules = self.expect("$.rules", rules.as_array(), Expected::List)?;
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
        let Some(members) = self.expect(&path, rule.as_object(), Expected::Object) else {
            return RuleDraft::default();
        };
        let rule = Object { path, members };
        self.doubt_others(
            &rule,
            &["rulePriority", "description", "selection", "action"],
        );
        let mut draft = RuleDraft {
            priority: self.number(&rule, "rulePriority"),
            description: self.text(&rule, "description"),
            ..RuleDraft::default()
        };
        if let Some(of) = self.object(&rule, "selection") {
            self.read_selection(&of, &mut draft);
        }
        if let Some(of) = self.object(&rule, "action") {
            self.doubt_others(&of, &["type", "targetStorageClass"]);
            draft.action = self.word(&of, "type", ActionType::named, ActionType::WORDS);
            let class = StorageClass::named;
            draft.target = self.word(&of, "targetStorageClass", class, StorageClass::WORDS);
        }
        draft
    }

    fn read_selection(&mut self, of: &Object<'_>, draft: &mut RuleDraft) {
        self.doubt_others(
            of,
            &[
                "tagStatus",
                "tagPatternList",
                "tagPrefixList",
                "tagRegexList",
                "excludeTagPatternList",
                "excludeTagRegexList",
                "storageClass",
                "countType",
                "countUnit",
                "countNumber",
                "orderBy",
            ],
        );
        draft.tag_status = self.word(of, "tagStatus", TagStatus::named, TagStatus::WORDS);
        draft.patterns = self.texts(of, "tagPatternList");
        draft.prefixes = self.texts(of, "tagPrefixList");
        draft.expressions = self.texts(of, "tagRegexList");
        draft.except_patterns = self.texts(of, "excludeTagPatternList");
        draft.except_expressions = self.texts(of, "excludeTagRegexList");
        let class = StorageClass::named;
        draft.storage_class = self.word(of, "storageClass", class, StorageClass::WORDS);
        draft.count_type = self.word(of, "countType", CountType::named, CountType::WORDS);
        draft.count_unit = self.word(of, "countUnit", CountUnit::named, CountUnit::WORDS);
        draft.count_number = self.number(of, "countNumber");
        draft.order = self.word(of, "orderBy", OrderWord::named, OrderWord::WORDS);
    }

    fn expect<T>(&mut self, path: &str, value: Option<T>, expected: Expected) -> Option<T> {
        if value.is_none() {
            self.complain(path, Common::WrongType { expected });
        }
        value
    }

    /// A member with its path. `null` counts as absent.
    fn member<'v>(&mut self, of: &Object<'v>, key: &str) -> Option<(String, &'v Value)> {
        let value = of.members.get(key)?;
        let path = format!("{}.{key}", of.path);
        if value.is_null() {
            self.doubt(&path, Common::Null);
            return None;
        }
        Some((path, value))
    }

    fn object<'v>(&mut self, of: &Object<'v>, key: &str) -> Option<Object<'v>> {
        let (path, value) = self.member(of, key)?;
        let members = self.expect(&path, value.as_object(), Expected::Object)?;
        Some(Object { path, members })
    }

    fn number(&mut self, of: &Object<'_>, key: &str) -> Option<i64> {
        let (path, value) = self.member(of, key)?;
        self.expect(&path, value.as_i64(), Expected::WholeNumber)
    }

    fn text(&mut self, of: &Object<'_>, key: &str) -> Option<String> {
        let (path, value) = self.member(of, key)?;
        self.expect(&path, value.as_str().map(str::to_owned), Expected::Text)
    }

    fn texts(&mut self, of: &Object<'_>, key: &str) -> Option<Vec<String>> {
        let (path, value) = self.member(of, key)?;
        let list = self.expect(&path, value.as_array(), Expected::List)?;
        let texts = list.iter().enumerate().map(|(place, entry)| {
            let entry = entry.as_str().map(str::to_owned);
            self.expect(&format!("{path}[{place}]"), entry, Expected::Text)
        });
        // An entry that can't be read keeps its place.
        Some(texts.map(Option::unwrap_or_default).collect())
    }

    fn word<T>(
        &mut self,
        of: &Object<'_>,
        key: &str,
        named: fn(&str) -> Option<T>,
        words: &'static [&'static str],
    ) -> Option<T> {
        let (path, value) = self.member(of, key)?;
        let found = self.expect(&path, value.as_str(), Expected::Text)?;
        let word = named(found);
        if word.is_none() {
            let found = found.to_owned();
            self.complain(&path, Common::NotOneOf { found, words });
        }
        word
    }

    fn doubt_others(&mut self, of: &Object<'_>, known: &[&str]) {
        for key in of
            .members
            .keys()
            .filter(|key| !known.contains(&key.as_str()))
        {
            self.doubt(&format!("{}.{key}", of.path), Common::UnknownMember);
        }
    }
}
