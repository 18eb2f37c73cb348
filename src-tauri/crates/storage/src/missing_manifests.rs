//! Which manifests that an index names a registry was seen to lack: what is broken reads so after a restart too.

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName};
use rusqlite::params;

use crate::{
    ConnectionId, Error, Store, repositories,
    rows::{millis, read_text},
};

impl Store {
    /// Keeps that a registry lacks some manifests of a repository and has others.
    pub async fn record_presence(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
        missing: Vec<Digest>,
        present: Vec<Digest>,
        observed_at: Timestamp,
    ) -> Result<(), Error> {
        let repository = repository.clone();
        self.write(move |database| {
            let id = repositories::see(database, connection, &repository, observed_at)?;
            let mut lacks = database
                .prepare_cached("INSERT OR REPLACE INTO missing_manifests VALUES (?, ?, ?)")?;
            for digest in &missing {
                lacks.execute(params![id, digest.as_str(), millis(observed_at)])?;
            }
            let mut has = database.prepare_cached(
                "DELETE FROM missing_manifests WHERE repository = ? AND digest = ?",
            )?;
            for digest in &present {
                has.execute(params![id, digest.as_str()])?;
            }
            Ok(())
        })
        .await
    }

    /// The manifests that a repository was seen to lack.
    pub async fn missing_manifests(
        &self,
        connection: ConnectionId,
        repository: &RepositoryName,
    ) -> Result<Vec<Digest>, Error> {
        let repository = repository.clone();
        self.read(move |database| {
            let Some(id) = repositories::find(database, connection, &repository)? else {
                return Ok(Vec::new());
            };
            let mut statement = database.prepare_cached(
                "SELECT digest FROM missing_manifests WHERE repository = ? ORDER BY digest",
            )?;
            let rows = statement.query_map([id], |row| read_text(row, 0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{at, connection, fresh, name};

    #[tokio::test]
    async fn what_was_missing_stays_so_until_it_is_seen() {
        let (_home, store) = fresh();
        let id = connection(&store).await;
        let [one, other] = ["one", "other"].map(|seed| Digest::of(seed.as_bytes()));
        let both = vec![one.clone(), other.clone()];
        store
            .record_presence(id, &name("a"), both, Vec::new(), at(1))
            .await
            .unwrap();
        store
            .record_presence(id, &name("a"), vec![one.clone()], vec![other], at(2))
            .await
            .unwrap();
        let kept = store.missing_manifests(id, &name("a")).await.unwrap();
        assert_eq!(kept, [one]);
        assert_eq!(store.missing_manifests(id, &name("b")).await.unwrap(), []);
    }
}
