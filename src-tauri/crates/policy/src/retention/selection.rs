//! Whether tags are those that a rule selects, and whether one rule selects all that another does.

use portolan_oci::Tag;

use super::{Expression, Scope, TagChoice};
use crate::lifecycle::{TagStatus, matching::Shape};

/// A choice of tags that was taken apart once, for many images.
pub(super) struct Selector<'c> {
    status: TagStatus,
    scope: Scope,
    wanted: Vec<Entry<'c>>,
    unwanted: Vec<Entry<'c>>,
}

/// What a tag may be like.
enum Entry<'c> {
    Shape(Shape<'c>),
    Expression(&'c Expression),
}

impl Entry<'_> {
    fn matches(&self, tag: &Tag) -> bool {
        match self {
            Self::Shape(shape) => shape.matches(tag.as_str().as_bytes()),
            Self::Expression(expression) => expression.matches(tag.as_str()),
        }
    }
}

impl<'c> Selector<'c> {
    pub(super) fn of(choice: &'c TagChoice, scope: Scope) -> Self {
        let shapes = |list: &'c [String]| {
            let shapes = list.iter().map(|pattern| Shape::of(pattern));
            shapes.map(Entry::Shape).collect::<Vec<_>>()
        };
        let mut wanted = shapes(&choice.patterns);
        let prefixes = choice.prefixes.iter().map(|prefix| Shape::prefix(prefix));
        wanted.extend(prefixes.map(Entry::Shape));
        wanted.extend(choice.expressions.iter().map(Entry::Expression));
        let mut unwanted = shapes(&choice.except_patterns);
        unwanted.extend(choice.except_expressions.iter().map(Entry::Expression));
        Self {
            status: choice.status,
            scope,
            wanted,
            unwanted,
        }
    }

    /// Whether it selects something with these tags: an image with all of its own, or one tag.
    pub(super) fn selects(&self, tags: &[Tag]) -> bool {
        let has = |entry: &Entry<'_>| tags.iter().any(|tag| entry.matches(tag));
        let is_of_status = match self.status {
            TagStatus::Any => true,
            TagStatus::Untagged => tags.is_empty(),
            TagStatus::Tagged => !tags.is_empty(),
        };
        let is_wanted = match self.scope {
            Scope::Images => self.wanted.iter().all(has),
            Scope::Tags => self.wanted.is_empty() || self.wanted.iter().any(has),
        };
        is_of_status && is_wanted && !self.unwanted.iter().any(has)
    }
}

impl TagChoice {
    /// Whether it surely selects everything that `other` does, as far as the texts tell.
    pub(super) fn covers(&self, other: &Self, scope: Scope) -> bool {
        let covers_status = self.status == TagStatus::Any || self.status == other.status;
        let spares_nothing_more = self.except_patterns.iter().all(|pattern| {
            let mut others = other.except_patterns.iter();
            others.any(|wider| is_within(pattern, wider))
        }) && self
            .except_expressions
            .iter()
            .all(|expression| other.except_expressions.contains(expression));
        let (ours, theirs) = (self.shapes(), other.shapes());
        let is_met = |pattern: &String| theirs.iter().any(|theirs| is_within(theirs, pattern));
        let covers_tags = match scope {
            // Each of ours is met by what meets some entry of theirs.
            Scope::Images => {
                ours.iter().all(is_met)
                    && self
                        .expressions
                        .iter()
                        .all(|expression| other.expressions.contains(expression))
            }
            // Each of theirs leads to one of ours.
            Scope::Tags => {
                let none = ours.is_empty() && self.expressions.is_empty();
                let any = theirs.is_empty() && other.expressions.is_empty();
                none || !any
                    && theirs
                        .iter()
                        .all(|theirs| ours.iter().any(|ours| is_within(theirs, ours)))
                    && other
                        .expressions
                        .iter()
                        .all(|expression| self.expressions.contains(expression))
            }
        };
        covers_status && spares_nothing_more && covers_tags
    }

    /// Whether its own exclusions surely leave nothing of what it selects.
    pub(super) fn leaves_nothing(&self, scope: Scope) -> bool {
        if self.status == TagStatus::Untagged {
            return false;
        }
        let excluded = |pattern: &String| {
            let mut unwanted = self.except_patterns.iter();
            unwanted.any(|unwanted| is_within(pattern, unwanted))
        };
        let same = |expression: &Expression| self.except_expressions.contains(expression);
        let shapes = self.shapes();
        let has_wanted = !shapes.is_empty() || !self.expressions.is_empty();
        match scope {
            Scope::Images => shapes.iter().any(excluded) || self.expressions.iter().any(same),
            Scope::Tags => {
                has_wanted && shapes.iter().all(excluded) && self.expressions.iter().all(same)
            }
        }
    }

    /// Patterns, and prefixes as patterns.
    fn shapes(&self) -> Vec<String> {
        let prefixes = self.prefixes.iter().map(|prefix| format!("{prefix}*"));
        self.patterns.iter().cloned().chain(prefixes).collect()
    }
}

/// Whether every tag that meets `narrow` meets `wide`: no tag has a line break, so only a wildcard of the
/// wide one takes the place of one in the narrow one.
fn is_within(narrow: &str, wide: &str) -> bool {
    Shape::of(wide).matches(narrow.replace('*', "\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_within_one_that_says_less() {
        for (narrow, wide, within) in [
            ("prod-*", "prod*", true),
            ("prod*", "prod-*", false),
            ("a*b", "*", true),
            ("a*b", "a*", true),
            ("*", "**", true),
            ("1.2", "1*", true),
            ("a*", "a", false),
            ("x*y*z", "x*z", true),
        ] {
            assert_eq!(is_within(narrow, wide), within, "{narrow} in {wide}");
        }
    }
}
