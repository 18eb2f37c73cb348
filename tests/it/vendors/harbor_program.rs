//! Harbor through the program's own verbs: recognised by itself, listed with its own columns, changed by
//! plans and taken back.

use std::sync::{Arc, atomic::Ordering};

use portolan_app::App;
use portolan_contract::{
    ActivityId, CarryOut, Change, Code, Confirmation, ConnectionDraft, ConnectionId, Event,
    Failure, Grouping, Hint, ImageAt, ImageColumn, ImageFilter, ImageSetting, ImageSort,
    ImageWindow, LabelName, LabelScope, ListImages, PackageFormat, Plan, PreviewChange,
    ProxyChoice, RegistryKind, RepositoryAt, SbomState, ScanStatus, SetImageSetting,
};
use portolan_tests::{
    FreshHome, until,
    vendors::{HarborApi, PretendedVendor},
};
use tokio::sync::broadcast::error::RecvError;

use crate::program::{open, signed_in};

const REPOSITORY: &str = "library/team/app";

/// The program, connected to a Harbor.
struct Scene {
    app: Arc<App>,
    harbor: PretendedVendor<HarborApi>,
    connection: ConnectionId,
    kind: RegistryKind,
    _home: FreshHome,
}

impl Scene {
    async fn open() -> Self {
        let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
        harbor.want("robot$ci", "secret");
        let pusher = harbor.pusher();
        pusher.image(REPOSITORY, "v1", "one").await;
        pusher.image(REPOSITORY, "latest", "one").await;
        pusher.image(REPOSITORY, "v2", "two").await;
        let home = FreshHome::new();
        let app = open(&home).await;
        let draft = ConnectionDraft {
            proxy: ProxyChoice::None,
            ..signed_in(&harbor.host(), "robot$ci", "secret")
        };
        let connection = app.add_connection(draft).await.unwrap();
        Self {
            app,
            harbor,
            connection: connection.id,
            kind: connection.kind,
            _home: home,
        }
    }

    fn at(&self) -> RepositoryAt {
        RepositoryAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
        }
    }

    async fn images(&self) -> ImageWindow {
        let at = self.at();
        let request = ListImages {
            connection: at.connection,
            repository: at.repository,
            grouping: Grouping::Digest,
            sort: ImageSort {
                column: ImageColumn::Tag,
                descending: true,
            },
            filter: ImageFilter::default(),
            offset: 0,
            limit: 200,
        };
        self.app.list_images(request).await.unwrap()
    }

    async fn preview(&self, change: Change) -> Result<Plan, Failure> {
        let connection = self.connection.clone();
        self.app
            .preview_change(PreviewChange { connection, change })
            .await
    }

    async fn carry_out(&self, plan: &Plan) -> ActivityId {
        let typed = match &plan.confirmation {
            Confirmation::TypeName { text } => text.clone(),
            _ => String::new(),
        };
        let mut events = self.app.events.listen();
        let request = CarryOut {
            plan: plan.id.clone(),
            typed,
            keep_layers: false,
        };
        let begun = self.app.carry_out(request).await.unwrap();
        loop {
            match events.recv().await {
                Ok(Event::JobEnded { job, failure }) if job.0 == begun.activity.0 => {
                    assert_eq!(failure, None);
                    return begun.activity;
                }
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(problem) => panic!("{problem}"),
            }
        }
    }

    async fn tags(&self) -> Vec<String> {
        self.harbor.pusher().tags(REPOSITORY).await
    }
}

fn remove(tags: &[&str]) -> Change {
    Change::RemoveTags {
        repository: REPOSITORY.to_owned(),
        tags: tags.iter().map(ToString::to_string).collect(),
    }
}

#[tokio::test]
async fn a_harbor_is_recognised_by_itself_and_fills_the_columns_of_its_own() {
    let scene = Scene::open().await;
    assert_eq!(scene.kind, RegistryKind::Harbor);
    scene.app.refresh_images(scene.at()).await.unwrap();
    let images = until("both images to be listed", async || {
        let images = scene.images().await;
        (images.all == 2).then_some(images)
    })
    .await;
    assert!(
        images.tells.contains(&ImageColumn::Pushed),
        "{:?}",
        images.tells
    );
    scene.app.close().await;
}

#[tokio::test]
async fn a_tag_of_harbor_goes_alone_and_an_image_with_all_its_tags_and_both_come_back() {
    let scene = Scene::open().await;
    let plan = scene.preview(remove(&["v1"])).await.unwrap();
    let removed = scene.carry_out(&plan).await;
    assert_eq!(scene.tags().await, ["latest", "v2"]);
    let plan = scene.app.preview_undo(removed).await.unwrap();
    scene.carry_out(&plan).await;
    assert_eq!(scene.tags().await, ["latest", "v1", "v2"]);

    let digest = {
        let shelf = scene.harbor.shelf();
        shelf.repositories[REPOSITORY].tags["v1"].clone()
    };
    let delete = Change::DeleteImages {
        repository: REPOSITORY.to_owned(),
        digests: vec![digest.clone()],
    };
    let plan = scene.preview(delete).await.unwrap();
    let deleted = scene.carry_out(&plan).await;
    assert_eq!(scene.tags().await, ["v2"]);
    let plan = scene.app.preview_undo(deleted).await.unwrap();
    scene.carry_out(&plan).await;
    assert_eq!(scene.tags().await, ["latest", "v1", "v2"]);
    let back = scene.harbor.shelf().repositories[REPOSITORY].tags["v1"].clone();
    assert_eq!(back, digest);
    scene.app.close().await;
}

