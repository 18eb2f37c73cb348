//! Random rules on random repositories: two evaluators that share nothing agree, ECR's documents mean
//! here what they mean there, and what is guaranteed holds.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use portolan_oci::Digest;
use portolan_policy::{
    lifecycle::{self, ImageStatus, Verdict as OfEcr},
    retention::{
        Action, Evaluation, Image, Links, Pulls, Reason, Snapshot, Use, Verdict, evaluate, read,
        to_ecr,
    },
};
use proptest::{
    collection::vec, option, prelude::*, sample::select, strategy::ValueTree,
    test_runner::TestRunner,
};
use serde_json::{Value, json};

use crate::{
    random,
    retention_naive::{self as naive, EXPRESSIONS, PlainImage, PlainRepository},
    sketch::{digest, now},
};

const HALF_DAY: i64 = 43_200;

const PATTERNS: [&str; 8] = ["a*", "*b*", "ab", "*", "1.2*", "*1", "v*", "nothing*"];
const PREFIXES: [&str; 5] = ["a", "1.", "ab", "v1", "c"];
const TAGS: [&str; 15] = [
    "a",
    "b",
    "ab",
    "a-1",
    "c",
    "x1",
    "1.2",
    "1.2.3",
    "v1.2.4",
    "1.2.10",
    "1.3.0",
    "1.3.1",
    "1.2.3-alpine",
    "1.2.4-rc1",
    "1.2.4-rc.2",
];

/// Rules, before their priorities.
fn rules() -> impl Strategy<Value = Value> {
    let expressions = || select(EXPRESSIONS.map(|(text, _)| text).to_vec());
    let exclusions = || {
        (
            option::weighted(0.25, vec(select(&PATTERNS[..]), 1..3)),
            option::weighted(0.15, vec(expressions(), 1..2)),
        )
    };
    let tagged = (
        option::weighted(0.6, vec(select(&PATTERNS[..]), 1..3)),
        option::weighted(0.3, vec(select(&PREFIXES[..]), 1..3)),
        option::weighted(0.3, vec(expressions(), 1..3)),
        exclusions(),
    )
        .prop_map(
            |(patterns, prefixes, expressions, (except, except_expressions))| {
                let mut selection = json!({ "tagStatus": "tagged" });
                for (key, list) in [
                    ("tagPatternList", patterns),
                    ("tagPrefixList", prefixes),
                    ("tagRegexList", expressions),
                    ("excludeTagPatternList", except),
                    ("excludeTagRegexList", except_expressions),
                ] {
                    if let Some(list) = list {
                        selection[key] = json!(list);
                    }
                }
                selection
            },
        );
    let any = exclusions().prop_map(|(except, expressions)| {
        let mut selection = json!({ "tagStatus": "any" });
        if let Some(list) = except {
            selection["excludeTagPatternList"] = json!(list);
        }
        if let Some(list) = expressions {
            selection["excludeTagRegexList"] = json!(list);
        }
        selection
    });
    let tags = prop_oneof![
        6 => tagged,
        1 => Just(json!({ "tagStatus": "untagged" })),
        3 => any,
    ];
    let days = |name: &'static str| {
        (1..7_i64).prop_map(
            move |days| json!({ "countType": name, "countUnit": "days", "countNumber": days }),
        )
    };
    let trigger = prop_oneof![
        3 => (1..5_i64, option::weighted(0.6, select(&["created", "pushed"][..]))).prop_map(
            |(images, order)| {
                let mut count = json!({ "countType": "imageCountMoreThan", "countNumber": images });
                if let Some(order) = order {
                    count["orderBy"] = json!(order);
                }
                count
            }
        ),
        3 => (1..3_i64).prop_map(
            |keeps| json!({ "countType": "versionCountMoreThan", "countNumber": keeps })
        ),
        3 => days("sinceImagePushed"),
        3 => days("sinceImageCreated"),
        2 => days("sinceImagePulled"),
        1 => days("sinceImageTransitioned"),
    ];
    (tags, trigger, prop::bool::weighted(0.2)).prop_map(|(mut selection, trigger, archives)| {
        for (key, value) in trigger.as_object().unwrap() {
            selection[key] = value.clone();
        }
        let is_of_archive = selection["countType"] == "sinceImageTransitioned";
        if is_of_archive {
            selection["storageClass"] = json!("archive");
        }
        // Versions are not counted of what has no tags.
        if selection["tagStatus"] == "untagged" && selection["countType"] == "versionCountMoreThan"
        {
            selection["tagStatus"] = json!("any");
        }
        let action = if archives && !is_of_archive {
            json!({ "type": "transition", "targetStorageClass": "archive" })
        } else {
            json!({ "type": "expire" })
        };
        json!({ "selection": selection, "action": action })
    })
}

