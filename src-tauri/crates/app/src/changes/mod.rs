//! Changes: previewed as frozen single-use plans, carried out, undone, gone on with.
//!
//! What should become so, how and in which order is decided by the room `policy`; here it is asked for,
//! read, shown, kept, done and written down.

mod abilities;
mod aftermath;
mod amazon;
mod carry_out;
mod compose;
mod deed;
mod excerpt;
mod frozen;
mod journal;
mod keeping;
mod plans;
mod preview_change;
mod preview_resume;
mod preview_undo;
mod refusals;
mod removal;
mod site;
mod survey;
#[cfg(test)]
mod tests;
mod work;

pub(crate) use excerpt::read_manifest;
pub(crate) use journal::{KIND, Step, Task, Title, kept_id, show_activity, show_item, show_result};
pub(crate) use plans::Plans;
pub(crate) use refusals::{changed, name_not_typed, nothing_to_undo, read_only};
pub(crate) use site::{Site, now};
