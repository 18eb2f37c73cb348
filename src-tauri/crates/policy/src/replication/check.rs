//! What is wrong with a rule, beside the others and what is known of connections.

use portolan_oci::RepositoryName;

use super::{
    DESTINATIONS_LIMIT, Destination, FILTERS_LIMIT, Problem, Rule,
    reach::{circle, give_same, outputs},
};

/// What is known of a connection.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KnownConnection {
    /// Its identity.
    pub id: String,
    /// Nothing may be written there.
    pub is_read_only: bool,
    /// It is marked as in production.
    pub is_production: bool,
    /// Its repositories, where they were listed whole.
    pub repositories: Option<Vec<String>>,
}

/// What is wrong with a rule.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Checked {
    /// What can't be.
    pub complaints: Vec<Problem>,
    /// What does other than it seems.
    pub doubts: Vec<Problem>,
}

/// Says what is wrong with `rule`, `rules` being those that are kept; one of its identity is what it was
/// before.
pub fn check(rule: &Rule, rules: &[Rule], connections: &[KnownConnection]) -> Checked {
    let others: Vec<&Rule> = rules.iter().filter(|other| other.id != rule.id).collect();
    let find = |id: &str| connections.iter().find(|one| one.id == id);
    let mut checked = Checked::default();
    let complaints = &mut checked.complaints;
    if rule.name.trim().is_empty() {
        complaints.push(Problem::NoName);
    } else if others.iter().any(|other| other.name == rule.name) {
        complaints.push(Problem::NameTaken);
    }
    let source = find(&rule.source);
    if source.is_none() {
        complaints.push(Problem::UnknownSource);
    }
    if rule.destinations.is_empty() {
        complaints.push(Problem::NoDestination);
    }
    if rule.destinations.len() > DESTINATIONS_LIMIT {
        complaints.push(Problem::TooManyDestinations);
    }
    if rule.repository_filters.len() > FILTERS_LIMIT {
        complaints.push(Problem::TooManyFilters);
    }
    for (at, destination) in rule.destinations.iter().enumerate() {
        let before = &rule.destinations[..at];
        complaints.extend(check_destination(
            destination,
            before,
            find(&destination.connection),
        ));
    }
    for filter in &rule.repository_filters {
        if !can_begin(&filter.filter) {
            let filter = filter.filter.clone();
            complaints.push(Problem::BadFilter { filter });
        }
    }
    if rule.schedule.is_some_and(|rhythm| !rhythm.is_possible()) {
        complaints.push(Problem::BadTime);
    }
    if complaints.is_empty() {
        complaints.extend(check_circle(rule, &others));
    }
    let doubts = &mut checked.doubts;
    doubts.extend(doubt_filters(rule));
    if let Some(known) = source.and_then(|source| source.repositories.as_ref()) {
        doubts.extend(doubt_matches(rule, known));
    }
    for other in others {
        doubts.extend(doubt_beside(rule, other));
    }
    if rule.on_change || rule.schedule.is_some() {
        let places = rule
            .destinations
            .iter()
            .filter_map(|it| find(&it.connection));
        for place in places.filter(|place| place.is_production) {
            let connection = place.id.clone();
            doubts.push(Problem::Production { connection });
        }
    }
    checked
}

fn check_destination(
    destination: &Destination,
    before: &[Destination],
    known: Option<&KnownConnection>,
) -> Option<Problem> {
    let connection = destination.connection.clone();
    match (known, &destination.prefix) {
        (None, _) => Some(Problem::UnknownDestination { connection }),
        (Some(known), _) if known.is_read_only => Some(Problem::ReadOnly { connection }),
        (_, Some(prefix)) if prefix.parse::<RepositoryName>().is_err() => {
            let prefix = prefix.clone();
            Some(Problem::BadPrefix { prefix })
        }
        _ if before.contains(destination) => Some(Problem::DestinationTwice { connection }),
        _ => None,
    }
}

/// Whether a repository's name can begin so.
fn can_begin(text: &str) -> bool {
    let is_name = |text: String| text.parse::<RepositoryName>().is_ok();
    // Whatever it ends with, a name goes on with a letter, or after `_` with another one.
    is_name(format!("{text}a")) || is_name(format!("{text}_a"))
}

fn check_circle(rule: &Rule, others: &[&Rule]) -> Option<Problem> {
    let through = circle(rule, others)?;
    if !through.is_empty() {
        return Some(Problem::Circle { through });
    }
    let connection = rule.source.clone();
    Some(Problem::OntoItself { connection })
}

