//! One image opened: platforms, config, build steps, layers, referrers, raw bytes.

mod build_steps;
mod content;
mod labels;
mod open;
mod platforms;
mod raw;
mod referrers;
mod registry_sbom;
mod setting;
