//! The examples of ECR's user guide ("Examples of lifecycle policies"), each with the images that the
//! guide says expire.

use serde_json::Value;

use crate::sketch::{any, image, judge, more_than, pushed, rule, tagged, untagged};

pub(crate) struct Example {
    pub(crate) name: &'static str,
    /// Name, tags, age in days; of the same age the earlier is the older.
    pub(crate) images: &'static [(&'static str, &'static [&'static str], i64)],
    pub(crate) rules: Vec<Value>,
    pub(crate) expired: &'static str,
}

/// The examples.
pub(crate) fn examples() -> Vec<Example> {
    const M: &[(&str, &[&str], i64)] = &[
        ("A", &["beta-1", "prod-1"], 10),
        ("B", &["beta-2", "prod-2"], 9),
        ("C", &["beta-3"], 8),
    ];
    vec![
        Example {
            name: "multiple rules A: B is shielded by rule 1",
            images: M,
            rules: vec![
                rule(1, tagged(&["prod*"]), more_than(1)),
                rule(2, tagged(&["beta*"]), more_than(1)),
            ],
            expired: "A",
        },
        Example {
            name: "multiple rules B: the same, the other way round",
            images: M,
            rules: vec![
                rule(1, tagged(&["beta*"]), more_than(1)),
                rule(2, tagged(&["prod*"]), more_than(1)),
            ],
            expired: "AB",
        },
        Example {
            name: "multiple tags in one rule A: only what has both",
            images: &[
                ("A", &["alpha-1"], 12),
                ("B", &["beta-1"], 11),
                ("C", &["alpha-2", "beta-2"], 10),
                ("D", &["alpha-3"], 4),
                ("E", &["beta-3"], 3),
                ("F", &["alpha-4", "beta-4"], 2),
            ],
            rules: vec![rule(1, tagged(&["alpha*", "beta*"]), pushed(5))],
            expired: "C",
        },
        Example {
            name: "multiple tags in one rule B: more tags than asked for do no harm",
            images: &[
                ("A", &["alpha-1", "beta-1", "gamma-1"], 10),
                ("B", &["alpha-2", "beta-2"], 9),
                ("C", &["alpha-3", "beta-3", "gamma-2"], 8),
            ],
            rules: vec![rule(1, tagged(&["alpha*", "beta*"]), more_than(1))],
            expired: "AB",
        },
        Example {
            name: "all images A: any counts tagged and untagged ones",
            images: &[
                ("A", &["alpha-1"], 4),
                ("B", &["beta-1"], 3),
                ("C", &[], 2),
                ("D", &["alpha-2"], 1),
            ],
            rules: vec![rule(1, any(), more_than(1))],
            expired: "ABC",
        },
        Example {
            name: "all images B: any takes what the others neither took nor kept",
            images: &[
                ("A", &["alpha-1", "beta-1"], 4),
                ("B", &[], 3),
                ("C", &["alpha-2"], 2),
                ("D", &["git-hash"], 1),
                ("E", &[], 1),
            ],
            rules: vec![
                rule(1, tagged(&["alpha*"]), more_than(1)),
                rule(2, untagged(), pushed(1)),
                rule(3, any(), more_than(1)),
            ],
            expired: "ABD",
        },
    ]
}

#[test]
fn the_examples_of_the_guide_come_out_as_it_says() {
    for example in examples() {
        let images: Vec<_> = example
            .images
            .iter()
            .map(|(name, tags, days)| image(name, tags, *days))
            .collect();
        let verdicts = judge(&example.rules, &images).verdicts;
        let named = example.images.iter().zip(&verdicts);
        let expired: String = named
            .filter(|(_, verdict)| verdict.deed().is_some())
            .map(|((name, ..), _)| *name)
            .collect();
        assert_eq!(expired, example.expired, "{}", example.name);
    }
}
