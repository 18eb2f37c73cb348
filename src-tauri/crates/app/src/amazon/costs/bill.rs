//! What a region costs: storage by repository and image, and what expected pulls carry.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use futures_util::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use portolan_contract::{
    AmazonCosts, AmazonRegionAt, Charge, CostBill, CostGaps, CostTerms, CostsListed, Failure,
    ImageCost, ReadAmazonCosts, RepositoryAt, RepositoryCost, StorageClass as Shown, TransferCost,
};
use portolan_oci::{Digest, MediaType, RepositoryName};
use portolan_policy::cost::{
    self, Content, Money, RegionPrices, Sharing, StoredRepository, Terms, Transfer,
};
use portolan_storage::{ConnectionId, ListedImage, StorageClass};

use crate::{App, failures::OrFail};

/// Images that are told of one repository.
const SHOWN: usize = 1000;

/// A month of the bill.
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Repositories that are listed side by side.
const SIDE_BY_SIDE: usize = 4;

/// A repository as far as it is known.
struct Known {
    name: RepositoryName,
    is_listed: bool,
    listed: Vec<ListedImage>,
}

impl App {
    /// What the repositories of a region cost, from what is known.
    pub async fn read_amazon_costs(
        &self,
        request: ReadAmazonCosts,
    ) -> Result<AmazonCosts, Failure> {
        let connection = self.stored_connection(&request.connection).await?.id;
        let in_use = self.prices().await?;
        let mut known = Vec::new();
        let mut stored = Vec::new();
        for (name, is_listed) in self.repositories_of(connection, &request.region).await? {
            let (repository, listed) = self.stored(connection, &name).await?;
            stored.push(repository);
            known.push(Known {
                name,
                is_listed,
                listed,
            });
        }
        let prices = in_use.prices.of_region(&request.region);
        let terms = terms(request.terms);
        let bytes_per_gb = in_use.prices.bytes_per_gb;
        let bill = prices
            .as_ref()
            .map(|prices| cost::bill(&stored, prices, bytes_per_gb, terms));
        let mut repositories: Vec<RepositoryCost> = known
            .iter()
            .zip(&stored)
            .enumerate()
            .map(|(place, (known, stored))| {
                let of_bill = bill.as_ref().map(|bill| bill.repositories[place].cost);
                show_repository(known, stored, of_bill)
            })
            .collect();
        let mut transfer = expect_pulls(&mut repositories, &request);
        transfer.count_restored(&known, &stored, Timestamp::now());
        let images = match &request.repository {
            Some(wanted) => {
                let place = known.iter().position(|known| known.name.as_str() == wanted);
                match place {
                    Some(place) => {
                        let costs = bill
                            .as_ref()
                            .map(|bill| &bill.repositories[place].images[..]);
                        let tags = self.tags_by_digest(connection, &known[place].name).await?;
                        show_images(&known[place], &stored[place], costs, &tags)
                    }
                    None => Vec::new(),
                }
            }
            None => Vec::new(),
        };
        repositories.sort_by(|one, other| {
            let dearest = other.cost.cmp(&one.cost);
            let largest = other.bytes.cmp(&one.bytes);
            dearest
                .then(largest)
                .then_with(|| one.repository.cmp(&other.repository))
        });
        let unlisted = known.iter().filter(|known| !known.is_listed).count() as u64;
        Ok(AmazonCosts {
            prices: in_use.shown,
            bill: bill.map(|bill| CostBill {
                total: bill.total().nanos(),
                storage: charge(bill.storage),
                archive: charge(bill.archive),
                gaps: CostGaps {
                    unshared: bill.gaps.unshared as u64,
                    unknown: bill.gaps.unknown as u64,
                    unlisted,
                },
            }),
            repositories,
            images,
            transfer: prices.map(|prices| price_transfer(transfer, &prices, bytes_per_gb)),
        })
    }

    /// Lists the repositories of a region that nobody has listed yet, so that their cost is known.
    pub async fn list_for_costs(
        self: &Arc<Self>,
        request: AmazonRegionAt,
    ) -> Result<CostsListed, Failure> {
        let connection = self.stored_connection(&request.connection).await?.id;
        let mut repositories = self.repositories_of(connection, &request.region).await?;
        if repositories.is_empty() {
            // Nobody has looked at this connection yet.
            self.refresh_repositories(request.connection.clone())
                .await?;
            repositories = self.repositories_of(connection, &request.region).await?;
        }
        // Owned all through: what is awaited must not borrow from an iterator.
        let mut unlisted: Vec<RepositoryAt> = Vec::new();
        for (name, is_listed) in repositories {
            if !is_listed {
                unlisted.push(RepositoryAt {
                    connection: request.connection.clone(),
                    repository: name.to_string(),
                });
            }
        }
        let outcomes: Vec<Result<_, Failure>> = stream::iter(unlisted)
            .map(|at| self.refresh_images(at))
            .buffer_unordered(SIDE_BY_SIDE)
            .collect()
            .await;
        let worked = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        Ok(CostsListed {
            repositories: worked as u64,
            problem: outcomes.into_iter().find_map(Result::err),
        })
    }

