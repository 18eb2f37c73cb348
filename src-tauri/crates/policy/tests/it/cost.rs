//! What images cost a month, and what changes would save.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use portolan_policy::{
    cost::{
        Change, Content, DEFAULT_PRICES, Gaps, Money, PriceError, Prices, RegionPrices, Sharing,
        StoredImage, StoredRepository, Tariff, Terms, Tier, Transfer, bill, changes_of, saving,
        transfer_bill,
    },
    lifecycle::StorageClass,
};
use proptest::{collection::vec, prelude::*, sample::select};

use crate::sketch::{self, digest, image, more_than, now, rule, untagged};

const GB: u64 = 1 << 30;

fn prices() -> RegionPrices {
    let prices = Prices::read(DEFAULT_PRICES).unwrap();
    assert_eq!(prices.bytes_per_gb, GB);
    prices.of_region("us-east-1").unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// An image of layers by name and gigabytes, with an empty manifest.
fn stored(name: &str, layers: &[(&str, u64)]) -> StoredImage {
    let blobs = layers.iter();
    StoredImage {
        digest: digest(name),
        content: Content::Blobs {
            manifest: 0,
            blobs: blobs.map(|(name, gb)| (digest(name), gb * GB)).collect(),
        },
        class: StorageClass::Standard,
        archived_at: None,
    }
}

fn archived(days: i64, image: StoredImage) -> StoredImage {
    StoredImage {
        class: StorageClass::Archive,
        archived_at: Some(now() - SignedDuration::from_hours(24 * days)),
        ..image
    }
}

fn repository(name: &str, images: Vec<StoredImage>) -> StoredRepository {
    StoredRepository {
        name: name.to_owned(),
        images,
    }
}

#[test]
fn amounts_are_exact_from_the_text_to_the_text() {
    for (text, nanos, cents, shown) in [
        ("0.10", 100_000_000, 10, "0.10"),
        ("0", 0, 0, "0.00"),
        ("12.000000003", 12_000_000_003, 1_200, "12.000000003"),
        ("0.085", 85_000_000, 9, "0.085"),
        ("-1.5", -1_500_000_000, -150, "-1.50"),
        ("-0.005", -5_000_000, -1, "-0.005"),
        ("3", 3_000_000_000, 300, "3.00"),
    ] {
        let amount = money(text);
        assert_eq!((amount.nanos(), amount.cents()), (nanos, cents), "{text}");
        assert_eq!(amount.to_string(), shown);
    }
    for text in [
        "",
        "x",
        "1,5",
        "1.",
        ".5",
        "1e3",
        "0.0000000001",
        "99999999999",
        "--1",
        "+1",
    ] {
        assert!(text.parse::<Money>().is_err(), "{text}");
    }
}

#[test]
fn tiers_count_what_lies_within_them() {
    let tariff = Tariff {
        tiers: vec![
            Tier {
                up_to_gb: Some(10),
                price: Money::ZERO,
            },
            Tier {
                up_to_gb: Some(30),
                price: money("0.10"),
            },
            Tier {
                up_to_gb: None,
                price: money("0.07"),
            },
        ],
    };
    for (gb, cost) in [(0, "0"), (10, "0"), (11, "0.10"), (30, "2"), (40, "2.70")] {
        assert_eq!(tariff.cost(gb * GB, GB), money(cost), "{gb}");
    }
    // A kilobyte costs something too.
    assert_eq!(Tariff::flat(money("0.10")).cost(1_024, GB).nanos(), 95);
    assert!(tariff.cost(u64::MAX, GB) > Money::ZERO);
}

#[test]
fn the_price_list_that_comes_along_can_be_read_and_written() {
    let prices = Prices::read(DEFAULT_PRICES).unwrap();
    assert_eq!(Prices::read(&prices.to_text()), Ok(prices.clone()));
    assert!(prices.as_of.parse::<jiff::civil::Date>().is_ok());
    let of = |region: &str| prices.of_region(region).unwrap();
    assert_eq!(of("eu-west-1").storage.cost(GB, GB), money("0.10"));
    // The archive is cheaper only beyond 150 TB.
    let archive = of("eu-west-1").archive;
    assert_eq!(archive.cost(153_600 * GB, GB), money("15360"));
    assert_eq!(archive.cost(153_601 * GB, GB), money("15360.07"));
    assert_ne!(of("eu-west-1").transfer_out, of("sa-east-1").transfer_out);
    assert_eq!(of("eu-west-1").storage, of("sa-east-1").storage);
    for region in ["cn-north-1", "us-gov-west-1"] {
        assert_eq!(prices.of_region(region), None);
    }
    assert_eq!(prices.public.storage.cost(51 * GB, GB), money("0.10"));
}

#[test]
fn a_price_list_that_can_not_be_meant_is_refused_with_its_place() {
    let change = |from: &str, to: &str| {
        assert!(DEFAULT_PRICES.contains(from));
        Prices::read(&DEFAULT_PRICES.replacen(from, to, 1)).unwrap_err()
    };
    assert!(matches!(
        change(r#""price": "0.10""#, r#""price": 0.10"#),
        PriceError::Shape(_)
    ));
    assert!(matches!(
        change(r#""price": "0.10""#, r#""cost": "0.10""#),
        PriceError::Shape(_)
    ));
    assert_eq!(
        change(r#""price": "0.10""#, r#""price": "-0.10""#),
        PriceError::Order("private.storage".to_owned())
    );
    assert_eq!(
        change("51200", "10240"),
        PriceError::Order("private.transfer_out".to_owned())
    );
    assert_eq!(
        change(
            r#"{ "price": "0.084" }"#,
            r#"{ "up_to_gb": 9999999, "price": "0.084" }"#
        ),
        PriceError::Order("regions.ap-northeast-1.transfer_out".to_owned())
    );
    assert_eq!(change("1073741824", "0"), PriceError::NoGigabyte);
}

#[test]
fn a_layer_that_images_share_is_paid_once_and_borne_by_all_of_them() {
    let repositories = [repository(
        "app",
        vec![
            stored("one", &[("base", 6), ("one's", 1)]),
            // The same layer twice in one image is there once.
            stored("two", &[("base", 6), ("two's", 3), ("two's", 3)]),
        ],
    )];
    let bill = bill(&repositories, &prices(), GB, Terms::default());
    assert_eq!((bill.storage.bytes, bill.total()), (10 * GB, money("1")));
    let [one, two] = &bill.repositories[0].images[..] else {
        panic!("{bill:?}");
    };
    assert_eq!((one.bytes, one.only_its), (Some(7 * GB), Some(GB)));
    assert_eq!((two.bytes, two.only_its), (Some(9 * GB), Some(3 * GB)));
    assert_eq!(one.cost, Some(money("0.40")));
    assert_eq!(two.cost, Some(money("0.60")));
    assert_eq!(bill.repositories[0].cost, money("1"));
}

#[test]
fn repositories_share_layers_only_where_the_registry_mounts_them() {
    let repositories = [
        repository("a", vec![stored("one", &[("base", 4)])]),
        repository("b", vec![stored("two", &[("base", 4)])]),
    ];
    let total = |sharing| {
        let terms = Terms {
            sharing,
            ..Terms::default()
        };
        bill(&repositories, &prices(), GB, terms).storage.bytes / GB
    };
    assert_eq!(total(Sharing::WithinRepository), 8);
    assert_eq!(total(Sharing::AcrossRegistry), 4);
}

#[test]
fn what_is_not_known_is_said_and_neither_shared_nor_nothing() {
    let size = |name, content| StoredImage {
        content,
        ..stored(name, &[])
    };
    let repositories = [repository(
        "app",
        vec![
            size("size", Content::Size(2 * GB)),
            size("nothing", Content::Unknown),
        ],
    )];
    let bill = bill(&repositories, &prices(), GB, Terms::default());
    assert_eq!(
        bill.gaps,
        Gaps {
            unshared: 1,
            unknown: 1
        }
    );
    let [size, nothing] = &bill.repositories[0].images[..] else {
        panic!("{bill:?}");
    };
    assert_eq!(
        (size.bytes, size.only_its, size.cost),
        (Some(2 * GB), None, Some(money("0.20")))
    );
    assert_eq!(
        (nothing.bytes, nothing.only_its, nothing.cost),
        (None, None, None)
    );
}

#[test]
fn the_first_year_has_some_storage_free() {
    let repositories = [repository("app", vec![stored("one", &[("base", 1)])])];
    let terms = Terms {
        is_first_year: true,
        ..Terms::default()
    };
    let bill = bill(&repositories, &prices(), GB, terms);
    // 500 of 1024 MiB.
    assert_eq!(bill.total().nanos(), 51_171_875);
}

#[test]
fn a_layer_that_an_active_image_needs_is_not_billed_as_archived() {
    let repositories = [repository(
        "app",
        vec![
            archived(100, stored("old", &[("base", 5), ("old's", 1)])),
            stored("new", &[("base", 5)]),
        ],
    )];
    let bill = bill(&repositories, &prices(), GB, Terms::default());
    assert_eq!((bill.storage.bytes, bill.archive.bytes), (5 * GB, GB));
}

#[test]
fn removing_an_image_frees_what_no_other_needs() {
    let repositories = [repository(
        "app",
        vec![
            stored("one", &[("base", 6), ("one's", 1)]),
            stored("two", &[("base", 6), ("two's", 3)]),
        ],
    )];
    let save = |names: &[&str]| {
        let changes: BTreeMap<_, _> = names
            .iter()
            .map(|name| ((0, digest(name)), Change::Remove))
            .collect();
        saving(
            &repositories,
            &changes,
            &prices(),
            GB,
            Terms::default(),
            now(),
        )
    };
    let one = save(&["one"]);
    assert_eq!((one.freed, one.a_month()), (GB, money("0.10")));
    let both = save(&["one", "two"]);
    assert_eq!((both.freed, both.after), (10 * GB, Money::ZERO));
    assert_eq!(save(&["absent"]).a_month(), Money::ZERO);
}

#[test]
fn archiving_moves_bytes_and_saves_nothing_below_150_terabytes() {
    let repositories = [repository("app", vec![stored("one", &[("base", 6)])])];
    let changes = BTreeMap::from([((0, digest("one")), Change::Archive)]);
    let saved = saving(
        &repositories,
        &changes,
        &prices(),
        GB,
        Terms::default(),
        now(),
    );
    assert_eq!((saved.freed, saved.archived), (0, 6 * GB));
    assert_eq!(saved.a_month(), Money::ZERO);
}

#[test]
fn what_leaves_the_archive_early_is_billed_to_the_end_of_its_least_time() {
    let repositories = [repository(
        "app",
        vec![
            archived(30, stored("early", &[("early's", 3)])),
            archived(90, stored("late", &[("late's", 3)])),
        ],
    )];
    let save = |name: &str| {
        let changes = BTreeMap::from([((0, digest(name)), Change::Remove)]);
        saving(
            &repositories,
            &changes,
            &prices(),
            GB,
            Terms::default(),
            now(),
        )
    };
    // 60 days of 3 GB at 0.10 a month.
    assert_eq!(save("early").once, money("0.60"));
    assert_eq!(save("late").once, Money::ZERO);
    assert_eq!(save("early").a_month(), money("0.30"));
}

#[test]
fn a_lifecycle_policy_saves_what_it_takes() {
    let images = [image("old", &[], 9), image("new", &[], 1)];
    let evaluation = sketch::judge(&[rule(1, untagged(), more_than(1))], &images);
    let changes = changes_of(0, &images, &evaluation);
    assert_eq!(
        changes,
        BTreeMap::from([((0, digest("old")), Change::Remove)])
    );
}

#[test]
fn transfer_has_its_tiers_and_restoring_its_price() {
    let transfer = Transfer {
        to_internet: 200 * GB,
        to_regions: 10 * GB,
        restored: GB,
    };
    let bill = transfer_bill(transfer, &prices(), GB);
    assert_eq!(bill.to_internet, money("9"));
    assert_eq!(bill.to_regions, money("0.20"));
    assert_eq!(bill.restored, money("0.03"));
    assert_eq!(bill.total(), money("9.23"));
}

fn registries() -> impl Strategy<Value = Vec<StoredRepository>> {
    let layer = (0..8_u32, 0..3_u64);
    let image = (
        vec(layer, 0..4),
        select(vec![false, false, true]),
        0..200_i64,
    );
    vec(vec(image, 0..6), 1..4).prop_map(|repositories| {
        let named = repositories.into_iter().enumerate();
        named
            .map(|(place, images)| {
                let images = images.into_iter().enumerate();
                let images = images.map(|(number, (layers, is_archived, days))| {
                    // A layer's size belongs to its content.
                    let names: Vec<String> = layers
                        .iter()
                        .map(|(name, _)| format!("layer {name}"))
                        .collect();
                    let sizes = layers.iter().map(|(name, _)| u64::from(name % 3 + 1));
                    let layers: Vec<(&str, u64)> =
                        names.iter().map(String::as_str).zip(sizes).collect();
                    let image = stored(&format!("{place}/{number}"), &layers);
                    if is_archived {
                        archived(days, image)
                    } else {
                        image
                    }
                });
                repository(&place.to_string(), images.collect())
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_parts_make_the_whole_and_removing_everything_saves_all_of_it(
        repositories in registries(),
        across in any::<bool>(),
    ) {
        let sharing = if across { Sharing::AcrossRegistry } else { Sharing::WithinRepository };
        let terms = Terms { sharing, is_first_year: false };
        let bill = bill(&repositories, &prices(), GB, terms);
        let parts: Money = bill.repositories.iter().map(|it| it.cost).sum();
        let lost = bill.total() - parts;
        prop_assert!((0..200).contains(&lost.nanos()), "{} of {}", lost, bill.total());
        let mut changes = BTreeMap::new();
        for (place, repository) in repositories.iter().enumerate() {
            for image in &repository.images {
                changes.insert((place, image.digest.clone()), Change::Remove);
            }
        }
        let saved = saving(&repositories, &changes, &prices(), GB, terms, now());
        prop_assert_eq!(saved.a_month(), bill.total());
        prop_assert_eq!(saved.freed, bill.storage.bytes + bill.archive.bytes);
    }

    #[test]
    fn what_removing_one_image_frees_is_what_is_only_its(repositories in registries()) {
        let bill = bill(&repositories, &prices(), GB, Terms::default());
        for (place, repository) in bill.repositories.iter().enumerate() {
            for image in &repository.images {
                let changes = BTreeMap::from([((place, image.digest.clone()), Change::Remove)]);
                let saved =
                    saving(&repositories, &changes, &prices(), GB, Terms::default(), now());
                prop_assert_eq!(Some(saved.freed), image.only_its);
            }
        }
    }

    #[test]
    fn any_amount_is_read_as_it_is_written(nanos in any::<i64>()) {
        // The smallest has no opposite.
        prop_assume!(nanos != i64::MIN);
        let amount = Money::from_nanos(nanos);
        prop_assert_eq!(amount.to_string().parse(), Ok(amount));
    }
}
