//! What rules were shown to take, kept until it is carried out, so that nothing else is.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use portolan_contract::{Code, ConnectionId, Failure, Hint, Retry};
use portolan_oci::{Digest, Tag};

/// How many are kept: those shown last.
const KEPT: usize = 64;

/// What rules were shown to take.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Takings {
    pub(crate) connection: ConnectionId,
    pub(crate) repository: String,
    /// Images that a rule takes, with the tags that were seen on them. What goes with them is found when
    /// they go.
    pub(crate) images: BTreeMap<Digest, Vec<Tag>>,
    /// Tags that are taken off images that stay, with where they were seen to point.
    pub(crate) tags: BTreeMap<Tag, Digest>,
    /// Nothing would be left.
    pub(crate) takes_all: bool,
}

/// The takings that were shown last, by their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frozen(Arc<Mutex<Vec<(String, Takings)>>>);

impl Frozen {
    /// Keeps takings under a name; the same ones under the name that they have.
    pub(crate) fn keep(&self, takings: Takings) -> String {
        let mut kept = self.lock();
        if let Some(at) = kept.iter().position(|(_, known)| *known == takings) {
            let found = kept.remove(at);
            let id = found.0.clone();
            kept.push(found);
            return id;
        }
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        let id = uuid::Uuid::new_v4().to_string();
        kept.push((id.clone(), takings));
        id
    }

    /// The takings of a name, in a repository.
    pub(crate) fn find(
        &self,
        id: &str,
        connection: &ConnectionId,
        repository: &str,
    ) -> Result<Takings, Failure> {
        let kept = self.lock();
        let found = kept.iter().find(|(known, _)| known == id);
        found
            .map(|(_, takings)| takings)
            .filter(|it| it.connection == *connection && it.repository == repository)
            .cloned()
            .ok_or_else(|| {
                let detail = "look at the preview of the rules again";
                Failure::new(
                    Code::Conflict,
                    Hint::PlanExpired,
                    Retry::AfterChange,
                    detail,
                )
            })
    }

    /// A panic elsewhere leaves a plain list behind, which is still right.
    fn lock(&self) -> MutexGuard<'_, Vec<(String, Takings)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
