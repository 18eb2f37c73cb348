//! The health of a registry and what takes up its space, against the registry that people run.

use std::sync::Arc;

use portolan_app::App;
use portolan_contract::{
    AskPullQuota, ConnectionDraft, ConnectionId, Event, Failure, Health, HealthFinding, JobId,
    LookIntoAll, ProxyChoice, ReadHealth, ReadStorageUse, RepositoryAt, StorageUse,
};
use portolan_tests::{Answer, DockerRegistry, FreshHome, Pusher, Scripted, Setup};
use reqwest::Method;
use serde_json::json;

use crate::program::{draft, open};

struct Scene {
    app: Arc<App>,
    _home: FreshHome,
    _registry: DockerRegistry,
    push: Pusher,
    connection: ConnectionId,
}

impl Scene {
    async fn open() -> Self {
        let registry = DockerRegistry::start(Setup::DeletionOn).await;
        let home = FreshHome::new();
        let app = open(&home).await;
        let draft = ConnectionDraft {
            proxy: ProxyChoice::None,
            ..draft(registry.host())
        };
        let connection = app.add_connection(draft).await.unwrap().id;
        Self {
            app,
            _home: home,
            push: registry.pusher(),
            _registry: registry,
            connection,
        }
    }

    /// Looks into all of the registry.
    async fn look(&self) {
        let mut events = self.app.events.listen();
        let connection = self.connection.clone();
        let job = self.app.look_into_all(LookIntoAll { connection });
        let job = job.await.unwrap();
        assert_eq!(end_of(&mut events, &job).await, None);
    }

    async fn health(&self) -> Health {
        let request = ReadHealth {
            connection: self.connection.clone(),
            unpulled_days: 90,
        };
        self.app.read_health(request).await.unwrap()
    }

    async fn storage(&self, repository: Option<&str>) -> StorageUse {
        let request = ReadStorageUse {
            connection: self.connection.clone(),
            repository: repository.map(str::to_owned),
        };
        self.app.read_storage_use(request).await.unwrap()
    }
}

