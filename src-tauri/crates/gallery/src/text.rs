//! Making strangers' text fit to keep: no control or direction characters, no endless lengths. Whether
//! it is Markdown, and what a screen makes of it, is decided elsewhere.

use url::Url;

/// Bytes of a long text (about, usage) that are kept. ECR Public allows 25,600 characters, Docker Hub
/// 25,000.
pub(crate) const LONG_LIMIT: usize = 128 << 10;

/// Bytes of a description that are kept; ECR Public allows 1,024 characters.
pub(crate) const LINE_LIMIT: usize = 4 << 10;

/// Bytes of a name, word or label that are kept.
pub(crate) const WORD_LIMIT: usize = 512;

/// Bytes of an address that is kept.
pub(crate) const ADDRESS_LIMIT: usize = 2 << 10;

/// Whether a character moves the cursor, turns the direction of what follows, or can't be seen and
/// means nothing.
pub(crate) fn is_hostile(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{061c}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// One line without hostile characters, trimmed, runs of white space made one, at most `limit` bytes.
pub fn clean_line(text: &str, limit: usize) -> String {
    let mut kept = String::new();
    // Twice the limit holds enough for what is dropped; the rest is not even looked at.
    for word in cut(text, limit.saturating_mul(2)).split_whitespace() {
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.extend(word.chars().filter(|character| !is_hostile(*character)));
    }
    kept.truncate(cut(&kept, limit).len());
    kept.truncate(kept.trim_end().len());
    kept
}

/// Lines without hostile characters, at most `limit` bytes; tabs stay, line ends become `\n`.
pub(crate) fn clean_text(text: &str, limit: usize) -> String {
    let text = cut(text, limit);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let is_kept = |character: &char| matches!(character, '\n' | '\t') || !is_hostile(*character);
    text.chars().filter(is_kept).collect()
}

/// The beginning of a text, at most `limit` bytes and whole characters.
pub(crate) fn cut(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

/// An https or http address that can be shown and opened; nothing where it is none.
pub(crate) fn clean_address(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > ADDRESS_LIMIT {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let is_web = matches!(url.scheme(), "https" | "http") && url.has_host();
    let is_plain = url.username().is_empty() && url.password().is_none();
    (is_web && is_plain).then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lose_what_can_hide_or_turn_text() {
        let dirty = "  a\u{202e}b\u{0}\u{1b}[31m \n\n c\u{feff} ";
        assert_eq!(clean_line(dirty, 100), "ab[31m c");
        assert_eq!(clean_text("a\r\n\tb\u{7}\u{85}\n", 100), "a\n\tb\n");
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(clean_line("ééé", 3), "é");
        assert_eq!(clean_text("ab😀", 5), "ab");
        assert_eq!(clean_line(&"x ".repeat(50_000_000), 10), "x x x x x");
    }

    #[test]
    fn only_web_addresses_without_passwords_are_kept() {
        assert_eq!(
            clean_address(" https://nginx.org "),
            Some("https://nginx.org/".to_owned())
        );
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://user:secret@host/",
            "//host/x",
            "nginx.org",
            "",
        ] {
            assert_eq!(clean_address(bad), None, "{bad}");
        }
        assert_eq!(
            clean_address(&format!("https://a/{}", "x".repeat(9_000))),
            None
        );
    }
}
