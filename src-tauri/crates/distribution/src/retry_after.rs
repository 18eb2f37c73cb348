//! When a server wants to be asked again: `Retry-After` in its two forms, and what Docker Hub and GitHub
//! say in its place.

use http::HeaderMap;
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};

/// A wait no server means.
const ABSURD: SignedDuration = SignedDuration::from_hours(24 * 365);

/// The time named by `Retry-After` (seconds or HTTP date, RFC 9110 §10.2.3), by `X-Retry-After` (unix
/// seconds, Docker Hub), or by `X-RateLimit-Reset` (unix seconds) where nothing remains of the limit
/// (Docker Hub, GitHub). An absurdly far time is cut to a year from `now`.
pub(crate) fn read(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let latest = now.checked_add(ABSURD).ok()?;
    let moment = |text: &str| Timestamp::from_second(text.parse().ok()?).ok();
    let reset = || {
        let is_used_up = text("x-ratelimit-remaining") == Some("0");
        text("x-ratelimit-reset").filter(|_| is_used_up)
    };
    let until = match (text("retry-after"), text("x-retry-after")) {
        (Some(text), _) => read_seconds(text, now, latest).or_else(|| read_date(text)),
        (None, Some(text)) => moment(text),
        (None, None) => reset().and_then(moment),
    };
    until.map(|until| until.clamp(now, latest))
}

fn read_seconds(text: &str, now: Timestamp, latest: Timestamp) -> Option<Timestamp> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return None;
    }
    // More digits than fit is only another way to say "very long".
    let seconds = text.parse().ok().map(SignedDuration::from_secs);
    Some(
        seconds
            .and_then(|seconds| now.checked_add(seconds).ok())
            .unwrap_or(latest),
    )
}

fn read_date(text: &str) -> Option<Timestamp> {
    // HTTP dates are RFC 2822 dates that end in GMT.
    rfc2822::DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(text)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(name: &'static str, value: &str) -> Option<i64> {
        let now = Timestamp::from_second(1_445_412_000).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        read(&headers, now).map(|until| until.duration_since(now).as_secs())
    }

    #[test]
    fn both_forms_of_retry_after_are_understood() {
        assert_eq!(read_one("retry-after", "120"), Some(120));
        assert_eq!(
            read_one("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),
            Some(480)
        );
        assert_eq!(read_one("x-retry-after", "1445412060"), Some(60));
        assert_eq!(read_one("retry-after", "soon"), None);
    }

    #[test]
    fn a_reset_counts_only_where_nothing_remains() {
        let now = Timestamp::from_second(1_445_412_000).unwrap();
        let read_both = |remaining: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-ratelimit-remaining", remaining.parse().unwrap());
            headers.insert("x-ratelimit-reset", "1445412030".parse().unwrap());
            read(&headers, now).map(|until| until.duration_since(now).as_secs())
        };
        assert_eq!(read_both("0"), Some(30));
        assert_eq!(read_both("17"), None);
    }

    #[test]
    fn absurd_waits_are_cut_and_past_ones_are_now() {
        let year = 365 * 24 * 3600;
        assert_eq!(read_one("retry-after", "1000000000"), Some(year));
        assert_eq!(read_one("retry-after", &"9".repeat(40)), Some(year));
        assert_eq!(
            read_one("retry-after", "Wed, 21 Oct 2010 07:28:00 GMT"),
            Some(0)
        );
    }
}
