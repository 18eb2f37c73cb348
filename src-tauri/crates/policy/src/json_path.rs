//! What complaints about JSON say: paths, such as `$.rules[0].selection`, and the parser's words.

/// Whether a path is another, or of something inside it. The root stands for the text as a whole, such
/// as its length, so nothing is inside it.
pub(crate) fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| {
        rest.is_empty() || outer != "$" && (rest.starts_with('.') || rest.starts_with('['))
    })
}

/// The parser's words without the place, which is said apart.
pub(crate) fn parser_words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    match words.rfind(" at line ") {
        Some(end) => words[..end].to_owned(),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_inside_what_it_is_a_member_of_and_nothing_else() {
        assert!(is_within("$.rules[1].action", "$.rules[1]"));
        assert!(is_within("$.rules[1]", "$.rules[1]"));
        assert!(!is_within("$.rules[10]", "$.rules[1]"));
        assert!(!is_within("$.rules", "$.rules[1]"));
        assert!(!is_within("$.rules", "$"));
    }
}
