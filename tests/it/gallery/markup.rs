//! Every hostile payload, through the renderer: nothing of it is left that could run or ask.

use portolan_gallery::{render_markdown, summarise};

use super::payloads::payloads;

/// What no rendered text may hold inside a tag.
const NEVER: [&str; 13] = [
    "<script",
    "<img",
    "<svg",
    "<style",
    "<iframe",
    "<link",
    "<object",
    "<input",
    "<form",
    "<math",
    "src=",
    "style=",
    "javascript:",
];

/// The tags of some HTML, texts left out: `<a href="…">`.
fn tags(html: &str) -> Vec<&str> {
    let starts = html.match_indices('<');
    starts
        .filter_map(|(at, _)| html[at..].find('>').map(|end| &html[at..=at + end]))
        .collect()
}

#[test]
fn no_payload_leaves_an_element_a_handler_or_an_address_that_acts() {
    for payload in payloads("http://127.0.0.1:9") {
        let html = render_markdown(&payload.text).into_string();
        for tag in tags(&html) {
            let low = tag.to_ascii_lowercase();
            let acting = NEVER.iter().find(|it| low.contains(**it));
            assert_eq!(acting, None, "{}\n{html}", payload.name);
            // Values are quoted, so what is between them are the names.
            for piece in tag.split('"').step_by(2).filter(|it| it.ends_with('=')) {
                let name = piece.trim_end_matches('=').split_whitespace().next_back();
                let known = ["href", "rel", "title", "start", "open"];
                assert!(known.contains(&name.unwrap()), "{tag}: {}", payload.name);
            }
        }
    }
}

#[test]
fn rendering_what_was_rendered_changes_nothing_that_acts() {
    for payload in payloads("http://127.0.0.1:9") {
        let once = render_markdown(&payload.text).into_string();
        let twice = render_markdown(&once).into_string();
        for tag in tags(&twice) {
            let low = tag.to_ascii_lowercase();
            assert!(
                !NEVER.iter().any(|it| low.contains(it)),
                "{}\n{twice}",
                payload.name
            );
        }
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
