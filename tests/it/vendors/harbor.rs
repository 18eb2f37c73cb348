//! Harbor's adapter against a pretended Harbor.

use std::{collections::HashSet, sync::Arc, sync::atomic::Ordering};

use http::Method;
use portolan_distribution::{Credential, Error as WireError, Pages};
use portolan_oci::{Digest, MediaType, Selector, Tag};
use portolan_registries::{
    Description, Error, Kind, Nature, Registry, ScanState, Severity, Visibility,
};
use portolan_tests::{
    Answer,
    vendors::{HarborApi, PretendedVendor, connect},
};

use super::{list, name, tag};

const ROBOT: &str = "robot$ci";
const SECRET: &str = "robot-secret";

async fn start() -> PretendedVendor<HarborApi> {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    harbor.want(ROBOT, SECRET);
    harbor
}

fn sign_in(harbor: &PretendedVendor<HarborApi>) -> Arc<dyn Registry> {
    let credential = Credential::Basic {
        user: ROBOT.to_owned(),
        password: SECRET.to_owned().into(),
    };
    connect(Kind::Harbor, &harbor.host(), &harbor.host(), credential)
}

async fn list_names(registry: &dyn Registry) -> Vec<String> {
    let mut all = Vec::new();
    let mut pages = Pages::default();
    while let Some(page) = registry.next_repositories(&mut pages).await.unwrap() {
        all.extend(page.items.into_iter().map(|name| name.to_string()));
    }
    all
}

#[tokio::test]
async fn repositories_of_all_projects_are_listed_and_by_project_where_the_server_is_older() {
    let harbor = start().await;
    for repository in ["library/app", "library/team/web", "other/app"] {
        harbor.shelf().fill(repository, 1);
    }
    let all = ["library/app", "library/team/web", "other/app"];
    assert_eq!(list_names(sign_in(&harbor).as_ref()).await, all);
    harbor.rules().is_old.store(true, Ordering::Relaxed);
    assert_eq!(list_names(sign_in(&harbor).as_ref()).await, all);
}

#[tokio::test]
async fn a_thousand_tags_with_every_column_are_ten_requests_and_no_manifest() {
    let harbor = start().await;
    harbor.shelf().fill("library/team/app", 1_000);
    let images = list(sign_in(&harbor).as_ref(), &name("library/team/app")).await;
    let seen = harbor.seen();
    assert_eq!(images.len(), 1_000);
    assert!(
        images
            .iter()
            .all(|image| image.pushed_at.is_some() && image.size.is_some())
    );
    assert_eq!(seen.len(), 10, "one for each hundred");
    assert!(seen.iter().all(|asked| !asked.path.contains("/manifests/")));
    // What is inside a project is escaped twice.
    assert!(
        seen[0].path.contains("/library/repositories/team%252Fapp/"),
        "{}",
        seen[0].path
    );
}

#[tokio::test]
async fn an_image_is_listed_with_its_pull_its_scan_and_what_describes_it() {
    let harbor = start().await;
    let pusher = harbor.pusher();
    let image = pusher.image("library/app", "v1", "hello").await;
    let signature = pusher
        .referrer(
            "library/app",
            &image,
            "application/vnd.dev.cosign.artifact.sig.v1+json",
        )
        .await;
    let registry = sign_in(&harbor);
    let repository = name("library/app");
    registry
        .start_scan(&repository, &image.digest)
        .await
        .unwrap();
    let running = registry
        .scan_report(&repository, &image.digest)
        .await
        .unwrap();
    assert_eq!(running.unwrap().summary.state, ScanState::Running);
    let selector = Selector::Tag(tag("v1"));
    registry.manifest(&repository, &selector).await.unwrap();
    let images = list(registry.as_ref(), &repository).await;
    assert_eq!(images.len(), 2);
    assert_eq!(images[0].digest, image.digest);
    assert_eq!(images[0].tags, [tag("v1")]);
    assert!(images[0].last_pulled_at.is_some());
    let scan = images[0].scan.as_ref().unwrap();
    assert_eq!(
        (scan.state, scan.counts[&Severity::High]),
        (ScanState::Complete, 1)
    );
    assert_eq!(images[1].digest, signature.digest);
    assert_eq!(images[1].subject.as_ref(), Some(&image.digest));
}

#[tokio::test]
async fn a_scan_is_begun_here_and_its_findings_are_read() {
    let harbor = start().await;
    let image = harbor.pusher().image("library/app", "v1", "hello").await;
    let registry = sign_in(&harbor);
    let repository = name("library/app");
    let never = registry
        .scan_report(&repository, &image.digest)
        .await
        .unwrap();
    assert_eq!(never, None);
    registry
        .start_scan(&repository, &image.digest)
        .await
        .unwrap();
    registry
        .scan_report(&repository, &image.digest)
        .await
        .unwrap();
    let report = registry
        .scan_report(&repository, &image.digest)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(report.summary.state, ScanState::Complete);
    assert_eq!(report.findings[0].name, "CVE-2026-0001");
    assert_eq!(
        report.findings[0].packages[0].fixed_in.as_deref(),
        Some("3.0.2")
    );
}

