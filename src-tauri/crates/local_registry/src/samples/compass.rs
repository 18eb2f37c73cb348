//! `samples/compass`: an image with an SBOM, a provenance attestation and a signature as its referrers.
//! The signature is of the right shape and signs nothing: samples have no key.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use portolan_oci::MediaType;
use serde_json::{Map, Value, json};

use super::{
    content::{Built, LayerFile, Shelf},
    image::{AMD64, Image, Packing, Step, base_layer, labels},
};
use crate::Error;

const ABOUT: &str = "Shows where north is, and says how sure it is of that.";
const CREATED: &str = "2026-04-09T13:20:00Z";

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let image = Image {
        platform: AMD64,
        packing: Packing::OciGzip,
        created: CREATED.to_owned(),
        settings: json!({
            "User": "nobody",
            "Env": ["PATH=/usr/bin:/bin", "DECLINATION=-1.5"],
            "Entrypoint": ["/usr/bin/compass"],
            "WorkingDir": "/",
            "Labels": labels("compass", "3.1.4", CREATED, ABOUT),
        }),
        annotations: Map::new(),
        steps: vec![
            base_layer(AMD64),
            Step::layer(
                "COPY compass /usr/bin/compass # buildkit",
                vec![LayerFile::program(
                    "usr/bin/compass",
                    "compass 3.1.4",
                    10 * 1024,
                )],
            ),
            Step::setting("USER nobody"),
            Step::setting("ENTRYPOINT [\"/usr/bin/compass\"]"),
        ],
    }
    .build(shelf)?;
    let tags = shelf.put_tagged(&image, &["3.1.4", "3.1", "latest"])?;
    for referrer in [
        sbom(shelf, &image)?,
        provenance(shelf, &image)?,
        signature(shelf, &image)?,
    ] {
        shelf.put_untagged(&referrer)?;
    }
    Ok(tags)
}

fn describe(
    shelf: &Shelf<'_>,
    subject: &Built,
    artifact_type: &str,
    content: &Value,
    annotations: Value,
) -> Result<Built, Error> {
    let layer_type = MediaType::from(artifact_type.to_owned());
    let layer = shelf.put_blob(&layer_type, content.to_string().as_bytes())?;
    Ok(Built::new(
        MediaType::OCI_MANIFEST,
        &json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_MANIFEST,
            "artifactType": artifact_type,
            "config": shelf.put_empty()?,
            "layers": [layer],
            "subject": subject.descriptor(),
            "annotations": annotations,
        }),
    ))
}

fn sbom(shelf: &Shelf<'_>, image: &Built) -> Result<Built, Error> {
    let package = |name: &str, version: &str, licence: &str| {
        json!({
            "SPDXID": format!("SPDXRef-Package-{name}"),
            "name": name,
            "versionInfo": version,
            "licenseConcluded": licence,
            "downloadLocation": "NOASSERTION",
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": format!("pkg:generic/{name}@{version}")
            }]
        })
    };
    let document = json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "samples/compass:3.1.4",
        "documentNamespace": "https://samples.example/spdx/compass-3.1.4",
        "creationInfo": { "created": CREATED, "creators": ["Tool: portolan-samples"] },
        "packages": [
            package("compass", "3.1.4", "MIT OR Apache-2.0"),
            package("sample-base", "12", "MIT OR Apache-2.0"),
            package("geomagnetic-model", "2025.1", "CC0-1.0"),
        ]
    });
    describe(
        shelf,
        image,
        "application/spdx+json",
        &document,
        json!({ "org.opencontainers.image.created": CREATED, "org.opencontainers.image.title": "sbom.spdx.json" }),
    )
}

fn provenance(shelf: &Shelf<'_>, image: &Built) -> Result<Built, Error> {
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{ "name": "samples/compass", "digest": { "sha256": image.digest.hex() } }],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://builds.example/types/container/v1",
                "externalParameters": { "version": "3.1.4" }
            },
            "runDetails": {
                "builder": { "id": "https://builds.example/portolan-samples" },
                "metadata": { "startedOn": CREATED, "finishedOn": "2026-04-09T13:21:30Z" }
            }
        }
    });
    describe(
        shelf,
        image,
        "application/vnd.in-toto+json",
        &statement,
        json!({
            "in-toto.io/predicate-type": "https://slsa.dev/provenance/v1",
            "org.opencontainers.image.created": CREATED,
        }),
    )
}

fn signature(shelf: &Shelf<'_>, image: &Built) -> Result<Built, Error> {
    let payload = json!({
        "critical": {
            "identity": { "docker-reference": "samples/compass" },
            "image": { "docker-manifest-digest": image.digest },
            "type": "cosign container image signature"
        },
        "optional": null
    });
    let bundle = json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": { "publicKey": { "hint": "portolan-samples" } },
        "dsseEnvelope": {
            "payloadType": "application/vnd.in-toto+json",
            "payload": STANDARD.encode(payload.to_string()),
            "signatures": [{ "sig": STANDARD.encode("a sample, signed by nobody"), "keyid": "" }]
        }
    });
    describe(
        shelf,
        image,
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        &bundle,
        json!({
            "dev.sigstore.bundle.content": "dsse-envelope",
            "dev.sigstore.bundle.predicateType": "https://sigstore.dev/cosign/sign/v1",
            "org.opencontainers.image.created": CREATED,
        }),
    )
}
