//! Who a policy names.

use std::fmt;

use crate::amazon_names::{AccountId, Partition};

/// A principal as a policy writes it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct WrittenPrincipal {
    /// Under which name it stands.
    pub kind: PrincipalKind,
    /// What is written.
    pub text: String,
}

/// The names under which principals stand.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum PrincipalKind {
    /// A bare `"*"`.
    Everyone,
    /// `AWS`: accounts, users, roles, and `*`.
    Aws,
    /// `Service`: a part of Amazon's cloud that acts by itself.
    Service,
    /// `Federated`: an identity provider.
    Federated,
    /// `CanonicalUser`: an account under its other id.
    CanonicalUser,
}

/// Who that is.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Principal {
    /// Everybody on the internet who has an account of Amazon's.
    Everyone,
    /// Everybody in an account whom that account lets.
    Account(AccountId),
    /// A role.
    Role {
        /// Its account.
        account: AccountId,
        /// Its name, with its path.
        name: String,
    },
    /// A user.
    User {
        /// Its account.
        account: AccountId,
        /// Its name, with its path.
        name: String,
    },
    /// One session of a role, or a federated user.
    Session {
        /// Its account.
        account: AccountId,
        /// Role and session, or the federated user.
        name: String,
    },
    /// A part of Amazon's cloud, such as `lambda.amazonaws.com`.
    Product(String),
    /// An identity provider.
    Federated(String),
    /// An account under its other id.
    CanonicalUser(String),
    /// A user or role that was deleted: what is left of it is its unique id.
    Deleted(String),
}

/// Why a text is no principal.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum NoPrincipal {
    /// A wildcard inside: only `*` alone is one.
    Wildcard,
    /// Of no form that its kind has.
    Form,
}

impl PrincipalKind {
    /// Those that stand under a name.
    pub const NAMED: [Self; 4] = [
        Self::Aws,
        Self::Service,
        Self::Federated,
        Self::CanonicalUser,
    ];

    /// As the document writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Everyone => "*",
            Self::Aws => "AWS",
            Self::Service => "Service",
            Self::Federated => "Federated",
            Self::CanonicalUser => "CanonicalUser",
        }
    }
}

impl WrittenPrincipal {
    /// Everybody in an account whom that account lets.
    pub fn account(partition: Partition, account: &AccountId) -> Self {
        Self {
            kind: PrincipalKind::Aws,
            text: format!("arn:{}:iam::{account}:root", partition.as_str()),
        }
    }

    /// A role of an account, by its name with its path.
    pub fn role(partition: Partition, account: &AccountId, name: &str) -> Self {
        Self {
            kind: PrincipalKind::Aws,
            text: format!("arn:{}:iam::{account}:role/{name}", partition.as_str()),
        }
    }

    /// A part of Amazon's cloud, such as `lambda.amazonaws.com`.
    pub fn product(host: &str) -> Self {
        Self {
            kind: PrincipalKind::Service,
            text: host.to_owned(),
        }
    }

    /// Who that is, where it can be anybody.
    pub fn principal(&self) -> Option<Principal> {
        self.parse().ok()
    }

    pub(super) fn parse(&self) -> Result<Principal, NoPrincipal> {
        let text = self.text.as_str();
        match self.kind {
            PrincipalKind::Everyone => Ok(Principal::Everyone),
            PrincipalKind::Aws if text == "*" => Ok(Principal::Everyone),
            _ if text.contains('*') => Err(NoPrincipal::Wildcard),
            PrincipalKind::Aws => of_aws(text).ok_or(NoPrincipal::Form),
            PrincipalKind::Service => {
                let is_host = |it: char| it.is_ascii_alphanumeric() || it == '.' || it == '-';
                let is_amazons = text.ends_with(".amazonaws.com")
                    || text.ends_with(".amazonaws.com.cn")
                    || text.ends_with(".amazonaws.eu");
                (is_amazons && text.chars().all(is_host))
                    .then(|| Principal::Product(text.to_owned()))
                    .ok_or(NoPrincipal::Form)
            }
            PrincipalKind::Federated => (!text.is_empty())
                .then(|| Principal::Federated(text.to_owned()))
                .ok_or(NoPrincipal::Form),
            PrincipalKind::CanonicalUser => {
                let is_id = text.len() == 64 && text.chars().all(|it| it.is_ascii_hexdigit());
                is_id
                    .then(|| Principal::CanonicalUser(text.to_owned()))
                    .ok_or(NoPrincipal::Form)
            }
        }
    }
}

/// An account's digits, an ARN of IAM or STS, or the unique id that is left of what was deleted.
fn of_aws(text: &str) -> Option<Principal> {
    if let Ok(account) = text.parse() {
        return Some(Principal::Account(account));
    }
    // IAM user guide, "IAM identifiers": unique ids begin with these.
    let is_id = text.len() >= 16 && text.chars().all(|it| it.is_ascii_alphanumeric());
    if is_id && ["AIDA", "AROA"].iter().any(|it| text.starts_with(it)) {
        return Some(Principal::Deleted(text.to_owned()));
    }
    let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
    let partition = parts.next()?;
    (partition == "aws" || partition.starts_with("aws-")).then_some(())?;
    let (product, region) = (parts.next()?, parts.next()?);
    region.is_empty().then_some(())?;
    let account: AccountId = parts.next()?.parse().ok()?;
    let resource = parts.next()?;
    if product == "iam" && resource == "root" {
        return Some(Principal::Account(account));
    }
    let (kind, name) = resource.split_once('/')?;
    (!name.is_empty()).then_some(())?;
    let name = name.to_owned();
    match (product, kind) {
        ("iam", "role") => Some(Principal::Role { account, name }),
        ("iam", "user") => Some(Principal::User { account, name }),
        ("sts", "assumed-role") if name.contains('/') => Some(Principal::Session { account, name }),
        ("sts", "federated-user") => Some(Principal::Session { account, name }),
        _ => None,
    }
}

impl Principal {
    /// The account that it is of, where it is of one.
    pub fn of_account(&self) -> Option<&AccountId> {
        match self {
            Self::Account(account)
            | Self::Role { account, .. }
            | Self::User { account, .. }
            | Self::Session { account, .. } => Some(account),
            _ => None,
        }
    }

    /// Whether whatever is said of this one is said of `other` too: of everybody, or of its account.
    pub fn contains(&self, other: &Self) -> bool {
        match self {
            Self::Everyone => true,
            Self::Account(account) => other.of_account() == Some(account),
            // A session is one of its role's.
            Self::Role { account, name } => match other {
                Self::Session {
                    account: of,
                    name: session,
                } => {
                    let last = name.rsplit('/').next();
                    account == of && session.split('/').next() == last
                }
                _ => self == other,
            },
            _ => self == other,
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => formatter.write_str("*"),
            Self::Account(account) => account.fmt(formatter),
            Self::Role { account, name }
            | Self::User { account, name }
            | Self::Session { account, name } => write!(formatter, "{account}/{name}"),
            Self::Product(text)
            | Self::Federated(text)
            | Self::CanonicalUser(text)
            | Self::Deleted(text) => formatter.write_str(text),
        }
    }
}
