//! GitHub: versions of packages, their deletion and restoring, and its refusals.

use jiff::Timestamp;
use portolan_distribution::{Error as WireError, Problem, SignInProblem};
use portolan_registries::{Error, Kind};
use portolan_tests::{Answer, Scripted};
use serde_json::{Value, json};

use super::{
    DELETE, GET, POST, asked, connect, digest, images, names, repository, signed_in, was_told, wire,
};

const PACKAGE: &str = "/users/octo/packages/container/app";

fn version(id: u64, content: &str, tags: &[&str]) -> Value {
    json!({
        "id": id,
        "name": digest(content).to_string(),
        "created_at": "2026-09-11T21:56:39Z",
        "updated_at": "2026-09-11T21:56:39Z",
        "metadata": { "package_type": "container", "container": { "tags": tags } },
    })
}

fn package(owner: &str, name: &str) -> Value {
    json!({
        "id": 197, "name": name, "package_type": "container", "visibility": "private",
        "owner": { "login": owner, "type": "User" },
        "html_url": format!("https://github.com/users/{owner}/packages/container/package/{name}"),
        "created_at": "2026-09-11T21:56:39Z", "updated_at": "2026-10-11T21:56:39Z",
    })
}

/// A GitHub where `octo` has the package `app` with these versions.
async fn github(versions: &[Value]) -> Scripted {
    let server = Scripted::start().await;
    server
        .answer(
            GET,
            "/users/octo",
            Answer::json(200, &json!({ "login": "octo", "type": "User" })),
        )
        .answer(
            GET,
            &format!("{PACKAGE}/versions"),
            Answer::json(200, &json!(versions)),
        );
    server
}

#[tokio::test]
async fn versions_come_by_the_hundred_with_their_tags_and_dates_and_without_a_manifest() {
    let server = github(&[]).await;
    let next = format!(
        "{}/users/octo/packages/container/team%2Ftool/versions?page=2",
        server.url()
    );
    let path = "/users/octo/packages/container/team%2Ftool/versions";
    let first = Answer::json(200, &json!([version(1, "a", &["latest", "1.0"])]));
    server
        .answer(
            GET,
            path,
            first.header("link", &format!("<{next}>; rel=\"next\"")),
        )
        .answer(
            GET,
            &format!("{path}?page=2"),
            Answer::json(200, &json!([version(2, "child", &[])])),
        );
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let images = images(registry.as_ref(), "octo/team/tool").await;
    assert_eq!(names(&images[0].tags), ["latest", "1.0"]);
    assert_eq!(images[0].pushed_at, "2026-09-11T21:56:39Z".parse().ok());
    // A child of an index is listed as well, so that what contains what can be told.
    assert_eq!(images[1].digest, digest("child"));
    assert!(images[1].tags.is_empty());
    // The slash of the name is encoded once, and nothing but the API was asked.
    assert_eq!(
        asked(&server),
        [
            "GET /users/octo".to_owned(),
            format!("GET {path}?per_page=100&state=active"),
            format!("GET {path}?page=2"),
        ]
    );
    assert_eq!(server.seen().len(), 3);
    assert_eq!(registry.host(), "ghcr.io");
}

#[tokio::test]
async fn ones_own_packages_and_those_of_organisations_are_the_repositories() {
    let server = Scripted::start().await;
    server
        .answer(
            GET,
            "/user/orgs",
            Answer::json(200, &json!([{ "login": "Closed" }, { "login": "Acme" }])),
        )
        .answer(
            GET,
            "/user/packages",
            Answer::json(200, &json!([package("Octo", "app")])),
        )
        .answer(
            GET,
            "/orgs/closed/packages",
            Answer::json(
                403,
                &json!({ "message": "Resource protected by organization SAML enforcement." }),
            ),
        )
        .answer(
            GET,
            "/orgs/acme/packages",
            Answer::json(200, &json!([package("acme", "web/api")])),
        );
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let first = registry.list_repositories(None).await.unwrap();
    assert_eq!(first.items, [repository("octo/app")]);
    let second = registry
        .list_repositories(first.next.as_ref())
        .await
        .unwrap();
    assert_eq!(second.items, [repository("acme/web/api")]);
    assert!(second.next.is_none());
    // One organisation that shows nothing is named, and hides none of the others.
    assert!(
        matches!(&second.problems[..], [Problem::Missing { place, .. }] if place == "closed"),
        "{:?}",
        second.problems
    );
}

