//! When views are made, and who waits for them.

use futures_util::{FutureExt as _, future::join_all};
use portolan_contract::{ConnectionId, Event, RepositoryAt};
use portolan_oci::{Digest, Tag};

use super::*;
use crate::{Events, images::known::Known};

/// A repository with one tag, which somebody looked at.
async fn looked_at(events: &Events) -> (Arc<Collection>, Arc<View>) {
    let connection = portolan_storage::ConnectionId::new();
    let at = RepositoryAt {
        connection: ConnectionId(connection.to_string()),
        repository: "team/app".to_owned(),
    };
    let repository = at.repository.parse().unwrap();
    let collection = Collection::new(at, connection, repository, Known::default(), events.clone());
    let collection = Arc::new(collection);
    observe(&collection, "1.0");
    let view = collection.view().await.unwrap();
    // However quickly it was made, it counts as old.
    lock(&collection.view.shown).built.as_mut().unwrap().took = Duration::ZERO;
    (collection, view)
}

fn observe(collection: &Collection, name: &str) {
    let tag: Tag = name.parse().unwrap();
    collection.change(|state| {
        state
            .known_mut()
            .observe(&tag, Digest::of(name.as_bytes()), 1);
    });
}

fn tags(view: &View) -> Vec<String> {
    view.tags.names.iter().map(ToString::to_string).collect()
}

/// What is answered without waiting for anything.
fn at_once(collection: &Arc<Collection>) -> Option<Arc<View>> {
    collection.view().now_or_never().map(Result::unwrap)
}

#[tokio::test]
async fn what_came_to_its_end_is_shown_without_waiting_and_nothing_older_any_more() {
    let (collection, before) = looked_at(&Events::default()).await;
    observe(&collection, "1.1");
    // A view from before is good enough for a moment.
    lock(&collection.view.shown).built.as_mut().unwrap().took = Duration::from_hours(1);
    assert!(Arc::ptr_eq(&at_once(&collection).unwrap(), &before));
    collection.settle().await;
    let after = at_once(&collection).expect("it was made already");
    assert_eq!(tags(&after), ["1.0", "1.1"]);
    // What is settled again without a change is not made again.
    collection.settle().await;
    assert!(Arc::ptr_eq(&at_once(&collection).unwrap(), &after));
}

#[tokio::test]
async fn a_repository_that_nobody_looks_at_is_settled_without_rows() {
    let (looked, _) = looked_at(&Events::default()).await;
    let known = Known::clone(&looked.state().known);
    let (at, repository) = (looked.at.clone(), looked.repository.clone());
    let events = Events::default();
    let unseen = Arc::new(Collection::new(
        at,
        looked.connection,
        repository,
        known,
        events,
    ));
    unseen.settle().await;
    assert!(lock(&unseen.view.shown).built.is_none());
}

#[tokio::test]
async fn who_looks_while_rows_are_made_gets_those_before_and_is_told_of_the_new_ones() {
    let events = Events::default();
    let mut told = events.listen();
    let (collection, before) = looked_at(&events).await;
    let making = Arc::clone(&collection.view.making).lock_owned().await;
    observe(&collection, "1.1");
    assert!(Arc::ptr_eq(&at_once(&collection).unwrap(), &before));
    assert!(told.try_recv().is_err());
    drop(making);
    let after = collection.view().await.unwrap();
    assert_eq!(tags(&after), ["1.0", "1.1"]);
    assert!(matches!(told.try_recv(), Ok(Event::ImagesChanged { .. })));
    assert!(told.try_recv().is_err(), "it is told once");
}

#[tokio::test]
async fn what_must_not_be_shown_any_more_is_waited_for() {
    let (collection, _) = looked_at(&Events::default()).await;
    observe(&collection, "1.1");
    let making = Arc::clone(&collection.view.making).lock_owned().await;
    {
        let mut state = collection.state();
        state.settled = state.rows;
    }
    assert!(at_once(&collection).is_none());
    drop(making);
    assert_eq!(tags(&collection.view().await.unwrap()), ["1.0", "1.1"]);
}

#[tokio::test]
async fn all_who_wait_get_the_same_rows() {
    let (collection, before) = looked_at(&Events::default()).await;
    observe(&collection, "1.1");
    let rows = collection.state().rows;
    let views = join_all((0..8).map(|_| collection.make_view(rows))).await;
    let views: Vec<Arc<View>> = views.into_iter().map(Result::unwrap).collect();
    assert!(!Arc::ptr_eq(&views[0], &before));
    assert!(views.iter().all(|view| Arc::ptr_eq(view, &views[0])));
}

#[tokio::test]
async fn what_changes_while_rows_are_made_waits_for_nobody_and_is_in_the_next() {
    let (collection, _) = looked_at(&Events::default()).await;
    // What whoever makes a view holds.
    let held = Arc::clone(&collection.state().known);
    observe(&collection, "1.1");
    assert_eq!(held.tags.names.len(), 1);
    assert_eq!(tags(&collection.view().await.unwrap()), ["1.0", "1.1"]);
}
