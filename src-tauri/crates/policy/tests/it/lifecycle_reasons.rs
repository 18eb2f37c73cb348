//! Why images stay, and since when they go.

use jiff::SignedDuration;
use portolan_policy::lifecycle::{Action, Image, ImageStatus, Reason, Totals, Verdict};

use crate::sketch::{
    any, archived, archiving, days_ago, digest, image, judge, more_than, now, prefixed, pulled,
    pushed, reason_of, rule, tagged, transitioned, untagged, verdict_of,
};

#[test]
fn an_image_that_a_count_keeps_knows_its_place() {
    let images = [image("old", &["v1"], 3), image("new", &["v2"], 1)];
    let rules = [rule(4, tagged(&["v*"]), more_than(2))];
    let kept = |place| Reason::Kept {
        rule: 4,
        place,
        keeps: 2,
    };
    assert_eq!(reason_of(&rules, &images, "new"), kept(1));
    assert_eq!(reason_of(&rules, &images, "old"), kept(2));
}

#[test]
fn an_image_goes_since_the_push_that_made_it_one_too_many() {
    let images = [
        image("a", &[], 9),
        image("b", &[], 7),
        image("c", &[], 5),
        image("d", &[], 3),
    ];
    let rules = [rule(1, untagged(), more_than(2))];
    let taken = |days| Verdict::Taken {
        rule: 1,
        action: Action::Expire,
        since: days_ago(days),
    };
    assert_eq!(verdict_of(&rules, &images, "a"), taken(5));
    assert_eq!(verdict_of(&rules, &images, "b"), taken(3));
}

#[test]
fn an_image_is_taken_when_it_is_older_than_its_days_and_not_when_it_is_as_old() {
    let rules = [rule(1, any(), pushed(5))];
    let young = [image("as old", &[], 5)];
    assert_eq!(
        reason_of(&rules, &young, "as old"),
        Reason::TooYoung {
            rule: 1,
            due: now(),
            days: 0
        }
    );
    let older = Image {
        pushed_at: days_ago(5) - SignedDuration::from_nanos(1),
        ..image("older", &[], 5)
    };
    assert!(verdict_of(&rules, &[older], "older").deed().is_some());
}

#[test]
fn an_image_that_is_too_young_says_when_its_time_comes() {
    let almost = Image {
        pushed_at: days_ago(3) - SignedDuration::from_hours(1),
        ..image("almost", &[], 3)
    };
    assert_eq!(
        reason_of(
            &[rule(1, any(), pushed(5))],
            std::slice::from_ref(&almost),
            "almost"
        ),
        Reason::TooYoung {
            rule: 1,
            due: almost.pushed_at + SignedDuration::from_hours(5 * 24),
            days: 2
        }
    );
}

#[test]
fn a_stronger_rule_shields_what_it_keeps_and_names_what_from() {
    let images = [
        image("A", &["beta-1", "prod-1"], 10),
        image("B", &["beta-2", "prod-2"], 9),
        image("C", &["beta-3"], 8),
    ];
    let rules = [
        rule(10, tagged(&["prod*"]), more_than(1)),
        rule(20, tagged(&["beta*"]), more_than(1)),
    ];
    assert_eq!(
        reason_of(&rules, &images, "B"),
        Reason::Shielded { by: 10, from: 20 }
    );
}

#[test]
fn what_no_rule_selects_stays_for_that() {
    let images = [image("other", &["other"], 100)];
    let rules = [rule(1, prefixed(&["v"]), pushed(1))];
    assert_eq!(reason_of(&rules, &images, "other"), Reason::NoRule);
}

#[test]
fn a_child_of_an_active_index_stays_and_names_the_rule_that_would_take_it() {
    let mut index = image("index", &["v1"], 50);
    index.children = vec![digest("child"), digest("absent")];
    let rules = [rule(1, untagged(), pushed(30))];
    let images = [image("child", &[], 50), index.clone()];
    assert_eq!(
        reason_of(&rules, &images, "child"),
        Reason::ChildOf {
            index: digest("index"),
            from: Some(1)
        }
    );
    // "Without the manifest list being deleted or archived first."
    index.status = ImageStatus::Archived;
    let images = [image("child", &[], 50), index];
    assert!(verdict_of(&rules, &images, "child").deed().is_some());
}

#[test]
fn children_are_counted_though_they_are_spared() {
    let mut index = image("index", &["v1"], 1);
    index.children = vec![digest("child")];
    let images = [image("old", &[], 9), image("child", &[], 1), index];
    let rules = [rule(1, untagged(), more_than(1))];
    assert!(verdict_of(&rules, &images, "old").deed().is_some());
}

