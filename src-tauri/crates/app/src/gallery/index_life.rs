//! The index's life: opened behind the start, filled, caught up with what is kept, made again when it is
//! damaged. One task writes to it; searching goes on meanwhile.

use std::{
    fmt::Display,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use portolan_contract::{Event, Failure};
use portolan_search::{Cancellation, Change, Error as SearchError, Index, Listing, Opening};
use portolan_storage::{GalleryStore, ListingChange};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::records::{bare, merge, read, read_starter};
use crate::{App, app::off_the_loop, failures::OrFail};

/// So many listings are in the index before anybody has noticed; more are shown before all are in.
const FEW: u64 = 5_000;
/// Listings of one step of catching up.
const STEP: usize = 1_000;
/// Listings read at a time while it is made again.
const PIECE: usize = 500;
/// Damage met again so soon after a rebuild is not mended by another.
const PATIENCE: Duration = Duration::from_secs(10);

/// The index, from the moment it can be searched, and how it is.
#[derive(Debug)]
pub(crate) struct IndexLife {
    folder: PathBuf,
    open: watch::Sender<Option<Result<Opened, Failure>>>,
    wake: Notify,
    is_damaged: AtomicBool,
    is_rebuilding: AtomicBool,
    mended: Mutex<Option<Instant>>,
    revision: AtomicU64,
}

/// An index that can be searched.
#[derive(Clone)]
pub(super) struct Opened(pub(super) Arc<Index>);

impl std::fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Opened({} listings)", self.0.listings())
    }
}

impl IndexLife {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            open: watch::Sender::new(None),
            wake: Notify::new(),
            is_damaged: AtomicBool::new(false),
            is_rebuilding: AtomicBool::new(false),
            mended: Mutex::default(),
            revision: AtomicU64::new(1),
        }
    }

    /// The index. Waits for it while the program starts.
    pub(super) async fn opened(&self) -> Result<Opened, Failure> {
        let mut open = self.open.subscribe();
        let opened = open.wait_for(Option::is_some).await;
        match opened.as_deref() {
            Ok(Some(opened)) => opened.clone(),
            Ok(None) | Err(_) => Err(Failure::unexpected("the program ends")),
        }
    }

    /// There is something that it does not have.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    /// A search met damage: it is made again.
    pub(super) fn note_damage(&self) {
        self.is_damaged.store(true, Ordering::Relaxed);
        self.wake.notify_one();
    }

    /// Whether it was made again just now: damage that is met again is not mended by another time.
    pub(super) fn was_mended_lately(&self) -> bool {
        self.mended().is_some_and(|at| at.elapsed() < PATIENCE)
    }

    fn mended(&self) -> MutexGuard<'_, Option<Instant>> {
        self.mended.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is being made again, or about to be.
    pub(super) fn is_rebuilding(&self) -> bool {
        self.is_rebuilding.load(Ordering::Relaxed) || self.is_damaged.load(Ordering::Relaxed)
    }

    /// Rises with every change of it.
    pub(super) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }

    /// Lets go of it, so that another start finds it free.
    pub(crate) fn close(&self) {
        self.open
            .send_replace(Some(Err(Failure::unexpected("the program ends"))));
    }

    fn show(&self, opened: Result<Opened, Failure>) {
        self.open.send_replace(Some(opened));
    }
}

