//! Repositories of several regions as one list.

use std::sync::Arc;

use portolan_distribution::{Pages, Problem};
use portolan_ecr::{Error, PrivateRegistry};
use portolan_oci::RepositoryName;
use portolan_registries::{Kind, Registry as _};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::fake::{ACCOUNT, Fake, access_key, account, fail, named, ok};

fn repository(region: &str, name: &str) -> Value {
    json!({
        "repositoryArn": format!("arn:aws:ecr:{region}:{ACCOUNT}:repository/{name}"),
        "registryId": ACCOUNT,
        "repositoryName": name,
        "repositoryUri": format!("{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/{name}"),
        "createdAt": 1_763_000_000.5,
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{ "filterType": "WILDCARD", "filter": "dev-*" }],
        "imageScanningConfiguration": { "scanOnPush": true },
        "encryptionConfiguration": { "encryptionType": "KMS_DSSE", "kmsKey": "key" },
    })
}

/// The whole list, and its problems.
async fn all(registry: &PrivateRegistry) -> (Vec<String>, Vec<Problem>) {
    let mut pages = Pages::default();
    let (mut names, mut problems) = (Vec::new(), Vec::new());
    while let Some(page) = registry.next_repositories(&mut pages).await.unwrap() {
        names.extend(page.items.iter().map(RepositoryName::to_string));
        problems.extend(page.problems);
    }
    names.sort();
    (names, problems)
}

#[tokio::test]
async fn the_same_name_in_two_regions_is_two_repositories_with_references_of_their_own() {
    let fake = Fake::start(|seen| {
        assert_eq!(seen.operation(), "DescribeRepositories");
        assert_eq!(seen.api(), "ecr");
        assert_eq!(seen.json()["maxResults"], 1000);
        let name = match seen.json()["nextToken"].as_str() {
            None if seen.region() == "eu-west-1" => {
                let first = repository("eu-west-1", "app");
                return ok(json!({ "repositories": [first], "nextToken": "more" }));
            }
            None => "app",
            Some("more") => "tool",
            Some(other) => panic!("{other}"),
        };
        ok(json!({ "repositories": [repository(seen.region(), name)] }))
    })
    .await;
    let registry = fake.registry(&["eu-west-1", "us-east-1"]);
    let (names, problems) = all(&registry).await;
    assert_eq!(names, ["eu-west-1/app", "eu-west-1/tool", "us-east-1/app"]);
    assert!(problems.is_empty());
    assert_eq!(fake.seen().len(), 3);
    assert_eq!(registry.kind(), Kind::Ecr);

    let mut settings = fake.settings(access_key(), &["eu-west-1", "us-east-1"]);
    settings.known_account = Some(ACCOUNT.to_owned());
    settings.endpoints.custom.clear();
    let registry = PrivateRegistry::new(account(settings)).unwrap();
    let (host, name) = registry.reference(&named("us-east-1/team/app"));
    assert_eq!(host, "123456789012.dkr.ecr.us-east-1.amazonaws.com");
    assert_eq!(name, named("team/app"));
}

#[tokio::test]
async fn a_region_that_fails_does_not_hide_the_others() {
    let fake = Fake::start(|seen| match seen.region() {
        "eu-west-1" => ok(json!({ "repositories": [repository("eu-west-1", "app")] })),
        _ => fail(400, "AccessDeniedException", "no"),
    })
    .await;
    let (names, problems) = all(&fake.registry(&["eu-west-1", "us-east-1"])).await;
    assert_eq!(names, ["eu-west-1/app"]);
    assert!(
        matches!(&problems[..], [Problem::Missing { place, .. }] if place == "us-east-1"),
        "{problems:?}"
    );
}

#[tokio::test]
async fn where_every_region_fails_the_error_is_told() {
    let fake = Fake::start(|_| fail(400, "ExpiredTokenException", "expired")).await;
    let registry = fake.registry(&["eu-west-1", "us-east-1"]);
    let error = registry.list_repositories(None).await.unwrap_err();
    let error = Error::of(&error).unwrap();
    assert!(matches!(error, Error::Expired { .. }), "{error:?}");
}

