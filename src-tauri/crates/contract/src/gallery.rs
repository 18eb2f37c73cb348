//! The gallery: listings of public repositories and of one's own, searched, read, harvested and shared.

use crate::{ConnectionId, EngineCommand, Facet, Failure, JobId, UseSnippet};

plain! {
    /// A question to the gallery. Filters are fields of the text, such as `os:windows`: the box says
    /// all that is asked, and choosing a facet edits the box.
    pub struct SearchGallery {
        /// As it stands in the box: words, fields, or something pasted. At most 10,000 characters.
        pub text: String,
        pub sort: GallerySort,
        pub offset: u64,
        pub limit: u64,
        pub with_facets: bool,
    }

    /// The order of hits.
    #[derive(Copy, Eq, Hash)]
    pub enum GallerySort {
        Relevance,
        Pulls,
        Updated,
        Name,
    }

    /// A window onto what was found.
    pub struct GalleryWindow {
        /// Listings that match, exactly.
        pub total: u64,
        /// Listings there are.
        pub all: u64,
        /// Other spellings, other forms of words or fewer words were let in: next to nothing had just these.
        pub corrected: bool,
        pub offset: u64,
        pub hits: Vec<GalleryHit>,
        /// Counts over all that match, when asked for.
        pub facets: Option<GalleryFacets>,
        /// What the fields of the text ask for.
        pub understood: GalleryFilter,
        /// The index is being made again; what is shown may lack some.
        pub rebuilding: bool,
        /// Rises with every change of the index.
        pub revision: u64,
    }

    /// What the fields of a text ask for; an empty list asks for nothing.
    #[derive(Default)]
    pub struct GalleryFilter {
        pub publishers: Vec<String>,
        pub architectures: Vec<String>,
        pub systems: Vec<String>,
        pub kinds: Vec<String>,
        pub sources: Vec<String>,
        pub categories: Vec<String>,
        /// `official`, `verified` or `no`.
        pub standings: Vec<String>,
        pub updated_since: Option<i64>,
        pub updated_before: Option<i64>,
        pub least_pulls: Option<u64>,
        pub most_pulls: Option<u64>,
    }

    /// How many of what matched have each value. Each is counted without its own part of the filter,
    /// so it says what choosing another value would bring.
    pub struct GalleryFacets {
        pub sources: Vec<Facet>,
        pub kinds: Vec<Facet>,
        pub systems: Vec<Facet>,
        pub architectures: Vec<Facet>,
        pub categories: Vec<Facet>,
        pub standings: Vec<Facet>,
        /// The most frequent alone.
        pub publishers: Vec<Facet>,
    }

    /// One repository that was found.
    pub struct GalleryHit {
        pub card: ListingCard,
        /// `card.alias` with what matched marked.
        pub alias: Vec<Piece>,
        /// `card.name` with what matched marked.
        pub name: Vec<Piece>,
        /// The piece of its texts that says why it was found.
        pub snippet: Option<GallerySnippet>,
    }

    /// A run of text.
    pub struct Piece {
        pub text: String,
        pub marked: bool,
    }

    /// A piece of a listing's text.
    pub struct GallerySnippet {
        pub place: SnippetPlace,
        pub pieces: Vec<Piece>,
    }

    /// Which text a snippet is from.
    #[derive(Copy, Eq)]
    pub enum SnippetPlace {
        DisplayName,
        Publisher,
        Description,
        Keywords,
        About,
        Usage,
        /// Tags, labels, environment, base image.
        Image,
    }

    /// What is shown of a repository in a list. Strangers wrote its texts.
    pub struct ListingCard {
        /// `public.ecr.aws/nginx/nginx`: what it is known by.
        pub reference: String,
        /// `ecr-public`, `docker-hub`, `quay`, or a connection's name.
        pub source: String,
        /// Other sources that list it, too.
        pub also: Vec<String>,
        /// The connection it was seen through, if it is of one's own.
        pub connection: Option<ConnectionId>,
        pub host: String,
        /// The publisher's part of the path; empty where there is none.
        pub alias: String,
        pub name: String,
        pub display_name: String,
        pub publisher: String,
        pub description: String,
        /// `image`, `chart`, or another kind of artifact.
        pub kind: String,
        pub systems: Vec<String>,
        pub architectures: Vec<String>,
        pub categories: Vec<String>,
        pub standing: Standing,
        pub pulls: Option<u64>,
        pub stars: Option<u64>,
        pub updated: Option<i64>,
        /// Shipped with the program, and not yet refreshed by a source.
        pub starter: bool,
        pub bookmarked: bool,
        /// It has a logo to ask for.
        pub has_logo: bool,
    }

    /// How much a registry vouches for a publisher.
    #[derive(Copy, Eq)]
    pub enum Standing {
        Unknown,
        Verified,
        Official,
    }

    /// One repository of the gallery, by `host/alias/name` without a tag.
    #[derive(Eq, Hash)]
    pub struct ListingAt {
        pub reference: String,
    }

    /// A repository's page.
    pub struct ListingPage {
        pub card: ListingCard,
        /// Markdown made HTML and sanitised: elements of an allow-list, no images, links of http, https and
        /// mailto alone.
        pub about: Option<String>,
        /// The same.
        pub usage: Option<String>,
        pub created: Option<i64>,
        pub links: Vec<ListingLink>,
        /// When a source last said something about it; `null` for starter data.
        pub observed_at: Option<i64>,
        pub refreshing: bool,
        /// Why what is shown is not fresh.
        pub problem: Option<Failure>,
    }

    /// A place outside that belongs to a repository: its site, its source, its page at the registry.
    pub struct ListingLink {
        /// `registry`, `website`, `source`, or the words of who wrote it.
        pub label: String,
        /// http or https.
        pub url: String,
    }

    /// A small picture made by Portolan from what the publisher offers.
    pub struct Logo {
        /// `data:image/png;base64,…`; `null` where there is none.
        pub url: Option<String>,
    }

    /// A window onto a listed repository's tags. The first question asks the source; until it has
    /// answered, `refreshing` is true.
    pub struct ListListingTags {
        pub reference: String,
        /// Contained in the tag or the digest.
        pub filter: String,
        pub sort: ListingTagSort,
        pub offset: u64,
        pub limit: u64,
    }

    /// The order of tags; unknown values come last either way.
    #[derive(Copy, Eq, Hash)]
    pub struct ListingTagSort {
        pub column: ListingTagColumn,
        pub descending: bool,
    }

    #[derive(Copy, Eq, Hash)]
    pub enum ListingTagColumn {
        /// As versions.
        Tag,
        Size,
        Created,
    }

    /// A window onto tags.
    pub struct ListingTagWindow {
        pub total: u64,
        pub all: u64,
        pub offset: u64,
        pub rows: Vec<ListingTag>,
        /// The registry has more than were asked for; `filter` searches only those that are here.
        pub more: bool,
        pub observed_at: Option<i64>,
        pub refreshing: bool,
        pub problem: Option<Failure>,
        pub revision: u64,
    }

    /// One tag of a listed repository.
    pub struct ListingTag {
        pub tag: String,
        pub digest: Option<String>,
        /// Compressed bytes; of an index over its platforms.
        pub size: Option<u64>,
        pub platforms: Vec<String>,
        pub created: Option<i64>,
    }

    /// How to use a repository with a tag or digest, on a platform.
    pub struct UseListing {
        pub reference: String,
        /// A tag or a digest.
        pub selector: String,
        /// `linux/arm64`; `null` leaves it to the engine.
        pub platform: Option<String>,
    }

    /// What to type and to write to use it.
    pub struct ListingUses {
        pub pull: Vec<EngineCommand>,
        pub snippets: Vec<UseSnippet>,
    }

    /// Where a listed repository is looked into.
    pub struct Visited {
        pub connection: ConnectionId,
        pub repository: String,
    }

    /// A publisher of one registry, by its alias.
    pub struct PublisherAt {
        pub host: String,
        pub alias: String,
    }

    /// Who publishes under an alias. Its repositories are found by `publisher:ALIAS`.
    pub struct Publisher {
        pub host: String,
        pub alias: String,
        pub display_name: String,
        pub standing: Standing,
        pub listings: u64,
        /// A repository whose logo may stand for the publisher.
        pub logo_of: Option<String>,
        pub refreshing: bool,
        pub problem: Option<Failure>,
    }

    /// Asks the live sources what the index may lack for a text; what they know is kept, and
    /// `GalleryChanged` tells. The reply comes when all have answered.
    pub struct AskSources {
        pub text: String,
    }

    /// What the live sources added.
    pub struct SourcesAnswer {
        pub added: u64,
        pub refreshed: u64,
        /// Those that did not answer.
        pub problems: Vec<SourceProblem>,
    }

    /// Why a source did not answer.
    pub struct SourceProblem {
        pub source: String,
        pub failure: Failure,
    }

    /// Where listings come from.
    pub struct GallerySource {
        /// `ecr-public`, `docker-hub`, `quay`, or a connection's name.
        pub id: String,
        pub kind: GallerySourceKind,
        pub connection: Option<ConnectionId>,
        /// Whether it may be asked.
        pub enabled: bool,
        /// Whether all of it can be fetched; else it answers questions alone.
        pub can_harvest: bool,
        pub listings: u64,
        /// Of these, those that no source has confirmed yet.
        pub starter: u64,
        pub asked_at: Option<i64>,
        pub harvested_at: Option<i64>,
        pub harvest: Option<Harvest>,
        /// Why it did not answer when it was last asked.
        pub problem: Option<Failure>,
    }

    #[derive(Copy, Eq)]
    pub enum GallerySourceKind {
        EcrPublic,
        DockerHub,
        Quay,
        Connection,
    }

    /// A fetching of all that a source has, under way or stopped half-way.
    pub struct Harvest {
        pub state: HarvestState,
        /// Listings got.
        pub listings: u64,
        /// Questions asked, and how many there will be as far as is known.
        pub asked: u64,
        pub expected: Option<u64>,
        pub asked_a_minute: u64,
        pub seconds_left: Option<u64>,
        /// The source asked to wait until then.
        pub waits_until: Option<i64>,
    }

    #[derive(Copy, Eq)]
    pub enum HarvestState {
        Running,
        Paused,
    }

    /// One source, by its identity.
    pub struct SourceAt {
        pub source: String,
    }

    /// Lets a source be asked, or not.
    pub struct SwitchSource {
        pub source: String,
        pub enabled: bool,
    }

    /// Writes what a text finds, or all for an empty one, into one file.
    pub struct ExportPack {
        pub text: String,
        /// The file's path; `null` makes one in the person's downloads.
        pub path: Option<String>,
        /// Whether a file that is there may be replaced: the person was asked.
        pub replaces: bool,
    }

    /// A pack being written.
    pub struct PackExport {
        pub job: JobId,
        pub path: String,
        pub listings: u64,
    }

    /// Reads a pack, checks all of it, and takes in its listings or none.
    pub struct ImportPack {
        pub path: String,
    }

    /// What the gallery shows before anything is typed.
    pub struct GalleryShelf {
        /// The last one first.
        pub searches: Vec<String>,
        pub opened: Vec<ListingCard>,
        pub bookmarked: Vec<ListingCard>,
        /// Listings there are.
        pub listings: u64,
    }

    /// A search worth coming back to: one whose hit was opened.
    pub struct KeepSearch {
        pub text: String,
    }
}