async fn end_of(
    events: &mut tokio::sync::broadcast::Receiver<Event>,
    wanted: &JobId,
) -> Option<Failure> {
    loop {
        if let Event::JobEnded { job, failure } = events.recv().await.unwrap()
            && job == *wanted
        {
            return failure;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_index_and_a_signature_of_nothing_are_found_after_a_look_into_all() {
    let scene = Scene::open().await;
    let push = &scene.push;
    let amd64 = push
        .image_for("team/app", "amd", "x", "linux", "amd64")
        .await;
    let arm64 = push
        .image_for("team/app", "arm", "y", "linux", "arm64")
        .await;
    let index = push.index("team/app", "1.0", &[amd64, arm64.clone()]).await;
    let signed = push.image("team/web", "gone", "signed").await;
    let signature_tag = format!("{}.sig", signed.digest.fallback_tag());
    let signature = push.image("team/web", &signature_tag, "signature").await;
    push.image("team/web", "2.0", "fine").await;
    for (repository, digest) in [("team/app", &arm64.digest), ("team/web", &signed.digest)] {
        let path = format!("/v2/{repository}/manifests/{digest}");
        let answer = push.ask(Method::DELETE, &path).await;
        assert!(answer.status().is_success(), "{answer:?}");
    }

    assert_eq!(
        scene.health().await.known.repositories,
        0,
        "nobody has looked"
    );
    scene.look().await;
    let health = scene.health().await;
    assert_eq!((health.known.repositories, health.known.unlisted), (2, 0));
    assert_eq!(health.known.unread, 0, "{health:?}");
    let broken = HealthFinding::BrokenIndex {
        repository: "team/app".to_owned(),
        digest: index.digest.to_string(),
        tags: vec!["1.0".to_owned()],
        missing: vec![arm64.digest.to_string()],
    };
    let dangling = HealthFinding::DanglingReferrer {
        repository: "team/web".to_owned(),
        digest: signature.digest.to_string(),
        tags: vec![signature_tag],
        subject: signed.digest.to_string(),
        certain: true,
    };
    assert_eq!(health.findings, [broken, dangling]);
    assert_eq!(health.counts.broken_index, 1);
    assert_eq!(health.quota, None);
    scene.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_layers_count_once_and_what_is_an_images_own_is_told_apart() {
    let scene = Scene::open().await;
    let push = &scene.push;
    // The layer's text is what two images have in common.
    push.image_for("team/app", "amd", "the shared layer", "linux", "amd64")
        .await;
    push.image_for("team/app", "arm", "the shared layer", "linux", "arm64")
        .await;
    push.image_for("other/app", "1", "the shared layer", "linux", "s390x")
        .await;
    push.image("other/app", "2", "another layer altogether")
        .await;
    scene.look().await;

    let all = scene.storage(Some("team/app")).await;
    let [one, two] = all.images.as_slice() else {
        panic!("{all:?}");
    };
    let shared = one.bytes.unwrap() - one.only_its.unwrap();
    assert!(shared > 0 && shared == two.bytes.unwrap() - two.only_its.unwrap());
    assert!(!one.whole && !two.whole);

    let of = |name: &str| {
        let mut rows = all.repositories.iter();
        rows.find(|row| row.repository == name).unwrap().clone()
    };
    let (app, other) = (of("team/app"), of("other/app"));
    let own = one.only_its.unwrap() + two.only_its.unwrap();
    assert_eq!(app.bytes.unwrap(), own + shared, "a layer counts once");
    assert_eq!(
        app.only_its.unwrap(),
        own,
        "the other repository has it too"
    );
    assert_eq!(all.bytes, app.bytes.unwrap() + other.only_its.unwrap());
    assert!(scene.storage(None).await.images.is_empty());
    scene.app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_quota_is_asked_for_by_a_question_that_costs_none_of_it() {
    let registry = Scripted::start().await;
    let tags = json!({ "name": "team/app", "tags": ["1.0"] });
    let head = |answer: Answer| {
        let digest = format!("sha256:{}", "a".repeat(64));
        answer
            .header("content-type", "application/vnd.oci.image.manifest.v1+json")
            .header("docker-content-digest", &digest)
            .header("content-length", "2")
    };
    let counted = head(Answer::status(200))
        .header("ratelimit-limit", "100;w=21600")
        .header("ratelimit-remaining", "20;w=21600");
    let manifest = "/v2/team/app/manifests/1.0";
    registry
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(
            Method::GET,
            "/v2/team/app/tags/list",
            Answer::json(200, &tags),
        )
        .answer(Method::HEAD, manifest, head(Answer::status(200)));
    let home = FreshHome::new();
    let app = open(&home).await;
    let draft = ConnectionDraft {
        proxy: ProxyChoice::None,
        ..draft(&registry.host())
    };
    let connection = app.add_connection(draft).await.unwrap().id;
    let ask = || {
        app.ask_pull_quota(AskPullQuota {
            connection: connection.clone(),
        })
    };
    // Nothing is known that could be asked for.
    let asked = ask().await.unwrap();
    assert_eq!((asked.quota, asked.by), (None, None));
    let at = RepositoryAt {
        connection: connection.clone(),
        repository: "team/app".to_owned(),
    };
    app.refresh_images(at).await.unwrap();
    let asked = ask().await.unwrap();
    assert_eq!(
        (asked.quota, asked.by.as_deref()),
        (None, Some("team/app:1.0"))
    );
    registry.answer(Method::HEAD, manifest, counted.clone());
    let quota = ask().await.unwrap().quota.unwrap();
    assert_eq!(
        (quota.limit, quota.remaining, quota.window),
        (100, 20, 21_600)
    );
    // Of what went meanwhile it says so as well, and without an answer the failure is told.
    let gone = Answer::error(404, "MANIFEST_UNKNOWN", "gone")
        .header("ratelimit-limit", "100;w=21600")
        .header("ratelimit-remaining", "19;w=21600");
    registry.answer(Method::HEAD, manifest, gone);
    assert_eq!(ask().await.unwrap().quota.unwrap().remaining, 19);
    registry.answer(Method::HEAD, manifest, Answer::status(403));
    assert!(ask().await.is_err());
    let pulls = registry
        .seen()
        .into_iter()
        .filter(|seen| seen.method == Method::GET && seen.path.contains("/manifests/"));
    assert_eq!(pulls.count(), 0, "a GET counts as a pull");
    app.close().await;
}