#[tokio::test]
async fn without_the_right_to_see_organisations_ones_own_packages_are_listed_and_the_right_is_named()
 {
    let server = Scripted::start().await;
    let refusal = Answer::json(
        403,
        &json!({ "message": "You need at least read:org scope" }),
    )
    .header("x-oauth-scopes", "read:packages")
    .header("x-accepted-oauth-scopes", "read:org");
    server.answer(GET, "/user/orgs", refusal).answer(
        GET,
        "/user/packages",
        Answer::json(200, &json!([package("octo", "app")])),
    );
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let page = registry.list_repositories(None).await.unwrap();
    assert_eq!(page.items, [repository("octo/app")]);
    let [Problem::Missing { reason, .. }] = &page.problems[..] else {
        panic!("{:?}", page.problems);
    };
    assert!(reason.contains("read:org"), "{reason}");
}

#[tokio::test]
async fn a_version_is_deleted_by_its_number_and_looked_up_anew_where_it_was_put_again() {
    let server = github(&[version(7, "a", &["1.0"])]).await;
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    images(registry.as_ref(), "octo/app").await;
    // Somebody deleted it and pushed it again: another number.
    server
        .answer(
            GET,
            &format!("{PACKAGE}/versions"),
            Answer::json(200, &json!([version(8, "a", &["1.0"])])),
        )
        .answer(
            DELETE,
            &format!("{PACKAGE}/versions/7"),
            Answer::json(404, &json!({ "message": "Not Found" })),
        )
        .answer(
            DELETE,
            &format!("{PACKAGE}/versions/8"),
            Answer::status(204),
        );
    registry
        .delete_manifest(&repository("octo/app"), &digest("a"))
        .await
        .unwrap();
    assert!(registry.observed().delete_digest.is_proven());
    let deletions: Vec<String> = asked(&server)
        .into_iter()
        .filter(|asked| asked.starts_with("DELETE"))
        .collect();
    assert_eq!(
        deletions,
        [
            format!("DELETE {PACKAGE}/versions/7"),
            format!("DELETE {PACKAGE}/versions/8")
        ]
    );
}

