//! Journeys in the real window, by role and name. `cargo xtask test journeys` builds the program
//! first; each journey brings its own screen, session bus and home.

mod driver;
