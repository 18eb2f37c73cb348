//! Every file of code opens with a sentence that says what lives there.

use crate::tree::sources_with;

#[test]
fn every_rust_module_opens_with_its_sentence() {
    let without: Vec<String> = sources_with(&["rs"])
        .into_iter()
        .filter(|source| !source.text.starts_with("//! "))
        // A build script of three lines lives in no module tree.
        .filter(|source| !source.path.ends_with("build.rs"))
        .map(|source| source.path)
        .collect();
    assert!(without.is_empty(), "these don't: {without:#?}");
}

#[test]
fn every_module_of_the_ui_opens_with_its_sentence() {
    let without: Vec<String> = sources_with(&["ts", "tsx", "js"])
        .into_iter()
        // A test beside the code is named after it, and its cases are sentences.
        .filter(|source| !source.path.contains(".test."))
        .filter(|source| !source.text.starts_with("// ") && !source.text.starts_with("/// "))
        .map(|source| source.path)
        .collect();
    assert!(without.is_empty(), "these don't: {without:#?}");
}
