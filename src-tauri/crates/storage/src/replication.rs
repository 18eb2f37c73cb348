//! When rules that copy between connections had their turn, and what they have brought where. The rules
//! themselves are settings.

use std::collections::HashMap;

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    ConnectionId, Error, Store,
    rows::{
        json, millis, read_optional_json, read_optional_text, read_text, read_time, read_word, word,
    },
};

/// When a rule had its turn.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplicationTurn {
    /// From when on the next turn is counted: the last one, or when the schedule was set.
    pub counted_at: Timestamp,
    /// What came of the last turn, in the words of whoever took it.
    pub last_run: Option<Value>,
}

/// How it stands with what a rule brings.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplicatedState {
    /// It is to be copied.
    Pending,
    /// It is there.
    Done,
    /// It did not arrive.
    Failed,
}

/// What a rule brings to a tag of a destination.
#[derive(Clone, Debug, PartialEq)]
pub struct Replicated {
    /// The destination.
    pub connection: ConnectionId,
    /// The repository there.
    pub place: RepositoryName,
    /// The tag; empty for the whole repository, where not even its tags could be asked for.
    pub tag: String,
    /// The repository of the source.
    pub repository: RepositoryName,
    /// Where the source's tag was when it arrived last.
    pub source: Option<Digest>,
    /// What the destination's tag led to since.
    pub digest: Option<Digest>,
    /// How it stands.
    pub state: ReplicatedState,
    /// The rule itself has put the tag there, rather than found it.
    pub was_put: bool,
    /// Why it did not arrive, in the words of whoever tried.
    pub failure: Option<Value>,
    /// Since when it stands so.
    pub at: Timestamp,
}

/// Which of them are listed.
#[derive(Clone, Debug, Default)]
pub struct ReplicatedFilter {
    /// Only in this state.
    pub state: Option<ReplicatedState>,
    /// Only where the repository or tag contains this.
    pub text: String,
    /// How many are passed over.
    pub offset: u64,
    /// How many at most.
    pub limit: u64,
}

const COLUMNS: &str =
    "connection, place, tag, repository, source, digest, state, was_put, failure, at";

