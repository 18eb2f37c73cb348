//! Names, filters, texts and limits that ECR takes, and those that it does not.

use portolan_policy::amazon_names::{
    AccountId, AliasDoubt, CatalogText, Complaint, Destination, Field, LogoSize, OrganizationId,
    Partition, Problem, Registry, check_account, check_alias, check_cache_prefix, check_catalog,
    check_credential_arn, check_display_name, check_excluded_principal, check_exclusion_filters,
    check_kms_key, check_logo, check_region, check_replication_destinations,
    check_replication_filters, check_repository_name, check_resource_tags, check_scan_filters,
    check_signing_filters, check_signing_profile, check_tag, check_template_prefix, doubt_alias,
    is_discoverable,
};

/// Good texts pass, and each bad one gets the one complaint beside it.
fn hold(
    check: impl Fn(&str) -> Vec<Complaint>,
    field: Field,
    good: &[&str],
    bad: &[(&str, Problem)],
) {
    for text in good {
        assert_eq!(check(text), [], "{text}");
    }
    for (text, problem) in bad {
        let found: Vec<_> = check(text)
            .iter()
            .map(|it| (it.field, it.problem))
            .collect();
        assert_eq!(found, [(field, *problem)], "{text}");
    }
}

const fn character(found: char) -> Problem {
    Problem::Character { found }
}

#[test]
fn private_repositories_have_paths_of_lower_case_words() {
    let long = "a".repeat(257);
    hold(
        |name| check_repository_name(name, Registry::Private),
        Field::RepositoryName,
        &[
            "ab",
            "team/app",
            "a__b/c-d",
            "a.b",
            "a---b",
            "0/1/2",
            &long[..256],
        ],
        &[
            ("a", Problem::TooShort { has: 1, least: 2 }),
            (
                &long,
                Problem::TooLong {
                    has: 257,
                    most: 256,
                },
            ),
            ("Team/app", character('T')),
            ("team app", character(' ')),
            ("team/äpp", character('ä')),
            ("/app", Problem::Grammar),
            ("app/", Problem::Grammar),
            ("a//b", Problem::Grammar),
            ("a___b", Problem::Grammar),
            ("a..b", Problem::Grammar),
            ("a-_b", Problem::Grammar),
            ("-a", Problem::Grammar),
            ("a_", Problem::Grammar),
        ],
    );
}

#[test]
fn public_repositories_are_shorter_and_have_single_separators() {
    let long = "a".repeat(206);
    hold(
        |name| check_repository_name(name, Registry::Public),
        Field::RepositoryName,
        &["ab", "team/app", "a_b/c-d", &long[..205]],
        &[
            (
                &long,
                Problem::TooLong {
                    has: 206,
                    most: 205,
                },
            ),
            ("a__b", Problem::Grammar),
            ("a--b", Problem::Grammar),
            ("a/", Problem::Grammar),
        ],
    );
}

#[test]
fn tags_are_those_of_the_oci() {
    let long = "a".repeat(129);
    hold(
        check_tag,
        Field::Tag,
        &["latest", "1.27-alpine", "_x", "A", &long[..128]],
        &[
            ("", Problem::TooShort { has: 0, least: 1 }),
            (
                &long,
                Problem::TooLong {
                    has: 129,
                    most: 128,
                },
            ),
            ("git hash", character(' ')),
            ("a:b", character(':')),
            (".a", Problem::Grammar),
            ("-a", Problem::Grammar),
        ],
    );
}

#[test]
fn prefixes_may_end_in_a_slash_or_be_all_repositories() {
    hold(
        check_cache_prefix,
        Field::CachePrefix,
        &["ecr-public", "ecr-public/", "ROOT", "a/b"],
        &[
            ("a", Problem::TooShort { has: 1, least: 2 }),
            (
                "abcdefghijabcdefghijabcdefghij1",
                Problem::TooLong { has: 31, most: 30 },
            ),
            ("ROOTS", character('R')),
            ("a//", Problem::Grammar),
            ("/a", Problem::Grammar),
        ],
    );
    hold(
        check_template_prefix,
        Field::TemplatePrefix,
        &["a", "ROOT", "prod/team/"],
        &[("", Problem::TooShort { has: 0, least: 1 })],
    );
}

/// Checks one filter through the check of the list.
fn alone(check: fn(&[String]) -> Vec<Complaint>) -> impl Fn(&str) -> Vec<Complaint> {
    move |filter| check(&[filter.to_owned()])
}

#[test]
fn each_kind_of_filter_has_its_own_grammar() {
    hold(
        alone(check_exclusion_filters),
        Field::ExclusionFilters,
        &["latest", "dev-*", "*", "V1.*_x"],
        &[
            ("", Problem::TooShort { has: 0, least: 1 }),
            ("a/b", character('/')),
        ],
    );
    hold(
        alone(check_replication_filters),
        Field::ReplicationFilters,
        &["prod", "prod-", "prod/", "prod/team-a", "team./"],
        &[
            ("a", Problem::TooShort { has: 1, least: 2 }),
            ("prod*", character('*')),
            ("/prod", Problem::Grammar),
            ("-prod/x", Problem::Grammar),
        ],
    );
    hold(
        alone(check_scan_filters),
        Field::ScanFilters,
        &["*", "prod*", "prod/*", "*-web"],
        &[
            ("Prod", character('P')),
            ("prod/", Problem::Grammar),
            ("a--b", Problem::Grammar),
        ],
    );
    hold(
        alone(check_signing_filters),
        Field::SigningFilters,
        &["*", "prod/*", "a-b/c*"],
        &[("/a", Problem::Grammar), ("a/", Problem::Grammar)],
    );
}