impl App {
    /// Opens the index and keeps it equal to the listings, until the program ends. `is_fresh` says that
    /// the listings were begun anew, so what the index has is of others.
    pub(crate) async fn keep_index(self: Arc<Self>, is_fresh: bool, ending: CancellationToken) {
        let life = &self.gallery.index;
        let folder = life.folder.clone();
        let opened = off_the_loop(move || Index::open(&folder)).await;
        let (index, opening) = match opened.and_then(OrFail::or_fail) {
            Ok((index, opening)) => (Opened(Arc::new(index)), opening),
            Err(failure) => {
                tracing::error!(%failure, "the index of the gallery did not open");
                life.show(Err(failure));
                return;
            }
        };
        if let Err(failure) = self.take_starter().await {
            tracing::error!(%failure, "the starter catalogue was not taken in");
        }
        let is_lost = is_fresh && index.0.listings() > 0;
        if opening != Opening::Ready || is_lost {
            tracing::info!(?opening, "the index of the gallery is made again");
            self.begin_anew(&index, &ending).await;
        }
        life.show(Ok(index.clone()));
        self.catch_up(&index).await;
        self.make_whole(&index, &ending).await;
        loop {
            tokio::select! {
                () = ending.cancelled() => return,
                () = life.wake.notified() => {}
            }
            if life.is_damaged.load(Ordering::Relaxed) {
                if !life.was_mended_lately() {
                    self.rebuild(&index, &ending).await;
                    *life.mended() = Some(Instant::now());
                }
                life.is_damaged.store(false, Ordering::Relaxed);
            }
            self.catch_up(&index).await;
            self.compact(&index).await;
        }
    }

    /// Takes in the catalogue that is shipped with the program, unless that was done.
    async fn take_starter(&self) -> Result<(), Failure> {
        let (version, listings) = off_the_loop(read_starter).await??;
        let store = &self.gallery.store;
        if store.starter().await.or_fail()?.as_ref() == Some(&version) {
            return Ok(());
        }
        let taken = store.take_starter(&version, listings, merge).await;
        let taken = taken.or_fail()?;
        tracing::info!(?taken, "took in the starter catalogue");
        Ok(())
    }

    /// Fills an index that has nothing of use. Where that takes a while, the first listings can be found
    /// before all of them can.
    async fn begin_anew(&self, index: &Opened, ending: &CancellationToken) {
        let (stored, _) = self.count_stored().await;
        if stored > FEW {
            let first = self.gallery.store.some_listings(0, FEW as usize).await;
            if let Ok((listings, _)) = first {
                let index = index.clone();
                let put = listings
                    .iter()
                    .map(|listing| read(listing).listing)
                    .collect();
                let change = Change {
                    put,
                    ..Change::default()
                };
                let written = off_the_loop(move || index.0.change(&change)).await;
                note_trouble("the first listings were not indexed", written);
            }
            self.gallery.index.show(Ok(index.clone()));
        }
        self.rebuild(index, ending).await;
    }

    /// Makes the index again from what is kept. Searching goes on meanwhile on what there is.
    async fn rebuild(&self, index: &Opened, ending: &CancellationToken) {
        let life = &self.gallery.index;
        life.is_rebuilding.store(true, Ordering::Relaxed);
        let begun = Instant::now();
        // What changes from here on is caught up with afterwards.
        let upto = self
            .gallery
            .store
            .last_changes()
            .await
            .map(|(last, _)| last);
        let cancellation = Cancellation::default();
        let listings = Stored::new(self.gallery.store.clone(), cancellation.clone());
        let writer = index.clone();
        let rebuilding = {
            let cancellation = cancellation.clone();
            off_the_loop(move || writer.0.rebuild(listings, &cancellation, |_| ()))
        };
        tokio::pin!(rebuilding);
        let rebuilt = tokio::select! {
            rebuilt = &mut rebuilding => rebuilt,
            () = ending.cancelled() => {
                cancellation.cancel();
                rebuilding.await
            }
        };
        life.is_rebuilding.store(false, Ordering::Relaxed);
        match (rebuilt, upto) {
            (Ok(Ok(listings)), Ok(upto)) => {
                let noted = self.gallery.store.note_indexed(upto).await;
                note_trouble("the index is ahead of what is known of it", Ok(noted));
                tracing::info!(listings, took = ?begun.elapsed(), "made the index again");
                self.tell_gallery();
            }
            (_, Err(error)) => tracing::error!(%error, "the listings can't be read"),
            (rebuilt, _) => note_trouble("the index was not made again", rebuilt),
        }
    }

