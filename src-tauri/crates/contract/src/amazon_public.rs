//! ECR Public as who publishes there sees it: the registry with its aliases, repositories with what the
//! gallery shows of them.

use crate::{ConnectionId, Failure, ResourceTag};

plain! {
    /// The public registry of an account.
    pub struct PublicRegistry {
        pub id: String,
        pub arn: String,
        /// The gallery shows the display name and logos only of who is verified.
        pub verified: bool,
        /// The primary one first; none before the first repository.
        pub aliases: Vec<PublicAlias>,
        /// Aliases that were asked for in Amazon's console and are not among `aliases` yet.
        pub awaited: Vec<String>,
        /// `null`: none, or it could not be read.
        pub display_name: Option<String>,
        /// By which architectures the gallery filters; others are kept and never found.
        pub architectures: Vec<String>,
        /// The same of operating systems.
        pub operating_systems: Vec<String>,
        /// Where Amazon takes requests for aliases.
        pub console: String,
        /// Why not all could be read.
        pub problem: Option<Failure>,
    }

    #[derive(Eq)]
    pub struct PublicAlias {
        pub name: String,
        pub status: AliasStatus,
        /// The one that the gallery shows.
        pub primary: bool,
        /// The one that Amazon gave.
        pub given: bool,
        /// How references begin.
        pub url: String,
        /// The publisher's page in the gallery.
        pub gallery: String,
    }

    /// How far the request for an alias is.
    #[derive(Copy, Eq)]
    pub enum AliasStatus {
        Active,
        Pending,
        Rejected,
        Unknown,
    }

    /// Gives the publisher another name in the gallery; an empty one takes it away.
    pub struct SetDisplayName {
        pub connection: ConnectionId,
        pub name: String,
    }

    /// Looks at an alias that somebody wishes for.
    pub struct CheckAlias {
        pub connection: ConnectionId,
        pub alias: String,
    }

    #[derive(Eq)]
    pub struct AliasCheck {
        /// What Amazon would refuse.
        pub problems: Vec<AliasProblem>,
        /// Why a request may well be rejected: words that the guide advises against.
        pub doubts: Vec<AliasDoubt>,
        pub taken: AliasTaken,
    }

    #[derive(Eq)]
    pub struct AliasDoubt {
        pub kind: AliasDoubtKind,
        pub word: String,
    }

    #[derive(Copy, Eq)]
    pub enum AliasDoubtKind {
        /// Amazon's own name.
        Amazon,
        /// The name of something that Amazon offers.
        Product,
        /// It could be anybody's.
        Generic,
    }

    /// Waits for Amazon's decision on an alias that was asked for in its console, or no longer.
    pub struct AwaitAlias {
        pub connection: ConnectionId,
        pub alias: String,
        pub waits: bool,
    }

    /// A public repository.
    pub struct PublicRepository {
        pub arn: String,
        /// How references to it begin.
        pub uri: String,
        /// Its page in the gallery; `null` while the registry has no alias.
        pub gallery: Option<String>,
        pub created: Option<i64>,
        pub catalog: PublicCatalog,
        pub has_logo: bool,
        /// `null` where they could not be read.
        pub resource_tags: Option<Vec<ResourceTag>>,
        /// Why not all could be read.
        pub problem: Option<Failure>,
    }

    /// What is written about a public repository. A text that there is none of is empty.
    #[derive(Eq, Default)]
    pub struct PublicCatalog {
        /// At most 1,024 characters.
        pub description: String,
        /// Markdown, at most 25,600 characters.
        pub about: String,
        /// Markdown, at most 25,600 characters.
        pub usage: String,
        pub architectures: Vec<String>,
        pub operating_systems: Vec<String>,
    }

    pub struct CreatePublicRepository {
        pub connection: ConnectionId,
        pub name: String,
        pub catalog: PublicCatalog,
        /// The path of a PNG.
        pub logo: Option<String>,
        pub resource_tags: Vec<ResourceTag>,
    }

    /// Sets resource tags or the policy. Activity keeps what they were.
    pub struct SetPublicSetting {
        pub connection: ConnectionId,
        pub repository: String,
        pub setting: PublicSetting,
    }

    /// Writes anew what is written about a repository. Activity keeps what it was.
    pub struct SetPublicCatalog {
        pub connection: ConnectionId,
        pub repository: String,
        pub catalog: PublicCatalog,
        pub logo: LogoChange,
    }

    /// The logo of a repository.
    #[derive(Eq)]
    pub struct PublicLogo {
        /// A `data:` URL; `null` where there is none, or it can't be fetched.
        pub url: Option<String>,
        /// There is one, and it can't be fetched: no undo could bring it back.
        pub lost_if_changed: bool,
    }

    /// A picture that somebody chose.
    pub struct LogoFile {
        pub path: String,
    }

    #[derive(Eq)]
    pub struct LogoCheck {
        /// A `data:` URL, where it is a PNG.
        pub url: Option<String>,
        pub width: Option<u32>,
        pub height: Option<u32>,
        pub bytes: u64,
        /// What Amazon would refuse.
        pub problems: Vec<LogoProblem>,
    }

    /// What a change did to the logo, and what an undo does to it.
    #[derive(Copy, Eq)]
    pub enum LogoFate {
        /// It is the same.
        Untouched,
        /// There was none: the undo takes it away.
        Added,
        /// It was kept: the undo brings it back.
        Replaced,
        /// It could not be fetched: nothing brings it back.
        Lost,
    }

    pub struct Markdown {
        pub text: String,
    }

    pub struct MarkdownPreview {
        /// As the gallery's pages show it; `null` where there is nothing to show.
        pub html: Option<String>,
    }
}

tagged! {
    /// What a publisher sets, and its value.
    pub enum PublicSetting {
        Catalog { catalog: PublicCatalog },
        ResourceTags { tags: Vec<ResourceTag> },
        /// `null`: none.
        Permissions { text: Option<String> },
        /// The registry's. Empty: none.
        DisplayName { name: String },
    }

    /// What becomes of the logo.
    pub enum LogoChange {
        Keep,
        Remove,
        Replace { path: String },
    }

    /// What of a picture Amazon would refuse.
    #[derive(Eq)]
    pub enum LogoProblem {
        NotPng,
        TooManyBytes { most: u64 },
        Side { least: u32, most: u32 },
    }

    /// What of an alias Amazon would refuse.
    #[derive(Eq)]
    pub enum AliasProblem {
        TooShort { least: u64 },
        TooLong { most: u64 },
        Character { found: String },
        /// It begins with no letter, or separators stand side by side or at the end.
        Grammar,
    }

    /// Whether somebody has an alias, as far as can be seen.
    #[derive(Eq)]
    pub enum AliasTaken {
        /// It is the connection's own.
        Own { status: AliasStatus },
        /// Somebody publishes under it.
        Taken { reference: String },
        /// Nobody is seen; whether the gallery itself was asked, or only what is kept of it.
        NotSeen { asked: bool },
        /// It can't be an alias.
        NotLookedFor,
    }
}
