//! Finds out what a rule would do now, or what copying a whole registry would, and begins the latter.

use std::sync::{Arc, Mutex};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use portolan_contract::{
    Code, Confirmation, ConnectionId, CopyRule, Event, Failure, Hint, JobId, JobKind, OutlookPlace,
    ReplicationOutlook, Retry, StartRegistryCopy,
};
use portolan_policy::replication::{Problem, Rule};
use portolan_transfer::TagStanding;

use super::{
    legs::{Leg, LegFailure, PlannedLeg},
    run::Turn,
    under_way::{Outlook, lock},
    words::read_rule,
};
use crate::{App, JobAbout, Progress, changes::name_not_typed};

/// Legs that are planned at the same time.
const AT_ONCE: usize = 4;
/// Places that are shown.
const PLACES: usize = 500;
/// Tags that are named of one place.
const TAGS: usize = 20;

impl App {
    /// Begins to find out what a rule would do now; nothing is done. A rule without identity and name is a
    /// copy of a whole registry.
    pub async fn look_ahead(self: &Arc<Self>, request: CopyRule) -> Result<JobId, Failure> {
        let rule = read_rule(&request);
        let is_once = rule.id.is_empty() && rule.name.is_empty();
        let checked = self.check_rule(&rule).await?;
        let complaint = checked.complaints.iter().find(|complaint| match complaint {
            Problem::NoName | Problem::NameTaken => false,
            // Done once, nothing goes round.
            Problem::Circle { .. } => !is_once,
            _ => true,
        });
        if let Some(complaint) = complaint {
            return Err(Failure::invalid("rule", complaint.to_string()));
        }
        let outlook: Outlook = Arc::new(Mutex::new(ReplicationOutlook {
            rule: request,
            running: true,
            repositories: None,
            looked_at: 0,
            places: Vec::new(),
            copies: 0,
            same: 0,
            overwritten: 0,
            deletions: 0,
            held_back: 0,
            bytes: 0,
            failure: None,
            confirmation: Confirmation::Button,
        }));
        let about = JobAbout {
            connection: Some(ConnectionId(rule.source.clone())),
            ..JobAbout::new(JobKind::LookAhead)
        };
        self.replicating.keep_outlook(about.id.clone(), &outlook);
        let app = Arc::clone(self);
        Ok(self.jobs.start(about, move |progress| async move {
            let looked = app.look(&rule, &outlook, &progress).boxed().await;
            let confirmation = app.confirmation_of(&rule, &outlook).await;
            {
                let mut outlook = lock(&outlook);
                outlook.running = false;
                outlook.failure = looked.err();
                outlook.confirmation = confirmation;
            }
            app.events.tell(Event::ReplicationChanged);
            Ok(())
        }))
    }

    /// What was found out so far.
    pub async fn read_outlook(&self, job: JobId) -> Result<ReplicationOutlook, Failure> {
        self.replicating.outlook(&job).ok_or_else(look_again)
    }

    /// Begins to copy a registry as it was looked at, once.
    pub async fn start_registry_copy(
        self: &Arc<Self>,
        request: StartRegistryCopy,
    ) -> Result<JobId, Failure> {
        let outlook = self.read_outlook(request.outlook.clone()).await?;
        let is_ready = !outlook.running && outlook.failure.is_none() && outlook.rule.id.is_empty();
        if !is_ready {
            return Err(look_again());
        }
        if let Confirmation::TypeName { text } = &outlook.confirmation
            && *text != request.typed
        {
            return Err(name_not_typed());
        }
        self.replicating.take_outlook(&request.outlook);
        let rule = read_rule(&outlook.rule);
        Ok(self.start_turn(Turn::asked(rule, true)))
    }

    async fn look(
        self: &Arc<Self>,
        rule: &Rule,
        outlook: &Outlook,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let stopped = || Failure::unexpected("it was stopped before everything was looked at");
        let legs = tokio::select! {
            () = progress.cancelled() => return Err(stopped()),
            legs = self.legs(rule, None) => legs?,
        };
        progress.expect_items(legs.len() as u64);
        lock(outlook).repositories = Some(legs.len() as u64);
        self.events.tell(Event::ReplicationChanged);
        let plans = legs.into_iter().map(|leg| self.look_at_leg(leg).boxed());
        let plans = stream::iter(plans.collect::<Vec<_>>());
        let mut plans = plans.buffered(AT_ONCE);
        loop {
            let next = tokio::select! {
                biased;
                () = progress.cancelled() => return Err(stopped()),
                next = plans.next() => next,
            };
            let Some(place) = next else {
                return Ok(());
            };
            add(&mut lock(outlook), place);
            progress.finish_item();
        }
    }

    async fn look_at_leg(&self, leg: Leg) -> OutlookPlace {
        let planned = self.plan_leg(&leg, false).await;
        show_leg(leg, planned)
    }

    /// Before tags of a production registry are overwritten by a copy of a registry, its name is typed.
    async fn confirmation_of(&self, rule: &Rule, outlook: &Outlook) -> Confirmation {
        let overwritten = lock(outlook).overwritten;
        if overwritten > 0 {
            for destination in &rule.destinations {
                let id = ConnectionId(destination.connection.clone());
                if let Ok(stored) = self.stored_connection(&id).await
                    && stored.draft.production
                {
                    let text = stored.draft.name;
                    return Confirmation::TypeName { text };
                }
            }
        }
        Confirmation::Button
    }
}

fn add(outlook: &mut ReplicationOutlook, place: OutlookPlace) {
    outlook.looked_at += 1;
    outlook.copies += place.copies;
    outlook.same += place.same;
    outlook.overwritten += place.overwritten;
    outlook.deletions += place.deletions.len() as u64;
    outlook.held_back += place.held_back;
    outlook.bytes += place.bytes;
    let is_idle = place.copies == 0
        && place.deletions.is_empty()
        && place.held_back == 0
        && place.failure.is_none();
    if !is_idle && outlook.places.len() < PLACES {
        outlook.places.push(place);
    }
}

fn show_leg(leg: Leg, planned: Result<PlannedLeg, LegFailure>) -> OutlookPlace {
    let mut place = OutlookPlace {
        repository: leg.source.repository,
        connection: leg.destination.connection,
        place: leg.destination.repository,
        tags: Vec::new(),
        copies: 0,
        same: 0,
        overwritten: 0,
        deletions: Vec::new(),
        held_back: 0,
        bytes: 0,
        failure: None,
    };
    let planned = match planned {
        Ok(planned) => planned,
        Err(failed) => {
            place.failure = Some(failed.failure);
            return place;
        }
    };
    for image in &planned.plan.images {
        if planned.plan.is_up_to_date(image) {
            place.same += 1;
            continue;
        }
        place.copies += 1;
        if place.tags.len() < TAGS {
            place.tags.push(image.from.clone());
        }
        let overwrites = image
            .tags
            .iter()
            .any(|tag| tag.standing() == TagStanding::Overwritten);
        place.overwritten += u64::from(overwrites);
    }
    if let Some((from, reason)) = planned.plan.left.first() {
        place.failure = Some(Failure::unexpected(format!("{from}: {reason}")));
    }
    place.deletions = planned.gone.iter().map(ToString::to_string).collect();
    place.held_back = planned.held_back;
    place.bytes = planned.plan.bytes_to_send();
    place
}

fn look_again() -> Failure {
    let detail = "look again at what would be copied";
    Failure::new(
        Code::Conflict,
        Hint::PlanExpired,
        Retry::AfterChange,
        detail,
    )
}
