//! Against CNCF Distribution 2.8, which deletes digests where that is switched on, and no tags alone.

use std::{collections::BTreeMap, sync::Arc};

use portolan_app::App;
use portolan_contract::{Change, ConnectionId, Hint, PlanWarning, RemovalMethod};
use portolan_tests::{DockerRegistry, FreshHome, PASSWORD, Pusher, Setup, USER};

use super::{carry_out, change, delete, preview, remove, undo};
use crate::program::{draft, open, signed_in};

const REPOSITORY: &str = "team/app";

/// The program with a connection to a registry that was set up so.
struct Bench {
    // Fields are dropped in this order: the program before its home.
    app: Arc<App>,
    connection: ConnectionId,
    pusher: Pusher,
    registry: DockerRegistry,
    _home: FreshHome,
}

impl Bench {
    async fn with(setup: Setup) -> Self {
        let home = FreshHome::new();
        let registry = DockerRegistry::start(setup).await;
        let app = open(&home).await;
        let draft = match setup {
            Setup::DeletionOn | Setup::DeletionOff => draft(registry.host()),
            Setup::Htpasswd | Setup::TokenServer => signed_in(registry.host(), USER, PASSWORD),
        };
        let connection = app.add_connection(draft).await.unwrap().id;
        Self {
            app,
            connection,
            pusher: registry.pusher(),
            registry,
            _home: home,
        }
    }

    /// Every tag with the bytes it leads to.
    async fn visible(&self) -> BTreeMap<String, Vec<u8>> {
        let mut visible = BTreeMap::new();
        for tag in self.pusher.tags(REPOSITORY).await {
            let bytes = self.pusher.manifest_of(REPOSITORY, &tag).await;
            visible.insert(tag, bytes.unwrap());
        }
        visible
    }

    async fn close(self) {
        self.app.close().await;
        drop(self.registry);
    }
}

#[tokio::test]
async fn every_change_on_distribution_is_undone_to_the_same_bytes() {
    for setup in [Setup::DeletionOn, Setup::Htpasswd, Setup::TokenServer] {
        let bench = Bench::with(setup).await;
        let (app, id) = (&bench.app, &bench.connection);
        let one = bench.pusher.image(REPOSITORY, "1.0", "one").await;
        let two = bench.pusher.image(REPOSITORY, "2.0", "two").await;
        let index = bench
            .pusher
            .index(REPOSITORY, "multi", &[one.clone(), two.clone()])
            .await;
        bench
            .pusher
            .index(REPOSITORY, "latest", &[one.clone(), two.clone()])
            .await;
        let repository = REPOSITORY.to_owned();
        for wish in [
            Change::AddTag {
                repository: repository.clone(),
                digest: two.digest.to_string(),
                tag: "new".to_owned(),
            },
            Change::MoveTag {
                repository: repository.clone(),
                tag: "latest".to_owned(),
                digest: one.digest.to_string(),
            },
            Change::RenameTag {
                repository: repository.clone(),
                from: "1.0".to_owned(),
                to: "1.0.0".to_owned(),
            },
            remove(REPOSITORY, &["latest"]),
            delete(REPOSITORY, &[index.digest.to_string()]),
            Change::DeleteRepository {
                repository: repository.clone(),
            },
        ] {
            let before = bench.visible().await;
            let done = change(app, id, wish.clone()).await;
            assert_ne!(
                bench.visible().await,
                before,
                "{setup:?}: {wish:?} did nothing"
            );
            undo(app, done).await;
            assert_eq!(
                bench.visible().await,
                before,
                "{setup:?}: {wish:?} was not taken back"
            );
        }
        bench.close().await;
    }
}

#[tokio::test]
async fn one_of_two_tags_is_removed_from_distribution_and_the_other_stays() {
    let bench = Bench::with(Setup::DeletionOn).await;
    let image = bench.pusher.image(REPOSITORY, "1.0", "one").await;
    let again = bench.pusher.image(REPOSITORY, "latest", "one").await;
    assert_eq!(image.digest, again.digest);
    change(
        &bench.app,
        &bench.connection,
        remove(REPOSITORY, &["latest"]),
    )
    .await;
    let left = bench.visible().await;
    assert_eq!(
        left.into_iter().collect::<Vec<_>>(),
        [("1.0".to_owned(), image.bytes)]
    );
    bench.close().await;
}

#[tokio::test]
async fn distribution_with_deletion_off_loses_nothing_and_says_what_to_switch_on() {
    let bench = Bench::with(Setup::DeletionOff).await;
    let (app, id) = (&bench.app, &bench.connection);
    let image = bench.pusher.image(REPOSITORY, "1.0", "one").await;
    bench.pusher.image(REPOSITORY, "latest", "one").await;
    let before = bench.visible().await;
    let setting = Some("REGISTRY_STORAGE_DELETE_ENABLED".to_owned());
    let expected = Some(Hint::DeletionSwitchedOff { setting });
    for wish in [
        remove(REPOSITORY, &["latest"]),
        delete(REPOSITORY, &[image.digest.to_string()]),
    ] {
        // The first try finds it out; from then on it is said before anything is tried.
        let found = match preview(app, id, wish.clone()).await {
            Ok(plan) => carry_out(app, &plan).await.1.unwrap_err(),
            Err(refused) => refused,
        };
        assert_eq!(found.hint, expected, "{wish:?}");
        assert_eq!(preview(app, id, wish).await.unwrap_err().hint, expected);
        assert_eq!(bench.visible().await, before);
    }
    bench.close().await;
}

#[tokio::test]
async fn a_referrer_on_distribution_leaves_its_fallback_index_and_comes_back() {
    let bench = Bench::with(Setup::DeletionOn).await;
    let image = bench.pusher.image(REPOSITORY, "1.0", "one").await;
    let sbom = bench
        .pusher
        .referrer(REPOSITORY, &image, "application/spdx+json")
        .await;
    let scan = bench
        .pusher
        .referrer(REPOSITORY, &image, "application/sarif+json")
        .await;
    let tag = image.digest.fallback_tag();
    bench
        .pusher
        .index(REPOSITORY, &tag, &[sbom.clone(), scan.clone()])
        .await;
    let before = bench.visible().await;
    let wish = delete(REPOSITORY, &[sbom.digest.to_string()]);
    let deleted = change(&bench.app, &bench.connection, wish).await;
    let index = String::from_utf8(bench.visible().await[&tag].clone()).unwrap();
    assert!(!index.contains(sbom.digest.as_str()) && index.contains(scan.digest.as_str()));
    undo(&bench.app, deleted).await;
    assert_eq!(bench.visible().await, before);
    let sbom = bench
        .pusher
        .manifest_of(REPOSITORY, sbom.digest.as_str())
        .await;
    assert!(sbom.is_some());
    bench.close().await;
}

#[tokio::test]
async fn once_distribution_is_known_to_remove_no_tags_the_plan_names_the_way_round() {
    let bench = Bench::with(Setup::DeletionOn).await;
    let (app, id) = (&bench.app, &bench.connection);
    for tag in ["1.0", "1.0.0", "latest"] {
        bench.pusher.image(REPOSITORY, tag, "one").await;
    }
    change(app, id, remove(REPOSITORY, &["latest"])).await;
    let plan = preview(app, id, remove(REPOSITORY, &["1.0.0"]))
        .await
        .unwrap();
    let method = RemovalMethod::Throwaway;
    assert!(plan.warnings.contains(&PlanWarning::Workaround { method }));
    bench.close().await;
}
