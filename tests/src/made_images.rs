//! Images made as an OCI layout on disk, for measuring pushes, pulls and copies. Layers are random from a
//! fixed seed, so nothing compresses them and every run has the same ones.

use std::{fs, io::Write, path::Path};

use flate2::{Compression, write::GzEncoder};
use portolan_oci::Digest;
use rand::{Rng, SeedableRng, rngs::SmallRng};
use serde_json::{Value, json};

const MIB: usize = 1 << 20;

/// Writes an image with that many layers and bytes in all under the tag `large`.
pub fn write_large_image(layout: &Path, layers: usize, bytes: usize) {
    let mut random = SmallRng::seed_from_u64(1);
    let layers = (0..layers).map(|_| put_layer(layout, &mut random, bytes / layers));
    let layers: Vec<Layer> = layers.collect();
    let layers: Vec<&Layer> = layers.iter().collect();
    let image = put_image(layout, "large", &layers);
    write_index(layout, &[image]);
}

/// Writes that many images and gives their tags: each has one of five bases, one of eight layers above
/// it, and a layer of its own.
pub fn write_related_images(layout: &Path, images: usize) -> Vec<String> {
    let mut random = SmallRng::seed_from_u64(2);
    let mut make = |size| put_layer(layout, &mut random, size);
    let bases: Vec<Layer> = (0..5).map(|_| make(4 * MIB)).collect();
    let middles: Vec<Layer> = (0..8).map(|_| make(2 * MIB)).collect();
    let tags: Vec<String> = (0..images).map(|image| format!("1.{image}")).collect();
    let images = tags.iter().enumerate().map(|(place, tag)| {
        let own = make(MIB);
        let shared = [&bases[place % bases.len()], &middles[place % middles.len()]];
        put_image(layout, tag, &[shared[0], shared[1], &own])
    });
    write_index(layout, &images.collect::<Vec<_>>());
    tags
}

/// A layer that was put, and the digest of what is in it.
struct Layer {
    descriptor: Value,
    content: Digest,
}

fn put_layer(layout: &Path, random: &mut SmallRng, size: usize) -> Layer {
    let mut content = vec![0; size];
    random.fill_bytes(&mut content);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::none());
    gzip.write_all(&content).unwrap();
    let media_type = "application/vnd.oci.image.layer.v1.tar+gzip";
    Layer {
        descriptor: put(layout, media_type, &gzip.finish().unwrap()),
        content: Digest::of(&content),
    }
}

/// Puts an image's config and manifest; what the index says of it.
fn put_image(layout: &Path, tag: &str, layers: &[&Layer]) -> Value {
    let contents = layers.iter().map(|layer| layer.content.to_string());
    let config = json!({
        "architecture": "amd64",
        "os": "linux",
        "rootfs": { "type": "layers", "diff_ids": contents.collect::<Vec<_>>() },
    });
    let media_type = "application/vnd.oci.image.config.v1+json";
    let config = put(layout, media_type, config.to_string().as_bytes());
    let descriptors = layers.iter().map(|layer| &layer.descriptor);
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": config,
        "layers": descriptors.collect::<Vec<_>>(),
    });
    let mut manifest = put(layout, media_type, manifest.to_string().as_bytes());
    manifest["annotations"] = json!({ "org.opencontainers.image.ref.name": tag });
    manifest
}

fn write_index(layout: &Path, images: &[Value]) {
    let index = json!({ "schemaVersion": 2, "manifests": images });
    fs::write(layout.join("index.json"), index.to_string()).unwrap();
    let version = r#"{"imageLayoutVersion":"1.0.0"}"#;
    fs::write(layout.join("oci-layout"), version).unwrap();
}

fn put(layout: &Path, media_type: &str, bytes: &[u8]) -> Value {
    let digest = Digest::of(bytes);
    let blobs = layout.join("blobs/sha256");
    fs::create_dir_all(&blobs).unwrap();
    fs::write(blobs.join(digest.hex()), bytes).unwrap();
    json!({ "mediaType": media_type, "digest": digest.to_string(), "size": bytes.len() })
}
