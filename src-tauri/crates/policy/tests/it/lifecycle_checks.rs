//! What ECR would refuse is complained of, all at once, each with its rule and member.

use portolan_policy::lifecycle::{
    Complaint, Expected, PolicyDraft, Problem, RuleAt, RuleDraft, TEXT_LIMITS, read,
};
use serde_json::{Value, json};

use crate::sketch::{
    any, archiving, more_than, prefixed, pulled, pushed, rule, tagged, transitioned, untagged,
};

/// Path and problem of every complaint about these rules.
fn complaints(rules: &[Value]) -> Vec<(String, Problem)> {
    let text = json!({ "rules": rules }).to_string();
    let found = read(&text).complaints;
    found.into_iter().map(|it| (it.path, it.problem)).collect()
}

/// A rule with one member set, or removed where it is null.
fn with(mut rule: Value, object: &str, member: &str, value: Value) -> Value {
    let object = if object.is_empty() {
        &mut rule
    } else {
        &mut rule[object]
    };
    if value.is_null() {
        object.as_object_mut().unwrap().remove(member);
    } else {
        object[member] = value;
    }
    rule
}

#[test]
fn each_rule_of_the_guide_that_one_rule_can_break_has_its_complaint() {
    let plain = || rule(1, any(), more_than(1));
    let by_age = || rule(1, any(), pushed(14));
    let in_archive = || rule(1, any(), transitioned(365));
    let to_archive = || archiving(rule(1, any(), pulled(90)));
    let selection = |rule, member, value| with(rule, "selection", member, value);
    let action = |rule, member, value| with(rule, "action", member, value);
    let one_of = |found: &str, words| Problem::NotOneOf {
        found: found.to_owned(),
        words,
    };
    let cases = [
        // 1. Priorities.
        (
            with(plain(), "", "rulePriority", json!(0)),
            "rulePriority",
            Problem::NumberOutOfRange,
        ),
        (
            with(plain(), "", "rulePriority", json!(null)),
            "rulePriority",
            Problem::Missing,
        ),
        (
            with(plain(), "", "rulePriority", json!("1")),
            "rulePriority",
            Problem::WrongType {
                expected: Expected::WholeNumber,
            },
        ),
        (
            with(plain(), "", "rulePriority", json!(1.5)),
            "rulePriority",
            Problem::WrongType {
                expected: Expected::WholeNumber,
            },
        ),
        (
            with(plain(), "", "selection", json!([])),
            "selection",
            Problem::WrongType {
                expected: Expected::Object,
            },
        ),
        (
            with(plain(), "", "description", json!(5)),
            "description",
            Problem::WrongType {
                expected: Expected::Text,
            },
        ),
        // 2. Tags.
        (
            selection(plain(), "tagStatus", json!("tagged")),
            "selection.tagPatternList",
            Problem::ListMissing,
        ),
        (
            selection(plain(), "tagStatus", json!("all")),
            "selection.tagStatus",
            one_of("all", &["tagged", "untagged", "any"]),
        ),
        (
            selection(
                rule(1, tagged(&["a*"]), more_than(1)),
                "tagPrefixList",
                json!(["a"]),
            ),
            "selection.tagPrefixList",
            Problem::BothLists,
        ),
        (
            selection(plain(), "tagPrefixList", json!(["a"])),
            "selection.tagPrefixList",
            Problem::ListUnwanted,
        ),
        (
            selection(
                rule(1, untagged(), more_than(1)),
                "tagPatternList",
                json!(["a"]),
            ),
            "selection.tagPatternList",
            Problem::ListUnwanted,
        ),
        (
            rule(1, tagged(&[]), more_than(1)),
            "selection.tagPatternList",
            Problem::EmptyList,
        ),
        (
            rule(1, prefixed(&["a", ""]), more_than(1)),
            "selection.tagPrefixList[1]",
            Problem::EmptyEntry,
        ),
        (
            rule(
                1,
                tagged(&["*test*1*2*3", "test*1*2*3*4*5*6"]),
                more_than(1),
            ),
            "selection.tagPatternList[1]",
            Problem::TooManyWildcards { has: 6 },
        ),
        (
            selection(
                rule(1, tagged(&["a"]), more_than(1)),
                "tagPatternList",
                json!("a"),
            ),
            "selection.tagPatternList",
            Problem::WrongType {
                expected: Expected::List,
            },
        ),
        // 3. Counts.
        (
            selection(plain(), "countUnit", json!("days")),
            "selection.countUnit",
            Problem::UnitUnwanted,
        ),
        (
            selection(by_age(), "countUnit", json!(null)),
            "selection.countUnit",
            Problem::UnitMissing,
        ),
        (
            selection(by_age(), "countUnit", json!("weeks")),
            "selection.countUnit",
            one_of("weeks", &["days"]),
        ),
        (
            selection(plain(), "countType", json!(null)),
            "selection.countType",
            Problem::Missing,
        ),
        (
            selection(plain(), "countNumber", json!(0)),
            "selection.countNumber",
            Problem::NumberOutOfRange,
        ),
        (
            selection(plain(), "countNumber", json!(5_000_000_000_u64)),
            "selection.countNumber",
            Problem::NumberOutOfRange,
        ),
        // 4. What goes with which count.
        (
            rule(1, any(), pulled(90)),
            "action.type",
            Problem::PulledOnlyTransitions,
        ),
        (
            archiving(in_archive()),
            "action.type",
            Problem::TransitionedOnlyExpires,
        ),
        (
            selection(in_archive(), "storageClass", json!(null)),
            "selection.storageClass",
            Problem::ArchiveNeeded,
        ),
        (
            selection(in_archive(), "storageClass", json!("standard")),
            "selection.storageClass",
            Problem::ArchiveNeeded,
        ),
        (
            selection(in_archive(), "countNumber", json!(89)),
            "selection.countNumber",
            Problem::ArchivedTooShortly,
        ),
        (
            selection(plain(), "storageClass", json!("archive")),
            "selection.storageClass",
            Problem::ArchiveUnwanted,
        ),
        (
            selection(by_age(), "storageClass", json!("archive")),
            "selection.storageClass",
            Problem::ArchiveUnwanted,
        ),
        (
            selection(to_archive(), "storageClass", json!("archive")),
            "selection.storageClass",
            Problem::ArchiveUnwanted,
        ),
        // 5. Actions.
        (
            action(plain(), "type", json!(null)),
            "action.type",
            Problem::Missing,
        ),
        (
            action(plain(), "type", json!("delete")),
            "action.type",
            one_of("delete", &["expire", "transition"]),
        ),
        (
            action(plain(), "targetStorageClass", json!("archive")),
            "action.targetStorageClass",
            Problem::TargetUnwanted,
        ),
        (
            action(to_archive(), "targetStorageClass", json!(null)),
            "action.targetStorageClass",
            Problem::TargetMissing,
        ),
        (
            action(to_archive(), "targetStorageClass", json!("standard")),
            "action.targetStorageClass",
            Problem::TargetNotArchive,
        ),
    ];
    for (rule, member, problem) in cases {
        let expected = [(format!("$.rules[0].{member}"), problem)];
        assert_eq!(
            complaints(std::slice::from_ref(&rule)),
            expected,
            "{rule:#}"
        );
    }
}

