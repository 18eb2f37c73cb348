//! Docker Hub's adapter against a pretended Hub: signing in, second factors, what its lists tell, and what it
//! refuses.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use http::Method;
use portolan_contract::AskPullQuota;
use portolan_distribution::{Credential, Error as WireError, Pages, SignInProblem};
use portolan_oci::{RepositoryName, Tag};
use portolan_registries::{
    AskSecondFactor, Description, Error, Kind, ListedImage, Registry, Visibility,
};
use portolan_tests::{
    Answer, FreshHome,
    vendors::{DockerHubApi, PretendedVendor, Shelf, connect, connect_asking},
};
use secrecy::SecretString;
use serde_json::json;

use super::together::open;
use crate::program::signed_in;

const SECRET: &str = "dckr_pat_canary";

async fn start(api: DockerHubApi) -> PretendedVendor<DockerHubApi> {
    let hub = PretendedVendor::start(api, Shelf::default()).await;
    hub.want("me", SECRET);
    hub
}

fn credential(secret: &str) -> Credential {
    Credential::Basic {
        user: "me".to_owned(),
        password: secret.to_owned().into(),
    }
}

fn sign_in(hub: &PretendedVendor<DockerHubApi>) -> Arc<dyn Registry> {
    connect(
        Kind::DockerHub,
        &hub.host(),
        "docker.io",
        credential(SECRET),
    )
}

fn app() -> RepositoryName {
    "me/app".parse().unwrap()
}

async fn names(registry: &dyn Registry) -> Vec<String> {
    let mut all = Vec::new();
    let mut pages = Pages::default();
    while let Some(page) = registry.next_repositories(&mut pages).await.unwrap() {
        all.extend(page.items.into_iter().map(|name| name.to_string()));
    }
    all
}

/// Answers with these codes, one after the other.
#[derive(Debug)]
struct Codes {
    left: Mutex<Vec<&'static str>>,
    asked: AtomicUsize,
}

#[async_trait]
impl AskSecondFactor for Codes {
    async fn code(&self, _: &str, user: &str, refused: bool) -> Option<SecretString> {
        assert_eq!(user, "me");
        let before = self.asked.fetch_add(1, Ordering::Relaxed);
        assert_eq!(refused, before > 0);
        let mut left = self.left.lock().unwrap();
        (!left.is_empty()).then(|| SecretString::from(left.remove(0)))
    }
}

fn asking(
    hub: &PretendedVendor<DockerHubApi>,
    codes: &[&'static str],
) -> (Arc<dyn Registry>, Arc<Codes>) {
    let codes = Arc::new(Codes {
        left: Mutex::new(codes.to_vec()),
        asked: AtomicUsize::new(0),
    });
    let asker: Arc<dyn AskSecondFactor> = codes.clone();
    let registry = connect_asking(
        Kind::DockerHub,
        &hub.host(),
        "docker.io",
        credential(SECRET),
        asker,
    );
    (registry, codes)
}

#[tokio::test]
async fn repositories_of_oneself_and_of_ones_organisations_are_listed() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    for number in 0..130 {
        hub.shelf().fill(&format!("me/app{number:03}"), 1);
    }
    hub.shelf().fill("team/tool", 1);
    let listed = names(sign_in(&hub).as_ref()).await;
    assert_eq!(listed.len(), 131);
    assert_eq!(listed.last().map(String::as_str), Some("team/tool"));
    assert_eq!(hub.rules().sign_ins.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn who_has_none_sees_those_of_their_organisations_all_the_same() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    hub.shelf().fill("team/tool", 1);
    assert_eq!(names(sign_in(&hub).as_ref()).await, ["team/tool"]);
}

#[tokio::test]
async fn a_thousand_tags_with_all_columns_are_eleven_requests_and_no_manifest() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    hub.shelf().fill("me/app", 1_000);
    let registry = sign_in(&hub);
    let mut images = Vec::new();
    let mut pages = Pages::default();
    while let Some(cursor) = pages.place() {
        let listed = registry.list_images(&app(), cursor).await.unwrap();
        let mut page = listed.unwrap();
        pages.take(&mut page, ListedImage::entry);
        images.extend(page.items);
    }
    assert_eq!(images.len(), 1_000);
    for image in &images {
        assert_eq!(image.platforms, ["linux/amd64"]);
        assert!(image.size.is_some() && image.pushed_at.is_some() && image.media_type.is_some());
    }
    let seen = hub.seen();
    // The sign-in, and a page for each hundred.
    assert!(seen.len() <= 11, "{}", seen.len());
    assert!(seen.iter().all(|asked| !asked.path.contains("/manifests/")));
    assert!(registry.meters_pulls());
}