#[tokio::test]
async fn a_tag_alone_is_refused_with_the_reason_before_anything_is_asked() {
    let server = github(&[]).await;
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let ability = registry.observed().delete_tag;
    assert!(ability.is_refused());
    assert!(
        ability
            .reason
            .unwrap()
            .answered
            .contains("takes all of its tags")
    );
    let error = registry
        .delete_tag(&repository("octo/app"), &"1.0".parse().unwrap())
        .await;
    assert!(matches!(error, Err(Error::TagDeletionUnsupported { .. })));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn the_scope_that_is_missing_is_named() {
    let server = github(&[version(7, "a", &["1.0"])]).await;
    let refusal = Answer::json(403, &json!({ "message": "Must have delete:packages" }))
        .header("x-oauth-scopes", "read:packages, write:packages")
        .header("x-accepted-oauth-scopes", "delete:packages");
    server.answer(DELETE, &format!("{PACKAGE}/versions/7"), refusal);
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let error = registry
        .delete_manifest(&repository("octo/app"), &digest("a"))
        .await
        .unwrap_err();
    let WireError::Forbidden { asked, granted, .. } = wire(&error) else {
        panic!("{error:?}");
    };
    assert_eq!(asked, &["delete:packages"]);
    assert_eq!(
        granted.as_deref().unwrap(),
        ["read:packages", "write:packages"]
    );
}

#[tokio::test]
async fn what_was_downloaded_too_often_to_be_deleted_is_refused_in_githubs_words() {
    let server = github(&[version(7, "a", &["1.0"])]).await;
    let words =
        "Publicly visible package versions with more than 5000 downloads cannot be deleted.";
    let refusal = Answer::json(400, &json!({ "message": words }));
    server.answer(DELETE, &format!("{PACKAGE}/versions/7"), refusal);
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let error = registry
        .delete_manifest(&repository("octo/app"), &digest("a"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("5000 downloads"), "{error}");
    assert!(!registry.observed().delete_digest.is_refused());
}

#[tokio::test]
async fn a_version_comes_back_within_thirty_days_with_the_tags_it_has_then() {
    let server = github(&[version(7, "a", &["1.0"])]).await;
    let versions = format!("{PACKAGE}/versions");
    let deleted = Answer::json(200, &json!([version(7, "a", &[])]));
    server
        .answer(
            GET,
            &format!("{versions}?per_page=100&state=deleted"),
            deleted,
        )
        .answer(POST, &format!("{versions}/7/restore"), Answer::status(204));
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let at = repository("octo/app");
    let deleted_at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let until = registry.restorable_until(&at, deleted_at).await.unwrap();
    assert_eq!(until, "2026-12-22T10:00:00Z".parse().ok());
    let restored = registry
        .restore(&at, &digest("a"), &[])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(names(&restored.tags), ["1.0"]);
    // What GitHub no longer has is put back from what was kept here.
    let gone = registry.restore(&at, &digest("b"), &[]).await.unwrap();
    assert_eq!(gone, None);
}

#[tokio::test]
async fn the_last_version_goes_with_its_package_and_comes_back_with_it() {
    let server = github(&[version(7, "a", &["1.0"])]).await;
    let words = "You cannot delete the last tagged version of a package. You must delete the package instead.";
    server
        .answer(
            DELETE,
            &format!("{PACKAGE}/versions/7"),
            Answer::json(400, &json!({ "message": words })),
        )
        .answer(DELETE, PACKAGE, Answer::status(204));
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let at = repository("octo/app");
    registry.delete_manifest(&at, &digest("a")).await.unwrap();
    let gone = Answer::json(404, &json!({ "message": "Package not found." }));
    let versions = format!("{PACKAGE}/versions");
    server
        .answer(GET, &format!("{versions}?per_page=100&state=deleted"), gone)
        .answer(POST, &format!("{PACKAGE}/restore"), Answer::status(204));
    let restored = registry
        .restore(&at, &digest("a"), &[])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(names(&restored.tags), ["1.0"]);
}

#[tokio::test]
async fn the_last_tagged_version_does_not_take_others_along() {
    let server = github(&[version(7, "a", &["1.0"]), version(8, "b", &[])]).await;
    let words = "You cannot delete the last tagged version of a package.";
    server.answer(
        DELETE,
        &format!("{PACKAGE}/versions/7"),
        Answer::json(400, &json!({ "message": words })),
    );
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let error = registry
        .delete_manifest(&repository("octo/app"), &digest("a"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("last tagged version"), "{error}");
    assert!(!asked(&server).contains(&format!("DELETE {PACKAGE}")));
}

#[tokio::test]
async fn githubs_limits_say_until_when_whichever_way_they_come() {
    let in_an_hour = Timestamp::now().as_second() + 3600;
    let words = json!({ "message": "You have exceeded a secondary rate limit." });
    let answers = [
        Answer::json(403, &words).header("retry-after", "3600"),
        Answer::json(429, &words).header("retry-after", "3600"),
        Answer::json(403, &words)
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", &in_an_hour.to_string()),
    ];
    for answer in answers {
        let server = github(&[]).await;
        server.answer(GET, &format!("{PACKAGE}/versions"), answer);
        let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
        let error = registry
            .list_images(&repository("octo/app"), None)
            .await
            .unwrap_err();
        let WireError::RateLimited {
            until: Some(until), ..
        } = wire(&error)
        else {
            panic!("{error:?}");
        };
        assert!((in_an_hour - until.as_second()).abs() < 60, "{until}");
    }
}

#[tokio::test]
async fn a_page_for_people_is_no_answer_and_nothing_is_gone_by_it() {
    let server = github(&[version(7, "a", &["1.0"])]).await;
    let page = Answer::status(404)
        .header("content-type", "text/html; charset=utf-8")
        .body("<!DOCTYPE html><title>Page not found</title>");
    server.answer(GET, &format!("{PACKAGE}/versions"), page);
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let error = registry
        .list_images(&repository("octo/app"), None)
        .await
        .unwrap_err();
    assert!(!error.is_not_found(), "{error:?}");
    assert!(
        matches!(wire(&error), WireError::Protocol { .. }),
        "{error:?}"
    );
    // So is an answer of another shape than a list.
    let strange = Answer::json(200, &json!({ "versions": [] }));
    server.answer(GET, &format!("{PACKAGE}/versions"), strange);
    assert!(
        registry
            .list_images(&repository("octo/app"), None)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn an_expired_token_is_said_to_be_wrong_and_nobody_signed_in_asks_the_protocol_alone() {
    let server = github(&[]).await;
    let refusal = Answer::json(401, &json!({ "message": "Bad credentials" }));
    server.answer(GET, "/users/octo", refusal);
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let error = registry
        .list_images(&repository("octo/app"), None)
        .await
        .unwrap_err();
    let WireError::Unauthorized { reason, .. } = wire(&error) else {
        panic!("{error:?}");
    };
    assert_eq!(*reason, SignInProblem::WrongCredentials);

    let anonymous = Scripted::start().await;
    let registry = connect(
        Kind::Github,
        "ghcr.io",
        &anonymous,
        portolan_distribution::Credential::Anonymous,
    );
    assert_eq!(
        registry
            .list_images(&repository("octo/app"), None)
            .await
            .unwrap(),
        None
    );
    assert!(anonymous.seen().is_empty());
}

#[tokio::test]
async fn whoever_only_looks_like_github_gets_no_token_for_it() {
    for host in ["notghcr.io", "ghcr.io.evil.example", "ghcr.io:5000"] {
        let server = github(&[version(7, "a", &["1.0"])]).await;
        let registry = connect(Kind::Github, host, &server, signed_in("octo"));
        assert_eq!(registry.kind(), Kind::Generic, "{host}");
        assert_eq!(
            registry
                .list_images(&repository("octo/app"), None)
                .await
                .unwrap(),
            None
        );
        assert!(!was_told(&server), "{host}");
    }
}

#[tokio::test]
async fn links_and_redirects_to_another_place_are_not_followed() {
    let elsewhere = Scripted::start().await;
    let server = github(&[]).await;
    let link = format!("<{}/versions?page=2>; rel=\"next\"", elsewhere.url());
    let first = Answer::json(200, &json!([version(1, "a", &["1.0"])])).header("link", &link);
    server.answer(GET, &format!("{PACKAGE}/versions"), first);
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let at = repository("octo/app");
    let page = registry.list_images(&at, None).await.unwrap().unwrap();
    let error = registry
        .list_images(&at, page.next.as_ref())
        .await
        .unwrap_err();
    assert!(
        matches!(wire(&error), WireError::CrossOrigin { .. }),
        "{error:?}"
    );
    let redirect = Answer::status(302).header("location", &format!("{}/", elsewhere.url()));
    server.answer(GET, &format!("{PACKAGE}/versions"), redirect);
    assert!(registry.list_images(&at, None).await.is_err());
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn what_github_says_of_a_package_is_told() {
    let server = github(&[]).await;
    let mut said = package("octo", "app");
    said["repository"] = json!({
        "description": "An app", "html_url": "https://github.com/octo/app",
    });
    server.answer(GET, PACKAGE, Answer::json(200, &said));
    let registry = connect(Kind::Github, "ghcr.io", &server, signed_in("octo"));
    let facts = registry
        .describe_repository(&repository("octo/app"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(facts.description.as_deref(), Some("An app"));
    assert_eq!(facts.owner.as_deref(), Some("octo"));
    assert_eq!(facts.said[0].text, "https://github.com/octo/app");
}