impl Store {
    /// When each rule had its turn, by the rules' identities.
    pub async fn replication_turns(&self) -> Result<HashMap<String, ReplicationTurn>, Error> {
        self.read(|database| {
            let mut statement = database
                .prepare_cached("SELECT rule, counted_at, last_run FROM replication_turns")?;
            let rows = statement.query_map([], |row| {
                let turn = ReplicationTurn {
                    counted_at: read_time(row, 1)?,
                    last_run: read_optional_json(row, 2)?,
                };
                Ok((row.get(0)?, turn))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Counts a rule's next turn from this moment on.
    pub async fn count_replication_from(&self, rule: &str, at: Timestamp) -> Result<(), Error> {
        let rule = rule.to_owned();
        self.write(move |database| {
            database.execute(
                "INSERT INTO replication_turns VALUES (?1, ?2, NULL) ON CONFLICT (rule) DO UPDATE
                 SET counted_at = ?2",
                params![rule, millis(at)],
            )?;
            Ok(())
        })
        .await
    }

    /// Notes what came of a rule's turn that began at this moment.
    pub async fn note_replication_run(
        &self,
        rule: &str,
        at: Timestamp,
        run: Value,
    ) -> Result<(), Error> {
        let rule = rule.to_owned();
        self.write(move |database| {
            database.execute(
                "INSERT INTO replication_turns VALUES (?1, ?2, ?3) ON CONFLICT (rule) DO UPDATE
                 SET last_run = ?3",
                params![rule, millis(at), json(&run)?],
            )?;
            Ok(())
        })
        .await
    }

    /// What a rule has brought to a repository.
    pub async fn replicated_at(
        &self,
        rule: &str,
        connection: ConnectionId,
        place: &RepositoryName,
    ) -> Result<Vec<Replicated>, Error> {
        let (rule, place) = (rule.to_owned(), place.clone());
        self.read(move |database| {
            let mut statement = database.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM replicated
                 WHERE rule = ? AND connection = ? AND place = ? ORDER BY tag"
            ))?;
            let given = params![rule, connection.to_string(), place.as_str()];
            let rows = statement.query_map(given, read_replicated)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// What a rule brings, by repository and tag; with how many there are in all that the filter lets pass.
    pub async fn list_replicated(
        &self,
        rule: &str,
        filter: ReplicatedFilter,
    ) -> Result<(u64, Vec<Replicated>), Error> {
        let rule = rule.to_owned();
        self.read(move |database| {
            let state = filter.state.as_ref().map(word).transpose()?;
            let chosen = "rule = ?1 AND (?2 IS NULL OR state = ?2)
                 AND (?3 = '' OR instr(place || ':' || tag, ?3) > 0
                      OR instr(repository || ':' || tag, ?3) > 0)";
            let total: i64 = database
                .prepare_cached(&format!("SELECT count(*) FROM replicated WHERE {chosen}"))?
                .query_row(params![rule, state, filter.text], |row| row.get(0))?;
            let mut statement = database.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM replicated WHERE {chosen}
                 ORDER BY repository, tag, connection, place LIMIT ?4 OFFSET ?5"
            ))?;
            let (limit, offset) = (filter.limit as i64, filter.offset as i64);
            let given = params![rule, state, filter.text, limit, offset];
            let rows = statement.query_map(given, read_replicated)?;
            Ok((total as u64, rows.collect::<Result<_, _>>()?))
        })
        .await
    }

    /// How many there are of each rule in each state.
    pub async fn count_replicated(
        &self,
    ) -> Result<HashMap<String, HashMap<ReplicatedState, u64>>, Error> {
        self.read(|database| {
            let mut statement = database
                .prepare_cached("SELECT rule, state, count(*) FROM replicated GROUP BY 1, 2")?;
            let mut counts: HashMap<String, HashMap<ReplicatedState, u64>> = HashMap::new();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let of_rule = counts.entry(row.get(0)?).or_default();
                of_rule.insert(read_word(row, 1)?, row.get::<_, i64>(2)? as u64);
            }
            Ok(counts)
        })
        .await
    }

    /// Keeps how it stands with what a rule brings, in place of what was kept of the same tags.
    pub async fn keep_replicated(&self, rule: &str, kept: Vec<Replicated>) -> Result<(), Error> {
        let rule = rule.to_owned();
        self.write(move |database| {
            let mut statement = database.prepare_cached(
                "INSERT OR REPLACE INTO replicated VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            )?;
            for one in &kept {
                statement.execute(params![
                    rule,
                    one.connection.to_string(),
                    one.place.as_str(),
                    one.tag,
                    one.repository.as_str(),
                    one.source.as_ref().map(ToString::to_string),
                    one.digest.as_ref().map(ToString::to_string),
                    word(&one.state)?,
                    one.was_put,
                    one.failure.as_ref().map(json).transpose()?,
                    millis(one.at),
                ])?;
            }
            Ok(())
        })
        .await
    }

    /// Forgets what a rule has brought to these tags of a repository.
    pub async fn forget_replicated(
        &self,
        rule: &str,
        connection: ConnectionId,
        place: &RepositoryName,
        tags: Vec<String>,
    ) -> Result<(), Error> {
        let (rule, place) = (rule.to_owned(), place.clone());
        self.write(move |database| {
            let mut statement = database.prepare_cached(
                "DELETE FROM replicated
                 WHERE rule = ? AND connection = ? AND place = ? AND tag = ?",
            )?;
            for tag in tags {
                statement.execute(params![rule, connection.to_string(), place.as_str(), tag])?;
            }
            Ok(())
        })
        .await
    }

    /// Forgets everything that a rule has brought, so that nothing of it is the rule's any more.
    pub async fn forget_all_replicated(&self, rule: &str) -> Result<(), Error> {
        let rule = rule.to_owned();
        self.write(move |database| {
            database.execute("DELETE FROM replicated WHERE rule = ?", [rule])?;
            Ok(())
        })
        .await
    }
}

fn read_replicated(row: &Row<'_>) -> rusqlite::Result<Replicated> {
    Ok(Replicated {
        connection: read_text(row, 0)?,
        place: read_text(row, 1)?,
        tag: row.get(2)?,
        repository: read_text(row, 3)?,
        source: read_optional_text(row, 4)?,
        digest: read_optional_text(row, 5)?,
        state: read_word(row, 6)?,
        was_put: row.get(7)?,
        failure: read_optional_json(row, 8)?,
        at: read_time(row, 9)?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{ConnectionDraft, fixtures::fresh};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[tokio::test]
    async fn a_turn_is_counted_from_its_last_and_keeps_what_came_of_it() {
        let (_home, store) = fresh();
        let noted = store.note_replication_run("r", at(1), json!("ran"));
        noted.await.unwrap();
        store.count_replication_from("r", at(5)).await.unwrap();
        let again = store.note_replication_run("r", at(9), json!("again"));
        again.await.unwrap();
        let turns = store.replication_turns().await.unwrap();
        let turn = ReplicationTurn {
            counted_at: at(5),
            last_run: Some(json!("again")),
        };
        assert_eq!(turns, HashMap::from([("r".to_owned(), turn)]));
    }

    #[tokio::test]
    async fn what_was_brought_is_found_by_state_and_text_and_goes_with_its_connection() {
        let (_home, store) = fresh();
        let draft = ConnectionDraft::to("registry.example");
        let connection = store.add_connection(draft).await.unwrap().id;
        let place: RepositoryName = "mirror/team/app".parse().unwrap();
        let row = |tag: &str, state| Replicated {
            connection,
            place: place.clone(),
            tag: tag.to_owned(),
            repository: "team/app".parse().unwrap(),
            source: None,
            digest: None,
            state,
            was_put: false,
            failure: Some(json!({ "why": tag })),
            at: at(1),
        };
        let (one, two) = (
            row("1", ReplicatedState::Failed),
            row("2", ReplicatedState::Done),
        );
        let kept = vec![two.clone(), one.clone()];
        store.keep_replicated("r", kept).await.unwrap();
        let list = async |state, text: &str| {
            let filter = ReplicatedFilter {
                state,
                text: text.to_owned(),
                offset: 0,
                limit: 10,
            };
            store.list_replicated("r", filter).await.unwrap()
        };
        assert_eq!(list(None, "").await, (2, vec![one.clone(), two.clone()]));
        assert_eq!(list(None, "app:2").await, (1, vec![two.clone()]));
        let failed = list(Some(ReplicatedState::Failed), "").await;
        assert_eq!(failed, (1, vec![one.clone()]));
        let at_place = store.replicated_at("r", connection, &place).await.unwrap();
        assert_eq!(at_place, [one, two]);
        let counts = store.count_replicated().await.unwrap();
        assert_eq!(counts["r"][&ReplicatedState::Done], 1);
        let forgotten = store.forget_replicated("r", connection, &place, vec!["1".to_owned()]);
        forgotten.await.unwrap();
        assert_eq!(list(None, "").await.0, 1);
        store.remove_connection(connection).await.unwrap();
        assert_eq!(list(None, "").await.0, 0);
    }
}
