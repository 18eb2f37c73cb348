//! The verbs a person performs; owns tasks, cancellation, limits and events.
