//! Images saved to files and pushed from them as the window asks for it: looked into, planned, carried
//! out, paused, gone on with after a restart, taken back.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use http::Method;
use portolan_app::App;
use portolan_contract::{
    ActivityDeed, ActivityId, ActivityState, ConnectionId, CopyConversion, CopyNote, CopyPlace,
    CopyPlan, CopyState, CopyWanted, Failure, Hint, ImageFileForm, ImageFileProblem, LookIntoFile,
    Nothing, PreviewCopy, SetBack, StartCopy,
};
use portolan_tests::{CountingProxy, DockerRegistry, FreshHome, Kind, Setup, skopeo_copy, until};

use crate::{
    copies::end_of,
    program::{draft, open},
};

const REPOSITORY: &str = "team/app";

/// The program with a connection to a registry behind a proxy, and a folder for files.
struct Quay {
    // Fields are dropped in this order: the program before its home.
    app: Arc<App>,
    connection: ConnectionId,
    registry: DockerRegistry,
    before: CountingProxy,
    home: FreshHome,
    folder: tempfile::TempDir,
}

impl Quay {
    async fn open() -> Self {
        let home = FreshHome::new();
        let registry = DockerRegistry::start(Setup::DeletionOn).await;
        let before = CountingProxy::start(&registry.url(), Duration::ZERO).await;
        let app = open(&home).await;
        let added = app.add_connection(draft(&before.host())).await;
        Self {
            connection: added.unwrap().id,
            app,
            registry,
            before,
            home,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn repository(&self) -> CopyPlace {
        CopyPlace::Repository {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
        }
    }

    async fn preview(
        &self,
        source: CopyPlace,
        destination: CopyPlace,
        images: Vec<CopyWanted>,
    ) -> Result<CopyPlan, Failure> {
        let request = PreviewCopy {
            source,
            destination,
            images,
            platforms: Vec::new(),
            referrers: true,
            conversion: CopyConversion::default(),
        };
        self.app.preview_copy(request).await
    }

    /// Saves the whole repository.
    async fn save(&self, path: &Path, form: ImageFileForm) -> (CopyPlan, ActivityId) {
        let planned = self.preview(self.repository(), file(path, form), Vec::new());
        let plan = planned.await.unwrap();
        let mut events = self.app.events.listen();
        let activity = self.start(&plan).await;
        assert_eq!(end_of(&mut events, &activity).await, None);
        (plan, activity)
    }

    async fn start(&self, plan: &CopyPlan) -> ActivityId {
        let request = StartCopy {
            plan: plan.id.clone(),
            typed: String::new(),
        };
        self.app.start_copy(request).await.unwrap().activity
    }
}

fn file(path: &Path, form: ImageFileForm) -> CopyPlace {
    CopyPlace::File {
        path: path.display().to_string(),
        form,
    }
}

fn look(path: &Path) -> LookIntoFile {
    LookIntoFile {
        path: path.display().to_string(),
    }
}

#[tokio::test]
async fn an_image_saved_to_a_file_is_looked_into_and_pushed_again() {
    let quay = Quay::open().await;
    let there = quay.registry.pusher();
    let pushed = there.image(REPOSITORY, "1.0", "one").await;
    let path = quay.path("images.tar");
    let (plan, activity) = quay.save(&path, ImageFileForm::OciArchive).await;
    let digest = plan.images[0].digest.as_deref();
    assert_eq!(digest, Some(pushed.digest.as_str()));
    skopeo_copy(
        &format!("oci-archive:{}:1.0", path.display()),
        &format!("dir:{}", quay.path("read").display()),
    );
    let report = quay.app.read_activity(activity).await.unwrap();
    assert_eq!(report.activity.state, ActivityState::Done);
    let ActivityDeed::SaveToFile { tags, .. } = report.activity.deed else {
        panic!("{:?}", report.activity.deed);
    };
    assert_eq!(tags, ["1.0"]);

    let found = quay.app.look_into_file(look(&path)).await.unwrap();
    assert_eq!(found.form, ImageFileForm::OciArchive);
    let image = &found.images[0];
    assert_eq!(image.tag.as_deref(), Some("1.0"));
    assert_eq!(image.platforms, ["linux/amd64"]);
    let wanted = CopyWanted {
        from: image.digest.clone(),
        tags: vec!["from-file".to_owned()],
    };
    let source = file(&path, found.form);
    let planned = quay.preview(source, quay.repository(), vec![wanted]);
    let plan = planned.await.unwrap();
    let mut events = quay.app.events.listen();
    let activity = quay.start(&plan).await;
    assert_eq!(end_of(&mut events, &activity).await, None);
    assert_eq!(
        there.manifest_of(REPOSITORY, "from-file").await,
        Some(pushed.bytes)
    );
    quay.app.close().await;
}

#[tokio::test]
async fn what_docker_save_unpacks_is_said_and_skopeo_reads_it() {
    let quay = Quay::open().await;
    let there = quay.registry.pusher();
    there.image(REPOSITORY, "1.0", "one").await;
    let path = quay.path("images.tar");
    let (plan, _) = quay.save(&path, ImageFileForm::DockerArchive).await;
    let notes = &plan.images[0].notes;
    assert!(notes.contains(&CopyNote::Unpacked), "{notes:?}");
    let name = format!("{}/{REPOSITORY}:1.0", quay.before.host());
    skopeo_copy(
        &format!("docker-archive:{}:{name}", path.display()),
        &format!("dir:{}", quay.path("read").display()),
    );
    quay.app.close().await;
}

#[tokio::test]
async fn a_saved_file_is_removed_again_unless_somebody_changed_it() {
    let quay = Quay::open().await;
    quay.registry.pusher().image(REPOSITORY, "1.0", "one").await;
    let path = quay.path("images.tar");
    let (_, first) = quay.save(&path, ImageFileForm::OciArchive).await;
    let again = quay
        .preview(
            quay.repository(),
            file(&path, ImageFileForm::OciArchive),
            Vec::new(),
        )
        .await;
    let hint = again.unwrap_err().hint;
    assert!(
        matches!(
            &hint,
            Some(Hint::ImageFile {
                problem: ImageFileProblem::Exists,
                ..
            })
        ),
        "{hint:?}"
    );
    let back = SetBack { activity: first };
    quay.app.set_back(back.clone()).await.unwrap();
    assert!(!path.exists());
    let report = quay.app.read_activity(back.activity.clone()).await.unwrap();
    assert_eq!(report.activity.state, ActivityState::Undone);
    assert!(quay.app.set_back(back).await.is_err());

    let (_, second) = quay.save(&path, ImageFileForm::OciArchive).await;
    std::fs::write(&path, "somebody's own").unwrap();
    let refused = quay.app.set_back(SetBack { activity: second }).await;
    let hint = refused.unwrap_err().hint;
    assert!(
        matches!(hint, Some(Hint::RegistryChanged { .. })),
        "{hint:?}"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "somebody's own");
    quay.app.close().await;
}

#[tokio::test]
async fn saving_that_was_paused_goes_on_after_a_restart_and_leaves_one_file() {
    let quay = Quay::open().await;
    quay.registry.pusher().image(REPOSITORY, "1.0", "one").await;
    let path = quay.path("images.tar");
    let planned = quay.preview(
        quay.repository(),
        file(&path, ImageFileForm::OciArchive),
        Vec::new(),
    );
    let plan = planned.await.unwrap();
    quay.before.set_delay(Duration::from_millis(300));
    quay.before.forget();
    let mut events = quay.app.events.listen();
    let activity = quay.start(&plan).await;
    until("the first blob", async || {
        (quay.before.count(&Method::GET, Kind::Blob) > 0).then_some(())
    })
    .await;
    quay.app.pause_copy(activity.clone()).await.unwrap();
    assert_eq!(end_of(&mut events, &activity).await, None);
    assert_eq!(std::fs::read_dir(quay.folder.path()).unwrap().count(), 0);
    quay.app.close().await;
    let Quay {
        app,
        home,
        before,
        folder,
        registry,
        ..
    } = quay;
    drop(app);

    before.set_delay(Duration::ZERO);
    let app = open(&home).await;
    let copies = app.list_copies(Nothing {}).await.unwrap();
    assert_eq!(copies[0].state, CopyState::Paused);
    assert_eq!(copies[0].destination_name, "images.tar");
    let mut events = app.events.listen();
    app.go_on_with_copy(activity.clone()).await.unwrap();
    assert_eq!(end_of(&mut events, &activity).await, None);
    let found = app.look_into_file(look(&path)).await.unwrap();
    assert_eq!(found.images.len(), 1);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(app.list_copies(Nothing {}).await.unwrap().is_empty());
    app.close().await;
    drop(registry);
}

#[tokio::test]
async fn a_file_that_is_no_archive_of_images_says_why() {
    let quay = Quay::open().await;
    let path = quay.path("letter.txt");
    for (content, expected) in [
        (&[0; 2_048][..], ImageFileProblem::UnknownForm),
        (&[b'x'; 2_048], ImageFileProblem::Damaged),
        (b"\x1f\x8b\x08\x00\x00\x00", ImageFileProblem::Compressed),
    ] {
        std::fs::write(&path, content).unwrap();
        let refused = quay.app.look_into_file(look(&path)).await.unwrap_err();
        let Some(Hint::ImageFile { problem, .. }) = refused.hint else {
            panic!("{refused:?}");
        };
        assert_eq!(problem, expected);
    }
    let refused = quay.app.look_into_file(look(&quay.path("gone"))).await;
    let Some(Hint::ImageFile { problem, .. }) = refused.unwrap_err().hint else {
        panic!("no hint");
    };
    assert_eq!(problem, ImageFileProblem::NotThere);
    quay.app.close().await;
}
