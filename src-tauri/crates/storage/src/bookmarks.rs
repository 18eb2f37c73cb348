//! Bookmarks: addresses a person put into the sidebar.

use jiff::Timestamp;
use rusqlite::params;

use crate::{
    Error, Store,
    rows::{millis, now, read_time},
};

/// Names a bookmark.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct BookmarkId(pub i64);

/// An address to come back to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bookmark {
    /// Which one.
    pub id: BookmarkId,
    /// What the address box shows there.
    pub address: String,
    /// What the sidebar calls it.
    pub title: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl Store {
    /// All bookmarks in the person's order.
    pub async fn bookmarks(&self) -> Result<Vec<Bookmark>, Error> {
        self.read(|database| {
            let mut statement = database.prepare_cached(
                "SELECT id, address, title, created_at FROM bookmarks ORDER BY position, id",
            )?;
            let rows = statement.query_map([], |row| {
                Ok(Bookmark {
                    id: BookmarkId(row.get(0)?),
                    address: row.get(1)?,
                    title: row.get(2)?,
                    created_at: read_time(row, 3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Adds a bookmark at the end; an address that has one gets the new title.
    pub async fn add_bookmark(
        &self,
        address: impl Into<String> + Send,
        title: impl Into<String> + Send,
    ) -> Result<BookmarkId, Error> {
        let (address, title) = (address.into(), title.into());
        self.write(move |database| {
            let id = database.query_row(
                "INSERT INTO bookmarks (position, address, title, created_at)
                 VALUES ((SELECT coalesce(max(position), 0) + 1 FROM bookmarks), ?1, ?2, ?3)
                 ON CONFLICT (address) DO UPDATE SET title = ?2 RETURNING id",
                params![address, title, millis(now())],
                |row| row.get(0),
            )?;
            Ok(BookmarkId(id))
        })
        .await
    }

    /// Puts the bookmarks in this order. Those not named keep theirs, after the named ones.
    pub async fn reorder_bookmarks(&self, order: Vec<BookmarkId>) -> Result<(), Error> {
        self.write(move |database| {
            database.execute(
                "UPDATE bookmarks SET position = position + ?",
                [order.len() as i64 + 1],
            )?;
            let mut place =
                database.prepare_cached("UPDATE bookmarks SET position = ?2 WHERE id = ?1")?;
            for (position, id) in order.iter().enumerate() {
                place.execute(params![id.0, position as i64])?;
            }
            Ok(())
        })
        .await
    }

    /// Removes a bookmark; one that is gone already is no error.
    pub async fn remove_bookmark(&self, id: BookmarkId) -> Result<(), Error> {
        self.write(move |database| {
            database.execute("DELETE FROM bookmarks WHERE id = ?", [id.0])?;
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::fresh;

    async fn titles(store: &Store) -> Vec<String> {
        let all = store.bookmarks().await.unwrap();
        all.into_iter().map(|bookmark| bookmark.title).collect()
    }

    #[tokio::test]
    async fn bookmarks_keep_the_persons_order_and_one_per_address() {
        let (_home, store) = fresh();
        let a = store.add_bookmark("a.example/a", "A").await.unwrap();
        let b = store.add_bookmark("b.example/b", "B").await.unwrap();
        assert_eq!(store.add_bookmark("a.example/a", "Again").await.unwrap(), a);
        assert_eq!(titles(&store).await, ["Again", "B"]);
        store.reorder_bookmarks(vec![b]).await.unwrap();
        assert_eq!(titles(&store).await, ["B", "Again"]);
        store.remove_bookmark(b).await.unwrap();
        store.remove_bookmark(b).await.unwrap();
        assert_eq!(titles(&store).await, ["Again"]);
    }
}
