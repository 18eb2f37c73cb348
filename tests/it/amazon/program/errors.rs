//! What goes wrong at Amazon, as the program tells it.

use std::sync::Arc;

use portolan_ecr::{AttemptOutcome, Error, Missing, SignInSource};
use portolan_tests::aws::{Failure, FakeAws, Fault, Injection};

use super::{Attempts, REGION, at, open, registry, settings};

/// What becomes of a question while this goes wrong.
async fn told(fault: Fault) -> Error {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let registry = registry(&fake.url()).await;
    fake.inject(Injection::at("DescribeRepositories", fault));
    registry.describe_repository(&at("app")).await.unwrap_err()
}

#[tokio::test]
async fn a_denied_action_is_named_with_what_it_was_for_and_who_asked() {
    let Error::Denied(denial) = told(Fault::Denied).await else {
        panic!("not denied");
    };
    assert_eq!(denial.action, "ecr:DescribeRepositories");
    assert!(
        denial
            .resource
            .starts_with("arn:aws:ecr:eu-west-1:123456789012:repository/")
    );
    assert_eq!(
        denial.principal.as_deref(),
        Some("arn:aws:iam::123456789012:user/ada")
    );
}

#[tokio::test]
async fn throttling_is_tried_again_in_sight_and_told_when_it_does_not_end() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let attempts = Arc::new(Attempts::default());
    let mut settings = settings(&fake.url(), &[REGION]);
    settings.observe = attempts.clone();
    let registry = open(settings).await;
    fake.inject(Injection::at("DescribeRepositories", Fault::Throttled).times(2));
    registry.describe_repository(&at("app")).await.unwrap();
    let seen: Vec<bool> = attempts
        .of("DescribeRepositories")
        .iter()
        .map(|it| matches!(it.outcome, AttemptOutcome::Throttled { .. }))
        .collect();
    assert_eq!(seen, [true, true, false]);
    fake.inject(Injection::at("DescribeRepositories", Fault::Throttled));
    let error = registry.describe_repository(&at("app")).await.unwrap_err();
    assert!(matches!(error, Error::Throttled { .. }), "{error:?}");
}

#[tokio::test]
async fn a_clock_that_goes_wrong_is_made_up_for() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let registry = registry(&fake.url()).await;
    fake.turn_clock(3600.0);
    registry.describe_repository(&at("app")).await.unwrap();
    assert_eq!(
        fake.count("DescribeRepositories"),
        2,
        "refused, then signed by Amazon's clock"
    );
}

#[tokio::test]
async fn a_clock_that_can_not_be_made_up_for_is_said_with_the_difference() {
    let fake = FakeAws::start().await;
    fake.region(REGION).repository("app");
    let registry = registry(&fake.url()).await;
    fake.turn_clock(3600.0);
    let said = "Signature expired: 20260102T030405Z is now earlier than 20260102T035905Z \
                (20260102T040405Z - 5 min.)";
    let failure = Failure::new("InvalidSignatureException", said);
    fake.inject(Injection::at("*", Fault::Error(failure)));
    let error = registry.describe_repository(&at("app")).await.unwrap_err();
    let Error::ClockSkew {
        difference: Some(difference),
    } = error
    else {
        panic!("{error:?}");
    };
    let hours = difference.as_secs_f64() / 3600.0;
    assert!((hours + 1.0).abs() < 0.05, "ours less Amazon's: {hours} h");
}

#[tokio::test]
async fn every_other_failure_has_its_own_kind() {
    let error = told(Fault::Html(403)).await;
    assert!(
        matches!(error, Error::WebPage { status: 403, .. }),
        "{error:?}"
    );
    let error = told(Fault::Html(500)).await;
    assert!(
        matches!(error, Error::WebPage { status: 500, .. }),
        "{error:?}"
    );
    let error = told(Fault::Expired).await;
    let Error::Expired {
        what: SignInSource::AccessKey(_),
    } = &error
    else {
        panic!("{error:?}");
    };
    let error = told(Fault::WrongSignature).await;
    assert!(matches!(error, Error::WrongCredentials { .. }), "{error:?}");
}

#[tokio::test]
async fn a_region_that_is_off_and_a_repository_that_is_not_there_are_told_apart() {
    let fake = FakeAws::start().await;
    fake.switch_off("af-south-1");
    let registry = open(settings(&fake.url(), &[REGION, "af-south-1"])).await;
    let off = "af-south-1/app".parse().unwrap();
    let error = registry.describe_repository(&off).await.unwrap_err();
    let Error::RegionOff { region } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(region, "af-south-1");
    let error = registry.describe_repository(&at("app")).await.unwrap_err();
    let Error::NotFound { what, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(what, Missing::Repository);
}
