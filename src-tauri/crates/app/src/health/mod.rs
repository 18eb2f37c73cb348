//! How a registry is: what is wrong in it, what takes up its space, what is left of its quota. All from
//! what is known; looking into what is not is a job of its own.

mod known;
mod look;
mod quota;
mod read_health;
mod read_storage_use;
