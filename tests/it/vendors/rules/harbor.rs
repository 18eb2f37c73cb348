//! Harbor's own rules: what stays in a project, which of its tags may not move, what it copies elsewhere.

use portolan_contract::{
    ActivityDeed, ActivityState, Code, HarborFilter, HarborImmutable, HarborReplication,
    HarborRetention, HarborRetentionRule, HarborSelector, Hint, OfferName, OfferScope, ReadOffers,
    RulePurpose, RuleRunAt, RuleRunState, RuleRunsAt, RuleTaskAt, StartRuleRun, VendorRule,
};
use portolan_tests::vendors::{HarborApi, PretendedVendor};
use serde_json::json;

use super::{REPOSITORY, Scene};

async fn open() -> Scene<HarborApi> {
    let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
    harbor.want("admin", "secret");
    let pusher = harbor.pusher();
    for tag in ["v1", "v2", "main"] {
        pusher.image(REPOSITORY, tag, tag).await;
    }
    Scene::open(harbor, None, "", ("admin", "secret")).await
}

fn selector(decoration: &str, pattern: &str) -> HarborSelector {
    HarborSelector {
        decoration: decoration.to_owned(),
        pattern: pattern.to_owned(),
        untagged: None,
    }
}

fn keeping(latest: u64) -> VendorRule {
    VendorRule::HarborRetention {
        policy: HarborRetention {
            rules: vec![HarborRetentionRule {
                template: "latestPushedK".to_owned(),
                amount: Some(latest),
                disabled: false,
                tags: vec![HarborSelector {
                    untagged: Some(true),
                    ..selector("matches", "**")
                }],
                repositories: vec![selector("repoMatches", "**")],
            }],
            schedule: None,
        },
    }
}

fn holding(pattern: &str) -> VendorRule {
    VendorRule::HarborImmutable {
        rule: HarborImmutable {
            disabled: false,
            tags: vec![selector("matches", pattern)],
            repositories: vec![selector("repoMatches", "**")],
        },
    }
}

fn copying(name: &str) -> VendorRule {
    VendorRule::HarborReplication {
        policy: HarborReplication {
            name: name.to_owned(),
            description: None,
            source: None,
            destination: Some(4),
            namespace: Some("mirror".to_owned()),
            replace_count: None,
            trigger: "manual".to_owned(),
            cron: None,
            filters: vec![HarborFilter {
                kind: "name".to_owned(),
                decoration: None,
                values: vec!["me/**".to_owned()],
            }],
            deletion: false,
            overwrite: true,
            enabled: true,
            speed: None,
        },
    }
}

#[tokio::test]
async fn a_project_offers_its_rules_and_the_registry_its_replication() {
    let scene = open().await;
    let offers = scene
        .app
        .read_offers(ReadOffers {
            connection: scene.connection.clone(),
            repository: None,
        })
        .await
        .unwrap();
    for name in [
        OfferName::Retention,
        OfferName::Immutability,
        OfferName::Replication,
    ] {
        assert!(
            offers.offers.iter().any(|offer| offer.name == name),
            "{name:?}"
        );
    }
    scene.app.close().await;
}

#[tokio::test]
async fn what_stays_is_set_tried_carried_out_and_set_back() {
    let scene = open().await;
    let at = scene.namespace("me");
    let nothing = VendorRule::HarborRetention {
        policy: HarborRetention {
            rules: Vec::new(),
            schedule: None,
        },
    };
    assert_eq!(
        scene.rules(&at, RulePurpose::Retention).await,
        std::slice::from_ref(&nothing)
    );
    scene
        .set(&at, Some(&nothing), Some(&keeping(2)))
        .await
        .unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Retention).await, [keeping(2)]);

    let of = RuleRunsAt {
        at: at.clone(),
        purpose: RulePurpose::Retention,
        rule: None,
    };
    let start = async |dry: bool| {
        let of = of.clone();
        scene
            .app
            .start_rule_run(StartRuleRun { of, dry })
            .await
            .unwrap();
    };
    start(true).await;
    // Trying it changed nothing, and is no deed.
    assert_eq!(
        scene.vendor.pusher().tags(REPOSITORY).await,
        ["main", "v1", "v2"]
    );
    let set = scene.last_activity(ActivityState::Done).await;
    assert!(matches!(set.deed, ActivityDeed::VendorRule { .. }));
    let runs = scene.app.list_rule_runs(of.clone()).await.unwrap();
    assert!(
        runs[0].dry && runs[0].state == RuleRunState::Done,
        "{runs:?}"
    );
    let run = RuleRunAt {
        of: of.clone(),
        run: runs[0].id,
    };
    let tasks = scene.app.list_rule_tasks(run).await.unwrap();
    assert_eq!((tasks[0].total, tasks[0].retained), (Some(3), Some(2)));
    let task = RuleTaskAt {
        of: of.clone(),
        run: runs[0].id,
        task: tasks[0].id,
    };
    let log = scene.app.read_rule_log(task).await.unwrap();
    assert!(
        log.text.contains("DEL") && log.text.contains("v1"),
        "{}",
        log.text
    );

    scene
        .set(&at, Some(&keeping(2)), Some(&keeping(1)))
        .await
        .unwrap();
    scene.set_back().await.unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Retention).await, [keeping(2)]);

    start(false).await;
    assert_eq!(scene.vendor.pusher().tags(REPOSITORY).await, ["main", "v2"]);
    let ran = scene.last_activity(ActivityState::Done).await;
    assert!(matches!(ran.deed, ActivityDeed::VendorRun { .. }));
    assert_eq!(scene.app.list_rule_runs(of.clone()).await.unwrap().len(), 2);

    scene
        .set(&at, Some(&keeping(2)), Some(&nothing))
        .await
        .unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Retention).await, [nothing]);
    scene.set_back().await.unwrap();
    assert_eq!(scene.rules(&at, RulePurpose::Retention).await, [keeping(2)]);
    scene.app.close().await;
}

