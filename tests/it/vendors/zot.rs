//! zot's adapter against pretended zots of several ages.

use std::sync::Arc;

use http::Method;
use portolan_distribution::Credential;
use portolan_oci::MediaType;
use portolan_registries::{Kind, Mark, Registry, Severity};
use portolan_tests::{
    Answer,
    vendors::{PretendedVendor, Shelf, ZotAge, ZotApi, connect},
};

use super::{list, name, tag};

async fn start(age: ZotAge) -> PretendedVendor<ZotApi> {
    PretendedVendor::start(ZotApi::of(age), Shelf::default()).await
}

fn as_nobody(zot: &PretendedVendor<ZotApi>) -> Arc<dyn Registry> {
    connect(Kind::Zot, &zot.host(), &zot.host(), Credential::Anonymous)
}

#[tokio::test]
async fn a_thousand_tags_with_every_column_are_few_requests_and_no_manifest() {
    let zot = start(ZotAge::Current).await;
    zot.shelf().fill("team/app", 1_000);
    let images = list(as_nobody(&zot).as_ref(), &name("team/app")).await;
    assert_eq!(images.len(), 1_000);
    assert!(
        images
            .iter()
            .all(|image| image.pushed_at.is_some() && image.size.is_some())
    );
    assert_eq!(images[0].scan.as_ref().unwrap().counts[&Severity::High], 1);
    let seen = zot.seen();
    assert!(seen.len() <= 11, "{} requests", seen.len());
    assert!(seen.iter().all(|asked| !asked.path.contains("/manifests/")));
}

#[tokio::test]
async fn an_older_server_is_asked_for_less_once_and_remembered() {
    let zot = start(ZotAge::Older).await;
    zot.shelf().fill("team/app", 2);
    let registry = as_nobody(&zot);
    let images = list(registry.as_ref(), &name("team/app")).await;
    assert_eq!(images.len(), 2);
    assert_eq!(images[0].pushed_at, None);
    assert!(images[0].size.is_some());
    zot.forget();
    list(registry.as_ref(), &name("team/app")).await;
    let searches = zot
        .seen()
        .into_iter()
        .filter(|it| it.path.contains("search"));
    assert_eq!(searches.count(), 1, "what it lacks is known by now");
}

#[tokio::test]
async fn a_server_without_the_extension_is_spoken_to_by_the_protocol() {
    let zot = start(ZotAge::WithoutSearch).await;
    zot.shelf().fill("team/app", 2);
    let registry = as_nobody(&zot);
    assert_eq!(
        registry.list_images(&name("team/app"), None).await.unwrap(),
        None
    );
    assert_eq!(
        registry
            .describe_repository(&name("team/app"))
            .await
            .unwrap(),
        None
    );
    let tags = registry.list_tags(&name("team/app"), None).await.unwrap();
    assert_eq!(tags.items.len(), 2);
}

