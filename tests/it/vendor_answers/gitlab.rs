//! GitLab: where its API is, lists by group and project, a hundred tags at once where the server can.

use portolan_distribution::Error as WireError;
use portolan_registries::Kind;
use portolan_tests::{Answer, Scripted};
use serde_json::{Value, json};

use super::{
    DELETE, GET, POST, SECRET, asked, connect, digest, images, names, repository, signed_in,
    was_told, wire,
};

const TAG: &str = "/api/v4/projects/9/registry/repositories/3/tags/v1";

/// A GitLab that is its own registry: `group/project` with the repository `app`.
async fn gitlab() -> Scripted {
    let server = Scripted::start().await;
    let challenge = format!(
        "Bearer realm=\"{}/jwt/auth\",service=\"container_registry\"",
        server.url()
    );
    let row = json!({ "id": 3, "project_id": 9, "path": "group/project/app", "name": "app" });
    server
        .answer(
            GET,
            "/v2/",
            Answer::status(401).header("www-authenticate", &challenge),
        )
        .answer(
            GET,
            "/api/v4/projects/group%2Fproject/registry/repositories",
            Answer::json(200, &json!([row])),
        );
    server
}

fn page(nodes: &[Value], next: Option<&str>) -> Answer {
    let tags = json!({
        "nodes": nodes,
        "pageInfo": { "hasNextPage": next.is_some(), "endCursor": next },
    });
    Answer::json(
        200,
        &json!({ "data": { "containerRepository": { "tags": tags } } }),
    )
}

fn node(name: &str) -> Value {
    json!({
        "name": name, "digest": digest(name).to_string(), "totalSize": "1234",
        "createdAt": "2026-01-02T03:04:05Z", "publishedAt": null,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
    })
}

#[tokio::test]
async fn a_hundred_tags_with_their_details_are_one_question_and_no_manifest() {
    let server = gitlab().await;
    server.answer_in_turn(
        POST,
        "/api/graphql",
        [
            page(&[node("v1"), node("v2")], Some("abc")),
            page(&[node("v3")], None),
        ],
    );
    let registry = connect(Kind::Gitlab, &server.host(), &server, signed_in("me"));
    let images = images(registry.as_ref(), "group/project/app").await;
    assert_eq!(images.len(), 3);
    assert_eq!(names(&images[2].tags), ["v3"]);
    assert_eq!(images[0].size, Some(1_234));
    assert!(images[0].pushed_at.is_some());
    let questions: Vec<_> = server
        .seen()
        .into_iter()
        .filter(|seen| seen.method == POST)
        .collect();
    let second: Value = serde_json::from_slice(&questions[1].body).unwrap();
    assert_eq!(second["variables"]["after"], "abc");
    assert_eq!(
        second["variables"]["id"],
        "gid://gitlab/ContainerRepository/3"
    );
    assert_eq!(questions[0].headers["private-token"], SECRET);
}

#[tokio::test]
async fn an_older_server_is_asked_once_and_read_by_the_protocol_then() {
    let server = gitlab().await;
    let errors = json!({ "errors": [{ "message": "Field 'digest' doesn't exist on type 'Tag'" }] });
    server.answer(POST, "/api/graphql", Answer::json(200, &errors));
    let registry = connect(Kind::Gitlab, &server.host(), &server, signed_in("me"));
    let at = repository("group/project/app");
    for _ in 0..2 {
        assert_eq!(registry.list_images(&at, None).await.unwrap(), None);
    }
    let questions = asked(&server)
        .into_iter()
        .filter(|asked| asked.starts_with("POST"));
    assert_eq!(questions.count(), 1);
}

#[tokio::test]
async fn repositories_of_ones_projects_and_groups_are_listed_by_keyset_pages() {
    let server = gitlab().await;
    let row = |id: u64, path: &str| json!({ "id": id, "project_id": 9, "path": path });
    let groups = "/api/v4/groups";
    let second = format!("<{}{groups}?cursor=xyz>; rel=\"next\"", server.url());
    server
        .answer(GET, "/api/v4/user", Answer::json(200, &json!({ "id": 5 })))
        .answer(
            GET,
            "/api/v4/users/5/projects",
            Answer::json(200, &json!([{ "id": 9 }, { "id": 10 }])),
        )
        .answer(
            GET,
            groups,
            Answer::json(200, &json!([{ "id": 1 }])).header("link", &second),
        )
        .answer(
            GET,
            &format!("{groups}?cursor=xyz"),
            Answer::json(200, &json!([{ "id": 2 }])),
        )
        .answer(
            GET,
            "/api/v4/projects/9/registry/repositories",
            Answer::json(200, &json!([row(3, "me/own")])),
        )
        // A project whose registry is switched off.
        .answer(
            GET,
            "/api/v4/projects/10/registry/repositories",
            Answer::json(404, &json!({ "message": "404 Not Found" })),
        )
        .answer(
            GET,
            "/api/v4/groups/1/registry/repositories",
            Answer::json(200, &json!([])),
        )
        .answer(
            GET,
            "/api/v4/groups/2/registry/repositories",
            Answer::json(200, &json!([row(4, "acme/app/api")])),
        );
    let registry = connect(Kind::Gitlab, &server.host(), &server, signed_in("me"));
    let first = registry.list_repositories(None).await.unwrap();
    assert_eq!(first.items, [repository("me/own")]);
    let second = registry
        .list_repositories(first.next.as_ref())
        .await
        .unwrap();
    assert_eq!(second.items, [repository("acme/app/api")]);
    assert!(second.next.is_none());
}

