//! What is wrong with a rule, closed so that the window has the words.

use std::fmt;

/// One thing that can't be, or that does other than it seems.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// It has no name.
    NoName,
    /// Another rule has its name.
    NameTaken,
    /// Its source is no connection.
    UnknownSource,
    /// It copies nowhere.
    NoDestination,
    /// More destinations than a rule may have.
    TooManyDestinations,
    /// More filters than a rule may have.
    TooManyFilters,
    /// A destination is no connection.
    UnknownDestination {
        /// Its identity.
        connection: String,
    },
    /// A destination's connection is marked as read-only.
    ReadOnly {
        /// Its identity.
        connection: String,
    },
    /// It copies to the same place twice.
    DestinationTwice {
        /// The connection's identity.
        connection: String,
    },
    /// What comes before names can't be part of a name.
    BadPrefix {
        /// The prefix.
        prefix: String,
    },
    /// No repository's name can begin so.
    BadFilter {
        /// The filter.
        filter: String,
    },
    /// It copies a repository onto itself, or its own copies again and again.
    OntoItself {
        /// The connection's identity.
        connection: String,
    },
    /// Other rules bring its copies back to where it takes them from.
    Circle {
        /// The names of the other rules, in their order.
        through: Vec<String>,
    },
    /// There is no such time.
    BadTime,
    /// A filter takes nothing that another one does not. A doubt.
    FilterCovered {
        /// The filter.
        filter: String,
        /// The one that takes all of it.
        by: String,
    },
    /// No repository that is known begins so. A doubt.
    MatchesNothing {
        /// The filter; empty where there is none and the source is empty.
        filter: String,
    },
    /// Another rule does all that this one does. A doubt.
    Shadowed {
        /// Its name.
        by: String,
    },
    /// Another rule copies some of it to the same place. A doubt.
    Overlaps {
        /// Its name.
        rule: String,
    },
    /// Of what two rules copy to the same place, one deletes and the other brings back. A doubt.
    DeletesDiffer {
        /// The other's name.
        rule: String,
    },
    /// Another rule can put other images under the same names. A doubt.
    Collides {
        /// Its name.
        rule: String,
        /// The destination's identity.
        connection: String,
    },
    /// It writes into production without being asked each time. A doubt.
    Production {
        /// The connection's identity.
        connection: String,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => formatter.write_str("give the rule a name"),
            Self::NameTaken => formatter.write_str("another rule has this name; choose another"),
            Self::UnknownSource => formatter.write_str("its source is no connection; choose one"),
            Self::NoDestination => formatter.write_str("it copies nowhere; add a destination"),
            Self::TooManyDestinations => {
                write!(
                    formatter,
                    "at most {} destinations",
                    super::DESTINATIONS_LIMIT
                )
            }
            Self::TooManyFilters => write!(formatter, "at most {} filters", super::FILTERS_LIMIT),
            Self::UnknownDestination { connection } => {
                write!(formatter, "{connection} is no connection; choose one")
            }
            Self::ReadOnly { connection } => {
                write!(formatter, "{connection} is marked as read-only")
            }
            Self::DestinationTwice { connection } => {
                write!(formatter, "it copies to {connection} twice; remove one")
            }
            Self::BadPrefix { prefix } => {
                write!(formatter, "{prefix:?} can't be part of a name; correct it")
            }
            Self::BadFilter { filter } => {
                write!(
                    formatter,
                    "no repository can begin with {filter:?}; correct it"
                )
            }
            Self::OntoItself { connection } => write!(
                formatter,
                "it would copy what it copied to {connection}; choose another prefix or place"
            ),
            Self::Circle { through } => write!(
                formatter,
                "its copies come back through {}; narrow one of the rules",
                through.join(", ")
            ),
            Self::BadTime => formatter.write_str("there is no such time"),
            Self::FilterCovered { filter, by } => {
                write!(formatter, "{filter:?} takes nothing that {by:?} does not")
            }
            Self::MatchesNothing { filter } => {
                write!(formatter, "no known repository begins with {filter:?}")
            }
            Self::Shadowed { by } => write!(formatter, "the rule {by} does all of this"),
            Self::Overlaps { rule } => write!(formatter, "the rule {rule} copies some of this"),
            Self::DeletesDiffer { rule } => {
                write!(
                    formatter,
                    "what one deletes the other brings back: the rule {rule}"
                )
            }
            Self::Collides { rule, connection } => write!(
                formatter,
                "the rule {rule} can put other images under the same names on {connection}"
            ),
            Self::Production { connection } => {
                write!(formatter, "{connection} is in production")
            }
        }
    }
}
