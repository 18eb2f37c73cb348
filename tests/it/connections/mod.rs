//! Connections against real registries and scripted ones: adding, testing, editing, removing.

mod adding;
mod testing;
