//! What benchmarks fill for minutes, kept between runs where the variable `PORTOLAN_BENCH_KEPT` names a
//! folder for it, and gone with the run elsewhere.

use std::{env, fs, path::PathBuf};

use portolan_search::{Cancellation, Index, Opening};
use tempfile::TempDir;

use crate::{Fts5, ListingCorpus};

/// A folder for indexes of corpora.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    _temporary: Option<TempDir>,
}

impl Kept {
    /// The folder that the variable names, or a fresh one.
    pub fn open() -> Self {
        if let Some(folder) = env::var_os("PORTOLAN_BENCH_KEPT") {
            let folder = PathBuf::from(folder);
            fs::create_dir_all(&folder).unwrap();
            return Self {
                folder,
                _temporary: None,
            };
        }
        let temporary = tempfile::tempdir().unwrap();
        Self {
            folder: temporary.path().to_owned(),
            _temporary: Some(temporary),
        }
    }

    /// Where our index of a corpus is. One of another schema is filled anew.
    pub fn index(&self, corpus: &ListingCorpus) -> PathBuf {
        let (folder, is_whole) = self.place(corpus, "index");
        let (index, opening) = Index::open(&folder).unwrap();
        if !is_whole || opening != Opening::Ready {
            index
                .rebuild(corpus.iter(), &Cancellation::default(), |_| {})
                .unwrap();
            note_whole(&folder);
        }
        folder
    }

    /// The peer's index of a corpus.
    pub fn fts5(&self, corpus: &ListingCorpus) -> Fts5 {
        let (folder, is_whole) = self.place(corpus, &format!("fts5-{:x}", Fts5::schema()));
        let path = folder.join("peer.db");
        if is_whole {
            return Fts5::open(&path).unwrap();
        }
        let filled = Fts5::fill(&path, corpus.iter()).unwrap();
        note_whole(&folder);
        filled
    }

    /// A folder named by all that decides what is in it, and whether it was filled to the end. What was
    /// not is emptied.
    fn place(&self, corpus: &ListingCorpus, what: &str) -> (PathBuf, bool) {
        let (seed, count) = (corpus.seed(), corpus.count());
        let folder = self.folder.join(format!("{what}-{seed}-{count}"));
        let is_whole = folder.join(WHOLE).exists();
        if !is_whole && folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir_all(&folder).unwrap();
        (folder, is_whole)
    }
}

/// A file that is there when all else is.
const WHOLE: &str = "whole";

fn note_whole(folder: &std::path::Path) {
    fs::write(folder.join(WHOLE), "").unwrap();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_filled_is_not_filled_again_but_for_another_corpus() {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept {
            folder: folder.path().to_owned(),
            _temporary: None,
        };
        let corpus = ListingCorpus::new(1, 50);
        let index = kept.index(&corpus);
        let generation = |number: u8| index.join(format!("generation-{number}")).exists();
        assert!(generation(2));
        assert_eq!(kept.index(&corpus), index);
        assert!(generation(2), "it would be the third by now");
        drop(kept.fts5(&corpus));
        assert!(kept.place(&corpus, &format!("fts5-{:x}", Fts5::schema())).1);
        // Half of it is nothing.
        fs::remove_file(index.join(WHOLE)).unwrap();
        assert!(!kept.place(&corpus, "index").1);
        assert!(!generation(2));
        assert_ne!(kept.index(&ListingCorpus::new(1, 60)), index);
    }
}
