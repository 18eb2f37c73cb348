//! Copies inside one Harbor: by Harbor itself where that brings what was planned and nothing else, by us
//! otherwise.

use std::sync::{Arc, atomic::Ordering};

use http::Method;
use portolan_distribution::Credential;
use portolan_oci::{Selector, Tag};
use portolan_registries::{Kind, Registry};
use portolan_tests::{
    Answer,
    vendors::{Asked, HarborApi, PretendedVendor, connect},
};
use portolan_transfer::{Choice, CopyOptions, RepositoryPlace, Wanted, copy, plan_copy};

use super::name;

const FROM: &str = "library/team/app";
const TO: &str = "released/app";

struct Scene {
    harbor: PretendedVendor<HarborApi>,
    registry: Arc<dyn Registry>,
}

impl Scene {
    async fn open() -> Self {
        let harbor = PretendedVendor::start(HarborApi::default(), HarborApi::shelf()).await;
        harbor.want("robot$ci", "secret");
        let credential = Credential::Basic {
            user: "robot$ci".to_owned(),
            password: "secret".to_owned().into(),
        };
        let registry = connect(Kind::Harbor, &harbor.host(), &harbor.host(), credential);
        Self { harbor, registry }
    }

    /// Copies `tag`, under the names `to`; all of it has to arrive.
    async fn copy(&self, tag: &str, to: &[&str]) {
        let place = |repository: &str| {
            let registry = Arc::clone(&self.registry);
            Arc::new(RepositoryPlace::new(registry, name(repository)))
        };
        let (source, destination) = (place(FROM), place(TO));
        let wanted = Wanted {
            selector: Selector::Tag(tag.parse().unwrap()),
            tags: to.iter().map(|tag| tag.parse::<Tag>().unwrap()).collect(),
        };
        let choice = Choice::images(vec![wanted]);
        let plan = plan_copy(&*source, &*destination, &choice).await.unwrap();
        self.harbor.forget();
        let options = CopyOptions::default();
        let report = copy(Arc::new(plan), source, destination, options).await;
        assert!(report.failure().is_none(), "{:?}", report.failure());
    }

    fn tags(&self, repository: &str) -> Vec<(String, String)> {
        let shelf = self.harbor.shelf();
        let repository = shelf.repositories.get(repository);
        let tags = repository.into_iter().flat_map(|it| it.tags.clone());
        tags.collect()
    }

    fn has(&self, digest: &str) -> bool {
        let shelf = self.harbor.shelf();
        shelf.repositories[TO].manifests.contains_key(digest)
    }
}

fn puts(seen: &[Asked]) -> usize {
    let is_put = |asked: &&Asked| asked.method == Method::PUT && asked.path.contains("/manifests/");
    seen.iter().filter(is_put).count()
}

fn server_copies(seen: &[Asked]) -> usize {
    let is_copy = |asked: &&Asked| {
        asked.path.ends_with("/artifacts")
            && asked.method == Method::POST
            && asked.query.contains_key("from")
    };
    seen.iter().filter(is_copy).count()
}

#[tokio::test]
async fn an_index_with_what_describes_it_is_copied_by_harbor_and_nothing_is_sent() {
    let scene = Scene::open().await;
    let pusher = scene.harbor.pusher();
    let child = pusher.image(FROM, "child", "one").await;
    pusher
        .index(FROM, "1.0", std::slice::from_ref(&child))
        .await;
    let index = {
        let mut shelf = scene.harbor.shelf();
        let repository = shelf.repositories.get_mut(FROM).unwrap();
        repository.tags.remove("child");
        repository.tags["1.0"].clone()
    };
    scene.copy("1.0", &["1.0"]).await;
    let seen = scene.harbor.seen();
    assert_eq!((server_copies(&seen), puts(&seen)), (1, 0));
    assert!(seen.iter().all(|asked| !asked.path.contains("/uploads")));
    assert_eq!(scene.tags(TO), [("1.0".to_owned(), index.clone())]);
    assert!(scene.has(&index) && scene.has(child.digest.as_str()));
}

#[tokio::test]
async fn an_image_with_tags_that_nobody_asked_for_is_not_copied_by_harbor() {
    let scene = Scene::open().await;
    let pusher = scene.harbor.pusher();
    pusher.image(FROM, "1.0", "one").await;
    pusher.image(FROM, "latest", "one").await;
    // Harbor would take this one along, and move it.
    pusher.image(TO, "latest", "two").await;
    let before = scene.tags(TO);
    scene.copy("1.0", &["1.0"]).await;
    assert_eq!(server_copies(&scene.harbor.seen()), 0);
    let latest = |tags: Vec<(String, String)>| tags.into_iter().find(|(tag, _)| tag == "latest");
    assert_eq!(latest(scene.tags(TO)), latest(before));
    assert_eq!(scene.tags(TO).len(), 2);
}

#[tokio::test]
async fn where_harbor_may_not_copy_the_image_is_sent() {
    let scene = Scene::open().await;
    scene.harbor.pusher().image(FROM, "1.0", "one").await;
    let path = "/api/v2.0/projects/released/repositories/app/artifacts";
    let refusal = Answer::error(403, "FORBIDDEN", "no permission");
    scene.harbor.fail(Method::POST, path, refusal);
    scene.copy("1.0", &["1.0"]).await;
    assert!(puts(&scene.harbor.seen()) > 0);
    assert_eq!(scene.tags(TO), scene.tags(FROM));
}

#[tokio::test]
async fn what_harbor_says_it_copied_and_did_not_is_sent() {
    let scene = Scene::open().await;
    scene.harbor.pusher().image(FROM, "1.0", "one").await;
    let rules = scene.harbor.rules();
    rules.copies_nothing.store(true, Ordering::Relaxed);
    scene.copy("1.0", &["1.0"]).await;
    assert_eq!(server_copies(&scene.harbor.seen()), 1);
    assert_eq!(scene.tags(TO), scene.tags(FROM));
}

#[tokio::test]
async fn an_image_under_another_name_is_tagged_where_it_was_copied() {
    let scene = Scene::open().await;
    scene.harbor.pusher().image(FROM, "1.0", "one").await;
    let digest = scene.tags(FROM)[0].1.clone();
    // Both names are asked for, of which the source has one.
    scene.copy("1.0", &["1.0", "stable"]).await;
    assert_eq!(server_copies(&scene.harbor.seen()), 1);
    let both = [
        ("1.0".to_owned(), digest.clone()),
        ("stable".to_owned(), digest),
    ];
    assert_eq!(scene.tags(TO), both);
}
