//! What tags were before: seen by refreshes, put back, watched, and one's own activities as a file.

use std::{fs, sync::Arc};

use portolan_app::App;
use portolan_contract::{
    CarryOut, Change, ComparePackages, ConnectionId, Event, FindingsFormat, Nothing, PackageFormat,
    PreviewChange, ReadTagHistory, RepositoryAt, SaveActivities, SetWatch, TagMove, Watch,
};
use portolan_oci::Digest;
use portolan_tests::{DockerRegistry, FreshHome, Pushed, Pusher, Setup, until};
use serde_json::json;

use crate::program::{draft, open};

struct Scene {
    app: Arc<App>,
    registry: DockerRegistry,
    connection: ConnectionId,
    home: FreshHome,
}

impl Scene {
    async fn start() -> Self {
        let home = FreshHome::new();
        let app = open(&home).await;
        let registry = DockerRegistry::start(Setup::DeletionOn).await;
        let added = app.add_connection(draft(&registry.url())).await;
        let connection = added.unwrap().id;
        Self {
            app,
            registry,
            connection,
            home,
        }
    }

    fn watch(&self, tag: Option<&str>) -> Watch {
        Watch {
            connection: self.connection.clone(),
            repository: "team/app".to_owned(),
            tag: tag.map(str::to_owned),
        }
    }

    async fn set_watch(&self, tag: Option<&str>) {
        let watch = self.watch(tag);
        let set = self.app.set_watch(SetWatch { watch, on: true }).await;
        set.unwrap();
    }

    async fn refresh(&self) {
        let at = RepositoryAt {
            connection: self.connection.clone(),
            repository: "team/app".to_owned(),
        };
        self.app.refresh_images(at).await.unwrap();
    }

    async fn moves(&self) -> Vec<TagMove> {
        let asked = ReadTagHistory {
            connection: self.connection.clone(),
            repository: "team/app".to_owned(),
            tag: "latest".to_owned(),
        };
        self.app.read_tag_history(asked).await.unwrap().moves
    }
}

#[tokio::test]
async fn a_watched_tag_that_moves_is_told_and_its_way_back_is_in_its_history() {
    let scene = Scene::start().await;
    let pusher = scene.registry.pusher();
    let first = pusher.image("team/app", "latest", "one").await;
    scene.set_watch(Some("latest")).await;
    scene.app.look_at_watches(Nothing {}).await.unwrap();
    let second = pusher.image("team/app", "latest", "two").await;
    let mut events = scene.app.events.listen();
    let list = scene.app.look_at_watches(Nothing {}).await.unwrap();
    assert!(list.watches[0].looked_at.is_some() && list.watches[0].problem.is_none());
    let told = std::iter::from_fn(|| events.try_recv().ok())
        .find(|event| matches!(event, Event::TagMoved { .. }));
    let expected = Event::TagMoved {
        connection: scene.connection.clone(),
        repository: "team/app".to_owned(),
        tag: "latest".to_owned(),
        before: first.digest.to_string(),
        now: second.digest.to_string(),
    };
    assert_eq!(told, Some(expected));
    let moves = scene.moves().await;
    let digests: Vec<&str> = moves.iter().map(|one| one.digest.as_str()).collect();
    assert_eq!(digests, [second.digest.as_str(), first.digest.as_str()]);
    assert!(moves[0].seen_until.is_none() && moves[1].seen_until.is_some());

    let change = Change::MoveTag {
        repository: "team/app".to_owned(),
        tag: "latest".to_owned(),
        digest: first.digest.to_string(),
    };
    let asked = PreviewChange {
        connection: scene.connection.clone(),
        change,
    };
    let plan = scene.app.preview_change(asked).await.unwrap();
    let carried = CarryOut {
        plan: plan.id,
        typed: String::new(),
        keep_layers: false,
    };
    scene.app.carry_out(carried).await.unwrap();
    until("the tag to be back", async || {
        let now = pusher.manifest_of("team/app", "latest").await;
        (now == Some(first.bytes.clone())).then_some(())
    })
    .await;
    until("its history to tell of it", async || {
        let moves = scene.moves().await;
        (moves[0].digest == first.digest.as_str() && moves.len() == 3).then_some(())
    })
    .await;
    scene.app.close().await;
}

#[tokio::test]
async fn new_tags_of_a_watched_repository_are_told_and_the_first_list_is_no_news() {
    let scene = Scene::start().await;
    let pusher = scene.registry.pusher();
    pusher.image("team/app", "1.0", "one").await;
    scene.set_watch(None).await;
    let mut events = scene.app.events.listen();
    let mut appeared = || {
        std::iter::from_fn(|| events.try_recv().ok())
            .filter_map(|event| match event {
                Event::TagsAppeared { tags, .. } => Some(tags),
                _ => None,
            })
            .collect::<Vec<_>>()
    };
    scene.refresh().await;
    assert!(appeared().is_empty());
    pusher.image("team/app", "1.1", "two").await;
    scene.app.look_at_watches(Nothing {}).await.unwrap();
    assert_eq!(appeared(), [["1.1"]]);
    scene.app.close().await;
}

