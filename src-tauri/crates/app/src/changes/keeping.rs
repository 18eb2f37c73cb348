//! Keeps what an undo needs before anything is done: exact manifests, configs, and layers where asked.

use std::path::Path;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use portolan_contract::Failure;
use portolan_oci::{CONFIG_LIMIT, Digest, MediaType};
use portolan_storage::{ActivityId, Content};
use tokio::io::AsyncWriteExt as _;

use super::{
    journal::Step,
    plans::Prepared,
    refusals::changed,
    site::{AT_ONCE, Site},
};
use crate::{Progress, failures::OrFail};

/// How many contents are handed to the database at once, so that memory stays small.
const AT_A_TIME: usize = 64;

/// Keeps manifests, configs and, where asked, layers. The step comes last: a snapshot with a step is
/// whole.
pub(crate) async fn keep(
    site: &Site,
    activity: ActivityId,
    prepared: &Prepared,
    keep_layers: bool,
    until: Timestamp,
    progress: &Progress,
) -> Result<(), Failure> {
    let manifests: Vec<Digest> = prepared
        .before
        .manifests
        .iter()
        .filter(|(_, present)| **present)
        .map(|(digest, _)| digest.clone())
        .collect();
    for some in manifests.chunks(AT_A_TIME) {
        let contents: Vec<Option<Content>> = stream::iter(some.to_vec())
            .map(|digest| async move { site.manifest(&digest).await })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let lost = some
            .iter()
            .zip(&contents)
            .filter(|(_, found)| found.is_none());
        let lost: Vec<String> = lost.map(|(digest, _)| digest.to_string()).collect();
        if !lost.is_empty() {
            return Err(changed(lost));
        }
        let contents = contents.into_iter().flatten().collect();
        let kept = site
            .store
            .keep_for_undo(activity, Vec::new(), contents, until);
        kept.await.or_fail()?;
    }
    for some in prepared.configs.chunks(AT_A_TIME) {
        let contents: Vec<Option<Content>> = stream::iter(some.to_vec())
            .map(|config| async move { read_config(site, &config.digest, config.size).await })
            .buffered(AT_ONCE)
            .try_collect()
            .await?;
        let contents = contents.into_iter().flatten().collect();
        let kept = site
            .store
            .keep_for_undo(activity, Vec::new(), contents, until);
        kept.await.or_fail()?;
    }
    if keep_layers {
        let total = prepared.layers.iter().map(|layer| layer.size).sum();
        progress.expect_bytes(total);
        for layer in &prepared.layers {
            if progress.is_cancelled() {
                return Ok(());
            }
            keep_layer(site, activity, &layer.digest, until, progress).await?;
        }
    }
    let made = prepared.made.clone();
    let step = Step {
        before: prepared.before.clone(),
        after: prepared.after.clone(),
    };
    let step =
        serde_json::to_value(step).map_err(|problem| Failure::unexpected(problem.to_string()))?;
    site.store
        .keep_for_undo(activity, vec![step], made, until)
        .await
        .or_fail()
}

/// A config, kept or fetched; `None` where the registry has lost it already, or it is no real config.
async fn read_config(site: &Site, digest: &Digest, size: u64) -> Result<Option<Content>, Failure> {
    if let Some(kept) = site.store.content(digest).await.or_fail()? {
        return Ok(Some(kept));
    }
    let limit = CONFIG_LIMIT as u64;
    if size > limit {
        return Ok(None);
    }
    match site.registry.blob(&site.repository, digest, limit).await {
        Ok(bytes) => Ok(Some(Content {
            digest: digest.clone(),
            media_type: MediaType::OCI_CONFIG,
            bytes: bytes.to_vec(),
        })),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error).or_fail(),
    }
}

async fn keep_layer(
    site: &Site,
    activity: ActivityId,
    digest: &Digest,
    until: Timestamp,
    progress: &Progress,
) -> Result<(), Failure> {
    let path = site.store.new_layer_path().or_fail()?;
    let written = write_layer(site, digest, &path, progress).await;
    if let Err(failure) = written {
        // What could not be finished is of no use; where removing fails too, the sweep does it.
        let _ = tokio::fs::remove_file(&path).await;
        return Err(failure);
    }
    site.store
        .keep_layer(activity, digest, path, until)
        .await
        .or_fail()
}

async fn write_layer(
    site: &Site,
    digest: &Digest,
    path: &Path,
    progress: &Progress,
) -> Result<(), Failure> {
    let stream = site.registry.stream_blob(&site.repository, digest, 0).await;
    let mut pieces = stream.or_fail()?.pieces;
    let mut file = tokio::fs::File::create(path)
        .await
        .map_err(|problem| writing(path, &problem))?;
    while let Some(piece) = pieces.next().await {
        let piece = piece.or_fail()?;
        file.write_all(&piece)
            .await
            .map_err(|problem| writing(path, &problem))?;
        progress.finish_bytes(piece.len() as u64);
    }
    file.flush()
        .await
        .map_err(|problem| writing(path, &problem))
}

fn writing(path: &Path, problem: &std::io::Error) -> Failure {
    let path = path.display().to_string();
    let hint = match problem.kind() {
        std::io::ErrorKind::StorageFull => portolan_contract::Hint::DiskFull { path },
        _ => portolan_contract::Hint::DiskReadOnly { path },
    };
    Failure::new(
        portolan_contract::Code::Unexpected,
        hint,
        portolan_contract::Retry::AfterChange,
        problem.to_string(),
    )
}
