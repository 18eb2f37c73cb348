//! Pieces of files and commands that use an image or a chart, or that make its repository. Pure text,
//! ready to paste; what it is made of is checked by the verbs in `list.rs`.

mod amazon;
mod containers;
mod hcl;
mod list;
mod origin;
mod pipelines;
mod repository_code;
mod used;
mod yaml;

pub(crate) use list::plain_platform;
pub(crate) use origin::Access;
pub(crate) use used::Used;
