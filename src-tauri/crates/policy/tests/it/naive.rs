//! A second evaluator of lifecycle policies: slow, and written from the guide's sentences alone. It
//! reads the document itself and shares nothing with the first, so that a mistake must be made twice
//! to stay unseen. Its answers are texts.

use serde_json::Value;

/// An image in plain words; times are seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlainImage {
    pub(crate) name: String,
    pub(crate) tags: Vec<String>,
    pub(crate) pushed: i64,
    pub(crate) pulled: Option<i64>,
    /// `ACTIVE`, `ARCHIVED` or `ACTIVATING`.
    pub(crate) status: &'static str,
    pub(crate) archived: Option<i64>,
    pub(crate) activated: Option<i64>,
    pub(crate) children: Vec<String>,
    pub(crate) subject: Option<String>,
}

const DAY: i64 = 86_400;

/// What a policy means for the image at a place of the list.
pub(crate) fn judge(policy: &Value, images: &[PlainImage], now: i64, at: usize) -> String {
    let image = &images[at];
    // "Reference artifacts are expired or archived after the deletion or archival of the subject."
    if let Some(subject) = place_of_subject(images, at) {
        let name = &images[subject].name;
        let of_subject = judge(policy, images, now, subject);
        return match of_subject.strip_prefix("taken: ") {
            Some(how) => format!("follows {name}: {how}"),
            None if of_subject.starts_with("follows ") => of_subject,
            None => {
                let last = of_subject.strip_prefix("stays with ").unwrap_or(name);
                format!("stays with {last}")
            }
        };
    }
    if image.status == "ACTIVATING" {
        return "is being restored".to_owned();
    }
    // "An image that matches the tagging requirements of a rule cannot be expired or archived by a
    // rule with a lower priority": the first that selects it is the only one that can act.
    let mut rules: Vec<&Value> = policy["rules"].as_array().unwrap().iter().collect();
    rules.sort_by_key(|rule| rule["rulePriority"].as_u64());
    rules.retain(|rule| selects(rule, image));
    let Some(first) = rules.first() else {
        return "no rule".to_owned();
    };
    let priority = &first["rulePriority"];
    let since = since_when(first, images, now, at);
    // "If an image is referenced by a manifest list, it cannot be expired or archived without the
    // manifest list being deleted or archived first."
    let index = images.iter().find(|other| {
        other.status != "ARCHIVED"
            && other.name != image.name
            && other.children.contains(&image.name)
    });
    if let Some(index) = index {
        return match since {
            Some(_) => format!("child of {} spared by {priority}", index.name),
            None => format!("child of {}", index.name),
        };
    }
    if let Some(since) = since {
        let action = first["action"]["type"].as_str().unwrap();
        return format!("taken: {action} by {priority} since {since}");
    }
    if let Some(other) = rules
        .iter()
        .find(|rule| since_when(rule, images, now, at).is_some())
    {
        return format!("shielded by {priority} from {}", other["rulePriority"]);
    }
    let number = first["selection"]["countNumber"].as_i64().unwrap();
    if first["selection"]["countType"] == "imageCountMoreThan" {
        let place = younger(first, images, at).len() + 1;
        return format!("kept by {priority} as {place} of {number}");
    }
    match counted_from(first, image) {
        Some(from) => format!("too young for {priority} until {}", from + number * DAY),
        None => format!("time unknown to {priority}"),
    }
}

/// Since when a rule alone would have taken the image, if it does now. "All rules are evaluated at the
/// same time, regardless of rule priority."
fn since_when(rule: &Value, images: &[PlainImage], now: i64, at: usize) -> Option<i64> {
    let number = rule["selection"]["countNumber"].as_i64().unwrap();
    if rule["selection"]["countType"] == "imageCountMoreThan" {
        // The youngest so many stay; it went when the last of them came.
        let mut times: Vec<i64> = younger(rule, images, at)
            .iter()
            .map(|other| ordering_time(&images[*other]))
            .collect();
        times.sort_unstable();
        times.get(usize::try_from(number).unwrap() - 1).copied()
    } else {
        let from = counted_from(rule, &images[at])?;
        (now - from > number * DAY).then_some(from + number * DAY)
    }
}

/// The images that a rule selects and that are younger.
fn younger(rule: &Value, images: &[PlainImage], at: usize) -> Vec<usize> {
    let key = |place: usize| (ordering_time(&images[place]), place);
    (0..images.len())
        .filter(|place| place_of_subject(images, *place).is_none())
        .filter(|place| selects(rule, &images[*place]) && key(*place) > key(at))
        .collect()
}

/// "If an image was archived and then restored, `last_activated_at` is used instead."
fn ordering_time(image: &PlainImage) -> i64 {
    match image.activated {
        Some(activated) => activated,
        None => image.pushed,
    }
}

fn counted_from(rule: &Value, image: &PlainImage) -> Option<i64> {
    match rule["selection"]["countType"].as_str().unwrap() {
        "sinceImagePushed" => Some(image.pushed),
        "sinceImageTransitioned" => image.archived,
        "sinceImagePulled" => Some(match image.pulled {
            // "never pulled since the image was restored"
            Some(pulled) if image.activated.is_none_or(|activated| pulled >= activated) => pulled,
            _ => image.activated.unwrap_or(image.pushed),
        }),
        other => panic!("{other}"),
    }
}

fn place_of_subject(images: &[PlainImage], at: usize) -> Option<usize> {
    let subject = images[at].subject.as_ref()?;
    images.iter().position(|other| other.name == *subject)
}

fn selects(rule: &Value, image: &PlainImage) -> bool {
    let selection = &rule["selection"];
    let class = selection["storageClass"].as_str().unwrap_or("standard");
    let is_of_class = match image.status {
        "ACTIVE" => class == "standard",
        "ARCHIVED" => class == "archive",
        _ => false,
    };
    let has_tags = match selection["tagStatus"].as_str().unwrap() {
        "any" => true,
        "untagged" => image.tags.is_empty(),
        _ => {
            // "matched if all of the tags in the list are matched against any of the image's tags"
            let mut wanted: Vec<String> = Vec::new();
            for pattern in selection["tagPatternList"].as_array().into_iter().flatten() {
                wanted.push(pattern.as_str().unwrap().to_owned());
            }
            for prefix in selection["tagPrefixList"].as_array().into_iter().flatten() {
                wanted.push(format!("{}*", prefix.as_str().unwrap()));
            }
            let mut matched = 0;
            for pattern in &wanted {
                for tag in &image.tags {
                    if matches(pattern.as_bytes(), tag.as_bytes()) {
                        matched += 1;
                        break;
                    }
                }
            }
            matched == wanted.len()
        }
    };
    is_of_class && has_tags
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