#[tokio::test]
async fn a_second_factor_is_asked_for_again_where_the_code_was_wrong() {
    let hub = start(DockerHubApi::of("me", SECRET).with_code("123456")).await;
    hub.shelf().fill("me/app", 1);
    let (registry, codes) = asking(&hub, &["000000", "123456"]);
    assert_eq!(names(registry.as_ref()).await, ["me/app"]);
    assert_eq!(codes.asked.load(Ordering::Relaxed), 2);
    // Who rather not gives one is not signed in, and is told so.
    let (registry, _) = asking(&hub, &[]);
    let refused = registry.list_repositories(None).await.unwrap_err();
    assert!(
        matches!(
            &refused,
            Error::Request(WireError::Unauthorized {
                reason: SignInProblem::WrongCredentials,
                ..
            })
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_older_way_to_sign_in_is_taken_where_the_newer_is_missing() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    hub.rules().is_old.store(true, Ordering::Relaxed);
    hub.shelf().fill("me/app", 1);
    assert_eq!(names(sign_in(&hub).as_ref()).await, ["me/app"]);
}

#[tokio::test]
async fn a_token_that_came_to_its_end_is_renewed_once_and_nobody_notices() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    hub.shelf().fill("me/app", 1);
    let registry = sign_in(&hub);
    names(registry.as_ref()).await;
    hub.rules().revoke();
    registry.list_images(&app(), None).await.unwrap();
    assert_eq!(hub.rules().sign_ins.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn who_is_not_signed_in_reads_what_is_public_and_has_no_list_of_repositories() {
    let hub = PretendedVendor::start(DockerHubApi::of("me", SECRET), Shelf::default()).await;
    hub.shelf().fill("me/app", 2);
    let registry = connect(
        Kind::DockerHub,
        &hub.host(),
        "docker.io",
        Credential::Anonymous,
    );
    let page = registry.list_images(&app(), None).await.unwrap().unwrap();
    assert_eq!(page.items.len(), 2);
    assert!(registry.list_repositories(None).await.is_err());
    assert!(registry.observed().catalog.is_refused());
    assert!(
        hub.seen()
            .iter()
            .all(|asked| !asked.headers.contains_key("authorization"))
    );
}

#[tokio::test]
async fn facts_are_told_and_the_description_is_written() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    hub.shelf().fill("me/app", 1);
    let registry = sign_in(&hub);
    let description = Description {
        short: Some("What it is for".to_owned()),
        long: Some("# At length".to_owned()),
    };
    registry
        .set_description(&app(), &description)
        .await
        .unwrap();
    let facts = registry.describe_repository(&app()).await.unwrap().unwrap();
    assert_eq!(facts.description, description.short);
    assert_eq!(facts.long_description, description.long);
    assert_eq!((facts.stars, facts.pulls), (Some(12), Some(3456)));
    assert_eq!(facts.visibility, Some(Visibility::Public));
    assert!(facts.is_editable);
    assert_eq!(
        facts.web_page.as_deref(),
        Some("https://hub.docker.com/r/me/app")
    );
}

#[tokio::test]
async fn immutable_tags_are_known_before_anything_is_tried() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    hub.shelf().fill("me/app", 1);
    let registry = sign_in(&hub);
    let tags: Vec<Tag> = vec!["v0".parse().unwrap()];
    assert!(
        registry
            .frozen_tags(&app(), &tags)
            .await
            .unwrap()
            .is_empty()
    );
    hub.rules().is_immutable.store(true, Ordering::Relaxed);
    assert_eq!(registry.frozen_tags(&app(), &tags).await.unwrap(), tags);
    let refused = registry.delete_tag(&app(), &tags[0]).await.unwrap_err();
    assert!(refused.to_string().contains("immutable"), "{refused}");
    assert!(!registry.observed().delete_tag.is_refused());
}

#[tokio::test]
async fn who_may_not_delete_is_told_and_hubs_own_time_to_wait_is_passed_on() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    hub.shelf().fill("team/app", 1);
    let registry = sign_in(&hub);
    let theirs: RepositoryName = "team/app".parse().unwrap();
    let tag: Tag = "v0".parse().unwrap();
    let refused = registry.delete_tag(&theirs, &tag).await.unwrap_err();
    let said = matches!(
        &refused,
        Error::Request(WireError::Forbidden {
            complaint: Some(_),
            ..
        })
    );
    assert!(said, "{refused:?}");
    let later = jiff::Timestamp::now().as_second() + 7_200;
    let busy = Answer::json(429, &json!({ "detail": "Rate limit exceeded" }))
        .header("x-retry-after", &later.to_string());
    hub.fail(Method::GET, "/v2/namespaces/", busy);
    let refused = registry.list_images(&theirs, None).await.unwrap_err();
    match refused {
        Error::Request(WireError::RateLimited {
            until: Some(until), ..
        }) => {
            assert_eq!(until.as_second(), later);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_pull_quota_is_read_off_hubs_own_meter_by_head_and_never_by_a_pull() {
    let hub = start(DockerHubApi::of("me", SECRET)).await;
    let named = format!(
        "docker-hub={},docker-hub-registry={}",
        hub.url(),
        hub.host()
    );
    let home = FreshHome::new();
    let app = open(&home, &named).await;
    let draft = signed_in("docker.io", "me", SECRET);
    let connection = app.add_connection(draft).await.unwrap().id;
    let ask = || {
        app.ask_pull_quota(AskPullQuota {
            connection: connection.clone(),
        })
    };
    let meter = "/v2/ratelimitpreview/test/manifests/latest";
    let head = Answer::status(200)
        .header("content-type", "application/vnd.oci.image.index.v1+json")
        .header(
            "docker-content-digest",
            &format!("sha256:{}", "a".repeat(64)),
        );
    // Who pays has no quota, and no header says so.
    hub.fail(Method::HEAD, meter, head.clone());
    let asked = ask().await.unwrap();
    assert_eq!(asked.quota, None);
    assert_eq!(asked.by.as_deref(), Some("ratelimitpreview/test:latest"));
    let counted = head
        .header("ratelimit-limit", "200;w=21600")
        .header("ratelimit-remaining", "17;w=21600");
    hub.fail(Method::HEAD, meter, counted);
    let quota = ask().await.unwrap().quota.unwrap();
    assert_eq!(
        (quota.limit, quota.remaining, quota.window),
        (200, 17, 21_600)
    );
    let seen = hub.seen();
    let manifests = seen
        .iter()
        .filter(|asked| asked.path.contains("/manifests/"));
    assert!(
        manifests
            .clone()
            .all(|asked| asked.method == Method::HEAD && asked.path == meter)
    );
    assert_eq!(manifests.count(), 2);
    app.close().await;
}
