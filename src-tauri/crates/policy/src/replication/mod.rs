//! Rules that keep repositories of one connection the same on others: how they are written, which
//! repositories they take under which names, and what is wrong with them. Who copies, and when, is no
//! matter here.
//!
//! A rule is written as ECR writes its own, `destinations`, `repositoryFilters` that match the beginnings
//! of names, and `deleteReplication`; with connections where ECR has regions and accounts, so that it also
//! names its source, may put a prefix before names, and says when it has its turn.
//!
//! Other than with ECR, what one rule brings another one takes on, so rules can form circles; a rule that
//! would is refused ([`Problem::Circle`]).

mod check;
mod problem;
mod reach;
mod rule;

pub use check::{Checked, KnownConnection, check};
pub use problem::Problem;
pub use rule::{DeleteReplication, Destination, Filter, FilterType, Rule};

/// The most destinations of a rule, as ECR has it.
pub const DESTINATIONS_LIMIT: usize = 25;
/// The most filters of a rule, as ECR has it.
pub const FILTERS_LIMIT: usize = 100;
