//! The registry of Amazon ECR in a region: its settings and rules, read, checked, set and set back.

mod backfills;
mod caching;
mod check;
mod freshness;
mod image_progress;
mod read;
mod setting;
mod shown;
mod upkeep;
