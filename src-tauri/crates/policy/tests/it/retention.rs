//! What Portolan's own rules mean, case by case; the examples of ECR's guide come out as they do there.

use portolan_oci::Digest;
use portolan_policy::{
    lifecycle,
    retention::{
        self, Evaluation, Image, Leader, Links, NotInEcr, Problem, Pulls, Reason, Snapshot, Use,
        Verdict, evaluate, read, to_ecr,
    },
};
use serde_json::{Value, json};

use crate::{
    lifecycle_vectors::examples,
    sketch::{any, archiving, days_ago, digest, more_than, now, pushed, rule, tagged, untagged},
};

/// An image without ties, pushed and built so many days ago.
fn image(name: &str, tags: &[&str], days: i64) -> Image {
    Image {
        digest: digest(name),
        tags: tags.iter().map(|tag| tag.parse().unwrap()).collect(),
        pushed_at: Some(days_ago(days)),
        seen_at: None,
        created_at: Some(days_ago(days)),
        pulls: Pulls::Unknown,
        status: lifecycle::ImageStatus::Active,
        archived_at: None,
        activated_at: None,
        links: Links::Read {
            children: Vec::new(),
            subjects: Vec::new(),
        },
    }
}

fn index(name: &str, tags: &[&str], days: i64, children: &[&str]) -> Image {
    let links = Links::Read {
        children: children.iter().map(|child| digest(child)).collect(),
        subjects: Vec::new(),
    };
    Image {
        links,
        ..image(name, tags, days)
    }
}

fn referrer(name: &str, days: i64, subject: &str) -> Image {
    let links = Links::Read {
        children: Vec::new(),
        subjects: vec![digest(subject)],
    };
    Image {
        links,
        ..image(name, &[], days)
    }
}

fn whole(images: Vec<Image>) -> Snapshot {
    Snapshot {
        images,
        untagged_known: true,
        ..Snapshot::default()
    }
}

fn judge(document: &Value, snapshot: &Snapshot) -> Evaluation {
    judge_used(document, snapshot, &[])
}

fn judge_used(document: &Value, snapshot: &Snapshot, uses: &[Use]) -> Evaluation {
    let reading = read(&document.to_string());
    assert_eq!(reading.complaints, [], "{document}");
    evaluate(reading.policy().unwrap(), snapshot, uses, now())
}

fn of(rules: &[Value]) -> Value {
    json!({ "rules": rules })
}

fn per_tag(rules: &[Value]) -> Value {
    json!({ "per": "tag", "rules": rules })
}

fn versions(keeps: u32) -> Value {
    json!({ "countType": "versionCountMoreThan", "countNumber": keeps })
}

fn created(days: u32) -> Value {
    json!({ "countType": "sinceImageCreated", "countUnit": "days", "countNumber": days })
}

/// The names of what goes, in their order.
fn gone(document: &Value, snapshot: &Snapshot, names: &[&str]) -> String {
    let evaluation = judge(document, snapshot);
    let verdicts = evaluation.verdicts.iter();
    let named = names.iter().zip(verdicts).filter(|(_, it)| it.goes());
    named.map(|(name, _)| *name).collect()
}

fn problems(document: &Value) -> Vec<(String, Problem)> {
    let reading = read(&document.to_string());
    let all = reading.complaints.into_iter().chain(reading.doubts);
    all.map(|it| (it.path, it.problem)).collect()
}

#[test]
fn the_examples_of_ecrs_guide_come_out_as_it_says() {
    for example in examples() {
        let images = example
            .images
            .iter()
            .map(|(name, tags, days)| image(name, tags, *days));
        let names: Vec<&str> = example.images.iter().map(|(name, ..)| *name).collect();
        let snapshot = whole(images.collect());
        let found = gone(&of(&example.rules), &snapshot, &names);
        assert_eq!(found, example.expired, "{}", example.name);
    }
}