    /// The repositories of a region that are there as far as we know, and whether each was listed.
    async fn repositories_of(
        &self,
        connection: ConnectionId,
        region: &str,
    ) -> Result<Vec<(RepositoryName, bool)>, Failure> {
        let all = self.store.repositories(connection).await.or_fail()?;
        let prefix = format!("{region}/");
        let here = all
            .into_iter()
            .filter(|known| known.gone_at.is_none() && known.name.as_str().starts_with(&prefix));
        Ok(here
            .map(|known| (known.name, known.tags_listed_at.is_some()))
            .collect())
    }

    async fn tags_by_digest(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<HashMap<Digest, Vec<String>>, Failure> {
        let mut tags: HashMap<Digest, Vec<String>> = HashMap::new();
        for row in self.store.tags(connection, repository).await.or_fail()? {
            if let Some(digest) = row.digest {
                tags.entry(digest).or_default().push(row.tag.to_string());
            }
        }
        Ok(tags)
    }
}

pub(super) fn terms(terms: CostTerms) -> Terms {
    Terms {
        sharing: if terms.shared_registry {
            Sharing::AcrossRegistry
        } else {
            Sharing::WithinRepository
        },
        is_first_year: terms.first_year,
    }
}

/// What of a repository's images is not known.
pub(super) fn gaps(stored: &StoredRepository) -> CostGaps {
    let count = |is_meant: fn(&Content) -> bool| {
        let meant = stored
            .images
            .iter()
            .filter(|image| is_meant(&image.content));
        meant.count() as u64
    };
    CostGaps {
        unshared: count(|content| matches!(content, Content::Size(_))),
        unknown: count(|content| matches!(content, Content::Unknown)),
        unlisted: 0,
    }
}

fn show_repository(
    known: &Known,
    stored: &StoredRepository,
    cost: Option<Money>,
) -> RepositoryCost {
    RepositoryCost {
        repository: known.name.to_string(),
        listed: known.is_listed,
        images: stored.images.len() as u64,
        bytes: known.is_listed.then(|| distinct_bytes(stored)),
        cost: cost.filter(|_| known.is_listed).map(Money::nanos),
        gaps: CostGaps {
            unlisted: u64::from(!known.is_listed),
            ..gaps(stored)
        },
        pull_bytes: pull_bytes(known, stored),
        pulled_bytes: None,
    }
}

/// The bytes of everything in a repository, each blob once.
fn distinct_bytes(stored: &StoredRepository) -> u64 {
    let mut seen: HashSet<&Digest> = HashSet::new();
    let mut sum: u64 = 0;
    for image in &stored.images {
        match &image.content {
            Content::Blobs { manifest, blobs } => {
                let itself = [(&image.digest, *manifest)];
                let blobs = blobs.iter().map(|(digest, bytes)| (digest, *bytes));
                for (digest, bytes) in itself.into_iter().chain(blobs) {
                    if seen.insert(digest) {
                        sum = sum.saturating_add(bytes);
                    }
                }
            }
            Content::Size(bytes) => sum = sum.saturating_add(*bytes),
            Content::Unknown => {}
        }
    }
    sum
}

/// What one pull carries: the newest image that can be run, which an index is not by itself.
fn pull_bytes(known: &Known, stored: &StoredRepository) -> Option<u64> {
    let images = known.listed.iter().zip(&stored.images);
    let runnable = images.filter(|(listed, _)| {
        let is_index = listed.media_type.as_ref().is_some_and(MediaType::is_index);
        !is_index
            && listed.artifact_type.as_deref().is_none_or(is_image)
            && listed.subject.is_none()
    });
    let newest = runnable.max_by_key(|(listed, _)| listed.pushed_at)?.1;
    whole_bytes(&newest.content)
}

/// Whether what ECR calls the artifact's type is that of an image's config.
fn is_image(artifact_type: &str) -> bool {
    artifact_type.contains("container.image") || artifact_type.contains("image.config")
}

fn whole_bytes(content: &Content) -> Option<u64> {
    match content {
        Content::Blobs { manifest, blobs } => {
            let distinct: BTreeMap<&Digest, u64> = blobs
                .iter()
                .map(|(digest, bytes)| (digest, *bytes))
                .collect();
            Some(
                distinct
                    .values()
                    .fold(*manifest, |sum, bytes| sum.saturating_add(*bytes)),
            )
        }
        Content::Size(bytes) => Some(*bytes),
        Content::Unknown => None,
    }
}

/// What expected pulls carry.
#[derive(Clone, Copy, Debug, Default)]
struct Expected {
    transfer: Transfer,
    unknown_pulls: u64,
    unknown_restored: u64,
}

impl Expected {
    /// Adds what came back from the archive within a month of days, or is on its way: its retrieval is billed
    /// by the gigabyte.
    fn count_restored(&mut self, known: &[Known], stored: &[StoredRepository], now: Timestamp) {
        let since = now - MONTH;
        let images = known
            .iter()
            .zip(stored)
            .flat_map(|(known, stored)| known.listed.iter().zip(&stored.images));
        let restored = images.filter(|(listed, _)| {
            listed.storage == Some(StorageClass::Restoring)
                || listed.activated_at.is_some_and(|at| at >= since)
        });
        for (_, image) in restored {
            match whole_bytes(&image.content) {
                Some(bytes) => {
                    let sum = &mut self.transfer.restored;
                    *sum = sum.saturating_add(bytes);
                }
                None => self.unknown_restored += 1,
            }
        }
    }
}

fn expect_pulls(repositories: &mut [RepositoryCost], request: &ReadAmazonCosts) -> Expected {
    let mut expected = Expected::default();
    for pulls in &request.pulls {
        let count = pulls.to_internet.saturating_add(pulls.to_regions);
        let found = repositories
            .iter_mut()
            .find(|it| it.repository == pulls.repository);
        let Some(found) = found.filter(|_| count > 0) else {
            continue;
        };
        let Some(bytes) = found.pull_bytes else {
            expected.unknown_pulls = expected.unknown_pulls.saturating_add(count);
            continue;
        };
        let to_internet = bytes.saturating_mul(pulls.to_internet);
        let to_regions = bytes.saturating_mul(pulls.to_regions);
        found.pulled_bytes = Some(to_internet.saturating_add(to_regions));
        let transfer = &mut expected.transfer;
        transfer.to_internet = transfer.to_internet.saturating_add(to_internet);
        transfer.to_regions = transfer.to_regions.saturating_add(to_regions);
    }
    expected
}

fn price_transfer(expected: Expected, prices: &RegionPrices, bytes_per_gb: u64) -> TransferCost {
    let bill = cost::transfer_bill(expected.transfer, prices, bytes_per_gb);
    let charge = |bytes, cost: Money| Charge {
        bytes,
        cost: cost.nanos(),
    };
    TransferCost {
        to_internet: charge(expected.transfer.to_internet, bill.to_internet),
        to_regions: charge(expected.transfer.to_regions, bill.to_regions),
        restored: charge(expected.transfer.restored, bill.restored),
        total: bill.total().nanos(),
        unknown_pulls: expected.unknown_pulls,
        unknown_restored: expected.unknown_restored,
    }
}

fn charge(charge: cost::Charge) -> Charge {
    Charge {
        bytes: charge.bytes,
        cost: charge.cost.nanos(),
    }
}

fn show_images(
    known: &Known,
    stored: &StoredRepository,
    costs: Option<&[cost::ImageCost]>,
    tags: &HashMap<Digest, Vec<String>>,
) -> Vec<ImageCost> {
    let images = known.listed.iter().zip(&stored.images).enumerate();
    let mut shown: Vec<ImageCost> = images
        .map(|(place, (listed, stored))| {
            let of_bill = costs.map(|costs| &costs[place]);
            ImageCost {
                digest: stored.digest.to_string(),
                tags: tags.get(&stored.digest).cloned().unwrap_or_default(),
                storage: listed.storage.map(|class| match class {
                    StorageClass::Standard => Shown::Standard,
                    StorageClass::Archive => Shown::Archive,
                    StorageClass::Restoring => Shown::Restoring,
                }),
                bytes: whole_bytes(&stored.content),
                only_its: of_bill.and_then(|cost| cost.only_its),
                cost: of_bill.and_then(|cost| cost.cost).map(Money::nanos),
                whole: matches!(stored.content, Content::Size(_)),
            }
        })
        .collect();
    shown.sort_by(|one, other| other.cost.cmp(&one.cost).then(other.bytes.cmp(&one.bytes)));
    shown.truncate(SHOWN);
    shown
}
