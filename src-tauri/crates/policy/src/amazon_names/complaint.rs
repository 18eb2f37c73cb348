//! What is wrong with a name or a text: the field, and the limit that it breaks.

use std::fmt;

/// One thing that ECR would refuse.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Complaint {
    /// Which field.
    pub field: Field,
    /// Which entry of it, from 0, where the field is a list.
    pub entry: Option<usize>,
    /// What is wrong.
    pub problem: Problem,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Field {
    /// A repository's name.
    RepositoryName,
    /// A tag.
    Tag,
    /// The filters of tags that are exempt from a repository's mutability.
    ExclusionFilters,
    /// The repository prefix of a pull-through cache rule.
    CachePrefix,
    /// The prefix of a repository creation template.
    TemplatePrefix,
    /// The repository filters of a replication rule.
    ReplicationFilters,
    /// The destinations of replication.
    ReplicationDestinations,
    /// The repository filters of a scanning rule.
    ScanFilters,
    /// The repository filters of a signing rule.
    SigningFilters,
    /// An account, which is a registry's id too.
    Account,
    /// An organization's id.
    Organization,
    /// A region.
    Region,
    /// A registry alias.
    Alias,
    /// The keys of resource tags.
    ResourceTagKeys,
    /// The values of resource tags.
    ResourceTagValues,
    /// A public repository's logo.
    Logo,
    /// A public registry's display name.
    DisplayName,
    /// A public repository's short description.
    Description,
    /// A public repository's About.
    About,
    /// A public repository's Usage.
    Usage,
    /// A public repository's architectures.
    Architectures,
    /// A public repository's operating systems.
    OperatingSystems,
    /// A key of the Key Management Service.
    KmsKey,
    /// The secret with an upstream's credentials.
    CredentialArn,
    /// A signing profile.
    SigningProfile,
    /// Who is left out when pulls are recorded.
    ExcludedPrincipal,
    /// The address of an upstream.
    UpstreamAddress,
    /// What the names of an upstream's repositories begin with.
    UpstreamPrefix,
    /// A role that ECR takes on.
    Role,
    /// A creation template's description.
    TemplateDescription,
}

/// What is wrong, closed so that the window has the words. As text it says what to do as well.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Problem {
    /// Fewer characters than it needs.
    TooShort {
        /// Its characters.
        has: usize,
        /// How many it needs.
        least: usize,
    },
    /// More characters than it may have.
    TooLong {
        /// Its characters.
        has: usize,
        /// How many it may have.
        most: usize,
    },
    /// More entries than it may have.
    TooMany {
        /// Its entries.
        has: usize,
        /// How many it may have.
        most: usize,
    },
    /// Not even one entry.
    NoEntry,
    /// A character that it may not have.
    Character {
        /// The first such.
        found: char,
    },
    /// Characters that are possible, but not in this order: the grammar of the field, such as a
    /// separator at the end.
    Grammar,
    /// The same as an entry before it.
    Duplicate {
        /// The other entry, from 0.
        other: usize,
    },
    /// It begins with `aws:`, which is Amazon's own.
    Reserved,
    /// More bytes than it may have.
    TooManyBytes {
        /// Its bytes.
        has: usize,
        /// How many it may have.
        most: usize,
    },
    /// A picture that is no PNG.
    NotPng,
    /// A picture with a side that is too short or too long.
    Side {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
}

impl Complaint {
    pub(super) fn new(field: Field, problem: Problem) -> Self {
        Self {
            field,
            entry: None,
            problem,
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.field)?;
        if let Some(entry) = self.entry {
            write!(formatter, "[{entry}]")?;
        }
        write!(formatter, ": {}", self.problem)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort { has, least } => {
                write!(
                    formatter,
                    "{has} characters are too few; write at least {least}"
                )
            }
            Self::TooLong { has, most } => {
                write!(
                    formatter,
                    "{has} characters are too many; keep at most {most}"
                )
            }
            Self::TooMany { has, most } => {
                write!(formatter, "{has} entries are too many; keep at most {most}")
            }
            Self::NoEntry => formatter.write_str("there is no entry; add one"),
            Self::Character { found } => {
                write!(
                    formatter,
                    "the character {found:?} is not possible; remove it"
                )
            }
            Self::Grammar => {
                formatter.write_str("the characters can't stand in this order; see the grammar")
            }
            Self::Duplicate { other } => {
                write!(formatter, "entry {other} is the same; remove one")
            }
            Self::Reserved => formatter.write_str("aws: is Amazon's own beginning; choose another"),
            Self::TooManyBytes { has, most } => {
                write!(formatter, "{has} bytes are too many; keep at most {most}")
            }
            Self::NotPng => formatter.write_str("this is no PNG picture; choose one"),
            Self::Side { width, height } => write!(
                formatter,
                "{width} by {height} pixels are not possible; each side has {} to {}",
                super::limits::LOGO_SIDE.start(),
                super::limits::LOGO_SIDE.end()
            ),
        }
    }
}
