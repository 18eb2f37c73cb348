//! Attempts at a request: what is told to whoever watches the SDKs try again.

use std::{fmt, time::Duration};

use jiff::Timestamp;

/// Is told of every attempt, from any task.
pub trait Observe: Send + Sync {
    /// An attempt came to its end.
    fn answered(&self, attempt: &Attempt);
}

/// Observes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observe for Unobserved {
    fn answered(&self, _attempt: &Attempt) {}
}

/// One attempt at one request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attempt {
    /// Who was asked: `host` or `host:port`.
    pub host: String,
    /// What was asked for, such as `DescribeImages`, where the request says so in its head.
    pub operation: Option<String>,
    /// Which attempt it was, from 1 on.
    pub number: u32,
    /// How many there will be at most, where it is known.
    pub of: Option<u32>,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// How long it took.
    pub took: Duration,
}

/// How an attempt ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AttemptOutcome {
    /// Well.
    Answered,
    /// Too many requests: it is tried again later, by itself.
    Throttled {
        /// When it is welcome again, where the answer says so.
        until: Option<Timestamp>,
    },
    /// With another error of the API's own.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The error's name.
        code: Option<String>,
    },
    /// Without an answer.
    Failed {
        /// Why; text to show.
        reason: String,
    },
}

impl Attempt {
    pub(crate) fn of<B>(request: &http::Request<B>) -> Self {
        let header = |name: &str| request.headers().get(name)?.to_str().ok();
        // `AmazonEC2ContainerRegistry_V20150921.DescribeImages`
        let operation = header("x-amz-target").and_then(|target| target.rsplit('.').next());
        // `attempt=2; max=3`
        let counted = header("amz-sdk-request").unwrap_or_default();
        let count = |name: &str| {
            let mut parts = counted
                .split(';')
                .filter_map(|part| part.trim().split_once('='));
            parts.find(|(key, _)| *key == name)?.1.parse::<u32>().ok()
        };
        Self {
            host: request
                .uri()
                .authority()
                .map(ToString::to_string)
                .unwrap_or_default(),
            operation: operation.map(str::to_owned),
            number: count("attempt").unwrap_or(1),
            of: count("max"),
            outcome: AttemptOutcome::Answered,
            took: Duration::ZERO,
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation.as_deref().unwrap_or("a request");
        write!(formatter, "{operation} to {} ({}", self.host, self.number)?;
        if let Some(of) = self.of {
            write!(formatter, " of {of}")?;
        }
        formatter.write_str(")")
    }
}

impl fmt::Debug for dyn Observe {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Observe")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_is_read_from_its_requests_head() {
        let request = http::Request::post("https://api.ecr.eu-west-1.amazonaws.com/")
            .header(
                "x-amz-target",
                "AmazonEC2ContainerRegistry_V20150921.PutImage",
            )
            .header("amz-sdk-request", "attempt=2; max=4")
            .body(())
            .unwrap();
        let attempt = Attempt::of(&request);
        assert_eq!(
            attempt.to_string(),
            "PutImage to api.ecr.eu-west-1.amazonaws.com (2 of 4)"
        );
    }
}
