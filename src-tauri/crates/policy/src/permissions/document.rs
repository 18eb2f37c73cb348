//! A policy as it is written.

use serde_json::{Map, Value, json};

use super::{Condition, PrincipalKind, TEXT_LIMIT, WrittenPrincipal};

/// A policy on a repository or registry.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PolicyDocument {
    /// `Version`: the language, not the policy's own.
    pub version: Option<Version>,
    /// `Id`.
    pub id: Option<String>,
    /// `Statement`.
    pub statements: Vec<Statement>,
}

/// A version of the policy language.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Version {
    /// `2012-10-17`, the one of today.
    Y2012,
    /// `2008-10-17`, without variables; what counts where none is written.
    Y2008,
}

/// One statement.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement {
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`.
    pub principals: Principals,
    /// `Action` or `NotAction`.
    pub actions: Actions,
    /// `Resource` or `NotResource`: in a registry's policy only.
    pub resources: Option<Resources>,
    /// `Condition`: all must hold.
    pub conditions: Vec<Condition>,
}

/// Whether a statement gives or takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// It gives.
    Allow,
    /// It takes, whatever else gives.
    Deny,
}

/// Whom a statement is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Principals {
    /// Everybody but these: `NotPrincipal`.
    pub is_negated: bool,
    /// These.
    pub list: Vec<WrittenPrincipal>,
}

/// What a statement is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Actions {
    /// Everything but these: `NotAction`.
    pub is_negated: bool,
    /// These, with wildcards.
    pub patterns: Vec<String>,
}

/// Which repositories a registry's statement is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resources {
    /// All but these: `NotResource`.
    pub is_negated: bool,
    /// These, with wildcards.
    pub patterns: Vec<String>,
}

impl Version {
    /// The versions that there are.
    pub const WORDS: &'static [&'static str] = &["2012-10-17", "2008-10-17"];

    /// As the document writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Y2012 => "2012-10-17",
            Self::Y2008 => "2008-10-17",
        }
    }
}

impl PolicyDocument {
    /// A policy of today's language with these statements.
    pub fn new(statements: Vec<Statement>) -> Self {
        Self {
            version: Some(Version::Y2012),
            id: None,
            statements,
        }
    }

    /// Puts a statement at the end. A `Sid` that another statement has gets a number.
    pub fn add(&mut self, mut statement: Statement) {
        if let Some(sid) = statement.sid.take() {
            let is_taken = |sid: &str| {
                let mut all = self.statements.iter();
                all.any(|it| it.sid.as_deref() == Some(sid))
            };
            let numbered = (2..).map(|number| format!("{sid}{number}"));
            let mut free = std::iter::once(sid.clone()).chain(numbered);
            statement.sid = free.find(|sid| !is_taken(sid));
        }
        self.statements.push(statement);
    }

    /// The document as ECR takes it: its members in one order, one entry as a text and several as a
    /// list, indented for reading. Where only the text without spaces fits ECR's limit, that.
    pub fn to_text(&self) -> String {
        let document = self.to_json();
        let readable = format!("{document:#}");
        if readable.chars().count() > TEXT_LIMIT {
            document.to_string()
        } else {
            readable
        }
    }

    fn to_json(&self) -> Value {
        let mut document = Map::new();
        if let Some(version) = self.version {
            document.insert("Version".to_owned(), version.as_str().into());
        }
        if let Some(id) = &self.id {
            document.insert("Id".to_owned(), id.clone().into());
        }
        let statements: Vec<Value> = self.statements.iter().map(Statement::to_json).collect();
        document.insert("Statement".to_owned(), statements.into());
        Value::Object(document)
    }
}

impl Statement {
    /// A statement that gives `actions` to `principals`.
    pub fn allow(sid: Option<&str>, principals: Vec<WrittenPrincipal>, actions: &[&str]) -> Self {
        Self {
            sid: sid.map(str::to_owned),
            effect: Effect::Allow,
            principals: Principals {
                is_negated: false,
                list: principals,
            },
            actions: Actions {
                is_negated: false,
                patterns: actions.iter().map(|it| (*it).to_owned()).collect(),
            },
            resources: None,
            conditions: Vec::new(),
        }
    }

    fn to_json(&self) -> Value {
        let mut statement = Map::new();
        let mut put = |key: &str, value: Value| statement.insert(key.to_owned(), value);
        if let Some(sid) = &self.sid {
            put("Sid", sid.clone().into());
        }
        put(
            "Effect",
            match self.effect {
                Effect::Allow => "Allow".into(),
                Effect::Deny => "Deny".into(),
            },
        );
        let name = |is_negated, negated, plain| if is_negated { negated } else { plain };
        put(
            name(self.principals.is_negated, "NotPrincipal", "Principal"),
            self.principals.to_json(),
        );
        put(
            name(self.actions.is_negated, "NotAction", "Action"),
            one_or_many(&self.actions.patterns),
        );
        if let Some(resources) = &self.resources {
            put(
                name(resources.is_negated, "NotResource", "Resource"),
                one_or_many(&resources.patterns),
            );
        }
        if !self.conditions.is_empty() {
            put("Condition", conditions_to_json(&self.conditions));
        }
        Value::Object(statement)
    }
}

impl Principals {
    fn to_json(&self) -> Value {
        if self
            .list
            .iter()
            .any(|it| it.kind == PrincipalKind::Everyone)
        {
            return "*".into();
        }
        let mut kinds = Map::new();
        for kind in PrincipalKind::NAMED {
            let texts: Vec<String> = self
                .list
                .iter()
                .filter(|it| it.kind == kind)
                .map(|it| it.text.clone())
                .collect();
            if !texts.is_empty() {
                kinds.insert(kind.as_str().to_owned(), one_or_many(&texts));
            }
        }
        Value::Object(kinds)
    }
}

fn one_or_many(texts: &[String]) -> Value {
    match texts {
        [one] => one.clone().into(),
        many => many.into(),
    }
}

fn conditions_to_json(conditions: &[Condition]) -> Value {
    let mut operators = json!({});
    for condition in conditions {
        operators[&condition.operator][&condition.key] = one_or_many(&condition.values);
    }
    operators
}
