//! Rules of what stays: previewed from the cache, carried out as they were shown, taken back, and given
//! their turns by a clock that the test holds.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use portolan_contract::{
    ActivityDeed, CheckRetention, KeepRetention, RepositoryAt, RetentionCheck, RetentionOutcome,
    RetentionPreview, RetentionProblem, RetentionRun, RetentionSchedule, RetentionVerdict, Rhythm,
};

use super::{interruption::kill_during, *};

const LAST_VERSION: &str = r#"{ "rules": [{
    "rulePriority": 1,
    "selection": { "tagStatus": "tagged", "countType": "versionCountMoreThan", "countNumber": 1 },
    "action": { "type": "expire" }
}]}"#;

const BUILT_A_DAY_AGO: &str = r#"{ "rules": [{
    "rulePriority": 1,
    "selection": {
        "tagStatus": "any",
        "countType": "sinceImageCreated", "countUnit": "days", "countNumber": 1
    },
    "action": { "type": "expire" }
}]}"#;

impl Bench {
    fn at(&self) -> RepositoryAt {
        RepositoryAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
        }
    }

    async fn check(&self, text: &str) -> RetentionCheck {
        let check = CheckRetention {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            text: text.to_owned(),
        };
        self.app.check_retention(check).await.unwrap()
    }

    /// What rules mean once everything was read.
    async fn read_and_check(&self, text: &str) -> RetentionPreview {
        self.app.refresh_images(self.at()).await.unwrap();
        let mut events = self.app.events.listen();
        self.app.read_all_details(&self.at()).await.unwrap();
        loop {
            let preview = self.check(text).await.preview.unwrap();
            if preview.unread_going + preview.unread_staying == 0 {
                return preview;
            }
            // What was read is kept behind, and that is told.
            events.recv().await.unwrap();
        }
    }

    /// What rules mean once everything was read that can be.
    async fn check_what_can_be_read(&self, text: &str) -> RetentionPreview {
        self.app.refresh_images(self.at()).await.unwrap();
        // That a tag could not be followed is no end of the reading.
        let _ = self.app.read_all_details(&self.at()).await;
        self.check(text).await.preview.unwrap()
    }

    /// Another registry beside the first, which is used from now on.
    async fn with_another_registry(mut self) -> Self {
        self.replace(Ways::ALL).await;
        self
    }

    async fn keep(&self, text: &str, schedule: Option<RetentionSchedule>) {
        let keep = KeepRetention {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            text: Some(text.to_owned()),
            schedule,
        };
        self.app.keep_retention(keep).await.unwrap();
    }

    async fn look_at_the_clock(&self, now: Timestamp) {
        self.app
            .run_due_retention(now, &TimeZone::UTC)
            .await
            .unwrap();
    }

    /// The turns that are written down, newest first.
    async fn turns(&self) -> Vec<RetentionRun> {
        let listed = self.app.list_activities(everything()).await.unwrap();
        let deeds = listed.rows.into_iter().map(|row| row.deed);
        deeds
            .filter_map(|deed| match deed {
                ActivityDeed::RetentionRun { run, .. } => Some(run),
                _ => None,
            })
            .collect()
    }

    /// Three versions of one line, each an image.
    fn push_versions(&self) {
        for version in ["1.0.0", "1.0.1", "1.0.2"] {
            let image = self.fake.push_image(version, &["base", version]);
            self.fake.tag(version, &image);
        }
    }
}

fn apply(preview: &RetentionPreview) -> Change {
    Change::ApplyRules {
        repository: REPOSITORY.to_owned(),
        preview: preview.id.clone().unwrap(),
        images: preview.expire,
        tags: preview.tags,
    }
}

fn every_six_hours(carry_out: bool) -> RetentionSchedule {
    RetentionSchedule {
        rhythm: Rhythm::Hours { hours: 6 },
        carry_out,
    }
}

fn after_hours(hours: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_hours(hours)
}

