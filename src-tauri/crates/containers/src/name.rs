//! What may be a short name, and what it may stand for.

use portolan_oci::{Reference, RepositoryName};

/// Why a text is no short name.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NameProblem {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// A tag belongs to what is pulled, not to the name.
    #[error("it has a tag")]
    HasTag,
    /// So does a digest.
    #[error("it has a digest")]
    HasDigest,
    /// With a registry it would not be short.
    #[error("it begins with a registry")]
    HasRegistry,
    /// It breaks the grammar of repository names.
    #[error("it has lower-case letters, digits and . _ - between them, in parts divided by /")]
    Grammar,
}

/// Why a text is nothing that a short name can stand for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum TargetProblem {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// A tag is taken over from what is pulled.
    #[error("it has a tag")]
    HasTag,
    /// So is a digest.
    #[error("it has a digest")]
    HasDigest,
    /// It has to begin with the host of a registry.
    #[error("it does not begin with a registry")]
    NoRegistry,
    /// A registry alone is no repository.
    #[error("it names no repository")]
    NoRepository,
    /// It breaks the grammar of references.
    #[error("it is no reference of a repository")]
    Grammar,
}

/// Whether the first part of a path is read as a registry (containers-registries.conf(5)).
pub(crate) fn is_registry(first: &str) -> bool {
    first.contains(['.', ':']) || first == "localhost" || first.starts_with('[')
}

/// Reads a short name; spaces around it don't count.
pub fn read_name(text: &str) -> Result<String, NameProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(NameProblem::Empty);
    }
    if text.contains('@') {
        return Err(NameProblem::HasDigest);
    }
    if let Some((first, _)) = text.split_once('/')
        && is_registry(first)
    {
        return Err(NameProblem::HasRegistry);
    }
    if text.contains(':') {
        return Err(NameProblem::HasTag);
    }
    match text.parse::<RepositoryName>() {
        Ok(name) => Ok(name.to_string()),
        Err(_) => Err(NameProblem::Grammar),
    }
}

/// Reads what a short name stands for, `host/repository`, with Docker Hub's `library` filled in.
pub fn read_target(text: &str) -> Result<String, TargetProblem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TargetProblem::Empty);
    }
    if text.contains('@') {
        return Err(TargetProblem::HasDigest);
    }
    let Some((first, path)) = text.split_once('/') else {
        return Err(if is_registry(text) {
            TargetProblem::NoRepository
        } else {
            TargetProblem::NoRegistry
        });
    };
    if !is_registry(first) {
        return Err(TargetProblem::NoRegistry);
    }
    if path.is_empty() {
        return Err(TargetProblem::NoRepository);
    }
    if path.contains(':') {
        return Err(TargetProblem::HasTag);
    }
    match text.parse::<Reference>() {
        Ok(reference) => Ok(format!("{}/{}", reference.host, reference.repository)),
        Err(_) => Err(TargetProblem::Grammar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_has_no_registry_tag_or_digest() {
        for (text, expected) in [
            ("", Err(NameProblem::Empty)),
            ("  ", Err(NameProblem::Empty)),
            ("app:1", Err(NameProblem::HasTag)),
            ("team/app:1", Err(NameProblem::HasTag)),
            ("app@sha256:00", Err(NameProblem::HasDigest)),
            ("quay.io/app", Err(NameProblem::HasRegistry)),
            ("localhost/app", Err(NameProblem::HasRegistry)),
            ("host:5000/app", Err(NameProblem::HasRegistry)),
            ("App", Err(NameProblem::Grammar)),
            ("a//b", Err(NameProblem::Grammar)),
            ("a b", Err(NameProblem::Grammar)),
            (" team/app ", Ok("team/app".to_owned())),
            ("almalinux-minimal", Ok("almalinux-minimal".to_owned())),
        ] {
            assert_eq!(read_name(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_target_has_a_registry_and_a_repository_and_nothing_else() {
        for (text, expected) in [
            ("", Err(TargetProblem::Empty)),
            ("app", Err(TargetProblem::NoRegistry)),
            ("team/app", Err(TargetProblem::NoRegistry)),
            ("quay.io", Err(TargetProblem::NoRepository)),
            ("quay.io/", Err(TargetProblem::NoRepository)),
            ("quay.io/app:1", Err(TargetProblem::HasTag)),
            ("quay.io/app@sha256:00", Err(TargetProblem::HasDigest)),
            ("quay.io/App", Err(TargetProblem::Grammar)),
            ("quay.io:x/app", Err(TargetProblem::Grammar)),
            ("localhost:5000/app", Ok("localhost:5000/app".to_owned())),
            (
                "docker.io/alpine",
                Ok("docker.io/library/alpine".to_owned()),
            ),
            ("Quay.io/team/app", Ok("quay.io/team/app".to_owned())),
        ] {
            assert_eq!(read_target(text), expected, "{text:?}");
        }
    }
}
