//! What the window remembers: bookmarks, history, its own state.

use portolan_contract::{
    AddBookmark, Bookmark, EditBookmark, Failure, ListHistory, Nothing, ReadWindowState,
    RecordVisit, RemoveBookmark, Visit, WindowState,
};

use crate::App;

impl App {
    /// Not built yet.
    pub async fn list_bookmarks(&self, request: Nothing) -> Result<Vec<Bookmark>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn add_bookmark(&self, request: AddBookmark) -> Result<Bookmark, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn edit_bookmark(&self, request: EditBookmark) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn remove_bookmark(&self, request: RemoveBookmark) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn list_history(&self, request: ListHistory) -> Result<Vec<Visit>, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn record_visit(&self, request: RecordVisit) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn clear_history(&self, request: Nothing) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn read_window_state(
        &self,
        request: ReadWindowState,
    ) -> Result<WindowState, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }

    /// Not built yet.
    pub async fn keep_window_state(&self, request: WindowState) -> Result<Nothing, Failure> {
        Err(Failure::unexpected(format!("not built yet: {request:?}")))
    }
}