    /// Writes to the index what it does not have.
    async fn catch_up(&self, index: &Opened) {
        loop {
            let news = match self.gallery.store.news(STEP).await {
                Ok(news) if news.changes.is_empty() => return,
                Ok(news) => news,
                Err(error) => {
                    tracing::error!(%error, "the listings can't be read");
                    return;
                }
            };
            let (upto, writer) = (news.upto, index.clone());
            let written = off_the_loop(move || writer.0.change(&change_of(news.changes))).await;
            if !matches!(written, Ok(Ok(()))) {
                if let Ok(Err(SearchError::Damaged(_))) = written {
                    self.gallery.index.note_damage();
                }
                note_trouble("listings were not indexed", written);
                return;
            }
            let noted = self.gallery.store.note_indexed(upto).await;
            if noted.is_err() {
                note_trouble("the index is ahead of what is known of it", Ok(noted));
                return;
            }
            self.tell_gallery();
        }
    }

    /// Makes the index again where it has another number of listings than are kept: one of both was put
    /// back from somewhere else.
    async fn make_whole(&self, index: &Opened, ending: &CancellationToken) {
        let (stored, is_behind) = self.count_stored().await;
        if !is_behind && stored != index.0.listings() {
            tracing::warn!(
                stored,
                indexed = index.0.listings(),
                "the index is of other listings"
            );
            self.rebuild(index, ending).await;
        }
    }

    /// Listings that are kept, and whether the index lacks any of their changes.
    async fn count_stored(&self) -> (u64, bool) {
        let store = &self.gallery.store;
        let counts = store.count_listings().await.unwrap_or_default();
        let (last, indexed) = store.last_changes().await.unwrap_or_default();
        (counts.values().map(|it| it.listings).sum(), last > indexed)
    }

    async fn compact(&self, index: &Opened) {
        let index = index.clone();
        let compacted = off_the_loop(move || {
            if index.0.wants_compacting() {
                index.0.compact()
            } else {
                Ok(())
            }
        });
        note_trouble("the index was not put together", compacted.await);
    }

    fn tell_gallery(&self) {
        let revision = 1 + self.gallery.index.revision.fetch_add(1, Ordering::Relaxed);
        self.events.tell(Event::GalleryChanged { revision });
    }
}

fn change_of(news: Vec<ListingChange>) -> Change {
    let mut change = Change::default();
    for one in news {
        match one {
            ListingChange::Put(listing) => change.put.push(read(&listing).listing),
            ListingChange::Gone { reference, source } => {
                change.removed.push(bare(&reference, &source).id());
            }
        }
    }
    change
}

fn note_trouble<T, E: Display>(what: &str, outcome: Result<Result<T, E>, Failure>) {
    match outcome {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::error!(%error, "{what}"),
        Err(failure) => tracing::error!(%failure, "{what}"),
    }
}

/// All stored listings, read piece by piece on the thread that wants them. What can't be read cancels
/// whoever reads.
struct Stored {
    store: GalleryStore,
    runtime: tokio::runtime::Handle,
    cancellation: Cancellation,
    piece: std::vec::IntoIter<portolan_storage::StoredListing>,
    last: i64,
}

impl Stored {
    fn new(store: GalleryStore, cancellation: Cancellation) -> Self {
        Self {
            store,
            runtime: tokio::runtime::Handle::current(),
            cancellation,
            piece: Vec::new().into_iter(),
            last: 0,
        }
    }
}

impl Iterator for Stored {
    type Item = Listing;

    fn next(&mut self) -> Option<Listing> {
        if let Some(listing) = self.piece.next() {
            return Some(read(&listing).listing);
        }
        let piece = self.store.some_listings(self.last, PIECE);
        match self.runtime.block_on(piece) {
            Ok((piece, last)) => {
                (self.piece, self.last) = (piece.into_iter(), last);
                self.piece.next().map(|listing| read(&listing).listing)
            }
            Err(error) => {
                tracing::error!(%error, "the listings can't be read");
                self.cancellation.cancel();
                None
            }
        }
    }
}
