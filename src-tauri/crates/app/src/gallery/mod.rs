//! The verbs of the gallery: public listings and those of one's own, searched, read, harvested and shared.
//!
//! Listings are kept by `storage` as records of the room `gallery`; the room `search` has an index of
//! them, which follows what is kept (`index_life.rs`).

mod ask_sources;
mod card;
mod errands;
mod export_pack;
mod harvest;
mod harvests;
mod import_pack;
mod index_life;
mod logo;
mod own;
mod own_image;
mod own_listings;
mod page;
mod place;
mod places;
mod publisher;
mod records;
mod room;
mod search;
mod shelf;
mod sources;
mod tags;
mod trouble;
mod uses;
mod visit;

pub use places::GalleryPlaces;
pub(crate) use room::Gallery;
