//! `samples/lighthouse`: a plain image whose tags share digests.

use serde_json::{Map, json};

use super::{
    content::{Built, LayerFile, Shelf},
    image::{AMD64, Image, Packing, Step, base_layer, labels},
};
use crate::Error;

const ABOUT: &str = "Turns the lamp, sounds the horn, and writes down when it did.";

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let older = release(shelf, "1.8.5", "2026-01-20T11:05:00Z")?;
    let newer = release(shelf, "1.9.2", "2026-05-04T08:30:00Z")?;
    Ok(shelf.put_tagged(&older, &["1.8.5", "1.8"])?
        + shelf.put_tagged(&newer, &["1.9.2", "1.9", "1", "stable", "latest"])?)
}

fn release(shelf: &Shelf<'_>, version: &str, created: &str) -> Result<Built, Error> {
    Image {
        platform: AMD64,
        packing: Packing::OciGzip,
        created: created.to_owned(),
        settings: json!({
            "User": "app",
            "ExposedPorts": { "8443/tcp": {} },
            "Env": [
                "PATH=/usr/local/bin:/usr/bin:/bin",
                "LAMP_PERIOD=15s",
                format!("LIGHTHOUSE_VERSION={version}")
            ],
            "Entrypoint": ["/usr/local/bin/lighthouse"],
            "Cmd": ["--lamp", "on"],
            "WorkingDir": "/srv",
            "Labels": labels("lighthouse", version, created, ABOUT),
        }),
        annotations: Map::new(),
        steps: vec![
            base_layer(AMD64),
            Step::setting(format!("ENV LAMP_PERIOD=15s LIGHTHOUSE_VERSION={version}")),
            Step::layer(
                "COPY lighthouse /usr/local/bin/lighthouse # buildkit",
                vec![LayerFile::program(
                    "usr/local/bin/lighthouse",
                    &format!("lighthouse {version}"),
                    14 * 1024,
                )],
            ),
            Step::setting("USER app"),
            Step::setting("EXPOSE map[8443/tcp:{}]"),
            Step::setting("ENTRYPOINT [\"/usr/local/bin/lighthouse\"]"),
            Step::setting("CMD [\"--lamp\" \"on\"]"),
        ],
    }
    .build(shelf)
}
