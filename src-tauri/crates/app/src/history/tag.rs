//! What a tag was before, as the registry remembers it and as refreshes have seen it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use portolan_contract::{Failure, ReadTagHistory, TagHistory, TagMove, Watch};
use portolan_oci::{RepositoryName, Tag};
use portolan_registries::PastTag;
use portolan_storage::TagPast;

use crate::{App, failures::OrFail};

/// How long a registry is waited for: what was seen from here is shown without it.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far the end of one time and the beginning of the next may lie apart, for a tag that only moved.
const MOVING: SignedDuration = SignedDuration::from_secs(1);

impl App {
    /// Where a tag points and pointed, newest first. A registry in use that remembers it is asked; for others there
    /// is what refreshes wrote down.
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
        let seen = history.await.or_fail()?;
        let remembered = async {
            // Nobody is made to sign in for this.
            let registry = self.connected.live_registry(&request.connection)?;
            let answer = registry.tag_history(&repository, &tag).await;
            answer
                .inspect_err(|problem| tracing::info!(%problem, "a tag's history was not told"))
                .ok()?
        };
        let remembered = tokio::time::timeout(PATIENCE, remembered).await;
        let moves = match remembered.ok().flatten() {
            Some(past) if !past.is_empty() => join(&tag, past, seen),
            _ => seen,
        };
        let moves = moves.into_iter().map(|past| TagMove {
            digest: past.digest.to_string(),
            media_type: past.media_type.map(|media_type| media_type.to_string()),
            seen_from: past.seen_from.as_millisecond(),
            seen_until: past.seen_until.map(Timestamp::as_millisecond),
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

/// What the registry remembers (newest first), and below it what was seen from here before it began to.
fn join(tag: &Tag, remembered: Vec<PastTag>, seen: Vec<TagPast>) -> Vec<TagPast> {
    let begins = remembered.iter().map(|past| past.since).min();
    let media_type = |past: &PastTag| {
        let known = seen.iter().find(|seen| seen.digest == past.digest);
        known.and_then(|seen| seen.media_type.clone())
    };
    let mut newer: Option<Timestamp> = None;
    let mut all = Vec::with_capacity(remembered.len());
    for past in &remembered {
        // Where nothing follows at once, it went rather than moved.
        let removed = past
            .until
            .is_some_and(|until| newer.is_none_or(|newer| newer.duration_since(until) > MOVING));
        all.push(TagPast {
            tag: tag.clone(),
            digest: past.digest.clone(),
            media_type: media_type(past),
            seen_from: past.since,
            seen_until: past.until,
            removed,
        });
        newer = Some(past.since);
    }
    let is_before = |past: &TagPast| {
        let ended = past.seen_until.zip(begins);
        ended.is_some_and(|(until, begins)| until <= begins)
    };
    all.extend(seen.into_iter().filter(is_before));
    all
}

#[cfg(test)]
mod tests {
    use portolan_oci::Digest;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn remembered(content: &str, since: i64, until: Option<i64>) -> PastTag {
        PastTag {
            digest: Digest::of(content.as_bytes()),
            since: at(since),
            until: until.map(at),
        }
    }

    fn seen(content: &str, from: i64, until: Option<i64>) -> TagPast {
        TagPast {
            tag: "v1".parse().unwrap(),
            digest: Digest::of(content.as_bytes()),
            media_type: None,
            seen_from: at(from),
            seen_until: until.map(at),
            removed: false,
        }
    }

    #[test]
    fn what_the_registry_remembers_goes_before_what_was_seen_and_older_sightings_stay() {
        let past = vec![
            remembered("c", 300, None),
            remembered("b", 200, Some(250)),
            remembered("a", 100, Some(200)),
        ];
        // Seen late, and so with times of their own; the oldest is beyond the registry's memory.
        let sightings = vec![
            seen("c", 320, None),
            seen("a", 150, Some(320)),
            seen("0", 10, Some(60)),
        ];
        let all = join(&"v1".parse().unwrap(), past, sightings);
        let told: Vec<_> = all
            .iter()
            .map(|past| (past.digest.clone(), past.seen_from, past.removed))
            .collect();
        let digest = |content: &str| Digest::of(content.as_bytes());
        assert_eq!(
            told,
            [
                (digest("c"), at(300), false),
                // Gone for a while before it came back.
                (digest("b"), at(200), true),
                (digest("a"), at(100), false),
                (digest("0"), at(10), false),
            ]
        );
    }
}
