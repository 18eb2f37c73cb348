//! Every fault that a copy can meet, twenty times at another place: each copy ends whole and verified, or
//! with the tag untouched.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark fails at once"
)]

use std::{collections::BTreeMap, process::ExitCode};

use portolan_tests::{Outlook, attempt_all, measure::Verdict};

/// Places for each fault.
const SEEDS: u64 = 20;

#[tokio::main]
async fn main() -> ExitCode {
    let (mut attempts, mut broken, mut idle) = (0, 0, 0);
    let (mut transient, mut passed) = (0, 0);
    let (mut sent, mut read) = (Vec::new(), Vec::new());
    // For each fault the most bytes and the longest time.
    let mut worst: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (fault, seed, trial) in attempt_all(SEEDS).await {
        attempts += 1;
        idle += usize::from(!trial.happened);
        if !trial.keeps_the_rule() {
            broken += 1;
            println!("{}, seed {seed}: {trial:?}", fault.name);
        }
        let (bytes, took) = worst.entry(fault.name).or_default();
        *took = took.max(trial.took.as_secs_f64());
        match fault.outlook {
            Outlook::Transient => {
                transient += 1;
                if trial.outcome.is_ok() {
                    passed += 1;
                    sent.push(trial.sent);
                    read.push(trial.read);
                    *bytes = bytes.max(trial.sent).max(trial.read);
                } else {
                    println!("{}, seed {seed}: {:?}", fault.name, trial.outcome);
                }
            }
            Outlook::Lasting if trial.outcome.is_ok() => {
                println!("{}, seed {seed} passed, which it should not", fault.name);
                broken += 1;
            }
            Outlook::Lasting => {}
        }
    }
    for (name, (bytes, took)) in worst {
        println!("{name}: at most {bytes:.2} of the bytes, {took:.1} s");
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    println!("{attempts} copies, {idle} of them without meeting their fault");
    let mut verdict = Verdict::default();
    verdict.hold_below(
        "transfer-faults that broke the rule",
        "copies",
        &[f64::from(broken)],
        0.0,
    );
    let failed = f64::from(transient - passed) / f64::from(transient);
    verdict.hold_below(
        "transfer-faults, transient ones that failed",
        "of all",
        &[failed],
        0.01,
    );
    verdict.hold_below(
        "transfer-faults, bytes sent by the image's, mean",
        "times",
        &[mean(&sent)],
        1.2,
    );
    verdict.hold_below(
        "transfer-faults, bytes read by the image's, mean",
        "times",
        &[mean(&read)],
        1.2,
    );
    verdict.exit_code()
}
