//! "Test connection" says what was tried, what was answered, and what to change.

use http::Method;
use portolan_contract::{
    AbilityState, ConnectionDraft, ConnectionReport, Failure, Finding, Hint, TestConnection,
    TestOutcome, TestedThing,
};
use portolan_tests::{
    Answer, DockerRegistry, FreshHome, PASSWORD, Scripted, Setup, USER, free_port,
};
use serde_json::json;

use crate::program::{draft, open, signed_in};

async fn test(draft: ConnectionDraft) -> ConnectionReport {
    let home = FreshHome::new();
    let app = open(&home).await;
    let report = app
        .test_connection(TestConnection { draft, of: None })
        .await
        .unwrap();
    app.close().await;
    report
}

/// Makes it a registry that has these repositories.
fn greet(registry: &Scripted, repositories: &[&str]) {
    let catalog = json!({ "repositories": repositories });
    registry
        .answer(Method::GET, "/v2/", Answer::json(200, &json!({})))
        .answer(Method::GET, "/v2/_catalog", Answer::json(200, &catalog));
}

fn hint_of(report: &ConnectionReport) -> Hint {
    let failed = report
        .steps
        .iter()
        .find(|step| step.outcome == TestOutcome::Failed);
    let failure: &Failure = failed
        .and_then(|step| step.failure.as_ref())
        .unwrap_or_else(|| panic!("nothing failed: {report:?}"));
    failure
        .hint
        .clone()
        .unwrap_or_else(|| panic!("no hint: {failure:?}"))
}

#[tokio::test]
async fn an_open_registry_works_and_what_was_not_tried_is_not_known_yet() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    registry.pusher().image("team/app", "v1", "hello").await;
    let report = test(draft(registry.host())).await;
    assert!(report.works, "{report:?}");
    let findings: Vec<&Finding> = report.steps.iter().map(|step| &step.finding).collect();
    let app_tags = Finding::Tags {
        repository: "team/app".to_owned(),
        count: 1,
        more: false,
    };
    for expected in [
        Finding::Open,
        Finding::Repositories {
            count: 1,
            more: false,
        },
        app_tags,
        Finding::NoReferrersApi,
    ] {
        assert!(findings.contains(&&expected), "{findings:?}");
    }
    assert_eq!(report.capabilities.catalog.state, AbilityState::Yes);
    assert_eq!(report.capabilities.referrers.state, AbilityState::No);
    assert_eq!(
        report.capabilities.delete_digest.state,
        AbilityState::Unknown
    );
    assert_eq!(report.capabilities.push.state, AbilityState::Unknown);
}

#[tokio::test]
async fn a_right_password_signs_in_and_a_wrong_one_is_said_to_be_wrong() {
    let registry = DockerRegistry::start(Setup::Htpasswd).await;
    assert!(test(signed_in(registry.host(), USER, PASSWORD)).await.works);
    let wrong = test(signed_in(registry.host(), USER, "not it")).await;
    assert!(!wrong.works);
    assert!(
        matches!(hint_of(&wrong), Hint::WrongPassword { .. }),
        "{wrong:?}"
    );
    let nobody = test(draft(registry.host())).await;
    assert!(
        matches!(hint_of(&nobody), Hint::NoCredentials { .. }),
        "{nobody:?}"
    );
}

#[tokio::test]
async fn a_token_server_signs_in() {
    let registry = DockerRegistry::start(Setup::TokenServer).await;
    let report = test(signed_in(registry.host(), USER, PASSWORD)).await;
    assert!(report.works, "{report:?}");
    let wrong = test(signed_in(registry.host(), USER, "not it")).await;
    assert!(
        matches!(hint_of(&wrong), Hint::WrongPassword { .. }),
        "{wrong:?}"
    );
}

#[tokio::test]
async fn a_mistyped_host_is_not_found() {
    let mut typed = draft("registry.invalid");
    typed.plain_http = false;
    let report = test(typed).await;
    assert!(
        matches!(hint_of(&report), Hint::HostNotFound { .. }),
        "{report:?}"
    );
}

#[tokio::test]
async fn a_port_where_nobody_listens_refuses() {
    let report = test(draft(&format!("localhost:{}", free_port()))).await;
    assert!(
        matches!(hint_of(&report), Hint::ConnectionRefused { .. }),
        "{report:?}"
    );
}

#[tokio::test]
async fn a_web_page_is_not_a_registry() {
    let page = Scripted::start().await;
    let html = Answer::json(200, &json!(null))
        .header("content-type", "text/html")
        .body("<html><body>Welcome</body></html>");
    page.answer(Method::GET, "/v2/", html);
    let report = test(draft(&page.host())).await;
    assert!(
        matches!(hint_of(&report), Hint::NotARegistry { .. }),
        "{report:?}"
    );
}

#[tokio::test]
async fn an_untrusted_certificate_is_named_and_trusting_its_authority_mends_it() {
    let registry = Scripted::start_tls().await;
    greet(&registry, &[]);
    let mut https = draft(&registry.host());
    https.plain_http = false;
    let report = test(https.clone()).await;
    assert!(
        matches!(hint_of(&report), Hint::UntrustedCertificate { .. }),
        "{report:?}"
    );
    https.authorities = registry.certificate().map(ToOwned::to_owned);
    let report = test(https).await;
    assert!(report.works, "{report:?}");
}

#[tokio::test]
async fn plain_http_is_not_spoken_unless_ticked() {
    let registry = DockerRegistry::start(Setup::DeletionOn).await;
    let mut https = draft(registry.host());
    https.plain_http = false;
    let report = test(https).await;
    assert!(
        matches!(hint_of(&report), Hint::PlainHttp { .. }),
        "{report:?}"
    );
}

#[tokio::test]
async fn a_test_writes_nothing() {
    let registry = Scripted::start().await;
    greet(&registry, &["a"]);
    test(draft(&registry.host())).await;
    let asked = registry.seen();
    assert!(
        asked
            .iter()
            .all(|seen| seen.method == Method::GET || seen.method == Method::HEAD),
        "{asked:?}"
    );
    assert!(!asked.is_empty(), "nothing was asked");
}

#[tokio::test]
async fn credentials_are_looked_for_before_anything_is_sent() {
    let home = FreshHome::new();
    let app = open(&home).await;
    let mut known = draft("registry.example");
    known.sign_in = portolan_contract::SignInDraft::Known {
        source: portolan_contract::KnownSource::Docker,
    };
    let report = app
        .test_connection(TestConnection {
            draft: known,
            of: None,
        })
        .await
        .unwrap();
    let last = report.steps.last().unwrap();
    assert_eq!(
        (last.what, last.outcome),
        (TestedThing::Credentials, TestOutcome::Failed)
    );
    app.close().await;
}
