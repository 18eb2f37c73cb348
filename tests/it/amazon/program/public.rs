//! The public registry as the program's room for Amazon reads and changes it.

use portolan_ecr::{
    Account, AliasStatus, CatalogDraft, Conflict, Error, NewPublicRepository, PublicRegistry,
};
use portolan_oci::{RepositoryName, Selector};
use portolan_registries::Registry;
use portolan_tests::aws::{FakeAws, Fault, Injection, Picture};

use super::{connector, digest, settings, tag};

const SEAT: &str = "us-east-1";

async fn open(fake: &FakeAws) -> Result<PublicRegistry, Error> {
    // It is asked in its own region, whichever the connection names.
    let settings = settings(&fake.url(), &["eu-west-1"]);
    let account = Account::new(&connector(), settings).unwrap();
    PublicRegistry::open(account).await
}

fn app() -> RepositoryName {
    "team/app".parse().unwrap()
}

#[tokio::test]
async fn it_is_asked_in_its_own_region_and_pulled_from_under_an_alias() {
    let fake = FakeAws::start().await;
    let here = fake.region(SEAT);
    here.public_repository("team/app");
    let one = here.push_public("team/app", &Picture::of("one").tag("1.0").tag("latest"));
    let registry = open(&fake).await.unwrap();
    let regions = fake.requests().into_iter();
    let mut regions = regions.filter(|it| it.operation == "DescribeRegistries");
    assert!(regions.all(|it| it.region == SEAT));
    let page = registry.list_tags(&app(), None).await.unwrap();
    let tags: Vec<&str> = page.items.iter().map(|it| it.tag.as_str()).collect();
    assert_eq!(tags, ["1.0", "latest"]);
    // The API gives no manifests: the distribution protocol does, with a token of its own.
    let manifest = registry.manifest(&app(), &tag("1.0")).await.unwrap();
    assert_eq!(manifest.digest.as_str(), one);
    let resolved = registry.resolve(&app(), &digest(&one)).await.unwrap();
    assert_eq!(resolved.digest.as_str(), one);
    let (_, name) = registry.reference(&app());
    assert_eq!(
        Some(name.as_str()),
        registry
            .alias()
            .map(|it| format!("{it}/team/app"))
            .as_deref()
    );
}

#[tokio::test]
async fn the_first_repository_brings_the_alias_that_pulls_go_by() {
    let fake = FakeAws::start().await;
    let registry = open(&fake).await.unwrap();
    assert_eq!(registry.alias(), None);
    let new = NewPublicRepository {
        name: app(),
        catalog: CatalogDraft::default(),
        tags: [("team".to_owned(), "harbour".to_owned())].into(),
    };
    let made = registry.create_repository(&new).await.unwrap();
    let alias = registry.alias().unwrap();
    assert_eq!(made.uri, format!("public.ecr.aws/{alias}/team/app"));
    assert_eq!(registry.resource_tags(&app()).await.unwrap(), new.tags);
    let again = registry.create_repository(&new).await.unwrap_err();
    assert!(
        matches!(
            again,
            Error::Conflict {
                what: Conflict::RepositoryExists,
                ..
            }
        ),
        "{again:?}"
    );
}

#[tokio::test]
async fn the_primary_alias_comes_first_and_each_tells_its_state() {
    let fake = FakeAws::start().await;
    let here = fake.region(SEAT);
    here.public_repository("team/app");
    here.alias("wished", "PENDING", false);
    here.alias("refused", "REJECTED", false);
    here.alias("harbour", "ACTIVE", true);
    let registry = open(&fake).await.unwrap();
    let profile = registry.profile().await.unwrap();
    let told: Vec<(&str, AliasStatus)> = profile
        .aliases
        .iter()
        .map(|alias| (alias.name.as_str(), alias.status))
        .collect();
    assert_eq!(told[0], ("harbour", AliasStatus::Active));
    assert_eq!(
        told[2..],
        [
            ("refused", AliasStatus::Rejected),
            ("wished", AliasStatus::Pending)
        ]
    );
    assert!(profile.aliases[1].is_default);
    assert_eq!(registry.alias().as_deref(), Some("harbour"));
}

#[tokio::test]
async fn who_may_not_ask_for_aliases_learns_one_from_a_repository() {
    let fake = FakeAws::start().await;
    let here = fake.region(SEAT);
    here.public_repository("team/app");
    here.push_public("team/app", &Picture::of("one").tag("1.0"));
    fake.inject(Injection::at("DescribeRegistries", Fault::Denied));
    let registry = open(&fake).await.unwrap();
    assert_eq!(registry.alias(), None);
    registry.manifest(&app(), &tag("1.0")).await.unwrap();
    let denied = registry.profile().await.unwrap_err();
    let Error::Denied(denial) = denied else {
        panic!("{denied:?}");
    };
    assert_eq!(denial.action, "ecr-public:DescribeRegistries");
}

#[tokio::test]
async fn a_batch_that_works_in_part_says_what_did_not() {
    let fake = FakeAws::start().await;
    let here = fake.region(SEAT);
    here.public_repository("team/app");
    let child = here.push_public("team/app", &Picture::of("child"));
    let index = Picture::index(std::slice::from_ref(&child)).tag("1.0");
    here.push_public("team/app", &index);
    let loose = here.push_public("team/app", &Picture::of("loose"));
    let registry = open(&fake).await.unwrap();
    let selectors: [Selector; 2] = [digest(&child), digest(&loose)];
    let failures = registry.delete_images(&app(), &selectors).await.unwrap();
    assert_eq!(failures.len(), 1);
    assert_eq!(
        (failures[0].item.as_str(), failures[0].code.as_str()),
        (child.as_str(), "ImageReferencedByManifestList")
    );
    let only = registry.delete_tag(&app(), &"1.0".parse().unwrap()).await;
    assert!(only.is_err(), "its image would have gone with it");
}

#[tokio::test]
async fn a_token_that_has_ended_when_it_comes_is_not_asked_for_in_circles() {
    let fake = FakeAws::start().await;
    let here = fake.region(SEAT);
    here.public_repository("team/app");
    here.push_public("team/app", &Picture::of("one").tag("1.0"));
    let registry = open(&fake).await.unwrap();
    fake.set_token_life(-1.0);
    assert!(registry.manifest(&app(), &tag("1.0")).await.is_err());
    // Nobody asks in circles.
    assert!(fake.count("GetAuthorizationToken") <= 4);
    fake.set_token_life(3600.0);
    registry.manifest(&app(), &tag("1.0")).await.unwrap();
}
