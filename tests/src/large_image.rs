//! A large image as an OCI layout on disk, for measuring pushes and pulls.

use std::{fs, io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};
use portolan_oci::Digest;
use rand::{Rng, SeedableRng, rngs::SmallRng};
use serde_json::{Value, json};

/// Writes an image with that many layers and bytes in all under the tag `large`. Layers are random
/// from a fixed seed, so nothing compresses them and every run has the same ones.
pub fn write_large_image(layout: &Path, layers: usize, bytes: usize) {
    fs::create_dir_all(layout.join("blobs/sha256")).unwrap();
    let mut random = SmallRng::seed_from_u64(1);
    let mut descriptors = Vec::new();
    let mut contents = Vec::new();
    for _ in 0..layers {
        let mut content = vec![0; bytes / layers];
        random.fill_bytes(&mut content);
        contents.push(Digest::of(&content).to_string());
        let mut gzip = GzEncoder::new(Vec::new(), Compression::none());
        gzip.write_all(&content).unwrap();
        let media_type = "application/vnd.oci.image.layer.v1.tar+gzip";
        descriptors.push(put(layout, media_type, &gzip.finish().unwrap()));
    }
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": contents },
    });
    let media_type = "application/vnd.oci.image.config.v1+json";
    let config = put(layout, media_type, config.to_string().as_bytes());
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": config,
        "layers": descriptors,
    });
    let mut manifest = put(layout, media_type, manifest.to_string().as_bytes());
    manifest["annotations"] = json!({ "org.opencontainers.image.ref.name": "large" });
    let index = json!({ "schemaVersion": 2, "manifests": [manifest] });
    fs::write(layout.join("index.json"), index.to_string()).unwrap();
    fs::write(
        layout.join("oci-layout"),
        r#"{"imageLayoutVersion":"1.0.0"}"#,
    )
    .unwrap();
}

fn put(layout: &Path, media_type: &str, bytes: &[u8]) -> Value {
    let digest = Digest::of(bytes);
    fs::write(layout.join("blobs/sha256").join(digest.hex()), bytes).unwrap();
    json!({ "mediaType": media_type, "digest": digest.to_string(), "size": bytes.len() })
}
