//! How it stands with what rules bring, image by image.

use portolan_contract::{
    ConnectionId, Failure, ListReplicated, ReplicatedImage, ReplicatedState as Shown,
    ReplicatedWindow,
};
use portolan_storage::{Replicated, ReplicatedFilter, ReplicatedState};

use crate::{App, failures::OrFail};

/// Rows of one window, at most.
const LIMIT: u64 = 1_000;

impl App {
    /// A window onto what a rule brings, by repository and tag.
    pub async fn list_replicated(
        &self,
        request: ListReplicated,
    ) -> Result<ReplicatedWindow, Failure> {
        let filter = ReplicatedFilter {
            state: request.state.map(|state| match state {
                Shown::Pending => ReplicatedState::Pending,
                Shown::Done => ReplicatedState::Done,
                Shown::Failed => ReplicatedState::Failed,
            }),
            text: request.filter.trim().to_owned(),
            offset: request.offset,
            limit: request.limit.min(LIMIT),
        };
        let listed = self.store.list_replicated(&request.rule, filter);
        let (total, rows) = listed.await.or_fail()?;
        Ok(ReplicatedWindow {
            total,
            offset: request.offset,
            rows: rows.into_iter().map(show).collect(),
        })
    }
}

fn show(row: Replicated) -> ReplicatedImage {
    ReplicatedImage {
        repository: row.repository.to_string(),
        tag: row.tag,
        connection: ConnectionId(row.connection.to_string()),
        place: row.place.to_string(),
        digest: row.digest.map(|digest| digest.to_string()),
        state: match row.state {
            ReplicatedState::Pending => Shown::Pending,
            ReplicatedState::Done => Shown::Done,
            ReplicatedState::Failed => Shown::Failed,
        },
        failure: row
            .failure
            .and_then(|failure| serde_json::from_value(failure).ok()),
        at: row.at.as_millisecond(),
    }
}
