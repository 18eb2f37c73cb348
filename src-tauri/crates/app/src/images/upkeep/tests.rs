//! What is looked up, how long it counts, and what is not asked for again.

use portolan_contract::{Code, ConnectionId, Hint, ReplicationDestination, RepositoryAt, Retry};
use portolan_storage::ListedImage;

use super::*;
use crate::Events;

fn collection(images: &[ListedImage]) -> Collection {
    let mut known = Known::default();
    known.take_listed(images.iter().cloned(), true);
    let at = RepositoryAt {
        connection: ConnectionId("1".to_owned()),
        repository: "eu-west-1/team/app".to_owned(),
    };
    let repository = at.repository.parse().unwrap();
    let connection = portolan_storage::ConnectionId::new();
    Collection::new(at, connection, repository, known, Events::default())
}

fn image(name: &str) -> ListedImage {
    ListedImage {
        digest: Digest::of(name.as_bytes()),
        media_type: Some(MediaType::OCI_MANIFEST),
        artifact_type: None,
        platforms: Vec::new(),
        size: None,
        pushed_at: None,
        last_pulled_at: None,
        scan: None,
        storage: None,
        subject: None,
        archived_at: None,
        activated_at: None,
        expirations: BTreeMap::new(),
    }
}

fn wanted(collection: &Collection) -> Vec<LookUp> {
    std::iter::from_fn(|| collection.next_look_up()).collect()
}

fn copied(state: ProgressState) -> Found {
    Found::Replication(vec![ReplicatedTo {
        destination: ReplicationDestination {
            region: "us-east-1".to_owned(),
            account: "123456789012".to_owned(),
        },
        state,
        failure: None,
    }])
}

#[test]
fn what_was_found_lately_is_not_asked_for_again_and_what_is_under_way_is_soon() {
    let one = image("one");
    let collection = collection(std::slice::from_ref(&one));
    let digests = || vec![one.digest.clone()];
    let now = Instant::now();
    assert!(collection.want_look_ups(digests(), now));
    for look_up in wanted(&collection) {
        let found = match look_up.aspect {
            Aspect::Scan => Found::Scan(None),
            Aspect::Signing => Found::Signing(Vec::new()),
            Aspect::Replication => copied(ProgressState::Running),
        };
        collection.take_found(look_up, found, now);
    }
    assert!(!collection.want_look_ups(digests(), now + Duration::from_secs(10)));
    // What is under way; the rest only later.
    assert!(collection.want_look_ups(digests(), now + Duration::from_secs(30)));
    let soon = wanted(&collection);
    assert_eq!(soon.len(), 1);
    assert_eq!(soon[0].aspect, Aspect::Replication);
    let done = copied(ProgressState::Complete);
    assert!(collection.take_found(soon[0].clone(), done, now));
    assert!(collection.want_look_ups(digests(), now + Duration::from_mins(11)));
    assert_eq!(wanted(&collection).len(), 3);
}

#[test]
fn a_newer_window_takes_the_place_of_the_one_before() {
    let (one, two) = (image("one"), image("two"));
    let collection = collection(&[one.clone(), two.clone()]);
    let now = Instant::now();
    assert!(collection.want_look_ups(vec![one.digest], now));
    // Whoever sees to the first window sees to the second as well.
    assert!(!collection.want_look_ups(vec![two.digest.clone()], now));
    let left = wanted(&collection);
    assert_eq!(left.len(), 3);
    assert!(left.iter().all(|look_up| look_up.digest == two.digest));
}

#[test]
fn a_denied_action_is_asked_for_once_until_the_person_looks_again() {
    let (one, two) = (image("one"), image("two"));
    let collection = collection(&[one.clone(), two.clone()]);
    let digests = || vec![one.digest.clone(), two.digest.clone()];
    let now = Instant::now();
    assert!(collection.want_look_ups(digests(), now));
    let first = collection.next_look_up().unwrap();
    assert_eq!(first.aspect, Aspect::Signing);
    let hint = Hint::ActionMissing {
        action: "ecr:DescribeImageSigningStatus".to_owned(),
        statement: String::new(),
    };
    let failure = Failure::new(Code::Forbidden, hint, Retry::AfterChange, "");
    collection.note_not_found(first, failure, true, now);
    let rest = wanted(&collection);
    assert!(rest.iter().all(|look_up| look_up.aspect != Aspect::Signing));
    assert_eq!(rest.len(), 4);
    assert_eq!(collection.denied_look_ups().len(), 1);
    collection.forget_look_ups();
    assert!(collection.denied_look_ups().is_empty());
}

#[test]
fn scans_that_the_list_tells_and_images_that_are_not_scanned_are_not_asked_for() {
    let index = ListedImage {
        media_type: Some(MediaType::OCI_INDEX),
        ..image("index")
    };
    let away = ListedImage {
        storage: Some(StorageClass::Archive),
        ..image("away")
    };
    let told = ListedImage {
        scan: Some(ScanSummary {
            state: ScanState::Complete,
            description: None,
            completed_at: None,
            counts: BTreeMap::new(),
        }),
        ..image("told")
    };
    let plain = image("plain");
    let collection = collection(&[index.clone(), away.clone(), told.clone(), plain.clone()]);
    let digests = [index, away, told, plain.clone()].map(|image| image.digest);
    assert!(collection.want_look_ups(digests.to_vec(), Instant::now()));
    let scans: Vec<Digest> = wanted(&collection)
        .into_iter()
        .filter(|look_up| look_up.aspect == Aspect::Scan)
        .map(|look_up| look_up.digest)
        .collect();
    assert_eq!(scans, [plain.digest]);
}
