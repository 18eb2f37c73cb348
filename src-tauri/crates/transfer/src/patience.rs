//! How long a copy keeps trying. What a single request sits out is decided below, by the connector.

use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::{Error, Listener, Result, Side, Step};

/// How long a copy keeps trying.
#[derive(Clone, Debug)]
pub struct Patience {
    /// Tries of one thing, the first included, without anything having moved between them.
    pub tries: u32,
    /// The first wait; it doubles, with jitter.
    pub backoff: Duration,
    /// The longest wait that is sat out when a registry asks for one.
    pub longest_wait: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: 6,
            backoff: Duration::from_millis(500),
            longest_wait: Duration::from_mins(10),
        }
    }
}

/// The longest wait of our own choosing.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

impl Patience {
    /// How long to wait after the try of this number failed so; the error where that is too long.
    fn pause(&self, tries: u32, error: &Error) -> Result<Duration> {
        if let Error::RateLimited {
            until: Some(until), ..
        } = error
        {
            let asked = until.duration_since(Timestamp::now());
            let asked = Duration::try_from(asked).unwrap_or(Duration::ZERO);
            return if asked > self.longest_wait {
                Err(error.clone())
            } else {
                Ok(asked)
            };
        }
        let doubled = self
            .backoff
            .saturating_mul(1 << tries.saturating_sub(1).min(10));
        let longest = doubled.min(LONGEST_BACKOFF.max(self.backoff));
        Ok(longest.mul_f64(0.5 + fastrand::f64() / 2.0))
    }

    /// Waits before the next try; gives the error back where there is to be none.
    pub(crate) async fn wait(
        &self,
        tries: u32,
        side: Side,
        error: Error,
        listener: &dyn Listener,
        cancel: &CancellationToken,
    ) -> Result<()> {
        if tries >= self.tries {
            return Err(error);
        }
        let pause = self.pause(tries, &error)?;
        tracing::debug!(%error, tries, ?pause, "a copy waits");
        listener.hear(Step::Waiting {
            side,
            until: Timestamp::now()
                .saturating_add(jiff::SignedDuration::try_from(pause).unwrap_or_default())
                .unwrap_or(Timestamp::MAX),
            because: error.to_string(),
        });
        tokio::select! {
            () = cancel.cancelled() => Err(Error::Cancelled),
            () = tokio::time::sleep(pause) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(seconds: i64) -> Error {
        let now = Timestamp::now();
        Error::RateLimited {
            side: Side::Source,
            until: now
                .checked_add(jiff::SignedDuration::from_secs(seconds))
                .ok(),
        }
    }

    #[test]
    fn a_registrys_wait_is_sat_out_up_to_the_longest() {
        let patience = Patience::default();
        assert!(patience.pause(1, &limited(60)).unwrap() > Duration::from_secs(58));
        assert!(patience.pause(1, &limited(3_600)).is_err());
        assert_eq!(patience.pause(1, &limited(-60)).unwrap(), Duration::ZERO);
    }

    #[test]
    fn our_own_waits_grow_to_an_end() {
        let patience = Patience::default();
        let error = Error::Cancelled;
        assert!(patience.pause(1, &error).unwrap() <= patience.backoff);
        assert!(patience.pause(40, &error).unwrap() <= LONGEST_BACKOFF);
    }
}
