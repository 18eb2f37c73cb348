//! What a registry says is left of a pull quota, as Docker Hub does with every manifest.

use http::HeaderMap;
use jiff::Timestamp;

/// A pull quota, from `RateLimit-Limit` and `RateLimit-Remaining` (`100;w=21600`). A registry that
/// says nothing has none, or counts nobody like this caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Quota {
    /// Manifests that may be fetched in a window.
    pub limit: u64,
    /// How many of them are left.
    pub remaining: u64,
    /// Seconds of the window.
    pub window: u64,
    /// When the registry said so.
    pub seen: Timestamp,
}

impl Quota {
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let (limit, window) = read_pair(headers, "ratelimit-limit")?;
        let (remaining, other) = read_pair(headers, "ratelimit-remaining")?;
        Some(Self {
            limit,
            remaining,
            window: window.or(other)?,
            seen: Timestamp::now(),
        })
    }
}

/// The number and the window of `100;w=21600`.
fn read_pair(headers: &HeaderMap, name: &str) -> Option<(u64, Option<u64>)> {
    let text = headers.get(name)?.to_str().ok()?;
    let mut parts = text.split(';').map(str::trim);
    let number = parts.next()?.parse().ok()?;
    let window = parts.find_map(|part| part.strip_prefix("w=")?.parse().ok());
    Some((number, window))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_hubs_headers_are_read_and_others_are_not() {
        let read = |limit: &str, remaining: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("ratelimit-limit", limit.parse().unwrap());
            headers.insert("ratelimit-remaining", remaining.parse().unwrap());
            Quota::read(&headers).map(|quota| (quota.limit, quota.remaining, quota.window))
        };
        assert_eq!(read("100;w=21600", "20;w=21600"), Some((100, 20, 21_600)));
        assert_eq!(read("100", "20"), None);
        assert_eq!(read("many;w=1", "-1"), None);
        assert_eq!(Quota::read(&HeaderMap::new()), None);
    }
}
