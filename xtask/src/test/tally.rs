//! Counting tests by the closing lines that test runners print.

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    pub(crate) const fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Adds what a line says: `test result: ok. 3 passed; 0 failed; …` of cargo, and
    /// `Tests  1 failed | 12 passed (13)` of vitest.
    pub(crate) fn read(&mut self, line: &str) {
        let line = line.trim();
        let counts = line.strip_prefix("test result:").or_else(|| {
            line.strip_prefix("Tests ")
                .filter(|rest| rest.ends_with(')'))
        });
        if let Some(counts) = counts {
            self.passed += number_before(counts, "passed");
            self.failed += number_before(counts, "failed");
        }
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let words: Vec<&str> = text
        .split([' ', ';', '.', '|'])
        .filter(|it| !it.is_empty())
        .collect();
    words
        .windows(2)
        .find(|pair| pair[1] == word)
        .and_then(|pair| pair[0].parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str]) -> (u64, u64) {
        let mut tally = Tally::default();
        for line in lines {
            tally.read(line);
        }
        (tally.passed, tally.failed)
    }

    #[test]
    fn closing_lines_of_cargo_and_vitest_are_summed() {
        let lines = [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
            " Test Files  4 passed (4)",
            "      Tests  1 failed | 12 passed (13)",
        ];
        assert_eq!(tally(&lines), (25, 3));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            tally(&["test one ... ok", "Tests are run now", "5 passed"]),
            (0, 0)
        );
    }
}
