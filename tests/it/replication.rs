//! Rules that copy between connections, by the program against CNCF Distribution and the registry inside
//! the program; what arrived is read back by skopeo.

use std::{sync::Arc, time::Duration};

use http::Method;
use portolan_app::App;
use portolan_contract::{
    ActivityDeed, ActivityId, CarryOut, Change, Code, Confirmation, ConnectionId, CopyDestination,
    CopyRule, Event, Failure, Hint, JobId, KnownCopyRule, ListActivities, ListReplicated, Nothing,
    ReplicatedImage, ReplicatedState, ReplicationOutlook, ReplicationRun, RepositoryAt,
    RunCopyRule, SetCopyRule, StartRegistryCopy, TurnCause, TurnOutcome,
};
use portolan_tests::{
    Answer, CountingProxy, DockerRegistry, FreshHome, Kind, Pusher, Setup, skopeo_copy, until,
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::program::{draft, open};

/// The program with two connections to others: a source and a destination, each behind a proxy that counts.
struct Roads {
    // Fields are dropped in this order: the program before its home.
    app: Arc<App>,
    from: ConnectionId,
    to: ConnectionId,
    before_source: CountingProxy,
    before_destination: CountingProxy,
    source: DockerRegistry,
    destination: DockerRegistry,
    _home: FreshHome,
}

impl Roads {
    async fn open() -> Self {
        let home = FreshHome::new();
        let source = DockerRegistry::start(Setup::DeletionOn).await;
        let destination = DockerRegistry::start(Setup::DeletionOn).await;
        let before_source = CountingProxy::start(&source.url(), Duration::ZERO).await;
        let before_destination = CountingProxy::start(&destination.url(), Duration::ZERO).await;
        let app = open(&home).await;
        let from = connect(&app, &before_source.host()).await;
        let to = connect(&app, &before_destination.host()).await;
        Self {
            app,
            from,
            to,
            before_source,
            before_destination,
            source,
            destination,
            _home: home,
        }
    }

    /// A rule for `team/` from the source to the destination.
    fn rule(&self) -> CopyRule {
        CopyRule {
            id: String::new(),
            name: "mirror".to_owned(),
            source: self.from.clone(),
            prefixes: vec!["team/".to_owned()],
            destinations: vec![CopyDestination {
                connection: self.to.clone(),
                prefix: None,
            }],
            deletes: false,
            on_change: false,
            rhythm: None,
        }
    }

    async fn make(&self, rule: CopyRule) -> CopyRule {
        let made = SetCopyRule {
            before: None,
            after: Some(rule),
        };
        self.app.set_copy_rule(made).await.unwrap();
        self.known().await.rule
    }

    async fn known(&self) -> KnownCopyRule {
        let mut rules = self.app.list_copy_rules(Nothing {}).await.unwrap();
        assert_eq!(rules.len(), 1);
        rules.remove(0)
    }

    async fn run(&self, rule: &CopyRule) -> ReplicationRun {
        let mut events = self.app.events.listen();
        let request = RunCopyRule {
            rule: rule.id.clone(),
            everything: false,
        };
        let job = self.app.run_copy_rule(request).await.unwrap();
        end_of(&mut events, &job).await;
        self.known().await.last.unwrap()
    }

    async fn look(&self, rule: &CopyRule) -> (JobId, ReplicationOutlook) {
        let mut events = self.app.events.listen();
        let job = self.app.look_ahead(rule.clone()).await.unwrap();
        end_of(&mut events, &job).await;
        let outlook = self.app.read_outlook(job.clone()).await.unwrap();
        assert!(!outlook.running);
        (job, outlook)
    }

    async fn images(&self, rule: &CopyRule) -> Vec<ReplicatedImage> {
        let request = ListReplicated {
            rule: rule.id.clone(),
            state: None,
            filter: String::new(),
            offset: 0,
            limit: 100,
        };
        self.app.list_replicated(request).await.unwrap().rows
    }
}

async fn connect(app: &Arc<App>, address: &str) -> ConnectionId {
    app.add_connection(draft(address)).await.unwrap().id
}

async fn end_of(events: &mut Receiver<Event>, wanted: &JobId) {
    loop {
        match events.recv().await {
            Ok(Event::JobEnded { job, .. }) if job == *wanted => return,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(problem) => panic!("{problem}"),
        }
    }
}

/// Reads an image by skopeo, which verifies every digest of it.
async fn read_by_skopeo(image: String) {
    let copied = tokio::task::spawn_blocking(move || {
        let folder = tempfile::tempdir().unwrap();
        skopeo_copy(
            &format!("docker://{image}"),
            &format!("oci:{}:read", folder.path().display()),
        );
    });
    copied.await.unwrap();
}

async fn delete_tag(registry: &DockerRegistry, repository: &str, digest: &str) {
    let path = format!("/v2/{repository}/manifests/{digest}");
    let answer = registry.pusher().ask(Method::DELETE, &path).await;
    assert!(answer.status().is_success(), "{}", answer.status());
}

#[tokio::test]
async fn a_rule_brings_all_at_first_and_then_only_what_moved() {
    let roads = Roads::open().await;
    let there = roads.source.pusher();
    for tag in ["1.0", "2.0", "3.0"] {
        there.image("team/app", tag, tag).await;
    }
    let web = there.image("team/web", "1.0", "web").await;
    there.image("other/app", "1.0", "not meant").await;
    let rule = roads.make(roads.rule()).await;

    let first = roads.run(&rule).await;
    assert_eq!((first.copied, first.failed), (4, 0), "{first:?}");
    assert_eq!(first.outcome, TurnOutcome::Done);
    assert_eq!(first.cause, TurnCause::Asked);
    let here = roads.destination.pusher();
    assert_eq!(here.tags("team/app").await, ["1.0", "2.0", "3.0"]);
    assert_eq!(
        here.manifest_of("team/web", "1.0").await,
        Some(web.bytes.clone())
    );
    assert_eq!(here.manifest_of("other/app", "1.0").await, None);
    read_by_skopeo(format!("{}/team/app:1.0", roads.destination.host())).await;
    let images = roads.images(&rule).await;
    assert_eq!(images.len(), 4);
    assert!(images.iter().all(|it| it.state == ReplicatedState::Done));

    // Nothing moved: one question a tag at the source, beside the lists, and a list at the destination.
    roads.before_source.forget();
    roads.before_destination.forget();
    let idle = roads.run(&rule).await;
    assert_eq!(
        (idle.outcome, idle.copied, idle.same),
        (TurnOutcome::Nothing, 0, 4)
    );
    let asked = roads
        .before_source
        .count(&Method::HEAD, Kind::ManifestByTag);
    assert_eq!(asked, 4);
    assert_eq!(roads.before_source.passed().len(), 4 + 1 + 2);
    // One list of the destination tells whether what arrived is still there.
    assert_eq!(roads.before_destination.count(&Method::GET, Kind::Tags), 2);
    assert_eq!(roads.before_destination.passed().len(), 2);

    let moved = there.image("team/app", "2.0", "moved").await;
    there.image("team/app", "4.0", "new").await;
    let (_, outlook) = roads.look(&rule).await;
    assert_eq!((outlook.copies, outlook.overwritten), (2, 1));
    assert_eq!(outlook.places[0].tags, ["2.0", "4.0"]);
    assert_ne!(
        here.manifest_of("team/app", "2.0").await,
        Some(moved.bytes.clone()),
        "a dry run does nothing"
    );
    let third = roads.run(&rule).await;
    assert_eq!((third.copied, third.same), (2, 3));
    assert_eq!(here.manifest_of("team/app", "2.0").await, Some(moved.bytes));
    roads.app.close().await;
}

#[tokio::test]
async fn several_destinations_get_the_same_under_their_own_names() {
    let roads = Roads::open().await;
    let pushed = roads.source.pusher().image("team/app", "1.0", "one").await;
    let local = roads.app.read_local_registry(Nothing {}).await.unwrap();
    let mut rule = roads.rule();
    rule.destinations.push(CopyDestination {
        connection: local.connection.clone(),
        prefix: Some("mirror/of".to_owned()),
    });
    let rule = roads.make(rule).await;
    let run = roads.run(&rule).await;
    assert_eq!((run.copied, run.repositories), (2, 2), "{run:?}");
    let there = roads.destination.pusher();
    let copied = there.manifest_of("team/app", "1.0").await;
    assert_eq!(copied.as_ref(), Some(&pushed.bytes));
    let own = Pusher::new(&format!("http://{}", local.address), None);
    let copied = own.manifest_of("mirror/of/team/app", "1.0").await;
    assert_eq!(copied.as_ref(), Some(&pushed.bytes));
    read_by_skopeo(format!("{}/mirror/of/team/app:1.0", local.address)).await;
    roads.app.close().await;
}

#[tokio::test]
async fn deletions_are_copied_of_what_the_rule_has_put_and_can_be_taken_back() {
    let roads = Roads::open().await;
    let (there, here) = (roads.source.pusher(), roads.destination.pusher());
    let found = there.image("team/app", "found", "was there before").await;
    here.image("team/app", "found", "was there before").await;
    let gone = there.image("team/app", "gone", "goes").await;
    let taken = there.image("team/app", "taken", "somebody moves it").await;
    there.image("team/app", "stays", "stays").await;
    here.image("team/app", "theirs", "another's").await;
    let mut rule = roads.rule();
    rule.deletes = true;
    let rule = roads.make(rule).await;
    let first = roads.run(&rule).await;
    assert_eq!((first.copied, first.same), (3, 1), "{first:?}");

    here.image("team/app", "taken", "another's by now").await;
    for pushed in [&found, &gone, &taken] {
        delete_tag(&roads.source, "team/app", pushed.digest.as_str()).await;
    }
    let (_, outlook) = roads.look(&rule).await;
    assert_eq!(outlook.places[0].deletions, ["gone"]);
    let run = roads.run(&rule).await;
    assert_eq!((run.deleted, run.failed), (1, 0), "{run:?}");
    let left = ["found", "stays", "taken", "theirs"];
    assert_eq!(here.tags("team/app").await, left);

    let everything = ListActivities {
        connection: None,
        offset: 0,
        limit: 20,
    };
    let listed = roads.app.list_activities(everything).await.unwrap().rows;
    let is_removal = |deed: &ActivityDeed| {
        matches!(
            deed,
            ActivityDeed::Change {
                change: Change::RemoveTags { .. }
            }
        )
    };
    let removal = listed.into_iter().find(|row| is_removal(&row.deed));
    undo(&roads.app, removal.unwrap().id).await;
    assert_eq!(
        here.manifest_of("team/app", "gone").await,
        Some(gone.bytes.clone())
    );
    roads.app.close().await;
}

async fn undo(app: &Arc<App>, activity: ActivityId) {
    let plan = app.preview_undo(activity).await.unwrap();
    let typed = match plan.confirmation {
        Confirmation::TypeName { text } => text,
        _ => String::new(),
    };
    let mut events = app.events.listen();
    let request = CarryOut {
        plan: plan.id,
        typed,
        keep_layers: false,
    };
    let begun = app.carry_out(request).await.unwrap();
    end_of(&mut events, &JobId(begun.activity.0)).await;
}

#[tokio::test]
async fn a_source_that_seems_empty_deletes_nothing() {
    let roads = Roads::open().await;
    let only = roads.source.pusher().image("team/app", "1.0", "only").await;
    let mut rule = roads.rule();
    rule.deletes = true;
    let rule = roads.make(rule).await;
    roads.run(&rule).await;
    delete_tag(&roads.source, "team/app", only.digest.as_str()).await;
    let run = roads.run(&rule).await;
    assert_eq!((run.deleted, run.held_back), (0, 1), "{run:?}");
    let here = roads.destination.pusher();
    assert_eq!(here.tags("team/app").await, ["1.0"]);
    roads.app.close().await;
}

#[tokio::test]
async fn what_did_not_arrive_says_why_and_comes_the_next_time() {
    let roads = Roads::open().await;
    roads.source.pusher().image("team/app", "1.0", "one").await;
    let rule = roads.make(roads.rule()).await;
    roads.before_destination.refuse(
        Method::PUT,
        Kind::ManifestByTag,
        0,
        Answer::error(403, "DENIED", "not for you"),
    );
    let run = roads.run(&rule).await;
    assert_eq!((run.outcome, run.failed), (TurnOutcome::Failed, 1));
    let images = roads.images(&rule).await;
    assert_eq!(images[0].state, ReplicatedState::Failed);
    let failure = images[0].failure.clone().unwrap();
    assert_eq!(failure.code, Code::Forbidden);
    // It waits for the next turn, and for nobody to go on with it.
    assert!(roads.app.list_copies(Nothing {}).await.unwrap().is_empty());
    roads.before_destination.refuse_nothing();
    let again = roads.run(&rule).await;
    assert_eq!((again.outcome, again.copied), (TurnOutcome::Done, 1));
    let images = roads.images(&rule).await;
    assert_eq!((images[0].state, images.len()), (ReplicatedState::Done, 1));
    roads.app.close().await;
}

#[tokio::test]
async fn a_tag_that_somebody_deleted_at_the_destination_comes_again() {
    let roads = Roads::open().await;
    let there = roads.source.pusher();
    let pushed = there.image("team/app", "1.0", "one").await;
    there.image("team/app", "2.0", "two").await;
    let rule = roads.make(roads.rule()).await;
    roads.run(&rule).await;
    delete_tag(&roads.destination, "team/app", pushed.digest.as_str()).await;
    let run = roads.run(&rule).await;
    assert_eq!((run.copied, run.same, run.failed), (1, 1, 0), "{run:?}");
    let here = roads.destination.pusher();
    assert_eq!(
        here.manifest_of("team/app", "1.0").await,
        Some(pushed.bytes)
    );
    roads.app.close().await;
}

/// What a turn says of `team/app` where the destination refuses it in this way, and of the whole; the
/// other repository arrives, and this one too when it is refused no longer.
async fn refused(method: Method, kind: Kind, answer: Answer) -> (ReplicationRun, Failure) {
    let roads = Roads::open().await;
    let there = roads.source.pusher();
    let pushed = there.image("team/app", "1.0", "one").await;
    there.image("team/web", "1.0", "web").await;
    let here = roads.destination.pusher();
    // What is there can be told apart from what only can't be written.
    here.image("team/app", "1.0", "older").await;
    let rule = roads.make(roads.rule()).await;
    let proxy = &roads.before_destination;
    proxy.refuse_within("team/app", method, kind, answer);
    let run = roads.run(&rule).await;
    assert_eq!((run.copied, run.failed), (1, 1), "{run:?}");
    assert_eq!(run.outcome, TurnOutcome::Partly);
    assert!(here.manifest_of("team/web", "1.0").await.is_some());
    let images = roads.images(&rule).await;
    let failed = images.iter().find(|it| it.repository == "team/app");
    let failed = failed.unwrap().clone();
    assert_eq!(failed.state, ReplicatedState::Failed);
    proxy.refuse_nothing();
    let again = roads.run(&rule).await;
    assert_eq!((again.outcome, again.copied), (TurnOutcome::Done, 1));
    assert_eq!(
        here.manifest_of("team/app", "1.0").await,
        Some(pushed.bytes)
    );
    roads.app.close().await;
    (run, failed.failure.unwrap())
}

#[tokio::test]
async fn a_tag_that_may_not_move_is_said_and_the_rest_goes_on() {
    let immutable = Answer::error(400, "TAG_INVALID", "the tag is immutable");
    let (_, failure) = refused(Method::PUT, Kind::ManifestByTag, immutable).await;
    let tag = "1.0".to_owned();
    assert_eq!(failure.hint, Some(Hint::TagImmutable { tag }));
}

#[tokio::test]
async fn a_destination_without_room_is_said_and_the_rest_goes_on() {
    for answer in [
        Answer::status(507),
        Answer::error(403, "DENIED", "adding it would exceed the quota"),
    ] {
        let (run, failure) = refused(Method::POST, Kind::Upload, answer).await;
        assert!(
            matches!(failure.hint, Some(Hint::DiskFull { .. })),
            "{failure:?}"
        );
        assert_eq!(run.failure, Some(failure));
    }
    let (_, failure) = refused(Method::PUT, Kind::ManifestByDigest, Answer::status(413)).await;
    assert!(failure.detail.contains("413"), "{failure:?}");
}

#[tokio::test]
async fn a_destination_that_asks_to_wait_is_said_and_the_rest_goes_on() {
    let busy = Answer::error(429, "TOOMANYREQUESTS", "slow down").header("retry-after", "3600");
    let (_, failure) = refused(Method::PUT, Kind::ManifestByDigest, busy).await;
    assert!(
        matches!(failure.code, Code::RateLimited { until: Some(_) }),
        "{failure:?}"
    );
}

#[tokio::test]
async fn a_change_that_is_seen_is_followed_at_once_in_its_repository_alone() {
    let roads = Roads::open().await;
    let there = roads.source.pusher();
    there.image("team/app", "1.0", "one").await;
    there.image("team/web", "1.0", "web").await;
    let mut rule = roads.rule();
    rule.on_change = true;
    roads.make(rule).await;
    let at = RepositoryAt {
        connection: roads.from.clone(),
        repository: "team/app".to_owned(),
    };
    roads.app.refresh_images(at.clone()).await.unwrap();
    there.image("team/app", "2.0", "two").await;
    roads.app.refresh_images(at).await.unwrap();
    let run = until("the turn", async || roads.known().await.last).await;
    assert_eq!((run.cause, run.copied), (TurnCause::Seen, 2), "{run:?}");
    let here = roads.destination.pusher();
    assert_eq!(here.tags("team/app").await, ["1.0", "2.0"]);
    assert_eq!(here.manifest_of("team/web", "1.0").await, None);
    roads.app.close().await;
}

#[tokio::test]
async fn a_whole_registry_is_looked_at_and_copied_under_a_prefix() {
    let roads = Roads::open().await;
    let there = roads.source.pusher();
    let one = there.image("team/app", "1.0", "one").await;
    let two = there.image("other/app", "2.0", "two").await;
    let whole = CopyRule {
        name: String::new(),
        prefixes: Vec::new(),
        destinations: vec![CopyDestination {
            connection: roads.to.clone(),
            prefix: Some("backup".to_owned()),
        }],
        ..roads.rule()
    };
    let (job, outlook) = roads.look(&whole).await;
    assert_eq!((outlook.repositories, outlook.copies), (Some(2), 2));
    let mut events = roads.app.events.listen();
    let start = StartRegistryCopy {
        outlook: job,
        typed: String::new(),
    };
    let copying = roads.app.start_registry_copy(start.clone()).await.unwrap();
    end_of(&mut events, &copying).await;
    let here = roads.destination.pusher();
    let copied = here.manifest_of("backup/team/app", "1.0").await;
    assert_eq!(copied, Some(one.bytes));
    let copied = here.manifest_of("backup/other/app", "2.0").await;
    assert_eq!(copied, Some(two.bytes));
    // What was looked at is begun once.
    roads.app.start_registry_copy(start).await.unwrap_err();
    let rules = roads.app.list_copy_rules(Nothing {}).await.unwrap();
    assert!(rules.is_empty());
    roads.app.close().await;
}
