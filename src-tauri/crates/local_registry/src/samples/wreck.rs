//! `samples/wreck`: an index one of whose children is missing, as careless clean-ups leave them.

use portolan_oci::{Digest, MediaType};
use serde_json::{Map, json};

use super::{
    content::{Built, LayerFile, Shelf},
    image::{AMD64, ARM64, Image, Packing, Step, base_layer, labels},
};
use crate::Error;

const CREATED: &str = "2025-10-30T22:10:00Z";
const ABOUT: &str = "An index whose arm64 image was deleted: pulls work on amd64 only.";

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let image = Image {
        platform: AMD64,
        packing: Packing::OciGzip,
        created: CREATED.to_owned(),
        settings: json!({
            "Env": ["PATH=/usr/bin:/bin"],
            "Cmd": ["/usr/bin/wreck"],
            "Labels": labels("wreck", "1.2.0", CREATED, ABOUT),
        }),
        annotations: Map::new(),
        steps: vec![
            base_layer(AMD64),
            Step::layer(
                "COPY wreck /usr/bin/wreck # buildkit",
                vec![LayerFile::program("usr/bin/wreck", "wreck 1.2.0", 6 * 1024)],
            ),
            Step::setting("CMD [\"/usr/bin/wreck\"]"),
        ],
    }
    .build(shelf)?;
    shelf.put_untagged(&image)?;
    let mut present = image.descriptor();
    present["platform"] = AMD64.json();
    let index = Built::new(
        MediaType::OCI_INDEX,
        &json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_INDEX,
            "manifests": [present, {
                "mediaType": MediaType::OCI_MANIFEST,
                "digest": Digest::of(b"the manifest that went down"),
                "size": 1_021,
                "platform": ARM64.json(),
            }],
            "annotations": labels("wreck", "1.2.0", CREATED, ABOUT),
        }),
    );
    shelf.put_tagged(&index, &["1.2.0", "latest"])
}
