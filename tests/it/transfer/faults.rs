//! The matrix of faults, with few seeds; the benchmark `transfer-faults` has many.

use portolan_tests::{COPY_FAULTS, FaultyCopies, Outlook, attempt_all};
use portolan_transfer::Error;

#[tokio::test]
async fn with_every_fault_the_image_is_whole_or_its_tag_untouched() {
    let mut broken = Vec::new();
    for (fault, seed, trial) in attempt_all(2).await {
        let is_as_expected = match fault.outlook {
            Outlook::Transient => trial.outcome.is_ok(),
            Outlook::Lasting => trial.outcome.is_err(),
        };
        if !trial.keeps_the_rule() || !is_as_expected || !trial.happened {
            broken.push(format!("{}, seed {seed}: {trial:?}", fault.name));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn a_destination_says_in_its_error_what_to_do() {
    let copies = FaultyCopies::start().await;
    let of = |name: &str| {
        let mut all = COPY_FAULTS.iter();
        all.find(|fault| fault.name.contains(name)).unwrap()
    };
    let full = copies.attempt(of("is full"), 1).await.outcome;
    assert!(matches!(full, Err(Error::Full { .. })), "{full:?}");
    let fixed = copies.attempt(of("must not move"), 1).await.outcome;
    assert!(matches!(fixed, Err(Error::Immutable { .. })), "{fixed:?}");
    let wait = copies.attempt(of("left alone"), 1).await.outcome;
    assert!(matches!(wait, Err(Error::RateLimited { .. })), "{wait:?}");
    let other = copies.attempt(of("other bytes always"), 1).await.outcome;
    assert!(matches!(other, Err(Error::Corrupt { .. })), "{other:?}");
}