#[test]
fn rules_that_can_not_stand_together_are_complained_of_at_the_later_one() {
    let at = |index: usize, member: &str| format!("$.rules[{index}].{member}");
    let cases = [
        (
            vec![
                rule(5, tagged(&["a"]), more_than(1)),
                rule(5, tagged(&["b"]), more_than(1)),
            ],
            at(1, "rulePriority"),
            Problem::DuplicatePriority { other: 0 },
        ),
        // 6. A rule for any image comes last in its class.
        (
            vec![
                rule(1, any(), more_than(1)),
                rule(2, untagged(), more_than(1)),
            ],
            at(0, "rulePriority"),
            Problem::AnyNotLast { last: 2 },
        ),
        (
            vec![rule(1, any(), more_than(1)), rule(7, any(), pushed(2))],
            at(0, "rulePriority"),
            Problem::AnyNotLast { last: 7 },
        ),
        // 7. The same tags, in whatever order, and a second rule for untagged images.
        (
            vec![
                rule(1, tagged(&["a*", "b*"]), more_than(1)),
                rule(2, tagged(&["b*", "a*"]), pushed(9)),
            ],
            at(1, "selection.tagPatternList"),
            Problem::DuplicateTags { other: 0 },
        ),
        (
            vec![
                rule(2, prefixed(&["a"]), more_than(1)),
                rule(1, prefixed(&["a"]), pushed(9)),
            ],
            at(1, "selection.tagPrefixList"),
            Problem::DuplicateTags { other: 0 },
        ),
        (
            vec![
                rule(1, untagged(), more_than(1)),
                rule(2, untagged(), pushed(9)),
            ],
            at(1, "selection.tagStatus"),
            Problem::DuplicateUntagged { other: 0 },
        ),
    ];
    for (rules, path, problem) in cases {
        assert_eq!(complaints(&rules), [(path, problem)], "{rules:#?}");
    }
}

