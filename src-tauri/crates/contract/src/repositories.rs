//! Repositories of a connection, as a list and as a tree by path.

use crate::{AbilityState, ConnectionId, Failure, RepositoryAt, RepositoryMark, ResourceTag};

plain! {
    /// A window onto the repositories whose names contain `filter`.
    pub struct ListRepositories {
        pub connection: ConnectionId,
        pub filter: String,
        /// Only those with this mark of the person's at the registry.
        #[serde(default)]
        pub marked: Option<RepositoryMark>,
        pub sort: RepositorySort,
        pub offset: u64,
        pub limit: u64,
    }

    /// The order of repositories. What is not known comes last either way; equal ones by name.
    #[derive(Copy, Eq)]
    pub struct RepositorySort {
        pub column: RepositoryColumn,
        pub descending: bool,
    }

    #[derive(Copy, Eq)]
    pub enum RepositoryColumn {
        Name,
        Tags,
        Images,
        Bytes,
        Seen,
    }

    /// A window onto a connection's repositories.
    pub struct RepositoryWindow {
        /// How many match the filter.
        pub total: u64,
        /// How many there are without it.
        pub all: u64,
        pub offset: u64,
        pub rows: Vec<RepositoryRow>,
        /// The marks that this registry keeps for the person.
        pub marks: Vec<RepositoryMark>,
        /// Whether the registry offers a catalog; where not, rows are pinned or were seen before.
        pub catalog: AbilityState,
        pub observed_at: Option<i64>,
        pub refreshing: bool,
        /// Why what is shown is not fresh.
        pub problem: Option<Failure>,
    }

    /// One repository.
    pub struct RepositoryRow {
        pub name: String,
        pub pinned: bool,
        pub bookmarked: bool,
        /// The person's own marks at the registry.
        pub marks: Vec<RepositoryMark>,
        /// How many tags it has where the registry counts them, else had when they were last listed.
        pub tags: Option<u64>,
        /// How many images it has, where the registry's own list was read.
        pub images: Option<u64>,
        /// Compressed bytes of all that it holds, where the registry counts them; else of its images as
        /// its own list has them, what they share counted with each.
        pub bytes: Option<u64>,
        /// What its owner wrote on it, where the registry keeps such and it was asked.
        pub resource_tags: Vec<ResourceTag>,
        pub last_seen: Option<i64>,
        /// The registry no longer lists it.
        pub gone: bool,
    }

    /// Asks the registry's own search.
    pub struct FindRepositories {
        pub connection: ConnectionId,
        pub text: String,
    }

    /// What it found, the best first; `null` where the registry has no search.
    pub struct FoundRepositories {
        pub repositories: Option<Vec<FoundRepository>>,
    }

    /// A repository that a registry's own search found; plain text.
    pub struct FoundRepository {
        pub name: String,
        pub description: Option<String>,
        pub public: Option<bool>,
        pub stars: Option<u64>,
    }

    /// The parts directly below `path` in the tree of repositories; an empty path is the top.
    pub struct ListBranches {
        pub connection: ConnectionId,
        pub path: String,
    }

    /// One part of the tree.
    pub struct Branch {
        /// The last part of the path.
        pub name: String,
        pub path: String,
        pub is_repository: bool,
        /// How many repositories are below it.
        pub below: u64,
    }

    /// The commands that push an image, for a repository or, without one, for a new one.
    pub struct ListPushCommands {
        pub connection: ConnectionId,
        pub repository: Option<String>,
        pub shell: Shell,
    }

    /// What commands are typed into.
    #[derive(Copy, Eq)]
    pub enum Shell {
        Posix,
        PowerShell,
    }

    /// What to type for one engine.
    pub struct EngineCommand {
        pub engine: Engine,
        /// One or more lines, ready to paste.
        pub text: String,
    }

    /// A program that pulls and pushes.
    #[derive(Copy, Eq)]
    pub enum Engine {
        Docker,
        Podman,
        Nerdctl,
        Crane,
        Skopeo,
        Oras,
        Helm,
    }

    /// What a registry does with whole repositories by an API of its own. Amazon's have commands of theirs.
    #[derive(Copy, Eq)]
    pub struct RepositoryDeeds {
        /// What is made before anything is pushed; `null` where a push makes it.
        pub creates: Option<RepositoryCreation>,
        /// Whether a repository can be deleted itself, and not only what is in it.
        pub deletes: bool,
    }

    #[derive(Copy, Eq)]
    pub enum RepositoryCreation {
        Repository,
        /// A project, in which pushes make repositories.
        Project,
    }

    pub struct CreateRepository {
        pub connection: ConnectionId,
        /// With its namespace.
        pub name: String,
        pub description: Option<String>,
        pub private: bool,
    }

    /// What goes when a repository is deleted itself.
    pub struct WholeRepository {
        pub of: RepositoryAt,
        /// `null` where the registry lists tags alone.
        pub images: Option<u64>,
        pub tags: u64,
        /// There are more than were counted.
        pub more: bool,
        /// For how many days the registry can bring it back; `null`: not at all.
        pub restorable_days: Option<u32>,
    }

    /// Deletes what was shown, and nothing else: one that holds another number by now is refused.
    pub struct DeleteRepository {
        pub shown: WholeRepository,
        /// The repository's name, as the person typed it.
        pub typed: String,
    }
}
