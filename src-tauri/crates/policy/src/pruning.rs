//! What registries' own prunings of tags take, reckoned beforehand: one rule, each tag by itself.
//!
//! As GitLab does it: of the tags that a rule is for, the newest so many stay, and of the others those that are
//! younger than its age. A tag without a date counts as the newest, and stays.

use jiff::{SignedDuration, Timestamp};

use crate::retention::Expression;

/// What a pruning takes.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Pruning {
    /// What whole tags meet that it is for; `None`: all.
    pub only: Option<Expression>,
    /// It is for those that do not meet it.
    pub is_inverted: bool,
    /// What whole tags meet that stay whatever else is said.
    pub spared: Option<Expression>,
    /// Whether `latest` stays whatever else is said.
    pub spares_latest: bool,
    /// How many of the newest stay.
    pub keep: usize,
    /// What is younger stays; `None`: nothing for its age.
    pub older_than: Option<SignedDuration>,
}

/// What becomes of a tag.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// It is taken.
    Goes,
    /// It stays.
    Stays,
    /// It would be taken if it were old enough, and nobody here knows its age.
    Undated,
}

/// What becomes of each tag, given with its date.
pub fn prune(rule: &Pruning, tags: &[(&str, Option<Timestamp>)], now: Timestamp) -> Vec<Fate> {
    let mut fates = vec![Fate::Stays; tags.len()];
    let mut meant: Vec<usize> = (0..tags.len())
        .filter(|at| rule.is_for(tags[*at].0))
        .collect();
    meant.sort_by_key(|at| std::cmp::Reverse(tags[*at].1.unwrap_or(now)));
    for at in meant.into_iter().skip(rule.keep) {
        fates[at] = match (tags[at].1, rule.older_than) {
            (None, _) => Fate::Undated,
            (Some(_), None) => Fate::Goes,
            (Some(date), Some(age)) if now.duration_since(date) > age => Fate::Goes,
            _ => Fate::Stays,
        };
    }
    fates
}

impl Pruning {
    fn is_for(&self, tag: &str) -> bool {
        let meets = |expression: &Expression| expression.matches(tag);
        let is_meant = self.only.as_ref().is_none_or(meets) != self.is_inverted;
        let is_spared = self.spared.as_ref().is_some_and(meets);
        is_meant && !is_spared && !(self.spares_latest && tag == "latest")
    }
}

/// An age as vendors write it: a number and `s`, `m`, `h`, `d`, `w`, or `month`, which is 30 days.
pub fn read_age(text: &str) -> Option<SignedDuration> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|letter: char| !letter.is_ascii_digit())?);
    let seconds: i64 = match unit.trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        "w" => 7 * 24 * 3600,
        "month" | "months" => 30 * 24 * 3600,
        _ => return None,
    };
    let whole = number.parse::<i64>().ok()?.checked_mul(seconds)?;
    Some(SignedDuration::from_secs(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600;

    /// What goes of tags that are so many days old; `None` has no date.
    fn gone<'a>(rule: &Pruning, tags: &[(&'a str, Option<i64>)]) -> Vec<&'a str> {
        let now = Timestamp::from_second(1_000 * DAY).unwrap();
        let dated: Vec<_> = tags
            .iter()
            .map(|(tag, days)| {
                let at = days.map(|days| Timestamp::from_second((1_000 - days) * DAY).unwrap());
                (*tag, at)
            })
            .collect();
        let fates = prune(rule, &dated, now);
        let gone = tags
            .iter()
            .zip(fates)
            .filter(|(_, fate)| *fate == Fate::Goes);
        gone.map(|((tag, _), _)| *tag).collect()
    }

    fn expression(text: &str) -> Expression {
        Expression::new(text).unwrap()
    }

    const TAGS: [(&str, Option<i64>); 5] = [
        ("latest", Some(300)),
        ("v1", Some(200)),
        ("v2", Some(100)),
        ("main", Some(150)),
        ("v3", Some(10)),
    ];

    #[test]
    fn the_newest_stay_and_of_the_others_what_is_young() {
        let mut rule = Pruning {
            only: Some(expression(".*")),
            spares_latest: true,
            keep: 1,
            ..Pruning::default()
        };
        assert_eq!(gone(&rule, &TAGS), ["v1", "v2", "main"]);
        rule.older_than = read_age("120d");
        assert_eq!(gone(&rule, &TAGS), ["v1", "main"]);
        rule.spared = Some(expression("main"));
        assert_eq!(gone(&rule, &TAGS), ["v1"]);
        rule.keep = 10;
        assert!(gone(&rule, &TAGS).is_empty());
    }

    #[test]
    fn a_rule_may_be_for_what_does_not_meet_its_expression() {
        let rule = Pruning {
            only: Some(expression("v.*")),
            is_inverted: true,
            ..Pruning::default()
        };
        assert_eq!(gone(&rule, &TAGS), ["latest", "main"]);
    }

    #[test]
    fn what_has_no_date_counts_as_the_newest_and_stays() {
        let rule = Pruning {
            keep: 1,
            ..Pruning::default()
        };
        assert_eq!(
            gone(&rule, &[("a", None), ("b", Some(1)), ("c", None)]),
            ["b"]
        );
        let only = [("a", None), ("b", None)];
        assert_eq!(
            prune(&rule, &only, Timestamp::UNIX_EPOCH),
            [Fate::Stays, Fate::Undated]
        );
    }

    #[test]
    fn ages_are_read_as_vendors_write_them() {
        let days = |days: i64| Some(SignedDuration::from_secs(days * DAY));
        assert_eq!(read_age("14d"), days(14));
        assert_eq!(read_age("2w"), days(14));
        assert_eq!(read_age("1month"), days(30));
        assert_eq!(read_age("1h"), Some(SignedDuration::from_hours(1)));
        for bad in ["", "d", "7", "7y", "-1d", "99999999999999999999d"] {
            assert_eq!(read_age(bad), None, "{bad}");
        }
    }
}
