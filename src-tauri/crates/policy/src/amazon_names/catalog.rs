//! The texts that a public repository shows in the gallery.

use super::{
    Complaint, Field,
    grammar::{check_each, check_number, check_text},
    limits,
};

/// The architectures by which the gallery filters; others are kept and never found.
pub const ARCHITECTURES: [&str; 4] = ["ARM", "ARM 64", "x86", "x86-64"];
/// The operating systems by which the gallery filters.
pub const OPERATING_SYSTEMS: [&str; 2] = ["Linux", "Windows"];

/// What is written about a public repository.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CatalogText {
    /// One line.
    pub description: String,
    /// Markdown.
    pub about: String,
    /// Markdown.
    pub usage: String,
    /// Those of its images.
    pub architectures: Vec<String>,
    /// Those of its images.
    pub operating_systems: Vec<String>,
}

/// Checks what is written about a public repository.
pub fn check_catalog(text: &CatalogText) -> Vec<Complaint> {
    let any = |_| true;
    let mut found = Vec::new();
    for (field, text, length) in [
        (Field::Description, &text.description, limits::DESCRIPTION),
        (Field::About, &text.about, limits::CATALOG_PAGE),
        (Field::Usage, &text.usage, limits::CATALOG_PAGE),
    ] {
        found.extend(check_text(field, text, length, any, |_| true));
    }
    for (field, list) in [
        (Field::Architectures, &text.architectures),
        (Field::OperatingSystems, &text.operating_systems),
    ] {
        found.extend(check_number(field, list.len(), 0..=limits::PLATFORMS));
        found.extend(check_each(list, |name| {
            check_text(field, name, limits::PLATFORM, any, |_| true)
        }));
    }
    found
}

/// Checks a public registry's display name.
pub fn check_display_name(name: &str) -> Vec<Complaint> {
    let field = Field::DisplayName;
    check_text(field, name, limits::DISPLAY_NAME, |_| true, |_| true)
}

/// Whether the gallery filters by an architecture or operating system.
pub fn is_discoverable(platform: &str) -> bool {
    ARCHITECTURES.contains(&platform) || OPERATING_SYSTEMS.contains(&platform)
}
