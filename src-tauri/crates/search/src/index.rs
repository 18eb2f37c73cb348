//! The index as the rest of the program has it: opening, searching, changing, rebuilding.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use tantivy::{
    IndexWriter, SegmentMeta,
    indexer::{IndexWriterOptions, NoMergePolicy},
};

use crate::{
    Error, Hits, Listing, ListingId, Query,
    filling::{RUN, fill},
    generation::{self, Generation, Note},
    page::Page,
    query::Cancellation,
    ranking::View,
    schema::{Known, VERSION},
    segment::Segment,
};

/// Memory of the thread that writes changes, in bytes. The engine takes no less than 15 MB.
const MEMORY_FOR_CHANGES: usize = 20_000_000;
/// So many segments with changes are put together to one.
const MANY_SEGMENTS: usize = 8;
/// When one document of so many is not where it belongs, the whole index is put together anew.
const COMPACT_AT: u64 = 20;

/// What opening found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Opening {
    /// All that was committed.
    Ready,
    /// Nothing, or nothing of use: the caller should rebuild it from what it has stored.
    NeedsRebuild(String),
}

/// What became different.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// New listings, and new versions of known ones.
    pub put: Vec<Listing>,
    /// Listings that are gone.
    pub removed: Vec<ListingId>,
}

/// The index in one folder. Searching is possible from any thread at any time; all calls block, for
/// milliseconds when searching, longer when writing.
pub struct Index {
    folder: PathBuf,
    /// Held as long as this one may write.
    lock: Option<File>,
    view: RwLock<Arc<View>>,
    writing: Mutex<Writing>,
}

struct Writing {
    generation: Generation,
    writer: Option<IndexWriter<Page>>,
    /// Changes since a rebuild began, which the new generation does not have yet.
    missed: Option<Vec<Change>>,
}

impl Index {
    /// Opens the index for reading and writing, or makes it. One process at a time may do that.
    ///
    /// An index that is damaged or of another schema is put aside, and a fresh one takes its place.
    pub fn open(folder: &Path) -> Result<(Self, Opening), Error> {
        fs::create_dir_all(folder).map_err(|error| Error::file("creating", folder, error))?;
        let lock = take_lock(folder)?;
        let (generation, view, note, opening) = match open_current(folder) {
            Ok((generation, view, note)) => {
                let opening = if note.is_complete {
                    Opening::Ready
                } else {
                    Opening::NeedsRebuild("it was never finished".to_owned())
                };
                (generation, view, note, opening)
            }
            Err(reason) => {
                let note = Note {
                    schema: VERSION,
                    generation: next_number(folder),
                    is_complete: false,
                };
                let generation = Generation::create(folder, note.generation)?;
                let view = generation.view(None)?;
                note.write(folder)?;
                (generation, view, note, Opening::NeedsRebuild(reason))
            }
        };
        generation::remove_others(folder, note.generation);
        let index = Self::new(folder, Some(lock), generation, view);
        if opening == Opening::Ready {
            index.complete()?;
        }
        Ok((index, opening))
    }

    /// Opens what another process writes, as it is now.
    pub fn open_to_read(folder: &Path) -> Result<Self, Error> {
        let (generation, view, _) = open_current(folder).map_err(Error::Damaged)?;
        Ok(Self::new(folder, None, generation, view))
    }

    fn new(folder: &Path, lock: Option<File>, generation: Generation, view: View) -> Self {
        Self {
            folder: folder.to_owned(),
            lock,
            view: RwLock::new(Arc::new(view)),
            writing: Mutex::new(Writing {
                generation,
                writer: None,
                missed: None,
            }),
        }
    }

    /// Makes the ready-made sets that a crash between a merge and their writing has left out.
    fn complete(&self) -> Result<(), Error> {
        if self.view().segments.iter().any(Segment::lacks_dense) {
            let writing = self.writing();
            writing.generation.complete_dense()?;
            self.show(&writing.generation)?;
        }
        Ok(())
    }

