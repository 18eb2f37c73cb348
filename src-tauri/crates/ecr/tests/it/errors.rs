//! What goes wrong, as it is told.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use portolan_ecr::{Attempt, AttemptOutcome, Conflict, Error, Missing, Observe, PrivateRegistry};
use portolan_registries::{self as registries, Nature, Registry as _};
use serde_json::json;

use crate::fake::{ACCOUNT, Fake, REGION, access_key, account, fail, named, ok, respond};

/// What listing images comes to where every request is answered so.
async fn listing(answer: impl Fn() -> Response + Send + Sync + 'static) -> (Error, usize) {
    in_region(REGION, answer).await
}

async fn in_region(
    region: &str,
    answer: impl Fn() -> Response + Send + Sync + 'static,
) -> (Error, usize) {
    let fake = Fake::start(move |_| answer()).await;
    let registry = fake.registry(&[region]);
    let repository = named(&format!("{region}/team/app"));
    let error = registry.list_images(&repository, None).await.unwrap_err();
    (Error::of(&error).unwrap().clone(), fake.seen().len())
}

#[tokio::test]
async fn a_missing_permission_is_said_as_action_resource_and_statement() {
    let (error, _) = listing(|| {
        fail(
            400,
            "AccessDeniedException",
            "User: arn:aws:iam::123456789012:user/ada is not authorized to perform: \
             ecr:DescribeImages on resource: arn:aws:ecr:eu-west-1:123456789012:repository/team/app \
             because no identity-based policy allows the ecr:DescribeImages action",
        )
    })
    .await;
    let Error::Denied(denial) = error else {
        panic!("{error:?}");
    };
    assert_eq!(denial.action, "ecr:DescribeImages");
    assert!(denial.statement().contains("repository/team/app"));
    // Where Amazon says nothing, the call does.
    let (error, _) = listing(|| fail(400, "AccessDeniedException", "")).await;
    let Error::Denied(denial) = error else {
        panic!("{error:?}");
    };
    assert_eq!(denial.action, "ecr:DescribeImages");
    assert_eq!(
        denial.resource,
        "arn:aws:ecr:eu-west-1:123456789012:repository/team/app"
    );
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_said_with_the_difference() {
    let (error, _) = listing(|| {
        let mut response = fail(
            403,
            "InvalidSignatureException",
            "Signature not yet current: 20261121T120000Z is still later than …",
        );
        let date = "Wed, 01 Jan 2020 00:00:00 GMT".parse().unwrap();
        response.headers_mut().insert("date", date);
        response
    })
    .await;
    let Error::ClockSkew {
        difference: Some(difference),
    } = error
    else {
        panic!("{error:?}");
    };
    assert!(difference.as_hours() > 24 * 365);
    assert!(error.to_string().contains("ahead of Amazon's"), "{error}");
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_wrong_clock() {
    let (error, _) = listing(|| {
        fail(
            403,
            "InvalidSignatureException",
            "The request signature we calculated does not match",
        )
    })
    .await;
    assert!(matches!(error, Error::WrongCredentials { .. }), "{error:?}");
}

#[tokio::test]
async fn a_region_that_is_off_is_told_from_a_wrong_key() {
    let unknown = || {
        let said = "The security token included in the request is invalid.";
        fail(400, "UnrecognizedClientException", said)
    };
    let (error, _) = in_region("af-south-1", unknown).await;
    assert!(
        matches!(&error, Error::RegionOff { region } if region == "af-south-1"),
        "{error:?}"
    );
    let (error, _) = in_region(REGION, unknown).await;
    assert!(matches!(error, Error::WrongCredentials { .. }), "{error:?}");
}

#[tokio::test]
async fn a_web_page_in_place_of_an_answer_is_said_and_asked_for_once() {
    for status in [200, 403] {
        let page = move || respond(status, "text/html; charset=utf-8", "<html>Sign in</html>");
        let (error, asked) = listing(page).await;
        assert!(
            matches!(error, Error::WebPage { status: found, .. } if found == status),
            "{error:?}"
        );
        assert_eq!(asked, 1);
    }
    let (error, asked) = listing(|| respond(500, "text/html", "<html>Oops</html>")).await;
    assert!(
        matches!(error, Error::WebPage { status: 500, .. }),
        "{error:?}"
    );
    assert_eq!(asked, 3, "a server in trouble is asked again");
}

#[tokio::test]
async fn errors_keep_their_kind_in_the_registrys_words() {
    for (code, expected) in [
        ("RepositoryNotFoundException", Nature::NotFound),
        ("LimitExceededException", Nature::Invalid),
        ("InvalidParameterException", Nature::Invalid),
        ("ImageArchivedException", Nature::Conflict),
        ("ExpiredTokenException", Nature::SignIn),
        ("SomethingNewException", Nature::Unexpected),
    ] {
        let (error, _) = listing(move || fail(400, code, "because")).await;
        let registries::Error::Native { nature, .. } = registries::Error::from(error) else {
            panic!("{code}");
        };
        assert_eq!(nature, expected, "{code}");
    }
    let (error, _) = listing(|| fail(400, "RepositoryNotFoundException", "no such")).await;
    assert!(matches!(
        error,
        Error::NotFound {
            what: Missing::Repository,
            ..
        }
    ));
    let (error, _) = listing(|| fail(400, "ImageTagAlreadyExistsException", "frozen")).await;
    assert!(matches!(
        error,
        Error::Conflict {
            what: Conflict::TagImmutable,
            ..
        }
    ));
}

#[derive(Default)]
struct Log(Mutex<Vec<Attempt>>);

impl Observe for Log {
    fn answered(&self, attempt: &Attempt) {
        self.0.lock().unwrap().push(attempt.clone());
    }
}

async fn observed(fake: &Fake) -> (PrivateRegistry, Arc<Log>) {
    let log = Arc::<Log>::default();
    let mut settings = fake.settings(access_key(), &[REGION]);
    settings.known_account = Some(ACCOUNT.to_owned());
    settings.observe = Arc::clone(&log) as Arc<dyn Observe>;
    (PrivateRegistry::open(account(settings)).await.unwrap(), log)
}

#[tokio::test]
async fn throttling_is_sat_out_and_shown() {
    let fake = Fake::start(|seen| match seen.before {
        0 => fail(400, "ThrottlingException", "Rate exceeded"),
        _ => ok(json!({ "imageDetails": [] })),
    })
    .await;
    let (registry, log) = observed(&fake).await;
    registry
        .list_images(&named("eu-west-1/app"), None)
        .await
        .unwrap();
    let log = log.0.lock().unwrap();
    assert_eq!(log.len(), 2);
    assert!(matches!(log[0].outcome, AttemptOutcome::Throttled { .. }));
    assert_eq!(log[0].operation.as_deref(), Some("DescribeImages"));
    assert_eq!((log[1].number, log[1].of), (2, Some(3)));
    assert_eq!(log[1].outcome, AttemptOutcome::Answered);
}

#[tokio::test]
async fn throttling_without_end_is_an_error_after_a_few_tries() {
    let (error, asked) = listing(|| fail(400, "ThrottlingException", "Rate exceeded")).await;
    assert!(matches!(error, Error::Throttled { .. }), "{error:?}");
    assert_eq!(asked, 3);
}