#[tokio::test]
async fn an_extension_that_fails_or_hides_the_repository_leaves_the_protocol() {
    let zot = start(ZotAge::Current).await;
    zot.shelf().fill("team/app", 1);
    let registry = as_nobody(&zot);
    assert_eq!(
        registry
            .list_images(&name("team/other"), None)
            .await
            .unwrap(),
        None
    );
    let gone = Answer::error(404, "NOT_FOUND", "page not found");
    zot.fail(Method::GET, "/v2/_zot/ext/search", gone);
    assert_eq!(
        registry.list_images(&name("team/app"), None).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn what_describes_an_image_is_listed_with_it_signatures_of_cosign_too() {
    let zot = start(ZotAge::Current).await;
    let pusher = zot.pusher();
    let image = pusher.image("team/app", "v1", "hello").await;
    let sbom = pusher
        .referrer("team/app", &image, "application/spdx+json")
        .await;
    let signature = format!("sha256-{}.sig", image.digest.hex());
    let signed = pusher.image("team/app", &signature, "signature").await;
    let images = list(as_nobody(&zot).as_ref(), &name("team/app")).await;
    let find = |digest| images.iter().find(|image| image.digest == digest).unwrap();
    assert_eq!(find(sbom.digest).subject.as_ref(), Some(&image.digest));
    assert_eq!(find(signed.digest).tags, [tag(&signature)]);
    assert_eq!(find(image.digest).media_type, Some(MediaType::OCI_MANIFEST));
}

#[tokio::test]
async fn a_tag_goes_alone_and_facts_and_findings_are_told() {
    let zot = start(ZotAge::Current).await;
    let pusher = zot.pusher();
    let image = pusher.image("team/app", "v1", "hello").await;
    pusher.image("team/app", "latest", "hello").await;
    let registry = as_nobody(&zot);
    let repository = name("team/app");
    registry.delete_tag(&repository, &tag("v1")).await.unwrap();
    assert_eq!(pusher.tags("team/app").await, ["latest"]);
    let facts = registry
        .describe_repository(&repository)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((facts.stars, facts.pulls), (Some(2), Some(77)));
    let report = registry
        .scan_report(&repository, &image.digest)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(report.findings[0].name, "CVE-2026-0001");
    assert!(!report.is_cut);
}

#[tokio::test]
async fn stars_and_bookmarks_are_set_listed_and_taken_off_and_done_twice_they_stay() {
    let zot = start(ZotAge::Current).await;
    zot.want("me", "secret");
    zot.shelf().fill("team/app", 1);
    let credential = Credential::Basic {
        user: "me".to_owned(),
        password: "secret".to_owned().into(),
    };
    let registry = connect(Kind::Zot, &zot.host(), &zot.host(), credential);
    let app = name("team/app");
    assert_eq!(
        registry.list_marked(Mark::Star).await.unwrap(),
        Some(vec![])
    );
    for _ in 0..2 {
        // zot itself would turn it over.
        registry.set_mark(&app, Mark::Star, true).await.unwrap();
        assert_eq!(zot.rules().starred(), ["team/app"]);
    }
    registry.set_mark(&app, Mark::Bookmark, true).await.unwrap();
    for mark in [Mark::Star, Mark::Bookmark] {
        let marked = registry.list_marked(mark).await.unwrap();
        assert_eq!(marked, Some(vec![app.clone()]));
    }
    let facts = registry.describe_repository(&app).await.unwrap().unwrap();
    assert_eq!(
        (facts.is_starred, facts.is_bookmarked),
        (Some(true), Some(true))
    );
    registry.set_mark(&app, Mark::Star, false).await.unwrap();
    assert!(zot.rules().starred().is_empty());
}

#[tokio::test]
async fn nobody_in_particular_and_an_older_server_keep_no_marks() {
    let zot = start(ZotAge::Current).await;
    zot.shelf().fill("team/app", 1);
    let registry = as_nobody(&zot);
    assert_eq!(registry.list_marked(Mark::Star).await.unwrap(), None);
    let facts = registry.describe_repository(&name("team/app")).await;
    assert_eq!(facts.unwrap().unwrap().is_starred, None);

    let older = start(ZotAge::Older).await;
    older.want("me", "secret");
    older.shelf().fill("team/app", 1);
    let credential = Credential::Basic {
        user: "me".to_owned(),
        password: "secret".to_owned().into(),
    };
    let registry = connect(Kind::Zot, &older.host(), &older.host(), credential);
    assert_eq!(registry.list_marked(Mark::Bookmark).await.unwrap(), None);
    let refused = registry.set_mark(&name("team/app"), Mark::Star, true).await;
    assert!(refused.is_err());
    // What it does know is still told.
    let facts = registry.describe_repository(&name("team/app")).await;
    assert!(facts.unwrap().unwrap().size.is_some());
}

#[tokio::test]
async fn what_all_repositories_take_up_is_few_requests_however_many_there_are() {
    let zot = start(ZotAge::Current).await;
    for number in 0..700 {
        zot.shelf().fill(&format!("team/app{number}"), 1);
    }
    let counts = as_nobody(&zot).count_repositories().await.unwrap().unwrap();
    assert_eq!(counts.len(), 700);
    assert!(
        counts
            .iter()
            .all(|count| count.bytes > Some(0) && count.tags.is_none())
    );
    assert_eq!(zot.seen().len(), 2);
    let without = start(ZotAge::WithoutSearch).await;
    assert_eq!(
        as_nobody(&without).count_repositories().await.unwrap(),
        None
    );
}
