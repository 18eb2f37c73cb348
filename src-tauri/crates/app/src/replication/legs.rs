//! What a rule does for one repository at one destination: asked for, and nothing done.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use portolan_contract::{ConnectionId, Failure, RepositoryAt};
use portolan_oci::{RepositoryName, Selector, Tag};
use portolan_policy::replication::Rule;
use portolan_storage::{ConnectionId as StoredId, Replicated, ReplicatedState};
use portolan_transfer::{
    Choice, CopyPlan, Destination, Error, Remembered, RepositoryPlace, Side, Source, plan_copy,
};

use crate::{
    App,
    failures::{OrFail, ToFailure},
    images::invalid_repository,
};

/// One repository of the source and one destination.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    /// The rule, by its identity; empty for a copy of a whole registry.
    pub(super) rule: String,
    pub(super) source: RepositoryAt,
    pub(super) destination: RepositoryAt,
    /// What goes at the source goes at the destination.
    pub(super) deletes: bool,
}

/// What is to be done for it.
#[derive(Debug)]
pub(super) struct PlannedLeg {
    pub(super) stored: StoredId,
    pub(super) repository: RepositoryName,
    pub(super) place: RepositoryName,
    /// Everything that the source has.
    pub(super) plan: CopyPlan,
    /// How it stood with what the rule brings here.
    pub(super) kept: Vec<Replicated>,
    /// Tags to delete.
    pub(super) gone: Vec<Tag>,
    /// Tags that went at the source, and that the rule has no say about any more.
    pub(super) lost: Vec<Tag>,
    /// Tags that would be deleted, but the source has none left at all.
    pub(super) held_back: u64,
}

/// Why a leg can't be planned.
#[derive(Debug)]
pub(super) struct LegFailure {
    pub(super) failure: Failure,
    /// It is the destination's, as far as that is known.
    pub(super) is_of_destination: bool,
}

impl From<Failure> for LegFailure {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            is_of_destination: false,
        }
    }
}

impl App {
    /// The legs of a rule: for `only` these repositories of the source, or for all that it lists anew.
    pub(super) async fn legs(
        self: &Arc<Self>,
        rule: &Rule,
        only: Option<&BTreeSet<String>>,
    ) -> Result<Vec<Leg>, Failure> {
        let source = ConnectionId(rule.source.clone());
        let repositories: Vec<String> = if let Some(only) = only {
            only.iter().cloned().collect()
        } else {
            self.refresh_repositories(source.clone()).await?;
            let stored = self.stored_connection(&source).await?.id;
            let kept = self.store.repositories(stored).await.or_fail()?;
            let there = kept.into_iter().filter(|it| it.gone_at.is_none());
            there.map(|it| it.name.to_string()).collect()
        };
        let taken = repositories.iter().filter(|name| rule.takes(name));
        let legs = taken.flat_map(|name| {
            rule.destinations.iter().map(|destination| Leg {
                rule: rule.id.clone(),
                source: RepositoryAt {
                    connection: source.clone(),
                    repository: name.clone(),
                },
                destination: RepositoryAt {
                    connection: ConnectionId(destination.connection.clone()),
                    repository: destination.name_of(name),
                },
                deletes: rule.delete_replication.enabled,
            })
        });
        Ok(legs.collect())
    }