#[test]
fn what_clashes_within_a_storage_class_does_not_between_two() {
    for (standard, archive) in [(any(), any()), (untagged(), untagged())] {
        let rules = [
            archiving(rule(1, standard, pulled(30))),
            rule(2, archive, transitioned(90)),
        ];
        assert_eq!(complaints(&rules), []);
    }
    // Sharing some tags is no clash.
    let rules = [
        rule(1, tagged(&["a*"]), more_than(1)),
        rule(2, tagged(&["a*", "b*"]), more_than(1)),
        rule(9, any(), more_than(1)),
    ];
    assert_eq!(complaints(&rules), []);
}

#[test]
fn the_samples_of_the_guide_are_taken() {
    for sample in [
        rule(1, tagged(&["prod*"]), pushed(14)),
        rule(1, untagged(), more_than(1)),
        archiving(rule(1, any(), pulled(90))),
        rule(1, any(), transitioned(365)),
        archiving(rule(1, tagged(&["prod*"]), pushed(30))),
    ] {
        assert_eq!(complaints(&[sample]), []);
    }
}

#[test]
fn a_policy_has_one_rule_to_fifty_and_a_text_of_its_length() {
    let rules = |count: u32| -> Vec<Value> {
        (1..=count)
            .map(|number| {
                rule(
                    number,
                    tagged(&[&format!("v{number}-*")]),
                    more_than(number),
                )
            })
            .collect()
    };
    assert_eq!(complaints(&rules(50)), []);
    assert_eq!(
        complaints(&rules(51)),
        [("$.rules".to_owned(), Problem::TooManyRules { has: 51 })]
    );
    assert_eq!(complaints(&[]), [("$.rules".to_owned(), Problem::NoRules)]);
    let long = with(
        rules(1).remove(0),
        "",
        "description",
        json!("é".repeat(30_720)),
    );
    assert!(matches!(
        complaints(&[long])[0],
        (_, Problem::TextLength { has: 30_721.. })
    ));
}

#[test]
fn the_shortest_policy_is_long_enough_for_ecr() {
    let shortest = json!({ "rules": [rule(1, any(), more_than(1))] }).to_string();
    assert!(TEXT_LIMITS.contains(&shortest.len()), "{shortest}");
}

#[test]
fn everything_that_is_wrong_is_said_at_once_each_with_its_rule() {
    let rules = [
        rule(3, any(), more_than(0)),
        with(
            rule(7, untagged(), pulled(9)),
            "selection",
            "countUnit",
            json!(null),
        ),
        json!("no rule"),
    ];
    let found = read(&json!({ "rules": rules }).to_string()).complaints;
    let complaint = |index: usize, priority: Option<i64>, member: &str, problem| Complaint {
        rule: Some(RuleAt { index, priority }),
        path: format!("$.rules[{index}]{member}"),
        problem,
    };
    assert_eq!(
        found,
        [
            complaint(
                0,
                Some(3),
                ".selection.countNumber",
                Problem::NumberOutOfRange
            ),
            complaint(0, Some(3), ".rulePriority", Problem::AnyNotLast { last: 7 }),
            complaint(1, Some(7), ".selection.countUnit", Problem::UnitMissing),
            complaint(1, Some(7), ".action.type", Problem::PulledOnlyTransitions),
            complaint(
                2,
                None,
                "",
                Problem::WrongType {
                    expected: Expected::Object
                }
            ),
        ]
    );
    assert_eq!(
        found[2].to_string(),
        "rule 7, $.rules[1].selection.countUnit: a time has a unit; add countUnit: days"
    );
}