    /// Answers a query. No text makes it fail; damage and cancellation do.
    pub fn search(&self, query: &Query, cancellation: &Cancellation) -> Result<Hits, Error> {
        self.view().search(query, cancellation)
    }

    /// How many listings can be found.
    pub fn listings(&self) -> u64 {
        self.view().searcher.num_docs()
    }

    /// Writes a change. When it returns, the change is on disk and every later search sees it.
    pub fn change(&self, change: &Change) -> Result<(), Error> {
        self.may_write()?;
        let mut writing = self.writing();
        writing.write(change)?;
        if let Some(missed) = &mut writing.missed {
            missed.push(change.clone());
        }
        self.show(&writing.generation)?;
        if writing.merge_small(MANY_SEGMENTS)? {
            self.show(&writing.generation)?;
        }
        Ok(())
    }

    /// Whether so much has changed that `compact` is worth its time.
    pub fn wants_compacting(&self) -> bool {
        let view = self.view();
        let segments = view.segments.iter();
        let largest = segments.clone().map(Segment::documents).max().unwrap_or(0);
        let elsewhere: u32 = segments.clone().map(Segment::documents).sum::<u32>() - largest;
        let deleted: usize = segments.map(|it| it.deleted.len()).sum();
        let astray = u64::from(elsewhere) + deleted as u64;
        astray > u64::from(largest / COMPACT_AT as u32).max(1000)
    }

    /// Puts everything together to one segment again. Searching goes on meanwhile; changes wait.
    pub fn compact(&self) -> Result<(), Error> {
        self.may_write()?;
        let mut writing = self.writing();
        writing.merge_small(1)?;
        writing.generation.complete_dense()?;
        self.show(&writing.generation)
    }

