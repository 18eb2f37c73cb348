//! How long anything may take.

use std::time::Duration;

/// How long anything may take. Time passes only while we wait for the other side.
#[derive(Clone, Debug)]
pub struct Deadlines {
    /// To reach the host, encryption included.
    pub connect: Duration,
    /// From the end of the request to the head of the answer.
    pub answer: Duration,
    /// Between two pieces of a body.
    pub idle: Duration,
    /// The span over which a body must keep the least rate.
    pub rate_span: Duration,
    /// Bytes that must come within each such span.
    pub rate_bytes: u64,
    /// Tries of a request that is safe to repeat, the first included.
    pub tries: u32,
    /// The first wait between two tries; it doubles, with jitter.
    pub backoff: Duration,
    /// The longest wait that is sat out when the registry asks for one; a longer one is an error that
    /// says until when.
    pub longest_wait: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            answer: Duration::from_secs(30),
            idle: Duration::from_secs(30),
            rate_span: Duration::from_secs(20),
            rate_bytes: 20 << 10,
            tries: 4,
            backoff: Duration::from_millis(400),
            longest_wait: Duration::from_secs(10),
        }
    }
}
