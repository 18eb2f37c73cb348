//! Where a repository is in Harbor's API, whose first path component is a project.

use portolan_oci::{Digest, RepositoryName, Tag};

/// A repository as Harbor's API has it: a project, and the name there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Place {
    project: String,
    /// Its slashes escaped twice, since the API takes them apart after it has unescaped them once.
    name: String,
}

impl Place {
    /// Where `repository` is; `None` for a name without a project, of which Harbor has none.
    pub(super) fn of(repository: &RepositoryName) -> Option<Self> {
        let (project, name) = repository.as_str().split_once('/')?;
        Some(Self {
            project: project.to_owned(),
            name: name.replace('/', "%252F"),
        })
    }

    /// The project.
    pub(super) fn project(&self) -> String {
        format!("projects/{}", self.project)
    }

    /// How much the project holds and may hold.
    pub(super) fn summary(&self) -> String {
        format!("{}/summary", self.project())
    }

    /// The repository itself.
    pub(super) fn repository(&self) -> String {
        format!("{}/repositories/{}", self.project(), self.name)
    }

    /// Its artifacts.
    pub(super) fn artifacts(&self) -> String {
        format!("{}/artifacts", self.repository())
    }

    /// One of them.
    pub(super) fn artifact(&self, digest: &Digest) -> String {
        format!("{}/{digest}", self.artifacts())
    }

    /// The artifact that a tag names.
    pub(super) fn tagged(&self, tag: &Tag) -> String {
        format!("{}/{tag}", self.artifacts())
    }

    /// A tag of it.
    pub(super) fn tag(&self, tag: &Tag) -> String {
        format!("{}/tags/{tag}", self.tagged(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_inside_a_project_are_escaped_twice() {
        let place = Place::of(&"library/team/app".parse().unwrap()).unwrap();
        assert_eq!(
            place.tag(&"v1".parse().unwrap()),
            "projects/library/repositories/team%252Fapp/artifacts/v1/tags/v1"
        );
    }

    #[test]
    fn a_name_without_a_project_is_nowhere() {
        assert_eq!(Place::of(&"alpine".parse().unwrap()), None);
    }
}
