//! The loss of power at every moment: what was recorded is done again up to some operation, and what was
//! not synced by then is dropped, wholly or by chance. SQLite is trusted to keep what it committed
//! (`synchronous=FULL`); what is shown here is that no row ever speaks of content that could be lost.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use portolan_local_registry::{Access, LocalRegistry};
use portolan_oci::Selector;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::{
    fixture::{Home, name, root},
    recorder::{Operation, Recorder},
};

/// A push that was acknowledged: its tag and its manifest.
type Push = (String, Vec<u8>);

async fn record() -> (Vec<Operation>, Vec<Push>, PathBuf) {
    let recorder = Recorder::default();
    let home = Home::start_with(Access::Anonymous, Arc::new(recorder.clone()));
    let mut pushes = Vec::new();
    for number in 0..8 {
        let tag = format!("v{number}");
        // Every other one shares its blobs with the one before.
        let manifest = home
            .client
            .push_image("team/app", &tag, &(number / 2).to_string())
            .await;
        pushes.push((tag, manifest));
        recorder.note(Operation::Acknowledged(number));
    }
    let registry = root(&home.folder);
    (recorder.take(), pushes, registry)
}

#[derive(Clone, Default)]
struct Inode {
    content: Vec<u8>,
    durable: Vec<u8>,
}

/// A disk that keeps what it must and may lose the rest.
#[derive(Default)]
struct Model {
    inodes: Vec<Inode>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    database: Option<(Vec<u8>, Vec<u8>)>,
    acknowledged: BTreeSet<usize>,
}

impl Model {
    fn run(&mut self, operation: &Operation) {
        match operation {
            Operation::Create(path) => {
                self.inodes.push(Inode::default());
                self.names.insert(path.clone(), self.inodes.len() - 1);
            }
            Operation::Append(path, bytes) => {
                self.inodes[self.names[path]]
                    .content
                    .extend_from_slice(bytes);
            }
            Operation::Sync(path) => {
                let inode = &mut self.inodes[self.names[path]];
                inode.durable.clone_from(&inode.content);
            }
            Operation::Rename(from, to) => {
                let inode = self.names.remove(from).unwrap();
                self.names.insert(to.clone(), inode);
            }
            Operation::SyncFolder(folder) => {
                let is_inside = |path: &PathBuf| path.parent() == Some(folder);
                self.durable_names.retain(|path, _| !is_inside(path));
                let inside = self.names.iter().filter(|(path, _)| is_inside(path));
                self.durable_names
                    .extend(inside.map(|(path, inode)| (path.clone(), *inode)));
            }
            Operation::Remove(path) => {
                self.names.remove(path);
            }
            Operation::Committed(database, log) => {
                self.database = Some((database.clone(), log.clone()));
            }
            Operation::Acknowledged(push) => {
                self.acknowledged.insert(*push);
            }
        }
    }

    /// What lies on the disk after the power went: `chance` decides for each unsynced thing whether it
    /// happened to get there.
    fn write(&self, from: &Path, to: &Path, mut chance: impl FnMut() -> bool) {
        let mut names = self.durable_names.clone();
        for (path, inode) in &self.names {
            if chance() {
                names.insert(path.clone(), *inode);
            }
        }
        for path in self.durable_names.keys() {
            if !self.names.contains_key(path) && chance() {
                names.remove(path);
            }
        }
        for (path, inode) in names {
            let inode = &self.inodes[inode];
            let content = if chance() {
                &inode.content
            } else {
                &inode.durable
            };
            let path = to.join(path.strip_prefix(from).unwrap());
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        if let Some((database, log)) = &self.database {
            fs::write(to.join("registry.db"), database).unwrap();
            fs::write(to.join("registry.db-wal"), log).unwrap();
        }
        fs::write(to.join("lock.holder"), "process 1, whose power went").unwrap();
    }
}

/// Opens what is left and counts what is wrong with it.
fn faults(folder: &Path, model: &Model, pushes: &[Push]) -> usize {
    let registry = LocalRegistry::open(folder).unwrap();
    let missing = registry.verify(|_, _| {}).unwrap().missing.len();
    let lost = model.acknowledged.iter().filter(|push| {
        let (tag, manifest) = &pushes[**push];
        let selector: Selector = tag.parse().unwrap();
        let stored = registry.read_manifest(&name("team/app"), &selector);
        !stored.is_ok_and(|stored| stored.bytes == *manifest)
    });
    let lost = lost.count();
    // Content that a row speaks of and that is not whole.
    let damaged = registry.verify(|_, _| {}).unwrap().damaged;
    let spoken_of = damaged.iter().filter(|digest| {
        registry.blob_size(&name("team/app"), digest).is_ok()
            || registry
                .manifest_head(&name("team/app"), &Selector::Digest((*digest).clone()))
                .is_ok()
    });
    missing + lost + spoken_of.count()
}

fn replay(
    operations: &[Operation],
    pushes: &[Push],
    recorded: &Path,
    seeds: u64,
) -> (usize, usize) {
    let mut model = Model::default();
    let (mut losses, mut wrong) = (0, 0);
    for (place, operation) in operations.iter().enumerate() {
        model.run(operation);
        if model.database.is_none() {
            continue;
        }
        for seed in 0..seeds {
            let folder = tempfile::tempdir().unwrap();
            if seed == 0 {
                model.write(recorded, folder.path(), || false);
            } else {
                let mut random = StdRng::seed_from_u64(seed * 1_000_000 + place as u64);
                model.write(recorded, folder.path(), || random.random());
            }
            losses += 1;
            wrong += faults(folder.path(), &model, pushes);
        }
    }
    (losses, wrong)
}

#[tokio::test]
async fn an_acknowledged_push_survives_the_loss_of_everything_unsynced() {
    let (operations, pushes, recorded) = record().await;
    let (losses, wrong) = replay(&operations, &pushes, &recorded, 2);
    assert!(losses > 200, "only {losses} moments were tried");
    assert_eq!(wrong, 0);
}

#[tokio::test]
async fn the_replay_notices_a_registry_that_forgets_to_sync() {
    let (operations, pushes, recorded) = record().await;
    let without = |is_forgotten: fn(&Operation) -> bool| -> Vec<Operation> {
        let kept = operations
            .iter()
            .filter(|operation| !is_forgotten(operation));
        kept.cloned().collect()
    };
    let no_content = without(|operation| matches!(operation, Operation::Sync(_)));
    assert!(replay(&no_content, &pushes, &recorded, 1).1 > 0);
    let no_names = without(|operation| matches!(operation, Operation::SyncFolder(_)));
    assert!(replay(&no_names, &pushes, &recorded, 1).1 > 0);
}

#[tokio::test]
async fn content_is_durable_before_its_name_and_its_name_before_its_row() {
    let (operations, _, _) = record().await;
    let mut synced = BTreeSet::new();
    let mut unsynced_names = BTreeSet::new();
    let mut renamed = 0;
    for operation in &operations {
        match operation {
            Operation::Append(path, _) => {
                synced.remove(path);
            }
            Operation::Sync(path) => {
                synced.insert(path.clone());
            }
            Operation::Rename(from, to) => {
                assert!(
                    synced.contains(from),
                    "{} got its name unsynced",
                    to.display()
                );
                unsynced_names.insert(to.clone());
                renamed += 1;
            }
            Operation::SyncFolder(folder) => {
                unsynced_names.retain(|path| path.parent() != Some(folder));
            }
            Operation::Committed(..) => assert_eq!(unsynced_names, BTreeSet::new()),
            _ => {}
        }
    }
    assert!(renamed > 10);
}