    /// Fills a new generation with these listings, each of them once, and puts it in the place of the
    /// present one. Searching and changing go on meanwhile on what there is. Says how many there are.
    ///
    /// They may come in any order; in the order of popularity it takes least time. `progress` is told how
    /// many have been taken so far.
    pub fn rebuild(
        &self,
        listings: impl IntoIterator<Item = Listing>,
        cancellation: &Cancellation,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, Error> {
        self.may_write()?;
        let number = {
            let mut writing = self.writing();
            if writing.missed.is_some() {
                return Err(Error::Rebuilding);
            }
            writing.missed = Some(Vec::new());
            next_number(&self.folder)
        };
        let built = self.build(number, listings, cancellation, &mut progress);
        let mut writing = self.writing();
        let missed = writing.missed.take().unwrap_or_default();
        let mut fresh = Writing {
            generation: built?,
            writer: None,
            missed: None,
        };
        for change in &missed {
            fresh.write(change)?;
        }
        let note = Note {
            schema: VERSION,
            generation: number,
            is_complete: true,
        };
        note.write(&self.folder)?;
        *writing = fresh;
        self.show(&writing.generation)?;
        generation::remove_others(&self.folder, number);
        Ok(self.listings())
    }

    fn build(
        &self,
        number: u64,
        listings: impl IntoIterator<Item = Listing>,
        cancellation: &Cancellation,
        progress: &mut impl FnMut(u64),
    ) -> Result<Generation, Error> {
        let generation = Generation::create(&self.folder, number)?;
        let mut writer = open_writer(&generation)?;
        let taken = fill(&generation, &writer, listings, RUN, cancellation, progress)?;
        writer.commit()?;
        cancellation.check()?;
        merge(&mut writer, &generation, 1)?;
        writer.wait_merging_threads()?;
        generation.complete_dense()?;
        progress(taken);
        Ok(generation)
    }

    /// Reads every byte that the index has on disk against its sums. Takes seconds for a large one.
    pub fn verify(&self) -> Result<(), Error> {
        let engine = self.writing().generation.engine.clone();
        let damaged = engine.validate_checksum()?;
        if damaged.is_empty() {
            Ok(())
        } else {
            Err(Error::Damaged(format!(
                "{damaged:?} are not what was written"
            )))
        }
    }

    fn may_write(&self) -> Result<(), Error> {
        self.lock.as_ref().map(|_| ()).ok_or(Error::ReadOnly)
    }

    fn view(&self) -> Arc<View> {
        Arc::clone(&self.view.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets later searches see what is committed.
    fn show(&self, generation: &Generation) -> Result<(), Error> {
        let view = Arc::new(generation.view(Some(&self.view()))?);
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = view;
        Ok(())
    }
}

impl Writing {
    fn write(&mut self, change: &Change) -> Result<(), Error> {
        let result = self.try_to_write(change);
        if result.is_err() {
            // What a failed commit holds must not come along with the next one.
            self.writer = None;
        }
        result
    }

    fn try_to_write(&mut self, change: &Change) -> Result<(), Error> {
        let fields = self.generation.fields;
        let writer = self.writer()?;
        for id in &change.removed {
            writer.delete_term(fields.term_of(Known::Id(id.as_str())));
        }
        for listing in &change.put {
            let id = listing.card.id();
            writer.delete_term(fields.term_of(Known::Id(id.as_str())));
            writer.add_document(Page::write(&fields, listing.clone())?)?;
        }
        writer.commit()?;
        Ok(())
    }

    fn writer(&mut self) -> Result<&mut IndexWriter<Page>, Error> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => open_writer(&self.generation)?,
        };
        Ok(self.writer.insert(writer))
    }

    /// Puts segments together when there are more than so many: the small ones, or all. Says whether
    /// there was something to do.
    fn merge_small(&mut self, most: usize) -> Result<bool, Error> {
        let generation = self.generation.clone();
        let writer = self.writer()?;
        merge(writer, &generation, most)
    }
}

/// Merges all segments but the largest when there are more than `most`; all of them when `most` is one.
pub(crate) fn merge(
    writer: &mut IndexWriter<Page>,
    generation: &Generation,
    most: usize,
) -> Result<bool, Error> {
    let mut segments = generation.engine.searchable_segment_metas()?;
    segments.sort_by_key(SegmentMeta::max_doc);
    if most > 1 {
        segments.pop();
    }
    let is_whole = segments.len() == 1 && !segments[0].has_deletes();
    if segments.len() < most || is_whole || segments.is_empty() {
        return Ok(false);
    }
    let ids: Vec<_> = segments.iter().map(SegmentMeta::id).collect();
    // As long as these are at hand, the engine takes their files for needed.
    drop(segments);
    writer.merge(&ids).wait()?;
    writer.garbage_collect_files().wait()?;
    Ok(true)
}

pub(crate) fn open_writer(generation: &Generation) -> Result<IndexWriter<Page>, Error> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .memory_budget_per_thread(MEMORY_FOR_CHANGES)
        .num_merge_threads(1)
        .build();
    let writer: IndexWriter<Page> = generation.engine.writer_with_options(options)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

/// The system releases it when the process ends, however it ends.
fn take_lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| Error::file("opening", &path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(Error::file("locking", &path, error)),
    }
}

/// The generation that counts, or why there is none.
fn open_current(folder: &Path) -> Result<(Generation, View, Note), String> {
    let note = Note::read(folder)?.ok_or_else(|| "there is none yet".to_owned())?;
    if note.schema != VERSION {
        return Err(format!("it is of schema {}, not {VERSION}", note.schema));
    }
    let generation = Generation::open(folder, note.generation).map_err(|it| it.to_string())?;
    let view = generation.view(None).map_err(|error| error.to_string())?;
    Ok((generation, view, note))
}

/// One more than any there is, whole or not.
fn next_number(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| {
        let name = entry.file_name();
        name.to_str()?
            .strip_prefix("generation-")?
            .parse::<u64>()
            .ok()
    });
    numbers.max().map_or(1, |number| number + 1)
}
