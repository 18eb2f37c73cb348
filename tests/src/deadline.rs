//! Waiting for something to become true, with a deadline instead of a fixed sleep.

use std::time::{Duration, Instant};

/// How long a test waits for what takes milliseconds on a quiet machine; machines are not quiet.
pub const PATIENCE: Duration = Duration::from_secs(30);

const PAUSE: Duration = Duration::from_millis(20);

/// Asks `probe` again and again until it answers, and fails the test when it hasn't by [`PATIENCE`].
/// `what` completes the sentence "waited in vain for …".
pub async fn until<T>(what: &str, mut probe: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = probe().await {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
        tokio::time::sleep(PAUSE).await;
    }
}
