//! What is wrong with a policy: which rule, which member, what, and what to do about it.

use std::fmt;

use super::{ARCHIVED_DAYS_LEAST, RULES_LIMIT, TEXT_LIMITS, WILDCARDS_LIMIT};

/// One thing that ECR would refuse, or that does other than it seems.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Complaint {
    /// The rule, where it is about one.
    pub rule: Option<RuleAt>,
    /// The member by its JSON path, such as `$.rules[0].selection.countUnit`.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
}

/// Which rule of the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RuleAt {
    /// Its place in the text, from 0.
    pub index: usize,
    /// Its priority, where it says one.
    pub priority: Option<i64>,
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
    /// The text is shorter or longer than ECR takes.
    TextLength {
        /// Its characters.
        has: usize,
    },
    /// No rule at all.
    NoRules,
    /// More rules than ECR takes.
    TooManyRules {
        /// How many there are.
        has: usize,
    },
    /// A number below 1, or too large to be meant.
    NumberOutOfRange,
    /// The priority of another rule.
    DuplicatePriority {
        /// The other rule's place, from 0.
        other: usize,
    },
    /// A rule for tagged images without a list of patterns or prefixes.
    ListMissing,
    /// Patterns and prefixes in one rule.
    BothLists,
    /// A list in a rule that is not about tagged images.
    ListUnwanted,
    /// A list without an entry.
    EmptyList,
    /// An entry without a character.
    EmptyEntry,
    /// More wildcards in a pattern than ECR takes.
    TooManyWildcards {
        /// How many there are.
        has: usize,
    },
    /// A number of images with a unit of time.
    UnitUnwanted,
    /// A time without its unit.
    UnitMissing,
    /// Images that were not pulled can be archived, not expired.
    PulledOnlyTransitions,
    /// Archived images can be expired, not archived again.
    TransitionedOnlyExpires,
    /// Counting from the archiving needs `storageClass` `archive`.
    ArchiveNeeded,
    /// Only counting from the archiving goes with `storageClass` `archive`.
    ArchiveUnwanted,
    /// Expired sooner after the archiving than ECR takes.
    ArchivedTooShortly,
    /// A transition that does not say where to.
    TargetMissing,
    /// A transition to anything but the archive.
    TargetNotArchive,
    /// An expiry that says where to.
    TargetUnwanted,
    /// A rule for any image before another rule of its storage class.
    AnyNotLast {
        /// The priority of the last rule of the class.
        last: i64,
    },
    /// The tags of another rule of the same storage class.
    DuplicateTags {
        /// The other rule's place, from 0.
        other: usize,
    },
    /// A second rule for untagged images of the same storage class.
    DuplicateUntagged {
        /// The other rule's place, from 0.
        other: usize,
    },
    /// A member that ECR does not know. It is left out when the policy is written. A doubt only.
    UnknownMember,
    /// `null`, which ECR refuses. It is left out when the policy is written. A doubt only.
    Null,
    /// A prefix with a `*`, which means itself there, and no tag has one. A doubt only.
    WildcardInPrefix,
    /// A pattern or prefix with a character that no tag has, so it never matches. A doubt only.
    NeverMatches,
    /// The same images as a stronger rule's, in other words, so this rule never takes any. A doubt
    /// only.
    Shadowed {
        /// The stronger rule's place, from 0.
        by: usize,
    },
}

