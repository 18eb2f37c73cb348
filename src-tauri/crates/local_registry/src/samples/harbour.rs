//! `samples/harbour`: an index for three platforms, each with its attestation, as BuildKit pushes them.

use portolan_oci::MediaType;
use serde_json::{Map, Value, json};

use super::{
    content::{Built, LayerFile, Shelf},
    image::{AMD64, ARM_V7, ARM64, Image, Packing, Platform, Step, base_layer, labels},
};
use crate::Error;

const ABOUT: &str = "Keeps the harbour's berths: who lies where, since when, and who is expected.";

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let older = release(shelf, "2.3.1", "2026-03-02T09:14:00Z")?;
    let newer = release(shelf, "2.4.0", "2026-06-18T15:40:00Z")?;
    Ok(shelf.put_tagged(&older, &["2.3.1", "2.3"])?
        + shelf.put_tagged(&newer, &["2.4.0", "2.4", "2", "latest"])?)
}

fn release(shelf: &Shelf<'_>, version: &str, created: &str) -> Result<Built, Error> {
    let mut images = Vec::new();
    let mut attestations = Vec::new();
    for platform in [AMD64, ARM64, ARM_V7] {
        let image = image(platform, version, created).build(shelf)?;
        shelf.put_untagged(&image)?;
        let mut descriptor = image.descriptor();
        descriptor["platform"] = platform.json();
        images.push(descriptor);
        let attestation = attest(shelf, &image, version)?;
        shelf.put_untagged(&attestation)?;
        let mut descriptor = attestation.descriptor();
        descriptor["annotations"] = json!({
            "vnd.docker.reference.digest": image.digest,
            "vnd.docker.reference.type": "attestation-manifest",
        });
        descriptor["platform"] = json!({ "architecture": "unknown", "os": "unknown" });
        attestations.push(descriptor);
    }
    images.append(&mut attestations);
    Ok(Built::new(
        MediaType::OCI_INDEX,
        &json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_INDEX,
            "manifests": images,
            "annotations": labels("harbour", version, created, ABOUT),
        }),
    ))
}

fn image(platform: Platform, version: &str, created: &str) -> Image {
    let program = format!("harbour {version} {}", platform.architecture);
    Image {
        platform,
        packing: Packing::OciGzip,
        created: created.to_owned(),
        settings: json!({
            "User": "10001:10001",
            "ExposedPorts": { "8080/tcp": {}, "9090/tcp": {} },
            "Env": [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                format!("HARBOUR_VERSION={version}"),
                "HARBOUR_LISTEN=0.0.0.0:8080",
                "TZ=UTC"
            ],
            "Entrypoint": ["/app/harbour"],
            "Cmd": ["serve", "--config", "/etc/harbour/harbour.toml"],
            "Volumes": { "/var/lib/harbour": {} },
            "WorkingDir": "/app",
            "Labels": labels("harbour", version, created, ABOUT),
            "StopSignal": "SIGTERM",
            "Healthcheck": {
                "Test": ["CMD", "/app/harbour", "health"],
                "Interval": 30_000_000_000_u64,
                "Timeout": 3_000_000_000_u64,
                "Retries": 3
            }
        }),
        annotations: Map::new(),
        steps: vec![
            base_layer(platform),
            Step::setting("ARG HARBOUR_VERSION"),
            Step::setting(format!(
                "ENV HARBOUR_VERSION={version} HARBOUR_LISTEN=0.0.0.0:8080 TZ=UTC"
            )),
            Step::layer(
                "COPY harbour.toml /etc/harbour/harbour.toml # buildkit",
                vec![LayerFile::text(
                    "etc/harbour/harbour.toml",
                    "listen = \"0.0.0.0:8080\"\nmetrics = \"0.0.0.0:9090\"\n\n[berths]\ncount = 24\n",
                )],
            ),
            Step::layer(
                "COPY --from=build /out/harbour /app/harbour # buildkit",
                vec![LayerFile::program("app/harbour", &program, 20 * 1024)],
            ),
            Step::setting("USER 10001:10001"),
            Step::setting("EXPOSE map[8080/tcp:{} 9090/tcp:{}]"),
            Step::setting("VOLUME [/var/lib/harbour]"),
            Step::setting(
                "HEALTHCHECK &{[\"CMD\" \"/app/harbour\" \"health\"] \"30s\" \"3s\" \"0s\" \"0s\" '\\x03'}",
            ),
            Step::setting("ENTRYPOINT [\"/app/harbour\"]"),
            Step::setting("CMD [\"serve\" \"--config\" \"/etc/harbour/harbour.toml\"]"),
        ],
    }
}

/// The provenance of one platform's image, in the shape of an image so that every registry takes it.
fn attest(shelf: &Shelf<'_>, image: &Built, version: &str) -> Result<Built, Error> {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v0.1",
        "predicateType": "https://slsa.dev/provenance/v0.2",
        "subject": [{ "name": "samples/harbour", "digest": { "sha256": image.digest.hex() } }],
        "predicate": {
            "builder": { "id": "https://builds.example/portolan-samples" },
            "buildType": "https://mobyproject.org/buildkit@v1",
            "invocation": { "parameters": { "frontend": "dockerfile.v0", "args": {
                "build-arg:HARBOUR_VERSION": version } } }
        }
    })
    .to_string();
    let in_toto = MediaType::from("application/vnd.in-toto+json".to_owned());
    let mut layer = shelf.put_blob(&in_toto, statement.as_bytes())?;
    layer["annotations"] =
        json!({ "in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2" });
    let digest: &Value = &layer["digest"];
    let config = json!({
        "architecture": "unknown",
        "os": "unknown",
        "config": {},
        "rootfs": { "type": "layers", "diff_ids": [digest] }
    })
    .to_string();
    let config = shelf.put_blob(&MediaType::OCI_CONFIG, config.as_bytes())?;
    Ok(Built::new(
        MediaType::OCI_MANIFEST,
        &json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_MANIFEST,
            "config": config,
            "layers": [layer],
        }),
    ))
}
