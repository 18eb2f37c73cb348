//! `samples/logbook`: a long release history, 60 tags over two years, with pre-releases.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, json};

use super::{
    content::{Built, LayerFile, Shelf},
    image::{AMD64, Image, Packing, Step, base_layer, labels},
};
use crate::Error;

/// The first release's time, in seconds since 1970: 2024-07-01T08:00:00Z.
const FIRST: i64 = 1_719_820_800;
const DAY: i64 = 86_400;

/// Minor lines of the releases: their name, candidates before the first, and patches after it.
const LINES: [(&str, u32, u32); 12] = [
    ("0.9", 0, 3),
    ("1.0", 2, 3),
    ("1.1", 1, 3),
    ("1.2", 1, 4),
    ("1.3", 0, 2),
    ("1.4", 1, 3),
    ("1.5", 1, 3),
    ("2.0", 3, 4),
    ("2.1", 1, 3),
    ("2.2", 1, 2),
    ("2.3", 1, 3),
    ("3.0", 3, 0),
];

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let versions = versions();
    // Two years from the first to the last.
    let pause = 730 * DAY / (versions.len() as i64 - 1);
    let mut tags = 0;
    for (place, version) in versions.iter().enumerate() {
        // An odd hour here and there: releases don't keep office hours.
        let time = FIRST + pause * place as i64 + (place as i64 * 7 % 11) * 3_600;
        let image = release(shelf, version, time)?;
        let mut names = vec![version.as_str()];
        if version == "2.3.3" {
            names.push("latest");
        }
        tags += shelf.put_tagged(&image, &names)?;
    }
    Ok(tags)
}

/// Every release in the order it was made.
fn versions() -> Vec<String> {
    let mut versions = Vec::new();
    for (line, candidates, patches) in LINES {
        let stage = if line == "3.0" { "beta" } else { "rc" };
        versions.extend((1..=candidates).map(|number| format!("{line}.0-{stage}.{number}")));
        if line != "3.0" {
            versions.push(format!("{line}.0"));
        }
        versions.extend((1..=patches).map(|number| format!("{line}.{number}")));
    }
    versions
}

fn release(shelf: &Shelf<'_>, version: &str, time: i64) -> Result<Built, Error> {
    let created = (Timestamp::UNIX_EPOCH + SignedDuration::from_secs(time)).to_string();
    Image {
        platform: AMD64,
        packing: Packing::OciGzip,
        created: created.clone(),
        settings: json!({
            "User": "app",
            "ExposedPorts": { "7070/tcp": {} },
            "Env": ["PATH=/usr/bin:/bin", format!("LOGBOOK_VERSION={version}")],
            "Entrypoint": ["/usr/bin/logbook"],
            "Volumes": { "/var/log/voyages": {} },
            "Labels": labels("logbook", version, &created, "Writes down where the ship was, every hour."),
        }),
        annotations: Map::new(),
        steps: vec![
            base_layer(AMD64),
            Step::setting(format!("ENV LOGBOOK_VERSION={version}")),
            Step::layer(
                "COPY logbook /usr/bin/logbook # buildkit",
                vec![LayerFile::program(
                    "usr/bin/logbook",
                    &format!("logbook {version}"),
                    3 * 1024,
                )],
            ),
            Step::setting("VOLUME [/var/log/voyages]"),
            Step::setting("ENTRYPOINT [\"/usr/bin/logbook\"]"),
        ],
    }
    .build(shelf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_has_sixty_tags_with_the_moving_one() {
        let versions = versions();
        assert_eq!(versions.len() + 1, 60);
        assert!(versions.contains(&"2.3.3".to_owned()));
    }
}
