//! A second evaluator of Portolan's own rules: slow, and written from the sentences at the top of
//! `retention` alone. It reads the document itself and shares nothing with the first. What goes is found
//! as the largest set in which nothing is missed by anything outside of it.

use std::collections::BTreeSet;

use serde_json::Value;

/// An image in plain words; times are seconds.
#[expect(clippy::option_option, reason = "what is not told is not never")]
#[derive(Clone, Debug, Default)]
pub(crate) struct PlainImage {
    pub(crate) name: String,
    pub(crate) tags: Vec<String>,
    pub(crate) pushed: Option<i64>,
    pub(crate) seen: Option<i64>,
    pub(crate) created: Option<i64>,
    /// `None`: the registry does not tell. `Some(None)`: never.
    pub(crate) pulled: Option<Option<i64>>,
    /// `ACTIVE`, `ARCHIVED` or `ACTIVATING`.
    pub(crate) status: &'static str,
    pub(crate) archived: Option<i64>,
    pub(crate) activated: Option<i64>,
    pub(crate) is_read: bool,
    pub(crate) may_be_index: bool,
    pub(crate) children: Vec<String>,
    pub(crate) subjects: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct PlainRepository {
    pub(crate) images: Vec<PlainImage>,
    pub(crate) has_unknown_tag: bool,
    pub(crate) untagged_known: bool,
    /// Tags and digests that somebody uses.
    pub(crate) uses: Vec<String>,
}

const DAY: i64 = 86_400;

/// Whether a tag is meant.
type Meaning = fn(&str) -> bool;
type Test = Box<dyn Fn(&str) -> bool>;

/// Regular expressions of the random documents, and what they mean.
pub(crate) const EXPRESSIONS: [(&str, Meaning); 4] = [
    ("a.*", |tag| tag.starts_with('a')),
    (r"v?\d+\.\d+\.\d+", |tag| {
        let bare = tag.strip_prefix('v').unwrap_or(tag);
        bare.split('.').count() == 3 && bare.split('.').all(|part| part.parse::<u8>().is_ok())
    }),
    ("b|c", |tag| tag == "b" || tag == "c"),
    ("[^1]*", |tag| !tag.contains('1')),
];

/// Tags that are versions: their line, and their place in it.
pub(crate) const VERSIONS: [(&str, &str, u32); 8] = [
    ("1.2.3", "1.2", 3),
    ("v1.2.4", "1.2", 4),
    ("1.2.10", "1.2", 10),
    ("1.3.0", "1.3", 0),
    ("1.3.1", "1.3", 1),
    ("1.2.3-alpine", "1.2 alpine", 3),
    ("1.2.4-rc1", "1.2 rc", 4),
    ("1.2.4-rc.2", "1.2 rc", 5),
];

/// What a rule is asked about: an image with all its tags, or with one.
#[derive(Clone, Debug)]
struct Unit<'r> {
    at: usize,
    image: &'r PlainImage,
    tags: Vec<&'r str>,
}

