//! What a push costs, counted in the steps of SQLite's machine.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex},
};

use rusqlite::{StatementStatus, trace::TraceEvent};

use super::*;

/// Steps of SQLite's machine, and rows it went through without an index, for each statement.
type Costs = Arc<Mutex<HashMap<String, (i32, i32)>>>;

fn image(repository: &LocalRegistry, name: &RepositoryName, seed: &str) -> Vec<u8> {
    let config = format!("{{\"seed\":\"{seed}\"}}");
    let config = repository.put_blob(name, config.as_bytes()).unwrap();
    let layer = repository.put_blob(name, seed.as_bytes()).unwrap();
    format!(
        r#"{{"schemaVersion":2,"config":{{"digest":"{config}","size":1}},"layers":[{{"digest":"{layer}","size":1}}]}}"#
    )
    .into_bytes()
}

fn add_tags(registry: &LocalRegistry, name: &RepositoryName, count: usize) {
    let manifest = image(registry, name, "first");
    let first: Selector = "first".parse().unwrap();
    let media_type = MediaType::OCI_MANIFEST;
    registry
        .put_manifest(name, &first, Some(&media_type), &manifest)
        .unwrap();
    let add = |transaction: &rusqlite::Transaction<'_>| -> Result<(), Error> {
        let repository = rows::existing_repository(transaction, name)?;
        for number in 0..count {
            // A tenth of the tags share a manifest, as in life.
            let digest = Digest::of((number / 10).to_string().as_bytes());
            let content = rows::ensure_stored(transaction, &digest, 1)?;
            let facts = ManifestFacts::read(Some(&media_type), &manifest)?;
            let manifest = upsert_manifest(transaction, repository, content, &facts)?;
            note_edges(transaction, content, &facts)?;
            let tag = format!("v{number}").parse().unwrap();
            point_tag(transaction, repository, &tag, manifest)?;
        }
        Ok(())
    };
    registry.database.write(add).unwrap();
}

/// What pushing one more image under a new tag, moving a tag and deleting one cost.
fn cost_with(count: usize, root: &Path) -> (i32, i32, HashMap<String, (i32, i32)>) {
    let name: RepositoryName = "team/app".parse().unwrap();
    let registry = LocalRegistry::open(root).unwrap();
    add_tags(&registry, &name, count);
    drop(registry);
    // Opened anew, so that statements count from nothing.
    let registry = LocalRegistry::open(root).unwrap();
    let costs = Costs::default();
    registry.database.trace(|| {
        let costs = Arc::clone(&costs);
        move |event: TraceEvent<'_>| {
            if let TraceEvent::Profile(statement, _) = event {
                let cost = (
                    statement.get_status(StatementStatus::VmStep),
                    statement.get_status(StatementStatus::FullscanStep),
                );
                let mut costs = costs.lock().unwrap();
                costs.insert(statement.sql().into_owned(), cost);
            }
        }
    });
    let manifest = image(&registry, &name, "one more");
    for tag in ["one-more", "v5"] {
        let selector: Selector = tag.parse().unwrap();
        registry
            .put_manifest(&name, &selector, Some(&MediaType::OCI_MANIFEST), &manifest)
            .unwrap();
        registry.read_manifest(&name, &selector).unwrap();
    }
    registry
        .delete_manifest(&name, &"v6".parse().unwrap())
        .unwrap();
    registry.list_tags(&name, Some("v5"), 1).unwrap();
    let costs = costs.lock().unwrap().clone();
    let sum = |pick: fn(&(i32, i32)) -> i32| costs.values().map(pick).sum();
    (sum(|cost| cost.0), sum(|cost| cost.1), costs)
}

#[test]
fn a_push_costs_the_same_with_10_tags_and_with_100_000() {
    let (few_root, many_root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (few, few_scanned, few_costs) = cost_with(10, few_root.path());
    let (many, many_scanned, many_costs) = cost_with(100_000, many_root.path());
    assert!(few_costs.len() > 10, "nothing was counted");
    let dearer: Vec<_> = many_costs
        .iter()
        .filter(|(sql, cost)| few_costs.get(*sql).is_none_or(|few| few.0 < cost.0))
        .collect();
    assert_eq!((few, dearer), (many, Vec::new()));
    assert_eq!((few_scanned, many_scanned), (0, 0));
}
