//! Rules that passed every check: only a check makes them.

use super::{Action, Priority};
use crate::lifecycle::{StorageClass, TagStatus};

/// Checked rules, the strongest first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RetentionPolicy {
    /// Not public, so that all of them were checked.
    pub(super) rules: Vec<Rule>,
    pub(super) scope: Scope,
    pub(super) in_use: InUse,
}

/// What rules select, count and take.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Scope {
    /// Images, by all of their tags.
    #[default]
    Images,
    /// Tags, each by itself; an image goes with its last one.
    Tags,
}

/// Where it is found out what is in use.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct InUse {
    /// References and digests.
    pub references: Vec<String>,
    /// Files with one in each line.
    pub files: Vec<String>,
    /// Contexts of Kubernetes; an empty name is the one that is set.
    pub kubernetes: Vec<String>,
    /// Accounts whose Amazon ECS runs something: `profile@region`, either of which may be empty.
    pub ecs: Vec<String>,
}

/// One rule.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    /// Its place among the rules: the lower, the stronger.
    pub priority: Priority,
    /// What a person wrote about it.
    pub description: Option<String>,
    /// What it selects.
    pub tags: TagChoice,
    /// Where what it selects is stored.
    pub class: StorageClass,
    /// When it takes what it selects.
    pub trigger: Trigger,
    /// What happens then.
    pub action: Action,
}

/// What a rule selects by tags. Of an image every entry must be met by one of its tags; a tag by itself
/// must meet one of them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TagChoice {
    /// With tags, without, or either.
    pub status: TagStatus,
    /// `*` stands for any characters.
    pub patterns: Vec<String>,
    /// Beginnings.
    pub prefixes: Vec<String>,
    /// Regular expressions that a whole tag meets.
    pub expressions: Vec<Expression>,
    /// What has a tag like this is not selected.
    pub except_patterns: Vec<String>,
    /// Likewise.
    pub except_expressions: Vec<Expression>,
}

/// A regular expression, which takes linear time.
#[derive(Clone, Debug)]
pub struct Expression {
    text: String,
    compiled: regex::Regex,
}

/// When a rule takes what it selects.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trigger {
    /// When so many younger ones are selected.
    MoreThan(u32, Order),
    /// When so many newer versions of the same `major.minor` are selected.
    VersionsMoreThan(u32),
    /// When it was pushed more than so many days ago.
    Pushed(u32),
    /// When it was pulled last more than so many days ago.
    Pulled(u32),
    /// When it was archived more than so many days ago.
    Archived(u32),
    /// When it was built more than so many days ago.
    Created(u32),
}

/// What makes one younger than another.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Order {
    /// The push.
    #[default]
    Pushed,
    /// The build.
    Created,
}

impl RetentionPolicy {
    /// The rules, the strongest first.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What they are about.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// Where it is found out what is in use.
    pub fn in_use(&self) -> &InUse {
        &self.in_use
    }
}

impl Expression {
    /// Compiles an expression for whole tags.
    ///
    /// # Errors
    /// The words of the crate `regex`: what is wrong, or that it would take too much memory.
    pub fn new(text: &str) -> Result<Self, String> {
        // By itself first, so that nothing in it closes the group around it.
        regex::Regex::new(text).map_err(|problem| problem.to_string())?;
        let compiled = regex::RegexBuilder::new(&format!("^(?:{text})$"))
            .size_limit(1 << 20)
            .build()
            .map_err(|problem| problem.to_string())?;
        Ok(Self {
            text: text.to_owned(),
            compiled,
        })
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a whole tag meets it.
    pub fn matches(&self, tag: &str) -> bool {
        self.compiled.is_match(tag)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Expression {}
