//! Registries that people run themselves and that are told apart for a few things only: Gitea, Artifactory,
//! Nexus, Pulp, and what CNCF Distribution leaves behind. What they share with all others is in `contract`.

use std::sync::Arc;

use http::Method;
use portolan_distribution::{Connector, Credential, Endpoint, Pages};
use portolan_oci::{Digest, RepositoryName, Selector};
use portolan_registries::{Error, Kind, Registry, recognise};
use portolan_tests::{
    Answer, Scripted,
    vendors::{
        ArtifactoryApi, GiteaRules, NexusRules, PretendedVendor, PulpApi, Shelf, VendorRules,
        connect,
    },
};
use serde_json::json;
use url::Url;

use super::{name, tag};

const USER: &str = "me";
const SECRET: &str = "canary-secret";

async fn start<Rules: VendorRules>(rules: Rules) -> PretendedVendor<Rules> {
    PretendedVendor::start(rules, Shelf::default()).await
}

fn sign_in<Rules: VendorRules>(kind: Kind, vendor: &PretendedVendor<Rules>) -> Arc<dyn Registry> {
    let credential = Credential::Basic {
        user: USER.to_owned(),
        password: SECRET.to_owned().into(),
    };
    connect(kind, &vendor.host(), &vendor.host(), credential)
}

async fn repositories(registry: &dyn Registry) -> Vec<String> {
    let mut names = Vec::new();
    let mut pages = Pages::default();
    while let Some(page) = registry.next_repositories(&mut pages).await.unwrap() {
        assert!(page.problems.is_empty(), "{:?}", page.problems);
        names.extend(page.items.iter().map(ToString::to_string));
    }
    names
}

async fn kind_of(server: &Scripted) -> Kind {
    let mut endpoint = Endpoint::new(&server.host()).unwrap();
    endpoint.plain_http = true;
    let web = Connector::new("test").web_beside(&endpoint).unwrap();
    let origin = Url::parse(&server.url()).unwrap();
    recognise(&web, &origin).await.unwrap()
}

#[tokio::test]
async fn own_servers_are_recognised_by_what_they_answer_to_nobody_in_particular() {
    let refusal = || Answer::error(401, "UNAUTHORIZED", "who asks?");
    for (kind, header, value) in [
        (
            Kind::Gitea,
            "www-authenticate",
            r#"Bearer realm="https://git.example/v2/token",service="container_registry",scope="*""#,
        ),
        (
            Kind::Artifactory,
            "x-jfrog-version",
            "Artifactory/7.98.9 79809900",
        ),
        (Kind::Artifactory, "server", "Artifactory/5.4.10"),
        (Kind::Nexus, "server", "Nexus/3.31.0-01 (OSS)"),
        (
            Kind::Nexus,
            "www-authenticate",
            r#"BASIC realm="Sonatype Nexus Repository Manager""#,
        ),
        (Kind::Generic, "server", "nginx"),
    ] {
        let server = Scripted::start().await;
        server.answer(Method::GET, "/v2/", refusal().header(header, value));
        assert_eq!(kind_of(&server).await, kind, "{header}: {value}");
    }
    let pulp = Scripted::start().await;
    let status = json!({ "versions": [{ "component": "container", "version": "2.20.0" }] });
    pulp.answer(Method::GET, "/v2/", refusal()).answer(
        Method::GET,
        "/pulp/api/v3/status/",
        Answer::json(200, &status),
    );
    assert_eq!(kind_of(&pulp).await, Kind::Pulp);
}

#[tokio::test]
async fn gitea_s_links_past_the_end_end_the_list_and_cost_one_request() {
    let gitea = start(GiteaRules::of(USER, SECRET)).await;
    gitea.shelf().fill("me/app", 120);
    let registry = sign_in(Kind::Gitea, &gitea);
    let mut count = 0;
    let mut pages = Pages::default();
    while let Some(page) = registry
        .next_tags(&name("me/app"), &mut pages)
        .await
        .unwrap()
    {
        assert!(page.problems.is_empty(), "{:?}", page.problems);
        count += page.items.len();
    }
    assert_eq!(count, 120);
    let lists = gitea.seen();
    let lists = lists.iter().filter(|it| it.path.ends_with("/tags/list"));
    // Three pages, and the empty one that the last of them leads to.
    assert_eq!(lists.count(), 4);
}

