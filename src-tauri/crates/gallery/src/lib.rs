//! Public listings: the sources that yield them, the polite crawl that gathers them, the packs that
//! carry them, the catalogue that is shipped, and what makes strangers' Markdown and logos safe to
//! show. Keeping and searching them lives elsewhere.

mod crawl;
mod error;
mod logo;
mod markup;
mod pace;
mod pack;
mod record;
mod source;
mod sources;
mod starter;
mod text;

pub use crawl::{Crawl, Progress, Step};
pub use error::{Error, LogoProblem, PackProblem, Result};
pub use logo::{LOGO_SIDE, Png, fetch_logo};
pub use markup::{SafeHtml, render_markdown, summarise};
pub use pace::Pace;
pub use pack::{PACK_FORMAT, PackHeader, PackProgress, PackSummary, read_pack, write_pack};
pub use record::{Depth, Link, Record, RecordProblem};
pub use source::{Cursor, Found, PublisherPage, SeenTag, Source, SourceKind, TagPage};
pub use sources::{Addresses, DockerHub, EcrPublic, Quay, Sources};
pub use starter::{StarterListing, StarterSource, starter};
pub use text::clean_line;
