//! What Docker Hub, Quay and Azure hold fast: set, lifted, and refused in previews.

use std::sync::atomic::Ordering;

use portolan_contract::{
    Change, Hint, LockedAttributes, LocksAt, MatchingTags, RulePurpose, VendorRule,
};
use portolan_tests::vendors::{AzureApi, DockerHubApi, PretendedVendor, QuayApi, Shelf};

use super::{REPOSITORY, Scene};

async fn hub() -> Scene<DockerHubApi> {
    let mut shelf = Shelf::default();
    shelf.fill(REPOSITORY, 3);
    let hub = PretendedVendor::start(DockerHubApi::of("me", "secret"), shelf).await;
    hub.want("me", "secret");
    let named = format!(
        "docker-hub={},docker-hub-registry={}",
        hub.url(),
        hub.host()
    );
    Scene::open(hub, Some("docker.io"), &named, ("me", "secret")).await
}

fn hub_rule(enabled: bool, expressions: &[&str]) -> VendorRule {
    VendorRule::HubImmutable {
        enabled,
        expressions: expressions.iter().map(ToString::to_string).collect(),
    }
}

fn immutable(tag: &str) -> Hint {
    Hint::TagImmutable {
        tag: tag.to_owned(),
    }
}

#[tokio::test]
async fn tags_that_an_expression_of_docker_hubs_holds_are_refused_until_it_is_set_back() {
    let scene = hub().await;
    let at = scene.repository();
    let (off, some) = (hub_rule(false, &[]), hub_rule(true, &["v[12]"]));
    assert_eq!(
        scene.rules(&at, RulePurpose::Immutability).await,
        std::slice::from_ref(&off)
    );
    let matching = MatchingTags {
        of: scene.at(),
        expression: "v[12]".to_owned(),
    };
    let tags = scene.app.list_matching_tags(matching).await.unwrap();
    assert_eq!(tags, ["v1", "v2"]);

    scene.set(&at, Some(&off), Some(&some)).await.unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Immutability).await, [some]);
    let refused = scene.preview_removal("v1").await.unwrap_err();
    assert_eq!(refused.hint, Some(immutable("v1")));
    assert!(scene.preview_removal("v0").await.is_ok());

    scene.set_back().await.unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Immutability).await, [off]);
    assert!(scene.preview_removal("v1").await.is_ok());
    scene.app.close().await;
}

#[tokio::test]
async fn who_does_not_administer_a_repository_of_docker_hubs_still_learns_what_is_held() {
    let scene = hub().await;
    let hub = scene.vendor.rules();
    hub.is_immutable.store(true, Ordering::Relaxed);
    *hub.expressions.lock().unwrap() = vec!["v1".to_owned()];
    hub.is_no_admin.store(true, Ordering::Relaxed);
    let refused = scene.preview_removal("v1").await.unwrap_err();
    assert_eq!(refused.hint, Some(immutable("v1")));
    assert!(scene.preview_removal("v2").await.is_ok());
    scene.app.close().await;
}

async fn quay() -> Scene<QuayApi> {
    let mut shelf = Shelf::default();
    shelf.fill(REPOSITORY, 3);
    let quay = PretendedVendor::start(QuayApi::of("token"), shelf).await;
    quay.want(QuayApi::USER, "token");
    Scene::open(quay, None, "", (QuayApi::USER, "token")).await
}

#[tokio::test]
async fn a_tag_of_quays_is_held_fast_and_let_go() {
    let scene = quay().await;
    let locks = async || {
        let at = scene.at();
        scene
            .app
            .read_locks(LocksAt {
                connection: at.connection,
                repository: at.repository,
                tag: Some("v1".to_owned()),
                digest: None,
            })
            .await
            .unwrap()
    };
    let rule = |immutable: bool| VendorRule::QuayImmutable {
        tag: "v1".to_owned(),
        immutable,
    };
    assert_eq!(locks().await, [rule(false)]);
    let at = scene.repository();
    scene
        .set(&at, Some(&rule(false)), Some(&rule(true)))
        .await
        .unwrap();
    assert_eq!(locks().await, [rule(true)]);
    let refused = scene.preview_removal("v1").await.unwrap_err();
    assert_eq!(refused.hint, Some(immutable("v1")));
    assert!(scene.preview_removal("v2").await.is_ok());
    scene.set_back().await.unwrap();
    assert_eq!(locks().await, [rule(false)]);
    assert!(scene.preview_removal("v1").await.is_ok());
    scene.app.close().await;
}

async fn azure() -> Scene<AzureApi> {
    let azure = PretendedVendor::start(AzureApi::default(), AzureApi::shelf()).await;
    azure.want("mine", "password");
    azure.shelf().fill(REPOSITORY, 3);
    let named = format!("azure-registry={}", azure.host());
    Scene::open(azure, Some("mine.azurecr.io"), &named, ("mine", "password")).await
}

const FREE: LockedAttributes = LockedAttributes {
    write: true,
    delete: true,
    list: true,
    read: true,
};

fn azure_lock(tag: Option<&str>, digest: Option<&str>, may: LockedAttributes) -> VendorRule {
    VendorRule::AzureLock {
        tag: tag.map(str::to_owned),
        digest: digest.map(str::to_owned),
        may,
    }
}

#[tokio::test]
async fn what_azure_locks_of_a_tag_a_manifest_or_a_repository_is_refused_until_it_is_unlocked() {
    let scene = azure().await;
    let at = scene.repository();
    let digest = {
        let shelf = scene.vendor.shelf();
        shelf.repositories[REPOSITORY].tags["v2"].clone()
    };
    let of = scene.at();
    let locks = LocksAt {
        connection: of.connection,
        repository: of.repository,
        tag: Some("v1".to_owned()),
        digest: Some(digest.clone()),
    };
    let free = [
        azure_lock(None, None, FREE),
        azure_lock(Some("v1"), None, FREE),
        azure_lock(None, Some(&digest), FREE),
    ];
    assert_eq!(scene.app.read_locks(locks).await.unwrap(), free);
    let kept = LockedAttributes {
        delete: false,
        write: false,
        ..FREE
    };

    let locked = azure_lock(Some("v1"), None, kept);
    scene.set(&at, Some(&free[1]), Some(&locked)).await.unwrap();
    let refused = scene.preview_removal("v1").await.unwrap_err();
    assert_eq!(refused.hint, Some(immutable("v1")));
    assert!(scene.preview_removal("v2").await.is_ok());
    scene.set_back().await.unwrap();
    assert!(scene.preview_removal("v1").await.is_ok());

    let locked = azure_lock(None, Some(&digest), kept);
    scene.set(&at, Some(&free[2]), Some(&locked)).await.unwrap();
    let delete = Change::DeleteImages {
        repository: REPOSITORY.to_owned(),
        digests: vec![digest.clone()],
    };
    let refused = scene.preview(delete.clone()).await.unwrap_err();
    assert_eq!(refused.hint, Some(Hint::ImageLocked { digest }));
    scene.set_back().await.unwrap();
    assert!(scene.preview(delete).await.is_ok());

    let locked = azure_lock(None, None, kept);
    scene.set(&at, Some(&free[0]), Some(&locked)).await.unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Immutability).await, [locked]);
    let refused = scene.preview_removal("v0").await.unwrap_err();
    assert_eq!(refused.hint, Some(immutable("v0")));
    scene.app.close().await;
}