#[tokio::test]
async fn a_rule_that_somebody_else_changed_meanwhile_is_not_overwritten() {
    let scene = open().await;
    let at = scene.namespace("me");
    scene.set(&at, None, Some(&keeping(2))).await.unwrap();
    let refused = scene.set(&at, Some(&keeping(9)), Some(&keeping(1))).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    assert!(matches!(refused.hint, Some(Hint::RegistryChanged { .. })));
    scene.last_activity(ActivityState::Failed).await;
    assert_eq!(scene.rules(&at, RulePurpose::Retention).await, [keeping(2)]);
    scene.app.close().await;
}

#[tokio::test]
async fn tags_that_a_rule_makes_immutable_are_refused_in_the_preview_until_it_is_lifted() {
    let scene = open().await;
    let at = scene.namespace("me");
    scene.set(&at, None, Some(&holding("v*"))).await.unwrap();
    assert_eq!(
        scene.rules(&at, RulePurpose::Immutability).await,
        [holding("v*")]
    );
    let refused = scene.preview_removal("v1").await.unwrap_err();
    let held = Hint::TagImmutable {
        tag: "v1".to_owned(),
    };
    assert_eq!(refused.hint, Some(held));
    assert!(scene.preview_removal("main").await.is_ok());

    let mut disabled = holding("v*");
    if let VendorRule::HarborImmutable { rule } = &mut disabled {
        rule.disabled = true;
    }
    scene
        .set(&at, Some(&holding("v*")), Some(&disabled))
        .await
        .unwrap();
    assert_eq!(
        scene.rules(&at, RulePurpose::Immutability).await,
        [disabled.clone()]
    );
    scene.set(&at, Some(&disabled), None).await.unwrap();
    assert!(scene.rules(&at, RulePurpose::Immutability).await.is_empty());
    scene.set_back().await.unwrap();
    assert_eq!(
        scene.rules(&at, RulePurpose::Immutability).await,
        [disabled]
    );
    scene.app.close().await;
}

#[tokio::test]
async fn replication_is_set_up_run_stopped_and_taken_away() {
    let scene = open().await;
    let at = scene.scope(OfferScope::Registry);
    scene.set(&at, None, Some(&copying("edge"))).await.unwrap();
    let read = scene.read(&at, RulePurpose::Replication).await.unwrap();
    assert_eq!(read.rules, [copying("edge")]);
    assert!(read.runs);
    assert_eq!(
        (read.places[0].id, read.places[0].name.as_str()),
        (4, "edge")
    );

    let of = RuleRunsAt {
        at: at.clone(),
        purpose: RulePurpose::Replication,
        rule: Some(copying("edge")),
    };
    let start = StartRuleRun {
        of: of.clone(),
        dry: false,
    };
    scene.app.start_rule_run(start).await.unwrap();
    let runs = scene.app.list_rule_runs(of.clone()).await.unwrap();
    assert_eq!(runs[0].state, RuleRunState::Running);
    assert_eq!(runs[0].tasks.unwrap().failed, 1);
    let run = RuleRunAt {
        of: of.clone(),
        run: runs[0].id,
    };
    let tasks = scene.app.list_rule_tasks(run.clone()).await.unwrap();
    let failed = tasks.iter().find(|task| task.state == RuleRunState::Failed);
    let task = RuleTaskAt {
        of: of.clone(),
        run: run.run,
        task: failed.unwrap().id,
    };
    let log = scene.app.read_rule_log(task).await.unwrap();
    assert!(log.text.contains("refused the manifest"), "{}", log.text);
    scene.app.stop_rule_run(run).await.unwrap();
    let runs = scene.app.list_rule_runs(of.clone()).await.unwrap();
    assert_eq!(runs[0].state, RuleRunState::Stopped);

    // Copying can't be tried, and nobody is told it was.
    let dry = StartRuleRun { of, dry: true };
    let refused = scene.app.start_rule_run(dry).await.unwrap_err();
    assert_eq!(refused.code, Code::Unsupported);

    scene.set(&at, Some(&copying("edge")), None).await.unwrap();
    assert!(scene.rules(&at, RulePurpose::Replication).await.is_empty());
    scene.set_back().await.unwrap();
    assert_eq!(
        scene.rules(&at, RulePurpose::Replication).await,
        [copying("edge")]
    );
    scene.app.close().await;
}

#[tokio::test]
async fn what_a_newer_harbor_keeps_of_a_policy_survives_a_change_of_it() {
    let scene = open().await;
    let at = scene.scope(OfferScope::Registry);
    scene.set(&at, None, Some(&copying("edge"))).await.unwrap();
    let harbor = &scene.vendor.rules().rules;
    harbor.note_on_replication("single_active_replication", &json!(true));
    let mut paused = copying("edge");
    if let VendorRule::HarborReplication { policy } = &mut paused {
        policy.enabled = false;
    }
    scene
        .set(&at, Some(&copying("edge")), Some(&paused))
        .await
        .unwrap();
    let kept = &harbor.replication()[0];
    assert_eq!(kept["single_active_replication"], true);
    assert_eq!(kept["enabled"], false);
    scene.app.close().await;
}
