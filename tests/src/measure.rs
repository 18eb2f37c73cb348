//! Measuring ours against a peer, and saying what came out in one line each.

use std::{fs, time::Duration};

/// How often each side is measured; the median is what counts.
pub const RUNS: usize = 5;

/// The lines of one benchmark, and whether all of them held.
#[derive(Debug, Default)]
pub struct Verdict {
    short: bool,
}

impl Verdict {
    /// Compares medians: ours may be at most `goal` times the peer's.
    pub fn compare(
        &mut self,
        name: &str,
        unit: &str,
        ours: &[f64],
        (peer, theirs): (&str, &[f64]),
        goal: f64,
    ) {
        let (ours, theirs) = (median(ours), median(theirs));
        let ratio = ours / theirs;
        let held = self.note(ratio <= goal);
        println!(
            "bench {name}: ours {ours:.3} {unit}, {peer} {theirs:.3} {unit}, ratio {ratio:.3}, \
             goal <= {goal}: {held}"
        );
    }

    /// Holds our median against a ceiling of our own.
    pub fn hold_below(&mut self, name: &str, unit: &str, ours: &[f64], ceiling: f64) {
        let ours = median(ours);
        let held = self.note(ours <= ceiling);
        println!("bench {name}: ours {ours:.3} {unit}, ceiling {ceiling} {unit}: {held}");
    }

    /// What the program ends with: 0 when every line held.
    pub fn exit_code(&self) -> std::process::ExitCode {
        if self.short {
            std::process::ExitCode::FAILURE
        } else {
            std::process::ExitCode::SUCCESS
        }
    }

    fn note(&mut self, holds: bool) -> &'static str {
        self.short |= !holds;
        if holds { "held" } else { "short" }
    }
}

/// The middle value; of an even number of values, the mean of the two in the middle. Values that are
/// not numbers would decide nothing, so they are a mistake of the benchmark.
fn median(values: &[f64]) -> f64 {
    assert!(
        values.iter().all(|it| it.is_finite()) && !values.is_empty(),
        "{values:?}"
    );
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

/// Seconds, for a comparison.
pub fn seconds(time: Duration) -> f64 {
    time.as_secs_f64()
}

/// The most memory that a process ever had resident, in MiB (`VmHWM`).
pub fn peak_memory(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kibibytes / 1024.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_ignores_the_order_and_one_slow_run() {
        assert!((median(&[3.0, 1.0, 90.0, 2.0, 4.0]) - 3.0).abs() < f64::EPSILON);
        assert!((median(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < f64::EPSILON);
    }

    #[test]
    fn one_line_that_falls_short_fails_the_benchmark() {
        let mut verdict = Verdict::default();
        verdict.compare("speed", "s", &[1.0], ("peer", &[1.0]), 1.0);
        assert!(!verdict.short);
        verdict.hold_below("memory", "MiB", &[2.0], 1.0);
        verdict.hold_below("memory", "MiB", &[0.5], 1.0);
        assert!(verdict.short);
    }
}
