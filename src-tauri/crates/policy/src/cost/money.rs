//! Money in a fixed-point type: billionths of the currency's unit, so that a layer of a kilobyte still
//! costs something, and no figure is a float.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, Sub},
    str::FromStr,
};

use serde::{Deserialize, Serialize};

const NANOS: i64 = 1_000_000_000;
const DECIMALS: usize = 9;

/// An amount in billionths of the currency's unit. Beyond its range it stays at the end of it.
#[derive(
    Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Money(i64);

/// Why a text is no amount.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is no amount; write digits with at most nine after a point, such as \"0.10\"")]
pub struct MoneyError(String);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many billionths.
    pub const fn from_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// In billionths.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// In hundredths, rounded to the nearest; half a one away from nothing.
    pub const fn cents(self) -> i64 {
        const HALF: i64 = NANOS / 200;
        let half = if self.0 < 0 { -HALF } else { HALF };
        self.0.saturating_add(half) / (NANOS / 100)
    }

    /// The part `of`/`whole` of it, rounded down; nothing of nothing.
    pub(super) fn part(self, of: u128, whole: u128) -> Self {
        if whole == 0 {
            return Self::ZERO;
        }
        Self::saturating(i128::from(self.0) * to_signed(of) / to_signed(whole))
    }

    pub(super) fn saturating(nanos: i128) -> Self {
        Self(nanos.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
    }
}

pub(super) fn to_signed(number: u128) -> i128 {
    i128::try_from(number).unwrap_or(i128::MAX)
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let wrong = || MoneyError(text.to_owned());
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || decimals.len() > DECIMALS {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let decimals: i64 = format!("{decimals:0<DECIMALS$}")
            .parse()
            .map_err(|_| wrong())?;
        whole
            .checked_mul(NANOS)
            .and_then(|nanos| nanos.checked_add(decimals))
            .map(|nanos| Self(sign * nanos))
            .ok_or_else(wrong)
    }
}

impl TryFrom<String> for Money {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Self, MoneyError> {
        text.parse()
    }
}

impl From<Money> for String {
    fn from(money: Money) -> Self {
        money.to_string()
    }
}

impl fmt::Display for Money {
    /// All digits that count, two of them after the point at least: `0.10`, `12.000000003`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let nanos = self.0.unsigned_abs();
        let (whole, rest) = (nanos / NANOS as u64, nanos % NANOS as u64);
        let decimals = format!("{rest:0DECIMALS$}");
        let kept = decimals.trim_end_matches('0').len().max(2);
        write!(formatter, "{sign}{whole}.{}", &decimals[..kept])
    }
}
