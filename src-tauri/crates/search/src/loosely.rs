//! Other forms of a word, for when what was typed is nowhere just so: without its ending, and by its other
//! usual name.

/// Endings, the longer before those that they end with, and how many letters have to be left.
const ENDINGS: [(&str, usize); 18] = [
    ("ations", 4),
    ("ation", 4),
    ("ments", 4),
    ("ment", 4),
    ("ings", 4),
    ("ing", 4),
    ("ators", 5),
    ("ator", 5),
    ("ions", 5),
    ("ion", 5),
    ("ers", 5),
    ("er", 5),
    ("ies", 4),
    ("ed", 4),
    ("es", 4),
    ("ly", 4),
    ("s", 3),
    ("e", 4),
];

/// So many letters make a word long enough to be a beginning as it is.
const SHORTEST: usize = 4;

/// What people write for each other.
const SAME: [&[&str]; 12] = [
    &["auth", "authentication"],
    &["aws", "amazon"],
    &["ci", "continuous"],
    &["config", "configuration"],
    &["db", "database"],
    &["js", "javascript"],
    &["k8s", "kubernetes"],
    &["lb", "balancer"],
    &["postgres", "postgresql"],
    &["repo", "repository"],
    &["tls", "https"],
    &["ui", "gui", "interface", "dashboard"],
];

/// What other forms of a word begin with, those of its other names among them.
pub(crate) fn beginnings_of(word: &str) -> impl Iterator<Item = &str> {
    let names = SAME.iter().find(|names| names.contains(&word));
    let others = names.into_iter().flat_map(|names| names.iter().copied());
    let others = others.filter(move |other| *other != word);
    // What is short begins all sorts of words, unless it was left of an ending.
    let own = stem(word);
    let own = (own.len() < word.len() || is_long(own)).then_some(own);
    own.into_iter()
        .chain(others.map(stem).filter(|other| is_long(other)))
}

fn is_long(word: &str) -> bool {
    word.chars().count() >= SHORTEST
}

/// A word without its ending, and without the silent letter that was before it: management, managing.
fn stem(word: &str) -> &str {
    let rest = without_ending(word);
    let is_long = |rest: &&str| rest.chars().count() >= SHORTEST;
    rest.strip_suffix('e').filter(is_long).unwrap_or(rest)
}

fn without_ending(word: &str) -> &str {
    let rests = ENDINGS.iter().filter_map(|(ending, least)| {
        let rest = word.strip_suffix(ending)?;
        (rest.chars().count() >= *least).then_some(rest)
    });
    rests.into_iter().next().unwrap_or(word)
}

/// Which of so many things to leave out, from leaving out nothing to leaving all but one: the more of
/// `weights` is left, the earlier.
pub(crate) fn choices(weights: &[f64]) -> Vec<Vec<usize>> {
    let count = weights.len().min(MOST);
    let mut choices: Vec<(f64, Vec<usize>)> = (1_u32..1 << count)
        .map(|bits| {
            let chosen: Vec<usize> = (0..count).filter(|at| bits >> at & 1 == 1).collect();
            (chosen.iter().map(|at| weights[*at]).sum(), chosen)
        })
        .collect();
    choices.sort_by(|one, two| two.0.total_cmp(&one.0));
    choices.into_iter().map(|it| it.1).collect()
}

/// More things than this have too many choices.
pub(crate) const MOST: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_family_begin_alike() {
        for [one, two] in [
            ["leaked", "leaks"],
            ["monitoring", "monitors"],
            ["certificates", "certificate"],
            ["generator", "generates"],
            ["aggregation", "aggregates"],
            ["emulate", "emulation"],
            ["k8s", "kubernetes"],
            ["management", "managing"],
            ["ui", "interface"],
        ] {
            let meets = beginnings_of(one).any(|beginning| two.starts_with(beginning));
            assert!(meets, "{one} {two}");
        }
        assert_eq!(beginnings_of("redis").collect::<Vec<_>>(), ["redi"]);
        assert_eq!(beginnings_of("pods").collect::<Vec<_>>(), ["pod"]);
        assert_eq!(beginnings_of("go").collect::<Vec<_>>(), Vec::<&str>::new());
    }

    #[test]
    fn the_least_weight_is_left_out_first() {
        assert_eq!(
            choices(&[1.0, 5.0, 3.0]),
            [
                vec![0, 1, 2],
                vec![1, 2],
                vec![0, 1],
                vec![1],
                vec![0, 2],
                vec![2],
                vec![0]
            ]
        );
        assert_eq!(choices(&[]), Vec::<Vec<usize>>::new());
    }
}
