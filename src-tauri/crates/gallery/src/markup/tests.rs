//! What Markdown becomes, kind and hostile.

use super::*;

fn html(text: &str) -> String {
    render_markdown(text).into_string()
}

#[test]
fn what_readmes_use_is_rendered() {
    for (text, expected) in [
        ("# Title", "<h3>Title</h3>"),
        ("#### Deep", "<h6>Deep</h6>"),
        ("a **b** `c` ~~d~~", "<strong>b</strong>"),
        ("~~d~~", "<del>d</del>"),
        (
            "```sh\ndocker run x\n```",
            "<pre><code>docker run x\n</code></pre>",
        ),
        ("| a | b |\n|---|--:|\n| 1 | 2 |", "<td>1</td>"),
        ("- [x] done\n- [ ] open", "<li>☑ done</li>"),
        ("3. three", "<ol start=\"3\">"),
        ("> quoted", "<blockquote>"),
        (
            "<details><summary>More</summary>\n\n**in**\n\n</details>",
            "<strong>in</strong>",
        ),
        ("<h1 align=center>Name</h1>", "<h3>Name</h3>"),
        ("press <kbd>Ctrl</kbd>", "<kbd>Ctrl</kbd>"),
    ] {
        let html = html(text);
        assert!(html.contains(expected), "{text:?} became {html:?}");
    }
}

#[test]
fn links_are_to_the_web_and_by_mail_alone_and_take_nothing_along() {
    assert_eq!(
        html("[a](https://a.example/)"),
        "<p><a href=\"https://a.example/\" rel=\"noopener noreferrer nofollow\">a</a></p>\n"
    );
    assert!(html("<mail@a.example>").contains("href=\"mailto:mail@a.example\""));
    for bad in [
        "[a](javascript:alert(1))",
        "[a](data:text/html,x)",
        "[a](file:///etc/passwd)",
        "[a](portolan://x)",
        "[a](/relative)",
        "[a](#fragment)",
        "[a](//host/x)",
    ] {
        assert!(!html(bad).contains("href"), "{bad} became {}", html(bad));
    }
}

#[test]
fn pictures_become_links_with_their_text() {
    let link = |address: &str, text: &str| {
        format!("<a href=\"{address}\" rel=\"noopener noreferrer nofollow\">{text}</a>")
    };
    for (text, expected) in [
        (
            "![Logo](https://a.example/l.png)",
            link("https://a.example/l.png", "Logo"),
        ),
        (
            "![](https://a.example/l.png?x=1)",
            link("https://a.example/l.png?x=1", "l.png"),
        ),
        (
            "[![Build](https://a.example/b.svg)](https://ci.example/)",
            link("https://ci.example/", "Build"),
        ),
        (
            "<img width=5 alt='Logo' src=\"https://a.example/l.png\">",
            link("https://a.example/l.png", "Logo"),
        ),
        (
            "<a href='https://b.example/'><img src=https://a.example/l.png alt=L></a>",
            link("https://b.example/", "L"),
        ),
    ] {
        let html = html(text);
        assert!(html.contains(&expected), "{text:?} became {html:?}");
        assert!(!html.contains("<img"), "{html}");
    }
}

#[test]
fn hostile_texts_of_any_size_are_rendered_at_little_cost() {
    let many = 1 << 20;
    for text in [
        "x".repeat(50 << 20),
        ">".repeat(many),
        "> ".repeat(many),
        "- ".repeat(many),
        "[".repeat(many),
        "![".repeat(many),
        "*a_ ".repeat(many),
        "`".repeat(many),
        "<b>".repeat(many),
        "<b><i>".repeat(200) + &"a\n\n".repeat(many),
        "<div>".repeat(many),
        "<b>".repeat(390) + &"<p>".repeat(390) + &"\n\nx".repeat(many),
        "<table><tr><td>".repeat(many),
        "<a href=x>".repeat(many),
        "<details>\n\n".repeat(many),
        "<!--".repeat(many),
        "<![CDATA[".repeat(many),
        "<x ".repeat(many),
        "<img src='".repeat(many),
        "<img =".repeat(many),
        "&".repeat(many),
        "\"".repeat(many),
        "|a".repeat(many) + "\n" + &"|-".repeat(many),
        "[a]: b\n".repeat(many),
        "\\".repeat(many),
        "\u{0}\u{202e}\u{feff}".repeat(many),
    ] {
        let html = html(&text);
        assert!(
            html.len() < 32 << 20,
            "{:?}… became {}",
            &text[..8],
            html.len()
        );
    }
}

#[test]
fn elements_deeper_than_anybody_writes_are_shown_flat() {
    let html = html(&("> ".repeat(200) + "deep"));
    assert!(html.contains("deep"));
    assert!(html.matches("<blockquote>").count() <= DEPTH_LIMIT);
}

#[test]
fn a_summary_is_the_first_sentence_that_says_something() {
    let text = "# Redis\n\n[![Build](https://x/b.svg)](https://x)\n\n<p align=center>logo</p>\n\n\
        Redis is an **in-memory** store,\nused as [cache](https://x).\n\nMore.";
    assert_eq!(
        summarise(text, 200),
        "Redis is an in-memory store, used as cache."
    );
    assert_eq!(summarise(text, 30), "Redis is an in-memory…");
    assert_eq!(summarise("", 30), "");
    assert!(summarise(&"é".repeat(500), 31).len() <= 31);
}

proptest::proptest! {
    #[test]
    fn any_text_becomes_html_of_the_allowed_elements(text in "[<>a-z/\"'=` !\\[\\]()#*&;:\\-\\n]{0,400}") {
        let html = html(&text);
        for (at, _) in html.match_indices('<') {
            let name: String = html[at + 1..].trim_start_matches('/')
                .chars().take_while(char::is_ascii_alphanumeric).collect();
            proptest::prop_assert!(ELEMENTS.contains(&name.as_str()), "{name:?} in {html:?}");
        }
        proptest::prop_assert_eq!(SANITISER.clean(&html).to_string(), html);
    }
}
