//! What can be wrong with a lifecycle policy. Rules are numbered by their places in the text, from 1.

use crate::JsonExpected;

tagged! {
    /// What ECR would refuse of a lifecycle policy, or what does other than it seems.
    pub enum LifecycleProblem {
        /// `met` is the parser's own word.
        Syntax { line: u32, column: u32, met: String },
        Missing,
        WrongType { expected: JsonExpected },
        NotOneOf { found: String, words: Vec<String> },
        TextLength { has: u32, least: u32, most: u32 },
        NoRules,
        TooManyRules { has: u32, most: u32 },
        NumberOutOfRange,
        DuplicatePriority { other: u32 },
        ListMissing,
        BothLists,
        ListUnwanted,
        EmptyList,
        EmptyEntry,
        TooManyWildcards { has: u32, most: u32 },
        UnitUnwanted,
        UnitMissing,
        PulledOnlyTransitions,
        TransitionedOnlyExpires,
        ArchiveNeeded,
        ArchiveUnwanted,
        ArchivedTooShortly { least: u32 },
        TargetMissing,
        TargetNotArchive,
        TargetUnwanted,
        /// `last` is a priority.
        AnyNotLast { last: i64 },
        DuplicateTags { other: u32 },
        DuplicateUntagged { other: u32 },
        // Doubts only.
        UnknownMember,
        Null,
        WildcardInPrefix,
        NeverMatches,
        Shadowed { by: u32 },
    }
}
