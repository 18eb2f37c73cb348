//! The price list: one file that a person may edit, in JSON.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Money, Tariff};

/// The price list that Portolan comes with: Amazon's public prices as known on the date in it.
pub const DEFAULT_PRICES: &str = include_str!("prices.json");

/// Why a price list can't be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PriceError {
    /// No JSON of this shape.
    #[error(
        "the price list can't be read: {0}; correct it there, or take the one that comes along"
    )]
    Shape(String),
    /// Tiers that do not rise, or of which none is without end.
    #[error(
        "the prices of {0} are not in order; let up_to_gb rise, and leave it out in the last tier alone"
    )]
    Order(String),
    /// A gigabyte of no bytes.
    #[error("bytes_per_gb is 0; write 1073741824")]
    NoGigabyte,
}

/// Prices of all regions, as they are in the file. Amounts are texts, so that none goes through a
/// float.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The day on which they were looked up, such as `2026-11-21`.
    pub as_of: String,
    /// Where to look them up.
    pub source: String,
    /// What a person should know about them.
    pub note: String,
    /// Such as `USD`.
    pub currency: String,
    /// How many bytes are billed as a gigabyte.
    pub bytes_per_gb: u64,
    /// Private registries, in regions without prices of their own.
    pub private: RegionPrices,
    /// ECR Public.
    pub public: PublicPrices,
    /// What differs in a region.
    #[serde(default)]
    pub regions: BTreeMap<String, RegionDifferences>,
    /// Beginnings of regions whose prices are not known.
    #[serde(default)]
    pub unknown_regions: Vec<String>,
}

/// Prices of private registries in a region.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionPrices {
    /// A gigabyte stored for a month, in the standard class.
    pub storage: Tariff,
    /// Bytes of it that are free in an account's first year.
    pub free_bytes_in_first_year: u64,
    /// A gigabyte stored for a month, in the archive.
    pub archive: Tariff,
    /// For how many days the archive is billed at least.
    pub archive_days_least: u32,
    /// A gigabyte brought back from the archive.
    pub archive_retrieval: Money,
    /// A gigabyte out to the internet, in a month.
    pub transfer_out: Tariff,
    /// A gigabyte to another region.
    pub transfer_to_regions: Money,
}

/// What differs in a region.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionDifferences {
    /// As [`RegionPrices::storage`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub storage: Option<Tariff>,
    /// As [`RegionPrices::archive`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Tariff>,
    /// As [`RegionPrices::archive_retrieval`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive_retrieval: Option<Money>,
    /// As [`RegionPrices::transfer_out`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_out: Option<Tariff>,
    /// As [`RegionPrices::transfer_to_regions`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_to_regions: Option<Money>,
}

/// Prices of ECR Public.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicPrices {
    /// A gigabyte stored for a month, paid by the publisher.
    pub storage: Tariff,
    /// A gigabyte pulled by somebody who is signed in, to anywhere but Amazon's own cloud, in a month;
    /// paid by whoever pulls.
    pub transfer_signed_in: Tariff,
    /// Gigabytes that an address may pull in a month without signing in; more is refused, not billed.
    pub anonymous_gb: u64,
}

impl Prices {
    /// Reads a price list.
    ///
    /// # Errors
    /// [`PriceError`] where the text has another shape, or prices that can't be meant.
    pub fn read(text: &str) -> Result<Self, PriceError> {
        let prices: Self =
            serde_json::from_str(text).map_err(|error| PriceError::Shape(error.to_string()))?;
        if prices.bytes_per_gb == 0 {
            return Err(PriceError::NoGigabyte);
        }
        let disordered = prices.tariffs().find(|(_, tariff)| !tariff.is_in_order());
        if let Some((name, _)) = disordered {
            return Err(PriceError::Order(name));
        }
        Ok(prices)
    }

    /// The file's text.
    pub fn to_text(&self) -> String {
        // Maps with text keys and plain values always are JSON.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The prices of private registries in a region; `None` where they are not known.
    pub fn of_region(&self, region: &str) -> Option<RegionPrices> {
        let mut unknown = self.unknown_regions.iter();
        if unknown.any(|beginning| region.starts_with(beginning)) {
            return None;
        }
        let mut prices = self.private.clone();
        if let Some(differences) = self.regions.get(region).cloned() {
            let replace = |price: &mut Tariff, other: Option<Tariff>| {
                if let Some(other) = other {
                    *price = other;
                }
            };
            replace(&mut prices.storage, differences.storage);
            replace(&mut prices.archive, differences.archive);
            replace(&mut prices.transfer_out, differences.transfer_out);
            prices.archive_retrieval = differences
                .archive_retrieval
                .unwrap_or(prices.archive_retrieval);
            prices.transfer_to_regions = differences
                .transfer_to_regions
                .unwrap_or(prices.transfer_to_regions);
        }
        Some(prices)
    }

    fn tariffs(&self) -> impl Iterator<Item = (String, &Tariff)> {
        let (private, public) = (&self.private, &self.public);
        let common = [
            ("private.storage", &private.storage),
            ("private.archive", &private.archive),
            ("private.transfer_out", &private.transfer_out),
            ("public.storage", &public.storage),
            ("public.transfer_signed_in", &public.transfer_signed_in),
        ];
        let common = common.into_iter().map(|(name, it)| (name.to_owned(), it));
        let regions = self.regions.iter().flat_map(|(region, differences)| {
            let of_region = [
                ("storage", &differences.storage),
                ("archive", &differences.archive),
                ("transfer_out", &differences.transfer_out),
            ];
            of_region.into_iter().filter_map(move |(name, tariff)| {
                Some((format!("regions.{region}.{name}"), tariff.as_ref()?))
            })
        });
        common.chain(regions)
    }
}