#[test]
fn what_is_no_json_is_said_with_its_place() {
    let found = read("{\n  \"rules\": [,]\n}").complaints;
    let [Complaint { path, problem, .. }] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(path, "$");
    assert!(
        matches!(problem, Problem::Syntax { line: 2, .. }),
        "{problem}"
    );
    for (text, path) in [
        ("[]", "$"),
        ("{}", "$.rules"),
        (r#"{"rules":{}}"#, "$.rules"),
    ] {
        assert_eq!(read(text).complaints[0].path, path, "{text}");
    }
}

#[test]
fn unknown_members_and_nulls_are_doubted_and_not_written_back() {
    let mut noted = rule(1, any(), more_than(1));
    noted["note"] = json!("mine");
    noted["selection"]["tagPatternList"] = json!(null);
    noted["action"]["targetStorageClass"] = json!(null);
    let reading = read(&json!({ "rules": [noted], "Version": "1" }).to_string());
    assert_eq!(reading.complaints, []);
    let doubts: Vec<(&str, &Problem)> = reading
        .doubts
        .iter()
        .map(|it| (it.path.as_str(), &it.problem))
        .collect();
    assert_eq!(
        doubts,
        [
            ("$.Version", &Problem::UnknownMember),
            ("$.rules[0].note", &Problem::UnknownMember),
            ("$.rules[0].selection.tagPatternList", &Problem::Null),
            ("$.rules[0].action.targetStorageClass", &Problem::Null),
        ]
    );
    let written: Value = serde_json::from_str(&reading.policy().unwrap().to_text()).unwrap();
    assert_eq!(written, json!({ "rules": [rule(1, any(), more_than(1))] }));
}

#[test]
fn what_is_taken_and_yet_can_not_be_meant_is_doubted() {
    let rules = [
        rule(1, prefixed(&["v", "rc*"]), more_than(1)),
        rule(2, prefixed(&["prod"]), more_than(1)),
        rule(3, tagged(&["prod*"]), pushed(1)),
        rule(4, tagged(&["a b", "fine*"]), pushed(1)),
    ];
    let reading = read(&json!({ "rules": rules }).to_string());
    assert_eq!(reading.complaints, []);
    let doubts: Vec<(&str, &Problem)> = reading
        .doubts
        .iter()
        .map(|it| (it.path.as_str(), &it.problem))
        .collect();
    assert_eq!(
        doubts,
        [
            (
                "$.rules[0].selection.tagPrefixList[1]",
                &Problem::WildcardInPrefix
            ),
            ("$.rules[2].selection", &Problem::Shadowed { by: 1 }),
            (
                "$.rules[3].selection.tagPatternList[0]",
                &Problem::NeverMatches
            ),
        ]
    );
}

#[test]
fn a_draft_is_written_in_one_order_with_what_it_has() {
    let draft = PolicyDraft {
        rules: vec![RuleDraft {
            priority: Some(2),
            tag_status: None,
            tag_patterns: Some(vec!["v*".to_owned()]),
            ..RuleDraft::default()
        }],
    };
    let text = draft.to_text();
    assert_eq!(
        text,
        r#"{
  "rules": [
    {
      "rulePriority": 2,
      "selection": {
        "tagPatternList": [
          "v*"
        ]
      },
      "action": {}
    }
  ]
}"#
    );
    assert_eq!(read(&text).draft, draft);
}

#[test]
fn a_policy_that_is_too_long_for_reading_is_written_without_spaces() {
    let rules: Vec<Value> = (1..=50)
        .map(|number| {
            let names: Vec<String> = (0..25).map(|it| format!("team-{number}-{it}-*")).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            rule(number, tagged(&names), more_than(1))
        })
        .collect();
    let text = json!({ "rules": rules }).to_string();
    let written = read(&text).policy().unwrap().to_text();
    assert!(!written.contains('\n') && written.len() <= 30_720);
}
