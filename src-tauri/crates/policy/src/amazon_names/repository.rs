//! Names of repositories, and tags.

use portolan_oci::Tag;

use super::{
    Complaint, Field,
    grammar::{check_text, is_of_paths, is_path, is_separated, is_word},
    limits,
};

/// Which of the two registries.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Registry {
    /// An account's own in a region.
    Private,
    /// ECR Public.
    Public,
}

/// Checks a repository's name. Public ones are shorter, and have single separators only.
pub fn check_repository_name(name: &str, registry: Registry) -> Vec<Complaint> {
    let field = Field::RepositoryName;
    match registry {
        Registry::Private => check_text(field, name, limits::PRIVATE_NAME, is_of_paths, is_path),
        Registry::Public => check_text(field, name, limits::PUBLIC_NAME, is_of_paths, |name| {
            name.split('/')
                .all(|part| is_separated(part, is_word, &['.', '_', '-']))
        }),
    }
}

/// Checks a tag by the OCI's grammar.
pub fn check_tag(tag: &str) -> Vec<Complaint> {
    let is_possible = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-');
    check_text(Field::Tag, tag, limits::TAG, is_possible, |tag| {
        tag.parse::<Tag>().is_ok()
    })
}
