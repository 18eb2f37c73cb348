//! What pulling costs.

use super::{Money, RegionPrices};

/// Bytes that left a private registry in a month. Within its region they cost nothing.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Transfer {
    /// To the internet.
    pub to_internet: u64,
    /// To other regions, replication among it.
    pub to_regions: u64,
    /// Brought back from the archive.
    pub restored: u64,
}

/// What they cost.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct TransferBill {
    /// To the internet.
    pub to_internet: Money,
    /// To other regions.
    pub to_regions: Money,
    /// Brought back from the archive.
    pub restored: Money,
}

impl TransferBill {
    /// All together.
    pub fn total(&self) -> Money {
        self.to_internet + self.to_regions + self.restored
    }
}

/// What transfer costs in a month.
pub fn transfer_bill(transfer: Transfer, prices: &RegionPrices, bytes_per_gb: u64) -> TransferBill {
    let flat = |price, bytes| super::Tariff::flat(price).cost(bytes, bytes_per_gb);
    TransferBill {
        to_internet: prices.transfer_out.cost(transfer.to_internet, bytes_per_gb),
        to_regions: flat(prices.transfer_to_regions, transfer.to_regions),
        restored: flat(prices.archive_retrieval, transfer.restored),
    }
}
