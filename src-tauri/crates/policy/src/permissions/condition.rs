//! Under which conditions a statement counts.

/// One condition: an operator, a key and the values of which one is enough.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Condition {
    /// Such as `StringEquals`, perhaps with `ForAnyValue:` before it or `IfExists` behind it.
    pub operator: String,
    /// Such as `aws:PrincipalOrgID`.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Circumstance {
    /// Who asks is in an organization, or a part of one.
    Organization,
    /// Who asks is one of certain principals or accounts, or has certain tags.
    Caller,
    /// For whom or what a product of Amazon's asks.
    Source,
    /// From which network it is asked.
    Network,
    /// Whether the transport is encrypted.
    Transport,
    /// When it is asked.
    Time,
    /// Anything else.
    Other,
}

/// Operators of conditions, without what may stand before and behind them (IAM user guide, "Condition
/// operators"): what an editor offers.
pub const OPERATORS: [&str; 26] = [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnLike",
    "ArnNotEquals",
    "ArnNotLike",
];

/// Keys that say who or where from, in small letters, with what they are about.
const KEYS: [(&str, Circumstance); 21] = [
    ("aws:principalorgid", Circumstance::Organization),
    ("aws:principalorgpaths", Circumstance::Organization),
    ("aws:principalaccount", Circumstance::Caller),
    ("aws:principalarn", Circumstance::Caller),
    ("aws:principalservicename", Circumstance::Caller),
    ("aws:principaltype", Circumstance::Caller),
    ("aws:userid", Circumstance::Caller),
    ("aws:username", Circumstance::Caller),
    ("aws:federatedprovider", Circumstance::Caller),
    ("aws:sourceaccount", Circumstance::Source),
    ("aws:sourcearn", Circumstance::Source),
    ("aws:sourceorgid", Circumstance::Source),
    ("aws:sourceorgpaths", Circumstance::Source),
    ("aws:sourceip", Circumstance::Network),
    ("aws:sourcevpc", Circumstance::Network),
    ("aws:sourcevpce", Circumstance::Network),
    ("aws:vpcsourceip", Circumstance::Network),
    ("aws:securetransport", Circumstance::Transport),
    ("aws:currenttime", Circumstance::Time),
    ("aws:epochtime", Circumstance::Time),
    ("aws:multifactorauthage", Circumstance::Time),
];

impl Condition {
    /// What it is about.
    pub fn circumstance(&self) -> Circumstance {
        let key = self.key.to_lowercase();
        if key.starts_with("aws:principaltag/") {
            return Circumstance::Caller;
        }
        let known = KEYS.iter().find(|(known, _)| *known == key);
        known.map_or(Circumstance::Other, |(_, circumstance)| *circumstance)
    }

    /// Whether it leaves only some of everybody: it says who or where from, of something that must be
    /// there, and not with a value that is anything.
    pub fn narrows(&self) -> bool {
        let says_who = matches!(
            self.circumstance(),
            Circumstance::Organization
                | Circumstance::Caller
                | Circumstance::Source
                | Circumstance::Network
        );
        let anybody_has = ["aws:principaltype"].contains(&self.key.to_lowercase().as_str());
        says_who && !anybody_has && self.demands() && !self.values.iter().any(|it| is_anything(it))
    }

    /// Whether the key must be there and have one of the values: not so with negations, `IfExists`
    /// and `ForAllValues`, which hold also where the key is absent.
    fn demands(&self) -> bool {
        let operator = self.operator.as_str();
        !operator.starts_with("ForAllValues:")
            && !operator.ends_with("IfExists")
            && !operator.contains("Not")
            && !operator.starts_with("Null")
    }

    /// Whether there is such an operator.
    pub(super) fn is_known(&self) -> bool {
        let operator = self.operator.as_str();
        if operator == "Null" {
            return true;
        }
        let operator = operator
            .strip_prefix("ForAnyValue:")
            .or_else(|| operator.strip_prefix("ForAllValues:"))
            .unwrap_or(operator);
        let operator = operator.strip_suffix("IfExists").unwrap_or(operator);
        OPERATORS.contains(&operator)
    }
}

/// Whether a value leaves nothing out.
fn is_anything(value: &str) -> bool {
    matches!(value, "0.0.0.0/0" | "::/0" | "arn:aws:*" | "arn:*")
        || !value.is_empty() && value.chars().all(|it| it == '*')
        || value.ends_with("/0")
}