/// What becomes of each image, in few words.
pub(crate) fn judge(policy: &Value, repository: &PlainRepository, now: i64) -> Vec<String> {
    let images = &repository.images;
    let per_tag = policy["per"] == "tag";
    let there = |name: &String| images.iter().position(|image| image.name == *name);
    let parents = |at: usize| -> Vec<usize> {
        let name = &images[at].name;
        let names = |other: &PlainImage| {
            other.is_read && other.children.contains(name) && other.name != *name
        };
        (0..images.len())
            .filter(|other| names(&images[*other]))
            .collect()
    };
    let subjects = |at: usize| -> Vec<usize> {
        let image = &images[at];
        let named = image.subjects.iter().filter(|_| image.is_read);
        named.filter_map(there).filter(|it| *it != at).collect()
    };
    let referrers = |at: usize| -> Vec<usize> {
        (0..images.len())
            .filter(|other| subjects(*other).contains(&at))
            .collect()
    };
    let mut units: Vec<Unit<'_>> = Vec::new();
    for (at, image) in images.iter().enumerate() {
        if !subjects(at).is_empty() || image.status == "ACTIVATING" {
            continue;
        }
        let all: Vec<&str> = image.tags.iter().map(String::as_str).collect();
        if per_tag && !all.is_empty() {
            for tag in all {
                let tags = vec![tag];
                units.push(Unit { at, image, tags });
            }
        } else {
            units.push(Unit {
                at,
                image,
                tags: all,
            });
        }
    }
    let fates: Vec<Option<(u64, String)>> = units
        .iter()
        .map(|unit| fate(policy, per_tag, &units, unit, now))
        .collect();
    // All units of an image, taken to the same end.
    let end = |at: usize| -> Option<(u64, String)> {
        let of: Vec<_> = units
            .iter()
            .zip(&fates)
            .filter(|(unit, _)| unit.at == at)
            .collect();
        let first = of.first()?.1.clone()?;
        let same = |fate: &Option<(u64, String)>| {
            fate.as_ref().is_some_and(|(_, action)| *action == first.1)
        };
        of.iter().all(|(_, fate)| same(fate)).then_some(first)
    };
    let is_used = |at: usize| {
        let image = &images[at];
        let mut uses = repository.uses.iter();
        uses.any(|used| image.name == *used || image.tags.contains(used))
    };
    let mut used: BTreeSet<usize> = (0..images.len()).filter(|at| is_used(*at)).collect();
    loop {
        let above: BTreeSet<usize> = used
            .iter()
            .flat_map(|at| parents(*at).into_iter().chain(subjects(*at)))
            .collect();
        let before = used.len();
        used.extend(above);
        if used.len() == before {
            break;
        }
    }
    let is_all_known = !repository.has_unknown_tag
        && images
            .iter()
            .all(|image| image.is_read || !image.may_be_index);
    let takes =
        |at: usize| images[at].is_read && end(at).is_some_and(|(_, action)| action == "expire");
    let may_follow = |at: usize| {
        let is_child = images[at].is_read
            && images[at].tags.is_empty()
            && !parents(at).is_empty()
            && is_all_known
            && repository.untagged_known;
        !subjects(at).is_empty() || is_child
    };
    let mut going: BTreeSet<usize> = (0..images.len())
        .filter(|at| !used.contains(at) && (takes(*at) || may_follow(*at)))
        .collect();
    loop {
        // Nothing outside may miss it.
        let mut left: BTreeSet<usize> = going
            .iter()
            .copied()
            .filter(|at| {
                let mut bound = parents(*at);
                bound.extend(subjects(*at));
                bound.extend(referrers(*at));
                bound.iter().all(|other| going.contains(other))
            })
            .collect();
        // And a rule is behind it.
        let mut led: BTreeSet<usize> = left.iter().copied().filter(|at| takes(*at)).collect();
        loop {
            let more: Vec<usize> = left
                .iter()
                .copied()
                .filter(|at| !led.contains(at))
                .filter(|at| {
                    let mut leaders = parents(*at);
                    leaders.extend(subjects(*at));
                    leaders.iter().any(|leader| led.contains(leader))
                })
                .collect();
            if more.is_empty() {
                break;
            }
            led.extend(more);
        }
        if left.len() == going.len() {
            left = led;
        }
        if left == going {
            break;
        }
        going = left;
    }
    (0..images.len())
        .map(|at| {
            if going.contains(&at) {
                return match end(at).filter(|_| takes(at)) {
                    _ if !is_all_known => "stays".to_owned(),
                    Some((rule, _)) => format!("goes by {rule}"),
                    None => "goes with another".to_owned(),
                };
            }
            if used.contains(&at) || !subjects(at).is_empty() {
                return "stays".to_owned();
            }
            let is_free_child = images[at].is_read
                && images[at].tags.is_empty()
                && !parents(at).is_empty()
                && is_all_known
                && repository.untagged_known;
            if let Some((rule, action)) = end(at) {
                let is_held = parents(at)
                    .iter()
                    .any(|index| images[*index].status != "ARCHIVED");
                return if action == "transition" && !is_free_child && !is_held {
                    format!("archived by {rule}")
                } else {
                    "stays".to_owned()
                };
            }
            let lost: Vec<String> = units
                .iter()
                .zip(&fates)
                .filter(|(unit, _)| unit.at == at)
                .filter_map(|(unit, fate)| {
                    let (rule, _) = fate.as_ref()?;
                    Some(format!("{} by {rule}", unit.tags.first()?))
                })
                .collect();
            if lost.is_empty() || !is_all_known {
                "stays".to_owned()
            } else {
                format!("loses {}", lost.join(", "))
            }
        })
        .collect()
}