fn documents() -> impl Strategy<Value = Value> {
    (vec(rules(), 1..6), any::<bool>(), any::<bool>()).prop_map(
        |(mut rules, per_tag, is_reversed)| {
            for (place, rule) in rules.iter_mut().enumerate() {
                rule["rulePriority"] = json!(10 * (place + 1));
                if per_tag {
                    rule["action"] = json!({ "type": "expire" });
                }
            }
            if is_reversed {
                rules.reverse();
            }
            let mut document = json!({ "rules": rules });
            if per_tag {
                document["per"] = json!("tag");
            }
            document
        },
    )
}

prop_compose! {
    /// An image with its ties to others by place, which the list makes real. Some claim a circle.
    fn images_alone()(
        tags in vec(select(&TAGS[..]), 0..4),
        (pushed, seen, created) in (
            option::weighted(0.8, 0..14_i64),
            option::weighted(0.5, 0..14_i64),
            option::weighted(0.85, prop_oneof![8 => 0..14_i64, 1 => Just(40_000), 1 => Just(-30)]),
        ),
        pulled in option::weighted(0.7, option::of(0..14_i64)),
        status in prop_oneof![10 => Just("ACTIVE"), 2 => Just("ARCHIVED"), 1 => Just("ACTIVATING")],
        archived in option::weighted(0.9, 0..14_i64),
        activated in option::weighted(0.1, 0..14_i64),
        unread in prop_oneof![30 => Just(None), 1 => Just(Some(false)), 1 => Just(Some(true))],
        children in vec(0..12_usize, 0..4),
        is_index in prop::bool::weighted(0.3),
        subjects in vec(0..14_usize, 1..3),
        is_referrer in prop::bool::weighted(0.25),
    ) -> (PlainImage, Vec<usize>, Vec<usize>) {
        let tags: BTreeSet<String> = tags.into_iter().map(str::to_owned).collect();
        let ago = |half_days: i64| now().as_second() - half_days * HALF_DAY;
        let image = PlainImage {
            name: String::new(),
            tags: tags.into_iter().collect(),
            pushed: pushed.map(ago),
            seen: seen.map(ago),
            created: created.map(ago),
            pulled: pulled.map(|it| it.map(ago)),
            status,
            archived: archived.filter(|_| status != "ACTIVE").map(ago),
            activated: activated.filter(|_| status == "ACTIVE").map(ago),
            is_read: unread.is_none(),
            may_be_index: unread == Some(true),
            children: Vec::new(),
            subjects: Vec::new(),
        };
        (
            image,
            if is_index { children } else { Vec::new() },
            if is_referrer { subjects } else { Vec::new() },
        )
    }
}

