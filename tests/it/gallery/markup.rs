//! Every hostile payload, through the renderer: nothing of it is left that could run or ask.

use portolan_gallery::{render_markdown, summarise};

use super::payloads::payloads;

/// What no tag of rendered text may be or have.
const NEVER: [&str; 13] = [
    "<script", "<img", "<svg", "<style", "<iframe", "<link", "<object", "<input", "<form", "<math",
    " src", " style", " on",
];

/// The tags of some HTML, texts left out: `<a href="…">`.
fn tags(html: &str) -> Vec<&str> {
    let starts = html.match_indices('<');
    starts
        .filter_map(|(at, _)| html[at..].find('>').map(|end| &html[at..=at + end]))
        .collect()
}

/// Fails where a tag of the HTML is other than `<name attribute="…">` with what may be there.
fn assert_inert(html: &str, payload: &str) {
    for tag in tags(html) {
        // Values are quoted, so every second piece is one, after the name of its attribute.
        let pieces: Vec<&str> = tag.split('"').collect();
        let outside = pieces.iter().step_by(2).copied().collect::<String>();
        let low = outside.to_ascii_lowercase();
        let acting = NEVER.iter().find(|it| low.contains(**it));
        assert_eq!(acting, None, "{tag}: {payload}");
        for pair in pieces.chunks_exact(2) {
            let name = pair[0].trim_end_matches('=').split_whitespace().next_back();
            let known = ["href", "rel", "title", "start", "open"];
            assert!(known.contains(&name.unwrap()), "{tag}: {payload}");
            let is_web = ["https://", "http://", "mailto:"]
                .iter()
                .any(|scheme| pair[1].starts_with(scheme));
            assert!(name != Some("href") || is_web, "{tag}: {payload}");
        }
    }
}

#[test]
fn no_payload_leaves_anything_that_acts() {
    for payload in payloads("http://127.0.0.1:9") {
        let html = render_markdown(&payload.text).into_string();
        assert_inert(&html, &payload.name);
    }
}

#[test]
fn rendering_what_was_rendered_leaves_nothing_that_acts() {
    for payload in payloads("http://127.0.0.1:9") {
        let once = render_markdown(&payload.text).into_string();
        let twice = render_markdown(&once).into_string();
        assert_inert(&twice, &payload.name);
    }
}

#[test]
fn the_same_payloads_without_the_sanitiser_would_act() {
    // So that the test above can fail: what is in them is what it looks for.
    let acting = payloads("http://127.0.0.1:9")
        .into_iter()
        .filter(|payload| {
            let low = payload.text.to_ascii_lowercase();
            NEVER.iter().any(|it| low.contains(it))
        })
        .count();
    assert!(acting >= 150, "{acting}");
}

#[test]
fn a_summary_of_a_payload_is_one_line_of_text() {
    for payload in payloads("http://127.0.0.1:9") {
        let line = summarise(&payload.text, 200);
        assert!(line.len() <= 200 && !line.contains(char::is_control));
    }
}
