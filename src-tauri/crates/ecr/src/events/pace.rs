//! Keeps what asks CloudTrail to the pace that an account has in a region.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Two requests a second, as CloudTrail's quotas say of `LookupEvents`.
const INTERVAL: Duration = Duration::from_millis(500);

/// When each region may be asked again.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<HashMap<String, Instant>>);

impl Pace {
    /// Waits until a request to a region is due.
    pub(crate) async fn wait(&self, region: &str) {
        let due = self.reserve(region, Instant::now());
        tokio::time::sleep_until(due).await;
    }

    fn reserve(&self, region: &str, now: Instant) -> Instant {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let free_at = places.entry(region.to_owned()).or_insert(now);
        let due = now.max(*free_at);
        *free_at = due + INTERVAL;
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_asked_twice_a_second_and_another_one_does_not_wait_for_it() {
        let pace = Pace::default();
        let now = Instant::now();
        let due = |region, at| pace.reserve(region, at).duration_since(now);
        assert_eq!(due("eu-west-1", now), Duration::ZERO);
        assert_eq!(due("eu-west-1", now), Duration::from_millis(500));
        assert_eq!(due("eu-west-1", now), Duration::from_secs(1));
        assert_eq!(due("us-east-1", now), Duration::ZERO);
        // Who comes later than that does not wait.
        let later = now + Duration::from_secs(5);
        assert_eq!(due("eu-west-1", later), Duration::from_secs(5));
    }
}
