//! Opening, changing, rebuilding, and what damage does.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::mpsc,
    thread,
};

use portolan_search::{Cancellation, Change, Error, Index, Listing, Opening};

use crate::corpus::{Gallery, ask, listing, listings, references, search};

fn put(listing: Listing) -> Change {
    Change {
        put: vec![listing],
        removed: Vec::new(),
    }
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let gallery = Gallery::of(listings());
    let new = listing("docker-hub", "acme/zeppelin", 1, "Flies");
    gallery.index.change(&put(new)).unwrap();
    let Gallery { index, folder } = gallery;
    drop(index);
    let (index, opening) = Index::open(folder.path()).unwrap();
    assert_eq!(opening, Opening::Ready);
    assert_eq!(index.listings() as usize, listings().len() + 1);
    assert_eq!(
        references(&search(&index, &ask("zeppelin"))),
        ["docker.io/acme/zeppelin"]
    );
}

#[test]
fn a_change_replaces_and_removes_at_once() {
    let gallery = Gallery::of(listings());
    let mut new = listing("docker-hub", "grafana/loki", 1, "Changed to xylophone");
    gallery.index.change(&put(new.clone())).unwrap();
    assert_eq!(gallery.found("xylophone"), ["docker.io/grafana/loki"]);
    assert_eq!(gallery.found("loki"), ["docker.io/grafana/loki"]);
    new.card.description = "Changed again".to_owned();
    gallery.index.change(&put(new.clone())).unwrap();
    assert_eq!(gallery.search("xylophone").total, 0);
    let removal = Change {
        put: Vec::new(),
        removed: vec![new.card.id()],
    };
    gallery.index.change(&removal).unwrap();
    assert_eq!(gallery.search("loki").total, 0);
}

#[test]
fn one_process_writes_and_others_read() {
    let gallery = Gallery::of(listings());
    let second = Index::open(gallery.folder.path());
    assert!(matches!(second, Err(Error::InUse(_))));
    let reader = Index::open_to_read(gallery.folder.path()).unwrap();
    assert_eq!(search(&reader, &ask("loki")).total, 1);
    let refused = reader.change(&Change::default());
    assert!(matches!(refused, Err(Error::ReadOnly)));
}

#[test]
fn searching_and_changing_go_on_during_a_rebuild() {
    let gallery = Gallery::of(listings());
    let (at_work, working) = mpsc::channel();
    let (go_on, waiting) = mpsc::channel::<()>();
    thread::scope(|scope| {
        scope.spawn(|| {
            let slow = listings().into_iter().enumerate().map(move |(number, it)| {
                if number == 3 {
                    at_work.send(()).unwrap();
                    waiting.recv().unwrap();
                }
                it
            });
            gallery
                .index
                .rebuild(slow, &Cancellation::default(), |_| {})
                .unwrap();
        });
        working.recv().unwrap();
        assert_eq!(gallery.search("loki").total, 1);
        gallery
            .index
            .change(&put(listing("docker-hub", "acme/zeppelin", 1, "Flies")))
            .unwrap();
        assert_eq!(gallery.search("zeppelin").total, 1);
        let second = gallery.index.rebuild([], &Cancellation::default(), |_| {});
        assert!(matches!(second, Err(Error::Rebuilding)));
        go_on.send(()).unwrap();
    });
    assert_eq!(
        gallery.search("zeppelin").total,
        1,
        "what changed meanwhile is in the new one"
    );
    assert_eq!(gallery.search("").total as usize, listings().len() + 1);
}

#[test]
fn a_rebuild_that_is_cancelled_leaves_what_there_was() {
    let gallery = Gallery::of(listings());
    let cancellation = Cancellation::default();
    cancellation.cancel();
    let ended = gallery.index.rebuild([], &cancellation, |_| {});
    assert!(matches!(ended, Err(Error::Cancelled)));
    assert_eq!(gallery.search("loki").total, 1);
    gallery
        .index
        .rebuild(listings(), &Cancellation::default(), |_| {})
        .unwrap();
}

#[test]
fn an_unfinished_first_rebuild_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    drop(Index::open(folder.path()).unwrap());
    let (index, opening) = Index::open(folder.path()).unwrap();
    assert!(matches!(opening, Opening::NeedsRebuild(_)));
    // Meanwhile what comes in can be found.
    index
        .change(&put(listing("docker-hub", "acme/zeppelin", 1, "")))
        .unwrap();
    assert_eq!(search(&index, &ask("zepp")).total, 1);
}

fn note(folder: &Path) -> PathBuf {
    folder.join("current.json")
}

/// Opens after something was done to the files, rebuilds as asked, and expects all to be well.
#[track_caller]
fn recovers_from(damage: impl Fn(&Path)) {
    let Gallery { index, folder } = Gallery::of(listings());
    drop(index);
    damage(folder.path());
    let (index, opening) = Index::open(folder.path()).unwrap();
    assert!(matches!(opening, Opening::NeedsRebuild(_)), "{opening:?}");
    assert_eq!(search(&index, &ask("loki")).total, 0);
    index
        .rebuild(listings(), &Cancellation::default(), |_| {})
        .unwrap();
    assert_eq!(search(&index, &ask("loki")).total, 1);
    drop(index);
    let (index, opening) = Index::open(folder.path()).unwrap();
    assert_eq!(opening, Opening::Ready);
    index.verify().unwrap();
}

/// The files of the generation that counts, by ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let generations = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let generation = generations.into_iter().find(|it| it.is_dir()).unwrap();
    let files = fs::read_dir(generation)
        .unwrap()
        .map(|it| it.unwrap().path());
    files
        .filter(|it| it.extension().is_some_and(|it| it == ending))
        .collect()
}

#[test]
fn an_index_of_another_schema_is_rebuilt() {
    recovers_from(|folder| {
        let text = fs::read_to_string(note(folder)).unwrap();
        let other = text.replace("\"schema\":", "\"schema\":9");
        assert_ne!(text, other);
        fs::write(note(folder), other).unwrap();
    });
}

#[test]
fn a_damaged_index_is_rebuilt() {
    recovers_from(|folder| fs::write(note(folder), "{").unwrap());
    recovers_from(|folder| fs::remove_file(note(folder)).unwrap());
    for ending in ["term", "idx", "fast", "store"] {
        recovers_from(|folder| {
            let found = files(folder, ending);
            assert!(!found.is_empty(), "no file ends with {ending}");
            for file in found {
                let bytes = fs::read(&file).unwrap();
                fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
            }
        });
        recovers_from(|folder| {
            for file in files(folder, ending) {
                fs::remove_file(file).unwrap();
            }
        });
    }
}

#[test]
fn one_turned_byte_is_found_by_verifying() {
    let Gallery { index, folder } = Gallery::of(listings());
    drop(index);
    let stores = files(folder.path(), "store");
    assert_eq!(stores.len(), 1, "what was put together is gone");
    let mut bytes = fs::read(&stores[0]).unwrap();
    bytes[10] ^= 1;
    fs::write(&stores[0], bytes).unwrap();
    let (index, opening) = Index::open(folder.path()).unwrap();
    assert_eq!(opening, Opening::Ready, "opening does not read every byte");
    let verified = index.verify();
    assert!(matches!(verified, Err(Error::Damaged(_))), "{verified:?}");
}