#[tokio::test]
async fn a_slow_region_is_on_a_later_page() {
    let gate = Arc::new(Semaphore::new(0));
    let fake = Fake::start_slow({
        let gate = Arc::clone(&gate);
        move |seen| {
            let gate = Arc::clone(&gate);
            async move {
                if seen.region() == "us-east-1" {
                    let _open = gate.acquire().await.unwrap();
                }
                ok(json!({ "repositories": [repository(seen.region(), "app")] }))
            }
        }
    })
    .await;
    let registry = fake.registry(&["eu-west-1", "us-east-1"]);
    let first = registry.list_repositories(None).await.unwrap();
    assert_eq!(first.items, [named("eu-west-1/app")]);
    assert!(first.problems.is_empty());
    gate.add_permits(2);
    let second = registry.list_repositories(first.next.as_ref()).await;
    let second = second.unwrap();
    assert_eq!(second.items, [named("us-east-1/app")]);
    assert_eq!(second.next, None);
}

#[tokio::test]
async fn a_list_that_never_ends_is_cut() {
    let fake = Fake::start(|_| ok(json!({ "repositories": [], "nextToken": "again" }))).await;
    let (names, problems) = all(&fake.registry(&["eu-west-1"])).await;
    assert!(names.is_empty());
    assert_eq!(problems, [Problem::Repeated]);
}

#[tokio::test]
async fn a_repositorys_settings_are_read() {
    let fake = Fake::start(|seen| {
        assert_eq!(seen.json()["repositoryNames"], json!(["team/app"]));
        ok(json!({ "repositories": [repository("eu-west-1", "team/app")] }))
    })
    .await;
    let registry = fake.registry(&["eu-west-1"]);
    let name = named("eu-west-1/team/app");
    let found = registry.describe_repository(&name).await.unwrap();
    assert!(found.scan_on_push && found.mutability.is_frozen("1.0"));
    assert!(!found.mutability.is_frozen("dev-1"));
    assert_eq!(found.listed_name, named("eu-west-1/team/app"));
    assert_eq!(
        found.encryption,
        portolan_ecr::Encryption::KmsTwice(Some("key".to_owned()))
    );
    assert_eq!(
        found.created_at.unwrap().as_millisecond(),
        1_763_000_000_500
    );
}

#[tokio::test]
async fn settings_that_can_t_be_are_refused_before_anything_is_asked() {
    let fake = Fake::start(|_| ok(json!({}))).await;
    for (regions, registry_id) in [
        (&[][..], None),
        (&["eu west"][..], None),
        (&["eu-west-1", "cn-north-1"][..], None),
        (&["eu-west-1"][..], Some("12345")),
    ] {
        let mut settings = fake.settings(access_key(), regions);
        settings.registry_id = registry_id.map(str::to_owned);
        let connector = portolan_distribution::Connector::new("portolan/test");
        let refused = portolan_ecr::Account::new(&connector, settings);
        assert!(matches!(refused, Err(Error::Setting { .. })), "{regions:?}");
    }
    assert!(fake.seen().is_empty());
}

#[tokio::test]
async fn the_regions_in_use_are_found_and_those_that_are_off_are_said() {
    let fake = Fake::start(|seen| match seen.region() {
        "eu-west-1" => ok(json!({ "repositories": [repository("eu-west-1", "app")] })),
        "af-south-1" => fail(400, "UnrecognizedClientException", "invalid token"),
        _ => ok(json!({ "repositories": [] })),
    })
    .await;
    let account = account(fake.settings(access_key(), &["eu-west-1"]));
    let found = account.find_regions().await;
    let in_use: Vec<&str> = found
        .iter()
        .filter(|it| matches!(it.has_repositories, Ok(true)))
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(in_use, ["eu-west-1"]);
    let off: Vec<&str> = found
        .iter()
        .filter(|it| matches!(it.has_repositories, Err(Error::RegionOff { .. })))
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(off, ["af-south-1"]);
    assert!(found.iter().any(|it| it.name == "us-east-1"));
    assert!(found.iter().all(|it| !it.name.starts_with("cn-")));
}
