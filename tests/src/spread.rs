//! What a series of measurements says besides its middle, and the memory that is a process' own.

use std::fs;

/// The value that this share of the others is not above.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len() - 1;
    sorted[((last as f64) * share).round() as usize]
}

/// Memory of this process that is no file's, in MiB (`RssAnon`).
pub fn own_memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))
        .unwrap();
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kibibytes / 1024.0
}

/// Bytes of all files below a folder.
pub fn size_of(folder: &std::path::Path) -> u64 {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            if entry.file_type().unwrap().is_dir() {
                size_of(&entry.path())
            } else {
                entry.metadata().unwrap().len()
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_of_the_series() {
        let values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert!((percentile(&values, 0.95) - 95.0).abs() < f64::EPSILON);
        assert!((percentile(&values, 0.5) - 50.0).abs() < f64::EPSILON);
    }
}