#[tokio::test]
async fn a_tag_is_removed_by_the_api_and_a_protected_one_is_refused_with_its_reason() {
    let server = gitlab().await;
    server.answer(DELETE, TAG, Answer::status(200));
    let registry = connect(Kind::Gitlab, &server.host(), &server, signed_in("me"));
    let at = repository("group/project/app");
    registry
        .delete_tag(&at, &"v1".parse().unwrap())
        .await
        .unwrap();
    assert!(registry.observed().delete_tag.is_proven());
    let protected = json!({ "message": "403 Forbidden - container registry tag is protected" });
    server.answer(DELETE, TAG, Answer::json(403, &protected));
    let error = registry
        .delete_tag(&at, &"v1".parse().unwrap())
        .await
        .unwrap_err();
    let WireError::Forbidden {
        complaint: Some(said),
        ..
    } = wire(&error)
    else {
        panic!("{error:?}");
    };
    assert!(said.to_string().contains("protected"), "{said}");
}

#[tokio::test]
async fn a_scope_that_a_token_lacks_is_named() {
    let server = gitlab().await;
    let refusal = json!({
        "error": "insufficient_scope", "scope": "api",
        "error_description": "The request requires higher privileges than provided by the access token.",
    });
    server.answer(DELETE, TAG, Answer::json(403, &refusal));
    let registry = connect(Kind::Gitlab, &server.host(), &server, signed_in("me"));
    let at = repository("group/project/app");
    let error = registry
        .delete_tag(&at, &"v1".parse().unwrap())
        .await
        .unwrap_err();
    assert!(matches!(wire(&error), WireError::Forbidden { asked, .. } if asked == &["api"]));
}

#[tokio::test]
async fn a_registry_that_sends_people_elsewhere_to_sign_in_gets_them_no_token() {
    let elsewhere = gitlab().await;
    let server = Scripted::start().await;
    let realm = elsewhere.url().replace("127.0.0.1", "127.0.0.2");
    let challenge = format!("Bearer realm=\"{realm}/jwt/auth\",service=\"container_registry\"");
    server.answer(
        GET,
        "/v2/",
        Answer::status(401).header("www-authenticate", &challenge),
    );
    let registry = connect(Kind::Gitlab, &server.host(), &server, signed_in("me"));
    let error = registry
        .list_images(&repository("group/project/app"), None)
        .await
        .unwrap_err();
    assert!(
        matches!(wire(&error), WireError::RealmElsewhere { .. }),
        "{error:?}"
    );
    assert!(elsewhere.seen().is_empty());
    assert!(!was_told(&server));
}

#[tokio::test]
async fn what_a_project_cleans_up_by_itself_is_told() {
    let server = gitlab().await;
    let project = json!({
        "id": 9, "path_with_namespace": "group/project", "visibility": "internal", "star_count": 4,
        "web_url": "https://gitlab.example/group/project",
        "container_expiration_policy": { "enabled": true, "cadence": "1d", "keep_n": 5 },
    });
    server
        .answer(GET, "/api/v4/projects/9", Answer::json(200, &project))
        .answer(
            GET,
            "/api/v4/registry/repositories/3",
            Answer::json(200, &json!({ "size": 99, "status": null })),
        );
    let registry = connect(Kind::Gitlab, &server.host(), &server, signed_in("me"));
    let facts = registry
        .describe_repository(&repository("group/project/app"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(facts.project.as_deref(), Some("group/project"));
    assert_eq!(facts.size, Some(99));
    assert_eq!(facts.said[0].text, "cadence: 1d, keep_n: 5");
}

#[tokio::test]
async fn a_deploy_token_which_the_api_does_not_know_reads_by_the_protocol() {
    let server = Scripted::start().await;
    let challenge = format!(
        "Bearer realm=\"{}/jwt/auth\",service=\"container_registry\"",
        server.url()
    );
    let refusal = Answer::json(401, &json!({ "message": "401 Unauthorized" }));
    server
        .answer_in_turn(
            GET,
            "/v2/",
            [Answer::status(401).header("www-authenticate", &challenge)],
        )
        .answer(
            GET,
            "/jwt/auth",
            Answer::json(200, &json!({ "token": "pass" })),
        )
        .answer(GET, "/api/v4/user", refusal.clone())
        .answer(
            GET,
            "/api/v4/projects/group%2Fproject%2Fapp/registry/repositories",
            refusal,
        )
        .answer(
            GET,
            "/v2/_catalog",
            Answer::json(200, &json!({ "repositories": ["group/project/app"] })),
        );
    let registry = connect(Kind::Gitlab, &server.host(), &server, signed_in("deploy"));
    let at = repository("group/project/app");
    assert_eq!(registry.list_images(&at, None).await.unwrap(), None);
    let page = registry.list_repositories(None).await.unwrap();
    assert_eq!(page.items, [at]);
}