#[test]
fn lists_of_filters_have_their_number_and_no_entry_twice() {
    let filters =
        |count: usize| -> Vec<String> { (0..count).map(|number| format!("f{number}")).collect() };
    let too_many = |field, has, most| Complaint {
        field,
        entry: None,
        problem: Problem::TooMany { has, most },
    };
    assert_eq!(check_exclusion_filters(&filters(5)), []);
    assert_eq!(
        check_exclusion_filters(&filters(6)),
        [too_many(Field::ExclusionFilters, 6, 5)]
    );
    assert_eq!(check_replication_filters(&[]), []);
    assert_eq!(
        check_scan_filters(&[]),
        [Complaint {
            field: Field::ScanFilters,
            entry: None,
            problem: Problem::NoEntry
        }]
    );
    assert_eq!(
        check_signing_filters(&filters(101)),
        [too_many(Field::SigningFilters, 101, 100)]
    );
    let twice = ["a*".to_owned(), "b*".to_owned(), "a*".to_owned()];
    assert_eq!(
        check_exclusion_filters(&twice),
        [Complaint {
            field: Field::ExclusionFilters,
            entry: Some(2),
            problem: Problem::Duplicate { other: 0 }
        }]
    );
}

#[test]
fn replication_has_25_destinations_however_often_they_are_named() {
    let destinations = |count: usize| -> Vec<Destination> {
        (0..count)
            .map(|number| Destination {
                region: "eu-west-1".to_owned(),
                account: format!("{number:012}").parse().unwrap(),
            })
            .collect()
    };
    let twice: Vec<_> = destinations(25)
        .into_iter()
        .chain(destinations(25))
        .collect();
    assert_eq!(check_replication_destinations(&twice), []);
    assert_eq!(
        check_replication_destinations(&destinations(26))[0].problem,
        Problem::TooMany { has: 26, most: 25 }
    );
}

#[test]
fn aliases_begin_with_a_letter_and_have_single_separators() {
    let long = format!("a{}", "b".repeat(50));
    hold(
        check_alias,
        Field::Alias,
        &["ab", "my-team", "a1.b2_c3-4", &long[..50]],
        &[
            ("a", Problem::TooShort { has: 1, least: 2 }),
            (&long, Problem::TooLong { has: 51, most: 50 }),
            ("My-team", character('M')),
            ("a/b", character('/')),
            ("1a", Problem::Grammar),
            ("a-b", Problem::Grammar),
            ("ab-", Problem::Grammar),
            ("ab--c", Problem::Grammar),
            ("-ab", Problem::Grammar),
        ],
    );
}

#[test]
fn aliases_that_amazon_may_reject_are_doubted_and_not_refused() {
    assert_eq!(doubt_alias("my-team"), []);
    // Letters of a product's name inside a word are nothing.
    assert_eq!(doubt_alias("seeks"), []);
    assert_eq!(doubt_alias("laws"), [AliasDoubt::Amazon { word: "aws" }]);
    assert_eq!(
        doubt_alias("amazon-ecr.test"),
        [
            AliasDoubt::Amazon { word: "amazon" },
            AliasDoubt::Product { word: "ecr" },
            AliasDoubt::Generic { word: "test" },
        ]
    );
    assert_eq!(check_alias("amazon-ecr.test"), []);
}

#[test]
fn resource_tags_have_keys_of_their_own() {
    let tags = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    };
    assert_eq!(
        check_resource_tags(&tags(&[("cost centre", "größe/1+2=3@x"), ("empty", "")])),
        []
    );
    let bad = tags(&[("", "x"), ("AWS:made", "x"), ("team", "a&b"), ("team", "y")]);
    let found: Vec<_> = check_resource_tags(&bad)
        .iter()
        .map(|it| (it.field, it.entry, it.problem))
        .collect();
    assert_eq!(
        found,
        [
            (
                Field::ResourceTagKeys,
                Some(0),
                Problem::TooShort { has: 0, least: 1 }
            ),
            (Field::ResourceTagKeys, Some(1), Problem::Reserved),
            (Field::ResourceTagValues, Some(2), character('&')),
            (
                Field::ResourceTagKeys,
                Some(3),
                Problem::Duplicate { other: 2 }
            ),
        ]
    );
    let many: Vec<_> = (0..51)
        .map(|number| (format!("k{number}"), String::new()))
        .collect();
    assert_eq!(
        check_resource_tags(&many)[0].problem,
        Problem::TooMany { has: 51, most: 50 }
    );
}

/// The beginning of a PNG of this size, and as many bytes more.
fn png(width: u32, height: u32, more: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.resize(bytes.len() + more, 0);
    bytes
}