#[tokio::test]
async fn activities_are_saved_as_a_table_and_as_json() {
    let scene = Scene::start().await;
    scene.app.add_samples(Nothing {}).await.unwrap();
    until("the samples to be there", async || {
        scene
            .app
            .list_jobs(Nothing {})
            .await
            .unwrap()
            .is_empty()
            .then_some(())
    })
    .await;
    let folder = scene.home.home().join("saved");
    let settings = portolan_contract::ChangeSettings {
        downloads_folder: Some(folder.display().to_string()),
        ..Default::default()
    };
    scene.app.change_settings(settings).await.unwrap();
    for format in [FindingsFormat::Csv, FindingsFormat::Json] {
        let asked = SaveActivities {
            connection: None,
            format,
        };
        let saved = scene.app.save_activities(asked).await.unwrap();
        let text = fs::read_to_string(saved.path).unwrap();
        assert!(
            text.contains("samples/compass") && text.contains("addSamples"),
            "{text}"
        );
    }
    scene.app.close().await;
}

/// Attaches a list of packages to an image as a referrer.
async fn attach(pusher: &Pusher, subject: &Pushed, packages: &[(&str, &str)]) {
    let packages: Vec<_> = packages
        .iter()
        .map(|(name, version)| json!({ "name": name, "versionInfo": version }))
        .collect();
    let list = json!({ "spdxVersion": "SPDX-2.3", "packages": packages }).to_string();
    let list = list.as_bytes();
    let digest = pusher.blob("team/app", list).await;
    let empty = pusher.blob("team/app", b"{}").await;
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "artifactType": "application/spdx+json",
        "config": { "mediaType": "application/vnd.oci.empty.v1+json", "digest": empty, "size": 2 },
        "layers": [{ "mediaType": "application/spdx+json", "digest": digest, "size": list.len() }],
        "subject": subject.descriptor(),
    });
    let digest = Digest::of(manifest.to_string().as_bytes()).to_string();
    let kind = "application/vnd.oci.image.manifest.v1+json";
    pusher.manifest("team/app", &digest, kind, &manifest).await;
}

#[tokio::test]
async fn what_changed_between_two_images_is_told_by_the_packages_that_are_attached_to_them() {
    let home = FreshHome::new();
    let app = open(&home).await;
    // The local registry answers for referrers, as most do by now.
    let local = app.read_local_registry(Nothing {}).await.unwrap();
    let pusher = Pusher::new(&format!("http://{}", local.address), None);
    let before = pusher.image("team/app", "1.0", "one").await;
    let now = pusher.image("team/app", "1.1", "two").await;
    let bare = pusher.image("team/app", "1.2", "three").await;
    attach(
        &pusher,
        &before,
        &[("curl", "8.1"), ("openssl", "3.0"), ("zlib", "1.3")],
    )
    .await;
    attach(
        &pusher,
        &now,
        &[("jq", "1.7"), ("openssl", "3.1"), ("zlib", "1.3")],
    )
    .await;
    let compare = async |before: &Pushed, now: &Pushed| {
        let asked = ComparePackages {
            connection: local.connection.clone(),
            repository: "team/app".to_owned(),
            before: before.digest.to_string(),
            now: now.digest.to_string(),
            platform: None,
        };
        app.compare_packages(asked).await.unwrap()
    };
    let told = compare(&before, &now).await;
    assert_eq!(told.problem, None);
    let (then, today) = (told.before.unwrap(), told.now.unwrap());
    assert_eq!((then.packages, today.packages), (3, 3));
    assert_eq!(then.format, PackageFormat::Spdx);
    assert_eq!((told.added.len(), told.removed.len(), told.same), (1, 1, 1));
    assert_eq!(
        (&told.added[0].name[..], &told.removed[0].name[..]),
        ("jq", "curl")
    );
    let [changed] = told.changed.as_slice() else {
        panic!("{:?}", told.changed);
    };
    assert_eq!(changed.name, "openssl");
    assert_eq!(
        (&changed.before[0][..], &changed.now[0][..]),
        ("3.0", "3.1")
    );
    // Without a list on one side nothing is said to have changed.
    let told = compare(&now, &bare).await;
    assert!(told.before.is_some() && told.now.is_none());
    assert!(told.added.is_empty() && told.removed.is_empty() && told.problem.is_none());
    app.close().await;
}
