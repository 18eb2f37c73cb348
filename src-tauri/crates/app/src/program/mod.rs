//! The program itself: what it is, its settings, its cache, its diagnostics.

mod about;
mod cache;
mod diagnostics;
mod settings;
