//! Vendors' logs: one shape for all, filtered by the vendor where it can, page after page, and as a file.

use std::sync::atomic::Ordering;

use http::Method;
use portolan_contract::{
    ChangeSettings, Code, FindingsFormat, Hint, LogFilter, LogMeaning, LogPage, OfferScope,
    ReadLog, SaveLog,
};
use portolan_distribution::Credential;
use portolan_registries::{self as registries, Kind, Registry};
use portolan_tests::{
    Answer,
    vendors::{DockerHubApi, PretendedVendor, Shelf, VendorRules, connect},
};

use super::{Scene, harbor, namespace, quay, repository};

fn everything() -> LogFilter {
    LogFilter::default()
}

async fn read<Rules: VendorRules>(
    scene: &Scene<Rules>,
    scope: OfferScope,
    filter: LogFilter,
    cursor: Option<String>,
) -> LogPage {
    let at = scene.at(scope);
    let request = ReadLog { at, filter, cursor };
    scene.app.read_log(request).await.unwrap()
}

#[tokio::test]
async fn a_harbors_log_is_told_of_all_of_it_of_a_project_and_of_one_repository() {
    let scene = harbor().await;
    let log = &scene.vendor.rules().administration;
    log.note("ada", "create", "artifact", "library/app:v1");
    log.note("ada", "pull", "artifact", "library/application:v1");
    log.note("bob", "create", "project", "tools");
    log.note("bob", "delete", "artifact", "tools/lint@sha256:ab");

    let all = read(&scene, OfferScope::Registry, everything(), None).await;
    assert_eq!(all.rows.len(), 4);
    let newest = &all.rows[0];
    assert_eq!(newest.meaning, Some(LogMeaning::Deleted));
    assert_eq!(newest.repository.as_deref(), Some("tools/lint"));
    assert_eq!(newest.selector.as_deref(), Some("sha256:ab"));
    assert_eq!(newest.deed, "delete artifact");
    assert!(newest.at.is_some() && newest.actor.as_deref() == Some("bob"));
    assert_eq!(all.rows[1].about.as_deref(), Some("tools"));

    let project = read(&scene, namespace("library"), everything(), None).await;
    assert_eq!(project.rows.len(), 2);
    // Harbor finds what begins alike too, which is no entry of this repository.
    let one = read(&scene, repository("library/app"), everything(), None).await;
    assert_eq!(one.rows.len(), 1);
    assert_eq!(one.rows[0].selector.as_deref(), Some("v1"));
    scene.app.close().await;
}

#[tokio::test]
async fn a_harbor_picks_what_is_wanted_itself_and_tells_it_in_pages() {
    let scene = harbor().await;
    let log = &scene.vendor.rules().administration;
    for number in 0..130 {
        log.note("ada", "pull", "artifact", &format!("library/app:v{number}"));
        log.note("bob", "pull", "artifact", "library/app:v1");
    }
    let by_ada = LogFilter {
        actor: Some("ada".to_owned()),
        deed: Some("pull artifact".to_owned()),
        since: None,
    };
    scene.vendor.forget();
    let first = read(&scene, OfferScope::Registry, by_ada.clone(), None).await;
    assert_eq!(first.rows.len(), 100);
    let second = read(&scene, OfferScope::Registry, by_ada, first.next).await;
    assert_eq!((second.rows.len(), second.next), (30, None));
    assert_eq!(second.rows[29].selector.as_deref(), Some("v0"));
    assert_eq!(scene.vendor.seen().len(), 2, "a page is a request");
    scene.app.close().await;
}

#[tokio::test]
async fn an_older_harbor_tells_its_plain_log() {
    let scene = harbor().await;
    let log = &scene.vendor.rules().administration;
    log.has_plain_log.store(true, Ordering::Relaxed);
    for _ in 0..101 {
        log.note("ada", "pull", "artifact", "library/app:v1");
    }
    let first = read(&scene, namespace("library"), everything(), None).await;
    scene.vendor.forget();
    let second = read(&scene, namespace("library"), everything(), first.next).await;
    assert_eq!((first.rows.len(), second.rows.len()), (100, 1));
    // What an older server lacks is asked for once.
    let asked: Vec<String> = scene.vendor.seen().into_iter().map(|it| it.path).collect();
    assert_eq!(asked, ["/api/v2.0/projects/library/logs"]);
    scene.app.close().await;
}

#[tokio::test]
async fn a_page_for_people_or_something_else_than_a_list_is_no_empty_log() {
    let scene = harbor().await;
    let path = "/api/v2.0/auditlog-exts";
    let page = Answer::status(200)
        .header("content-type", "text/html")
        .body("<html>sign in</html>");
    for odd in [page, Answer::json(200, &serde_json::json!({ "rows": 7 }))] {
        scene.vendor.fail(Method::GET, path, odd);
        let request = ReadLog {
            at: scene.at(OfferScope::Registry),
            filter: everything(),
            cursor: None,
        };
        let failed = scene.app.read_log(request).await.unwrap_err();
        assert_eq!(failed.code, Code::Unexpected);
    }
    scene.app.close().await;
}

