//! Vendors' pages: by number, where a page's place shifts while others push, and by what an answer says of
//! the next one (keyset), which each answer knows itself ([`super::VendorAnswer::next_page`]).

use std::fmt::Write as _;

use portolan_distribution::Cursor;

/// A page by its number, from 1 on, as Docker Hub, Harbor and GitHub count them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PageNumber(u64);

impl PageNumber {
    /// The page that `cursor` means; the first without one, or where it is of another kind.
    pub fn at(cursor: Option<&Cursor>) -> Self {
        let number = cursor.and_then(|cursor| cursor.as_str().parse().ok());
        Self(number.unwrap_or(1).max(1))
    }

    /// The number, for a query.
    pub fn text(self) -> String {
        self.0.to_string()
    }

    /// The page after this one of `size` entries, which brought `came`; `None` at the end. `total` is what
    /// the vendor says there are, where it does.
    pub fn after(self, came: usize, size: usize, total: Option<u64>) -> Option<Cursor> {
        let is_last = match total {
            Some(total) => came == 0 || self.0.saturating_mul(size as u64) >= total,
            // A page that is not full is the last one.
            None => came < size,
        };
        (!is_last).then(|| Cursor::from((self.0 + 1).to_string()))
    }
}

/// Percent-encodes one part of a path, slashes too (RFC 3986, 2.3: what is unreserved stays). Twice for
/// vendors that decode twice.
pub fn encode(part: &str) -> String {
    let mut encoded = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text can't fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_pages_end_by_their_total_or_by_a_page_that_is_not_full() {
        let first = PageNumber::at(None);
        assert_eq!(first.text(), "1");
        let second = first.after(100, 100, Some(250)).unwrap();
        assert_eq!(second.as_str(), "2");
        let third = PageNumber::at(Some(&second))
            .after(100, 100, Some(250))
            .unwrap();
        assert_eq!(PageNumber::at(Some(&third)).after(50, 100, Some(250)), None);
        assert_eq!(first.after(99, 100, None), None);
        assert!(first.after(100, 100, None).is_some());
        // A total that never ends with pages that bring nothing.
        assert_eq!(first.after(0, 100, Some(u64::MAX)), None);
        assert_eq!(PageNumber::at(Some(&Cursor::from("x".to_owned()))), first);
    }

    #[test]
    fn slashes_are_encoded_and_twice_where_it_is_wanted() {
        assert_eq!(encode("a/b c"), "a%2Fb%20c");
        assert_eq!(encode(&encode("a/b")), "a%252Fb");
    }
}
