//! Free space: what nothing needs any more, shown before it is removed. What was unlinked lately is
//! spared, so that undo finds it.

use jiff::Timestamp;
use portolan_oci::{Digest, RepositoryName};

use crate::{Error, LocalRegistry, rows, survey::Survey};

/// What may be removed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SpaceRules {
    /// Whatever was pushed, removed or untagged at this time or later stays.
    pub keep_since: Timestamp,
    /// Whether manifests that no tag, index or kept subject leads to go as well.
    pub untagged: bool,
}

/// What one repository would lose.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RepositorySpace {
    /// The repository.
    pub repository: RepositoryName,
    /// Manifests that are still served and would go.
    pub untagged: Vec<Digest>,
    /// Manifests that were removed before and would be forgotten.
    pub removed: Vec<Digest>,
    /// Bytes of the plan's contents that this repository holds. What several repositories hold is in the
    /// figure of each, so the figures may add up to more than the plan frees.
    pub bytes: u64,
}

/// What freeing space would remove, frozen: [`LocalRegistry::free_space`] removes nothing else.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SpacePlan {
    /// By what rules it was made.
    pub rules: SpaceRules,
    /// What each repository would lose; those that lose nothing are not listed.
    pub repositories: Vec<RepositorySpace>,
    /// Content whose files would go, blobs and manifests alike, with their sizes in bytes.
    pub contents: Vec<(Digest, u64)>,
}

impl SpacePlan {
    /// Bytes that would become free.
    pub fn bytes(&self) -> u64 {
        self.contents.iter().map(|(_, size)| size).sum()
    }

    /// Whether there is nothing to remove.
    pub fn is_empty(&self) -> bool {
        self.contents.is_empty() && self.repositories.is_empty()
    }
}

/// What was removed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Freed {
    /// Files removed from the pool.
    pub contents: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Manifests that are gone for good.
    pub manifests: u64,
}

impl LocalRegistry {
    /// Finds what may be removed, and removes nothing.
    pub fn plan_free_space(&self, rules: SpaceRules) -> Result<SpacePlan, Error> {
        self.database
            .read(|view| Ok(Survey::take(view, rules)?.plan(rules)))
    }

    /// Removes what the plan names and nothing needs still; what became needed since it was made stays.
    pub fn free_space(&self, plan: &SpacePlan) -> Result<Freed, Error> {
        // Nothing may arrive between the row's end and the file's.
        let closed = self.pool.close();
        let (contents, manifests) = self.database.write(|transaction| {
            let survey = Survey::take(transaction, plan.rules)?;
            survey.remove(transaction, plan)
        })?;
        let mut freed = Freed {
            manifests,
            ..Freed::default()
        };
        for (place, (digest, size)) in contents.iter().enumerate() {
            if let Err(error) = self.pool.remove(digest) {
                // Files that stay must be known, or nobody would ever free them.
                self.note_stored(&contents[place..])?;
                return Err(error);
            }
            freed.contents += 1;
            freed.bytes += size;
        }
        drop(closed);
        // The layouts' hard links hold the same bytes.
        self.write_stale_layouts()?;
        Ok(freed)
    }

    /// Notes again that the pool has these.
    pub(crate) fn note_stored(&self, contents: &[(Digest, u64)]) -> Result<(), Error> {
        self.database.write(|transaction| {
            for (digest, size) in contents {
                rows::ensure_stored(transaction, digest, *size)?;
            }
            Ok(())
        })
    }
}
