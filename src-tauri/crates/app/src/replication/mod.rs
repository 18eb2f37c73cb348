//! Rules that keep repositories of one connection the same on others, and copies of a whole registry:
//! kept, looked ahead, given their turns, and what came of them.
//!
//! What rules mean is decided by the room `policy`, images are moved by `copies`, and deletions are
//! changes like any other.

mod carry_out;
mod images;
mod legs;
mod look_ahead;
mod rules;
mod run;
mod seen;
#[cfg(test)]
mod tests;
mod turns;
mod under_way;
mod words;

pub(crate) use under_way::Replicating;
