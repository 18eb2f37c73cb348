//! What CloudTrail remembers, as the program tells it.

use portolan_contract::{
    AmazonEvent, AmazonEvents, Change, Code, Hint, ListAmazonEvents, TrailDeed, TrailPrincipalKind,
};
use portolan_tests::aws::{ACCOUNT, Fault, Injection, Picture};
use serde_json::{Value, json};

use super::{REPOSITORY, Scene};

const ARN: &str = "arn:aws:ecr:eu-west-1:123456789012:repository/team/app";

fn pull(digest: &str, tag: &str, has_resource: bool) -> Value {
    let mut event = json!({
        "eventName": "BatchGetImage",
        "eventSource": "ecr.amazonaws.com",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": format!("arn:aws:sts::{ACCOUNT}:assumed-role/web/i-0123456789abcdef0"),
            "accountId": ACCOUNT,
            "sessionContext": { "sessionIssuer": { "userName": "web" } },
        },
        "sourceIPAddress": "203.0.113.7",
        "userAgent": "docker/27.0",
        "requestParameters": {
            "repositoryName": "team/app",
            "imageIds": [{ "imageDigest": digest, "imageTag": tag }],
        },
    });
    if has_resource {
        event["resources"] = json!([{ "ARN": ARN, "accountId": ACCOUNT }]);
    }
    event
}

async fn events(scene: &Scene, digest: Option<&str>, cursor: Option<String>) -> AmazonEvents {
    let request = ListAmazonEvents {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        digest: digest.map(str::to_owned),
        cursor,
    };
    scene.app.list_amazon_events(request).await.unwrap()
}

fn deeds(found: &AmazonEvents) -> Vec<TrailDeed> {
    let is_told = |event: &&AmazonEvent| event.deed != TrailDeed::Looked;
    let told = found.events.iter().filter(is_told);
    told.map(|event| event.deed).collect()
}

#[tokio::test]
async fn the_trail_says_who_pulled_and_who_deleted_which_tag() {
    let scene = Scene::open().await;
    let one = scene.push(&Picture::of("one").tag("1.0"));
    let two = scene.push(&Picture::of("two").tag("2.0"));
    let region = scene.fake.region("eu-west-1");
    region.event(60.0, pull(&one, "1.0", true));
    region.event(50.0, pull(&two, "2.0", true));
    scene.images().await;
    let change = Change::DeleteImages {
        repository: REPOSITORY.to_owned(),
        digests: vec![one.clone()],
    };
    let plan = scene.preview(change).await.unwrap();
    scene.carry_out(&plan).await;

    let found = events(&scene, None, None).await;
    let told = deeds(&found);
    assert!(told.contains(&TrailDeed::Deleted), "{found:#?}");
    // Those a minute ago are older than everything that was done here.
    assert!(told.ends_with(&[TrailDeed::Pulled, TrailDeed::Pulled]));
    let times = found.events.iter().map(|event| std::cmp::Reverse(event.at));
    assert!(times.is_sorted(), "the newest come first");
    let pulled = found
        .events
        .iter()
        .find(|it| it.source.as_deref() == Some("203.0.113.7"));
    let by = pulled.unwrap().principal.clone().unwrap();
    assert_eq!(
        (by.kind, by.name.as_str()),
        (TrailPrincipalKind::Role, "web")
    );
    assert_eq!(by.instance.as_deref(), Some("i-0123456789abcdef0"));
    // What this program did itself is told as such, and what others did is not.
    assert!(!pulled.unwrap().own);
    let own: Vec<_> = found.events.iter().filter(|event| event.own).collect();
    assert!(own.iter().any(|event| event.deed == TrailDeed::Deleted));
    assert!(
        own.iter()
            .all(|event| event.source.as_deref() == Some("127.0.0.1"))
    );

    let of_two = events(&scene, Some(&two), None).await;
    let names_two = |event: &AmazonEvent| {
        let mut images = event.images.iter();
        images.any(|it| it.digest.as_ref().is_none_or(|digest| *digest == two))
    };
    assert!(deeds(&of_two).contains(&TrailDeed::Pulled), "{of_two:#?}");
    assert!(!deeds(&of_two).contains(&TrailDeed::Deleted));
    assert!(of_two.events.iter().all(names_two), "{of_two:#?}");
    scene.app.close().await;
}

#[tokio::test]
async fn a_trail_that_names_no_resource_is_searched_for_the_repository_page_by_page() {
    let scene = Scene::open().await;
    let digest = scene.push(&Picture::of("one").tag("1.0"));
    let region = scene.fake.region("us-east-1");
    for minutes in 0..60 {
        let mut event = pull(&digest, "1.0", false);
        // Another repository's events are not told.
        if minutes % 2 == 0 {
            event["requestParameters"]["repositoryName"] = "team/other".into();
        }
        region.event(f64::from(minutes) * 60.0, event);
    }
    // What made the repository names it: without that, the trail knows no such resource.
    let request = ListAmazonEvents {
        connection: scene.connection.clone(),
        repository: "us-east-1/quiet".to_owned(),
        digest: None,
        cursor: None,
    };
    let nothing = scene.app.list_amazon_events(request.clone()).await.unwrap();
    assert_eq!((nothing.events.len(), &nothing.next), (0, &None));
    for event in 0..3 {
        let mut told = pull(&digest, "1.0", false);
        told["requestParameters"]["repositoryName"] = "quiet".into();
        region.event(f64::from(event) * 7200.0, told);
    }
    let found = scene.app.list_amazon_events(request).await.unwrap();
    assert_eq!(deeds(&found), [TrailDeed::Pulled; 3]);
    assert_eq!(found.next, None, "it was read to its end");
    scene.app.close().await;
}

#[tokio::test]
async fn more_than_a_page_goes_on_where_it_ended_without_asking_twice() {
    let scene = Scene::open().await;
    let digest = scene.push(&Picture::of("one").tag("1.0"));
    let region = scene.fake.region("eu-west-1");
    for minutes in 1..=70 {
        region.event(f64::from(minutes) * 60.0, pull(&digest, "1.0", true));
    }
    let first = events(&scene, None, None).await;
    assert_eq!(first.events.len(), 50);
    let rest = events(&scene, None, first.next.clone()).await;
    assert_eq!(rest.next, None);
    let all = first.events.iter().chain(&rest.events);
    let pulls = all.filter(|event| event.deed == TrailDeed::Pulled);
    let mut ids: Vec<&str> = pulls.map(|event| event.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 70, "each once");
    assert_eq!(scene.fake.count("LookupEvents"), 2);
    scene.app.close().await;
}

#[tokio::test]
async fn a_trail_that_must_not_be_read_says_which_permission_is_missing() {
    let scene = Scene::open().await;
    scene
        .fake
        .inject(Injection::at("LookupEvents", Fault::Denied));
    let request = ListAmazonEvents {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        digest: None,
        cursor: None,
    };
    let refused = scene.app.list_amazon_events(request).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
    let Some(Hint::ActionMissing { action, statement }) = refused.hint else {
        panic!("{refused:?}");
    };
    assert_eq!(action, "cloudtrail:LookupEvents");
    assert!(statement.contains("\"Allow\""));
    scene.app.close().await;
}
