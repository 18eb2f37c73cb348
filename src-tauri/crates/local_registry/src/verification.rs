//! Verifying: every file of the pool is hashed anew, and every row is checked against the files.

use portolan_oci::{Digest, RepositoryName};

use crate::{Error, LocalRegistry, manifests::parse_digest};

/// What verifying found.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Verification {
    /// Files whose content has the digest they are named by.
    pub sound: u64,
    /// Bytes hashed.
    pub bytes: u64,
    /// Files whose content has another digest.
    pub damaged: Vec<Digest>,
    /// Content that a repository says it has and the pool does not.
    pub missing: Vec<(RepositoryName, Digest)>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty() && self.missing.is_empty()
    }
}

impl LocalRegistry {
    /// Hashes everything anew. `progress` is told bytes done and bytes in all. What is pushed or freed
    /// meanwhile may be left out, never reported wrongly.
    pub fn verify(&self, mut progress: impl FnMut(u64, u64)) -> Result<Verification, Error> {
        let stored = self.pool.contents()?;
        let total = stored.iter().map(|(_, size)| size).sum();
        let mut verification = Verification::default();
        for (digest, size) in &stored {
            match self.pool.hash(digest)? {
                Some(actual) if actual == *digest => verification.sound += 1,
                Some(_) => verification.damaged.push(digest.clone()),
                // Freed since the listing.
                None => {}
            }
            verification.bytes += size;
            progress(verification.bytes, total);
        }
        verification.missing = self.missing_contents()?;
        Ok(verification)
    }

    /// What repositories are said to have, and the pool has no file for.
    fn missing_contents(&self) -> Result<Vec<(RepositoryName, Digest)>, Error> {
        let claimed: Vec<(String, String)> = self.database.read(|view| {
            let mut statement = view.prepare(
                "SELECT r.name, c.digest FROM repositories r
                 JOIN manifests m ON m.repository_id = r.id AND m.removed_at IS NULL
                 JOIN contents c ON c.id = m.content_id
                 UNION
                 SELECT r.name, c.digest FROM repositories r
                 JOIN links l ON l.repository_id = r.id AND l.removed_at IS NULL
                 JOIN contents c ON c.id = l.content_id",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })?;
        let mut missing = Vec::new();
        for (name, digest) in claimed {
            let digest = parse_digest(&digest)?;
            if !self.pool.path(&digest).exists() {
                let repository = name
                    .parse()
                    .map_err(|_| Error::Damaged(format!("{name:?} stands where a name should")))?;
                missing.push((repository, digest));
            }
        }
        Ok(missing)
    }
}
