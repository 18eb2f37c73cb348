//! Resource tags: Amazon's key and value pairs on a repository, which are no image tags.

use super::{
    Complaint, Field, Problem,
    grammar::{check_duplicates, check_each, check_number, check_text},
    limits,
};

/// Checks all resource tags of a repository.
pub fn check_resource_tags(tags: &[(String, String)]) -> Vec<Complaint> {
    let (keys, values) = (Field::ResourceTagKeys, Field::ResourceTagValues);
    let mut found: Vec<Complaint> = check_number(keys, tags.len(), 0..=limits::RESOURCE_TAGS)
        .into_iter()
        .collect();
    found.extend(check_each(tags, |(key, value)| {
        let mut found = check_text(keys, key, limits::RESOURCE_TAG_KEY, is_possible, |_| true);
        if key
            .get(..4)
            .is_some_and(|it| it.eq_ignore_ascii_case("aws:"))
        {
            found.push(Complaint::new(keys, Problem::Reserved));
        }
        let length = limits::RESOURCE_TAG_VALUE;
        found.extend(check_text(values, value, length, is_possible, |_| true));
        found
    }));
    let all: Vec<&String> = tags.iter().map(|(key, _)| key).collect();
    found.extend(check_duplicates(keys, &all));
    found
}

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`, of white space the plain one (AWS General Reference, "Tagging").
fn is_possible(character: char) -> bool {
    character.is_alphanumeric() || " _.:/=+-@".contains(character)
}
