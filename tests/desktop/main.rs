//! Journeys in the real window, by role and name.
