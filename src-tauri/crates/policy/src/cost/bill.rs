//! What storage costs a month, and whose it is.

use portolan_oci::Digest;

use super::{
    Content, Money, RegionPrices, StoredImage, StoredRepository, Tariff, Terms,
    stored::{ByClass, Stock},
};
use crate::lifecycle::StorageClass;

/// What storage costs a month.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bill {
    /// The standard class, every byte counted once.
    pub storage: Charge,
    /// The archive.
    pub archive: Charge,
    /// Each repository's part of it, in the order given.
    pub repositories: Vec<RepositoryCost>,
    /// What is not known, so that the bill may be other than this.
    pub gaps: Gaps,
}

/// Bytes, and what they cost.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Charge {
    /// How many.
    pub bytes: u64,
    /// What they cost.
    pub cost: Money,
}

/// What is not known about images.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Gaps {
    /// Images that count whole, because what they share is not known: it costs at most this.
    pub unshared: usize,
    /// Images that are not counted, because nothing is known: it costs at least this.
    pub unknown: usize,
}

/// A repository's part.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RepositoryCost {
    /// Its name.
    pub name: String,
    /// The parts of its images together.
    pub cost: Money,
    /// Its images, in the order given.
    pub images: Vec<ImageCost>,
}

/// An image's part.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ImageCost {
    /// Which.
    pub digest: Digest,
    /// The bytes of everything that it consists of; `None` where that is not known.
    pub bytes: Option<u64>,
    /// Those of them that no other image has: what deleting it alone would free.
    pub only_its: Option<u64>,
    /// Its part of the cost: of what several images have, each bears as much as the others. `None`
    /// where its bytes are not known.
    pub cost: Option<Money>,
}

impl Bill {
    /// Storage and archive together.
    pub fn total(&self) -> Money {
        self.storage.cost + self.archive.cost
    }
}

/// What the storage of these repositories of one registry costs a month. Free tiers and cheaper tiers
/// are spread over all bytes alike, so that the parts make the whole.
pub fn bill(
    repositories: &[StoredRepository],
    prices: &RegionPrices,
    bytes_per_gb: u64,
    terms: Terms,
) -> Bill {
    let stock = Stock::count(repositories, terms.sharing, |_, image| Some(image.class));
    let [storage, archive] = charges(stock.bytes, prices, bytes_per_gb, terms);
    let mut gaps = Gaps::default();
    for image in repositories.iter().flat_map(|it| &it.images) {
        match image.content {
            Content::Blobs { .. } => {}
            Content::Size(_) => gaps.unshared += 1,
            Content::Unknown => gaps.unknown += 1,
        }
    }
    let of_class = |class| match class {
        StorageClass::Standard => storage,
        StorageClass::Archive => archive,
    };
    let repositories = repositories.iter().enumerate().map(|(place, repository)| {
        let images: Vec<ImageCost> = repository
            .images
            .iter()
            .map(|image| image_cost(&stock, place, image, of_class))
            .collect();
        RepositoryCost {
            name: repository.name.clone(),
            cost: images.iter().filter_map(|it| it.cost).sum(),
            images,
        }
    });
    Bill {
        storage,
        archive,
        repositories: repositories.collect(),
        gaps,
    }
}

/// What so many bytes cost in the standard class and in the archive.
pub(super) fn charges(
    bytes: ByClass,
    prices: &RegionPrices,
    bytes_per_gb: u64,
    terms: Terms,
) -> [Charge; 2] {
    let free = if terms.is_first_year {
        prices.free_bytes_in_first_year
    } else {
        0
    };
    let charge = |tariff: &Tariff, bytes: u64, free| Charge {
        bytes,
        cost: tariff.cost(bytes.saturating_sub(free), bytes_per_gb),
    };
    [
        charge(&prices.storage, bytes.standard, free),
        charge(&prices.archive, bytes.archive, 0),
    ]
}

fn image_cost<'s>(
    stock: &Stock<'s>,
    repository: usize,
    image: &'s StoredImage,
    of_class: impl Fn(StorageClass) -> Charge,
) -> ImageCost {
    let digest = image.digest.clone();
    let of = |class, bytes: u128| {
        let charge = of_class(class);
        charge.cost.part(bytes, charge.bytes.into())
    };
    let (bytes, only_its, cost) = match image.content {
        Content::Unknown => (None, None, None),
        Content::Size(bytes) => (Some(bytes), None, Some(of(image.class, bytes.into()))),
        Content::Blobs { .. } => {
            let parts = stock.parts(repository, image);
            let own = parts.iter().filter(|it| it.holders == 1);
            let cost = parts.iter().map(|it| {
                let charge = of_class(it.class);
                let holders = u128::from(it.holders) * u128::from(charge.bytes);
                charge.cost.part(it.bytes.into(), holders)
            });
            (
                Some(sum(parts.iter().map(|it| it.bytes))),
                Some(sum(own.map(|it| it.bytes))),
                Some(cost.sum()),
            )
        }
    };
    ImageCost {
        digest,
        bytes,
        only_its,
        cost,
    }
}

fn sum(bytes: impl Iterator<Item = u64>) -> u64 {
    bytes.fold(0, u64::saturating_add)
}