#[test]
fn the_last_versions_of_each_minor_stay_and_variants_are_counted_apart() {
    let tags = [
        "1.26.0",
        "1.26.1",
        "1.27.2",
        "v1.27.9",
        "1.27.10",
        "1.27.9-alpine",
        "1.27",
        "latest",
    ];
    let images = tags.iter().map(|tag| image(tag, &[*tag], 1)).collect();
    let document = of(&[rule(1, json!({ "tagStatus": "tagged" }), versions(1))]);
    let evaluation = judge(&document, &whole(images));
    let gone: Vec<&str> = tags
        .iter()
        .zip(&evaluation.verdicts)
        .filter(|(_, verdict)| verdict.goes())
        .map(|(tag, _)| *tag)
        .collect();
    assert_eq!(gone, ["1.26.0", "1.27.2", "v1.27.9"]);
    let no_version = Verdict::Stays(Reason::NoVersion { rule: 1 });
    assert_eq!(evaluation.verdicts[6..], [no_version.clone(), no_version]);
}

#[test]
fn an_image_goes_with_its_last_tag_where_rules_are_about_tags() {
    let snapshot = whole(vec![
        image("a", &["pr-1", "pr-2"], 9),
        image("b", &["pr-3", "1.0"], 9),
        image("c", &["pr-4"], 1),
    ]);
    let document = per_tag(&[rule(7, tagged(&["pr-*"]), pushed(5))]);
    let found = judge(&document, &snapshot).verdicts;
    assert!(found[0].goes());
    let lost = vec![("pr-3".parse().unwrap(), 7)];
    assert_eq!(found[1], Verdict::LosesTags { tags: lost });
    assert!(matches!(
        found[2],
        Verdict::Stays(Reason::TooYoung {
            rule: 7,
            days: 4,
            ..
        })
    ));
}

#[test]
fn expressions_are_of_whole_tags_and_exclusions_spare_an_image_with_any_such_tag() {
    let snapshot = whole(vec![
        image("a", &["build-12"], 9),
        image("b", &["build-12-x"], 9),
        image("c", &["build-13", "keep"], 9),
    ]);
    let selection = json!({
        "tagStatus": "tagged",
        "tagRegexList": [r"build-\d+"],
        "excludeTagPatternList": ["keep*"],
    });
    let document = of(&[rule(1, selection, pushed(5))]);
    assert_eq!(gone(&document, &snapshot, &["a", "b", "c"]), "a");
}

#[test]
fn an_index_that_stays_keeps_its_children_and_one_that_goes_takes_those_that_nobody_needs() {
    let snapshot = whole(vec![
        index("old", &["1.0"], 9, &["only", "both", "tagged"]),
        index("new", &["2.0"], 1, &["both"]),
        image("only", &[], 9),
        image("both", &[], 9),
        image("tagged", &["amd64"], 1),
    ]);
    let document = of(&[rule(1, any(), pushed(5))]);
    let found = judge(&document, &snapshot).verdicts;
    assert!(found[0].goes() && found[2].goes());
    assert_eq!(
        found[3],
        Verdict::Stays(Reason::ChildOf {
            index: digest("new"),
            from: Some(1)
        })
    );
    assert!(matches!(found[4], Verdict::Stays(Reason::TooYoung { .. })));
    // A child that no rule selects goes along all the same.
    let document = of(&[rule(1, tagged(&["1.*"]), pushed(5))]);
    let found = judge(&document, &snapshot).verdicts;
    let leader = Leader::Index(digest("old"));
    assert_eq!(found[2], Verdict::Follows { leader, rule: 1 });
    // Unless the registry does not tell whether something else needs it.
    let blind = Snapshot {
        untagged_known: false,
        ..snapshot
    };
    let found = judge(&document, &blind).verdicts;
    assert!(found[0].goes() && !found[2].goes());
}

