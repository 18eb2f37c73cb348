//! Writing listings into a pack, which carries them to where no gallery is reached. What is known of
//! one's own registries is left out: it is nobody else's business.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{BufWriter, ErrorKind, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{Timestamp, tz::TimeZone};
use portolan_contract::{Code, ExportPack, Failure, JobKind, PackExport, Retry};
use portolan_gallery::{PackHeader, PackProblem, Record, SourceKind, write_pack};
use portolan_search::{Filter, Query, Sort};
use portolan_storage::{Error as StorageError, GalleryStore, StoredListing};

use super::{records::read, search::LONGEST, trouble::plain};
use crate::{
    App, JobAbout, Progress,
    app::off_the_loop,
    failures::{OrFail, ToFailure},
    saving::{create, create_in, unwritable},
};

/// Listings that are read at a time.
const PIECE: usize = 500;

/// Hits that are asked for at a time.
const WINDOW: usize = 10_000;

/// How the names of packs end.
const EXTENSION: &str = "portolan-pack";

/// … and the name of one that is to replace another, as long as it is being written.
const UNFINISHED: &str = "part";

impl App {
    /// Writes what a text finds, or all for an empty one, into a file: one that was not there before, or
    /// one that the person agreed to replace, which stays as it is until the whole pack is written.
    pub async fn export_pack(self: &Arc<Self>, request: ExportPack) -> Result<PackExport, Failure> {
        let wanted = self.choose_wanted(request.text.trim()).await?;
        let listings = wanted.count();
        if listings == 0 {
            return Err(plain(
                Code::NotFound,
                Retry::AfterChange,
                "there is no listing to write".to_owned(),
            ));
        }
        let folder = self.downloads_folder();
        let ExportPack { path, replaces, .. } = request;
        let place =
            off_the_loop(move || Place::create(path.as_deref(), &folder, replaces)).await??;
        let shown = place.path.display().to_string();
        let store = self.gallery.store.clone();
        let job = self.jobs.start(JobAbout::new(JobKind::ExportPack), {
            move |progress| async move {
                progress.expect_items(listings);
                let records = Records::new(store, wanted);
                off_the_loop(move || write(place, records, listings, &progress)).await?
            }
        });
        Ok(PackExport {
            job,
            path: shown,
            listings,
        })
    }

    async fn choose_wanted(&self, text: &str) -> Result<Wanted, Failure> {
        if text.chars().count() > LONGEST {
            return Err(Failure::invalid("text", "longer than 10,000 characters"));
        }
        if text.is_empty() {
            let counts = self.gallery.store.count_listings().await.or_fail()?;
            let public = counts
                .iter()
                .filter(|(source, _)| SourceKind::named(source).is_some());
            let listings = public.map(|(_, count)| count.listings).sum();
            return Ok(Wanted::All { after: 0, listings });
        }
        let mut seen = HashSet::new();
        let mut chosen = Vec::new();
        let now = Timestamp::now();
        for offset in (0..).step_by(WINDOW) {
            let query = Query {
                text: text.to_owned(),
                filter: Filter::default(),
                sort: Sort::Name,
                offset,
                limit: WINDOW,
                with_facets: false,
                now,
            };
            let hits = self.find(query).await?.hits.hits;
            let is_last = hits.len() < WINDOW;
            for hit in hits {
                let is_public = SourceKind::named(&hit.card.source).is_some();
                let key = (hit.card.reference(), hit.card.source);
                if is_public && seen.insert(key.clone()) {
                    chosen.push(key);
                }
            }
            if is_last {
                break;
            }
        }
        Ok(Wanted::Some(chosen))
    }
}

/// What goes into a pack.
#[derive(Debug)]
enum Wanted {
    /// So many public listings, from that place on. What is added meanwhile comes after them.
    All { after: i64, listings: u64 },
    /// These references of these sources.
    Some(Vec<(String, String)>),
}

impl Wanted {
    fn count(&self) -> u64 {
        match self {
            Self::All { listings, .. } => *listings,
            Self::Some(chosen) => chosen.len() as u64,
        }
    }
}

/// The wanted records, read piece by piece on the thread that writes them.
struct Records {
    store: GalleryStore,
    runtime: tokio::runtime::Handle,
    wanted: Wanted,
    piece: std::vec::IntoIter<StoredListing>,
    left: u64,
}

impl Records {
    fn new(store: GalleryStore, wanted: Wanted) -> Self {
        Self {
            store,
            runtime: tokio::runtime::Handle::current(),
            left: wanted.count(),
            wanted,
            piece: Vec::new().into_iter(),
        }
    }