#[test]
fn signatures_follow_what_they_sign_whatever_rules_say_of_untagged_images() {
    let describing = |name, subject| Image {
        subject: Some(digest(subject)),
        ..image(name, &[], 90)
    };
    let images = [
        image("going", &["v1"], 9),
        image("staying", &["v2"], 1),
        describing("signature of going", "going"),
        describing("signature of that", "signature of going"),
        describing("signature of staying", "staying"),
        describing("orphan", "gone before"),
    ];
    let rules = [
        rule(1, tagged(&["v*"]), more_than(1)),
        rule(2, untagged(), pushed(30)),
    ];
    for name in ["signature of going", "signature of that"] {
        assert_eq!(
            verdict_of(&rules, &images, name),
            Verdict::Follows {
                subject: digest("going"),
                rule: 1,
                action: Action::Expire,
                since: days_ago(1)
            }
        );
    }
    assert_eq!(
        reason_of(&rules, &images, "signature of staying"),
        Reason::FollowsSubject {
            subject: digest("staying")
        }
    );
    assert_eq!(
        verdict_of(&rules, &images, "orphan").deed(),
        Some((2, Action::Expire))
    );
    assert_eq!(
        judge(&rules, &images).totals(),
        Totals {
            expire: 4,
            archive: 0,
            stay: 2
        }
    );
}

#[test]
fn claims_that_go_round_in_a_circle_end_the_search_and_nothing_else() {
    let circle: Vec<Image> = (0..3)
        .map(|number: u32| Image {
            subject: Some(digest(&((number + 1) % 3).to_string())),
            ..image(&number.to_string(), &[], 9)
        })
        .collect();
    let itself = Image {
        subject: Some(digest("itself")),
        children: vec![digest("itself")],
        ..image("itself", &[], 9)
    };
    let rules = [rule(1, untagged(), pushed(1))];
    assert_eq!(judge(&rules, &circle).verdicts.len(), 3);
    assert!(verdict_of(&rules, &[itself], "itself").deed().is_some());
}

#[test]
fn a_pull_postpones_archiving_and_so_does_coming_back() {
    let rules = [archiving(rule(1, any(), pulled(30)))];
    let never = image("never", &[], 40);
    let lately = Image {
        last_pulled_at: Some(days_ago(10)),
        ..image("lately", &[], 40)
    };
    let back = Image {
        last_pulled_at: Some(days_ago(90)),
        activated_at: Some(days_ago(5)),
        ..image("back", &[], 100)
    };
    let images = [never, lately, back];
    assert_eq!(
        verdict_of(&rules, &images, "never"),
        Verdict::Taken {
            rule: 1,
            action: Action::Archive,
            since: days_ago(10)
        }
    );
    let due = |name| match reason_of(&rules, &images, name) {
        Reason::TooYoung { days, .. } => days,
        other => panic!("{other:?}"),
    };
    assert_eq!((due("lately"), due("back")), (20, 25));
}

#[test]
fn a_restored_image_counts_as_young_as_its_return() {
    let restored = Image {
        activated_at: Some(days_ago(1)),
        ..image("restored", &[], 400)
    };
    let images = [restored, image("pushed", &[], 20)];
    let rules = [rule(1, any(), more_than(1))];
    assert!(verdict_of(&rules, &images, "pushed").deed().is_some());
}

#[test]
fn archiving_and_then_expiring_are_two_rules_for_any_image_that_do_not_meet() {
    let rules = [
        archiving(rule(1, any(), pulled(90))),
        rule(2, any(), transitioned(365)),
    ];
    let images = [
        image("unused", &["v1"], 91),
        archived("kept", &["v0"], 200),
        archived("gone", &[], 366),
        Image {
            status: ImageStatus::Activating,
            ..archived("coming", &[], 400)
        },
        Image {
            archived_at: None,
            ..archived("unknown", &[], 400)
        },
    ];
    let deed = |name| verdict_of(&rules, &images, name).deed();
    assert_eq!(deed("unused"), Some((1, Action::Archive)));
    assert_eq!(deed("gone"), Some((2, Action::Expire)));
    assert!(matches!(
        reason_of(&rules, &images, "kept"),
        Reason::TooYoung {
            rule: 2,
            days: 165,
            ..
        }
    ));
    assert_eq!(reason_of(&rules, &images, "coming"), Reason::Restoring);
    assert_eq!(
        reason_of(&rules, &images, "unknown"),
        Reason::TimeUnknown { rule: 2 }
    );
}

#[test]
fn a_number_of_days_beyond_the_end_of_time_keeps_everything() {
    let rules = [rule(1, any(), pushed(u32::MAX))];
    assert!(matches!(
        reason_of(&rules, &[image("old", &[], 9_000)], "old"),
        Reason::TooYoung { .. }
    ));
}
