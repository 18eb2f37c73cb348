//! Taking in more listings than fit into memory, all or none, while others write, too. They are laid aside
//! first, and moved among the others a few at a time when all of them are here.

use std::{ops::ControlFlow, sync::Arc};

use rusqlite::{Connection, params};
use tokio::runtime::Handle;

use super::{
    GalleryStore, StoredListing, Taken,
    listings::{put_all, read_listing},
};
use crate::{Error, database::on_blocking_thread, rows::millis};

/// Listings that are written at a time: others who want to write wait so long, some ten milliseconds.
const SLICE: usize = 250;

impl GalleryStore {
    /// Takes in listings that `fill` puts one after the other. Where it fails, none of them is kept; once
    /// it has put all, all will be: what the end of the program interrupts, [`Self::finish_intakes`] goes on
    /// with. Where there is one already, `merge(known, new)` says what is to be kept of both. `moved` is told
    /// how many have come among the others (0 while they are dropped), and may leave the rest to the next
    /// start.
    pub async fn take_in<Answer, Failure, Merge, Fill>(
        &self,
        merge: Merge,
        fill: Fill,
        mut moved: impl FnMut(u64) -> ControlFlow<()> + Send,
    ) -> Result<Result<(Taken, Answer), Failure>, Error>
    where
        Answer: Send + 'static,
        Failure: Send + 'static,
        Merge: Fn(&StoredListing, StoredListing) -> StoredListing + Send + Sync + 'static,
        Fill: FnOnce(&mut dyn FnMut(StoredListing) -> Result<(), Error>) -> Result<Answer, Failure>
            + Send
            + 'static,
    {
        let intake = self.begin_intake().await?;
        let mut aside = Aside {
            store: self.clone(),
            runtime: Handle::current(),
            intake,
            slice: Vec::new(),
        };
        let filled = on_blocking_thread(move || {
            let filled = fill(&mut |listing| aside.put(listing));
            if filled.is_ok() {
                aside.flush()?;
            }
            Ok(filled)
        });
        let failed = match filled.await {
            Ok(Ok(answer)) => {
                self.mark_whole(intake).await?;
                let taken = self.move_in(intake, Arc::new(merge), &mut moved).await?;
                return Ok(Ok((taken, answer)));
            }
            Ok(Err(failure)) => Ok(Err(failure)),
            Err(error) => Err(error),
        };
        self.drop_intake(intake, &mut moved).await?;
        failed
    }

    /// Goes on with what the end of the program interrupted: what was here as a whole is moved in, the
    /// rest is dropped.
    pub async fn finish_intakes<Merge>(
        &self,
        merge: Merge,
        mut moved: impl FnMut(u64) -> ControlFlow<()> + Send,
    ) -> Result<Taken, Error>
    where
        Merge: Fn(&StoredListing, StoredListing) -> StoredListing + Send + Sync + 'static,
    {
        let found = self
            .read(|database| {
                let mut statement = database.prepare(
                    "SELECT id, state = 'whole' FROM intakes WHERE state != 'filling' ORDER BY id",
                )?;
                let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(rows.collect::<Result<Vec<(i64, bool)>, _>>()?)
            })
            .await?;
        let merge = Arc::new(merge);
        let mut taken = Taken::default();
        for (intake, is_whole) in found {
            if is_whole {
                taken.add(self.move_in(intake, Arc::clone(&merge), &mut moved).await?);
            } else {
                self.drop_intake(intake, &mut moved).await?;
            }
        }
        Ok(taken)
    }

    async fn begin_intake(&self) -> Result<i64, Error> {
        self.write(|database| {
            let sql = "INSERT INTO intakes (state) VALUES ('filling') RETURNING id";
            Ok(database.query_row(sql, [], |row| row.get(0))?)
        })
        .await
    }

    async fn mark_whole(&self, intake: i64) -> Result<(), Error> {
        self.write(move |database| {
            database.execute("UPDATE intakes SET state = 'whole' WHERE id = ?", [intake])?;
            Ok(())
        })
        .await
    }

