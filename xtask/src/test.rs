//! `cargo xtask test [STAGE…]`: everything that shows that Portolan holds what it promises.

mod stages;
mod tally;

use std::time::{Duration, Instant};

use crate::process::{Failure, Outcome};
use stages::{STAGES, Stage};
use tally::Tally;

/// How one stage ended.
struct Report {
    name: &'static str,
    took: Duration,
    tally: Tally,
    failure: Option<Failure>,
}

/// Runs all stages, or those named, in their order. A failing stage fails the run, but the later
/// ones are still run, except after a failed set-up: nothing could be believed then.
pub(crate) fn test(names: &[String]) -> Outcome {
    let mut reports = Vec::new();
    for stage in chosen(names)? {
        println!("\nxtask: stage {}", stage.name);
        let started = Instant::now();
        let mut tally = Tally::default();
        let outcome = (stage.run)(&mut tally);
        let failed = outcome.is_err();
        if let Err(failure) = &outcome {
            eprintln!("xtask: stage {} failed: {failure}", stage.name);
        }
        let took = started.elapsed();
        reports.push(Report {
            name: stage.name,
            took,
            tally,
            failure: outcome.err(),
        });
        if failed && stage.is_ground {
            break;
        }
    }
    conclude(&reports)
}

/// The stages of those names, after the set-up that every run begins with.
fn chosen(names: &[String]) -> Result<Vec<&'static Stage>, Failure> {
    if let Some(unknown) = names
        .iter()
        .find(|name| STAGES.iter().all(|it| it.name != **name))
    {
        let known: Vec<&str> = STAGES.iter().map(|stage| stage.name).collect();
        return Err(Failure::new(format!(
            "no stage {unknown:?}; there are {}",
            known.join(", ")
        )));
    }
    let wanted = |stage: &&Stage| {
        names.is_empty() || stage.is_ground || names.iter().any(|name| name == stage.name)
    };
    Ok(STAGES.iter().filter(wanted).collect())
}

/// The table of durations and the closing line.
fn conclude(reports: &[Report]) -> Outcome {
    println!(
        "\n{:<10} {:>8}  {:>6}  {:>6}  outcome",
        "stage", "time", "passed", "failed"
    );
    let mut total = Tally::default();
    for report in reports {
        let outcome = if report.failure.is_some() {
            "FAILED"
        } else {
            "ok"
        };
        let Tally { passed, failed, .. } = &report.tally;
        println!(
            "{:<10} {:>8}  {passed:>6}  {failed:>6}  {outcome}",
            report.name,
            clock(report.took)
        );
        total.add_counts(&report.tally);
    }
    let took: Duration = reports.iter().map(|report| report.took).sum();
    println!("{:<10} {:>8}", "all", clock(took));
    let broken: Vec<&str> = reports
        .iter()
        .filter(|report| report.failure.is_some())
        .map(|report| report.name)
        .collect();
    for report in reports {
        for (name, said) in &report.tally.failures {
            println!("\nfailed in {}: {name}", report.name);
            for line in said {
                println!("    {line}");
            }
        }
    }
    println!("\n{} passed, {} failed", total.passed, total.failed);
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!("failed: {}", broken.join(", "))))
    }
}

/// Minutes and seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_stages_begins_with_the_set_up() {
        let stages = chosen(&["tidy".to_owned()]).unwrap();
        let names: Vec<&str> = stages.iter().map(|stage| stage.name).collect();
        assert_eq!(names, ["set-up", "tidy"]);
    }

    #[test]
    fn an_unknown_stage_is_refused_with_the_names_there_are() {
        let failure = chosen(&["everything".to_owned()]).map(|_| ()).unwrap_err();
        assert!(failure.to_string().contains("journeys"), "{failure}");
    }

    #[test]
    fn times_read_in_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_secs(125)), "2:05");
    }
}
