//! Several regions in one connection: what each has, is called and loses.

use portolan_contract::{
    Code, Event, Hint, ImageKind, ListRepositories, ListSnippets, TestConnection,
};
use portolan_tests::aws::{ACCOUNT, Api, Fault, Injection, Picture};
use serde_json::json;

use super::{REPOSITORY, Scene, by_profile};

async fn repositories(scene: &Scene) -> Vec<String> {
    let request = ListRepositories {
        connection: scene.connection.clone(),
        filter: String::new(),
        marked: None,
        sort: portolan_contract::RepositorySort {
            column: portolan_contract::RepositoryColumn::Name,
            descending: false,
        },
        offset: 0,
        limit: 10,
    };
    let listed = scene.app.list_repositories(request).await.unwrap();
    listed.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn the_regions_with_repositories_are_found_before_a_connection_is_added() {
    let scene = Scene::open().await;
    scene.fake.switch_off("af-south-1");
    let asked = scene.app.find_amazon_regions(TestConnection {
        draft: by_profile(&scene.fake, &["eu-west-1"]),
        of: None,
    });
    let found = asked.await.unwrap();
    let used = found.iter().filter(|it| it.has_repositories == Some(true));
    let mut used: Vec<&str> = used.map(|it| it.region.as_str()).collect();
    used.sort_unstable();
    assert_eq!(used, ["eu-west-1", "us-east-1"]);
    let off = found.iter().find(|it| it.region == "af-south-1").unwrap();
    assert_eq!(off.has_repositories, None);
    assert!(matches!(
        off.problem.as_ref().unwrap().hint,
        Some(Hint::RegionOff { .. })
    ));
    scene.app.close().await;
}

#[tokio::test]
async fn that_amazon_asks_for_patience_is_told_while_it_is_asked_again() {
    let scene = Scene::open().await;
    scene.push(&Picture::of("one").tag("1.0"));
    let mut events = scene.app.events.listen();
    let throttled = Injection::at("DescribeImages", Fault::Throttled).times(1);
    scene.fake.inject(throttled);
    assert_eq!(scene.images().await.rows.len(), 1);
    let (operation, attempt) = loop {
        let event = events.recv().await.unwrap();
        if let Event::Throttled {
            operation, attempt, ..
        } = event
        {
            break (operation, attempt);
        }
    };
    assert_eq!((operation.as_deref(), attempt), (Some("DescribeImages"), 1));
    scene.app.close().await;
}

#[tokio::test]
async fn a_region_that_fails_keeps_what_it_had_and_the_others_lose_what_is_gone() {
    let scene = Scene::open().await;
    let connection = scene.connection.clone();
    scene
        .app
        .refresh_repositories(connection.clone())
        .await
        .unwrap();
    assert_eq!(
        repositories(&scene).await,
        [REPOSITORY, "us-east-1/team/app"]
    );
    let delete = json!({ "repositoryName": "team/app", "force": true });
    let here = scene.fake.region("eu-west-1");
    here.perform(Api::Ecr, "DeleteRepository", delete).unwrap();
    here.repository("team/new");
    let fault = Injection::at("DescribeRepositories", Fault::Denied);
    scene.fake.inject(fault.in_region("us-east-1"));
    let told = scene.app.refresh_repositories(connection.clone()).await;
    let told = told.unwrap_err();
    assert!(told.detail.contains("us-east-1"), "{told}");
    assert_eq!(told.code, Code::Offline);
    assert_eq!(
        repositories(&scene).await,
        ["eu-west-1/team/new", "us-east-1/team/app"]
    );
    scene.fake.heal();
    scene.app.refresh_repositories(connection).await.unwrap();
    assert_eq!(
        repositories(&scene).await,
        ["eu-west-1/team/new", "us-east-1/team/app"]
    );
    scene.app.close().await;
}

#[tokio::test]
async fn snippets_name_the_registry_that_everybody_else_reaches() {
    let scene = Scene::open_at_amazons_hosts().await;
    scene.push(&Picture::of("one").tag("1.0"));
    scene.images().await;
    let snippets = scene.app.list_snippets(ListSnippets {
        connection: scene.connection.clone(),
        repository: REPOSITORY.to_owned(),
        selector: "1.0".to_owned(),
        platform: None,
        kind: Some(ImageKind::Image),
    });
    let snippets = snippets.await.unwrap();
    assert!(snippets.len() > 5);
    let reference = format!("{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/team/app");
    for snippet in &snippets {
        assert!(!snippet.text.contains(REPOSITORY), "{snippet:#?}");
    }
    let naming = snippets.iter().filter(|it| it.text.contains(&reference));
    assert!(naming.count() > 5, "{snippets:#?}");
    scene.app.close().await;
}
