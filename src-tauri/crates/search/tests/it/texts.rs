//! Any text is a query.

use portolan_search::{Cancellation, Error};
use proptest::prelude::*;

use crate::corpus::{Gallery, ask, listings};

fn gallery() -> Gallery {
    Gallery::of(listings())
}

#[test]
fn no_text_fails() {
    let gallery = gallery();
    proptest!(|(text in any::<String>())| {
        gallery.search(&text);
    });
}

#[test]
fn no_text_that_looks_like_something_fails() {
    let gallery = gallery();
    let looks = "([a-zé中]{0,9}[-_./:@ ]|(os|arch|pulls|updated|verified|kind):[<>0-9a-z]{0,9} |https?://|docker pull |FROM |image: ){0,12}";
    proptest!(|(text in looks)| {
        gallery.search(&text);
    });
}

#[test]
fn no_text_of_up_to_ten_thousand_characters_fails() {
    let gallery = gallery();
    proptest!(ProptestConfig::with_cases(32), |(text in "\\PC{0,10000}")| {
        gallery.search(&text);
    });
}

#[test]
fn no_text_of_ten_thousand_characters_fails() {
    let gallery = gallery();
    let unit = [
        "a", "a ", "é-", "nginx ", "\u{301}", "os:", "中", "https://", ":::", "\0 ", "😀",
        "a.b_c-D ",
    ];
    for unit in unit {
        let text: String = unit.chars().cycle().take(10_000).collect();
        gallery.search(&text);
    }
}

#[test]
fn a_cancelled_search_ends() {
    let cancellation = Cancellation::default();
    cancellation.clone().cancel();
    let ended = gallery().index.search(&ask("nginx"), &cancellation);
    assert!(matches!(ended, Err(Error::Cancelled)));
}
