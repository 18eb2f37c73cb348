//! Vendors' robots: made, permitted, switched off, given other secrets and deleted; their secrets kept nowhere.

use http::Method;
use portolan_contract::{
    ActivityDeed, ActivityState, Code, CreateRobot, Failure, Hint, ListActivities, ListRobots,
    OfferScope, RobotAt, RobotChange, RobotList, RobotPermission, RobotSecret, ScopeAt, SetBack,
    SetRobotPermissions, SwitchRobot,
};
use portolan_tests::{Answer, vendors::VendorRules};
use serde_json::json;
use std::sync::atomic::Ordering;

use super::{Scene, harbor, namespace, quay};
use crate::secrets::{every_file, holds};

fn may(on: &str, actions: &[&str]) -> RobotPermission {
    RobotPermission {
        on: on.to_owned(),
        actions: actions.iter().map(ToString::to_string).collect(),
    }
}

async fn create<Rules: VendorRules>(
    scene: &Scene<Rules>,
    at: ScopeAt,
    permissions: &[RobotPermission],
) -> Result<RobotSecret, Failure> {
    let request = CreateRobot {
        at,
        name: "ci".to_owned(),
        description: "for the pipeline".to_owned(),
        days: None,
        permissions: permissions.to_vec(),
    };
    scene.app.create_robot(request).await
}

async fn list<Rules: VendorRules>(scene: &Scene<Rules>, scope: OfferScope) -> RobotList {
    let at = scene.at(scope);
    scene.app.list_robots(ListRobots { at }).await.unwrap()
}

/// What Activity has of robots, newest first, and which can be set back by its id.
async fn changes<Rules: VendorRules>(scene: &Scene<Rules>) -> Vec<(SetBack, RobotChange)> {
    let asked = ListActivities {
        connection: Some(scene.connection.clone()),
        offset: 0,
        limit: 50,
    };
    let rows = scene.app.list_activities(asked).await.unwrap().rows;
    let of_robots = rows.into_iter().filter_map(|row| match row.deed {
        ActivityDeed::Robot { change, .. } if row.state == ActivityState::Done => {
            Some((SetBack { activity: row.id }, change))
        }
        _ => None,
    });
    of_robots.collect()
}

/// Looks for secrets in every file of the home.
fn are_kept_nowhere<Rules>(scene: &Scene<Rules>, secrets: &[String]) {
    let mut files = Vec::new();
    every_file(scene.home.root(), &mut files);
    assert!(!files.is_empty() && !secrets.is_empty());
    for secret in secrets {
        for (path, bytes) in &files {
            assert!(!holds(bytes, secret.as_bytes()), "{path} has {secret}");
        }
    }
}

#[tokio::test]
async fn a_robot_of_a_harbors_project_lives_and_its_secrets_are_in_no_file() {
    let scene = harbor().await;
    let at = scene.at(namespace("library"));
    let pull = [may("library", &["repository:pull"])];
    let made = create(&scene, at.clone(), &pull).await.unwrap();
    assert_eq!(made.user, "robot$library+ci");
    assert!(made.secret.starts_with("harbor-robot-secret-") && made.problem.is_none());

    let listed = list(&scene, namespace("library")).await;
    let [robot] = listed.robots.as_slice() else {
        panic!("{:?}", listed.robots);
    };
    assert_eq!((robot.ends, robot.is_on), (None, Some(true)));
    assert_eq!(robot.permissions, pull);
    assert_eq!(listed.rules.only_on.as_deref(), Some("library"));
    assert!(list(&scene, OfferScope::Registry).await.robots.is_empty());

    let of = RobotAt {
        at,
        id: robot.id.clone(),
        user: robot.user.clone(),
    };
    let renewed = scene.app.renew_robot_secret(of.clone()).await.unwrap();
    assert_ne!(renewed.secret, made.secret);
    let off = SwitchRobot {
        of: of.clone(),
        is_on: false,
    };
    scene.app.switch_robot(off).await.unwrap();
    let both = [may("library", &["repository:pull", "repository:push"])];
    let permit = SetRobotPermissions {
        of: of.clone(),
        before: pull.to_vec(),
        after: both.to_vec(),
    };
    scene
        .app
        .set_robot_permissions(permit.clone())
        .await
        .unwrap();
    // What was shown is otherwise by now.
    let stale = scene.app.set_robot_permissions(permit).await.unwrap_err();
    assert_eq!(stale.code, Code::Conflict);
    let robot = &list(&scene, namespace("library")).await.robots[0];
    assert_eq!(
        (robot.is_on, robot.permissions.as_slice()),
        (Some(false), both.as_slice())
    );

    // Both are set back from Activity; that a secret was renewed is not.
    for (back, change) in changes(&scene).await {
        let done = scene.app.set_back(back).await;
        let can_be = !matches!(change, RobotChange::Created | RobotChange::SecretRenewed);
        assert_eq!(done.is_ok(), can_be, "{change:?}: {done:?}");
    }
    let robot = &list(&scene, namespace("library")).await.robots[0];
    assert_eq!(
        (robot.is_on, robot.permissions.as_slice()),
        (Some(true), pull.as_slice())
    );

    scene.app.delete_robot(of).await.unwrap();
    assert!(list(&scene, namespace("library")).await.robots.is_empty());
    scene.app.close().await;
    are_kept_nowhere(&scene, &scene.vendor.rules().administration.secrets());
}

