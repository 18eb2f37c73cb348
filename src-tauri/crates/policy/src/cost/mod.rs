//! What images cost a month: storage with shared layers counted once, the archive, transfer out, and
//! what removing or archiving some of them would save. Prices come as a value; who reads them from
//! where is no matter here.
//!
//! What is assumed, because no price list says it: a layer that an active and an archived image share
//! is billed as active; a month of the archive's least time has 30 days.

mod bill;
mod money;
mod occupancy;
mod prices;
mod saving;
mod stored;
mod tariff;
mod transfer;

pub use bill::{Bill, Charge, Gaps, ImageCost, RepositoryCost, bill};
pub use money::{Money, MoneyError};
pub use occupancy::{Occupancy, Occupied};
pub use prices::{
    DEFAULT_PRICES, PriceError, Prices, PublicPrices, RegionDifferences, RegionPrices,
};
pub use saving::{Change, Saving, changes_of, saving};
pub use stored::{Content, Sharing, StoredImage, StoredRepository, Terms};
pub use tariff::{Tariff, Tier};
pub use transfer::{Transfer, TransferBill, transfer_bill};
