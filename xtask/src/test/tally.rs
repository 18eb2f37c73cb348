//! Counting tests by the closing lines that test runners print.

/// Lines of a failed test's own words that are kept; the rest is above, where it was printed.
const LINES_OF_A_FAILURE: usize = 12;

/// How many tests passed and failed, and which failed, so that the end of a long run names them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    /// A failed test's name, and the first lines of what it said.
    pub(crate) failures: Vec<(String, Vec<String>)>,
    /// Whether the lines that come are what the last of `failures` said.
    is_listening: bool,
}

impl Tally {
    pub(crate) const fn add_counts(&mut self, other: &Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Adds what a line says: `test result: ok. 3 passed; 0 failed; …` and `---- name stdout ----` of
    /// cargo, `Tests  1 failed | 12 passed (13)` and `FAIL  file > name` of vitest.
    pub(crate) fn read(&mut self, line: &str) {
        self.listen(line);
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

    fn listen(&mut self, line: &str) {
        let named = line
            .strip_prefix("---- ")
            .and_then(|rest| rest.strip_suffix(" stdout ----"))
            .or_else(|| line.strip_prefix(" FAIL  "));
        if let Some(name) = named {
            self.failures.push((name.to_owned(), Vec::new()));
            self.is_listening = true;
        } else if line == "failures:" || line.starts_with("test result:") {
            self.is_listening = false;
        } else if self.is_listening
            && let Some((_, said)) = self.failures.last_mut()
            && said.len() < LINES_OF_A_FAILURE
            && !line.trim().is_empty()
        {
            said.push(line.to_owned());
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
    fn failed_tests_are_named_with_what_they_said() {
        let mut tally = Tally::default();
        for line in [
            "test copying ... FAILED",
            "failures:",
            "---- copying stdout ----",
            "thread 'copying' panicked at tests/desktop/copying.rs:3:5:",
            "waited in vain for the plan",
            "",
            "failures:",
            "    copying",
            "test result: FAILED. 10 passed; 1 failed; 0 ignored",
        ] {
            tally.read(line);
        }
        let said = [
            "thread 'copying' panicked at tests/desktop/copying.rs:3:5:",
            "waited in vain for the plan",
        ];
        let said = said.map(str::to_owned).to_vec();
        assert_eq!(tally.failures, [("copying".to_owned(), said)]);
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            tally(&["test one ... ok", "Tests are run now", "5 passed"]),
            (0, 0)
        );
    }
}
