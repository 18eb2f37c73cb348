//! The history of the address box.

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::{
    Error, Store,
    rows::{millis, read_time},
};

/// How many visits are kept.
const KEPT: i64 = 10_000;

/// An address that was opened.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Visit {
    /// What the address box showed.
    pub address: String,
    /// The title of the screen.
    pub title: String,
    /// When.
    pub visited_at: Timestamp,
}

impl Store {
    /// Notes a visit. The oldest beyond 10,000 are forgotten.
    pub async fn record_visit(
        &self,
        address: impl Into<String> + Send,
        title: impl Into<String> + Send,
        visited_at: Timestamp,
    ) -> Result<(), Error> {
        let (address, title) = (address.into(), title.into());
        self.write(move |database| {
            database.execute(
                "INSERT INTO visits (address, title, visited_at) VALUES (?, ?, ?)",
                params![address, title, millis(visited_at)],
            )?;
            database.execute(
                "DELETE FROM visits WHERE id <= (SELECT max(id) FROM visits) - ?",
                [KEPT],
            )?;
            Ok(())
        })
        .await
    }

    /// Visits, newest first, older than `before` where it is given.
    pub async fn visits(
        &self,
        before: Option<Timestamp>,
        limit: usize,
    ) -> Result<Vec<Visit>, Error> {
        self.read(move |database| {
            let mut statement = database.prepare_cached(
                "SELECT address, title, visited_at FROM visits WHERE ?1 IS NULL OR visited_at < ?1
                 ORDER BY visited_at DESC, id DESC LIMIT ?2",
            )?;
            let rows =
                statement.query_map(params![before.map(millis), limit as i64], read_visit)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Forgets one address, or the whole history.
    pub async fn forget_visits(&self, address: Option<String>) -> Result<(), Error> {
        self.write(move |database| {
            database.execute(
                "DELETE FROM visits WHERE ?1 IS NULL OR address = ?1",
                [address],
            )?;
            Ok(())
        })
        .await
    }
}

fn read_visit(row: &Row<'_>) -> rusqlite::Result<Visit> {
    Ok(Visit {
        address: row.get(0)?,
        title: row.get(1)?,
        visited_at: read_time(row, 2)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, fresh};

    async fn addresses(store: &Store, before: Option<Timestamp>) -> Vec<String> {
        let visits = store.visits(before, 2).await.unwrap();
        visits.into_iter().map(|visit| visit.address).collect()
    }

    #[tokio::test]
    async fn the_history_reads_backwards_page_by_page() {
        let (_home, store) = fresh();
        for (minute, address) in ["a", "b", "c"].into_iter().enumerate() {
            store
                .record_visit(address, "", at(minute as i64))
                .await
                .unwrap();
        }
        assert_eq!(addresses(&store, None).await, ["c", "b"]);
        assert_eq!(addresses(&store, Some(at(1))).await, ["a"]);
    }

    #[tokio::test]
    async fn one_address_or_all_can_be_forgotten() {
        let (_home, store) = fresh();
        for address in ["a", "b", "a"] {
            store.record_visit(address, "", at(1)).await.unwrap();
        }
        store.forget_visits(Some("a".to_owned())).await.unwrap();
        assert_eq!(addresses(&store, None).await, ["b"]);
        store.forget_visits(None).await.unwrap();
        assert!(addresses(&store, None).await.is_empty());
    }
}
