//! Lists of repositories and images as the program fetches them.

use portolan_distribution::Problem;
use portolan_oci::Digest;
use portolan_registries::{ListedImage, Registry, ScanState, Severity, StorageClass};
use portolan_tests::aws::{FakeAws, Fault, Injection, Picture};
use serde_json::json;

use super::{REGION, at, digest, open, registry, settings, tag};

async fn all_images(registry: &dyn Registry, name: &str) -> (Vec<ListedImage>, usize) {
    let (mut images, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = registry.list_images(&at(name), cursor.as_ref()).await;
        let page = page.unwrap().expect("ECR lists images itself");
        images.extend(page.items);
        pages += 1;
        cursor = page.next;
        if cursor.is_none() {
            return (images, pages);
        }
    }
}

#[tokio::test]
async fn repositories_of_all_regions_are_one_list_and_one_that_is_off_is_said() {
    let fake = FakeAws::start().await;
    fake.region("eu-west-1").repository("app");
    fake.region("us-east-1").repository("app").repository("web");
    fake.switch_off("af-south-1");
    let regions = ["eu-west-1", "us-east-1", "af-south-1"];
    let registry = open(settings(&fake.url(), &regions)).await;
    let page = registry.describe_repositories(None).await.unwrap();
    let mut names: Vec<String> = page
        .items
        .iter()
        .map(|it| it.listed_name.to_string())
        .collect();
    names.sort();
    assert_eq!(names, ["eu-west-1/app", "us-east-1/app", "us-east-1/web"]);
    let [Problem::Missing { place, reason }] = &page.problems[..] else {
        panic!("{:?}", page.problems);
    };
    assert_eq!(place, "af-south-1");
    assert!(reason.contains("switched off"), "{reason}");
    assert_eq!(page.next, None);
}

#[tokio::test]
async fn a_thousand_repositories_and_more_come_page_by_page() {
    let fake = FakeAws::start().await;
    for number in 0..1_005 {
        fake.region(REGION).repository(&format!("app{number}"));
    }
    let registry = registry(&fake.url()).await;
    let (mut names, mut cursor) = (std::collections::BTreeSet::new(), None);
    loop {
        let page = registry.list_repositories(cursor.as_ref()).await.unwrap();
        names.extend(page.items.iter().map(ToString::to_string));
        assert!(page.problems.is_empty(), "{:?}", page.problems);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(names.len(), 1_005);
    assert_eq!(fake.count("DescribeRepositories"), 2);
}

#[tokio::test]
async fn images_come_a_thousand_a_call_with_all_that_ecr_knows() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    for number in 0..1_200 {
        let text = format!("image {number}");
        here.push(
            "app",
            &Picture::of(&text).tag(&format!("v{number}")).size(number),
        );
    }
    let scanned = here.push("app", &Picture::of("scanned").tag("scanned").pulled(3.0));
    let finding = json!({ "severity": "CRITICAL", "title": "CVE-2026-0001", "type": "PACKAGE_VULNERABILITY" });
    here.scan("app", &scanned, Vec::new(), vec![finding]);
    let enhanced = json!({ "scanType": "ENHANCED", "rules": [] });
    here.perform(
        portolan_tests::aws::Api::Ecr,
        "PutRegistryScanningConfiguration",
        enhanced,
    )
    .unwrap();
    let archived = here.push("app", &Picture::of("archived").tag("old").archived());
    let signature = Picture::of("signature").about(&scanned, "application/vnd.example.signature");
    let signature = here.push("app", &signature);
    let registry = registry(&fake.url()).await;
    let (images, pages) = all_images(&registry, "app").await;
    assert_eq!((images.len(), pages), (1_203, 2));
    assert_eq!(fake.count("DescribeImages"), 2);
    let find = |wanted: &str| {
        let wanted: Digest = wanted.parse().unwrap();
        images.iter().find(|it| it.digest == wanted).unwrap()
    };
    let scan = find(&scanned).scan.as_ref().unwrap();
    assert_eq!(scan.state, ScanState::Continuous);
    assert_eq!(scan.counts[&Severity::Critical], 1);
    assert!(find(&scanned).last_pulled_at.unwrap() < find(&scanned).pushed_at.unwrap());
    assert_eq!(find(&archived).storage, Some(StorageClass::Archive));
    assert_eq!(find(&signature).subject.as_ref().unwrap().as_str(), scanned);
    assert_eq!(
        find(&signature).artifact_type.as_deref(),
        Some("application/vnd.example.signature")
    );
}

#[tokio::test]
async fn a_token_that_leads_in_a_circle_comes_to_an_end() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    for number in 0..1_500 {
        here.push("app", &Picture::of(&format!("image {number}")));
        if number % 10 == 0 {
            here.repository(&format!("app{number}"));
        }
    }
    fake.inject(Injection::at("*", Fault::RepeatedToken));
    let registry = registry(&fake.url()).await;
    let untagged = registry.list_untagged(&at("app")).await.unwrap().unwrap();
    assert!(untagged.len() >= 1_000);
    assert!(fake.count("DescribeImages") < 10);
    let page = registry.describe_repositories(None).await.unwrap();
    assert_eq!(page.items.len(), 151);
}

#[tokio::test]
async fn a_manifest_an_index_and_what_refers_to_them_are_found() {
    let fake = FakeAws::start().await;
    let here = fake.region(REGION);
    here.repository("app");
    let child = here.push("app", &Picture::of("child"));
    let index = here.push(
        "app",
        &Picture::index(std::slice::from_ref(&child)).tag("v1"),
    );
    for number in 0..70 {
        let text = format!("signature {number}");
        here.push("app", &Picture::of(&text).about(&child, "a/b"));
    }
    let registry = registry(&fake.url()).await;
    let resolved = registry.resolve(&at("app"), &tag("v1")).await.unwrap();
    assert_eq!(resolved.digest.as_str(), index);
    let raw = registry.manifest(&at("app"), &tag("v1")).await.unwrap();
    assert_eq!(
        raw.digest.as_str(),
        index,
        "an index is not turned into an image"
    );
    let raw = registry
        .manifest(&at("app"), &digest(&child))
        .await
        .unwrap();
    assert_eq!(Digest::of(&raw.bytes).as_str(), child);
    let subject = child.parse().unwrap();
    let found = registry.referrers(&at("app"), &subject, Some(&[])).await;
    assert_eq!(found.unwrap().items.len(), 70);
    assert_eq!(fake.count("ListImageReferrers"), 2, "fifty a page, by hand");
}

#[tokio::test]
async fn references_name_the_host_of_the_region_and_no_region_in_the_path() {
    let fake = FakeAws::start_with_real_hosts().await;
    let mut settings = settings(&fake.url(), &["eu-west-1", "us-east-1"]);
    settings
        .endpoints
        .custom
        .remove(&portolan_ecr::Api::Registry);
    let registry = open(settings).await;
    let name = "us-east-1/team/app".parse().unwrap();
    let (host, name) = registry.reference(&name);
    assert_eq!(host, "123456789012.dkr.ecr.us-east-1.amazonaws.com");
    assert_eq!(name.as_str(), "team/app");
}
