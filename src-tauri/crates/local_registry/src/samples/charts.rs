//! `samples/charts/harbour`: a Helm chart, in the shape `helm push` gives it.

use portolan_oci::MediaType;
use serde_json::json;

use super::{
    content::{self, Built, LayerFile, Shelf},
    image::{labels, seconds},
};
use crate::Error;

const ABOUT: &str = "Runs the harbour sample on Kubernetes.";

pub(super) fn fill(shelf: &Shelf<'_>) -> Result<u64, Error> {
    let older = chart(shelf, "0.8.0", "2.3.1", "2026-03-02T10:00:00Z")?;
    let newer = chart(shelf, "0.9.1", "2.4.0", "2026-06-19T07:55:00Z")?;
    Ok(shelf.put_tagged(&older, &["0.8.0"])? + shelf.put_tagged(&newer, &["0.9.1"])?)
}

fn chart(shelf: &Shelf<'_>, version: &str, app: &str, created: &str) -> Result<Built, Error> {
    let meta = json!({
        "name": "harbour",
        "version": version,
        "description": ABOUT,
        "keywords": ["harbour", "sample"],
        "apiVersion": "v2",
        "appVersion": app,
        "type": "application"
    });
    let chart = format!(
        "apiVersion: v2\nname: harbour\nversion: {version}\nappVersion: {app}\n\
         description: {ABOUT}\ntype: application\n"
    );
    let values = format!(
        "replicaCount: 2\nimage:\n  repository: samples/harbour\n  tag: \"{app}\"\nservice:\n  port: 8080\n"
    );
    let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n\
                      spec:\n  replicas: {{ .Values.replicaCount }}\n";
    let archive = content::archive(
        &[
            LayerFile::text("harbour/Chart.yaml", chart),
            LayerFile::text("harbour/values.yaml", values),
            LayerFile::text("harbour/templates/deployment.yaml", deployment),
        ],
        seconds(created),
    )?;
    let config = shelf.put_blob(&MediaType::HELM_CONFIG, meta.to_string().as_bytes())?;
    let layer = shelf.put_blob(&MediaType::HELM_CONTENT, &content::gzip(&archive)?)?;
    Ok(Built::new(
        MediaType::OCI_MANIFEST,
        &json!({
            "schemaVersion": 2,
            "mediaType": MediaType::OCI_MANIFEST,
            "config": config,
            "layers": [layer],
            "annotations": labels("harbour", version, created, ABOUT),
        }),
    ))
}