/// A type of JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Expected {
    /// `{ … }`
    Object,
    /// `[ … ]`
    List,
    /// `"…"`
    Text,
    /// A whole number.
    WholeNumber,
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule {
            Some(RuleAt {
                priority: Some(priority),
                ..
            }) => write!(formatter, "rule {priority}, {}: ", self.path)?,
            _ => write!(formatter, "{}: ", self.path)?,
        }
        self.problem.fmt(formatter)
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Object => "an object",
            Self::List => "a list",
            Self::Text => "a text",
            Self::WholeNumber => "a whole number",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { line, column, met } => {
                write!(
                    formatter,
                    "no JSON at line {line}, column {column}: {met}; correct it there"
                )
            }
            Self::Missing => formatter.write_str("it is missing; add it"),
            Self::WrongType { expected } => write!(formatter, "this must be {expected}; write one"),
            Self::NotOneOf { found, words } => {
                write!(
                    formatter,
                    "{found:?} is not possible; choose {}",
                    words.join(", ")
                )
            }
            Self::TextLength { has } => write!(
                formatter,
                "the text has {has} characters; make it {} to {}",
                TEXT_LIMITS.start(),
                TEXT_LIMITS.end()
            ),
            Self::NoRules => formatter.write_str("there is no rule; add one"),
            Self::TooManyRules { has } => {
                write!(
                    formatter,
                    "there are {has} rules; keep at most {RULES_LIMIT}"
                )
            }
            Self::NumberOutOfRange => {
                write!(
                    formatter,
                    "this must be from 1 to {}; choose another number",
                    u32::MAX
                )
            }
            Self::DuplicatePriority { other } => write!(
                formatter,
                "the rule at $.rules[{other}] has this priority; choose another"
            ),
            Self::ListMissing => formatter.write_str(
                "a rule for tagged images says which tags; add tagPatternList or tagPrefixList",
            ),
            Self::BothLists => {
                formatter.write_str("a rule has patterns or prefixes, not both; remove one list")
            }
            Self::ListUnwanted => formatter.write_str(
                "only a rule for tagged images has a list of tags; remove it, or choose tagged",
            ),
            Self::EmptyList => formatter.write_str("the list is empty; add a tag"),
            Self::EmptyEntry => formatter.write_str("the entry is empty; write it or remove it"),
            Self::TooManyWildcards { has } => write!(
                formatter,
                "the pattern has {has} wildcards; keep at most {WILDCARDS_LIMIT}"
            ),
            Self::UnitUnwanted => {
                formatter.write_str("a number of images has no unit; remove countUnit")
            }
            Self::UnitMissing => formatter.write_str("a time has a unit; add countUnit: days"),
            Self::PulledOnlyTransitions => formatter.write_str(
                "by the last pull images can be archived, not expired; choose transition",
            ),
            Self::TransitionedOnlyExpires => {
                formatter.write_str("archived images can only be expired; choose expire")
            }
            Self::ArchiveNeeded => {
                formatter.write_str("sinceImageTransitioned is about the archive; write archive")
            }
            Self::ArchiveUnwanted => formatter.write_str(
                "of archived images only sinceImageTransitioned can be counted; write standard",
            ),
            Self::ArchivedTooShortly => write!(
                formatter,
                "archived images stay {ARCHIVED_DAYS_LEAST} days at least; choose a larger number"
            ),
            Self::TargetMissing => {
                formatter.write_str("a transition says where to; add targetStorageClass: archive")
            }
            Self::TargetNotArchive => {
                formatter.write_str("a transition leads to the archive only; write archive")
            }
            Self::TargetUnwanted => {
                formatter.write_str("an expiry leads nowhere; remove targetStorageClass")
            }
            Self::AnyNotLast { last } => write!(
                formatter,
                "a rule for any image comes last in its storage class; choose a priority above {last}"
            ),
            Self::DuplicateTags { other } => write!(
                formatter,
                "the rule at $.rules[{other}] has the same tags; join the two or choose other tags"
            ),
            Self::DuplicateUntagged { other } => write!(
                formatter,
                "the rule at $.rules[{other}] is about untagged images already; join the two"
            ),
            Self::UnknownMember => {
                formatter.write_str("ECR does not know this member; it is left out when written")
            }
            Self::Null => formatter.write_str("ECR refuses null; it is left out when written"),
            Self::WildcardInPrefix => formatter.write_str(
                "in a prefix * stands for itself, and no tag has one; use tagPatternList",
            ),
            Self::NeverMatches => {
                formatter.write_str("no tag can have these characters; this never matches")
            }
            Self::Shadowed { by } => write!(
                formatter,
                "the stronger rule at $.rules[{by}] selects the same images; this one takes none"
            ),
        }
    }
}
