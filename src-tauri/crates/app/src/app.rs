//! The running program: what every verb shares.

use crate::Events;

/// The running program. Hosts hold it in an `Arc` and send it commands through [`crate::dispatch`].
#[derive(Debug, Default)]
pub struct App {
    /// What listeners are told.
    pub events: Events,
}