#[tokio::test]
async fn a_tag_that_harbor_holds_is_refused_in_the_preview() {
    let scene = Scene::open().await;
    {
        let mut shelf = scene.harbor.shelf();
        let repository = shelf.repositories.get_mut(REPOSITORY).unwrap();
        repository.held.insert("v2".to_owned());
    }
    let refused = scene.preview(remove(&["v2"])).await.unwrap_err();
    assert_eq!(refused.code, Code::Conflict);
    let held = Hint::TagImmutable {
        tag: "v2".to_owned(),
    };
    assert_eq!(refused.hint, Some(held));
    assert!(scene.preview(remove(&["v1"])).await.is_ok());
    scene.app.close().await;
}

#[tokio::test]
async fn a_scan_that_harbor_is_asked_for_is_followed_to_its_end() {
    let scene = Scene::open().await;
    let digest = {
        let shelf = scene.harbor.shelf();
        shelf.repositories[REPOSITORY].tags["v2"].clone()
    };
    let image = ImageAt {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        digest: digest.clone(),
    };
    let never = scene.app.read_scan(image.clone()).await.unwrap();
    assert_eq!(never.status, ScanStatus::Never);
    let mut events = scene.app.events.listen();
    scene.app.start_scan(image.clone()).await.unwrap();
    let (of, status) = loop {
        match events.recv().await {
            Ok(Event::ScanEnded { digest, status, .. }) => break (digest, status),
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(problem) => panic!("{problem}"),
        }
    };
    assert_eq!((of, status), (digest, ScanStatus::Complete));
    let report = scene.app.read_scan(image).await.unwrap();
    assert_eq!(report.findings[0].name, "CVE-2026-0001");
    assert_eq!(report.findings[0].fix_available.as_deref(), Some("YES"));
    scene.app.close().await;
}

#[tokio::test]
async fn labels_of_the_project_and_of_harbor_are_offered_put_and_taken_off() {
    let scene = Scene::open().await;
    let image = scene.image("v2");
    let told = scene.app.read_image_labels(image.clone()).await.unwrap();
    let labels = told.labels.unwrap();
    assert!(labels.on_it.is_empty());
    let choice = labels.choice.unwrap();
    let offered: Vec<_> = choice
        .iter()
        .map(|it| (it.label.name.as_str(), it.label.scope))
        .collect();
    let expected = [
        ("blessed", LabelScope::Project),
        ("stable", LabelScope::Project),
        ("stable", LabelScope::Registry),
    ];
    assert_eq!(offered, expected);
    let set = |on| SetImageSetting {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        setting: ImageSetting::Label {
            digest: image.digest.clone(),
            // The project's own of two that are called the same.
            label: choice[1].label.clone(),
            on,
        },
    };
    scene.app.set_image_setting(set(true)).await.unwrap();
    assert_eq!(scene.harbor.rules().labels_on(&image.digest), [3]);
    // Once more changes nothing, and is no activity.
    scene.app.set_image_setting(set(true)).await.unwrap();
    let told = scene.app.read_image_labels(image.clone()).await.unwrap();
    assert_eq!(told.labels.unwrap().on_it.len(), 1);
    scene.app.set_image_setting(set(false)).await.unwrap();
    assert!(scene.harbor.rules().labels_on(&image.digest).is_empty());
    let unknown = SetImageSetting {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        setting: ImageSetting::Label {
            digest: image.digest,
            label: LabelName {
                name: "unheard of".to_owned(),
                value: None,
                scope: LabelScope::Project,
            },
            on: true,
        },
    };
    let refused = scene.app.set_image_setting(unknown).await.unwrap_err();
    assert_eq!(refused.code, Code::NotFound);
    scene.app.close().await;
}

#[tokio::test]
async fn a_list_of_packages_is_made_by_harbor_looked_into_and_saved() {
    let scene = Scene::open().await;
    let image = scene.image("v2");
    let read = async || {
        let told = scene.app.read_registry_sbom(image.clone()).await.unwrap();
        told.sbom.unwrap()
    };
    let absent = read().await;
    assert_eq!(absent.state, SbomState::Absent);
    assert_eq!(absent.can_generate, Some(true));
    let failure = scene.app.save_registry_sbom(image.clone()).await;
    assert_eq!(failure.unwrap_err().code, Code::NotFound);
    scene.app.generate_sbom(image.clone()).await.unwrap();
    assert_eq!(read().await.state, SbomState::Generating);
    let ready = read().await;
    assert_eq!(ready.state, SbomState::Ready);
    assert_eq!(ready.format, Some(PackageFormat::Spdx));
    let names: Vec<&str> = ready.packages.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["openssl", "zlib"]);
    let saved = scene.app.save_registry_sbom(image).await.unwrap();
    let text = std::fs::read_to_string(&saved.path).unwrap();
    assert!(text.contains("SPDX-2.3"), "{}", saved.path);
    scene.app.close().await;
}

#[tokio::test]
async fn a_scanner_that_makes_no_lists_says_so_and_harbors_refusal_is_told() {
    let scene = Scene::open().await;
    let rules = scene.harbor.rules();
    rules.has_no_sboms.store(true, Ordering::Relaxed);
    let image = scene.image("v2");
    let told = scene.app.read_registry_sbom(image.clone()).await.unwrap();
    assert_eq!(told.sbom.unwrap().can_generate, Some(false));
    let refused = scene.app.generate_sbom(image).await.unwrap_err();
    assert!(refused.detail.contains("sbom"), "{refused:?}");
    scene.app.close().await;
}

impl Scene {
    fn image(&self, tag: &str) -> ImageAt {
        let shelf = self.harbor.shelf();
        ImageAt {
            connection: self.connection.clone(),
            repository: REPOSITORY.to_owned(),
            digest: shelf.repositories[REPOSITORY].tags[tag].clone(),
        }
    }
}
