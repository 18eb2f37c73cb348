//! Rules that may not be read or set, and answers that nobody understands.

use http::Method;
use portolan_contract::{
    ActivityState, Code, ConnectionDraft, Failure, Hint, OfferScope, ProxyChoice, RulePurpose,
    VendorRule,
};
use portolan_tests::{
    Answer,
    vendors::{HarborApi, PretendedVendor, QuayApi, Shelf},
};
use serde_json::json;

use super::{REPOSITORY, Scene};
use crate::program::signed_in;

async fn harbor() -> Scene<HarborApi> {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    harbor.want("robot$ci", "secret");
    harbor.shelf().fill(REPOSITORY, 2);
    Scene::open(harbor, None, "", ("robot$ci", "secret")).await
}

async fn read_replication(scene: &Scene<HarborApi>) -> Failure {
    let at = scene.scope(OfferScope::Registry);
    let read = scene.read(&at, RulePurpose::Replication).await;
    read.unwrap_err()
}

#[tokio::test]
async fn who_may_not_read_rules_is_told_so_and_so_is_who_asks_an_old_or_busy_server() {
    let scene = harbor().await;
    let path = "/api/v2.0/replication/policies";
    let forbidden = Answer::error(403, "FORBIDDEN", "only the system's admin may");
    scene.vendor.fail(Method::GET, path, forbidden);
    assert_eq!(read_replication(&scene).await.code, Code::Forbidden);
    let missing = Answer::error(404, "NOT_FOUND", "path not found");
    scene.vendor.fail(Method::GET, path, missing);
    assert_eq!(read_replication(&scene).await.code, Code::NotFound);
    let page = Answer::status(200)
        .header("content-type", "text/html")
        .body("<html>sign in</html>");
    scene.vendor.fail(Method::GET, path, page);
    assert_eq!(read_replication(&scene).await.code, Code::Unexpected);
    let no_list = Answer::json(200, &json!({ "policies": [] }));
    scene.vendor.fail(Method::GET, path, no_list);
    assert_eq!(read_replication(&scene).await.code, Code::Unexpected);
    scene.app.close().await;
}

#[tokio::test]
async fn a_rule_with_odd_members_is_shown_as_far_as_it_can_be_read() {
    let scene = harbor().await;
    let odd = json!([{ "id": 3, "name": 7, "filters": "x", "trigger": null, "enabled": "yes" }]);
    let path = "/api/v2.0/replication/policies";
    scene
        .vendor
        .fail(Method::GET, path, Answer::json(200, &odd));
    let at = scene.scope(OfferScope::Registry);
    let rules = scene.rules(&at, RulePurpose::Replication).await;
    let [VendorRule::HarborReplication { policy }] = rules.as_slice() else {
        panic!("{rules:?}");
    };
    assert_eq!((policy.name.as_str(), policy.enabled), ("", false));
    scene.app.close().await;
}

#[tokio::test]
async fn what_harbor_does_not_take_is_said_in_its_own_words_and_written_down_as_failed() {
    let scene = harbor().await;
    let at = scene.scope(OfferScope::Registry);
    let rules: VendorRule = serde_json::from_value(json!({
        "type": "harborReplication", "policy": {
            "name": "nowhere", "description": null, "source": null, "destination": null,
            "namespace": null, "replaceCount": null, "trigger": "manual", "cron": null,
            "filters": [], "deletion": false, "overwrite": false, "enabled": true, "speed": null,
        },
    }))
    .unwrap();
    let refused = scene.set(&at, None, Some(&rules)).await.unwrap_err();
    let Some(Hint::RuleRefused { said }) = refused.hint else {
        panic!("{refused:?}");
    };
    assert!(said.contains("another registry"), "{said}");
    scene.last_activity(ActivityState::Failed).await;
    scene.app.close().await;
}

#[tokio::test]
async fn a_rule_of_another_vendor_or_scope_is_refused_before_anything_is_asked() {
    let scene = harbor().await;
    let rule = VendorRule::QuayImmutable {
        tag: "v1".to_owned(),
        immutable: true,
    };
    let at = scene.repository();
    scene.vendor.forget();
    assert!(scene.set(&at, None, Some(&rule)).await.is_err());
    let written = scene.vendor.seen();
    assert!(written.iter().all(|asked| asked.method == Method::GET));
    scene.app.close().await;
}

#[tokio::test]
async fn a_connection_that_only_reads_sets_no_rule() {
    let scene = harbor().await;
    let draft = ConnectionDraft {
        proxy: ProxyChoice::None,
        read_only: true,
        name: "looking".to_owned(),
        ..signed_in(&scene.vendor.host(), "robot$ci", "secret")
    };
    let looking = scene.app.add_connection(draft).await.unwrap().id;
    let mut at = scene.namespace("me");
    at.connection = looking;
    let rule = serde_json::from_value(json!({
        "type": "harborRetention", "policy": { "rules": [], "schedule": "0 0 0 * * *" },
    }));
    let refused = scene
        .set(&at, None, Some(&rule.unwrap()))
        .await
        .unwrap_err();
    assert_eq!(refused.hint, Some(Hint::ConnectionReadOnly));
    assert_eq!(scene.vendor.rules().rules.retention("me"), None);
    scene.app.close().await;
}

#[tokio::test]
async fn a_quay_that_does_not_prune_is_no_error_of_ours() {
    let mut shelf = Shelf::default();
    shelf.fill(REPOSITORY, 1);
    let quay = PretendedVendor::start(QuayApi::of("token"), shelf).await;
    quay.want(QuayApi::USER, "token");
    let path = format!("/api/v1/repository/{REPOSITORY}/autoprunepolicy");
    quay.fail(Method::GET, &path, Answer::error(404, "", "not found"));
    let scene = Scene::open(quay, None, "", (QuayApi::USER, "token")).await;
    let at = scene.repository();
    let refused = scene.read(&at, RulePurpose::Retention).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
    scene.app.close().await;
}
