//! The ways to remove one tag, against the registry that people run, with deletion on and off.

use portolan_distribution::{Connector, Credential, Endpoint};
use portolan_oci::{Digest, RepositoryName, Tag};
use portolan_registries::{
    Capabilities, Error, Generic, Outcome, Registry, RemovalMethod, Tried, prove_digest_deletion,
    removal_methods, remove_as_only_tag, remove_by_restoring, remove_by_throwaway, remove_natively,
};
use portolan_tests::{DockerRegistry, Setup};

fn connect(registry: &DockerRegistry) -> Generic {
    let mut endpoint = Endpoint::new(registry.host()).unwrap();
    endpoint.plain_http = true;
    let client = Connector::new("portolan-tests")
        .connect(endpoint, Credential::Anonymous.shared())
        .unwrap();
    Generic::new(client, Capabilities::default())
}

fn repository() -> RepositoryName {
    "team/app".parse().unwrap()
}

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

/// An image with two tags, and its digest.
async fn two_tags(server: &DockerRegistry) -> Digest {
    let push = server.pusher();
    let image = push.image("team/app", "one", "a").await;
    push.manifest_bytes("team/app", "two", &image.media_type, image.bytes)
        .await;
    image.digest
}

/// The tag `one` is gone, and `two` is on the same bytes as before.
async fn only_two_is_left(server: &DockerRegistry, digest: &Digest) {
    let push = server.pusher();
    assert_eq!(push.tags("team/app").await, ["two"]);
    let left = push.manifest_of("team/app", "two").await.unwrap();
    assert!(digest.matches(&left));
}

#[tokio::test]
async fn what_a_registry_does_not_do_is_learned_from_its_answer() {
    let server = DockerRegistry::start(Setup::DeletionOff).await;
    let digest = two_tags(&server).await;
    let registry = connect(&server);
    let refused = registry.delete_manifest(&repository(), &digest).await;
    let Err(Error::DeletionOff { setting, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(setting.as_deref(), Some("REGISTRY_STORAGE_DELETE_ENABLED"));
    let refused = remove_natively(&registry, &repository(), &tag("one"), &digest).await;
    assert!(
        matches!(refused, Err(Error::TagDeletionUnsupported { .. })),
        "{refused:?}"
    );
    let observed = registry.observed();
    assert!(observed.delete_digest.is_refused() && observed.delete_tag.is_refused());
    assert_eq!(removal_methods(&observed, 1, false), []);
    assert_eq!(server.pusher().tags("team/app").await, ["one", "two"]);
}

#[tokio::test]
async fn a_throwaway_is_refused_until_deletion_is_proven_and_then_leaves_the_other_tag() {
    let server = DockerRegistry::start(Setup::DeletionOn).await;
    let digest = two_tags(&server).await;
    let registry = connect(&server);
    let refused = remove_by_throwaway(&registry, &repository(), &tag("one"), &digest).await;
    assert!(
        matches!(refused, Err(Error::DeletionUnproven)),
        "{refused:?}"
    );
    prove_digest_deletion(&registry, &repository())
        .await
        .unwrap();
    assert!(registry.observed().delete_digest.is_proven());
    assert!(removal_methods(&registry.observed(), 1, false).contains(&RemovalMethod::Throwaway));
    remove_by_throwaway(&registry, &repository(), &tag("one"), &digest)
        .await
        .unwrap();
    only_two_is_left(&server, &digest).await;
}

#[tokio::test]
async fn deletion_cant_be_proven_where_it_is_off_and_nothing_is_lost_by_trying() {
    let server = DockerRegistry::start(Setup::DeletionOff).await;
    two_tags(&server).await;
    let registry = connect(&server);
    let refused = prove_digest_deletion(&registry, &repository()).await;
    assert!(
        matches!(refused, Err(Error::DeletionOff { .. })),
        "{refused:?}"
    );
    assert_eq!(server.pusher().tags("team/app").await, ["one", "two"]);
}

#[tokio::test]
async fn deleting_and_restoring_leaves_the_other_tags_on_the_same_bytes() {
    let server = DockerRegistry::start(Setup::DeletionOn).await;
    let digest = two_tags(&server).await;
    let registry = connect(&server);
    let others = [tag("two")];
    remove_by_restoring(&registry, &repository(), &tag("one"), &digest, &others)
        .await
        .unwrap();
    only_two_is_left(&server, &digest).await;
}

#[tokio::test]
async fn an_only_tag_goes_with_its_image_and_a_second_tag_forbids_that() {
    let server = DockerRegistry::start(Setup::DeletionOn).await;
    let digest = two_tags(&server).await;
    let registry = connect(&server);
    let both = [tag("one"), tag("two")];
    let refused = remove_as_only_tag(&registry, &repository(), &tag("one"), &digest, &both).await;
    assert!(
        matches!(refused, Err(Error::DoesNotFit { .. })),
        "{refused:?}"
    );
    let alone = server.pusher().image("team/app", "alone", "b").await;
    remove_as_only_tag(
        &registry,
        &repository(),
        &tag("alone"),
        &alone.digest,
        &both,
    )
    .await
    .unwrap();
    assert_eq!(server.pusher().tags("team/app").await, ["one", "two"]);
}

#[tokio::test]
async fn a_tag_that_moved_since_is_left_alone() {
    let server = DockerRegistry::start(Setup::DeletionOn).await;
    let digest = two_tags(&server).await;
    server.pusher().image("team/app", "one", "moved").await;
    let registry = connect(&server);
    let others = [tag("two")];
    let refused =
        remove_by_restoring(&registry, &repository(), &tag("one"), &digest, &others).await;
    assert!(
        matches!(refused, Err(Error::TagMoved { .. })),
        "{refused:?}"
    );
    assert_eq!(server.pusher().tags("team/app").await, ["one", "two"]);
}

#[tokio::test]
async fn a_test_says_what_works_without_writing() {
    let server = DockerRegistry::start(Setup::DeletionOn).await;
    two_tags(&server).await;
    let registry = connect(&server);
    let trials = registry.test(None).await;
    let outcomes: Vec<_> = trials
        .iter()
        .map(|trial| (trial.tried, trial.outcome))
        .collect();
    assert_eq!(
        outcomes,
        [
            (Tried::Reach, Outcome::Passed),
            (Tried::Protocol, Outcome::Passed),
            (Tried::SignIn, Outcome::Passed),
            (Tried::Catalog, Outcome::Passed),
            (Tried::Tags, Outcome::Passed),
            (Tried::Referrers, Outcome::Noted),
        ]
    );
    let observed = registry.observed();
    assert!(observed.catalog.is_proven() && observed.referrers.is_refused());
    assert!(!observed.push.is_proven() && !observed.delete_digest.is_proven());
}