#[tokio::test]
async fn a_log_is_saved_as_a_table_and_as_json_with_all_its_pages() {
    let scene = harbor().await;
    let log = &scene.vendor.rules().administration;
    log.note("=cmd()", "create", "artifact", "library/app:v1");
    for _ in 0..150 {
        log.note("ada", "pull", "artifact", "library/app:v1");
    }
    let folder = scene.home.home().join("saved");
    let settings = ChangeSettings {
        downloads_folder: Some(folder.display().to_string()),
        ..ChangeSettings::default()
    };
    scene.app.change_settings(settings).await.unwrap();
    let save = async |format| {
        let request = SaveLog {
            at: scene.at(OfferScope::Registry),
            filter: everything(),
            format,
        };
        let saved = scene.app.save_log(request).await.unwrap();
        std::fs::read_to_string(saved.path).unwrap()
    };
    let table = save(FindingsFormat::Csv).await;
    assert_eq!(table.lines().count(), 152, "the heads, and a line a row");
    // Nothing that a spreadsheet would carry out.
    assert!(table.contains("\"'=cmd()\"") && table.contains("\"library/app\",\"v1\""));
    let json: serde_json::Value = serde_json::from_str(&save(FindingsFormat::Json).await).unwrap();
    assert_eq!(json.as_array().map(Vec::len), Some(151));
    scene.app.close().await;
}

#[tokio::test]
async fn quays_logs_of_an_organisation_of_oneself_and_of_a_repository_are_told_with_where_from() {
    let scene = quay().await;
    let log = &scene.vendor.rules().administration;
    for number in 0..25 {
        log.note("acme+ci", "push_repo", "acme/app", &format!("v{number}"));
    }
    log.note("ada", "pull_repo", "acme/tool", "v1");
    log.note("me", "delete_tag", "me/own", "v1");

    let first = read(&scene, namespace("acme"), everything(), None).await;
    assert_eq!(first.rows.len(), 20);
    assert!(
        first.reaches_back_to.is_some(),
        "Quay itself tells of one day"
    );
    assert_eq!(first.rows[0].source.as_deref(), Some("192.0.2.7"));
    let second = read(&scene, namespace("acme"), everything(), first.next).await;
    assert_eq!((second.rows.len(), second.next), (6, None));

    let own = read(&scene, namespace("me"), everything(), None).await;
    assert_eq!(own.rows[0].repository.as_deref(), Some("me/own"));
    let one = read(&scene, repository("acme/tool"), everything(), None).await;
    assert_eq!(one.rows[0].meaning, Some(LogMeaning::Pulled));

    // Quay can't pick what was done: pages without any of it are passed over.
    let pulls = LogFilter {
        deed: Some("push_repo".to_owned()),
        ..everything()
    };
    let found = read(&scene, repository("acme/tool"), pulls, None).await;
    assert_eq!((found.rows.len(), found.next), (0, None));
    scene.app.close().await;
}

#[tokio::test]
async fn a_log_that_may_not_be_read_says_which_right_is_missing() {
    let scene = quay().await;
    let refused = Answer::json(
        403,
        &serde_json::json!({ "error_message": "Insufficient scope", "status": 403 }),
    )
    .header("www-authenticate", "Bearer scope=\"org:admin\"");
    let path = "/api/v1/organization/acme/logs";
    scene.vendor.fail(Method::GET, path, refused);
    let request = ReadLog {
        at: scene.at(namespace("acme")),
        filter: everything(),
        cursor: None,
    };
    let failed = scene.app.read_log(request).await.unwrap_err();
    assert_eq!(failed.code, Code::Forbidden);
    let missing =
        matches!(failed.hint, Some(Hint::MissingPermission { scope, .. }) if scope == "org:admin");
    assert!(missing);
    scene.app.close().await;
}

#[tokio::test]
async fn docker_hubs_log_of_a_namespace_and_of_a_repository_is_told() {
    let hub = PretendedVendor::start(DockerHubApi::of("me", "secret"), Shelf::default()).await;
    for number in 0..120 {
        hub.rules()
            .note_push("ada", "acme/app", &format!("v{number}"));
    }
    hub.rules().note_push("bob", "acme/tool", "v1");
    let credential = Credential::Basic {
        user: "me".to_owned(),
        password: "secret".into(),
    };
    let registry = connect(Kind::DockerHub, &hub.host(), "docker.io", credential);
    let log = Registry::offers(registry.as_ref()).log.unwrap();
    let wanted = registries::LogFilter::default();
    let acme = registries::Scope::Namespace("acme".to_owned());
    let first = log.read_log(&acme, &wanted, None).await.unwrap();
    assert_eq!(first.items.len(), 100);
    assert_eq!(first.items[0].actor.as_deref(), Some("bob"));
    assert_eq!(first.items[1].selector.as_deref(), Some("v119"));
    let second = log.read_log(&acme, &wanted, first.next.as_ref()).await;
    assert_eq!(second.unwrap().items.len(), 21);
    let tool = registries::Scope::Repository("acme/tool".parse().unwrap());
    let one = log.read_log(&tool, &wanted, None).await.unwrap();
    assert_eq!(one.items.len(), 1);
    // There is none of all of Hub, and nobody is asked for it.
    hub.forget();
    let all = log
        .read_log(&registries::Scope::Registry, &wanted, None)
        .await;
    assert!(all.unwrap_err().is_not_found() && hub.seen().is_empty());
}