fn repositories() -> impl Strategy<Value = PlainRepository> {
    (
        vec(images_alone(), 0..12),
        prop::bool::weighted(0.05),
        prop::bool::weighted(0.75),
        vec(
            prop_oneof![(0..14_usize).prop_map(Ok), select(&TAGS[..]).prop_map(Err)],
            0..2,
        ),
        prop::bool::weighted(0.4),
    )
        .prop_map(|(alone, has_unknown_tag, untagged_known, uses, has_uses)| {
            let name = |place: usize| digest(&place.to_string()).to_string();
            let mut taken: BTreeSet<String> = BTreeSet::new();
            let images = alone
                .into_iter()
                .enumerate()
                .map(|(place, (image, children, subjects))| PlainImage {
                    name: name(place),
                    // A tag is on one image.
                    tags: image
                        .tags
                        .iter()
                        .filter(|tag| taken.insert((*tag).clone()))
                        .cloned()
                        .collect(),
                    children: children.into_iter().map(name).collect(),
                    subjects: subjects.into_iter().map(name).collect(),
                    ..image
                })
                .collect();
            let uses = uses.into_iter().filter(|_| has_uses);
            PlainRepository {
                images,
                has_unknown_tag,
                untagged_known,
                uses: uses
                    .map(|used| used.map_or_else(str::to_owned, name))
                    .collect(),
            }
        })
}

fn timestamp(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

fn to_snapshot(plain: &PlainRepository) -> (Snapshot, Vec<Use>) {
    let digests = |names: &[String]| names.iter().map(|it| it.parse().unwrap()).collect();
    let image = |plain: &PlainImage| Image {
        digest: plain.name.parse().unwrap(),
        tags: plain.tags.iter().map(|tag| tag.parse().unwrap()).collect(),
        pushed_at: plain.pushed.map(timestamp),
        seen_at: plain.seen.map(timestamp),
        created_at: plain.created.map(timestamp),
        pulls: match plain.pulled {
            None => Pulls::Unknown,
            Some(None) => Pulls::Never,
            Some(Some(at)) => Pulls::Last(timestamp(at)),
        },
        status: match plain.status {
            "ACTIVE" => ImageStatus::Active,
            "ARCHIVED" => ImageStatus::Archived,
            _ => ImageStatus::Activating,
        },
        archived_at: plain.archived.map(timestamp),
        activated_at: plain.activated.map(timestamp),
        links: if plain.is_read {
            Links::Read {
                children: digests(&plain.children),
                subjects: digests(&plain.subjects),
            }
        } else {
            Links::Unread {
                may_be_index: plain.may_be_index,
            }
        },
    };
    let snapshot = Snapshot {
        images: plain.images.iter().map(image).collect(),
        unknown_tags: plain
            .has_unknown_tag
            .then(|| "unknown".parse().unwrap())
            .into_iter()
            .collect(),
        untagged_known: plain.untagged_known,
    };
    let uses = plain.uses.iter().map(|text| Use {
        text: text.clone(),
        tag: text.parse().ok().filter(|_| !text.contains(':')),
        digest: text.parse().ok(),
    });
    (snapshot, uses.collect())
}

/// A verdict in the naive evaluator's words.
fn in_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Taken {
            rule,
            action: Action::Expire,
            ..
        } => format!("goes by {rule}"),
        Verdict::Taken { rule, .. } => format!("archived by {rule}"),
        Verdict::Follows { .. } => "goes with another".to_owned(),
        Verdict::LosesTags { tags } => {
            let lost = tags.iter().map(|(tag, rule)| format!("{tag} by {rule}"));
            format!("loses {}", lost.collect::<Vec<_>>().join(", "))
        }
        Verdict::Stays(_) => "stays".to_owned(),
    }
}

/// What the guarantees forbid, of what would be left.
fn broken(snapshot: &Snapshot, uses: &[Use], evaluation: &Evaluation) -> Vec<String> {
    let paired = || snapshot.images.iter().zip(&evaluation.verdicts);
    let there: HashSet<&Digest> = snapshot.images.iter().map(|image| &image.digest).collect();
    let gone: HashSet<&Digest> = paired()
        .filter(|(_, verdict)| verdict.goes())
        .map(|(image, _)| &image.digest)
        .collect();
    let mut found = Vec::new();
    for (image, verdict) in paired() {
        let is_gone = gone.contains(&image.digest);
        if let Links::Read { children, subjects } = &image.links {
            for child in children {
                if !is_gone && *child != image.digest && gone.contains(child) {
                    found.push(format!("{} loses its child {child}", image.digest));
                }
            }
            for subject in subjects.iter().filter(|it| **it != image.digest) {
                if there.contains(subject) && gone.contains(subject) != is_gone {
                    found.push(format!("{} is torn from {subject}", image.digest));
                }
            }
        } else if is_gone {
            found.push(format!("{} goes unread", image.digest));
        }
        let is_used = uses.iter().any(|used| {
            used.digest.as_ref() == Some(&image.digest)
                || used
                    .tag
                    .as_ref()
                    .is_some_and(|tag| image.tags.contains(tag))
        });
        if is_used && (verdict.deed().is_some() || matches!(verdict, Verdict::LosesTags { .. })) {
            found.push(format!("{} is in use", image.digest));
        }
    }
    if !snapshot.known().is_all() && !gone.is_empty() {
        found.push("something goes though not all is known".to_owned());
    }
    found
}

