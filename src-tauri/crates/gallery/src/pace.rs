//! How often a host is asked: slower when it complains, faster again by small steps, never more often
//! than was set. Knows nothing of what is asked.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The longest pause between two requests that the pace itself makes.
const SLOWEST: Duration = Duration::from_mins(2);

/// Requests that have to go well before it gets faster.
const PROOF: u32 = 10;

/// The pause between two requests to one host: doubles when the host does not cope, shrinks by a tenth
/// for every ten requests that went well.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Pace {
    /// The pause that is never fallen short of.
    least: Duration,
    pause: Duration,
    successes: u32,
}

impl Pace {
    /// A pace of at most `ceiling` requests an hour; 0 counts as 1.
    pub fn new(ceiling: u32) -> Self {
        let least = Duration::from_hours(1) / ceiling.max(1);
        Self {
            least,
            pause: least,
            successes: 0,
        }
    }

    /// Sets another ceiling.
    pub fn set_ceiling(&mut self, ceiling: u32) {
        self.least = Self::new(ceiling).least;
        self.pause = self.pause.max(self.least);
    }

    /// The pause after a request.
    pub const fn pause(&self) -> Duration {
        self.pause
    }

    /// Requests an hour at this pace.
    pub fn hourly(&self) -> u32 {
        (3600.0 / self.pause.as_secs_f64().max(0.001)).round() as u32
    }

    /// A request went well.
    pub fn went_well(&mut self) {
        self.successes += 1;
        if self.successes >= PROOF {
            self.successes = 0;
            self.pause = self.pause.mul_f64(0.9).max(self.least);
        }
    }

    /// The host complained or did not cope.
    pub fn complained(&mut self) {
        self.successes = 0;
        self.pause = (self.pause * 2).min(SLOWEST.max(self.least));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_halves_the_rate_and_patience_wins_it_back() {
        let mut pace = Pace::new(3_600);
        assert_eq!(pace.pause(), Duration::from_secs(1));
        pace.complained();
        pace.complained();
        assert_eq!(pace.hourly(), 900);
        for _ in 0..9 {
            pace.went_well();
        }
        assert_eq!(pace.hourly(), 900, "ten have to go well");
        for _ in 0..1_000 {
            pace.went_well();
        }
        assert_eq!(pace.hourly(), 3_600, "never above the ceiling");
    }

    #[test]
    fn complaints_never_make_it_stand_still_and_a_lower_ceiling_counts_at_once() {
        let mut pace = Pace::new(3_600);
        for _ in 0..100 {
            pace.complained();
        }
        assert_eq!(pace.pause(), SLOWEST);
        let mut pace = Pace::new(3_600);
        pace.set_ceiling(60);
        assert_eq!(pace.pause(), Duration::from_mins(1));
        assert_eq!(Pace::new(0).pause(), Duration::from_hours(1));
    }
}
