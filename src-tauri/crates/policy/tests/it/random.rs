//! Random policies: two evaluators that share nothing agree, and what was written is read again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use portolan_policy::lifecycle::{
    Action, Image, ImageStatus, Reason, Verdict, evaluate, pattern_matches, read,
};
use proptest::{
    collection::vec, option, prelude::*, sample::select, strategy::ValueTree,
    test_runner::TestRunner,
};
use serde_json::{Value, json};

use crate::{
    naive::{self, PlainImage},
    sketch::{digest, now},
};

const HALF_DAY: i64 = 43_200;

const PATTERNS: [&str; 10] = [
    "a*", "*b*", "ab", "*", "b*1", "*-2", "a*b*c", "v*", "*1*2", "nothing*",
];
const PREFIXES: [&str; 6] = ["a", "b", "ab", "v1", "c", "a-1"];
const TAGS: [&str; 12] = [
    "a", "b", "ab", "abc", "a-1", "b-2", "b1", "v1", "v12", "a-b-c", "c1x2", "x",
];

/// A rule before its priority and without regard to the others.
#[derive(Clone, Debug)]
struct Wish {
    tags: Value,
    trigger: Value,
    archives: bool,
}

fn wishes() -> impl Strategy<Value = Wish> {
    let tags = prop_oneof![
        4 => vec(select(&PATTERNS[..]), 1..3)
            .prop_map(|list| json!({ "tagStatus": "tagged", "tagPatternList": list })),
        3 => vec(select(&PREFIXES[..]), 1..3)
            .prop_map(|list| json!({ "tagStatus": "tagged", "tagPrefixList": list })),
        2 => Just(json!({ "tagStatus": "untagged" })),
        2 => Just(json!({ "tagStatus": "any" })),
    ];
    let days = |name: &'static str| {
        (1..7_i64).prop_map(
            move |days| json!({ "countType": name, "countUnit": "days", "countNumber": days }),
        )
    };
    let trigger = prop_oneof![
        4 => (1..6_i64).prop_map(
            |images| json!({ "countType": "imageCountMoreThan", "countNumber": images })
        ),
        3 => days("sinceImagePushed"),
        2 => days("sinceImagePulled"),
        2 => (90..94_i64).prop_map(|days| json!({
            "storageClass": "archive",
            "countType": "sinceImageTransitioned",
            "countUnit": "days",
            "countNumber": days,
        })),
    ];
    (tags, trigger, any::<bool>()).prop_map(|(tags, trigger, archives)| Wish {
        tags,
        trigger,
        archives,
    })
}

/// Whether two rules can't be in one policy.
fn clash(one: &Wish, other: &Wish) -> bool {
    let set = |wish: &Wish, key: &str| -> BTreeSet<String> {
        let list = wish.tags[key].as_array().into_iter().flatten();
        list.map(Value::to_string).collect()
    };
    one.trigger["storageClass"] == other.trigger["storageClass"]
        && one.tags["tagStatus"] == other.tags["tagStatus"]
        && set(one, "tagPatternList") == set(other, "tagPatternList")
        && set(one, "tagPrefixList") == set(other, "tagPrefixList")
}

/// A policy that ECR takes, its rules in the text in the order of their priorities or the other way.
pub(crate) fn policies() -> impl Strategy<Value = Value> {
    (vec(wishes(), 1..8), vec(1..4_i64, 8), any::<bool>()).prop_map(
        |(wishes, steps, is_reversed)| {
            let mut kept: Vec<Wish> = Vec::new();
            for wish in wishes {
                if !kept.iter().any(|other| clash(other, &wish)) {
                    kept.push(wish);
                }
            }
            // A rule for any image goes behind the last of its class.
            for class in [Value::Null, json!("archive")] {
                let is_of = |wish: &Wish| wish.trigger["storageClass"] == class;
                let is_any = |wish: &Wish| is_of(wish) && wish.tags["tagStatus"] == "any";
                if let Some(at) = kept.iter().position(is_any) {
                    let rule = kept.remove(at);
                    let last = kept.iter().rposition(is_of).map_or(0, |last| last + 1);
                    kept.insert(last.max(at), rule);
                }
            }
            let mut priority = 0;
            let mut rules: Vec<Value> = Vec::new();
            for (wish, step) in kept.iter().zip(steps) {
                priority += step;
                let mut selection = wish.tags.clone();
                for (key, value) in wish.trigger.as_object().unwrap() {
                    selection[key] = value.clone();
                }
                let archives = match wish.trigger["countType"].as_str().unwrap() {
                    "sinceImagePulled" => true,
                    "sinceImageTransitioned" => false,
                    _ => wish.archives,
                };
                let action = if archives {
                    json!({ "type": "transition", "targetStorageClass": "archive" })
                } else {
                    json!({ "type": "expire" })
                };
                rules.push(json!({
                    "rulePriority": priority, "selection": selection, "action": action,
                }));
            }
            if is_reversed {
                rules.reverse();
            }
            json!({ "rules": rules })
        },
    )
}

