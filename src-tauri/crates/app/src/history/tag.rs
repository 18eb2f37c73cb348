//! What a tag was before, as refreshes have seen it.

use portolan_contract::{Failure, ReadTagHistory, TagHistory, TagMove, Watch};
use portolan_oci::{RepositoryName, Tag};

use crate::{App, failures::OrFail};

impl App {
    /// Where a tag points and pointed, newest first. Asks nobody: a refresh writes down what it sees.
    pub async fn read_tag_history(&self, request: ReadTagHistory) -> Result<TagHistory, Failure> {
        let connection = self.stored_connection(&request.connection).await?;
        let repository: RepositoryName = request
            .repository
            .parse()
            .map_err(|problem| Failure::invalid("repository", format!("{problem}")))?;
        let tag: Tag = request
            .tag
            .parse()
            .map_err(|problem| Failure::invalid("tag", format!("{problem}")))?;
        let history = self.store.tag_history(connection.id, &repository, &tag);
        let moves = history.await.or_fail()?.into_iter().map(|past| TagMove {
            digest: past.digest.to_string(),
            media_type: past.media_type.map(|media_type| media_type.to_string()),
            seen_from: past.seen_from.as_millisecond(),
            seen_until: past.seen_until.map(jiff::Timestamp::as_millisecond),
            removed: past.removed,
        });
        let watch = Watch {
            connection: request.connection,
            repository: request.repository,
            tag: Some(request.tag),
        };
        Ok(TagHistory {
            moves: moves.collect(),
            watched: self.is_watched(&watch),
        })
    }
}
