//! Taking in the listings of a pack that somebody made: all of them, or none.

use std::{
    fs::File,
    io::BufReader,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use portolan_contract::{Code, Event, Failure, ImportPack, JobId, JobKind, Retry};
use portolan_gallery::{PackProblem, PackSummary, Record, RecordProblem, read_pack};
use portolan_storage::{Error as StorageError, StoredListing};

use super::{
    records::{keep, merge},
    trouble::plain,
};
use crate::{
    App, JobAbout, Progress,
    app::off_the_loop,
    failures::{OrFail, ToFailure},
};

/// Puts one listing to what is kept.
type Put<'p> = &'p mut dyn FnMut(StoredListing) -> Result<(), StorageError>;

impl App {
    /// Reads a pack, checks all of it, and takes in its listings or none.
    pub async fn import_pack(self: &Arc<Self>, request: ImportPack) -> Result<JobId, Failure> {
        let path = PathBuf::from(request.path.trim());
        let file = off_the_loop(move || open(&path)).await??;
        let app = Arc::clone(self);
        let about = JobAbout::new(JobKind::ImportPack);
        Ok(self.jobs.start(about, move |progress| async move {
            let store = &app.gallery.store;
            let (reading, moving) = (progress.clone(), progress);
            let taken = store.take_in(
                merge,
                move |put| take_in(file, &reading, put),
                // All of it was read: the person can't stop it any more, and what the end of the program
                // leaves is taken in at the next start.
                |moved| {
                    moving.reach_items(moved);
                    app.jobs.go_on()
                },
            );
            let (taken, summary) = taken.await.or_fail()??;
            tracing::info!(?taken, checksum = summary.checksum, "took in a pack");
            app.gallery.index.wake();
            app.events.tell(Event::GallerySourcesChanged);
            Ok(())
        }))
    }
}

/// Opens the pack. What is no file, such as a pipe, could be waited for without end.
fn open(path: &Path) -> Result<File, Failure> {
    let unreadable = |problem: std::io::Error| {
        let code = match problem.kind() {
            std::io::ErrorKind::NotFound => Code::NotFound,
            std::io::ErrorKind::PermissionDenied => Code::Forbidden,
            _ => Code::Unexpected,
        };
        plain(code, Retry::AfterChange, problem.to_string())
    };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(Failure::invalid("path", "it is not a file"));
    }
    File::open(path).map_err(unreadable)
}

/// Reads the pack to its end and puts what is in it. A failure takes all of it back.
fn take_in(file: File, progress: &Progress, put: Put<'_>) -> Result<PackSummary, Failure> {
    let now = Timestamp::now();
    let mut number = 0;
    let mut refused = None;
    let read = read_pack(
        BufReader::new(file),
        |at| {
            progress.expect_items(at.expected);
            progress.reach_items(at.records);
            if progress.is_cancelled() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        },
        |mut record| {
            number += 1;
            let outcome = judge(&mut record, number, now)
                .and_then(|()| keep(&record))
                .and_then(|listing| put(listing).map_err(|error| error.to_failure()));
            outcome.map_err(|failure| {
                refused = Some(failure);
                "refused"
            })
        },
    );
    read.map_err(|problem| refused.unwrap_or_else(|| problem.to_failure()))
}

/// Refuses what a source can't have said, and believes nobody who speaks from the future: later answers
/// win over earlier ones.
fn judge(record: &mut Record, number: u64, now: Timestamp) -> Result<(), Failure> {
    let is_of_its_source = record
        .source()
        .is_some_and(|source| source.registry() == record.listing.card.host);
    if !is_of_its_source {
        let problem = PackProblem::Record {
            record: number,
            problem: RecordProblem::Host,
        };
        return Err(problem.to_failure());
    }
    record.observed_at = record.observed_at.map(|at| at.min(now));
    Ok(())
}
