//! What is wrong with a lifecycle policy, in the terms of the contract.

use portolan_contract::{JsonExpected, LifecycleProblem};
use portolan_policy::lifecycle::{
    ARCHIVED_DAYS_LEAST, Expected, Problem, RULES_LIMIT, TEXT_LIMITS, WILDCARDS_LIMIT,
};

/// The number of a rule, by its place in the text.
fn number(place: usize) -> u32 {
    place as u32 + 1
}

pub(crate) fn show_problem(problem: &Problem) -> LifecycleProblem {
    match problem {
        Problem::Syntax { line, column, met } => LifecycleProblem::Syntax {
            line: *line as u32,
            column: *column as u32,
            met: met.clone(),
        },
        Problem::Missing => LifecycleProblem::Missing,
        Problem::WrongType { expected } => LifecycleProblem::WrongType {
            expected: match expected {
                Expected::Object => JsonExpected::Object,
                Expected::List => JsonExpected::List,
                Expected::Text => JsonExpected::Text,
                Expected::WholeNumber => JsonExpected::WholeNumber,
            },
        },
        Problem::NotOneOf { found, words } => LifecycleProblem::NotOneOf {
            found: found.clone(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
        },
        Problem::TextLength { has } => LifecycleProblem::TextLength {
            has: *has as u32,
            least: *TEXT_LIMITS.start() as u32,
            most: *TEXT_LIMITS.end() as u32,
        },
        Problem::NoRules => LifecycleProblem::NoRules,
        Problem::TooManyRules { has } => LifecycleProblem::TooManyRules {
            has: *has as u32,
            most: RULES_LIMIT as u32,
        },
        Problem::NumberOutOfRange => LifecycleProblem::NumberOutOfRange,
        Problem::DuplicatePriority { other } => LifecycleProblem::DuplicatePriority {
            other: number(*other),
        },
        Problem::ListMissing => LifecycleProblem::ListMissing,
        Problem::BothLists => LifecycleProblem::BothLists,
        Problem::ListUnwanted => LifecycleProblem::ListUnwanted,
        Problem::EmptyList => LifecycleProblem::EmptyList,
        Problem::EmptyEntry => LifecycleProblem::EmptyEntry,
        Problem::TooManyWildcards { has } => LifecycleProblem::TooManyWildcards {
            has: *has as u32,
            most: WILDCARDS_LIMIT as u32,
        },
        Problem::UnitUnwanted => LifecycleProblem::UnitUnwanted,
        Problem::UnitMissing => LifecycleProblem::UnitMissing,
        Problem::PulledOnlyTransitions => LifecycleProblem::PulledOnlyTransitions,
        Problem::TransitionedOnlyExpires => LifecycleProblem::TransitionedOnlyExpires,
        Problem::ArchiveNeeded => LifecycleProblem::ArchiveNeeded,
        Problem::ArchiveUnwanted => LifecycleProblem::ArchiveUnwanted,
        Problem::ArchivedTooShortly => LifecycleProblem::ArchivedTooShortly {
            least: ARCHIVED_DAYS_LEAST,
        },
        Problem::TargetMissing => LifecycleProblem::TargetMissing,
        Problem::TargetNotArchive => LifecycleProblem::TargetNotArchive,
        Problem::TargetUnwanted => LifecycleProblem::TargetUnwanted,
        Problem::AnyNotLast { last } => LifecycleProblem::AnyNotLast { last: *last },
        Problem::DuplicateTags { other } => LifecycleProblem::DuplicateTags {
            other: number(*other),
        },
        Problem::DuplicateUntagged { other } => LifecycleProblem::DuplicateUntagged {
            other: number(*other),
        },
        Problem::UnknownMember => LifecycleProblem::UnknownMember,
        Problem::Null => LifecycleProblem::Null,
        Problem::WildcardInPrefix => LifecycleProblem::WildcardInPrefix,
        Problem::NeverMatches => LifecycleProblem::NeverMatches,
        Problem::Shadowed { by } => LifecycleProblem::Shadowed { by: number(*by) },
    }
}