fn doubt_filters(rule: &Rule) -> Vec<Problem> {
    let filters: Vec<&str> = rule
        .repository_filters
        .iter()
        .map(|filter| filter.filter.as_str())
        .collect();
    let covered = filters.iter().enumerate().filter_map(|(at, filter)| {
        let mut others = filters.iter().enumerate();
        let by = others.find(|(other, by)| {
            // Of two that are the same, the later one is too many.
            filter.starts_with(**by) && (by.len() < filter.len() || *other < at)
        });
        by.map(|(_, by)| Problem::FilterCovered {
            filter: (*filter).to_owned(),
            by: (*by).to_owned(),
        })
    });
    covered.collect()
}

fn doubt_matches(rule: &Rule, known: &[String]) -> Vec<Problem> {
    let unmatched = rule
        .beginnings()
        .filter(|filter| can_begin(filter) && !known.iter().any(|name| name.starts_with(*filter)));
    let doubt = |filter: &str| Problem::MatchesNothing {
        filter: filter.to_owned(),
    };
    unmatched.map(doubt).collect()
}

/// What of a rule does not go together with another one.
fn doubt_beside(rule: &Rule, other: &Rule) -> Option<Problem> {
    let name = other.name.clone();
    let mut pairs = rule
        .destinations
        .iter()
        .flat_map(|one| other.destinations.iter().map(move |two| (one, two)))
        .filter(|(one, two)| one.connection == two.connection)
        .filter(|(one, two)| give_same(&outputs(rule, one), &outputs(other, two)));
    if rule.source != other.source {
        let (one, _) = pairs.next()?;
        let connection = one.connection.clone();
        return Some(Problem::Collides {
            rule: name,
            connection,
        });
    }
    if let Some((one, _)) = pairs.clone().find(|(one, two)| one.prefix != two.prefix) {
        let connection = one.connection.clone();
        return Some(Problem::Collides {
            rule: name,
            connection,
        });
    }
    pairs.next()?;
    let is_within = |filter: &str| other.beginnings().any(|by| filter.starts_with(by));
    let is_shadowed = rule.beginnings().all(is_within)
        && rule
            .destinations
            .iter()
            .all(|destination| other.destinations.contains(destination));
    if rule.delete_replication != other.delete_replication {
        return Some(Problem::DeletesDiffer { rule: name });
    }
    Some(if is_shadowed {
        Problem::Shadowed { by: name }
    } else {
        Problem::Overlaps { rule: name }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        replication::{DeleteReplication, Filter},
        schedule::Rhythm,
    };

    /// `name: source filters > destinations`, where a destination is `connection` or `connection=prefix`.
    fn rule(text: &str) -> Rule {
        let (name, rest) = text.split_once(": ").unwrap();
        let (from, to) = rest.split_once('>').unwrap();
        let mut from = from.split_whitespace();
        Rule {
            id: name.to_owned(),
            name: name.to_owned(),
            source: from.next().unwrap().to_owned(),
            repository_filters: from.map(Filter::beginning).collect(),
            destinations: to
                .split_whitespace()
                .map(|text| match text.split_once('=') {
                    Some((connection, prefix)) => Destination {
                        connection: connection.to_owned(),
                        prefix: Some(prefix.to_owned()),
                    },
                    None => Destination {
                        connection: text.to_owned(),
                        prefix: None,
                    },
                })
                .collect(),
            ..Rule::default()
        }
    }

    fn places() -> Vec<KnownConnection> {
        ["a", "b", "c"]
            .map(|id| KnownConnection {
                id: id.to_owned(),
                ..KnownConnection::default()
            })
            .to_vec()
    }

    fn complaints(text: &str, kept: &[&str]) -> Vec<Problem> {
        let kept: Vec<Rule> = kept.iter().map(|text| rule(text)).collect();
        check(&rule(text), &kept, &places()).complaints
    }

    fn doubts(text: &str, kept: &[&str]) -> Vec<Problem> {
        let kept: Vec<Rule> = kept.iter().map(|text| rule(text)).collect();
        let checked = check(&rule(text), &kept, &places());
        assert_eq!(checked.complaints, [], "{text}");
        checked.doubts
    }

    #[test]
    fn a_plain_rule_has_nothing_wrong_with_it() {
        assert_eq!(doubts("r: a team/ > b c=mirror", &[]), []);
    }

    #[test]
    fn what_can_not_be_is_said_with_what_it_is_about() {
        let unknown = |id: &str| Problem::UnknownDestination {
            connection: id.to_owned(),
        };
        assert_eq!(complaints("r: x > b", &[]), [Problem::UnknownSource]);
        assert_eq!(complaints("r: a > x", &[]), [unknown("x")]);
        assert_eq!(complaints("r: a >", &[]), [Problem::NoDestination]);
        let twice = Problem::DestinationTwice {
            connection: "b".to_owned(),
        };
        assert_eq!(complaints("r: a > b b", &[]), [twice]);
        let prefix = Problem::BadPrefix {
            prefix: "No".to_owned(),
        };
        assert_eq!(complaints("r: a > b=No", &[]), [prefix]);
        let mut named = rule("r: a > b");
        named.id = "another".to_owned();
        let taken = check(&named, &[rule("r: a x > c")], &places());
        assert_eq!(taken.complaints, [Problem::NameTaken]);
        named.name = " ".to_owned();
        named.schedule = Some(Rhythm::Hours(0));
        let checked = check(&named, &[], &places());
        assert_eq!(checked.complaints, [Problem::NoName, Problem::BadTime]);
    }

    #[test]
    fn a_filter_is_refused_that_no_name_can_begin_with() {
        for bad in ["Team", "/team", "a//", "-a", "a.."] {
            let met = complaints(&format!("r: a {bad} > b"), &[]);
            let filter = bad.to_owned();
            assert_eq!(met, [Problem::BadFilter { filter }], "{bad}");
        }
        for good in [
            "team", "team/", "team-", "team_", "team__", "team--", "team/a.",
        ] {
            assert_eq!(complaints(&format!("r: a {good} > b"), &[]), [], "{good}");
        }
    }

    #[test]
    fn a_rule_that_takes_its_own_copies_is_refused() {
        let itself = Problem::OntoItself {
            connection: "a".to_owned(),
        };
        assert_eq!(complaints("r: a > a", &[]), std::slice::from_ref(&itself));
        // Its copies under `mirror/` are repositories of `a`, too, and would be copied again.
        assert_eq!(complaints("r: a > a=mirror", &[]), [itself]);
        assert_eq!(complaints("r: a team/ > a=mirror", &[]), []);
    }

    #[test]
    fn a_circle_through_several_rules_is_refused_and_named() {
        let through = |names: &[&str]| Problem::Circle {
            through: names.iter().map(|name| (*name).to_owned()).collect(),
        };
        let back = complaints("r: a > b", &["back: b > a"]);
        assert_eq!(back, [through(&["back"])]);
        let round = complaints(
            "r: a team/ > b",
            &["on: b > c=x", "home: c x/team > a=team"],
        );
        assert_eq!(round, [through(&["on", "home"])]);
        // What comes back has other names than those that are taken.
        assert_eq!(complaints("r: a team/ > b", &["back: b other/ > a"]), []);
        assert_eq!(
            complaints("r: a team/ > b", &["on: b > c", "home: c > a=x"]),
            []
        );
        // A circle of others is theirs.
        assert_eq!(complaints("r: a > b", &["one: b > c", "two: c > b=x"]), []);
    }

    #[test]
    fn overlapping_shadowed_and_contradicting_rules_are_doubted() {
        let named = "other".to_owned();
        assert_eq!(
            doubts("r: a team/ > b", &["other: a > b"]),
            [Problem::Shadowed { by: named.clone() }]
        );
        assert_eq!(
            doubts("r: a team/ > b c", &["other: a team/app > b"]),
            [Problem::Overlaps {
                rule: named.clone()
            }]
        );
        let mut deleting = rule("r: a team/ > b");
        deleting.delete_replication = DeleteReplication { enabled: true };
        let checked = check(&deleting, &[rule("other: a > b")], &places());
        let differ = Problem::DeletesDiffer {
            rule: named.clone(),
        };
        assert_eq!(checked.doubts, [differ]);
        let collides = |connection: &str| Problem::Collides {
            rule: named.clone(),
            connection: connection.to_owned(),
        };
        assert_eq!(doubts("r: a > c", &["other: b > c"]), [collides("c")]);
        assert_eq!(doubts("r: a > c=x", &["other: b > c=y"]), []);
        assert_eq!(doubts("r: a one/ > c", &["other: a two/ > c"]), []);
        assert_eq!(doubts("r: a x/ > b=x", &["other: a > b"]), [collides("b")]);
    }

    #[test]
    fn filters_that_do_nothing_are_doubted() {
        assert_eq!(
            doubts("r: a team/app team/ team/ > b", &[]),
            [
                Problem::FilterCovered {
                    filter: "team/app".to_owned(),
                    by: "team/".to_owned()
                },
                Problem::FilterCovered {
                    filter: "team/".to_owned(),
                    by: "team/".to_owned()
                }
            ]
        );
        let mut places = places();
        places[0].repositories = Some(vec!["team/app".to_owned()]);
        places[1].is_production = true;
        let mut known = rule("r: a tean/ team/a > b");
        known.on_change = true;
        assert_eq!(
            check(&known, &[], &places).doubts,
            [
                Problem::MatchesNothing {
                    filter: "tean/".to_owned()
                },
                Problem::Production {
                    connection: "b".to_owned()
                }
            ]
        );
    }
}
