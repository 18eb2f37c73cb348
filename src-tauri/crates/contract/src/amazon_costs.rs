//! What Amazon ECR charges a month for what is stored and pulled, as far as it is known. Amounts are billionths
//! of the currency's unit, so that no figure is a float.

use crate::{ConnectionId, Failure, StorageClass};

plain! {
    /// Asks what a region's repositories cost. Nobody is asked over the network: it is reckoned from what was
    /// listed and read.
    pub struct ReadAmazonCosts {
        pub connection: ConnectionId,
        pub region: String,
        pub terms: CostTerms,
        /// What is expected to be pulled; a repository that is not named is not pulled.
        pub pulls: Vec<ExpectedPulls>,
        /// Of this repository each image is told.
        pub repository: Option<String>,
    }

    /// What decides about a bill beside what is stored.
    #[derive(Copy, Eq)]
    pub struct CostTerms {
        /// The account is in its first year, in which some storage is free.
        pub first_year: bool,
        /// Layers are stored once for the whole registry: the account setting `BLOB_MOUNTING`.
        pub shared_registry: bool,
    }

    /// Pulls of a repository in a month. Inside its region they cost nothing.
    #[derive(Eq)]
    pub struct ExpectedPulls {
        pub repository: String,
        pub to_internet: u64,
        pub to_regions: u64,
    }

    pub struct AmazonCosts {
        pub prices: PriceList,
        /// Storage and archive of the whole region; `null` where its prices are not known.
        pub bill: Option<CostBill>,
        /// The dearest first; those that nobody has listed yet come last.
        pub repositories: Vec<RepositoryCost>,
        /// The images of the one that was asked for, the dearest first; at most 1,000.
        pub images: Vec<ImageCost>,
        /// What the expected pulls cost, and what came back from the archive; `null` where prices are not known.
        pub transfer: Option<TransferCost>,
    }

    pub struct CostBill {
        pub storage: Charge,
        pub archive: Charge,
        pub total: i64,
        pub gaps: CostGaps,
    }

    #[derive(Copy, Eq)]
    pub struct Charge {
        pub bytes: u64,
        pub cost: i64,
    }

    /// What is not known, so that the bill may be other than this.
    #[derive(Copy, Eq)]
    pub struct CostGaps {
        /// Images whose layers are not read: they count whole, so it costs at most this.
        pub unshared: u64,
        /// Images of which nothing is known: they are not counted.
        pub unknown: u64,
        /// Repositories that were never listed: they are not counted.
        pub unlisted: u64,
    }

    pub struct RepositoryCost {
        pub repository: String,
        pub listed: bool,
        pub images: u64,
        /// Bytes stored, each layer once as far as it is known; `null` where it was never listed.
        pub bytes: Option<u64>,
        pub cost: Option<i64>,
        pub gaps: CostGaps,
        /// What one pull carries: the newest image's bytes, of one platform.
        pub pull_bytes: Option<u64>,
        /// What its expected pulls carry; `null` where there are none or the bytes are not known.
        pub pulled_bytes: Option<u64>,
    }

    pub struct ImageCost {
        pub digest: String,
        pub tags: Vec<String>,
        pub storage: Option<StorageClass>,
        /// Everything it consists of.
        pub bytes: Option<u64>,
        /// What no other image has: what deleting it alone would free.
        pub only_its: Option<u64>,
        /// Its part: of what several images have, each bears as much as the others.
        pub cost: Option<i64>,
        /// Its layers are not read, so it counts whole.
        pub whole: bool,
    }

    #[derive(Copy, Eq)]
    pub struct TransferCost {
        pub to_internet: Charge,
        pub to_regions: Charge,
        /// Brought back from the archive in the last 30 days, or on its way.
        pub restored: Charge,
        pub total: i64,
        /// Expected pulls of repositories of which no image's bytes are known: they are not counted.
        pub unknown_pulls: u64,
        /// Images that were brought back and whose bytes are not known: they are not counted.
        pub unknown_restored: u64,
    }

    /// The prices in use.
    pub struct PriceList {
        /// Where a person's own list is, or would be.
        pub path: String,
        /// Whether there is one.
        pub own: bool,
        /// Why it can't be used; then those that come along are.
        pub problem: Option<String>,
        pub currency: String,
        /// The day on which they were looked up.
        pub as_of: String,
        pub source: String,
    }

    /// What a lifecycle policy would save each month.
    pub struct EstimateSaving {
        pub connection: ConnectionId,
        pub repository: String,
        /// The policy; `null`: the one that the repository has.
        pub text: Option<String>,
        pub terms: CostTerms,
    }

    /// `null` amounts: the prices are not known, or there is no policy that could be used.
    pub struct LifecycleSaving {
        pub currency: String,
        pub saving: Option<Saving>,
    }

    #[derive(Eq)]
    pub struct Saving {
        /// What the repository's storage costs a month now.
        pub before: i64,
        pub after: i64,
        /// Below 0 where it costs more.
        pub a_month: i64,
        pub freed: u64,
        pub archived: u64,
        /// Billed once, for what leaves the archive before its least time.
        pub once: i64,
        pub gaps: CostGaps,
    }

    /// A region of a connection.
    pub struct AmazonRegionAt {
        pub connection: ConnectionId,
        pub region: String,
    }

    /// What was listed so that its cost is known.
    pub struct CostsListed {
        pub repositories: u64,
        /// The first thing that went wrong.
        pub problem: Option<Failure>,
    }
}