#[test]
fn a_signature_goes_with_its_image_and_never_alone() {
    let snapshot = whole(vec![
        image("old", &["1.0"], 9),
        referrer("its signature", 9, "old"),
        image("new", &["2.0"], 1),
        referrer("another", 9, "new"),
        referrer("of nobody", 9, "gone"),
    ]);
    let document = of(&[rule(1, any(), pushed(5))]);
    let found = judge(&document, &snapshot).verdicts;
    let leader = Leader::Subject(digest("old"));
    assert_eq!(found[1], Verdict::Follows { leader, rule: 1 });
    let subject = digest("new");
    assert_eq!(found[3], Verdict::Stays(Reason::FollowsSubject { subject }));
    assert!(found[4].goes());
}

#[test]
fn what_is_in_use_stays_with_what_it_is_a_part_of() {
    let used = |text: &str, tag: Option<&str>, digest: Option<Digest>| Use {
        text: text.to_owned(),
        tag: tag.map(|tag| tag.parse().unwrap()),
        digest,
    };
    let snapshot = whole(vec![
        index("a", &["1.0"], 9, &["amd64", "arm64"]),
        image("amd64", &[], 9),
        image("arm64", &[], 9),
        image("b", &["1.1"], 9),
        image("c", &["1.2"], 9),
    ]);
    let uses = [
        used("by digest", None, Some(digest("amd64"))),
        used("app:1.1", Some("1.1"), None),
    ];
    let document = of(&[rule(1, any(), pushed(5))]);
    let found = judge_used(&document, &snapshot, &uses).verdicts;
    let gone: Vec<bool> = found.iter().map(Verdict::goes).collect();
    assert_eq!(gone, [false, false, false, false, true]);
    let text = "by digest".to_owned();
    assert_eq!(found[0], Verdict::Stays(Reason::InUse { text }));
    let text = "app:1.1".to_owned();
    assert_eq!(found[3], Verdict::Stays(Reason::InUse { text }));
}

#[test]
fn what_is_not_known_never_goes_and_is_said() {
    let undated = Image {
        pushed_at: None,
        created_at: None,
        ..image("undated", &["a"], 0)
    };
    let epoch = Image {
        created_at: Some("1970-01-01T00:00:00Z".parse().unwrap()),
        ..image("reproducible", &["b"], 9)
    };
    let forged = Image {
        created_at: Some("9999-01-01T00:00:00Z".parse().unwrap()),
        ..image("forged", &["c"], 9)
    };
    let by_build = of(&[rule(1, any(), created(5))]);
    let by_push = of(&[rule(1, any(), pushed(5))]);
    let unknown = Verdict::Stays(Reason::TimeUnknown { rule: 1 });
    let snapshot = whole(vec![undated, epoch, forged]);
    let found = judge(&by_build, &snapshot).verdicts;
    assert!(found.iter().all(|verdict| *verdict == unknown));
    assert_eq!(judge(&by_push, &snapshot).verdicts[0], unknown);

    let unread = Image {
        links: Links::Unread {
            may_be_index: false,
        },
        ..image("unread", &["d"], 9)
    };
    let found = judge(
        &by_push,
        &whole(vec![unread.clone(), image("e", &["e"], 9)]),
    )
    .verdicts;
    assert_eq!(found[0], Verdict::Stays(Reason::Unread { rule: 1 }));
    assert!(found[1].goes());

    // What may be an index may name any of them.
    let perhaps_index = Image {
        links: Links::Unread { may_be_index: true },
        ..unread
    };
    let snapshot = whole(vec![perhaps_index, image("e", &["e"], 9)]);
    let evaluation = judge(&by_push, &snapshot);
    assert_eq!(
        evaluation.verdicts[1],
        Verdict::Stays(Reason::Unsure { rule: 1 })
    );
    assert_eq!(
        (evaluation.totals().expire, evaluation.totals().unsure),
        (0, 2)
    );

    // And a tag that nobody followed may be on any of them.
    let mut snapshot = whole(vec![image("e", &["e"], 9)]);
    snapshot.unknown_tags = vec!["prod".parse().unwrap()];
    let evaluation = judge(&by_push, &snapshot);
    assert_eq!(evaluation.known.unknown_tags, 1);
    assert_eq!(evaluation.totals().expire, 0);
}

