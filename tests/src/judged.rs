//! What people type to find repositories of the shipped catalogue, and how well each repository serves
//! them: the judged set of `search_quality`. The judgements are in `judged.txt`, which says how to read it.

use std::collections::{HashMap, HashSet};

/// A text that somebody types, and what it is worth to be shown each repository for it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What sort of text it is: a name, a purpose, a typo, something pasted.
    pub kind: &'static str,
    /// As it is typed.
    pub text: &'static str,
    /// From 3 for the best answers to 1 for those of some use, by reference.
    grades: HashMap<String, u8>,
}

/// So many hits are looked at.
const SEEN: usize = 10;

impl Judged {
    /// All of them. `known` are the references of the catalogue: a judgement of another is a mistake.
    pub fn read(known: &HashSet<String>) -> Vec<Self> {
        let (mut kind, mut all) = ("", Vec::new());
        for line in include_str!("judged.txt").lines() {
            if let Some(name) = line.strip_prefix('[') {
                kind = name.trim_end_matches(']');
            } else if let Some((text, grades)) = line.split_once(" = ").filter(|_| !kind.is_empty())
            {
                all.push(Self {
                    kind,
                    text,
                    grades: read_grades(kind, grades, known),
                });
            }
        }
        all
    }

    /// How good an answer is, from 0 for nothing of use to 1 for the best there can be: the normalised
    /// discounted cumulative gain of its first ten hits, with gains of 7, 3 and 1.
    pub fn rate(&self, found: &[String]) -> f64 {
        let grade = |reference: &String| self.grades.get(reference).copied().unwrap_or(0);
        let mut best: Vec<u8> = self.grades.values().copied().collect();
        best.sort_unstable_by_key(|grade| std::cmp::Reverse(*grade));
        cumulate(found.iter().map(grade)) / cumulate(best.into_iter())
    }
}

fn cumulate(grades: impl Iterator<Item = u8>) -> f64 {
    let gains = grades.take(SEEN).enumerate().map(|(place, grade)| {
        let gain = f64::from((1_u32 << grade) - 1);
        gain / (place as f64 + 2.0).log2()
    });
    gains.sum()
}

fn read_grades(kind: &str, line: &str, known: &HashSet<String>) -> HashMap<String, u8> {
    let mut grades = HashMap::new();
    for (references, grade) in line.split('|').zip([3, 2, 1]) {
        for short in references.split_whitespace() {
            let (registry, path) = short.split_once('/').unwrap();
            let reference = match registry {
                "L" => format!("docker.io/library/{path}"),
                "H" => format!("docker.io/{path}"),
                "E" => format!("public.ecr.aws/{path}"),
                other => panic!("no registry is called {other}"),
            };
            assert!(known.contains(&reference), "{reference} is not shipped");
            let mirror = format!("public.ecr.aws/docker/library/{path}");
            // Who pasted a reference wants that one.
            if registry == "L" && kind != "pasted" && grade > 1 && known.contains(&mirror) {
                grades.entry(mirror).or_insert(grade - 1);
            }
            grades.insert(reference, grade);
        }
    }
    grades
}

#[cfg(test)]
mod tests {
    use portolan_gallery::{Record, starter};

    use super::*;

    #[test]
    fn what_is_judged_is_shipped_and_rated_by_its_place() {
        let cards = starter().map(|row| Record::from(row).listing.card);
        let known: HashSet<String> = cards.map(|card| card.reference()).collect();
        let judged = Judged::read(&known);
        let kinds: HashSet<&str> = judged.iter().map(|it| it.kind).collect();
        assert_eq!(kinds, ["names", "purposes", "typos", "pasted"].into());
        assert!(judged.len() >= 150);
        let texts: HashSet<&str> = judged.iter().map(|it| it.text).collect();
        assert_eq!(texts.len(), judged.len());

        let caddy = judged.iter().find(|it| it.text == "caddy").unwrap();
        let reference = |text: &str| text.to_owned();
        let (best, mirror) = (
            reference("docker.io/library/caddy"),
            reference("public.ecr.aws/docker/library/caddy"),
        );
        let right = caddy.rate(&[best.clone(), mirror.clone()]);
        assert!((right - 1.0).abs() < f64::EPSILON);
        assert!(caddy.rate(&[mirror, best.clone()]) < right);
        assert!(caddy.rate(&[reference("docker.io/library/nginx"), best]) < right);
        assert!(caddy.rate(&[]).abs() < f64::EPSILON);
    }
}
