//! `Link: <…>; rel="next"` (RFC 8288): where a list goes on.

use http::HeaderMap;

/// The target of the first link with the relation `next`.
pub(crate) fn next(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(http::header::LINK)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(next_in)
}

fn next_in(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let begin = rest.find('<')?;
        let (target, after) = rest[begin + 1..].split_once('>')?;
        // Parameters run to the comma that opens the next link.
        let end = after.find(",<").or_else(|| after.find(", <"));
        let parameters = &after[..end.unwrap_or(after.len())];
        let is_next = parameters.split(';').any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else {
                return false;
            };
            name.trim().eq_ignore_ascii_case("rel")
                && value
                    .trim()
                    .trim_matches('"')
                    .split_ascii_whitespace()
                    .any(|relation| relation.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(target.trim());
        }
        rest = &after[end?..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_is_found_among_others_and_in_every_spelling() {
        for text in [
            r#"</v2/_catalog?last=a&n=1>; rel="next""#,
            r"</v2/_catalog?last=a&n=1>;rel=next",
            r#"</first>; rel="first", </v2/_catalog?last=a&n=1>; title="x"; REL="last next""#,
        ] {
            assert_eq!(next_in(text), Some("/v2/_catalog?last=a&n=1"), "{text}");
        }
        for text in ["", "<", "<>", "</a>; rel=prev", r#"</a>; rev="next""#] {
            assert_eq!(next_in(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_header_is_read_to_its_end(text in "\\PC{0,80}|[<>;,=\" relnxt]{0,80}") {
            let _ = next_in(&text);
        }
    }
}
