//! The pull-through cache of the local registry: its rules, the connections behind them, and what it keeps.

mod images;
mod rules;
mod upstream;