#[tokio::test]
async fn artifactory_s_repositories_are_listed_each_by_its_own_catalog() {
    let artifactory = start(ArtifactoryApi::of(USER, SECRET).with_page(2)).await;
    for image in [
        "docker-local/a",
        "docker-local/b",
        "docker-local/team/c",
        "other/d",
    ] {
        artifactory.shelf().fill(image, 1);
    }
    let registry = sign_in(Kind::Artifactory, &artifactory);
    assert_eq!(
        repositories(registry.as_ref()).await,
        [
            "docker-local/a",
            "docker-local/b",
            "docker-local/team/c",
            "other/d"
        ]
    );
    // A challenge without a scope gives a pass for what is asked, all the same.
    let asked = artifactory.seen();
    let token = asked.iter().find(|it| it.path == "/v2/token").unwrap();
    assert_eq!(
        token.query.get("scope").map(String::as_str),
        Some("registry:catalog:*")
    );
}

#[tokio::test]
async fn one_repository_of_artifactory_s_that_does_not_let_in_costs_none_of_the_others() {
    let artifactory = start(ArtifactoryApi::of(USER, SECRET)).await;
    artifactory.shelf().fill("closed/a", 1);
    artifactory.shelf().fill("open/b", 1);
    let said = json!({ "errors": [{ "status": 403, "message": "Forbidden" }] });
    let closed = "/artifactory/api/docker/closed/";
    artifactory.fail(Method::GET, closed, Answer::json(403, &said));
    let registry = sign_in(Kind::Artifactory, &artifactory);
    let page = registry.list_repositories(None).await.unwrap();
    assert_eq!(page.items, [name("open/b")]);
    assert_eq!(page.problems.len(), 1);
}

#[tokio::test]
async fn an_artifactory_that_is_one_repository_is_listed_by_the_protocol() {
    let artifactory = start(ArtifactoryApi::of(USER, SECRET)).await;
    let catalog = json!({ "repositories": ["app"] });
    artifactory.fail(Method::GET, "/v2/_catalog", Answer::json(200, &catalog));
    let registry = sign_in(Kind::Artifactory, &artifactory);
    assert_eq!(repositories(registry.as_ref()).await, ["app"]);
    let asked = artifactory.seen();
    assert!(asked.iter().all(|it| it.path.starts_with("/v2/")));
}

#[tokio::test]
async fn artifactory_s_api_with_a_page_for_people_leaves_what_the_registry_said() {
    let artifactory = start(ArtifactoryApi::of(USER, SECRET)).await;
    let page = Answer::status(200)
        .header("content-type", "text/html")
        .body("<html>JFrog</html>");
    artifactory.fail(Method::GET, "/artifactory/", page);
    let registry = sign_in(Kind::Artifactory, &artifactory);
    let page = registry.list_repositories(None).await.unwrap();
    assert!(page.items.is_empty() && page.problems.is_empty());
}

#[tokio::test]
async fn nexus_is_asked_by_get_for_what_it_denies_by_head_and_for_nothing_twice() {
    let nexus = start(NexusRules::of(USER, SECRET)).await;
    nexus.shelf().fill("app", 1);
    let registry = sign_in(Kind::Nexus, &nexus);
    let found = registry
        .resolve(&name("app"), &Selector::Tag(tag("v0")))
        .await;
    let found = found.unwrap();
    assert!(
        found.manifest.is_some(),
        "the bytes came, and are not fetched again"
    );
    let absent = registry
        .resolve(&name("app"), &Selector::Tag(tag("v9")))
        .await;
    assert!(absent.unwrap_err().is_not_found());
}

