//! What is wrong with a policy: which statement, which member, what, and what to do about it.

use std::fmt;

use super::TEXT_LIMIT;

/// One thing that ECR would refuse.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Complaint {
    /// The statement's place, from 0, where it is about one.
    pub statement: Option<usize>,
    /// The member by its JSON path, such as `$.Statement[0].Action[1]`.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong, closed so that the window has the words. As text it says what to do as well.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// No JSON.
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the parser met.
        met: String,
    },
    /// The text is longer than ECR takes.
    TextLength {
        /// Its characters.
        has: usize,
    },
    /// A member that must be there is not.
    Missing,
    /// A value of another type.
    WrongType {
        /// The type it should have.
        expected: Expected,
    },
    /// A word that is none of those possible.
    NotOneOf {
        /// What was written.
        found: String,
        /// What may be.
        words: &'static [&'static str],
    },
    /// A member that the policy language does not know.
    UnknownMember,
    /// No statement, or a list without an entry.
    Empty,
    /// A member and its negation, such as `Action` and `NotAction`.
    Both {
        /// The other one's name.
        other: &'static str,
    },
    /// The `Sid` of another statement.
    DuplicateSid {
        /// The other statement's place, from 0.
        other: usize,
    },
    /// A principal with a wildcard inside.
    WildcardInPrincipal,
    /// A principal of no possible form.
    NoPrincipal,
    /// An action of something other than ECR.
    ForeignAction {
        /// What actions here begin with.
        prefix: &'static str,
    },
    /// An action that ECR does not have.
    UnknownAction {
        /// The one that may have been meant.
        nearest: Option<&'static str>,
    },
    /// An action that a registry's policy of the first version can't grant.
    NotForRegistries,
    /// A condition's operator that there is not.
    UnknownOperator,
    /// A registry's statement about anything but ECR's repositories.
    ForeignResource,
}

/// A type of JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expected {
    /// `{ … }`
    Object,
    /// `"…"`
    Text,
    /// A text, or a list of texts.
    TextOrList,
    /// `"*"`, or an object of principals.
    Principals,
    /// A statement, or a list of them.
    Statements,
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.problem)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Object => "an object",
            Self::Text => "a text",
            Self::TextOrList => "a text or a list of texts",
            Self::Principals => "\"*\" or an object of principals",
            Self::Statements => "a statement or a list of statements",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { line, column, met } => {
                write!(formatter, "no JSON at line {line}, column {column}: {met}; correct it there")
            }
            Self::TextLength { has } => {
                write!(formatter, "the text has {has} characters; keep at most {TEXT_LIMIT}")
            }
            Self::Missing => formatter.write_str("it is missing; add it"),
            Self::WrongType { expected } => write!(formatter, "this must be {expected}; write one"),
            Self::NotOneOf { found, words } => {
                write!(formatter, "{found:?} is not possible; choose {}", words.join(", "))
            }
            Self::UnknownMember => {
                formatter.write_str("policies have no such member; remove it or correct its name")
            }
            Self::Empty => formatter.write_str("nothing is in it; add something"),
            Self::Both { other } => write!(formatter, "{other} is there too; remove one of the two"),
            Self::DuplicateSid { other } => write!(
                formatter,
                "$.Statement[{other}] has this Sid; choose another or none"
            ),
            Self::WildcardInPrincipal => formatter.write_str(
                "a principal has no wildcard inside; name it whole, or add a condition on aws:PrincipalArn",
            ),
            Self::NoPrincipal => formatter.write_str(
                "this is no account, user, role or product; write its ARN, its account or its host",
            ),
            Self::ForeignAction { prefix } => {
                write!(formatter, "only actions of {prefix} can be here; begin it with {prefix}:")
            }
            Self::UnknownAction {
                nearest: Some(nearest),
            } => write!(formatter, "there is no such action; {nearest} may be meant"),
            Self::UnknownAction { nearest: None } => {
                formatter.write_str("there is no such action; choose one from the list")
            }
            Self::NotForRegistries => formatter.write_str(
                "a registry's policy grants this only when the account setting REGISTRY_POLICY_SCOPE is V2; \
                 remove it or change the setting",
            ),
            Self::UnknownOperator => {
                formatter.write_str("there is no such operator; choose one, such as StringEquals")
            }
            Self::ForeignResource => formatter.write_str(
                "a registry's policy is about its repositories; write arn:aws:ecr:REGION:ACCOUNT:repository/*",
            ),
        }
    }
}
