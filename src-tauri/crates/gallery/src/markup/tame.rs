//! Raw HTML inside Markdown, before it is sanitised: pictures become links, headings move down, and
//! what would make parsing it costly is shown as text. What is safe is not decided here.

use pulldown_cmark::Event;

/// Elements begun by raw HTML in one text; more of it is shown as text. A parser repeats an unclosed
/// element inside every later one, so its cost grows with the square of this.
const ELEMENT_LIMIT: usize = 800;

/// Elements that a parser carries over into what follows while they are not closed (HTML, "the list of
/// active formatting elements").
const CARRIED: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Follows the raw HTML of one text.
#[derive(Default)]
pub(super) struct Tamer {
    /// Elements begun so far.
    begun: usize,
    /// Elements of this block that would be carried over.
    open: Vec<&'static str>,
}

/// One tag as it stands in the text.
struct Tag<'t> {
    name: String,
    is_end: bool,
    /// What is between its name and its `>`.
    attributes: &'t str,
}

impl Tamer {
    /// One piece of raw HTML.
    pub(super) fn tame<'e>(&mut self, raw: &str) -> Event<'e> {
        let mut tamed = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(start) = rest.find('<') {
            tamed.push_str(&rest[..start]);
            rest = &rest[start..];
            let Some((tag, length)) = read_tag(rest) else {
                tamed.push('<');
                rest = &rest[1..];
                continue;
            };
            if self.begun >= ELEMENT_LIMIT && !tag.is_end {
                tamed.push_str("&lt;");
                rest = &rest[1..];
                continue;
            }
            self.write(&tag, &rest[..length], &mut tamed);
            rest = &rest[length..];
        }
        tamed.push_str(rest);
        Event::InlineHtml(tamed.into())
    }

    /// The ends of what is still open in this block.
    pub(super) fn close(&mut self) -> String {
        let ends = self.open.drain(..).rev();
        ends.flat_map(|name| ["</", name, ">"]).collect()
    }

    fn write(&mut self, tag: &Tag<'_>, whole: &str, tamed: &mut String) {
        self.begun += usize::from(!tag.is_end);
        if let Some(carried) = CARRIED.into_iter().find(|name| *name == tag.name) {
            if tag.is_end {
                if let Some(at) = self.open.iter().rposition(|name| *name == carried) {
                    self.open.remove(at);
                }
            } else {
                self.open.push(carried);
            }
        }
        match (tag.name.as_str(), tag.is_end) {
            ("img", false) => tamed.push_str(&linked(tag.attributes, !self.open.contains(&"a"))),
            ("h1", true) => tamed.push_str("</h3>"),
            ("h2", true) => tamed.push_str("</h4>"),
            ("h1", false) => tamed.push_str("<h3>"),
            ("h2", false) => tamed.push_str("<h4>"),
            _ => tamed.push_str(whole),
        }
    }
}

/// Reads the tag that `text` begins with, and how long it is. Over-generous: it also sees tags in
/// comments and attributes, which only makes it count too many.
fn read_tag(text: &str) -> Option<(Tag<'_>, usize)> {
    let (is_end, inner) = match text.strip_prefix("</") {
        Some(inner) => (true, inner),
        None => (false, text.strip_prefix('<')?),
    };
    if !inner.starts_with(|it: char| it.is_ascii_alphabetic()) {
        return None;
    }
    let name_length = inner
        .find(|it: char| it.is_ascii_whitespace() || it == '/' || it == '>')
        .unwrap_or(inner.len());
    let attributes = &inner[name_length..];
    let end = end_of_tag(attributes);
    let tag = Tag {
        name: inner[..name_length].to_ascii_lowercase(),
        is_end,
        attributes: attributes[..end].trim_end_matches('>'),
    };
    let length = text.len() - inner.len() + name_length + end;
    Some((tag, length))
}

/// Where the tag ends, its `>` included; a `>` in quotes does not end it.
fn end_of_tag(attributes: &str) -> usize {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in attributes.char_indices() {
        match (quote, character) {
            (None, '>') => return at + 1,
            // A quote opens only where a value begins.
            (None, '"' | '\'') if before == '=' => quote = Some(character),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
        if !character.is_ascii_whitespace() {
            before = character;
        }
    }
    attributes.len()
}

/// A picture as a link to it, or as its text alone where a link around it is open.
fn linked(attributes: &str, may_link: bool) -> String {
    let source = attribute(attributes, "src").unwrap_or_default();
    let text = attribute(attributes, "alt")
        .filter(|text| !text.trim().is_empty())
        .unwrap_or_else(|| source.rsplit('/').next().unwrap_or_default());
    // What stood in an attribute stands in one again, or as text: the sanitiser reads both.
    let escaped = |text: &str| {
        text.replace('"', "&quot;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let text = escaped(text);
    if may_link && !source.is_empty() {
        format!("<a href=\"{}\">{text}</a>", escaped(source))
    } else {
        text
    }
}

/// The value of an attribute, as it is written.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|it: char| it.is_ascii_whitespace() || it == '/');
        let end = rest.find(|it: char| it.is_ascii_whitespace() || it == '=')?;
        let key = &rest[..end];
        rest = rest[end..].trim_ascii_start();
        let Some(value) = rest.strip_prefix('=') else {
            continue;
        };
        let value = value.trim_ascii_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote)?,
            _ => value.split_at(
                value
                    .find(|it: char| it.is_ascii_whitespace())
                    .unwrap_or(value.len()),
            ),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after;
    }
}