    /// Asks what is to be done for a leg. What arrived before and is where it was at the source is not asked
    /// for at the destination, unless `everything` is.
    pub(super) async fn plan_leg(
        &self,
        leg: &Leg,
        everything: bool,
    ) -> Result<PlannedLeg, LegFailure> {
        let source = self.repository_place(&leg.source).await?;
        let destination = self.repository_place(&leg.destination).await;
        let destination = destination.map_err(of_destination)?;
        let stored = self.stored_connection(&leg.destination.connection).await;
        let stored = stored.map_err(of_destination)?;
        if stored.draft.read_only {
            return Err(of_destination(crate::changes::read_only()));
        }
        let place = read_name(&leg.destination.repository)?;
        let kept = if leg.rule.is_empty() {
            Vec::new()
        } else {
            let kept = self.store.replicated_at(&leg.rule, stored.id, &place);
            kept.await.or_fail()?
        };
        let mut choice = Choice::repository();
        if !everything {
            choice.remembered = kept.iter().filter_map(remember).collect();
            forget_what_went(&mut choice, &destination).await?;
        }
        let plan = plan_copy(&source, &destination, &choice).await;
        let plan = plan.map_err(|error| LegFailure {
            is_of_destination: is_of_destination(&error),
            failure: error.to_failure(),
        })?;
        let mut planned = PlannedLeg {
            stored: stored.id,
            repository: read_name(&leg.source.repository)?,
            place,
            plan,
            kept,
            gone: Vec::new(),
            lost: Vec::new(),
            held_back: 0,
        };
        if leg.deletes {
            look_for_gone(&mut planned, &source, &destination).await?;
        }
        Ok(planned)
    }

    /// A repository as a side of a copy.
    async fn repository_place(&self, at: &RepositoryAt) -> Result<RepositoryPlace, Failure> {
        let repository = read_name(&at.repository)?;
        let registry = self.registry(&at.connection).await?;
        Ok(RepositoryPlace::new(registry, repository))
    }
}

/// Leaves those tags to be asked for that the destination lists no longer: one list tells of all.
async fn forget_what_went(
    choice: &mut Choice,
    destination: &RepositoryPlace,
) -> Result<(), LegFailure> {
    if choice.remembered.is_empty() {
        return Ok(());
    }
    let listed = Destination::list_tags(destination).await.or_fail();
    let listed = listed.map_err(of_destination)?.unwrap_or_default();
    let there: HashSet<Tag> = listed.into_iter().collect();
    choice.remembered.retain(|tag, _| there.contains(tag));
    Ok(())
}

/// Which tags are to be deleted: those that the rule itself has put, that are where it put them, and that
/// the source has no longer. A source that seems empty is not believed.
async fn look_for_gone(
    planned: &mut PlannedLeg,
    source: &RepositoryPlace,
    destination: &RepositoryPlace,
) -> Result<(), Failure> {
    let there: HashSet<&str> = planned
        .plan
        .images
        .iter()
        .map(|image| image.from.as_str())
        .chain(planned.plan.left.iter().map(|(from, _)| from.as_str()))
        .collect();
    let missing: Vec<(Tag, &Replicated)> = planned
        .kept
        .iter()
        .filter(|row| row.was_put && !there.contains(row.tag.as_str()))
        .filter_map(|row| Some((row.tag.parse().ok()?, row)))
        .collect();
    if there.is_empty() {
        planned.held_back = missing.len() as u64;
        return Ok(());
    }
    let (mut gone, mut lost) = (Vec::new(), Vec::new());
    for (tag, row) in missing {
        let selector = Selector::Tag(tag.clone());
        // A list that was cut short proves nothing.
        if Source::resolve(source, &selector)
            .await
            .or_fail()?
            .is_some()
        {
            continue;
        }
        let now = Destination::resolve(destination, &selector)
            .await
            .or_fail()?;
        if now.is_some() && now == row.digest {
            gone.push(tag);
        } else {
            lost.push(tag);
        }
    }
    planned.gone = gone;
    planned.lost = lost;
    Ok(())
}

fn remember(row: &Replicated) -> Option<(Tag, Remembered)> {
    if row.state != ReplicatedState::Done {
        return None;
    }
    let remembered = Remembered {
        source: row.source.clone()?,
        destination: row.digest.clone()?,
    };
    Some((row.tag.parse().ok()?, remembered))
}

fn read_name(name: &str) -> Result<RepositoryName, Failure> {
    name.parse()
        .map_err(|problem| invalid_repository(name, &problem))
}

fn of_destination(failure: Failure) -> LegFailure {
    LegFailure {
        failure,
        is_of_destination: true,
    }
}

fn is_of_destination(error: &Error) -> bool {
    matches!(
        error,
        Error::Place {
            side: Side::Destination,
            ..
        }
    )
}
