//! Filters and prefixes, which say for which repositories and tags a setting counts.

use super::{
    AccountId, Complaint, Field,
    grammar::{
        check_duplicates, check_each, check_number, check_text, is_of_paths, is_prefix,
        is_separated, is_word,
    },
    limits,
};

/// Where images are replicated to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Destination {
    /// The region.
    pub region: String,
    /// The account.
    pub account: AccountId,
}

/// Checks the filters of tags that are exempt from a repository's mutability: one at least where the
/// mutability has exclusions.
pub fn check_exclusion_filters(filters: &[String]) -> Vec<Complaint> {
    let field = Field::ExclusionFilters;
    let is_possible = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '*' | '-');
    let mut found = check_each(filters, |filter| {
        check_text(field, filter, limits::EXCLUSION_FILTER, is_possible, |_| {
            true
        })
    });
    found.extend(check_number(
        field,
        filters.len(),
        1..=limits::EXCLUSION_FILTERS,
    ));
    found.extend(check_duplicates(field, filters));
    found
}

/// Checks the repository prefix of a pull-through cache rule; `ROOT` is all repositories.
pub fn check_cache_prefix(prefix: &str) -> Vec<Complaint> {
    check_prefix(Field::CachePrefix, prefix, limits::CACHE_PREFIX)
}

/// Checks what the names of an upstream's repositories begin with; `ROOT` is all of them.
pub fn check_upstream_prefix(prefix: &str) -> Vec<Complaint> {
    check_prefix(Field::UpstreamPrefix, prefix, limits::CACHE_PREFIX)
}

/// Checks the description of a repository creation template.
pub fn check_template_description(text: &str) -> Vec<Complaint> {
    let field = Field::TemplateDescription;
    check_text(
        field,
        text,
        limits::TEMPLATE_DESCRIPTION,
        |_| true,
        |_| true,
    )
}

/// Checks the prefix of a repository creation template; `ROOT` is all repositories.
pub fn check_template_prefix(prefix: &str) -> Vec<Complaint> {
    check_prefix(Field::TemplatePrefix, prefix, limits::TEMPLATE_PREFIX)
}

fn check_prefix(
    field: Field,
    prefix: &str,
    length: std::ops::RangeInclusive<usize>,
) -> Vec<Complaint> {
    let is_possible = |it| prefix == "ROOT" || is_of_paths(it);
    check_text(field, prefix, length, is_possible, is_prefix)
}

/// Checks the repository filters of a replication rule, which are beginnings of names. None is all
/// repositories.
pub fn check_replication_filters(filters: &[String]) -> Vec<Complaint> {
    let field = Field::ReplicationFilters;
    let mut found = check_each(filters, |filter| {
        check_text(
            field,
            filter,
            limits::REPLICATION_FILTER,
            is_of_paths,
            is_beginning,
        )
    });
    found.extend(check_number(
        field,
        filters.len(),
        0..=limits::FILTERS_PER_RULE,
    ));
    found.extend(check_duplicates(field, filters));
    found
}

/// `^(?:[a-z0-9]+(?:[._-][a-z0-9]*)*/)*[a-z0-9]*(?:[._-][a-z0-9]*)*$`: every part but the last begins
/// with a letter or digit.
fn is_beginning(filter: &str) -> bool {
    let Some((folders, _)) = filter.rsplit_once('/') else {
        return true;
    };
    folders.split('/').all(|part| part.starts_with(is_word))
}

/// Checks the destinations of all replication rules together.
pub fn check_replication_destinations(destinations: &[Destination]) -> Vec<Complaint> {
    let field = Field::ReplicationDestinations;
    let mut unique: Vec<&Destination> = Vec::new();
    for destination in destinations {
        if !unique.contains(&destination) {
            unique.push(destination);
        }
    }
    check_number(field, unique.len(), 0..=limits::REPLICATION_DESTINATIONS)
        .into_iter()
        .collect()
}

/// Checks the repository filters of a scanning rule, in which `*` stands for any characters.
pub fn check_scan_filters(filters: &[String]) -> Vec<Complaint> {
    check_wildcards(Field::ScanFilters, limits::SCAN_FILTER, filters)
}

/// Checks the repository filters of a signing rule, in which `*` stands for any characters.
pub fn check_signing_filters(filters: &[String]) -> Vec<Complaint> {
    check_wildcards(Field::SigningFilters, limits::SIGNING_FILTER, filters)
}

fn check_wildcards(
    field: Field,
    length: std::ops::RangeInclusive<usize>,
    filters: &[String],
) -> Vec<Complaint> {
    let is_word = |it| is_word(it) || it == '*';
    let mut found = check_each(filters, |filter| {
        check_text(
            field,
            filter,
            length.clone(),
            |it| is_of_paths(it) || it == '*',
            |filter| is_separated(filter, is_word, &['.', '_', '-', '/']),
        )
    });
    found.extend(check_number(
        field,
        filters.len(),
        1..=limits::FILTERS_PER_RULE,
    ));
    found.extend(check_duplicates(field, filters));
    found
}
