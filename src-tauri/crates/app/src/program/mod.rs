//! The program itself: what it is, its settings, its cache, its diagnostics, links that lead out of it.

mod about;
mod cache;
mod diagnostics;
mod links;
mod settings;
