//! Rules that are kept, refused and set back, and turns by a clock that the test holds. Both sides are the
//! registry inside the program.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use portolan_contract::{
    ActivityDeed, ActivityState, CopyDestination, CopyRule, CopyRuleProblem, Event, KnownCopyRule,
    ListActivities, Nothing, ReplicationRun, Rhythm, SetBack, SetCopyRule, TurnCause, TurnOutcome,
};
use portolan_credentials::{SecretStore, Surroundings};
use tempfile::TempDir;

use crate::App;

async fn open() -> (TempDir, Arc<App>) {
    let home = tempfile::tempdir().unwrap();
    let (secrets, surroundings) = (SecretStore::session_only(), Surroundings::of_this_process());
    let app = App::open_with(home.path(), secrets, surroundings).await;
    (home, app.unwrap())
}

/// A rule inside the local registry, every six hours.
fn rule(app: &App, name: &str) -> CopyRule {
    CopyRule {
        id: String::new(),
        name: name.to_owned(),
        source: app.local.connection.clone(),
        prefixes: vec!["team/".to_owned()],
        destinations: vec![CopyDestination {
            connection: app.local.connection.clone(),
            prefix: Some("mirror".to_owned()),
        }],
        deletes: false,
        on_change: false,
        rhythm: Some(Rhythm::Hours { hours: 6 }),
    }
}

async fn make(app: &Arc<App>, rule: CopyRule) -> KnownCopyRule {
    let name = rule.name.clone();
    let made = SetCopyRule {
        before: None,
        after: Some(rule),
    };
    app.set_copy_rule(made).await.unwrap();
    let rules = app.list_copy_rules(Nothing {}).await.unwrap();
    rules.into_iter().find(|it| it.rule.name == name).unwrap()
}

fn after_hours(hours: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(hours)
}

/// Looks at the clock, and waits for the turns that begin.
async fn look_at_the_clock(app: &Arc<App>, now: Timestamp) -> usize {
    let mut events = app.events.listen();
    let mut jobs = app.run_due_replication(now, &TimeZone::UTC).await.unwrap();
    let begun = jobs.len();
    while !jobs.is_empty() {
        if let Event::JobEnded { job, .. } = events.recv().await.unwrap() {
            jobs.retain(|waiting| *waiting != job);
        }
    }
    begun
}

async fn last_run(app: &Arc<App>) -> ReplicationRun {
    let mut rules = app.list_copy_rules(Nothing {}).await.unwrap();
    rules.remove(0).last.unwrap()
}

#[tokio::test]
async fn a_turn_that_was_slept_through_comes_once_and_says_so() {
    let (_home, app) = open().await;
    make(&app, rule(&app, "mirror")).await;
    assert_eq!(look_at_the_clock(&app, after_hours(5)).await, 0);
    assert_eq!(look_at_the_clock(&app, after_hours(100)).await, 1);
    let run = last_run(&app).await;
    assert!(run.late);
    assert_eq!(run.cause, TurnCause::Scheduled);
    assert_eq!(run.outcome, TurnOutcome::Nothing);
    assert_eq!(look_at_the_clock(&app, after_hours(101)).await, 0);
    assert_eq!(look_at_the_clock(&app, after_hours(106)).await, 1);
    assert!(!last_run(&app).await.late);
    app.close().await;
}

#[tokio::test]
async fn a_clock_that_jumps_brings_no_turn_twice_and_keeps_none_for_ever() {
    let (_home, app) = open().await;
    make(&app, rule(&app, "mirror")).await;
    // Put forward by a year: one turn.
    assert_eq!(look_at_the_clock(&app, after_hours(8_760)).await, 1);
    assert_eq!(look_at_the_clock(&app, after_hours(8_760)).await, 0);
    // And right again: it counts anew from here, rather than a year from now.
    assert_eq!(look_at_the_clock(&app, after_hours(1)).await, 0);
    assert_eq!(look_at_the_clock(&app, after_hours(6)).await, 0);
    assert_eq!(look_at_the_clock(&app, after_hours(8)).await, 1);
    app.close().await;
}