    async fn move_in<Merge>(
        &self,
        intake: i64,
        merge: Arc<Merge>,
        mut moved: impl FnMut(u64) -> ControlFlow<()> + Send,
    ) -> Result<Taken, Error>
    where
        Merge: Fn(&StoredListing, StoredListing) -> StoredListing + Send + Sync + 'static,
    {
        let mut taken = Taken::default();
        loop {
            let merge = Arc::clone(&merge);
            let slice = self.write(move |database| move_slice(database, intake, &*merge));
            let Some(slice) = slice.await? else {
                break;
            };
            taken.add(slice);
            if moved(taken.added + taken.renewed + taken.same).is_break() {
                return Ok(taken);
            }
        }
        self.database.give_back_space().await;
        Ok(taken)
    }

    async fn drop_intake(
        &self,
        intake: i64,
        mut moved: impl FnMut(u64) -> ControlFlow<()> + Send,
    ) -> Result<(), Error> {
        let drop_some = move |database: &Connection| -> Result<usize, Error> {
            let gone = database.execute(
                "DELETE FROM laid_aside WHERE id IN
                 (SELECT id FROM laid_aside WHERE intake = ? LIMIT ?)",
                params![intake, SLICE as i64],
            )?;
            if gone == 0 {
                database.execute("DELETE FROM intakes WHERE id = ?", [intake])?;
            }
            Ok(gone)
        };
        while self.write(drop_some).await? > 0 {
            if moved(0).is_break() {
                return Ok(());
            }
        }
        self.database.give_back_space().await;
        Ok(())
    }
}

/// Nothing that is filled at this moment was begun by this program: it was left.
pub(super) fn note_left(database: &Connection) -> Result<(), Error> {
    database.execute(
        "UPDATE intakes SET state = 'left' WHERE state = 'filling'",
        [],
    )?;
    Ok(())
}

/// Lays listings aside, on the thread that has them.
struct Aside {
    store: GalleryStore,
    runtime: Handle,
    intake: i64,
    slice: Vec<StoredListing>,
}

impl Aside {
    fn put(&mut self, listing: StoredListing) -> Result<(), Error> {
        self.slice.push(listing);
        if self.slice.len() < SLICE {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Error> {
        let (intake, slice) = (self.intake, std::mem::take(&mut self.slice));
        let written = self.store.write(move |database| {
            let mut insert = database.prepare_cached(
                "INSERT INTO laid_aside
                 (intake, reference, source, starter, observed_at, has_logo, record)
                 VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?;
            for listing in slice {
                insert.execute(params![
                    intake,
                    listing.reference,
                    listing.source,
                    listing.starter,
                    listing.observed_at.map(millis),
                    listing.has_logo,
                    listing.record
                ])?;
            }
            Ok(())
        });
        self.runtime.block_on(written)
    }
}

/// Moves the first that are left among the others; nothing when none was left.
fn move_slice(
    database: &Connection,
    intake: i64,
    merge: impl Fn(&StoredListing, StoredListing) -> StoredListing,
) -> Result<Option<Taken>, Error> {
    let mut statement = database.prepare_cached(
        "SELECT reference, source, starter, observed_at, has_logo, record, id FROM laid_aside
         WHERE intake = ? ORDER BY id LIMIT ?",
    )?;
    let mut rows = statement.query(params![intake, SLICE as i64])?;
    let (mut slice, mut last) = (Vec::new(), 0_i64);
    while let Some(row) = rows.next()? {
        slice.push(read_listing(row)?);
        last = row.get(6)?;
    }
    if slice.is_empty() {
        database.execute("DELETE FROM intakes WHERE id = ?", [intake])?;
        return Ok(None);
    }
    let taken = put_all(database, slice, merge)?;
    database
        .prepare_cached("DELETE FROM laid_aside WHERE intake = ? AND id <= ?")?
        .execute(params![intake, last])?;
    Ok(Some(taken))
}