/// The strongest rule that selects it decides: it takes it, or nobody does.
fn fate(
    policy: &Value,
    per_tag: bool,
    units: &[Unit<'_>],
    unit: &Unit<'_>,
    now: i64,
) -> Option<(u64, String)> {
    let mut rules: Vec<&Value> = policy["rules"].as_array().unwrap().iter().collect();
    rules.sort_by_key(|rule| rule["rulePriority"].as_u64());
    let first = rules
        .into_iter()
        .find(|rule| selects(rule, per_tag, unit))?;
    takes(first, per_tag, units, unit, now).then(|| {
        let action = first["action"]["type"].as_str().unwrap().to_owned();
        (first["rulePriority"].as_u64().unwrap(), action)
    })
}

fn takes(rule: &Value, per_tag: bool, units: &[Unit<'_>], unit: &Unit<'_>, now: i64) -> bool {
    let selection = &rule["selection"];
    let number = selection["countNumber"].as_u64().unwrap() as usize;
    let older_than = |from: Option<i64>| from.is_some_and(|from| now - from > number as i64 * DAY);
    let image = unit.image;
    let pushed = image.pushed.or(image.seen);
    match selection["countType"].as_str().unwrap() {
        "imageCountMoreThan" => {
            let moment = |unit: &Unit<'_>| {
                if selection["orderBy"] == "created" {
                    built(unit.image, now)
                } else {
                    unit.image.activated.or(unit.image.pushed)
                }
            };
            let key = |other: &Unit<'_>| {
                let place = units
                    .iter()
                    .position(|it| it.at == other.at && it.tags == other.tags);
                moment(other).map(|at| (at, place.unwrap()))
            };
            let Some(own) = key(unit) else {
                return false;
            };
            let younger = units
                .iter()
                .filter(|other| selects(rule, per_tag, other))
                .filter(|other| key(other).is_some_and(|other| other > own));
            younger.count() >= number
        }
        "versionCountMoreThan" => {
            let own = versions(unit);
            // Every one of its versions has so many newer ones.
            !own.is_empty()
                && own.iter().all(|(line, place)| {
                    let newer: BTreeSet<u32> = units
                        .iter()
                        .filter(|other| selects(rule, per_tag, other))
                        .flat_map(versions)
                        .filter(|(other, at)| other == line && at > place)
                        .map(|(_, at)| at)
                        .collect();
                    newer.len() >= number
                })
        }
        "sinceImagePushed" => older_than(pushed),
        "sinceImageCreated" => older_than(built(image, now)),
        "sinceImageTransitioned" => older_than(image.archived),
        "sinceImagePulled" => older_than(match image.pulled {
            None => None,
            Some(None) => image.activated.or(pushed),
            Some(Some(pulled)) => Some(pulled.max(image.activated.unwrap_or(pulled))),
        }),
        other => panic!("{other}"),
    }
}

/// The versions of a unit: their lines, and their places in them.
fn versions(unit: &Unit<'_>) -> Vec<(&'static str, u32)> {
    let known = VERSIONS.iter().filter(|(tag, ..)| unit.tags.contains(tag));
    known.map(|(_, line, place)| (*line, *place)).collect()
}

/// "A moment that no build can have been at is no date."
fn built(image: &PlainImage, now: i64) -> Option<i64> {
    let first: jiff::Timestamp = "2013-03-20T00:00:00Z".parse().unwrap();
    let created = image.created?;
    (created >= first.as_second() && created <= now + DAY).then_some(created)
}

fn selects(rule: &Value, per_tag: bool, unit: &Unit<'_>) -> bool {
    let selection = &rule["selection"];
    let class = selection["storageClass"].as_str().unwrap_or("standard");
    let is_of_class = if unit.image.status == "ARCHIVED" {
        class == "archive"
    } else {
        class == "standard"
    };
    let list = |key: &str| -> Vec<String> {
        let entries = selection[key].as_array().into_iter().flatten();
        entries.map(|it| it.as_str().unwrap().to_owned()).collect()
    };
    let mut wanted: Vec<Test> = Vec::new();
    for pattern in list("tagPatternList") {
        wanted.push(Box::new(move |tag| {
            matches(pattern.as_bytes(), tag.as_bytes())
        }));
    }
    for prefix in list("tagPrefixList") {
        wanted.push(Box::new(move |tag| tag.starts_with(&prefix)));
    }
    for text in list("tagRegexList") {
        wanted.push(Box::new(expression(&text)));
    }
    let mut unwanted: Vec<Test> = Vec::new();
    for pattern in list("excludeTagPatternList") {
        unwanted.push(Box::new(move |tag| {
            matches(pattern.as_bytes(), tag.as_bytes())
        }));
    }
    for text in list("excludeTagRegexList") {
        unwanted.push(Box::new(expression(&text)));
    }
    let met = |test: &Test| unit.tags.iter().any(|tag| test(tag));
    let has_tags = match selection["tagStatus"].as_str().unwrap() {
        "any" => true,
        "untagged" => unit.tags.is_empty(),
        _ if unit.tags.is_empty() => false,
        _ if per_tag => wanted.is_empty() || wanted.iter().any(met),
        _ => wanted.iter().all(met),
    };
    is_of_class && has_tags && !unwanted.iter().any(met)
}

fn expression(text: &str) -> Meaning {
    EXPRESSIONS.iter().find(|(it, _)| *it == text).unwrap().1
}

/// A star stands for nothing, or for one character and a star.
fn matches(pattern: &[u8], tag: &[u8]) -> bool {
    match (pattern, tag) {
        ([], []) => true,
        ([b'*', rest @ ..], _) if matches(rest, tag) => true,
        ([b'*', ..], [_, tag @ ..]) => matches(pattern, tag),
        ([one, pattern @ ..], [other, tag @ ..]) => one == other && matches(pattern, tag),
        _ => false,
    }
}
