//! What a registry itself says of all its repositories at once: what each holds, and which of them the person has
//! marked there.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use portolan_contract::{ConnectionId, RepositoryMark};
use portolan_oci::RepositoryName;
use portolan_registries::{Kind, Mark, Registry, RepositoryCount};

use super::shelf::Catalog;
use crate::App;

/// What was asked so lately is not asked again, but for the registry inside Portolan, which costs nothing.
const FRESH_FOR: Duration = Duration::from_mins(1);

/// What a registry says of all its repositories at once.
#[derive(Debug, Default)]
pub(crate) struct Counted {
    pub(super) counts: HashMap<RepositoryName, RepositoryCount>,
    /// The marks that it keeps for the person.
    pub(super) marks: Vec<RepositoryMark>,
    marked: HashMap<RepositoryName, Vec<RepositoryMark>>,
}

impl Counted {
    /// The person's marks on a repository.
    pub(super) fn marks_on(&self, repository: &RepositoryName) -> Vec<RepositoryMark> {
        self.marked.get(repository).cloned().unwrap_or_default()
    }
}

impl App {
    /// What the registry itself counts and knows marked. Nothing where it can't, or can't be asked now.
    pub(super) async fn counted(
        &self,
        connection: &ConnectionId,
        catalog: &Catalog,
    ) -> Arc<Counted> {
        let Ok(registry) = self.registry(connection).await else {
            return Arc::default();
        };
        let kept = catalog.state().counted.clone();
        if let Some((at, counted)) = kept
            && at.elapsed() < FRESH_FOR
            && registry.kind() != Kind::Local
        {
            return counted;
        }
        let counted = Arc::new(ask(registry.as_ref()).await);
        catalog.state().counted = Some((Instant::now(), Arc::clone(&counted)));
        counted
    }
}

async fn ask(registry: &dyn Registry) -> Counted {
    let (counts, starred, bookmarked) = futures_util::join!(
        registry.count_repositories(),
        registry.list_marked(Mark::Star),
        registry.list_marked(Mark::Bookmark),
    );
    let counts = counts.ok().flatten().unwrap_or_default();
    let mut counted = Counted {
        counts: counts
            .into_iter()
            .map(|count| (count.name.clone(), count))
            .collect(),
        ..Counted::default()
    };
    for (mark, listed) in [
        (RepositoryMark::Star, starred),
        (RepositoryMark::Bookmark, bookmarked),
    ] {
        let Some(names) = listed.ok().flatten() else {
            continue;
        };
        counted.marks.push(mark);
        for name in names {
            counted.marked.entry(name).or_default().push(mark);
        }
    }
    counted
}