prop_compose! {
    /// An image with its ties to others by place, which the list makes real.
    fn images_alone()(
        tags in vec(select(&TAGS[..]), 0..3),
        age in 0..16_i64,
        pulled in option::of(0..16_i64),
        status in prop_oneof![6 => Just("ACTIVE"), 3 => Just("ARCHIVED"), 1 => Just("ACTIVATING")],
        archived in option::weighted(0.9, 88..96_i64),
        activated in option::weighted(0.2, 0..16_i64),
        children in vec(0..12_usize, 0..3),
        is_index in prop::bool::weighted(0.2),
        subject in option::weighted(0.15, 0..14_usize),
    ) -> (PlainImage, Vec<usize>, Option<usize>) {
        let tags: BTreeSet<String> = tags.into_iter().map(str::to_owned).collect();
        let ago = |half_days: i64| now().as_second() - half_days * HALF_DAY;
        let image = PlainImage {
            name: String::new(),
            tags: tags.into_iter().collect(),
            pushed: ago(age),
            pulled: pulled.map(ago),
            status,
            archived: archived.filter(|_| status != "ACTIVE").map(|days| ago(2 * days)),
            activated: activated.filter(|_| status == "ACTIVE").map(ago),
            children: Vec::new(),
            subject: None,
        };
        (image, if is_index { children } else { Vec::new() }, subject)
    }
}

pub(crate) fn repositories() -> impl Strategy<Value = Vec<PlainImage>> {
    vec(images_alone(), 0..12).prop_map(|alone| {
        let name = |place: usize| digest(&place.to_string()).to_string();
        let numbered = alone.into_iter().enumerate();
        numbered
            .map(|(place, (image, children, subject))| PlainImage {
                name: name(place),
                children: children.into_iter().map(name).collect(),
                // Content describes only what was there before it; some of it is gone since.
                subject: subject.filter(|it| *it < place || *it >= 12).map(name),
                ..image
            })
            .collect()
    })
}

