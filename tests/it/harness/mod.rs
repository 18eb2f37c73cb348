//! The harness itself: what the other tests stand on must stand.

mod keyrings;
mod registries;
mod scripts;
