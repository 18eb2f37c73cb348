//! Copies as the window begins them: previewed, carried out, paused, gone on with after a restart, undone.

use std::{sync::Arc, time::Duration};

use http::Method;
use portolan_app::App;
use portolan_contract::{
    ActivityDeed, ActivityId, CarryOut, Change, Confirmation, ConnectionId, CopyConversion,
    CopyNote, CopyPlace, CopyPlan, CopyState, CopyWanted, Event, Failure, Hint, ManifestForm,
    Nothing, PreviewCopy, StartCopy,
};
use portolan_tests::{
    CountingProxy, DockerRegistry, FreshHome, Kind, Pusher, Setup, skopeo_copy, until,
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::program::{draft, open};

const REPOSITORY: &str = "team/app";

/// The program with a connection to each of two registries, the second behind a proxy.
struct Port {
    // Fields are dropped in this order: the program before its home.
    app: Arc<App>,
    from: ConnectionId,
    to: ConnectionId,
    source: DockerRegistry,
    destination: DockerRegistry,
    before: CountingProxy,
    home: FreshHome,
}

impl Port {
    async fn open() -> Self {
        let home = FreshHome::new();
        let source = DockerRegistry::start(Setup::DeletionOn).await;
        let destination = DockerRegistry::start(Setup::DeletionOn).await;
        let before = CountingProxy::start(&destination.url(), Duration::ZERO).await;
        let app = open(&home).await;
        let from = app.add_connection(draft(source.host())).await.unwrap().id;
        let to = app.add_connection(draft(&before.host())).await.unwrap().id;
        Self {
            app,
            from,
            to,
            source,
            destination,
            before,
            home,
        }
    }

    async fn preview(&self, images: Vec<CopyWanted>) -> Result<CopyPlan, Failure> {
        self.preview_as(images, CopyConversion::default()).await
    }

    async fn preview_as(
        &self,
        images: Vec<CopyWanted>,
        conversion: CopyConversion,
    ) -> Result<CopyPlan, Failure> {
        let at = |connection: &ConnectionId| CopyPlace::Repository {
            connection: connection.clone(),
            repository: REPOSITORY.to_owned(),
        };
        let request = PreviewCopy {
            source: at(&self.from),
            destination: at(&self.to),
            images,
            platforms: Vec::new(),
            referrers: true,
            conversion,
        };
        self.app.preview_copy(request).await
    }

    async fn start(&self, plan: CopyPlan) -> ActivityId {
        let request = StartCopy {
            plan: plan.id,
            typed: String::new(),
        };
        self.app.start_copy(request).await.unwrap().activity
    }
}

pub(crate) async fn end_of(events: &mut Receiver<Event>, activity: &ActivityId) -> Option<Failure> {
    loop {
        match events.recv().await {
            Ok(Event::JobEnded { job, failure }) if job.0 == activity.0 => return failure,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(problem) => panic!("{problem}"),
        }
    }
}

fn named(tag: &str) -> CopyWanted {
    CopyWanted {
        from: tag.to_owned(),
        tags: vec![tag.to_owned()],
    }
}

#[tokio::test]
async fn a_copy_overwrites_what_its_plan_names_and_undo_puts_it_back() {
    let port = Port::open().await;
    let new = port.source.pusher().image(REPOSITORY, "1.0", "new").await;
    let there = port.destination.pusher();
    let old = there.image(REPOSITORY, "1.0", "old").await;
    let plan = port.preview(vec![named("1.0")]).await.unwrap();
    assert_eq!(plan.overwritten, 1);
    let before = plan.images[0].tags[0].before.as_deref();
    assert_eq!(before, Some(old.digest.as_str()));
    let mut events = port.app.events.listen();
    let activity = port.start(plan.clone()).await;
    assert_eq!(end_of(&mut events, &activity).await, None);
    assert_eq!(
        there.manifest_of(REPOSITORY, "1.0").await,
        Some(new.bytes.clone())
    );
    assert!(port.app.list_copies(Nothing {}).await.unwrap().is_empty());
    let report = port.app.read_activity(activity.clone()).await.unwrap();
    assert_eq!((report.activity.items, report.activity.done), (1, 1));

    // The same plan a second time is refused.
    let request = StartCopy {
        plan: plan.id,
        typed: String::new(),
    };
    let again = port.app.start_copy(request).await.unwrap_err();
    assert_eq!(again.hint, Some(Hint::PlanExpired));

    let undo = port.app.preview_undo(activity).await.unwrap();
    let typed = match &undo.confirmation {
        Confirmation::TypeName { text } => text.clone(),
        _ => String::new(),
    };
    let request = CarryOut {
        plan: undo.id,
        typed,
        keep_layers: false,
    };
    let undoing = port.app.carry_out(request).await.unwrap().activity;
    assert_eq!(end_of(&mut events, &undoing).await, None);
    assert_eq!(there.manifest_of(REPOSITORY, "1.0").await, Some(old.bytes));
    port.app.close().await;
}

#[tokio::test]
async fn an_image_packed_by_zstd_is_known_when_it_is_there_and_undo_takes_it_back() {
    let port = Port::open().await;
    let new = port.source.pusher().image(REPOSITORY, "1.0", "new").await;
    let there = port.destination.pusher();
    let old = there.image(REPOSITORY, "1.0", "old").await;
    let by_zstd = CopyConversion {
        form: None,
        zstd: true,
    };
    let plan = port.preview_as(vec![named("1.0")], by_zstd).await.unwrap();
    assert_eq!(plan.images[0].digest, None);
    assert_eq!(plan.overwritten, 1);
    let notes = &plan.images[0].notes;
    assert!(
        notes.contains(&CopyNote::Repacked { layers: 1 }),
        "{notes:?}"
    );
    let mut events = port.app.events.listen();
    let activity = port.start(plan).await;
    assert_eq!(end_of(&mut events, &activity).await, None);
    let put = there.manifest_of(REPOSITORY, "1.0").await.unwrap();
    assert_ne!(put, new.bytes);
    assert!(String::from_utf8_lossy(&put).contains("tar+zstd"));
    let report = port.app.read_activity(activity.clone()).await.unwrap();
    assert_eq!((report.activity.items, report.activity.done), (1, 1));
    let ActivityDeed::Change {
        change: Change::CopyHere { conversion, .. },
    } = report.activity.deed
    else {
        panic!("a copy");
    };
    assert_eq!(conversion, by_zstd);

    let undo = port.app.preview_undo(activity).await.unwrap();
    let typed = match &undo.confirmation {
        Confirmation::TypeName { text } => text.clone(),
        _ => String::new(),
    };
    // What stands there is what the copy is known to have put: nobody came between.
    assert!(undo.warnings.is_empty(), "{:?}", undo.warnings);
    let request = CarryOut {
        plan: undo.id,
        typed,
        keep_layers: false,
    };
    let undoing = port.app.carry_out(request).await.unwrap().activity;
    assert_eq!(end_of(&mut events, &undoing).await, None);
    assert_eq!(there.manifest_of(REPOSITORY, "1.0").await, Some(old.bytes));
    port.app.close().await;
}

#[tokio::test]
async fn images_are_converted_into_the_registry_inside_the_program_and_skopeo_reads_them() {
    let port = Port::open().await;
    port.source.pusher().image(REPOSITORY, "1.0", "one").await;
    let local = port.app.read_local_registry(Nothing {}).await.unwrap();
    let port = Port {
        to: local.connection,
        ..port
    };
    let mut events = port.app.events.listen();
    for (conversion, layer) in [
        (
            CopyConversion {
                form: Some(ManifestForm::Docker),
                zstd: false,
            },
            "vnd.docker.image.rootfs.diff.tar",
        ),
        (
            CopyConversion {
                form: Some(ManifestForm::Oci),
                zstd: true,
            },
            "vnd.oci.image.layer.v1.tar+zstd",
        ),
    ] {
        let plan = port.preview_as(vec![named("1.0")], conversion).await;
        let activity = port.start(plan.unwrap()).await;
        assert_eq!(end_of(&mut events, &activity).await, None);
        let own = Pusher::new(&format!("http://{}", local.address), None);
        let put = own.manifest_of(REPOSITORY, "1.0").await.unwrap();
        let put = String::from_utf8(put).unwrap();
        assert!(put.contains(layer), "{put}");
        let from = format!("docker://{}/{REPOSITORY}:1.0", local.address);
        let read = tokio::task::spawn_blocking(move || {
            let folder = tempfile::tempdir().unwrap();
            skopeo_copy(&from, &format!("dir:{}", folder.path().display()));
        });
        read.await.unwrap();
    }
    port.app.close().await;
}

#[tokio::test]
async fn a_copy_that_was_paused_goes_on_after_a_restart() {
    let port = Port::open().await;
    let pushed = port.source.pusher().image(REPOSITORY, "1.0", "one").await;
    let plan = port.preview(Vec::new()).await.unwrap();
    assert_eq!(plan.images.len(), 1);
    port.before.set_delay(Duration::from_millis(300));
    port.before.forget();
    let mut events = port.app.events.listen();
    let activity = port.start(plan).await;
    until("the first upload", async || {
        (port.before.count(&Method::POST, Kind::Upload) > 0).then_some(())
    })
    .await;
    port.app.pause_copy(activity.clone()).await.unwrap();
    assert_eq!(end_of(&mut events, &activity).await, None);
    let copies = port.app.list_copies(Nothing {}).await.unwrap();
    assert_eq!(copies[0].state, CopyState::Paused);
    let there = port.destination.pusher();
    assert!(there.manifest_of(REPOSITORY, "1.0").await.is_none());
    port.app.close().await;
    let Port {
        app,
        home,
        before,
        source,
        ..
    } = port;
    drop(app);

    before.set_delay(Duration::ZERO);
    let app = open(&home).await;
    let copies = app.list_copies(Nothing {}).await.unwrap();
    assert_eq!(copies[0].state, CopyState::Paused);
    let mut events = app.events.listen();
    app.go_on_with_copy(activity.clone()).await.unwrap();
    assert_eq!(end_of(&mut events, &activity).await, None);
    let copied = there.manifest_of(REPOSITORY, "1.0").await;
    assert_eq!(copied, Some(pushed.bytes));
    assert!(app.list_copies(Nothing {}).await.unwrap().is_empty());
    app.close().await;
    drop(source);
}

#[tokio::test]
async fn a_read_only_connection_takes_no_copy() {
    let port = Port::open().await;
    port.source.pusher().image(REPOSITORY, "1.0", "one").await;
    let read_only = portolan_contract::ConnectionDraft {
        read_only: true,
        ..draft(port.destination.host())
    };
    let to = port.app.add_connection(read_only).await.unwrap().id;
    let port = Port { to, ..port };
    let refused = port.preview(vec![named("1.0")]).await.unwrap_err();
    assert_eq!(refused.hint, Some(Hint::ConnectionReadOnly));
    port.app.close().await;
}
