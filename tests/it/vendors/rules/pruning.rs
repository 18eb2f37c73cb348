//! What Quay prunes and GitLab cleans up: set, set back, and reckoned beforehand.

use portolan_contract::{
    ActivityDeed, ActivityState, Hint, OfferScope, PruneOf, RulePurpose, TagExpressions, Unsayable,
    VendorRule,
};
use portolan_tests::vendors::{GitlabApi, PretendedVendor, QuayApi, Shelf};

use super::{REPOSITORY, Scene};

fn shelf() -> Shelf {
    let mut shelf = Shelf::default();
    shelf.fill(REPOSITORY, 4);
    let repository = shelf.repositories.get_mut(REPOSITORY).unwrap();
    let oldest = repository.tags["v0"].clone();
    repository.tags.insert("latest".to_owned(), oldest);
    shelf
}

async fn quay() -> Scene<QuayApi> {
    let quay = PretendedVendor::start(QuayApi::of("token"), shelf()).await;
    quay.want(QuayApi::USER, "token");
    Scene::open(quay, None, "", (QuayApi::USER, "token")).await
}

async fn gitlab() -> Scene<GitlabApi> {
    let gitlab = PretendedVendor::start(GitlabApi::of("me", "token"), shelf()).await;
    Scene::open(gitlab, None, "", ("me", "token")).await
}

fn pruning(method: &str, value: &str, pattern: Option<&str>) -> VendorRule {
    VendorRule::QuayPrune {
        method: method.to_owned(),
        value: value.to_owned(),
        tag_pattern: pattern.map(str::to_owned),
        tag_pattern_matches: true,
    }
}

fn cleaning(enabled: bool, keep_n: u64, delete: &str) -> VendorRule {
    VendorRule::GitlabCleanup {
        enabled,
        cadence: Some("1d".to_owned()),
        tags: TagExpressions {
            keep_n: Some(keep_n),
            older_than: None,
            name_regex_delete: Some(delete.to_owned()),
            name_regex_keep: Some("v2".to_owned()),
        },
    }
}

async fn takes<R: portolan_tests::vendors::VendorRules>(
    scene: &Scene<R>,
    rule: &VendorRule,
) -> Vec<String> {
    let (of, rule) = (scene.at(), rule.clone());
    let preview = scene.app.preview_prune(PruneOf { of, rule }).await.unwrap();
    assert_eq!(preview.unsayable, None);
    let mut tags: Vec<_> = preview.takes.into_iter().map(|it| it.tag).collect();
    tags.sort();
    tags
}

#[tokio::test]
async fn several_policies_of_quays_are_made_changed_and_taken_away_wherever_they_are() {
    let scene = quay().await;
    let repository = scene.repository();
    let own = scene.namespace("me");
    let organisation = scene.scope(OfferScope::Namespace {
        name: "acme".to_owned(),
    });
    let (newest, old) = (
        pruning("number_of_tags", "10", Some("^v")),
        pruning("creation_date", "7d", None),
    );
    for at in [&repository, &own, &organisation] {
        scene.set(at, None, Some(&newest)).await.unwrap();
        scene.set(at, None, Some(&old)).await.unwrap();
        let both = [newest.clone(), old.clone()];
        assert_eq!(scene.rules(at, RulePurpose::Retention).await, both);
        let more = pruning("number_of_tags", "20", Some("^v"));
        scene.set(at, Some(&newest), Some(&more)).await.unwrap();
        scene.set(at, Some(&old), None).await.unwrap();
        assert_eq!(
            scene.rules(at, RulePurpose::Retention).await,
            std::slice::from_ref(&more)
        );
        scene.set_back().await.unwrap();
        assert_eq!(
            scene.rules(at, RulePurpose::Retention).await,
            [more, old.clone()]
        );
    }
    scene.app.close().await;
}

#[tokio::test]
async fn what_quay_would_prune_is_reckoned_beforehand() {
    let scene = quay().await;
    // `latest` is as old as the oldest, and nothing spares it here.
    let newest = pruning("number_of_tags", "2", None);
    assert_eq!(takes(&scene, &newest).await, ["latest", "v0", "v1"]);
    let some = pruning("number_of_tags", "2", Some("^v"));
    assert_eq!(takes(&scene, &some).await, ["v0", "v1"]);
    let old = pruning("creation_date", "1w", None);
    assert_eq!(takes(&scene, &old).await.len(), 5);
    let rule = pruning("number_of_tags", "1", Some("("));
    let of = scene.at();
    let unread = scene.app.preview_prune(PruneOf { of, rule }).await.unwrap();
    assert!(matches!(
        unread.unsayable,
        Some(Unsayable::Expression { .. })
    ));
    assert!(unread.takes.is_empty());
    scene.app.close().await;
}

#[tokio::test]
async fn a_cleanup_policy_of_gitlabs_is_changed_and_set_back() {
    let scene = gitlab().await;
    let at = scene.repository();
    let before = scene.rules(&at, RulePurpose::Retention).await;
    let [VendorRule::GitlabCleanup { enabled: false, .. }] = before.as_slice() else {
        panic!("{before:?}");
    };
    let on = cleaning(true, 1, "v.*");
    scene.set(&at, Some(&before[0]), Some(&on)).await.unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Retention).await, [on]);
    scene.set_back().await.unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Retention).await, before);
    scene.app.close().await;
}

#[tokio::test]
async fn gitlab_removes_what_was_reckoned_and_says_why_not_again_within_the_hour() {
    let scene = gitlab().await;
    let rule = cleaning(false, 1, ".*");
    // v3 is the newest, v2 is kept by its name, latest is never taken.
    assert_eq!(takes(&scene, &rule).await, ["v0", "v1"]);
    let of = scene.at();
    let request = PruneOf { of, rule };
    scene
        .app
        .remove_matching_tags(request.clone())
        .await
        .unwrap();
    let left: Vec<String> = {
        let shelf = scene.vendor.shelf();
        shelf.repositories[REPOSITORY]
            .tags
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(left, ["latest", "v2", "v3"]);
    let done = scene.last_activity(ActivityState::Done).await;
    assert!(matches!(done.deed, ActivityDeed::VendorRemoval { .. }));
    assert!(done.undo.is_none());
    let refused = scene.app.remove_matching_tags(request).await.unwrap_err();
    let Some(Hint::RuleRefused { said }) = refused.hint else {
        panic!("{refused:?}");
    };
    assert!(said.contains("once an hour"), "{said}");
    scene.app.close().await;
}