#[tokio::test]
async fn a_tag_goes_alone_and_its_image_stays_with_its_other_tags() {
    let harbor = start().await;
    let pusher = harbor.pusher();
    let image = pusher.image("library/team/app", "v1", "hello").await;
    pusher.image("library/team/app", "latest", "hello").await;
    let registry = sign_in(&harbor);
    let repository = name("library/team/app");
    registry.delete_tag(&repository, &tag("v1")).await.unwrap();
    assert!(registry.observed().delete_tag.is_proven());
    assert_eq!(pusher.tags("library/team/app").await, ["latest"]);
    let selector = Selector::Digest(image.digest.clone());
    assert!(registry.resolve(&repository, &selector).await.is_ok());
    let again = registry.delete_tag(&repository, &tag("v1")).await;
    assert!(again.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_image_goes_with_its_tags_and_comes_back_with_the_same_digest() {
    let harbor = start().await;
    let pusher = harbor.pusher();
    let image = pusher.image("library/app", "v1", "hello").await;
    let registry = sign_in(&harbor);
    let repository = name("library/app");
    registry
        .delete_manifest(&repository, &image.digest)
        .await
        .unwrap();
    assert!(pusher.tags("library/app").await.is_empty());
    let put = async |reference: &str| {
        let selector = Selector::Tag(tag(reference));
        let media_type = MediaType::parse(&image.media_type);
        let bytes = image.bytes.clone().into();
        registry
            .put_manifest(&repository, &selector, &media_type, bytes)
            .await
            .unwrap()
    };
    assert_eq!(put("v1").await.digest, image.digest);
    // Once it is there, another tag is made without a push.
    harbor.forget();
    assert_eq!(put("stable").await.digest, image.digest);
    let methods: Vec<_> = harbor
        .seen()
        .into_iter()
        .map(|asked| asked.method)
        .collect();
    assert_eq!(methods, [Method::POST]);
    assert_eq!(pusher.tags("library/app").await, ["stable", "v1"]);
}

#[tokio::test]
async fn a_tag_that_is_elsewhere_is_moved_by_a_push() {
    let harbor = start().await;
    let pusher = harbor.pusher();
    pusher.image("library/app", "v1", "one").await;
    let other = pusher.image("library/app", "v2", "two").await;
    let registry = sign_in(&harbor);
    let selector = Selector::Tag(tag("v1"));
    let media_type = MediaType::parse(&other.media_type);
    let repository = name("library/app");
    let bytes = other.bytes.clone().into();
    registry
        .put_manifest(&repository, &selector, &media_type, bytes)
        .await
        .unwrap();
    let found = registry.resolve(&repository, &selector).await.unwrap();
    assert_eq!(found.digest, other.digest);
}

#[tokio::test]
async fn tags_that_a_rule_holds_are_told_before_a_change_and_refused_as_a_conflict() {
    let harbor = start().await;
    harbor.shelf().fill("library/app", 12);
    let hold = |tag: &str| {
        let mut shelf = harbor.shelf();
        shelf
            .repositories
            .get_mut("library/app")
            .unwrap()
            .held
            .insert(tag.to_owned());
    };
    hold("v3");
    let registry = sign_in(&harbor);
    let repository = name("library/app");
    let few = [tag("v3"), tag("v4"), tag("gone")];
    assert_eq!(
        registry.frozen_tags(&repository, &few).await.unwrap(),
        [tag("v3")]
    );
    let many: Vec<Tag> = (0..12).map(|number| tag(&format!("v{number}"))).collect();
    harbor.forget();
    assert_eq!(
        registry.frozen_tags(&repository, &many).await.unwrap(),
        [tag("v3")]
    );
    assert_eq!(harbor.seen().len(), 1, "many are looked up in the list");
    let refused = registry
        .delete_tag(&repository, &tag("v3"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            refused,
            Error::Native {
                nature: Nature::Conflict,
                ..
            }
        ),
        "{refused:?}"
    );
    assert!(refused.to_string().contains("immutable"), "{refused}");
}

#[tokio::test]
async fn a_repository_is_described_with_its_project_and_its_space() {
    let harbor = start().await;
    harbor.shelf().fill("library/app", 1);
    let registry = sign_in(&harbor);
    let repository = name("library/app");
    let words = Description {
        short: None,
        long: Some("# App".to_owned()),
    };
    registry.set_description(&repository, &words).await.unwrap();
    let facts = registry
        .describe_repository(&repository)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(facts.long_description.as_deref(), Some("# App"));
    assert_eq!(facts.visibility, Some(Visibility::Private));
    assert_eq!(
        (facts.pulls, facts.project.as_deref()),
        (Some(77), Some("library"))
    );
    assert_eq!(facts.quota.unwrap().limit, Some(10_737_418_240));
}

#[tokio::test]
async fn a_robot_that_may_not_list_artifacts_reads_tags_by_the_protocol() {
    let harbor = start().await;
    harbor.shelf().fill("library/app", 2);
    let denied = Answer::error(403, "FORBIDDEN", "forbidden");
    harbor.fail(
        Method::GET,
        "/api/v2.0/projects/library/repositories/app/artifacts",
        denied,
    );
    let registry = sign_in(&harbor);
    let repository = name("library/app");
    assert_eq!(registry.list_images(&repository, None).await.unwrap(), None);
    let tags = registry.list_tags(&repository, None).await.unwrap();
    assert_eq!(tags.items.len(), 2);
}

#[tokio::test]
async fn a_robot_that_may_not_list_repositories_goes_on_with_the_list_that_it_began() {
    let harbor = start().await;
    let denied = Answer::error(403, "FORBIDDEN", "forbidden");
    harbor.fail(Method::GET, "/api/v2.0/repositories", denied);
    let first = Answer::json(200, &serde_json::json!({ "repositories": ["library/a"] }))
        .header("link", "</v2/_catalog?n=1&last=library/a>; rel=\"next\"");
    harbor.fail(Method::GET, "/v2/_catalog", first);
    let registry = sign_in(&harbor);
    let page = registry.list_repositories(None).await.unwrap();
    harbor.forget();
    let more = registry.list_repositories(page.next.as_ref()).await;
    assert!(more.is_ok(), "{more:?}");
    assert!(
        harbor
            .seen()
            .iter()
            .all(|asked| asked.path == "/v2/_catalog")
    );
}

#[tokio::test]
async fn a_block_page_is_not_taken_for_an_empty_or_missing_repository() {
    let harbor = start().await;
    harbor.shelf().fill("library/app", 2);
    let page = Answer::status(404)
        .header("content-type", "text/html")
        .body("<html><body>Not Found</body></html>");
    harbor.fail(Method::GET, "/api/v2.0/projects/", page.clone());
    harbor.fail(Method::DELETE, "/api/v2.0/projects/", page);
    let registry = sign_in(&harbor);
    let repository = name("library/app");
    let listed = registry.list_images(&repository, None).await.unwrap_err();
    assert!(!listed.is_not_found(), "{listed:?}");
    let deleted = registry
        .delete_tag(&repository, &tag("v0"))
        .await
        .unwrap_err();
    assert!(!deleted.is_not_found(), "{deleted:?}");
}

#[tokio::test]
async fn a_wrong_secret_is_said_to_be_wrong() {
    let harbor = start().await;
    harbor.shelf().fill("library/app", 1);
    let credential = Credential::Basic {
        user: ROBOT.to_owned(),
        password: "canary-secret".to_owned().into(),
    };
    let registry = connect(Kind::Harbor, &harbor.host(), &harbor.host(), credential);
    let refused = registry
        .list_images(&name("library/app"), None)
        .await
        .unwrap_err();
    assert!(
        matches!(refused, Error::Request(WireError::Unauthorized { .. })),
        "{refused:?}"
    );
    assert!(!refused.to_string().contains("canary-secret"));
}

#[tokio::test]
async fn a_page_that_is_no_list_is_an_error_and_not_an_empty_repository() {
    let harbor = start().await;
    let odd = Answer::json(200, &serde_json::json!({ "artifacts": [] }));
    harbor.fail(Method::GET, "/api/v2.0/", odd);
    let listed = sign_in(&harbor)
        .list_images(&name("library/app"), None)
        .await;
    assert!(matches!(
        listed.unwrap_err(),
        Error::Request(WireError::Protocol { .. })
    ));
}

#[tokio::test]
async fn an_older_server_without_dates_and_scans_lists_its_tags_all_the_same() {
    let harbor = start().await;
    let digest = Digest::of(b"x").to_string();
    let old = serde_json::json!([{ "digest": digest, "tags": [{ "name": "v1" }], "size": "big" }]);
    harbor.fail(Method::GET, "/api/v2.0/", Answer::json(200, &old));
    let images = list(sign_in(&harbor).as_ref(), &name("library/app")).await;
    assert_eq!(images[0].tags, [tag("v1")]);
    assert_eq!((images[0].size, images[0].pushed_at), (None, None));
    let columns: HashSet<_> = images.iter().map(|image| image.scan.is_some()).collect();
    assert_eq!(columns, [false].into());
}
