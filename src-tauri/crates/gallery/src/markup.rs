//! Strangers' Markdown, made into HTML that can do nothing but be read. Raw HTML in it is [`tame`]d
//! first, so that it costs little, and what is safe is decided last, by ammonia's parser alone.

mod tame;

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use self::tame::Tamer;
use crate::text::{LONG_LIMIT, clean_line, clean_text};

/// Elements inside elements, by Markdown's own marks; what is deeper is shown flat.
const DEPTH_LIMIT: usize = 24;

/// Characters of a text that HTML writes as references. Each costs the parser as much as all the text
/// before it in the same element.
const REFERENCE_LIMIT: usize = 16_384;

/// Levels that headings are moved down: the page that shows the text has its own first two.
const DEMOTION: usize = 2;

/// The elements that there may be.
const ELEMENTS: [&str; 44] = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "var",
];

/// Elements that go with all that is in them: what they hold was not meant to be read.
const DROPPED: [&str; 15] = [
    "script", "style", "svg", "math", "iframe", "object", "noscript", "noembed", "noframes",
    "template", "textarea", "title", "xmp", "select", "video",
];

/// HTML that this module made: a fixed list of elements without scripts, styles, pictures, forms or
/// addresses other than http, https and mailto links.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Renders GitHub-flavoured Markdown. Pictures become links; headings move down two levels. Of a text
/// longer than any honest one the beginning is rendered.
pub fn render_markdown(text: &str) -> SafeHtml {
    let text = clean_text(text, LONG_LIMIT);
    let text = before_costly(&text);
    let mut writer = Writer::default();
    for event in Parser::new_ext(text, options()) {
        writer.take(event);
    }
    writer.flush();
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, writer.events.into_iter());
    SafeHtml(SANITISER.clean(&html).to_string())
}

/// The text up to where reading it as HTML would cost more than any honest one does.
fn before_costly(text: &str) -> &str {
    let mut references = text.match_indices(['&', '<', '>', '"']);
    let end = references.nth(REFERENCE_LIMIT).map(|(at, _)| at);
    &text[..end.unwrap_or(text.len())]
}

/// The first sentences of a Markdown text as plain text of at most `limit` bytes, for a listing whose
/// source has no short description. Headings, pictures and code say little about what it is for.
pub fn summarise(text: &str, limit: usize) -> String {
    let text = clean_text(text, 16 << 10);
    let mut found = String::new();
    let mut passed_over = 0_u32;
    for event in Parser::new_ext(&text, options()) {
        match event {
            Event::Start(tag) if says_little(tag.to_end()) => passed_over += 1,
            Event::End(tag) if says_little(tag) => passed_over = passed_over.saturating_sub(1),
            Event::Text(piece) | Event::Code(piece) if passed_over == 0 => found.push_str(&piece),
            Event::SoftBreak | Event::HardBreak => found.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => {
                if found.trim().len() > 40 {
                    break;
                }
                found.push(' ');
            }
            _ => {}
        }
        if found.len() > limit * 2 {
            break;
        }
    }
    let line = clean_line(&found, limit * 2);
    if line.len() <= limit {
        return line;
    }
    let kept = crate::text::cut(&line, limit.saturating_sub('…'.len_utf8()));
    let end = kept.rfind(' ').unwrap_or(kept.len());
    format!("{}…", kept[..end].trim_end())
}

const fn says_little(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Heading(_) | TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Table
    )
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(ELEMENTS.into())
        .clean_content_tags(DROPPED.into())
        .tag_attributes(
            [
                ("a", ["href", "title"].into()),
                ("abbr", ["title"].into()),
                ("ol", ["start"].into()),
                ("details", ["open"].into()),
            ]
            .into(),
        )
        .generic_attributes(std::collections::HashSet::new())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .strip_comments(true);
    builder
});

/// Takes Markdown's events in, and keeps those that the HTML is written from.
#[derive(Default)]
struct Writer<'t> {
    events: Vec<Event<'t>>,
    tamer: Tamer,
    /// Raw HTML that came in pieces.
    raw: String,
    /// Whether each element that is open was kept.
    open: Vec<bool>,
    links: usize,
    image: Option<Image<'t>>,
}

/// A picture that is open, and becomes a link.
struct Image<'t> {
    address: CowStr<'t>,
    is_link: bool,
    is_named: bool,
}

impl<'t> Writer<'t> {
    fn take(&mut self, event: Event<'t>) {
        if let Event::Html(piece) = event {
            self.raw.push_str(&piece);
            return;
        }
        self.flush();
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::InlineHtml(piece) => {
                let tamed = self.tamer.tame(&piece);
                self.events.push(tamed);
            }
            Event::TaskListMarker(is_done) => {
                self.events
                    .push(Event::Text(if is_done { "☑ " } else { "☐ " }.into()));
            }
            Event::Text(_) | Event::Code(_) => {
                if let Some(image) = &mut self.image {
                    image.is_named = true;
                }
                self.events.push(event);
            }
            other => self.events.push(other),
        }
    }

    /// Writes the block of raw HTML that has come whole.
    fn flush(&mut self) {
        if !self.raw.is_empty() {
            let raw = std::mem::take(&mut self.raw);
            let tamed = self.tamer.tame(&raw);
            self.events.push(tamed);
            self.close_raw();
        }
    }

    fn start(&mut self, tag: Tag<'t>) {
        let tag = match tag {
            Tag::Image {
                dest_url,
                title,
                id,
                ..
            } if self.image.is_none() => {
                let is_link = self.links == 0;
                self.image = Some(Image {
                    address: dest_url.clone(),
                    is_link,
                    is_named: false,
                });
                self.open.push(is_link);
                if is_link {
                    let link_type = LinkType::Inline;
                    self.events.push(Event::Start(Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    }));
                }
                return;
            }
            Tag::Heading { level, .. } => Tag::Heading {
                level: demoted(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            },
            tag => tag,
        };
        self.links += usize::from(matches!(tag, Tag::Link { .. }));
        let is_kept = self.open.len() < DEPTH_LIMIT && !matches!(tag, Tag::Image { .. });
        self.open.push(is_kept);
        if is_kept {
            self.events.push(Event::Start(tag));
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if matches!(
            tag,
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell
        ) {
            self.close_raw();
        }
        let is_kept = self.open.pop().unwrap_or(false);
        let tag = match tag {
            TagEnd::Image => {
                let Some(image) = self.image.take() else {
                    return;
                };
                if !image.is_named {
                    self.events.push(Event::Text(file_name(image.address)));
                }
                if !image.is_link {
                    return;
                }
                TagEnd::Link
            }
            TagEnd::Link => {
                self.links = self.links.saturating_sub(1);
                TagEnd::Link
            }
            TagEnd::Heading(level) => TagEnd::Heading(demoted(level)),
            other => other,
        };
        if is_kept {
            self.events.push(Event::End(tag));
        }
    }

    /// Ends what raw HTML left open in this block, so that it is not repeated in every one after it.
    fn close_raw(&mut self) {
        let ends = self.tamer.close();
        if !ends.is_empty() {
            self.events.push(Event::InlineHtml(ends.into()));
        }
    }
}

fn demoted(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + DEMOTION).unwrap_or(HeadingLevel::H6)
}

/// How a picture without a text is called: the last part of its address.
fn file_name(address: CowStr<'_>) -> CowStr<'_> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').find(|part| !part.is_empty());
    name.unwrap_or(&address).to_owned().into()
}

#[cfg(test)]
mod tests;
