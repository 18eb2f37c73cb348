//! The pull-through cache of the local registry: its rules, the connections behind them, and what it keeps.

mod images;
mod rules;
mod telling;
mod upstream;

pub(crate) use upstream::is_docker_hub;