#[tokio::test]
async fn a_rule_that_follows_changes_asks_its_source_as_often_as_the_settings_say() {
    let (_home, app) = open().await;
    let on_change = CopyRule {
        on_change: true,
        rhythm: None,
        ..rule(&app, "mirror")
    };
    make(&app, on_change).await;
    let look = async |now: Timestamp| {
        let mut events = app.events.listen();
        let mut jobs = app.run_looks(now).await.unwrap();
        let begun = jobs.len();
        while !jobs.is_empty() {
            if let Event::JobEnded { job, .. } = events.recv().await.unwrap() {
                jobs.retain(|waiting| *waiting != job);
            }
        }
        begun
    };
    let begin = Timestamp::now();
    let minutes = |count| begin + SignedDuration::from_mins(count);
    assert_eq!(look(minutes(0)).await, 1);
    assert_eq!(last_run(&app).await.cause, TurnCause::Seen);
    assert_eq!(look(minutes(14)).await, 0);
    assert_eq!(look(minutes(15)).await, 1);
    // Put back: once more rather than never.
    assert_eq!(look(minutes(-60)).await, 1);
    let change = |follow_minutes| {
        let app = &app;
        async move {
            let changed = portolan_contract::ChangeSettings {
                follow_minutes: Some(follow_minutes),
                ..Default::default()
            };
            app.change_settings(changed).await.unwrap();
        }
    };
    change(60).await;
    assert_eq!(look(minutes(-10)).await, 0);
    assert_eq!(look(minutes(0)).await, 1);
    change(0).await;
    assert_eq!(look(minutes(900)).await, 0);
    // What came to nothing is no activity.
    let everything = ListActivities {
        connection: None,
        offset: 0,
        limit: 20,
    };
    let listed = app.list_activities(everything).await.unwrap().rows;
    let is_turn = |deed: &ActivityDeed| matches!(deed, ActivityDeed::Replication { .. });
    assert!(!listed.iter().any(|row| is_turn(&row.deed)));
    app.close().await;
}

#[tokio::test]
async fn each_change_of_a_rule_is_written_down_and_can_be_set_back() {
    let (_home, app) = open().await;
    let made = make(&app, rule(&app, "mirror")).await.rule;
    let changed = CopyRule {
        deletes: true,
        ..made.clone()
    };
    let change = SetCopyRule {
        before: Some(made.clone()),
        after: Some(changed.clone()),
    };
    app.set_copy_rule(change.clone()).await.unwrap();
    // The rule is otherwise by now.
    app.set_copy_rule(change).await.unwrap_err();
    let everything = ListActivities {
        connection: None,
        offset: 0,
        limit: 10,
    };
    let listed = app.list_activities(everything).await.unwrap().rows;
    let is_it = |deed: &ActivityDeed| match deed {
        ActivityDeed::CopyRule { before, after } => {
            before.as_ref() == Some(&made) && after.as_ref() == Some(&changed)
        }
        _ => false,
    };
    let mut rows = listed.into_iter();
    let done = rows.find(|row| is_it(&row.deed) && row.state == ActivityState::Done);
    let back = SetBack {
        activity: done.unwrap().id,
    };
    app.set_back(back).await.unwrap();
    let rules = app.list_copy_rules(Nothing {}).await.unwrap();
    assert_eq!(rules[0].rule, made);
    app.close().await;
}

#[tokio::test]
async fn a_rule_that_can_not_be_is_refused_with_what_is_wrong() {
    let (_home, app) = open().await;
    let mut around = rule(&app, "around");
    around.prefixes.clear();
    let checked = app.check_copy_rule(around.clone()).await.unwrap();
    let connection = app.local.connection.0.clone();
    assert_eq!(
        checked.complaints,
        [CopyRuleProblem::OntoItself { connection }]
    );
    let made = SetCopyRule {
        before: None,
        after: Some(around),
    };
    app.set_copy_rule(made).await.unwrap_err();
    assert!(app.list_copy_rules(Nothing {}).await.unwrap().is_empty());
    app.close().await;
}
