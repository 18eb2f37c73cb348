//! Measuring ours against a peer, and saying what came out in one line each.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

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

/// The value that `share` of all values (0.95 for 95 %) are not above.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    assert!(!values.is_empty() && (0.0..=1.0).contains(&share));
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted[rank.saturating_sub(1)]
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

/// The process itself and all that descend from it, in no order.
pub fn family(process: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|id| Some((id, stat_field(id, PARENT)?.parse().ok()?)))
        .collect();
    let mut family = vec![process];
    let mut seen = 0;
    while let Some(parent) = family.get(seen).copied() {
        seen += 1;
        family.extend(parents.iter().filter(|it| it.1 == parent).map(|it| it.0));
    }
    family
}

/// The one of these processes that runs this program.
pub fn running(program: &Path, processes: &[u32]) -> u32 {
    let program = program.canonicalize().unwrap();
    let runs = |id: &&u32| fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|exe| exe == program);
    *processes.iter().find(runs).expect("the program runs")
}

/// The memory of these processes in MiB, what they share with others counted in proportion (PSS).
pub fn proportional_memory(processes: &[u32]) -> f64 {
    let kibibytes = |id: &u32| -> f64 {
        // One that has ended since has none.
        let rollup = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        line.map_or(0.0, |line| {
            line.trim().trim_end_matches(" kB").parse().unwrap()
        })
    };
    processes.iter().map(kibibytes).sum::<f64>() / 1024.0
}

/// When a process started, in seconds since 1970, as exact as the kernel's clock ticks (10 ms).
pub fn started_at(process: u32) -> f64 {
    let ticks: f64 = stat_field(process, START_TIME).unwrap().parse().unwrap();
    let uptime = fs::read_to_string("/proc/uptime").unwrap();
    let uptime: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    // USER_HZ is 100 on every Linux that WebKitGTK runs on.
    now.as_secs_f64() - (uptime - ticks / 100.0)
}

/// Places in `/proc/PID/stat` (proc(5)), counted from the first field after the name.
const PARENT: usize = 1;
const START_TIME: usize = 19;

fn stat_field(process: u32, place: usize) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before it may hold anything.
    let (_, fields) = stat.rsplit_once(") ")?;
    fields.split(' ').nth(place).map(str::to_owned)
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

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let values: Vec<f64> = (1..=20).rev().map(f64::from).collect();
        assert!((percentile(&values, 0.95) - 19.0).abs() < f64::EPSILON);
        assert!((percentile(&values, 1.0) - 20.0).abs() < f64::EPSILON);
        assert!((percentile(&[7.0], 0.95) - 7.0).abs() < f64::EPSILON);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_is_in_its_family_has_memory_and_started_in_the_past() {
        let own = std::process::id();
        let family = family(own);
        assert!(family.contains(&own));
        let program = std::env::current_exe().unwrap();
        assert_eq!(running(&program, &family), own);
        assert!(proportional_memory(&[own]) > 0.5);
        let age = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let age = age.as_secs_f64() - started_at(own);
        assert!((-0.1..3600.0).contains(&age), "{age}");
    }
}
