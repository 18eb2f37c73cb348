//! Filling an empty generation: listings come in runs, each is sorted by popularity and becomes a segment
//! of its own, two of them at a time.
//!
//! The engine's own threads share out documents one by one, so each of their segments is a sample of the
//! whole, and merging them has to take every one apart. Listings that come in the order of popularity
//! make segments that only have to be put behind each other.

use std::{
    cmp::Reverse,
    mem,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
};

use tantivy::{
    Index as Engine, IndexWriter, Segment,
    indexer::{AddOperation, SegmentWriter},
};

use crate::{
    Cancellation, Error, Listing, generation::Generation, page::Page, popularity::popularity,
    schema::Fields,
};

/// Bytes of text that make a run: three of them are in memory, one that is gathered and two at work.
pub(crate) const RUN: usize = 24_000_000;
/// A segment that takes more memory than this for its words ends before its run does.
const MOST_MEMORY: usize = 70_000_000;
/// What the table of words begins with depends on it.
const USUAL_MEMORY: usize = 45_000_000;
const THREADS: usize = 2;

/// Adds a segment for each run of so many bytes to what the writer will commit. Says how many listings there were.
pub(crate) fn fill(
    generation: &Generation,
    writer: &IndexWriter<Page>,
    listings: impl IntoIterator<Item = Listing>,
    run: usize,
    cancellation: &Cancellation,
    progress: &mut impl FnMut(u64),
) -> Result<u64, Error> {
    // Runs are sorted already, and both threads are busy enough without another that compresses.
    let mut engine = generation.engine.clone();
    engine.settings_mut().sort_by_field = None;
    engine.settings_mut().docstore_compress_dedicated_thread = false;
    let (sender, receiver) = sync_channel::<Vec<Listing>>(0);
    let receiver = Arc::new(Mutex::new(receiver));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|_| {
                // When no worker has it any more, what is sent fails instead of waiting.
                let (receiver, engine) = (Arc::clone(&receiver), &engine);
                scope.spawn(move || write_runs(engine, &generation.fields, &receiver, cancellation))
            })
            .collect();
        drop(receiver);
        let taken = send_runs(listings, run, &sender, cancellation, progress);
        drop(sender);
        for worker in workers {
            let written = worker.join().unwrap_or_else(|_| Err(Error::Unfinished))?;
            for segment in written {
                writer.add_segment(segment.meta().clone())?;
            }
        }
        taken
    })
}

/// Gathers listings until they are a run. Ends early when nobody takes it: the one who should says why.
fn send_runs(
    listings: impl IntoIterator<Item = Listing>,
    most: usize,
    sender: &SyncSender<Vec<Listing>>,
    cancellation: &Cancellation,
    progress: &mut impl FnMut(u64),
) -> Result<u64, Error> {
    let (mut taken, mut bytes, mut run) = (0, 0, Vec::new());
    for listing in listings {
        taken += 1;
        bytes += listing.about.len() + listing.usage.len() + listing.card.description.len() + 200;
        run.push(listing);
        if taken % 1024 == 0 {
            cancellation.check()?;
            progress(taken);
        }
        if bytes >= most {
            bytes = 0;
            if sender.send(mem::take(&mut run)).is_err() {
                return Ok(taken);
            }
        }
    }
    // Without a taker, as above.
    let _ = sender.send(run);
    Ok(taken)
}

/// Makes segments of runs until there are no more.
fn write_runs(
    engine: &Engine,
    fields: &Fields,
    receiver: &Mutex<Receiver<Vec<Listing>>>,
    cancellation: &Cancellation,
) -> Result<Vec<Segment>, Error> {
    let mut written = Vec::new();
    loop {
        let run = receiver
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv();
        let Ok(mut run) = run else {
            return Ok(written);
        };
        run.sort_by_cached_key(|listing| Reverse(popularity(&listing.card)));
        let mut listings = run.into_iter().peekable();
        while listings.peek().is_some() {
            written.push(write_segment(engine, fields, &mut listings, cancellation)?);
        }
    }
}

/// Takes listings until there are no more or the segment is large enough.
fn write_segment(
    engine: &Engine,
    fields: &Fields,
    listings: &mut impl Iterator<Item = Listing>,
    cancellation: &Cancellation,
) -> Result<Segment, Error> {
    let segment = engine.new_segment();
    let mut writer = SegmentWriter::for_segment(USUAL_MEMORY, segment.clone())?;
    for listing in listings {
        let document = Page::write(fields, listing)?;
        writer.add_document(AddOperation {
            opstamp: 0,
            document,
        })?;
        if writer.max_doc().is_multiple_of(256) {
            cancellation.check()?;
            if writer.mem_usage() > MOST_MEMORY {
                break;
            }
        }
    }
    let documents = writer.max_doc();
    writer.finalize()?;
    let meta = engine.new_segment_meta(segment.id(), documents);
    Ok(engine.segment(meta))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::{
        Card,
        index::{merge, open_writer},
    };

    fn fill_with(folder: &Path, pulls: impl Iterator<Item = u64>) -> (Generation, usize) {
        let generation = Generation::create(folder, 1).unwrap();
        let mut writer = open_writer(&generation).unwrap();
        let listings = pulls.map(|pulls| Listing {
            card: Card {
                name: format!("name-{pulls}"),
                pulls: Some(pulls),
                ..Card::default()
            },
            about: "word ".repeat(100),
            ..Listing::default()
        });
        let never = Cancellation::default();
        let taken = fill(&generation, &writer, listings, 20_000, &never, &mut |_| {}).unwrap();
        writer.commit().unwrap();
        let segments = generation.engine.searchable_segment_metas().unwrap().len();
        merge(&mut writer, &generation, 1).unwrap();
        assert_eq!(taken, 300);
        (generation, segments)
    }

    #[test]
    fn runs_in_any_order_become_one_segment_in_the_order_of_popularity() {
        // In order, backwards, and mixed up by steps that have no divisor in common with their number.
        let orders: [fn(u64) -> u64; 3] = [|at| 1000 - at, |at| at + 1, |at| at * 7 % 300 + 1];
        for order in orders {
            let folder = tempfile::tempdir().unwrap();
            let (generation, segments) = fill_with(folder.path(), (0..300).map(order));
            assert!(segments > 5, "{segments}");
            let view = generation.view(None).unwrap();
            let [segment] = view.segments.as_slice() else {
                panic!("there are {} segments", view.segments.len());
            };
            let popularity: Vec<u64> = (0..300)
                .map(|document| segment.popularity.first(document).unwrap())
                .collect();
            assert!(popularity.is_sorted_by(|one, two| one > two));
        }
    }

    #[test]
    fn filling_ends_when_it_is_cancelled() {
        let folder = tempfile::tempdir().unwrap();
        let generation = Generation::create(folder.path(), 1).unwrap();
        let writer = open_writer(&generation).unwrap();
        let cancellation = Cancellation::default();
        let endless = std::iter::repeat_with(Listing::default);
        let mut seen = |taken| {
            if taken > 3_000 {
                cancellation.cancel();
            }
        };
        let ended = fill(
            &generation,
            &writer,
            endless,
            20_000,
            &cancellation,
            &mut seen,
        );
        assert!(matches!(ended, Err(Error::Cancelled)));
    }
}
