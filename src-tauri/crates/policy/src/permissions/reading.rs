//! Reading a policy's text, as far as it can be understood.

use serde_json::{Map, Value};

use super::{
    Actions, Complaint, Condition, Effect, Expected, PolicyDocument, PrincipalKind, Principals,
    Problem, Resources, Scope, Statement, TEXT_LIMIT, Version, WrittenPrincipal,
};

use crate::json_path::{is_within, parser_words};

/// What a text says, and everything that is wrong with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reading {
    /// Its statements, without those that could not be understood.
    pub document: PolicyDocument,
    /// What ECR would refuse, by statement in the order of the text.
    pub complaints: Vec<Complaint>,
}

/// Reads a policy's text and checks it for what it is to be attached to.
pub fn read(text: &str, scope: Scope) -> Reading {
    let mut reader = Reader::default();
    let has = text.chars().count();
    if has > TEXT_LIMIT {
        reader.complain("$", Problem::TextLength { has });
    }
    let mut document = PolicyDocument {
        version: None,
        id: None,
        statements: Vec::new(),
    };
    let mut understood = Vec::new();
    match serde_json::from_str::<Value>(text) {
        Ok(value) => understood = reader.document(&value, &mut document),
        Err(error) => {
            let problem = Problem::Syntax {
                line: error.line(),
                column: error.column(),
                met: parser_words(&error),
            };
            reader.complain("$", problem);
        }
    }
    let mut complaints = reader.complaints;
    // What could not be read is not empty or missing as well.
    let unread: Vec<String> = complaints.iter().map(|it| it.path.clone()).collect();
    let is_new = |it: &Complaint| {
        let is_related = |path: &String| is_within(&it.path, path) || is_within(path, &it.path);
        it.path != "$" && !unread.iter().any(is_related)
    };
    if !document.statements.is_empty() {
        complaints.extend(document.check(scope).into_iter().filter(is_new));
    }
    complaints.sort_by_key(|it| it.statement);
    let mut understood = understood.into_iter();
    document
        .statements
        .retain(|_| understood.next().unwrap_or_default());
    Reading {
        document,
        complaints,
    }
}

/// Takes a document apart and notes what is not as expected.
#[derive(Default)]
struct Reader {
    complaints: Vec<Complaint>,
    /// The statement that is being read.
    statement: Option<usize>,
}

impl Reader {
    fn complain(&mut self, path: &str, problem: Problem) {
        self.complaints.push(Complaint {
            statement: self.statement,
            path: path.to_owned(),
            problem,
        });
    }

    fn expect<T>(&mut self, path: &str, value: Option<T>, expected: Expected) -> Option<T> {
        if value.is_none() {
            self.complain(path, Problem::WrongType { expected });
        }
        value
    }

    /// Fills the document with all statements, so that each is at its place, and tells which of them
    /// were understood.
    fn document(&mut self, value: &Value, document: &mut PolicyDocument) -> Vec<bool> {
        let Some(object) = self.expect("$", value.as_object(), Expected::Object) else {
            return Vec::new();
        };
        self.refuse_others("$", object, &["Version", "Id", "Statement"]);
        if let Some(version) = object.get("Version") {
            document.version = self.version(version);
        }
        if let Some(id) = object.get("Id") {
            let id = id.as_str().map(str::to_owned);
            document.id = self.expect("$.Id", id, Expected::Text);
        }
        let one;
        let statements = match object.get("Statement") {
            None => {
                self.complain("$.Statement", Problem::Missing);
                return Vec::new();
            }
            Some(Value::Array(list)) => {
                if list.is_empty() {
                    self.complain("$.Statement", Problem::Empty);
                }
                list.as_slice()
            }
            Some(statement @ Value::Object(_)) => {
                one = [statement.clone()];
                &one
            }
            Some(_) => {
                let expected = Expected::Statements;
                self.complain("$.Statement", Problem::WrongType { expected });
                return Vec::new();
            }
        };
        let mut understood = Vec::new();
        for (place, value) in statements.iter().enumerate() {
            self.statement = Some(place);
            let before = self.complaints.len();
            let statement = self.read_statement(&format!("$.Statement[{place}]"), value);
            document.statements.push(statement);
            understood.push(self.complaints.len() == before);
        }
        self.statement = None;
        understood
    }

    fn version(&mut self, value: &Value) -> Option<Version> {
        let found = self.expect("$.Version", value.as_str(), Expected::Text)?;
        match found {
            "2012-10-17" => Some(Version::Y2012),
            "2008-10-17" => Some(Version::Y2008),
            _ => {
                let found = found.to_owned();
                let words = Version::WORDS;
                self.complain("$.Version", Problem::NotOneOf { found, words });
                None
            }
        }
    }

    /// A statement as far as it can be read; what can't is empty, and complained of.
    fn read_statement(&mut self, path: &str, value: &Value) -> Statement {
        let Some(object) = self.expect(path, value.as_object(), Expected::Object) else {
            return Statement::allow(None, Vec::new(), &[]);
        };
        self.refuse_others(
            path,
            object,
            &[
                "Sid",
                "Effect",
                "Principal",
                "NotPrincipal",
                "Action",
                "NotAction",
                "Resource",
                "NotResource",
                "Condition",
            ],
        );
        let sid = object.get("Sid").and_then(|sid| {
            let text = sid.as_str().map(str::to_owned);
            self.expect(&format!("{path}.Sid"), text, Expected::Text)
        });
        let effect = self.effect(path, object).unwrap_or(Effect::Allow);
        let principals = self.principals(path, object);
        let (is_negated, patterns) = self
            .one_of(path, object, "Action", "NotAction", true)
            .unwrap_or_default();
        let actions = Actions {
            is_negated,
            patterns,
        };
        let resources = self
            .one_of(path, object, "Resource", "NotResource", false)
            .map(|(is_negated, patterns)| Resources {
                is_negated,
                patterns,
            });
        Statement {
            sid,
            effect,
            principals,
            actions,
            resources,
            conditions: self.conditions(path, object),
        }
    }