#[test]
fn random_rules_meet_every_verdict_there_is_often() {
    let mut runner = TestRunner::deterministic();
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..3_000 {
        let document = documents().new_tree(&mut runner).unwrap().current();
        let plain = repositories().new_tree(&mut runner).unwrap().current();
        let policy = read(&document.to_string()).policy().unwrap().clone();
        let (snapshot, uses) = to_snapshot(&plain);
        for verdict in evaluate(&policy, &snapshot, &uses, now()).verdicts {
            let words = match &verdict {
                Verdict::Stays(reason) => format!("{reason:?}"),
                Verdict::Taken { action, .. } => format!("Taken:{action:?}"),
                Verdict::Follows { leader, .. } => format!("Follows:{leader:?}"),
                Verdict::LosesTags { .. } => "LosesTags".to_owned(),
            };
            let end = words.find([' ', '(']).unwrap_or(words.len());
            *met.entry(words[..end].to_owned()).or_default() += 1;
        }
    }
    let expected = [
        "ChildOf",
        "Describes",
        "Follows:Index",
        "Follows:Subject",
        "FollowsSubject",
        "InUse",
        "Kept",
        "LosesTags",
        "NoRule",
        "NoVersion",
        "Restoring",
        "Shielded",
        "Taken:Archive",
        "Taken:Expire",
        "TimeUnknown",
        "TooYoung",
        "Unread",
        "Unsure",
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
    fn on_any_rules_and_repository_both_evaluators_say_the_same_of_each_image(
        document in documents(),
        plain in repositories(),
    ) {
        let reading = read(&document.to_string());
        prop_assert_eq!(&reading.complaints, &[], "{}", document);
        let (snapshot, uses) = to_snapshot(&plain);
        let evaluation = evaluate(reading.policy().unwrap(), &snapshot, &uses, now());
        let ours: Vec<String> = evaluation.verdicts.iter().map(in_words).collect();
        let theirs = naive::judge(&document, &plain, now().as_second());
        prop_assert_eq!(&ours, &theirs, "{:#?}", plain);
        prop_assert_eq!(broken(&snapshot, &uses, &evaluation), Vec::<String>::new());
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    /// Of images that no index names: children of an index that goes go with it here.
    #[test]
    fn a_document_of_ecr_means_here_what_it_means_there(
        document in random::policies(),
        images in random::repositories(),
    ) {
        let text = document.to_string();
        let theirs: Vec<lifecycle::Image> = images.iter().map(random::to_image).collect();
        let policy = lifecycle::read(&text).policy().unwrap().clone();
        let expected = lifecycle::evaluate(&policy, &theirs, now());
        let reading = read(&text);
        prop_assert_eq!(&reading.complaints, &[]);
        let snapshot = Snapshot {
            images: theirs.iter().map(of_ecr).collect(),
            untagged_known: true,
            ..Snapshot::default()
        };
        let found = evaluate(reading.policy().unwrap(), &snapshot, &[], now());
        let named: HashSet<&Digest> = theirs.iter().flat_map(|image| &image.children).collect();
        // What an image describes at last: all that describe the same share one fate.
        let described = |image: &lifecycle::Image| {
            let mut last = &image.digest;
            let mut at = image.subject.as_ref();
            while let Some(subject) = at {
                last = subject;
                let next = theirs.iter().find(|image| image.digest == *subject);
                at = next.and_then(|image| image.subject.as_ref());
            }
            last.clone()
        };
        let tied: HashSet<Digest> = theirs
            .iter()
            .filter(|image| named.contains(&image.digest))
            .map(described)
            .collect();
        for (at, image) in theirs.iter().enumerate() {
            if tied.contains(&described(image)) {
                continue;
            }
            let ours = &found.verdicts[at];
            match (&expected.verdicts[at], ours) {
                (OfEcr::Taken { rule, action, since }, ours) => prop_assert_eq!(
                    ours,
                    &Verdict::Taken { rule: *rule, action: *action, since: Some(*since) }
                ),
                (OfEcr::Follows { rule, action: Action::Expire, .. }, ours) => {
                    prop_assert_eq!(ours.deed(), Some((*rule, Action::Expire)));
                }
                // Archiving is the registry's own matter, and it takes along what it takes along.
                (OfEcr::Follows { .. }, ours) => prop_assert!(!ours.goes()),
                (OfEcr::Stays(reason), Verdict::Stays(ours)) => {
                    let is_same = match (reason, ours) {
                        (lifecycle::Reason::TooYoung { rule, due, days }, Reason::TooYoung { rule: r, due: d, days: n }) =>
                            (rule, due, days) == (r, d, n),
                        (lifecycle::Reason::Kept { rule, place, keeps }, Reason::Kept { rule: r, place: p, keeps: k }) =>
                            (rule, place, keeps) == (r, p, k),
                        (lifecycle::Reason::Shielded { by, from }, Reason::Shielded { by: b, from: f }) =>
                            (by, from) == (b, f),
                        (lifecycle::Reason::TimeUnknown { .. }, Reason::TimeUnknown { .. })
                        | (lifecycle::Reason::NoRule, Reason::NoRule)
                        | (lifecycle::Reason::Restoring, Reason::Restoring)
                        | (lifecycle::Reason::FollowsSubject { .. }, Reason::FollowsSubject { .. }) => true,
                        _ => false,
                    };
                    prop_assert!(is_same, "{:?} and {:?}", reason, ours);
                }
                (expected, ours) => prop_assert!(false, "{:?} and {:?}", expected, ours),
            }
        }
    }

    #[test]
    fn what_ecr_can_say_comes_back_from_it_as_it_was(document in random::policies()) {
        let reading = read(&document.to_string());
        let export = to_ecr(&reading.draft);
        prop_assert_eq!(&export.refusals, &[]);
        let back = lifecycle::read(&export.text.unwrap());
        let original = lifecycle::read(&document.to_string());
        prop_assert_eq!(back.policy(), original.policy());
    }

    #[test]
    fn rules_that_are_written_are_read_again_as_they_were(document in documents()) {
        let policy = read(&document.to_string()).policy().unwrap().clone();
        let again = read(&policy.to_text());
        prop_assert_eq!(again.policy(), Some(&policy));
    }

    #[test]
    fn reading_survives_any_member_being_anything(
        document in documents(),
        place in 0..6_usize,
        key in select(&["rulePriority", "selection", "action", "description"][..]),
        inner in select(&["tagStatus", "tagRegexList", "countNumber", "type", "orderBy"][..]),
        value in select(vec![
            json!(null), json!(0), json!(-1), json!(1.5), json!(1e300), json!("("), json!([]),
            json!(["("]), json!([1]), json!({}), json!(true), json!(u64::MAX),
            json!(["(a{1000}){1000}"]),
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
}

fn of_ecr(image: &lifecycle::Image) -> Image {
    Image {
        digest: image.digest.clone(),
        tags: image.tags.clone(),
        pushed_at: Some(image.pushed_at),
        seen_at: None,
        created_at: None,
        pulls: image.last_pulled_at.map_or(Pulls::Never, Pulls::Last),
        status: image.status,
        archived_at: image.archived_at,
        activated_at: image.activated_at,
        links: Links::Read {
            children: image.children.clone(),
            subjects: image.subject.iter().cloned().collect(),
        },
    }
}
