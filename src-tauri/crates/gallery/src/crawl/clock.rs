//! The time of day, as tokio's clock runs on from when it was first looked at: so that waits end when
//! they say they do, also where a test's time is made.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// The time of day when it was made, and how much has passed since.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    made_at: Timestamp,
    instant: Instant,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            made_at: Timestamp::now(),
            instant: Instant::now(),
        }
    }
}

impl Clock {
    pub(super) fn now(&self) -> Timestamp {
        self.made_at
            .checked_add(self.instant.elapsed())
            .unwrap_or(self.made_at)
    }

    /// Sleeps until then, at most `longest`: the clock may have been set meanwhile.
    pub(super) async fn sleep_until(&self, until: Timestamp, longest: SignedDuration) {
        let left = until.duration_since(self.now()).min(longest);
        // What is in the past is no duration to sleep.
        if let Ok(left) = Duration::try_from(left) {
            tokio::time::sleep(left).await;
        }
    }
}
