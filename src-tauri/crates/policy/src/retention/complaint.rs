//! What is wrong with rules: which, which member, what, and what to do about it.

use std::fmt;

use crate::lifecycle::{self, RuleAt};

/// One thing that can't be, or that does other than it seems.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Complaint {
    /// The rule, where it is about one.
    pub rule: Option<RuleAt>,
    /// The member by its JSON path, such as `$.rules[0].selection.countUnit`.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong, closed so that the window has the words. As text it says what to do as well.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// What ECR's rules know too.
    Common(lifecycle::Problem),
    /// No regular expression, or one that would take too much memory.
    BadExpression {
        /// The words of the crate `regex`.
        met: String,
    },
    /// `orderBy` with anything but a number of images.
    OrderUnwanted,
    /// Rules about tags archive nothing: images are archived.
    TagsAreNotArchived,
    /// Versions are counted of what has tags.
    VersionsNeedTags,
    /// No reference and no digest.
    NoReference,
    /// Its own exclusions leave nothing of what it selects, so it never takes anything. A doubt only.
    NothingLeft,
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Common(problem) => problem.fmt(formatter),
            Self::BadExpression { met } => {
                write!(formatter, "no regular expression: {met}; correct it")
            }
            Self::OrderUnwanted => {
                formatter.write_str("only imageCountMoreThan has an order; remove orderBy")
            }
            Self::TagsAreNotArchived => {
                formatter.write_str("rules about tags archive nothing; choose expire")
            }
            Self::VersionsNeedTags => {
                formatter.write_str("versions are counted of tags; choose tagged or any")
            }
            Self::NoReference => {
                formatter.write_str("this is no reference and no digest; correct or remove it")
            }
            Self::NothingLeft => formatter.write_str(
                "its exclusions leave nothing of what it selects; this rule takes nothing",
            ),
        }
    }
}
