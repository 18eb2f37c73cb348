//! `samples/tide`: an image whose layers are compressed by zstd.

use serde_json::{Map, json};

use super::{
    content::{LayerFile, Shelf},
    image::{ARM64, Image, Packing, Step, base_layer, labels},
};
use crate::Error;

const CREATED: &str = "2026-07-01T05:12:00Z";

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let mut table = String::from("harbour,day,high,low\n");
    for day in 1..=28 {
        let minutes = day * 49 % 720;
        let line = format!(
            "north quay,2026-07-{day:02},{:02}:{:02},{:02}:{:02}\n",
            minutes / 60,
            minutes % 60,
            (minutes / 60 + 6) % 24,
            minutes % 60
        );
        table.push_str(&line);
    }
    let image = Image {
        platform: ARM64,
        packing: Packing::OciZstd,
        created: CREATED.to_owned(),
        settings: json!({
            "Env": ["PATH=/usr/bin:/bin", "TABLES=/usr/share/tide"],
            "Cmd": ["/usr/bin/tide", "--today"],
            "Labels": labels("tide", "0.6.0", CREATED, "Tide tables of the sample harbours."),
        }),
        annotations: Map::new(),
        steps: vec![
            base_layer(ARM64),
            Step::layer(
                "COPY tables/ /usr/share/tide/ # buildkit",
                vec![LayerFile::text("usr/share/tide/north-quay.csv", table)],
            ),
            Step::layer(
                "COPY tide /usr/bin/tide # buildkit",
                vec![LayerFile::program("usr/bin/tide", "tide 0.6.0", 8 * 1024)],
            ),
            Step::setting("ENV TABLES=/usr/share/tide"),
            Step::setting("CMD [\"/usr/bin/tide\" \"--today\"]"),
        ],
    }
    .build(shelf)?;
    shelf.put_tagged(&image, &["0.6.0", "latest"])
}