fn timestamp(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(crate) fn to_image(plain: &PlainImage) -> Image {
    Image {
        digest: plain.name.parse().unwrap(),
        tags: plain.tags.iter().map(|tag| tag.parse().unwrap()).collect(),
        pushed_at: timestamp(plain.pushed),
        last_pulled_at: plain.pulled.map(timestamp),
        status: match plain.status {
            "ACTIVE" => ImageStatus::Active,
            "ARCHIVED" => ImageStatus::Archived,
            _ => ImageStatus::Activating,
        },
        archived_at: plain.archived.map(timestamp),
        activated_at: plain.activated.map(timestamp),
        children: plain
            .children
            .iter()
            .map(|it| it.parse().unwrap())
            .collect(),
        subject: plain.subject.as_ref().map(|it| it.parse().unwrap()),
    }
}

/// A verdict in the naive evaluator's words.
fn in_words(verdict: &Verdict) -> String {
    let name = |action: &Action| match action {
        Action::Expire => "expire",
        Action::Archive => "transition",
    };
    match verdict {
        Verdict::Taken {
            rule,
            action,
            since,
        } => format!(
            "taken: {} by {rule} since {}",
            name(action),
            since.as_second()
        ),
        Verdict::Follows {
            subject,
            rule,
            action,
            since,
        } => format!(
            "follows {subject}: {} by {rule} since {}",
            name(action),
            since.as_second()
        ),
        Verdict::Stays(reason) => match reason {
            Reason::Kept { rule, place, keeps } => {
                format!("kept by {rule} as {place} of {keeps}")
            }
            Reason::TooYoung { rule, due, .. } => {
                format!("too young for {rule} until {}", due.as_second())
            }
            Reason::Shielded { by, from } => format!("shielded by {by} from {from}"),
            Reason::ChildOf { index, from: None } => format!("child of {index}"),
            Reason::ChildOf {
                index,
                from: Some(rule),
            } => format!("child of {index} spared by {rule}"),
            Reason::FollowsSubject { subject } => format!("stays with {subject}"),
            Reason::Restoring => "is being restored".to_owned(),
            Reason::TimeUnknown { rule } => format!("time unknown to {rule}"),
            Reason::NoRule => "no rule".to_owned(),
        },
    }
}

#[test]
fn random_policies_meet_every_verdict_there_is_often() {
    let mut runner = TestRunner::deterministic();
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..2_000 {
        let document = policies().new_tree(&mut runner).unwrap().current();
        let images = repositories().new_tree(&mut runner).unwrap().current();
        let policy = read(&document.to_string()).policy().unwrap().clone();
        let images: Vec<Image> = images.iter().map(to_image).collect();
        for verdict in evaluate(&policy, &images, now()).verdicts {
            let kind = match &verdict {
                Verdict::Taken { action, .. } => format!("taken: {action:?}"),
                Verdict::Follows { action, .. } => format!("follows: {action:?}"),
                Verdict::Stays(Reason::ChildOf { from, .. }) => {
                    format!("child, spared: {}", from.is_some())
                }
                Verdict::Stays(reason) => {
                    let words = format!("{reason:?}");
                    words.split(' ').next().unwrap().to_owned()
                }
            };
            *met.entry(kind).or_default() += 1;
        }
    }
    let expected = [
        "FollowsSubject",
        "Kept",
        "NoRule",
        "Restoring",
        "Shielded",
        "TimeUnknown",
        "TooYoung",
        "child, spared: false",
        "child, spared: true",
        "follows: Archive",
        "follows: Expire",
        "taken: Archive",
        "taken: Expire",
    ];
    assert!(met.keys().eq(expected.iter()), "{met:?}");
    assert!(met.values().all(|times| *times >= 20), "{met:?}");
}

fn cases(number: u32) -> ProptestConfig {
    ProptestConfig {
        cases: number,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn on_any_policy_and_repository_both_evaluators_say_the_same_of_each_image(
        document in policies(),
        images in repositories(),
    ) {
        let reading = read(&document.to_string());
        prop_assert_eq!(&reading.complaints, &[], "{}", document);
        let ours: Vec<Image> = images.iter().map(to_image).collect();
        let evaluation = evaluate(reading.policy().unwrap(), &ours, now());
        for (at, verdict) in evaluation.verdicts.iter().enumerate() {
            let theirs = naive::judge(&document, &images, now().as_second(), at);
            prop_assert_eq!(in_words(verdict), theirs, "image {} of {:#?}", at, images);
        }
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn a_policy_that_is_written_is_read_again_as_it_was(document in policies()) {
        let policy = read(&document.to_string()).policy().unwrap().clone();
        let again = read(&policy.to_text());
        prop_assert_eq!(again.policy(), Some(&policy));
        prop_assert_eq!(again.doubts.iter().filter(|it| it.rule.is_none()).count(), 0);
        prop_assert_eq!(policy.to_draft().check().unwrap(), policy);
    }

    #[test]
    fn reading_survives_any_member_being_anything(
        document in policies(),
        place in 0..6_usize,
        key in select(&["rulePriority", "selection", "action", "description"][..]),
        inner in select(&["tagStatus", "tagPatternList", "countNumber", "type", "new"][..]),
        value in select(vec![
            json!(null), json!(0), json!(-1), json!(1.5), json!(1e300), json!("x"), json!([]),
            json!([1]), json!({}), json!(true), json!(u64::MAX),
        ]),
        is_inner in any::<bool>(),
    ) {
        let mut document = document;
        let rules = document["rules"].as_array_mut().unwrap();
        let place = place % rules.len();
        if is_inner && rules[place][key].is_object() {
            rules[place][key][inner] = value;
        } else {
            rules[place][key] = value;
        }
        let reading = read(&document.to_string());
        prop_assert_eq!(reading.policy().is_some(), reading.complaints.is_empty());
        for complaint in reading.complaints.iter().chain(&reading.doubts) {
            prop_assert!(complaint.path.starts_with('$'));
            prop_assert!(!complaint.to_string().is_empty());
        }
    }

    #[test]
    fn reading_survives_any_text(text in ".{0,200}") {
        prop_assert!(read(&text).policy().is_none());
    }

    #[test]
    fn a_pattern_with_parts_of_a_tag_left_out_matches_it(
        parts in vec("[a-c]{0,4}", 1..5),
        left_out in vec("[a-c]{0,4}", 4),
    ) {
        let pattern = parts.join("*");
        let mut tag = parts[0].clone();
        for (part, between) in parts[1..].iter().zip(left_out) {
            tag.push_str(&between);
            tag.push_str(part);
        }
        prop_assert!(pattern_matches(&pattern, &tag), "{pattern} {tag}");
    }
}
