//! `samples/sextant`: an artifact that is no image, here a WebAssembly module with its readme.

use portolan_oci::MediaType;
use serde_json::json;

use super::{
    content::{Built, Shelf},
    image::labels,
};
use crate::Error;

const CREATED: &str = "2026-08-21T06:00:00Z";
const ABOUT: &str =
    "Measures the angle between the horizon and a star, as a WebAssembly component.";

/// The smallest module there is: the magic number and the version.
const MODULE: &[u8] = b"\0asm\x01\0\0\0";

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let config = json!({
        "created": CREATED,
        "architecture": "wasm",
        "os": "wasip2",
        "layerDigests": [],
        "component": { "exports": ["sextant:sight/angle@0.2.0"], "imports": [] }
    });
    let config_type = MediaType::from("application/vnd.wasm.config.v0+json".to_owned());
    let config = shelf.put_blob(&config_type, config.to_string().as_bytes())?;
    let module = shelf.put_blob(&MediaType::from("application/wasm".to_owned()), MODULE)?;
    let readme = format!("# sextant\n\n{ABOUT}\n");
    let mut readme = shelf.put_blob(
        &MediaType::from("text/markdown".to_owned()),
        readme.as_bytes(),
    )?;
    readme["annotations"] = json!({ "org.opencontainers.image.title": "README.md" });
    let artifact = Built::new(
        MediaType::OCI_MANIFEST,
        &json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_MANIFEST,
            "artifactType": "application/vnd.wasm.component.v1",
            "config": config,
            "layers": [module, readme],
            "annotations": labels("sextant", "0.2.0", CREATED, ABOUT),
        }),
    );
    shelf.put_tagged(&artifact, &["0.2.0"])
}
