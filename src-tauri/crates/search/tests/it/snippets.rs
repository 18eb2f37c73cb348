//! Why it matched.

use portolan_search::{Hit, SnippetPlace};

use crate::corpus::{Gallery, listings};

fn marked(text: &str, marks: &[std::ops::Range<usize>]) -> Vec<String> {
    marks
        .iter()
        .map(|mark| text[mark.clone()].to_owned())
        .collect()
}

fn first(gallery: &Gallery, text: &str) -> Hit {
    gallery.search(text).hits.remove(0)
}

#[test]
fn names_are_marked_as_they_are_written() {
    let gallery = Gallery::of(listings());
    let hit = first(&gallery, "bitnami/red");
    assert_eq!(marked(&hit.card.alias, &hit.alias_marks), ["bitnami"]);
    assert_eq!(marked(&hit.card.name, &hit.name_marks), ["redis"]);
    let hit = first(&gallery, "creme");
    assert_eq!(marked(&hit.card.name, &hit.name_marks), ["crème"]);
}

#[test]
fn the_piece_is_cut_out_around_the_word() {
    let gallery = Gallery::of(listings());
    let snippet = first(&gallery, "mosquitto").snippet.unwrap();
    assert_eq!(snippet.place, SnippetPlace::About);
    assert_eq!(marked(&snippet.text, &snippet.marks), ["mosquitto"]);
    assert!(snippet.text.len() <= 200, "{snippet:?}");
    let snippet = first(&gallery, "jammy").snippet.unwrap();
    assert_eq!(snippet.place, SnippetPlace::Image);
    let snippet = first(&gallery, "f5").snippet.unwrap();
    assert_eq!(snippet.place, SnippetPlace::Publisher);
}

#[test]
fn a_corrected_word_is_marked_where_it_was_meant() {
    let gallery = Gallery::of(listings());
    let hit = first(&gallery, "elastisearhc");
    assert_eq!(marked(&hit.card.name, &hit.name_marks), ["elasticsearch"]);
}