#[tokio::test]
async fn what_rules_were_shown_to_take_goes_and_comes_back() {
    let bench = Bench::new().await;
    bench.push_versions();
    bench.app.refresh_images(bench.at()).await.unwrap();
    // Before anything was read nothing goes, and that is said.
    let blind = bench.check(LAST_VERSION).await.preview.unwrap();
    assert_eq!((blind.expire, blind.id), (0, None));
    assert!(blind.unknown_tags + blind.unread > 0);

    let shown = bench.read_and_check(LAST_VERSION).await;
    assert_eq!((shown.expire, shown.stay, shown.unsure), (2, 1, 0));
    assert!(!shown.takes_all);
    // The base stays with the last version; the configs and the other layers are freed.
    assert!(shown.freed > 0 && shown.shared == 4);
    let before = bench.visible();
    let activity = bench.change(apply(&shown)).await;
    assert_eq!(bench.tags(), ["1.0.2"]);
    bench.undo(&activity).await;
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn a_registry_that_moved_on_stops_rules_before_anything_is_done_and_is_seen_next_time() {
    let bench = Bench::new().await;
    bench.push_versions();
    let shown = bench.read_and_check(LAST_VERSION).await;
    let old = bench.visible().tags[&"1.0.0".parse().unwrap()].clone();
    bench.fake.tag("prod", &old);
    let before = bench.visible();
    let refused = bench.preview(apply(&shown)).await.unwrap_err();
    let what = vec!["prod".to_owned()];
    assert_eq!(
        refused.hint,
        Some(portolan_contract::Hint::RegistryChanged { what })
    );
    assert_eq!(bench.visible(), before);
    let again = bench.check(LAST_VERSION).await.preview.unwrap();
    let of_old = again.images.iter().find(|it| it.digest == old.to_string());
    assert!(of_old.unwrap().tags.contains(&"prod".to_owned()));
    // What was shown now is what goes now.
    bench.change(apply(&again)).await;
    assert_eq!(bench.tags(), ["1.0.2"]);
}

#[tokio::test]
async fn rules_that_would_leave_nothing_ask_for_the_repositorys_name_before_they_are_carried_out() {
    let bench = Bench::new().await;
    bench.push_versions();
    // Images without a date stay, whatever the rule.
    let shown = bench.read_and_check(BUILT_A_DAY_AGO).await;
    assert_eq!((shown.expire, shown.takes_all), (0, false));
    assert!(
        shown
            .images
            .iter()
            .all(|image| image.verdict == RetentionVerdict::TimeUnknown { rule: 1 })
    );
    let bench = bench.with_another_registry().await;
    for tag in ["1.0", "2.0"] {
        let image = bench.fake.push_built(tag, "2020-05-04T00:00:00Z");
        bench.fake.tag(tag, &image);
    }
    let shown = bench.read_and_check(BUILT_A_DAY_AGO).await;
    assert_eq!((shown.expire, shown.takes_all), (2, true));
    let before = bench.visible();
    let plan = bench.preview(apply(&shown)).await.unwrap();
    let text = REPOSITORY.to_owned();
    assert_eq!(plan.confirmation, Confirmation::TypeName { text });
    // Pressing the button is not enough, and neither is another name.
    for typed in ["", "team/other"] {
        let unconfirmed = CarryOut {
            plan: plan.id.clone(),
            typed: typed.to_owned(),
            keep_layers: false,
        };
        assert!(bench.app.carry_out(unconfirmed).await.is_err(), "{typed:?}");
        assert_eq!(bench.visible(), before);
    }
    let activity = bench.change(apply(&shown)).await;
    assert!(bench.visible().manifests.is_empty());
    bench.undo(&activity).await;
    assert_eq!(bench.visible(), before);
}

#[tokio::test]
async fn a_tag_that_can_not_be_followed_holds_its_own_repository_back_and_is_named() {
    let bench = Bench::new().await;
    bench.push_versions();
    bench.keep(LAST_VERSION, Some(every_six_hours(true))).await;
    bench.fake.keep_from_following("1.0.1", true);
    let held = bench.check_what_can_be_read(LAST_VERSION).await;
    assert_eq!((held.expire, held.id, held.unknown_tags), (0, None, 1));
    let [unfollowed] = held.unfollowed.as_slice() else {
        panic!("{:?}", held.unfollowed);
    };
    assert_eq!(unfollowed.tag, "1.0.1");
    assert!(unfollowed.problem.is_some(), "why is said");
    let (first, before) = (Arc::clone(&bench.fake), bench.visible());
    // Another repository has its turn all the same.
    let bench = bench.with_another_registry().await;
    bench.push_versions();
    bench.keep(LAST_VERSION, Some(every_six_hours(false))).await;
    bench.look_at_the_clock(after_hours(7)).await;
    let mut turns: Vec<_> = bench.turns().await;
    turns.sort_by_key(|turn| turn.held_by.clone());
    let [other, held] = turns.try_into().unwrap();
    assert_eq!((other.outcome, other.images), (RetentionOutcome::Told, 2));
    assert_eq!(other.held_by, None);
    assert_eq!(held.outcome, RetentionOutcome::Nothing);
    assert_eq!(held.held_by.as_deref(), Some("1.0.1"));
    assert!(held.unsure > 0);
    assert_eq!(first.visible(), before);
}

#[test]
fn rules_that_were_interrupted_go_on_with_what_was_shown_and_nothing_else() {
    let mut before = None;
    let killed = kill_during(
        2,
        Ways::ALL,
        |fake| {
            for version in ["1.0.0", "1.0.1", "1.0.2", "1.0.3"] {
                let image = fake.push_image(version, &["base", version]);
                fake.tag(version, &image);
            }
            before = Some(fake.visible());
        },
        async |bench| apply(&bench.read_and_check(LAST_VERSION).await),
    );
    killed.start_again(async |bench| {
        let rows = bench.app.list_activities(everything()).await.unwrap().rows;
        assert_eq!(rows[0].state, ActivityState::Interrupted);
        assert!(rows[0].can_resume);
        assert_eq!(bench.tags().len(), 3);
        // By the rules the last one would go as well by now; going on leaves it.
        let newer = bench.fake.push_image("1.0.4", &["base"]);
        bench.fake.tag("1.0.4", &newer);
        let rest = bench.app.preview_resume(rows[0].id.clone()).await.unwrap();
        bench.carry_out(&rest).await.1.unwrap();
        assert_eq!(bench.tags(), ["1.0.3", "1.0.4"]);
        assert_eq!(bench.state(&rows[0].id).await, ActivityState::Done);
        bench.undo(&rows[0].id).await;
        let mut after = bench.visible();
        after.tags.remove(&"1.0.4".parse().unwrap());
        after.manifests.remove(&newer);
        after.referrers.remove(&newer);
        assert_eq!(Some(after), before);
    });
}

#[tokio::test]
async fn rules_about_an_archive_are_refused_where_there_is_none() {
    let bench = Bench::new().await;
    bench.push_versions();
    let archives = LAST_VERSION.replace(
        r#""type": "expire""#,
        r#""type": "transition", "targetStorageClass": "archive""#,
    );
    let check = bench.check(&archives).await;
    let [complaint] = check.complaints.as_slice() else {
        panic!("{:?}", check.complaints);
    };
    assert_eq!(complaint.problem, RetentionProblem::NoArchive);
    assert_eq!(complaint.path, "$.rules[0].action.type");
    assert_eq!(check.preview, None);
}

#[tokio::test]
async fn rules_about_tags_take_tags_and_leave_images_that_have_others() {
    for ways in [Ways::ALL, Ways::WITHOUT_TAG_DELETION] {
        let bench = Bench::with(ways).await;
        let (old, new) = (
            bench.fake.push_image("old", &[]),
            bench.fake.push_image("new", &[]),
        );
        for (tag, image) in [
            ("1.0.0", &old),
            ("stable", &old),
            ("1.0.1", &new),
            ("1.0.2", &new),
        ] {
            bench.fake.tag(tag, image);
        }
        let text = LAST_VERSION.replacen('{', r#"{ "per": "tag", "#, 1);
        let shown = bench.read_and_check(&text).await;
        assert_eq!((shown.expire, shown.tags, shown.stay), (0, 2, 2));
        let before = bench.visible();
        let activity = bench.change(apply(&shown)).await;
        assert_eq!(bench.tags(), ["1.0.2", "stable"]);
        bench.undo(&activity).await;
        assert_eq!(bench.visible(), before);
    }
}

#[tokio::test]
async fn what_is_in_use_stays_and_nothing_goes_while_that_is_not_known() {
    let bench = Bench::new().await;
    bench.push_versions();
    let list = bench.home.path().join("in-use.txt");
    std::fs::write(&list, "# running\nmirror.example/team/app:1.0.0\n").unwrap();
    let path = serde_json::to_string(&list.display().to_string()).unwrap();
    let uses = format!(r#"{{ "inUse": {{ "files": [{path}] }}, "#);
    let text = LAST_VERSION.replacen('{', &uses, 1);
    let shown = bench.read_and_check(&text).await;
    assert_eq!((shown.expire, shown.used), (1, 1));
    std::fs::remove_file(&list).unwrap();
    let shown = bench.check(&text).await.preview.unwrap();
    assert_eq!((shown.expire, shown.unsure, shown.id), (0, 2, None));
    assert!(shown.problem.is_some());
}

#[tokio::test]
async fn a_schedule_only_tells_until_it_is_told_to_carry_out() {
    let bench = Bench::new().await;
    bench.push_versions();
    bench.keep(LAST_VERSION, Some(every_six_hours(false))).await;
    bench.look_at_the_clock(after_hours(5)).await;
    assert!(bench.turns().await.is_empty());
    let mut events = bench.app.events.listen();
    bench.look_at_the_clock(after_hours(6)).await;
    bench.look_at_the_clock(after_hours(6)).await;
    let heard = loop {
        if let Event::RetentionRan {
            repository, run, ..
        } = events.recv().await.unwrap()
        {
            break (repository, run);
        }
    };
    assert_eq!(heard.0, REPOSITORY);
    assert_eq!(
        (heard.1.outcome, heard.1.images),
        (RetentionOutcome::Told, 2)
    );
    let [told] = bench.turns().await.try_into().unwrap();
    assert_eq!((told.outcome, told.images), (RetentionOutcome::Told, 2));
    assert!(!told.late);
    assert_eq!(bench.tags().len(), 3);

    bench.keep(LAST_VERSION, Some(every_six_hours(true))).await;
    let mut events = bench.app.events.listen();
    bench.look_at_the_clock(after_hours(6)).await;
    let turns = bench.turns().await;
    assert_eq!(turns[0].outcome, RetentionOutcome::Begun);
    let listed = bench.app.list_activities(everything()).await.unwrap();
    let change = listed
        .rows
        .into_iter()
        .find(|row| matches!(row.deed, ActivityDeed::Change { .. }));
    let change = change.unwrap().id;
    loop {
        if let Event::JobEnded { job, failure } = events.recv().await.unwrap()
            && job.0 == change.0
        {
            assert_eq!(failure, None);
            break;
        }
    }
    assert_eq!(bench.tags(), ["1.0.2"]);
    bench.undo(&change).await;
    assert_eq!(bench.tags().len(), 3);
}

#[tokio::test]
async fn turns_that_were_slept_through_come_once_and_a_clock_put_back_brings_none() {
    let bench = Bench::new().await;
    bench.push_versions();
    bench.keep(LAST_VERSION, Some(every_six_hours(false))).await;
    bench.look_at_the_clock(after_hours(100)).await;
    bench.look_at_the_clock(after_hours(101)).await;
    let turns = bench.turns().await;
    assert_eq!(turns.len(), 1);
    assert!(turns[0].late);
    // The clock is right again, a hundred hours earlier.
    bench.look_at_the_clock(after_hours(1)).await;
    bench.look_at_the_clock(after_hours(6)).await;
    assert_eq!(bench.turns().await.len(), 1);
    bench.look_at_the_clock(after_hours(8)).await;
    assert_eq!(bench.turns().await.len(), 2);
}

#[tokio::test]
async fn a_turn_that_would_leave_nothing_or_fails_is_written_down_and_does_nothing() {
    let bench = Bench::new().await;
    let image = bench.fake.push_image("a", &[]);
    bench.fake.tag("a", &image);
    // Seen first now, so that a turn in two days finds it older than one.
    bench.read_and_check(LAST_VERSION).await;
    let days = r#"{ "rules": [{
        "rulePriority": 1,
        "selection": {
            "tagStatus": "any",
            "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1
        },
        "action": { "type": "expire" }
    }]}"#;
    bench.keep(days, Some(every_six_hours(true))).await;
    bench.look_at_the_clock(after_hours(48)).await;
    assert_eq!(
        bench.turns().await[0].outcome,
        RetentionOutcome::WouldTakeAll
    );
    assert_eq!(bench.tags(), ["a"]);
    let missing = r#"{ "inUse": { "files": ["/nowhere/at/all"] }, "#;
    bench
        .keep(&days.replacen('{', missing, 1), Some(every_six_hours(true)))
        .await;
    bench.look_at_the_clock(after_hours(60)).await;
    assert_eq!(bench.turns().await[0].outcome, RetentionOutcome::Failed);
    assert_eq!(bench.tags(), ["a"]);
}
