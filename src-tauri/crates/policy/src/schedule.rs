//! When rules have their turn by themselves: once for whatever was missed, and never in a hurry because
//! a clock jumped.

use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// How often.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rhythm {
    /// Every so many hours, at least one.
    Hours(u16),
    /// Every day at this minute after midnight, by the clock on the wall.
    Daily(u16),
}

/// It is time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Due {
    /// When it should have been.
    pub planned: Timestamp,
    /// It is so late that the program or the machine slept meanwhile.
    pub is_late: bool,
}

impl Rhythm {
    /// Whether there is such a time: an hour to a month, or a minute of a day.
    pub fn is_possible(self) -> bool {
        match self {
            Self::Hours(hours) => (1..=24 * 31).contains(&hours),
            Self::Daily(minute) => minute < 24 * 60,
        }
    }
}

/// How late a run may be without being called late.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// The first moment after `last` at which it is time.
pub fn next(rhythm: Rhythm, last: Timestamp, zone: &TimeZone) -> Timestamp {
    match rhythm {
        Rhythm::Hours(hours) => {
            let wait = SignedDuration::from_hours(i64::from(hours.max(1)));
            last.saturating_add(wait).unwrap_or(Timestamp::MAX)
        }
        Rhythm::Daily(minute) => {
            let minute = minute.min(24 * 60 - 1);
            let time = Time::midnight().wrapping_add(i64::from(minute).minutes());
            let mut day = last.to_zoned(zone.clone()).date();
            // The day itself or the next one; a third where the clocks are changed.
            for _ in 0..3 {
                let at = day.to_datetime(time).to_zoned(zone.clone());
                if let Ok(at) = at
                    && at.timestamp() > last
                {
                    return at.timestamp();
                }
                match day.tomorrow() {
                    Ok(next) => day = next,
                    Err(_) => break,
                }
            }
            Timestamp::MAX
        }
    }
}

/// Whether it is time, `last` being when it was done last or switched on. Whoever finds `last` in the
/// future, because the clock was put back, is to begin anew from `now`.
pub fn due(rhythm: Rhythm, last: Timestamp, now: Timestamp, zone: &TimeZone) -> Option<Due> {
    let planned = next(rhythm, last, zone);
    (planned <= now).then(|| Due {
        planned,
        is_late: now.duration_since(planned) > PATIENCE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_missed_is_due_once_and_said_to_be_late() {
        let last = at("2026-11-21T00:00:00Z");
        let six = Rhythm::Hours(6);
        let zone = TimeZone::UTC;
        assert_eq!(due(six, last, at("2026-11-21T05:59:59Z"), &zone), None);
        let on_time = due(six, last, at("2026-11-21T06:00:30Z"), &zone).unwrap();
        assert!(!on_time.is_late);
        let slept = at("2026-11-23T15:00:00Z");
        let late = due(six, last, slept, &zone).unwrap();
        assert_eq!(late.planned, at("2026-11-21T06:00:00Z"));
        assert!(late.is_late);
        assert_eq!(due(six, slept, slept, &zone), None);
        assert_eq!(next(six, slept, &zone), at("2026-11-23T21:00:00Z"));
    }

    #[test]
    fn daily_is_by_the_clock_on_the_wall_also_when_clocks_are_changed() {
        let paris = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
        let half_past_two = Rhythm::Daily(150);
        let next = |last: &str| next(half_past_two, at(last), &paris).to_string();
        assert_eq!(next("2026-11-21T00:00:00Z"), "2026-11-21T01:30:00Z");
        assert_eq!(next("2026-11-21T01:30:00Z"), "2026-11-22T01:30:00Z");
        // Half past two does not exist in the last night of March, and half past three stands for it.
        assert_eq!(next("2026-03-28T12:00:00Z"), "2026-03-29T01:30:00Z");
        // In October it is there twice, and once is enough.
        assert_eq!(next("2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
        assert_eq!(next("2026-10-25T00:30:00Z"), "2026-10-26T01:30:00Z");
    }

    #[test]
    fn a_clock_that_was_put_back_makes_nothing_due() {
        let last = at("2027-01-01T00:00:00Z");
        let now = at("2026-11-21T00:00:00Z");
        assert_eq!(due(Rhythm::Hours(1), last, now, &TimeZone::UTC), None);
    }
}
