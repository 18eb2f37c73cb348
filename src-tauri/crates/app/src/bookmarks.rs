//! What the window remembers: bookmarks, history, its own state.

use jiff::Timestamp;
use portolan_contract::{
    AddBookmark, Bookmark, EditBookmark, Event, Failure, ListHistory, Nothing, ReadWindowState,
    RecordVisit, RemoveBookmark, Visit, WindowState,
};
use portolan_storage::BookmarkId;

use crate::{App, failures::OrFail};

/// Bytes of one value that the window keeps.
const LARGEST_STATE: usize = 256 << 10;

impl App {
    /// Bookmarks in the person's order.
    pub async fn list_bookmarks(&self, _: Nothing) -> Result<Vec<Bookmark>, Failure> {
        let bookmarks = self.store.bookmarks().await.or_fail()?;
        Ok(bookmarks.into_iter().map(show).collect())
    }

    /// Adds a bookmark at the end; an address that has one gets the new title.
    pub async fn add_bookmark(&self, request: AddBookmark) -> Result<Bookmark, Failure> {
        let AddBookmark { title, address } = request;
        let id = self
            .store
            .add_bookmark(address.clone(), title.clone())
            .await
            .or_fail()?;
        self.repositories.invalidate_all();
        self.events.tell(Event::BookmarksChanged);
        Ok(Bookmark {
            id: id.0.to_string(),
            title,
            address,
        })
    }

    /// Renames a bookmark, and moves it to its place.
    pub async fn edit_bookmark(&self, request: EditBookmark) -> Result<Nothing, Failure> {
        let id = read_id(&request.id)?;
        let bookmarks = self.store.bookmarks().await.or_fail()?;
        let bookmark = bookmarks
            .iter()
            .find(|bookmark| bookmark.id == id)
            .ok_or_else(|| Failure::invalid("id", "there is no such bookmark"))?;
        self.store
            .add_bookmark(bookmark.address.clone(), request.title)
            .await
            .or_fail()?;
        let mut order: Vec<BookmarkId> = bookmarks.iter().map(|bookmark| bookmark.id).collect();
        order.retain(|other| *other != id);
        let place = (request.position as usize).min(order.len());
        order.insert(place, id);
        self.store.reorder_bookmarks(order).await.or_fail()?;
        self.repositories.invalidate_all();
        self.events.tell(Event::BookmarksChanged);
        Ok(Nothing {})
    }

    /// Removes a bookmark; one that is gone already is no error.
    pub async fn remove_bookmark(&self, request: RemoveBookmark) -> Result<Nothing, Failure> {
        self.store
            .remove_bookmark(read_id(&request.id)?)
            .await
            .or_fail()?;
        self.repositories.invalidate_all();
        self.events.tell(Event::BookmarksChanged);
        Ok(Nothing {})
    }

    /// Pages that were opened, the last first, each once, whose title or address contains the filter.
    pub async fn list_history(&self, request: ListHistory) -> Result<Vec<Visit>, Failure> {
        let filter = request.filter.to_lowercase();
        let mut seen = std::collections::HashSet::new();
        let visits = self.store.visits(None, 10_000).await.or_fail()?;
        let matching = visits.into_iter().filter(|visit| {
            (filter.is_empty()
                || visit.address.to_lowercase().contains(&filter)
                || visit.title.to_lowercase().contains(&filter))
                && seen.insert(visit.address.clone())
        });
        let shown = matching.take(request.limit as usize).map(|visit| Visit {
            title: visit.title,
            address: visit.address,
            at: visit.visited_at.as_millisecond(),
        });
        Ok(shown.collect())
    }

    /// Notes that a page was opened.
    pub async fn record_visit(&self, request: RecordVisit) -> Result<Nothing, Failure> {
        let now = Timestamp::now();
        self.store
            .record_visit(request.address, request.title, now)
            .await
            .or_fail()?;
        Ok(Nothing {})
    }

    /// Forgets all pages that were opened.
    pub async fn clear_history(&self, _: Nothing) -> Result<Nothing, Failure> {
        self.store.forget_visits(None).await.or_fail()?;
        Ok(Nothing {})
    }

    /// What the window kept under a key.
    pub async fn read_window_state(
        &self,
        request: ReadWindowState,
    ) -> Result<WindowState, Failure> {
        let kept = self
            .store
            .window_state(request.key.clone())
            .await
            .or_fail()?;
        Ok(WindowState {
            key: request.key,
            value: kept.map(|value| value.to_string()),
        })
    }

    /// Keeps what the window wants back at its next start; `null` forgets it.
    pub async fn keep_window_state(&self, request: WindowState) -> Result<Nothing, Failure> {
        let value = match request.value {
            Some(text) if text.len() > LARGEST_STATE => {
                return Err(Failure::invalid("value", "more than 256 KiB"));
            }
            Some(text) => Some(
                serde_json::from_str(&text)
                    .map_err(|problem| Failure::invalid("value", problem.to_string()))?,
            ),
            None => None,
        };
        self.store
            .keep_window_state(request.key, value)
            .await
            .or_fail()?;
        Ok(Nothing {})
    }
}

fn show(bookmark: portolan_storage::Bookmark) -> Bookmark {
    Bookmark {
        id: bookmark.id.0.to_string(),
        title: bookmark.title,
        address: bookmark.address,
    }
}

fn read_id(text: &str) -> Result<BookmarkId, Failure> {
    text.parse()
        .map(BookmarkId)
        .map_err(|_| Failure::invalid("id", "not a bookmark"))
}
