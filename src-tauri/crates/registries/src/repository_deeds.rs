//! What a registry does with whole repositories by its own API, beside what is done to the images in them.

use portolan_oci::RepositoryName;

use crate::Kind;

/// What a kind of registry does with repositories.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct RepositoryDeeds {
    /// What is made before anything is pushed; `None` where a push makes it.
    pub creation: Option<Creation>,
    /// Whether a repository goes whole, and whether it can come back.
    pub deletion: Option<Deletion>,
}

/// What is made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Creation {
    /// A repository.
    Repository,
    /// A project, in which pushes make repositories (Harbor).
    Project,
}

/// What becomes of a repository that is deleted whole.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Deletion {
    /// It is gone.
    Final,
    /// The registry brings it back with all that it held, for so many days.
    Restorable {
        /// How many.
        days: u32,
    },
}

/// A repository, or project, that is to be.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NewRepository {
    /// What it is called, its namespace included.
    pub name: RepositoryName,
    /// What it is for, in a line.
    pub description: Option<String>,
    /// Whether it is for those alone who are let in.
    pub is_private: bool,
}

impl Kind {
    /// What registries of this kind do with whole repositories. Amazon's have verbs of their own.
    pub const fn repository_deeds(self) -> RepositoryDeeds {
        let (creation, deletion) = match self {
            Self::DockerHub | Self::Quay => (Some(Creation::Repository), Some(Deletion::Final)),
            Self::Harbor => (Some(Creation::Project), Some(Deletion::Final)),
            Self::Gitlab | Self::Azure => (None, Some(Deletion::Final)),
            Self::Github => (None, Some(Deletion::Restorable { days: 30 })),
            _ => (None, None),
        };
        RepositoryDeeds { creation, deletion }
    }
}
