//! How far copies come: by the beginnings of their names, from rule to rule.

use super::{Destination, Rule};

/// Names that begin in both ways, by the longer one.
pub(super) fn common<'b>(one: &'b str, other: &'b str) -> Option<&'b str> {
    if one.starts_with(other) {
        Some(one)
    } else {
        other.starts_with(one).then_some(other)
    }
}

/// How the names begin that a rule gives at one of its destinations, for each of its filters.
pub(super) fn outputs(rule: &Rule, destination: &Destination) -> Vec<String> {
    let beginnings = rule.beginnings();
    beginnings.map(|it| destination.name_of(it)).collect()
}

/// Whether two rules can give the same names at a place of both.
pub(super) fn give_same(one: &[String], other: &[String]) -> bool {
    let mut pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
    pairs.any(|(a, b)| common(a, b).is_some())
}

/// The rules through which copies of `rule` come back to where it takes them from; empty where it takes
/// its own copies again. `None` where none comes back.
pub(super) fn circle(rule: &Rule, others: &[&Rule]) -> Option<Vec<String>> {
    let mut way = Vec::new();
    for destination in &rule.destinations {
        for name in outputs(rule, destination) {
            if goes_round(rule, others, &destination.connection, &name, &mut way) {
                return Some(way.iter().map(|at| others[*at].name.clone()).collect());
            }
        }
    }
    None
}

fn goes_round(rule: &Rule, others: &[&Rule], at: &str, name: &str, way: &mut Vec<usize>) -> bool {
    if rule.source == at && rule.beginnings().any(|it| common(it, name).is_some()) {
        return true;
    }
    for (place, other) in others.iter().enumerate() {
        if other.source != at || way.contains(&place) {
            continue;
        }
        way.push(place);
        for taken in other.beginnings().filter_map(|it| common(it, name)) {
            for destination in &other.destinations {
                let next = destination.name_of(taken);
                if goes_round(rule, others, &destination.connection, &next, way) {
                    return true;
                }
            }
        }
        way.pop();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_where_one_begins_with_the_other() {
        assert_eq!(common("team/", "team/app"), Some("team/app"));
        assert_eq!(common("", "x"), Some("x"));
        assert_eq!(common("team/", "other"), None);
    }
}
