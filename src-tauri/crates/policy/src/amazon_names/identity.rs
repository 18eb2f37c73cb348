//! Accounts, organizations, regions and partitions.

use std::{fmt, str::FromStr};

use super::{
    Complaint, Field,
    grammar::{check_text, is_word},
    limits,
};

/// An account's twelve digits, which are its private registries' id too.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AccountId(String);

/// An organization's id, such as `o-a1b2c3d4e5`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct OrganizationId(String);

/// A part of Amazon's cloud that shares no accounts with the others; the second part of an ARN.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Partition {
    /// `aws`
    #[default]
    Standard,
    /// `aws-cn`
    China,
    /// `aws-us-gov`
    GovCloud,
    /// `aws-eusc`, the European sovereign cloud.
    EuropeanSovereign,
}

impl Partition {
    /// As ARNs write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "aws",
            Self::China => "aws-cn",
            Self::GovCloud => "aws-us-gov",
            Self::EuropeanSovereign => "aws-eusc",
        }
    }

    /// The one that a region is in, by how it is named.
    pub fn of_region(region: &str) -> Self {
        if region.starts_with("cn-") {
            Self::China
        } else if region.starts_with("us-gov-") {
            Self::GovCloud
        } else if region.starts_with("eusc-") {
            Self::EuropeanSovereign
        } else {
            Self::Standard
        }
    }
}

/// Checks an account's id.
pub fn check_account(account: &str) -> Vec<Complaint> {
    let is_digit = |it: char| it.is_ascii_digit();
    check_text(Field::Account, account, 12..=12, is_digit, |_| true)
}

/// Checks a region's name by its form; whether there is such a region is not known here.
pub fn check_region(region: &str) -> Vec<Complaint> {
    let is_possible = |it| is_word(it) || it == '-';
    check_text(Field::Region, region, limits::REGION, is_possible, |_| true)
}

impl FromStr for AccountId {
    type Err = Complaint;

    fn from_str(text: &str) -> Result<Self, Complaint> {
        match check_account(text).pop() {
            None => Ok(Self(text.to_owned())),
            Some(complaint) => Err(complaint),
        }
    }
}

impl FromStr for OrganizationId {
    type Err = Complaint;

    /// `o-` with 10 to 32 lower-case letters or digits (API reference of AWS Organizations).
    fn from_str(text: &str) -> Result<Self, Complaint> {
        let is_possible = |it| is_word(it) || it == '-';
        let is_grammatical = |text: &str| {
            text.strip_prefix("o-")
                .is_some_and(|rest| rest.chars().all(is_word))
        };
        let found = check_text(
            Field::Organization,
            text,
            12..=34,
            is_possible,
            is_grammatical,
        );
        match found.first() {
            None => Ok(Self(text.to_owned())),
            Some(complaint) => Err(*complaint),
        }
    }
}

macro_rules! as_text {
    ($($name:ident),*) => {$(
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}
as_text!(AccountId, OrganizationId);