#[test]
fn what_has_no_moment_pushes_nothing_out_of_a_count() {
    let undated = Image {
        pushed_at: None,
        ..image("undated", &["a"], 0)
    };
    let snapshot = whole(vec![undated, image("b", &["b"], 2), image("c", &["c"], 9)]);
    let document = of(&[rule(1, any(), more_than(2))]);
    assert_eq!(gone(&document, &snapshot, &["a", "b", "c"]), "");
    let document = of(&[rule(1, any(), more_than(1))]);
    assert_eq!(gone(&document, &snapshot, &["a", "b", "c"]), "c");
}

#[test]
fn the_moment_something_was_first_seen_stands_for_its_push_in_days_and_not_in_counts() {
    let seen = |name: &str, days: i64| Image {
        pushed_at: None,
        seen_at: Some(days_ago(days)),
        ..image(name, &["x"], 0)
    };
    let snapshot = whole(vec![seen("a", 9), seen("b", 1)]);
    let by_days = of(&[rule(1, any(), pushed(5))]);
    assert_eq!(gone(&by_days, &snapshot, &["a", "b"]), "a");
    let by_count = of(&[rule(1, any(), more_than(1))]);
    assert_eq!(gone(&by_count, &snapshot, &["a", "b"]), "");
    let by_build = of(&[rule(
        1,
        any(),
        json!({ "countType": "imageCountMoreThan", "countNumber": 1, "orderBy": "created" }),
    )]);
    assert_eq!(gone(&by_build, &snapshot, &["a", "b"]), "a");
}

#[test]
fn a_policy_that_would_leave_nothing_says_so() {
    let snapshot = whole(vec![image("a", &["a"], 9), image("b", &[], 9)]);
    assert!(judge(&of(&[rule(1, any(), pushed(5))]), &snapshot).takes_all());
    assert!(!judge(&of(&[rule(1, untagged(), pushed(5))]), &snapshot).takes_all());
    assert!(!judge(&of(&[rule(1, any(), pushed(5))]), &whole(Vec::new())).takes_all());
}

#[test]
fn what_contradicts_repeats_or_never_matches_is_said_with_its_place() {
    use lifecycle::Problem as Common;
    let shadowed = |by| Problem::Common(Common::Shadowed { by });
    for (rules, path, problem) in [
        (
            vec![
                rule(1, any(), pushed(5)),
                rule(2, tagged(&["a*"]), pushed(9)),
            ],
            "$.rules[1].selection",
            shadowed(0),
        ),
        (
            vec![
                rule(2, tagged(&["prod-eu*"]), pushed(5)),
                rule(1, tagged(&["prod*"]), more_than(3)),
            ],
            "$.rules[0].selection",
            shadowed(1),
        ),
        (
            vec![rule(
                1,
                json!({
                    "tagStatus": "tagged",
                    "tagPatternList": ["prod-*"],
                    "excludeTagPatternList": ["prod*"],
                }),
                pushed(5),
            )],
            "$.rules[0].selection",
            Problem::NothingLeft,
        ),
        (
            vec![rule(1, tagged(&["a b"]), pushed(5))],
            "$.rules[0].selection.tagPatternList[0]",
            Problem::Common(Common::NeverMatches),
        ),
        (
            vec![rule(1, any(), pushed(5)), rule(1, untagged(), pushed(5))],
            "$.rules[1].rulePriority",
            Problem::Common(Common::DuplicatePriority { other: 0 }),
        ),
        (
            vec![rule(1, untagged(), versions(3))],
            "$.rules[0].selection.countType",
            Problem::VersionsNeedTags,
        ),
    ] {
        let found = problems(&of(&rules));
        assert!(
            found.contains(&(path.to_owned(), problem.clone())),
            "{path} {problem:?} is not in {found:?}"
        );
    }
    // One that spares something does not hide one that is about that.
    let spares = json!({ "tagStatus": "any", "excludeTagPatternList": ["prod*"] });
    let rules = [
        rule(1, spares, pushed(5)),
        rule(2, tagged(&["prod*"]), pushed(90)),
    ];
    assert_eq!(problems(&of(&rules)), []);
}