    fn effect(&mut self, path: &str, object: &Map<String, Value>) -> Option<Effect> {
        const WORDS: &[&str] = &["Allow", "Deny"];
        let path = format!("{path}.Effect");
        let Some(value) = object.get("Effect") else {
            self.complain(&path, Problem::Missing);
            return None;
        };
        match self.expect(&path, value.as_str(), Expected::Text)? {
            "Allow" => Some(Effect::Allow),
            "Deny" => Some(Effect::Deny),
            found => {
                let found = found.to_owned();
                self.complain(
                    &path,
                    Problem::NotOneOf {
                        found,
                        words: WORDS,
                    },
                );
                None
            }
        }
    }

    /// The member or its negation, and which of the two.
    fn either<'v>(
        &mut self,
        path: &str,
        object: &'v Map<String, Value>,
        plain: &'static str,
        negated: &'static str,
        is_needed: bool,
    ) -> Option<(bool, String, &'v Value)> {
        match (object.get(plain), object.get(negated)) {
            (Some(value), None) => Some((false, format!("{path}.{plain}"), value)),
            (None, Some(value)) => Some((true, format!("{path}.{negated}"), value)),
            (Some(_), Some(_)) => {
                self.complain(&format!("{path}.{plain}"), Problem::Both { other: negated });
                None
            }
            (None, None) => {
                if is_needed {
                    self.complain(&format!("{path}.{plain}"), Problem::Missing);
                }
                None
            }
        }
    }

    fn one_of(
        &mut self,
        path: &str,
        object: &Map<String, Value>,
        plain: &'static str,
        negated: &'static str,
        is_needed: bool,
    ) -> Option<(bool, Vec<String>)> {
        let (is_negated, path, value) = self.either(path, object, plain, negated, is_needed)?;
        Some((is_negated, self.texts(&path, value)?))
    }

    /// A text, or a list of texts.
    fn texts(&mut self, path: &str, value: &Value) -> Option<Vec<String>> {
        let expected = Expected::TextOrList;
        match value {
            Value::String(text) => Some(vec![text.clone()]),
            Value::Array(list) => {
                let entries = list.iter().enumerate().map(|(place, entry)| {
                    let text = entry.as_str().map(str::to_owned);
                    self.expect(&format!("{path}[{place}]"), text, Expected::Text)
                });
                entries.collect::<Vec<_>>().into_iter().collect()
            }
            _ => {
                self.complain(path, Problem::WrongType { expected });
                None
            }
        }
    }

    fn principals(&mut self, path: &str, object: &Map<String, Value>) -> Principals {
        let mut principals = Principals {
            is_negated: false,
            list: Vec::new(),
        };
        let found = self.either(path, object, "Principal", "NotPrincipal", true);
        let Some((is_negated, path, value)) = found else {
            return principals;
        };
        principals.is_negated = is_negated;
        match value {
            Value::String(text) if text == "*" => {
                principals.list.push(WrittenPrincipal::everyone());
            }
            Value::Object(kinds) => {
                for (key, texts) in kinds {
                    let path = format!("{path}.{key}");
                    let mut all = PrincipalKind::NAMED.into_iter();
                    let Some(kind) = all.find(|kind| kind.as_str() == key) else {
                        self.complain(&path, Problem::UnknownMember);
                        continue;
                    };
                    let texts = self.texts(&path, texts).unwrap_or_default().into_iter();
                    let written = texts.map(|text| WrittenPrincipal { kind, text });
                    principals.list.extend(written);
                }
            }
            _ => {
                let expected = Expected::Principals;
                self.complain(&path, Problem::WrongType { expected });
            }
        }
        principals
    }

    fn conditions(&mut self, path: &str, object: &Map<String, Value>) -> Vec<Condition> {
        let Some(value) = object.get("Condition") else {
            return Vec::new();
        };
        let path = format!("{path}.Condition");
        let mut conditions = Vec::new();
        let operators = self.expect(&path, value.as_object(), Expected::Object);
        for (operator, keys) in operators.into_iter().flatten() {
            let path = format!("{path}.{operator}");
            let keys = self.expect(&path, keys.as_object(), Expected::Object);
            for (key, values) in keys.into_iter().flatten() {
                let path = format!("{path}.{key}");
                // Conditions may be written as numbers and booleans too.
                let as_text = |value: &Value| match value {
                    Value::Bool(_) | Value::Number(_) => Value::String(value.to_string()),
                    value => value.clone(),
                };
                let values = match values {
                    Value::Array(list) => Value::Array(list.iter().map(as_text).collect()),
                    value => as_text(value),
                };
                if let Some(values) = self.texts(&path, &values) {
                    conditions.push(Condition {
                        operator: operator.clone(),
                        key: key.clone(),
                        values,
                    });
                }
            }
        }
        conditions
    }

    fn refuse_others(&mut self, path: &str, object: &Map<String, Value>, known: &[&str]) {
        for key in object.keys().filter(|key| !known.contains(&key.as_str())) {
            self.complain(&format!("{path}.{key}"), Problem::UnknownMember);
        }
    }
}
