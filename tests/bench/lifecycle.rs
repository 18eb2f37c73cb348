//! A lifecycle policy of 50 rules over 100,000 images: our evaluator on one core against the naive one
//! of its tests, which judges some of the images and is scaled to all.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{hint::black_box, process::ExitCode, time::Instant};

use jiff::Timestamp;
use naive::PlainImage;
use portolan_oci::Digest;
use portolan_policy::lifecycle::{Image, ImageStatus, LifecyclePolicy, evaluate, read};
use portolan_tests::measure::{RUNS, Verdict, seconds};
use rand::{RngExt, SeedableRng, rngs::SmallRng};
use serde_json::{Value, json};

#[path = "../../src-tauri/crates/policy/tests/it/naive.rs"]
mod naive;

const IMAGES: usize = 100_000;
const RULES: u32 = 50;
/// Images that the naive evaluator judges.
const SAMPLE: usize = 20;
const NOW: i64 = 1_795_262_400;
const DAY: i64 = 86_400;

const TEAMS: [&str; 12] = [
    "api", "web", "worker", "batch", "search", "billing", "auth", "mail", "edge", "docs", "cron",
    "ml",
];

fn main() -> ExitCode {
    let document = document();
    let reading = read(&document.to_string());
    assert_eq!(reading.complaints, []);
    let policy = reading.policy().unwrap();
    let plain = repository(&mut SmallRng::seed_from_u64(42));
    let images: Vec<Image> = plain.iter().map(to_image).collect();

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(time(|| {
            black_box(evaluate(policy, &images, now())).verdicts.len()
        }));
        let sampled = time(|| judge_some(&document, &plain));
        theirs.push(sampled * (IMAGES / SAMPLE) as f64);
    }
    say_what_came_out(policy, &images);

    let mut verdict = Verdict::default();
    let name = "lifecycle, 100,000 images by 50 rules";
    verdict.hold_below(name, "s", &ours, 0.2);
    let peer = format!("the naive evaluator ({SAMPLE} images, scaled to {IMAGES})");
    verdict.compare(name, "s", &ours, (&peer, &theirs), 0.01);
    verdict.exit_code()
}

fn time<T>(work: impl FnOnce() -> T) -> f64 {
    let started = Instant::now();
    black_box(work());
    seconds(started.elapsed())
}

fn judge_some(document: &Value, images: &[PlainImage]) -> usize {
    let places = (0..images.len()).step_by(images.len() / SAMPLE);
    let words = places.map(|at| naive::judge(document, images, NOW, at).len());
    words.sum()
}

/// So that nobody measures a policy that has nothing to do.
fn say_what_came_out(policy: &LifecyclePolicy, images: &[Image]) {
    let totals = evaluate(policy, images, now()).totals();
    println!("{totals:?}");
    assert!(totals.expire > 1_000 && totals.archive > 1_000 && totals.stay > 1_000);
}

fn now() -> Timestamp {
    Timestamp::from_second(NOW).unwrap()
}

/// Rules of every kind: tags by their beginning, end, middle and several at once, untagged and any
/// images of both classes, by count, push, pull and archiving.
fn document() -> Value {
    let mut rules: Vec<Value> = Vec::new();
    for number in 1..=RULES {
        let team = TEAMS[number as usize % TEAMS.len()];
        let selection = match number {
            49 | 50 => json!({ "tagStatus": "any" }),
            47 | 48 => json!({ "tagStatus": "untagged" }),
            _ => {
                let (key, list) = match number % 6 {
                    0 => ("tagPrefixList", json!([format!("{team}-1.{number}")])),
                    1 => ("tagPatternList", json!([format!("{team}-*-{number}*")])),
                    2 => ("tagPatternList", json!([format!("*-{number}-amd64")])),
                    3 => (
                        "tagPatternList",
                        json!([format!("{team}*"), format!("*{number}*")]),
                    ),
                    4 => ("tagPatternList", json!([format!("*{team}*1*{number}*")])),
                    _ => (
                        "tagPrefixList",
                        json!([format!("pr-{number}"), "pr-".to_owned()]),
                    ),
                };
                json!({ "tagStatus": "tagged", key: list })
            }
        };
        let days = json!({ "countUnit": "days" });
        let (count_type, count_number, more, archives) = match number {
            46 | 48 | 50 => (
                "sinceImageTransitioned",
                90 + number,
                json!({ "countUnit": "days", "storageClass": "archive" }),
                false,
            ),
            49 => ("sinceImagePulled", 60, days, true),
            _ if number % 3 == 0 => ("imageCountMoreThan", 10 + number, json!({}), false),
            _ if number % 3 == 1 => ("sinceImagePushed", 30 + number, days, number % 2 == 0),
            _ => ("sinceImagePulled", 20 + number, days, true),
        };
        let mut selection = selection;
        selection["countType"] = json!(count_type);
        selection["countNumber"] = json!(count_number);
        for (key, value) in more.as_object().unwrap() {
            selection[key] = value.clone();
        }
        let action = if archives {
            json!({ "type": "transition", "targetStorageClass": "archive" })
        } else {
            json!({ "type": "expire" })
        };
        rules.push(json!({ "rulePriority": number, "selection": selection, "action": action }));
    }
    json!({ "rules": rules })
}

fn repository(random: &mut SmallRng) -> Vec<PlainImage> {
    let name = |at: usize| Digest::of(&at.to_le_bytes()).to_string();
    (0..IMAGES)
        .map(|at| {
            let pushed = NOW - random.random_range(0..400 * DAY);
            let is_archived = random.random_bool(0.1);
            let is_index = random.random_bool(0.05);
            PlainImage {
                name: name(at),
                tags: tags(random, at),
                pushed,
                pulled: random
                    .random_bool(0.5)
                    .then(|| random.random_range(pushed..=NOW)),
                status: if is_archived { "ARCHIVED" } else { "ACTIVE" },
                archived: is_archived.then(|| random.random_range(pushed..=NOW)),
                activated: random
                    .random_bool(0.02)
                    .then(|| random.random_range(pushed..=NOW)),
                children: if is_index && at >= 3 {
                    (at - 3..at).map(name).collect()
                } else {
                    Vec::new()
                },
                subject: (at > 0 && random.random_bool(0.05))
                    .then(|| name(random.random_range(0..at))),
            }
        })
        .collect()
}

fn tags(random: &mut SmallRng, at: usize) -> Vec<String> {
    let count = random.random_range(0..4);
    (0..count)
        .map(|number| {
            let team = TEAMS[random.random_range(0..TEAMS.len())];
            let small = random.random_range(1..60);
            match random.random_range(0..4) {
                0 => format!("{team}-1.{small}.{at}{number}"),
                1 => format!("{team}-{at}-{small}-amd64"),
                2 => format!("pr-{small}-{at}-{number}"),
                _ => format!("sha-{:x}-{number}", at.wrapping_mul(0x9e37_79b9)),
            }
        })
        .collect()
}

fn to_image(plain: &PlainImage) -> Image {
    let timestamp = |second| Timestamp::from_second(second).unwrap();
    Image {
        digest: plain.name.parse().unwrap(),
        tags: plain.tags.iter().map(|tag| tag.parse().unwrap()).collect(),
        pushed_at: timestamp(plain.pushed),
        last_pulled_at: plain.pulled.map(timestamp),
        status: if plain.status == "ARCHIVED" {
            ImageStatus::Archived
        } else {
            ImageStatus::Active
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
