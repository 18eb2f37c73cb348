//! The index's life: opened behind the start, filled, caught up with what is kept, made again when it is
//! damaged. One task writes to it; searching goes on meanwhile.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fmt::Display,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use portolan_contract::{Event, Failure};
use portolan_search::{
    Cancellation, Change, Error as SearchError, Index, Listing, ListingId, Opening,
};
use portolan_storage::{GalleryStore, ListingChange, StoredListing};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::records::{bare, merge, read_starter, unite};
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
        let finished = self
            .gallery
            .store
            .finish_intakes(merge, |_| self.jobs.go_on());
        note_trouble("a pack was not taken in to its end", Ok(finished.await));
        life.wake();
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
                let put = listings.iter().filter_map(|listing| unite([listing]));
                let put = put.map(|record| record.listing).collect();
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
            let about: BTreeSet<&str> = news.changes.iter().map(reference_of).collect();
            let about = about.into_iter().map(str::to_owned).collect();
            let kept = match self.gallery.store.listings_among(about).await {
                Ok(kept) => kept,
                Err(error) => {
                    tracing::error!(%error, "the listings can't be read");
                    return;
                }
            };
            let (upto, writer) = (news.upto, index.clone());
            let written = off_the_loop(move || {
                let change = change_of(&news.changes, &kept);
                writer.0.change(&change)
            });
            let written = written.await;
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

    /// Repositories that are listed, and whether the index lacks any of their changes.
    async fn count_stored(&self) -> (u64, bool) {
        let store = &self.gallery.store;
        let count = store.count_references().await.unwrap_or_default();
        let (last, indexed) = store.last_changes().await.unwrap_or_default();
        (count, last > indexed)
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

/// What the index is to have after some news, where `kept` is all that is kept of these repositories: one
/// listing of each, however many sources have it.
fn change_of(news: &[ListingChange], kept: &[StoredListing]) -> Change {
    let mut listings: HashMap<&str, Vec<&StoredListing>> = HashMap::new();
    for listing in kept {
        listings
            .entry(&listing.reference)
            .or_default()
            .push(listing);
    }
    let united = listings
        .values()
        .filter_map(|some| unite(some.iter().copied()));
    let put: Vec<Listing> = united.map(|record| record.listing).collect();
    let told = news.iter().map(|one| (reference_of(one), source_of(one)));
    let known = kept
        .iter()
        .map(|it| (it.reference.as_str(), it.source.as_str()));
    let all: BTreeSet<_> = told.chain(known).collect();
    let ids = all
        .into_iter()
        .map(|(reference, source)| bare(reference, source).id());
    let shown: HashSet<ListingId> = put.iter().map(|listing| listing.card.id()).collect();
    let removed = ids.filter(|id| !shown.contains(id)).collect();
    Change { put, removed }
}

fn reference_of(change: &ListingChange) -> &str {
    match change {
        ListingChange::Put(listing) => &listing.reference,
        ListingChange::Gone { reference, .. } => reference,
    }
}

fn source_of(change: &ListingChange) -> &str {
    match change {
        ListingChange::Put(listing) => &listing.source,
        ListingChange::Gone { source, .. } => source,
    }
}

fn note_trouble<T, E: Display>(what: &str, outcome: Result<Result<T, E>, Failure>) {
    match outcome {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::error!(%error, "{what}"),
        Err(failure) => tracing::error!(%failure, "{what}"),
    }
}

/// All that is listed, each repository once, read piece by piece on the thread that wants it. What can't be
/// read cancels whoever reads.
struct Stored {
    store: GalleryStore,
    runtime: tokio::runtime::Handle,
    cancellation: Cancellation,
    piece: std::vec::IntoIter<StoredListing>,
    last: i64,
    /// Repositories of several sources, and whether they have come already.
    shared: Option<HashMap<String, bool>>,
}

impl Stored {
    fn new(store: GalleryStore, cancellation: Cancellation) -> Self {
        Self {
            store,
            runtime: tokio::runtime::Handle::current(),
            cancellation,
            piece: Vec::new().into_iter(),
            last: 0,
            shared: None,
        }
    }

    /// The next listing as it is kept; nothing at the end.
    fn next_kept(&mut self) -> Result<Option<StoredListing>, portolan_storage::Error> {
        if let Some(listing) = self.piece.next() {
            return Ok(Some(listing));
        }
        let piece = self.store.some_listings(self.last, PIECE);
        let (piece, last) = self.runtime.block_on(piece)?;
        (self.piece, self.last) = (piece.into_iter(), last);
        Ok(self.piece.next())
    }

    /// The next repository. One of several sources comes with the first of its listings.
    fn next_listing(&mut self) -> Result<Option<Listing>, portolan_storage::Error> {
        if self.shared.is_none() {
            let shared = self.runtime.block_on(self.store.shared_references())?;
            self.shared = Some(shared.into_iter().map(|it| (it, false)).collect());
        }
        while let Some(listing) = self.next_kept()? {
            let shared = self.shared.as_mut();
            let is_told = shared.and_then(|shared| shared.get_mut(&listing.reference));
            match is_told {
                None => return Ok(unite([&listing]).map(|record| record.listing)),
                Some(true) => {}
                Some(is_told) => {
                    *is_told = true;
                    let all = self.store.listings_at(&listing.reference);
                    let all = self.runtime.block_on(all)?;
                    return Ok(unite(&all).map(|record| record.listing));
                }
            }
        }
        Ok(None)
    }
}

impl Iterator for Stored {
    type Item = Listing;

    fn next(&mut self) -> Option<Listing> {
        self.next_listing().unwrap_or_else(|error| {
            tracing::error!(%error, "the listings can't be read");
            self.cancellation.cancel();
            None
        })
    }
}
