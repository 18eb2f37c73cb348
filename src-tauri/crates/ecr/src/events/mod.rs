//! What CloudTrail remembers of the registries: who did what to which image, and when. It is asked for 90
//! days at most, and may be a quarter of an hour behind.

mod event;
mod look_up;
mod pace;
mod reading;

pub use event::{
    EventDeed, EventError, EventImage, EventPage, Principal, PrincipalKind, TrailEvent,
};
pub(crate) use pace::Pace;
