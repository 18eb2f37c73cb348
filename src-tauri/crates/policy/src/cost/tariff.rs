//! Prices by how much there is.

use serde::{Deserialize, Serialize};

use super::{Money, money::to_signed};

/// Prices of a gigabyte, the cheaper the more. What is free is the first tier, with the price 0.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tariff {
    /// From the first gigabyte on.
    pub tiers: Vec<Tier>,
}

/// A price that counts up to an amount.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Up to so many gigabytes, all tiers before it included; the last has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_gb: Option<u64>,
    /// Of a gigabyte.
    pub price: Money,
}

impl Tariff {
    /// One price for everything.
    pub fn flat(price: Money) -> Self {
        Self {
            tiers: vec![Tier {
                up_to_gb: None,
                price,
            }],
        }
    }

    /// What so many bytes cost, rounded down to a billionth.
    pub fn cost(&self, bytes: u64, bytes_per_gb: u64) -> Money {
        let mut from = 0;
        let mut nanos_by_bytes: i128 = 0;
        for tier in &self.tiers {
            let end = tier
                .up_to_gb
                .map_or(u128::MAX, |gb| u128::from(gb) * u128::from(bytes_per_gb));
            let until = end.min(u128::from(bytes));
            let within = until.saturating_sub(from);
            nanos_by_bytes += to_signed(within) * i128::from(tier.price.nanos());
            from = from.max(until);
        }
        Money::saturating(nanos_by_bytes / i128::from(bytes_per_gb.max(1)))
    }

    /// Whether its tiers rise and only the last has no end.
    pub(super) fn is_in_order(&self) -> bool {
        let Some((last, others)) = self.tiers.split_last() else {
            return false;
        };
        let ends: Option<Vec<u64>> = others.iter().map(|tier| tier.up_to_gb).collect();
        last.up_to_gb.is_none()
            && ends.is_some_and(|ends| ends.is_sorted_by(|one, next| one < next))
            && self.tiers.iter().all(|tier| tier.price >= Money::ZERO)
    }
}
