//! Repositories: the catalog to its end, the tree, pins, and registries without a catalog.

use http::Method;
use portolan_contract::{
    AbilityState, Code, ConnectionId, Hint, ListBranches, ListRepositories, RepositoryAt,
    RepositoryColumn, RepositorySort,
};
use portolan_tests::{Answer, Scripted, until};
use serde_json::json;

use super::{Scene, connect, list};

fn by(column: RepositoryColumn) -> RepositorySort {
    RepositorySort {
        column,
        descending: false,
    }
}

fn window(connection: &ConnectionId, filter: &str) -> ListRepositories {
    ListRepositories {
        connection: connection.clone(),
        filter: filter.to_owned(),
        marked: None,
        sort: by(RepositoryColumn::Name),
        offset: 0,
        limit: 100,
    }
}

async fn names(scene: &Scene, connection: &ConnectionId, filter: &str) -> Vec<String> {
    let listed = scene
        .app
        .list_repositories(window(connection, filter))
        .await
        .unwrap();
    listed.rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn the_catalog_is_listed_filtered_and_shown_as_a_tree() {
    let scene = Scene::open().await;
    for name in ["alone", "team/app", "team/web"] {
        scene.push.image(name, "1", name).await;
    }
    scene
        .app
        .refresh_repositories(scene.connection.clone())
        .await
        .unwrap();
    let listed = scene
        .app
        .list_repositories(window(&scene.connection, ""))
        .await
        .unwrap();
    assert_eq!((listed.total, listed.all), (3, 3));
    assert_eq!(listed.catalog, AbilityState::Yes);
    assert!(listed.observed_at.is_some() && listed.problem.is_none());
    assert_eq!(names(&scene, &scene.connection, "WEB").await, ["team/web"]);
    let top = ListBranches {
        connection: scene.connection.clone(),
        path: String::new(),
    };
    let top = scene.app.list_branches(top).await.unwrap();
    let top: Vec<_> = top
        .iter()
        .map(|branch| (branch.name.as_str(), branch.below))
        .collect();
    assert_eq!(top, [("alone", 0), ("team", 2)]);
    // Distribution's catalog goes on naming a repository whose tags are all gone.
    scene.known_images("alone").await;
    let rows = scene
        .app
        .list_repositories(window(&scene.connection, "alone"))
        .await
        .unwrap()
        .rows;
    assert_eq!(rows[0].tags, Some(1));
    scene.close().await;
}

#[tokio::test]
async fn a_repository_that_the_catalog_names_and_that_has_no_tags_is_empty_not_an_error() {
    let scene = Scene::open().await;
    let image = scene.push.image("team/app", "1.0", "a").await;
    scene
        .app
        .refresh_repositories(scene.connection.clone())
        .await
        .unwrap();
    scene.known_images("team/app").await;
    let path = format!("/v2/team/app/manifests/{}", image.digest);
    scene.push.ask(Method::DELETE, &path).await;
    let refreshed = scene.refresh("team/app").await;
    assert_eq!((refreshed.tags, refreshed.gone), (0, 1));
    let window = scene.images("team/app").await;
    assert_eq!((window.all, window.problem), (0, None));
    scene.close().await;
}

#[tokio::test]
async fn pages_are_followed_to_the_end_and_a_link_past_it_is_no_trap() {
    let scene = Scene::open().await;
    let server = Scripted::start().await;
    let page = |names: &[&str], next: &str| {
        Answer::json(200, &json!({"repositories": names}))
            .header("link", &format!("<{next}>; rel=\"next\""))
    };
    server
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer_in_turn(
            Method::GET,
            "/v2/_catalog",
            [
                page(&["a", "b"], "/v2/_catalog?last=b"),
                page(&["c"], "/v2/_catalog?last=c"),
                // As Gitea does: an empty page that still links on.
                page(&[], "/v2/_catalog?last=c"),
            ],
        );
    let connection = connect(&scene.app, &server.host()).await;
    scene
        .app
        .refresh_repositories(connection.clone())
        .await
        .unwrap();
    assert_eq!(names(&scene, &connection, "").await, ["a", "b", "c"]);
    scene.close().await;
}

#[tokio::test]
async fn an_endless_list_is_cut_and_says_so() {
    let scene = Scene::open().await;
    let server = Scripted::start().await;
    let page = |tag: &str, next: &str| {
        Answer::json(200, &json!({"name": "a", "tags": [tag]})).header(
            "link",
            &format!("</v2/a/tags/list?last={next}>; rel=\"next\""),
        )
    };
    server
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(Method::GET, "/v2/a/tags/list", page("1.0", "one"))
        .answer(Method::GET, "/v2/a/tags/list?last=one", page("2.0", "two"))
        .answer(Method::GET, "/v2/a/tags/list?last=two", page("3.0", "one"));
    let connection = connect(&scene.app, &server.host()).await;
    let at = RepositoryAt {
        connection,
        repository: "a".to_owned(),
    };
    scene.app.refresh_images(at.clone()).await.unwrap();
    let window = scene.app.list_images(list(&at)).await.unwrap();
    assert_eq!(
        (window.all, &window.rows[0].tags),
        (3, &vec!["3.0".to_owned()])
    );
    assert!(matches!(
        window.problem.unwrap().hint,
        Some(Hint::EndlessPages { .. })
    ));
    scene.close().await;
}

#[tokio::test]
async fn without_a_catalog_there_are_pinned_names_and_what_was_seen() {
    let scene = Scene::open().await;
    let server = Scripted::start().await;
    server
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(
            Method::GET,
            "/v2/_catalog",
            Answer::error(405, "UNSUPPORTED", "no catalog here"),
        )
        .answer(
            Method::GET,
            "/v2/seen/tags/list",
            Answer::json(200, &json!({"name": "seen", "tags": null})),
        );
    let connection = connect(&scene.app, &server.host()).await;
    let at = |repository: &str| RepositoryAt {
        connection: connection.clone(),
        repository: repository.to_owned(),
    };
    scene
        .app
        .refresh_repositories(connection.clone())
        .await
        .unwrap();
    scene.app.pin_repository(at("team/pinned")).await.unwrap();
    scene.app.refresh_images(at("seen")).await.unwrap();
    let listed = scene
        .app
        .list_repositories(window(&connection, ""))
        .await
        .unwrap();
    assert_eq!(listed.catalog, AbilityState::No);
    assert_eq!(listed.problem, None);
    let rows: Vec<_> = listed
        .rows
        .iter()
        .map(|row| (row.name.as_str(), row.pinned, row.tags))
        .collect();
    assert_eq!(
        rows,
        [("seen", false, Some(0)), ("team/pinned", true, None)]
    );
    let wrong = scene.app.pin_repository(at("Team")).await.unwrap_err();
    assert!(matches!(wrong.code, Code::InvalidInput { .. }));
    scene.close().await;
}

#[tokio::test]
async fn the_window_is_told_when_a_refresh_behind_brings_something() {
    let scene = Scene::open().await;
    scene.push.image("team/app", "1", "a").await;
    let first = scene
        .app
        .list_repositories(window(&scene.connection, ""))
        .await
        .unwrap();
    assert!(first.refreshing && first.rows.is_empty());
    until("the refresh behind ended", async || {
        let listed = scene
            .app
            .list_repositories(window(&scene.connection, ""))
            .await
            .unwrap();
        (!listed.refreshing && listed.all == 1).then_some(())
    })
    .await;
    scene.close().await;
}