#[test]
fn a_logo_is_a_png_of_its_size() {
    let problems = |bytes: &[u8]| -> Vec<Problem> {
        let (_, found) = check_logo(bytes);
        assert!(found.iter().all(|it| it.field == Field::Logo));
        found.iter().map(|it| it.problem).collect()
    };
    let (size, found) = check_logo(&png(60, 2_048, 9));
    assert_eq!(
        size,
        Some(LogoSize {
            width: 60,
            height: 2_048
        })
    );
    assert_eq!(found, []);
    assert_eq!(
        problems(&png(59, 60, 9)),
        [Problem::Side {
            width: 59,
            height: 60
        }]
    );
    assert_eq!(problems(b"GIF89a"), [Problem::NotPng]);
    assert_eq!(problems(&png(60, 60, 0)[..20]), [Problem::NotPng]);
    let most = 512_000;
    let has = png(60, 60, most).len();
    assert_eq!(
        problems(&png(60, 60, most)),
        [Problem::TooManyBytes { has, most }]
    );
}

#[test]
fn catalog_texts_have_their_lengths_in_characters_not_bytes() {
    let text = CatalogText {
        description: "é".repeat(1_024),
        about: "é".repeat(25_600),
        usage: "x".repeat(25_601),
        architectures: vec!["ARM 64".to_owned(), String::new()],
        operating_systems: vec!["Linux".to_owned(); 51],
    };
    let found: Vec<_> = check_catalog(&text)
        .iter()
        .map(|it| (it.field, it.entry, it.problem))
        .collect();
    assert_eq!(
        found,
        [
            (
                Field::Usage,
                None,
                Problem::TooLong {
                    has: 25_601,
                    most: 25_600
                }
            ),
            (
                Field::Architectures,
                Some(1),
                Problem::TooShort { has: 0, least: 1 }
            ),
            (
                Field::OperatingSystems,
                None,
                Problem::TooMany { has: 51, most: 50 }
            ),
        ]
    );
    assert_eq!(
        check_display_name(&"x".repeat(101))[0].problem,
        Problem::TooLong {
            has: 101,
            most: 100
        }
    );
    assert!(is_discoverable("ARM 64") && !is_discoverable("riscv64"));
}

#[test]
fn accounts_regions_and_organizations_have_their_forms() {
    hold(
        check_account,
        Field::Account,
        &["000000000000", "123456789012"],
        &[
            ("12345678901", Problem::TooShort { has: 11, least: 12 }),
            ("12345678901x", character('x')),
        ],
    );
    hold(
        check_region,
        Field::Region,
        &["eu-west-1", "us-iso-east-1"],
        &[
            ("e", Problem::TooShort { has: 1, least: 2 }),
            ("EU-west-1", character('E')),
        ],
    );
    assert!("123456789012".parse::<AccountId>().is_ok());
    for (organization, is_one) in [
        ("o-a1b2c3d4e5", true),
        ("o-a1b2c3d4", false),
        ("p-a1b2c3d4e5", false),
        ("o-a1b2c3d4e-", false),
    ] {
        assert_eq!(
            organization.parse::<OrganizationId>().is_ok(),
            is_one,
            "{organization}"
        );
    }
    for (region, partition) in [
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
    ] {
        assert_eq!(Partition::of_region(region).as_str(), partition);
    }
}

#[test]
fn arns_have_the_form_of_what_they_name() {
    const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
    let secret = format!("{SECRET}ecr-pullthroughcache/hub-AbC123");
    hold(
        check_credential_arn,
        Field::CredentialArn,
        &[&secret],
        &[
            (&format!("{SECRET}other/hub-AbC123"), Problem::Grammar),
            ("arn:aws:x", Problem::TooShort { has: 9, least: 50 }),
        ],
    );
    hold(
        check_signing_profile,
        Field::SigningProfile,
        &["arn:aws:signer:eu-west-1:123456789012:/signing-profiles/build_1"],
        &[
            (
                "arn:aws:signer:eu-west-1:123456789012:/signing-profiles/x",
                Problem::Grammar,
            ),
            (
                "arn:aws:signer::123456789012:/signing-profiles/build",
                Problem::Grammar,
            ),
        ],
    );
    hold(
        check_excluded_principal,
        Field::ExcludedPrincipal,
        &[
            "arn:aws:iam::123456789012:role/scanner",
            "arn:aws-us-gov:iam::123456789012:user/team/ada",
        ],
        &[
            ("arn:aws:iam::123456789012:root", Problem::Grammar),
            ("arn:aws:iam::123456789012:role/*", Problem::Grammar),
            ("arn:gcp:iam::123456789012:role/x", Problem::Grammar),
        ],
    );
    hold(
        check_kms_key,
        Field::KmsKey,
        &[
            "1234abcd-12ab-34cd-56ef-1234567890ab",
            "alias/images",
            "arn:aws:kms:eu-west-1:123456789012:key/1234abcd",
        ],
        &[
            ("", Problem::TooShort { has: 0, least: 1 }),
            ("arn:aws:s3:::bucket", Problem::Grammar),
        ],
    );
}