/// What a repository holds: tags, and manifests.
fn held<Rules: VendorRules>(vendor: &PretendedVendor<Rules>) -> (usize, usize) {
    let shelf = vendor.shelf();
    let there = &shelf.repositories["me/app"];
    (there.tags.len(), there.manifests.len())
}

async fn digest_of(registry: &dyn Registry, repository: &RepositoryName) -> Digest {
    let selector = Selector::Tag(tag("v0"));
    registry
        .resolve(repository, &selector)
        .await
        .unwrap()
        .digest
}

#[tokio::test]
async fn pulp_removes_a_tag_by_a_task_of_its_own_and_the_image_stays() {
    let pulp = start(PulpApi::of(USER, SECRET)).await;
    pulp.shelf().fill("me/app", 2);
    let registry = sign_in(Kind::Pulp, &pulp);
    registry
        .delete_tag(&name("me/app"), &tag("v0"))
        .await
        .unwrap();
    assert_eq!(held(&pulp), (1, 2));
    assert!(registry.observed().delete_tag.is_proven());
}

#[tokio::test]
async fn an_older_pulp_removes_an_image_by_its_own_api() {
    let pulp = start(PulpApi::of(USER, SECRET).older()).await;
    pulp.shelf().fill("me/app", 2);
    let registry = sign_in(Kind::Pulp, &pulp);
    let digest = digest_of(registry.as_ref(), &name("me/app")).await;
    registry
        .delete_manifest(&name("me/app"), &digest)
        .await
        .unwrap();
    assert_eq!(held(&pulp), (1, 1));
    assert!(registry.observed().delete_digest.is_proven());
}

#[tokio::test]
async fn pulp_says_why_a_task_came_to_nothing_and_which_tags_it_removes_nowhere() {
    let pulp = start(PulpApi::of(USER, SECRET)).await;
    pulp.shelf().fill("me/app", 1);
    let registry = sign_in(Kind::Pulp, &pulp);
    let failed = json!({ "state": "failed", "error": { "description": "somebody else's lock" } });
    pulp.fail(
        Method::GET,
        "/pulp/api/v3/tasks/",
        Answer::json(200, &failed),
    );
    let error = registry.delete_tag(&name("me/app"), &tag("v0")).await;
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("somebody else's lock")
    );
    // One that is filled from elsewhere is none that is pushed to.
    let none = json!({ "count": 0, "results": [] });
    let pushed = "/pulp/api/v3/repositories/container/container-push/";
    pulp.fail(Method::GET, pushed, Answer::json(200, &none));
    let error = registry
        .delete_tag(&name("me/app"), &tag("v0"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::TagDeletionUnsupported { .. }),
        "{error:?}"
    );
    assert!(registry.observed().delete_tag.is_refused());
}

#[tokio::test]
async fn a_catalog_that_refuses_a_large_page_is_asked_without_a_size_and_phantoms_have_no_tags() {
    // CNCF Distribution 2.8.2: a page above its maximum is an error, and a repository stays in the catalog
    // when its last tag is gone.
    let server = Scripted::start().await;
    let invalid = Answer::error(
        400,
        "PAGINATION_NUMBER_INVALID",
        "invalid number of results requested",
    );
    server
        .answer(
            Method::GET,
            "/v2/_catalog",
            Answer::json(200, &json!({ "repositories": ["phantom"] })),
        )
        .answer(Method::GET, "/v2/_catalog?n=1000", invalid)
        .answer(
            Method::GET,
            "/v2/phantom/tags/list",
            Answer::json(200, &json!({ "name": "phantom", "tags": null })),
        );
    let registry = connect(
        Kind::Generic,
        &server.host(),
        &server.host(),
        Credential::Anonymous,
    );
    assert_eq!(repositories(registry.as_ref()).await, ["phantom"]);
    let tags = registry.list_tags(&name("phantom"), None).await.unwrap();
    assert!(tags.items.is_empty() && tags.problems.is_empty() && tags.next.is_none());
}