#[test]
fn a_bad_expression_is_told_by_its_place_and_a_costly_one_is_refused() {
    for text in ["(", "a)(b", "(a{1000}){1000}"] {
        let selection = json!({ "tagStatus": "tagged", "tagRegexList": ["ok", text] });
        let found = problems(&of(&[rule(1, selection, pushed(5))]));
        let [(path, Problem::BadExpression { met })] = found.as_slice() else {
            panic!("{text}: {found:?}")
        };
        assert_eq!(path, "$.rules[0].selection.tagRegexList[1]");
        assert!(!met.is_empty());
    }
}

#[test]
fn ecr_gets_what_it_can_say_and_each_rule_that_it_cant_is_named_with_the_reason() {
    let plain = of(&[
        rule(1, tagged(&["prod*"]), more_than(10)),
        rule(2, untagged(), pushed(14)),
    ]);
    let export = to_ecr(&read(&plain.to_string()).draft);
    assert_eq!(export.refusals, []);
    assert!(lifecycle::read(&export.text.unwrap()).policy().is_some());

    let regex = json!({ "tagStatus": "tagged", "tagRegexList": ["a+"] });
    let pulled = json!({ "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 9 });
    let document = json!({
        "per": "tag",
        "inUse": { "references": ["app:1.0"] },
        "rules": [
            rule(1, regex, pushed(5)),
            rule(2, any(), versions(3)),
            rule(3, untagged(), created(3)),
        ],
    });
    let export = to_ecr(&read(&document.to_string()).draft);
    assert_eq!(export.text, None);
    let found: Vec<_> = export
        .refusals
        .iter()
        .map(|(at, why)| (at.map(|at| at.index), why.clone()))
        .collect();
    assert_eq!(
        found,
        [
            (None, NotInEcr::Tags),
            (None, NotInEcr::InUse),
            (Some(0), NotInEcr::Expressions),
            (Some(1), NotInEcr::Versions),
            (Some(2), NotInEcr::Created),
        ]
    );
    // What only ECR forbids is told in ECR's own words.
    let document = of(&[rule(1, untagged(), pulled)]);
    assert_eq!(problems(&document), []);
    let export = to_ecr(&read(&document.to_string()).draft);
    let why = NotInEcr::Refused(lifecycle::Problem::PulledOnlyTransitions);
    assert!(export.refusals.iter().any(|(_, it)| *it == why));
}

#[test]
fn an_entry_of_what_is_in_use_that_is_no_reference_is_complained_of() {
    let document = json!({
        "rules": [rule(1, any(), pushed(5))],
        "inUse": { "references": ["app:1.0", "two words"] },
    });
    let path = "$.inUse.references[1]".to_owned();
    assert_eq!(problems(&document), [(path, Problem::NoReference)]);
    assert_eq!(retention::RULES_LIMIT, 50);
}

#[test]
fn children_in_a_circle_that_an_answer_claims_stay_where_they_are() {
    let archived = Image {
        status: lifecycle::ImageStatus::Archived,
        ..index("b", &[], 9, &["a"])
    };
    let snapshot = whole(vec![index("a", &[], 9, &["b"]), archived]);
    let document = of(&[archiving(rule(1, untagged(), pushed(5)))]);
    let found = judge(&document, &snapshot);
    let expected = Verdict::Stays(Reason::ChildOf {
        index: digest("b"),
        from: Some(1),
    });
    assert_eq!(found.verdicts[0], expected);
}