#[tokio::test]
async fn robots_of_the_whole_harbor_need_a_right_that_is_named_where_it_is_missing() {
    let scene = harbor().await;
    let administration = &scene.vendor.rules().administration;
    administration
        .is_for_projects_only
        .store(true, Ordering::Relaxed);
    let at = scene.at(OfferScope::Registry);
    let refused = scene.app.list_robots(ListRobots { at: at.clone() }).await;
    let is_named = |failure: Failure, right: &str| match failure.hint {
        Some(Hint::MissingPermission { scope, .. }) => assert_eq!(scope, right),
        other => panic!("{other:?}"),
    };
    is_named(refused.unwrap_err(), "robot:list (system)");
    let everywhere = [may("*", &["repository:pull"]), may("/", &["project:list"])];
    let refused = create(&scene, at.clone(), &everywhere).await;
    is_named(refused.unwrap_err(), "robot:create (system)");

    administration
        .is_for_projects_only
        .store(false, Ordering::Relaxed);
    create(&scene, at, &everywhere).await.unwrap();
    let listed = list(&scene, OfferScope::Registry).await;
    assert_eq!(listed.robots[0].permissions, everywhere);
    assert_eq!(
        administration.robots()[0]["permissions"][1]["kind"],
        "system"
    );
    scene.app.close().await;
}

#[tokio::test]
async fn what_a_harbor_refuses_of_a_robot_is_said_and_written_down_as_failed() {
    let scene = harbor().await;
    let at = scene.at(namespace("library"));
    let refused = create(&scene, at, &[]).await.unwrap_err();
    assert!(refused.detail.contains("empty permission"), "{refused:?}");
    assert!(scene.vendor.rules().administration.robots().is_empty());
    assert!(changes(&scene).await.is_empty());
    scene.app.close().await;
}

#[tokio::test]
async fn a_robot_without_its_secret_is_an_error_and_no_empty_secret() {
    let scene = harbor().await;
    let odd = Answer::json(201, &json!({ "id": "one", "name": 7 }));
    scene.vendor.fail(Method::POST, "/api/v2.0/robots", odd);
    let at = scene.at(namespace("library"));
    let failed = create(&scene, at, &[may("library", &["repository:pull"])]).await;
    assert_eq!(failed.unwrap_err().code, Code::Unexpected);
    scene.app.close().await;
}

#[tokio::test]
async fn a_robot_of_quay_has_a_role_on_each_repository_and_its_tokens_are_in_no_file() {
    let scene = quay().await;
    let at = scene.at(namespace("acme"));
    let first = [may("acme/app", &["write"]), may("acme/tool", &["read"])];
    let made = create(&scene, at.clone(), &first).await.unwrap();
    assert_eq!(made.user, "acme+ci");
    let listed = list(&scene, namespace("acme")).await;
    // The list names the repositories; their roles are asked for one robot at a time.
    assert_eq!(listed.robots[0].permissions[0], may("acme/app", &[]));
    assert!(listed.rules.is_one_each && !listed.rules.is_switched && !listed.rules.ends);
    let of = RobotAt {
        at,
        id: listed.robots[0].id.clone(),
        user: made.user.clone(),
    };
    let roles = scene.app.read_robot_permissions(of.clone()).await.unwrap();
    assert_eq!(roles, first);

    let after = [may("acme/app", &["admin"])];
    let permit = SetRobotPermissions {
        of: of.clone(),
        before: roles,
        after: after.to_vec(),
    };
    scene.app.set_robot_permissions(permit).await.unwrap();
    let roles = scene.app.read_robot_permissions(of.clone()).await.unwrap();
    assert_eq!(roles, after);
    let renewed = scene.app.renew_robot_secret(of.clone()).await.unwrap();
    assert_ne!(renewed.secret, made.secret);
    let again = create(&scene, of.at.clone(), &[]).await.unwrap_err();
    assert!(again.detail.contains("Existing robot"), "{again:?}");
    scene.app.delete_robot(of).await.unwrap();
    assert!(list(&scene, namespace("acme")).await.robots.is_empty());
    scene.app.close().await;
    are_kept_nowhere(&scene, &scene.vendor.rules().administration.tokens());
}

#[tokio::test]
async fn a_robot_of_quay_that_lacks_a_role_is_made_all_the_same_with_its_token_and_the_reason() {
    let scene = quay().await;
    let at = scene.at(namespace("acme"));
    let nowhere = [may("acme/nowhere", &["read"]), may("acme/app", &["read"])];
    let made = create(&scene, at.clone(), &nowhere).await.unwrap();
    assert!(!made.secret.is_empty());
    assert_eq!(made.problem.map(|it| it.code), Some(Code::NotFound));
    let robots = list(&scene, namespace("acme")).await.robots;
    assert_eq!(robots[0].permissions, [may("acme/app", &[])]);
    scene.app.close().await;
}