    /// The next listings; none at the end.
    fn read_piece(&mut self) -> Result<Vec<StoredListing>, StorageError> {
        match &mut self.wanted {
            Wanted::All { after, .. } => loop {
                let piece = self.store.some_listings(*after, PIECE);
                let (mut piece, last) = self.runtime.block_on(piece)?;
                let is_end = piece.is_empty();
                *after = last;
                piece.retain(|listing| SourceKind::named(&listing.source).is_some());
                if is_end || !piece.is_empty() {
                    return Ok(piece);
                }
            },
            Wanted::Some(chosen) => {
                let now = chosen.split_off(chosen.len().saturating_sub(PIECE));
                let references = now.iter().map(|(reference, _)| reference.clone());
                let piece = self.store.listings_among(references.collect());
                let now: HashSet<_> = now.iter().map(|(one, two)| (one, two)).collect();
                let mut piece = self.runtime.block_on(piece)?;
                piece.retain(|listing| now.contains(&(&listing.reference, &listing.source)));
                Ok(piece)
            }
        }
    }
}

impl Iterator for Records {
    type Item = Result<Record, StorageError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let listing = match self.piece.next() {
            Some(listing) => listing,
            None => match self.read_piece() {
                Ok(piece) => {
                    self.piece = piece.into_iter();
                    self.piece.next()?
                }
                Err(error) => return Some(Err(error)),
            },
        };
        self.left -= 1;
        Some(Ok(read(&listing)))
    }
}

/// Where a pack is written.
#[derive(Debug)]
struct Place {
    file: File,
    /// Where it is written.
    written: PathBuf,
    /// Where it is in the end: somewhere else where it replaces a file.
    path: PathBuf,
}

impl Place {
    /// Makes the file: where the person says, or in the folder for downloads.
    fn create(path: Option<&str>, downloads: &Path, replaces: bool) -> Result<Self, Failure> {
        let today = Timestamp::now().to_zoned(TimeZone::system()).date();
        let name = format!("gallery-{today}");
        let in_folder = |folder: &Path| {
            let (file, path) = create_in(folder, &name, EXTENSION)?;
            Ok(Self::new(file, path))
        };
        let Some(path) = path.map(str::trim).filter(|path| !path.is_empty()) else {
            return in_folder(downloads);
        };
        let path = PathBuf::from(path);
        if !path.is_absolute() {
            return Err(Failure::invalid("path", "it does not begin at the root"));
        }
        if path.is_dir() {
            return in_folder(&path);
        }
        match create(&path) {
            Ok(file) => Ok(Self::new(file, path)),
            Err(problem) if problem.kind() == ErrorKind::AlreadyExists && replaces => {
                let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
                    return Err(unwritable(&path, &problem));
                };
                let (file, written) = create_in(folder, &name.to_string_lossy(), UNFINISHED)?;
                Ok(Self {
                    file,
                    written,
                    path,
                })
            }
            Err(problem) if problem.kind() == ErrorKind::AlreadyExists => {
                Err(Failure::invalid("path", "there is a file of that name"))
            }
            Err(problem) => Err(unwritable(&path, &problem)),
        }
    }

    fn new(file: File, path: PathBuf) -> Self {
        Self {
            file,
            written: path.clone(),
            path,
        }
    }
}

/// Writes the pack. What was not written to its end is removed.
fn write(
    place: Place,
    records: Records,
    listings: u64,
    progress: &Progress,
) -> Result<(), Failure> {
    let header = PackHeader {
        made_at: Some(Timestamp::now()),
        note: String::new(),
        records: listings,
    };
    let mut writer = BufWriter::new(place.file);
    let outcome = write_pack(&header, records, &mut writer, |at| {
        progress.reach_items(at.records);
        if progress.is_cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    let outcome = match outcome {
        Ok(summary) => {
            tracing::info!(listings, bytes = summary.bytes, "wrote a pack");
            let flushed = writer.flush().and_then(|()| writer.get_ref().sync_all());
            drop(writer);
            let placed = flushed.and_then(|()| fs::rename(&place.written, &place.path));
            placed.map_err(|problem| unwritable(&place.path, &problem))
        }
        // Listings went away meanwhile: another try writes what is left.
        Err(problem @ PackProblem::Count { .. }) => {
            Err(plain(Code::Conflict, Retry::Yes, problem.to_string()))
        }
        Err(problem) => Err(problem.to_failure()),
    };
    if outcome.is_err() {
        // Half a pack is worse than none; the failure is told either way.
        let _ = fs::remove_file(&place.written);
    }
    outcome
}
